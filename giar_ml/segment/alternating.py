"""Years side by side on a page of boxes: block by block left, right, left, right, in the order of the markup.

A block is a line of text or a table. Either every block stands beside its counterpart, or every section does. The two
titles say that there are two years; that each side has each section and each table once says which way it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from giar_ml.segment import headings
from giar_ml.segment.layout import Line, lines_of, plain
from giar_ml.types import AlignedText

TOP = 12  # lines in which both titles stand
FEWEST_SECTIONS = 4  # on each side
MOST_LINES = 5_000
_TITLE = re.compile(r"(?P<before>[^。;,|]{0,40}?)(?P<year>20\d\d)年?度?[^。;,|]{0,24}?(?:报告|年报)")

Block = tuple[int, int]  # clean offsets of its lines


def by_alternating_blocks(visible: AlignedText) -> list[AlignedText]:
    """The left and the right report; [] where blocks do not alternate."""
    lines = [line for line in lines_of(visible.text) if line.bare]
    first = _titles(lines)
    if first is None or len(lines) > MOST_LINES:
        return []
    blocks = list(_blocks(lines[first:]))
    for sides in (_in_turn(blocks), _by_section(blocks, visible.text)):
        if all(_is_whole(visible.text, side) for side in sides):
            return [_joined(visible, side) for side in sides]
    return []


def _titles(lines: Sequence[Line]) -> int | None:
    """Where the first of two titles stands that differ in the year alone, None where no two do."""
    for at, (line, after) in enumerate(pairwise(lines[:TOP])):
        one, other = _TITLE.fullmatch(line.bare), _TITLE.fullmatch(after.bare)
        if one and other and one["year"] != other["year"] and one["before"] == other["before"]:
            return at
    return None


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Lines, and tables: lines of as many cells in succession, parted where the first of them is printed again."""
    table: list[Line] = []
    for line in lines:
        tabbed = "\t" in line.text
        if table and (line.text.count("\t") != table[0].text.count("\t") or line.text == table[0].text):
            yield table[0].start, table[-1].end
            table = []
        if tabbed:
            table.append(line)
        else:
            yield line.start, line.end
    if table:
        yield table[0].start, table[-1].end


def _in_turn(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    return blocks[::2], blocks[1::2]


def _by_section(blocks: Sequence[Block], text: str) -> tuple[Sequence[Block], Sequence[Block]]:
    """The first printing of every section to the left, the second to the right."""
    sides: tuple[list[Block], list[Block]] = ([blocks[0]], [blocks[1]])
    seen: set[str] = set()
    at = 0
    for block in blocks[2:]:
        key = _key(text, block)
        if key:
            at = int(key in seen)
            seen.add(key)
        sides[at].append(block)
    return sides


def _key(text: str, block: Block) -> str | None:
    """The section whose heading a block is."""
    heads = [headings.of_line(line) for line in lines_of(text[slice(*block)])]
    return heads[0].key if len(heads) == 1 and heads[0] else None


def _is_whole(text: str, side: Sequence[Block]) -> bool:
    """Whether a side has its sections once and in order, and no table twice."""
    keys = [key for block in side if (key := _key(text, block))]
    tables = [plain(text[start:end]) for start, end in side if "\t" in text[start:end]]
    return len(keys) >= FEWEST_SECTIONS and keys == sorted(set(keys)) and len(tables) == len(set(tables)) >= 1


def _joined(visible: AlignedText, side: Sequence[Block]) -> AlignedText:
    return AlignedText.join([piece for start, end in side for piece in (visible.slice(start, end), "\n")])
