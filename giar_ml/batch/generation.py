"""One generation of an output: records in a journal, rows in the manifest, and for data sets sealed parts.

Order of writing, so that a kill at any moment loses nothing and doubles nothing: journal, fsync, commit of the rows;
what the journal holds beyond the last committed row is cut off at the next start. Parts of a data set are made from
committed journals alone, written beside their place, moved, and only then noted; a part that was not noted is made
again, of the same bytes.
"""

from __future__ import annotations

import gzip
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from giar_ml.batch.items import Outcome
from giar_ml.batch.manifest import Manifest, Row
from giar_ml.errors import SetupError

COMMIT_ITEMS, COMMIT_SECONDS = 64, 1.0
RECORDS = "records"


class Generation:
    """`part_items` inputs make a part of a data set; None for a JSON Lines file, which is one journal.

    `published` is where the finished output stands: a file, or the folder of a data set.
    """

    def __init__(self, folder: Path, published: Path, part_items: int | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.published, self.part_items = folder, published, part_items
        self.manifest = Manifest(folder / "manifest.sqlite")
        self.count = self.manifest.count()
        self._journal: IO[bytes] | None = None
        self._tables: Any = None
        self._size = self._uncommitted = 0
        self._committed_at = time.monotonic()
        self._reading: tuple[Path, IO[bytes]] | None = None

    # -- state ----------------------------------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether every input is done and only publishing may be left."""
        return bool(self.manifest.get("complete"))

    @property
    def part(self) -> int:
        """The part that the next input goes to."""
        return self.count // self.part_items if self.part_items else 0

    def journal_path(self, part: int) -> Path:
        """Where the records of a part stand until they are sealed."""
        return self.folder / f"{RECORDS}-{part:05d}.jsonl"

    # -- writing --------------------------------------------------------------------------------------------------

    def resume(self) -> None:
        """Make the journal end where the last committed row does, and the next input go on there."""
        if self.part_items:
            for part in range(self.manifest.get("sealed") or 0, self.part):
                self._feed(part)  # a kill came between the last commit of the part and its seal
                self._seal(part)
            for path in self.folder.glob(f"{RECORDS}-*.jsonl"):
                if path != self.journal_path(self.part):
                    path.unlink()
        last = next(self.manifest.rows("n = ? AND part = ?", (self.count - 1, self.part)), None)
        self._size = last.start + last.length if last else 0
        path = self.journal_path(self.part)
        if (path.stat().st_size if path.exists() else 0) < self._size:
            raise SetupError(f"{path} is shorter than its manifest says: the file system lost data; start with --fresh")
        if self._size or not self.part_items:
            self._open()
        if self.part_items and self._size:
            self._feed(self.part)

    def append(self, item_id: str, sha256: str | None, outcome: Outcome, *, engine: bool) -> None:
        """The next input is done."""
        if self._journal is None:
            self._open()
        assert self._journal is not None
        assert outcome.n == self.count
        data = b"".join(line + b"\n" for line in outcome.lines)
        self._journal.write(data)
        self.manifest.add(
            Row(
                self.count, item_id, sha256, outcome.status, outcome.cause,
                outcome.message if outcome.status == "failed" else None,
                self.part, self._size, len(data), zlib.crc32(data), engine, outcome.error,
            )
        )  # fmt: skip
        if self._tables:
            self._tables.add(outcome.lines)
        self._size += len(data)
        self._uncommitted += 1
        part, self.count = self.part, self.count + 1
        if self.part != part:
            self.commit()
            self._seal(part)
        elif self._uncommitted >= COMMIT_ITEMS or time.monotonic() - self._committed_at > COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """What was appended so far survives anything."""
        if self._journal:
            self._journal.flush()
            os.fsync(self._journal.fileno())
        self.manifest.commit()
        self._uncommitted, self._committed_at = 0, time.monotonic()

    def finish(self) -> None:
        """Every input is done: seal what is left, and publish. Old output is replaced now, not before."""
        if not self.complete:
            begun = not self.part_items or not self.count or self.count % self.part_items > 0
            if begun and self._journal is None:
                self._open()
            self.commit()
            self.manifest.put("complete", True)
            if begun and self.part_items:
                self._seal(self.part)
            self._close_journal()
            self.manifest.commit()
        self.publish()

    def publish(self) -> None:
        """Move the finished output to its place; again after a kill, if it was not done."""
        if self.part_items is None:
            journal = self.journal_path(0)
            if journal.exists():
                self.published.parent.mkdir(parents=True, exist_ok=True)
                journal.replace(self.published)
                sync(self.published.parent)
            return
        from giar_ml.batch.dataset import FOLDERS

        for name in FOLDERS:
            made, place = self.folder / name, self.published / name
            if made.exists():
                for partial in made.glob(".*.tmp"):  # of a part that was begun by a run that was killed, and never came
                    partial.unlink()
                if place.exists():
                    shutil.rmtree(place)
                made.replace(place)
        sync(self.published)

    def close(self) -> None:
        """Leave everything as it is on disk."""
        self._close_journal()
        if self._tables:
            self._tables.abandon()
            self._tables = None
        if self._reading:
            self._reading[1].close()
            self._reading = None
        self.manifest.close()

    # -- reading --------------------------------------------------------------------------------------------------

    def lines(self, row: Row) -> tuple[bytes, ...] | None:
        """The records of an input that is done; None where they are no longer what the manifest says."""
        try:
            file = self._file(row.part)
            file.seek(row.start)
            data = file.read(row.length)
        except (OSError, EOFError, zlib.error):
            return None
        return tuple(data.splitlines()) if len(data) == row.length and zlib.crc32(data) == row.crc else None

    def whole(self) -> bool:
        """Whether the published output still has the size that it was given."""
        if self.part_items is None:
            last = next(self.manifest.rows("n = ?", (self.count - 1,)), None)
            size = last.start + last.length if last else 0
            return self.published.is_file() and self.published.stat().st_size == size
        parts = -(-self.count // self.part_items)
        return all((self.published / RECORDS / f"part-{part:05d}.jsonl.gz").is_file() for part in range(parts))

    def _file(self, part: int) -> IO[bytes]:
        path = self._place(part)
        if self._reading is None or self._reading[0] != path:
            if self._reading:
                self._reading[1].close()
            opened = gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115 (stays open)
            self._reading = path, cast("IO[bytes]", opened)
        return self._reading[1]

    def _place(self, part: int) -> Path:
        name = f"{RECORDS}/part-{part:05d}.jsonl.gz"
        places = [self.journal_path(part)]
        places += [self.folder / name, self.published / name] if self.part_items else [self.published]
        return next((path for path in places if path.is_file()), places[-1])

    # -- the journal and the parts --------------------------------------------------------------------------------

    def _open(self) -> None:
        path = self.journal_path(self.part)
        path.touch()
        os.truncate(path, self._size)
        self._journal = path.open("ab")
        if self.part_items:
            self._new_tables()

    def _new_tables(self) -> None:
        from giar_ml.batch.dataset import PartWriter

        if self._tables:
            self._tables.abandon()
        self._tables = PartWriter(self.folder, self.part)

    def _feed(self, part: int) -> None:
        """Give the committed records of a part to its tables again."""
        from giar_ml.batch.dataset import PartWriter

        if self._tables:
            self._tables.abandon()
        self._tables = PartWriter(self.folder, part)
        for row in self.manifest.rows("part = ?", (part,)):
            lines = self.lines(row)
            if lines is None:
                raise SetupError(f"{self.journal_path(part)} is not what its manifest says; start with --fresh")
            self._tables.add(lines)

    def _seal(self, part: int) -> None:
        self._close_journal()
        self._tables.seal()
        self._tables = None
        self.manifest.put("sealed", part + 1)
        self.manifest.commit()
        self.journal_path(part).unlink()
        self._size = 0

    def _close_journal(self) -> None:
        if self._journal:
            with suppress(OSError):  # whatever was not committed is not to be kept
                self._journal.close()
            self._journal = None


def sync(folder: Path) -> None:
    """What was moved into a folder stays there, whatever happens (where the system can promise it)."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def failures(generation: Generation) -> Iterator[dict[str, Any]]:
    """The quarantine: every failed input, with its cause."""
    for row in generation.manifest.rows("status = 'failed'"):
        yield {"n": row.n, "id": row.id, "sha256": row.sha256, "cause": row.cause, "message": row.message}
