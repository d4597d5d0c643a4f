"""What the command line reads: files, folders and globs; records, and the sources that their offsets count in."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import giar_ml
from giar_ml.errors import ReadError

if TYPE_CHECKING:
    from giar_ml.export.record import Record

READ = {"ok", "partial"}  # states of records that say what a report says
RECORDS = {".jsonl", ".ndjson", ".json"}


def expand(paths: Iterable[str]) -> Iterator[str]:
    """Files in the order given: folders with everything in them, sorted; globs, sorted; others as they are."""
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 (Path.is_dir fails where a folder above may not be entered)
            yield from _inside(path)
        elif not os.path.lexists(path) and glob.has_magic(path):
            for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 (keeps the path as given)
                yield from _inside(match) if Path(match).is_dir() else [match]
        else:
            yield path


def _inside(folder: str) -> Iterator[str]:
    """Every file under a folder but hidden ones and the lock files of office programs; links to folders not followed.

    A folder that may not be opened, or holds nothing, is given as it is: it becomes a failed record.
    """
    shut: list[str] = []
    if not any(names for _, _, names in os.walk(folder)):
        yield folder
        return
    for root, folders, names in os.walk(folder, onerror=lambda error: shut.append(str(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(root, name) for name in sorted(names) if not name.startswith((".", "~$")))  # noqa: PTH118
        yield from shut
        shut.clear()
    yield from shut


def readings(path: Path, text: Path | None, *, sources: bool) -> Iterator[tuple[Record, str | None]]:
    """Records with their sources (where they can be found): of a file of records, or of a report that is read now."""
    if path.suffix.lower() not in RECORDS:
        for reading in giar_ml.load().readings([path]):
            yield reading.record, reading.source or None
        return
    from giar_ml.export import jsonl
    from giar_ml.export.files import Names

    names = Names()
    for record in jsonl.read(path):
        if not sources or record.status not in READ:
            yield record, None
            continue
        name = names.name(record.source.path, record.source.part, record.source.sha256)
        yield record, source_of(record, text and text / f"{name}.txt")


def source_of(record: Record, kept: Path | None) -> str | None:
    """The decoded source of a record: as `extract --text` kept it, else from the file, if that is still the same."""
    if kept and kept.is_file():
        with kept.open(encoding="utf-8", newline="") as file:
            text = file.read()
        return text if len(text) == record.source.characters else None
    from giar_ml.export.record import well_formed
    from giar_ml.read import read
    from giar_ml.segment import split

    try:
        document = read(record.source.path)
    except ReadError:
        return None
    if document.sha256 != record.source.sha256:
        return None
    return next((well_formed(d.source) for d in split(document) if d.part == record.source.part), None)
