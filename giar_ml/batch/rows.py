"""JSON Lines: every line an item `pages.jsonl#17`, counted from 1; its text in one column."""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterator
from typing import Any

from giar_ml.batch.archives import failed
from giar_ml.batch.items import Item
from giar_ml.batch.opened import Bomb, Metered, opened
from giar_ml.read import Limits

COLUMNS = ("text", "html", "content", "markdown", "body", "raw")  # looked for in this order, where none is named
SLACK = 4  # JSON writes a character in up to six bytes, and a line has other columns
MOST_VALUES = 1_000_000  # in one line: each takes some hundred bytes of memory. Text has marks like theirs, but fewer


def items(path: str, id: str, limits: Limits, column: str | None = None) -> Iterator[Item]:
    """Every line that is not blank; one that cannot be used is a failure."""
    try:
        with opened(path, limits) as file:
            for number, line in _lines(file, limits.max_text_bytes * SLACK):
                if line is None or line.strip():
                    yield _item(line, f"{id}#{number}", limits, column)
    except Bomb as error:
        yield failed(id, path, "zip_bomb", what=error)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        yield failed(id, path, "malformed", format="JSON Lines", detail=str(error)[:200])


def _lines(file: Metered, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers; None for one that is too long."""
    number = 0
    while line := file.readline(limit):
        number += 1
        whole = line.endswith(b"\n") or len(line) < limit
        while not whole:
            rest = file.readline(limit)
            whole = not rest or rest.endswith(b"\n")
            line = None
        yield number, line.removeprefix(b"\xef\xbb\xbf") if line and number == 1 else line


def _item(line: bytes | None, id: str, limits: Limits, column: str | None) -> Item:
    if line is None:
        return failed(id, id, "too_large", what=f"{limits.max_bytes:,} bytes")
    if sum(map(line.count, (b",", b"[", b"{"))) > MOST_VALUES + len(line) // 32:
        return failed(id, id, "too_complex", what=f"{MOST_VALUES:,} values")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return failed(id, id, "malformed", format="JSON", detail=str(error)[:200])
    return of_row(row if isinstance(row, dict) else {}, id, limits, column)


def of_row(row: dict[str, Any], id: str, limits: Limits, column: str | None) -> Item:
    """The item of one row: the named column, or the first of `COLUMNS` that holds text."""
    for name in (column,) if column else COLUMNS:
        value = row.get(name)
        if isinstance(value, str):
            value = value.encode("utf-8", "replace")
        if isinstance(value, bytes):
            if len(value) > limits.max_bytes:
                return failed(id, id, "too_large", what=f"{limits.max_bytes:,} bytes")
            return Item(id, id, value)
    wanted = column or ", ".join(COLUMNS)
    return Item(
        id,
        id,
        failure=(
            "no_text_column",
            f"没有文本列（{wanted}）。 There is no column with text ({wanted}); name it with --column.",
        ),
    )
