"""What a run has done so far, in SQLite: one row an input, committed together with the bytes that it stands for.

SQLite also is the lock: a second run on the same output finds the manifest taken.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from giar_ml.errors import SetupError


@dataclass(frozen=True, slots=True)
class Row:
    """One input that is done. Its records are `length` bytes (line ends included) from `start` of journal `part`.

    `sha256` of its content, None where it had none; `crc` of its records; `engine`: a worker was asked, so that its
    records may be used again for the same content; `error`: whether a rule of severity error is violated in them.
    """

    n: int
    id: str
    sha256: str | None
    status: str
    cause: str | None
    message: str | None
    part: int
    start: int
    length: int
    crc: int
    engine: bool
    error: bool


_NAMES = ", ".join(field.name for field in fields(Row))
_HOLES = ", ".join("?" for _ in fields(Row))
_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS items (n INTEGER PRIMARY KEY, id TEXT NOT NULL, sha256 TEXT, status TEXT NOT NULL,"
    " cause TEXT, message TEXT, part INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,"
    " crc INTEGER NOT NULL, engine INTEGER NOT NULL, error INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS content ON items (sha256)",
)


class Manifest:
    """The rows of one generation of an output. Nothing is kept before `commit`, everything after it."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None)
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                self._db.execute(table)
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            busy = "locked" in str(error)
            raise SetupError(f"{path}: {'another run is writing this output' if busy else error}") from error
        self._open = False

    def get(self, key: str) -> Any:
        """A fact about the run, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, key: str, value: Any) -> None:
        """Keep a fact about the run, with the next commit."""
        self._begin()
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value, ensure_ascii=False)))

    def add(self, row: Row) -> None:
        """Keep a row, with the next commit."""
        self._begin()
        self._db.execute(f"INSERT INTO items ({_NAMES}) VALUES ({_HOLES})", astuple(row))  # noqa: S608

    def commit(self) -> None:
        """Everything since the last commit is on disk, or nothing."""
        if self._open:
            self._db.execute("COMMIT")
            self._open = False

    def rows(self, where: str = "1", values: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows in input order; `where` is SQL of ours."""
        found = self._db.execute(f"SELECT {_NAMES} FROM items WHERE {where} ORDER BY n", values)  # noqa: S608
        return (_row(values) for values in found)

    def find(self, id: str, sha256: str) -> Row | None:
        """The row of this input with this content, if a worker was asked about it."""
        return next(self.rows("sha256 = ? AND id = ? AND engine", (sha256, id)), None)

    def first_with(self, sha256: str) -> str | None:
        """The id of the first input with this content."""
        row = self._db.execute("SELECT id FROM items WHERE sha256 = ? ORDER BY n LIMIT 1", (sha256,)).fetchone()
        return row[0] if row else None

    def count(self) -> int:
        """Inputs that are done."""
        (count,) = self._db.execute("SELECT COALESCE(MAX(n) + 1, 0) FROM items").fetchone()
        return int(count)

    def close(self) -> None:
        """Drop what was not committed."""
        self._db.close()

    def _begin(self) -> None:
        if not self._open:
            self._db.execute("BEGIN")
            self._open = True


def _row(values: tuple[Any, ...]) -> Row:
    facts: list[Any] = list(values)
    facts[-2:] = map(bool, facts[-2:])
    return Row(*facts)
