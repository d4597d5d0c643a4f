"""Text files line by line and JSON, bounded, with the place in every error. A line ends at LF only: U+2028 is text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from giar_ml.convert.labelled import DataError
from giar_ml.convert.options import Limits

# Raw in JSON they are right, but programs that split lines as Python does would cut there.
_ESCAPED = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}


def lines(path: Path, limits: Limits) -> Iterator[tuple[str, str]]:
    """Each line without its LF, and its place `file:number`. Raises `DataError` if it is long or not UTF-8."""
    number = 0
    try:
        with path.open("rb") as file:
            while raw := file.readline(limits.max_line_bytes + 1):
                number += 1
                if len(raw) > limits.max_line_bytes:
                    raise DataError(f"{path}:{number} is longer than {limits.max_line_bytes:,} bytes")
                yield f"{path}:{number}", decode(raw, f"{path}:{number}", first=number == 1).removesuffix("\n")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error


def decode(raw: bytes, where: str, *, first: bool = True) -> str:
    """UTF-8 as text; `first` takes a byte order mark away."""
    try:
        return raw.removeprefix(b"\xef\xbb\xbf" if first else b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{where} is not UTF-8 (byte {error.start})") from error


def whole(path: Path, limit: int) -> bytes:
    """The content of a file that has to be read at once; `limit` in bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise DataError(f"{path} is larger than {limit:,} bytes: cut it into several files")
    return data


def json_lines(path: Path, limits: Limits) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON lines file with their places; lines without anything are skipped."""
    for where, line in lines(path, limits):
        if line.strip():
            yield where, an_object(parse(line, where), where)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_no_number)


def parse(text: str, where: str) -> Any:
    """JSON as Python values. Raises `DataError` with the place."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where} is not JSON: {error}") from error


def an_object(value: Any, where: str) -> dict[str, Any]:
    """The value, which must be a JSON object."""
    if not isinstance(value, dict):
        raise DataError(f"{where} is not a JSON object")
    return value


def dumps(value: Any) -> str:
    """JSON on one line, whoever splits the lines."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_ESCAPED)


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Names the place in a `DataError` that arises within."""
    try:
        yield
    except DataError as error:
        raise DataError(f"{where}: {error}") from error
