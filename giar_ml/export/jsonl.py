"""Records as JSON Lines: UTF-8, one record a line, in input order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from giar_ml.errors import SetupError
from giar_ml.export.record import Record, from_json, to_json


def write(records: Iterable[Record], file: IO[str]) -> Iterator[Record]:
    """Write each record as it comes and pass it on; each line is flushed, so that a reader at the other end sees it."""
    for record in records:
        file.write(to_json(record) + "\n")
        file.flush()
        yield record


def read(path: Path) -> Iterator[Record]:
    """The records of a file; empty lines are skipped.

    Raises `SetupError`, naming file and line, where a line is no record.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if text := line.removeprefix(b"\xef\xbb\xbf").strip():
                    yield _record(text, f"{path}:{number}")
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}") from error


def _record(line: bytes, where: str) -> Record:
    try:
        return from_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise SetupError(f"{where} is not a record: {place}: {first['msg']}{more}") from error
