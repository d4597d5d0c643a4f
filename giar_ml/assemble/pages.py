"""Page numbers that a converter printed into the cells of a table: `- 8 - 2` is 2, and 第9页共12页 is no number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from giar_ml.types import AlignedText

HAN = "\u3400-\u9fff"
_MARK = r"[-—–] ?\d{1,3} ?[-—–]"
_WORDS = r"第 ?\d{1,3} ?页(?: ?[,，/]? ?共 ?\d{1,3} ?页)?"
# In a line with tabs all dashes of a mark are in one cell; in others only text behind the mark, or a heading before it,
# tells it from three cells.
_CELL = re.compile(rf"{_WORDS}|(?:^|(?<=\t)) *{_MARK}(?= |\t|$)|(?<=\S) +{_MARK}(?= *(?:\t|$))")
_LINE = re.compile(rf"{_WORDS}|^ *{_MARK}(?= +(?:[{HAN}]|\d{{4}}年))|(?<=\)项) *{_MARK}(?= *$)")


def without_pages(text: AlignedText) -> AlignedText:
    """The text with spaces for such page numbers, as long as before; one alone in its line stays, it is in no cell."""
    edits = [(start, end, " " * (end - start)) for start, end in _marks(text.text)]
    return text.edit(edits) if edits else text


def _marks(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        pattern = _CELL if "\t" in line else _LINE
        yield from ((at + m.start(), at + m.end()) for m in pattern.finditer(line))
        at += len(line) + 1
