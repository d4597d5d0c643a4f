"""A disclosure table whose columns a converter printed apart: header, numbers of that column, next header.

The text before a run of numbers then ends in column headers instead of a row's label. One header takes as many numbers
as its block has rows, several headers together take them row by row; a header that two blocks have (处理决定数量) is
the first block's that has no numbers for it yet and as many rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from giar_ml import schema
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import Item, Stream, runs
from giar_ml.schema import DisclosureBlock, DisclosureCell

UNITS = ("单位万元", "单位亿元", "单位元", "万元", "亿元", "元")
MOST_FORMS = 64  # of several headers together


@dataclass(frozen=True, slots=True)
class Headers:
    """Neighbouring column headers of one block (its place among the blocks, first and last column)."""

    block: int
    first: int
    last: int
    forms: tuple[str, ...]


def assigned(stream: Stream, epoch: str, apart: bool) -> dict[str, tuple[int, bool]]:
    """Addresses of disclosure cells: the item of the stream that stands in the cell's column, and whether surely.

    Empty where labels stand between the numbers of every block: the table then goes row by row. `apart`: those of the
    request table do not.
    """
    blocks = schema.epoch(epoch).disclosure
    if _goes_by_rows(stream, blocks):
        return {}
    found: dict[str, tuple[int, bool]] = {}
    misfit = False  # a number of some column stands elsewhere, and so may others
    for start, end in runs(stream):
        items = stream.items[start:end]
        ending = _ending(stream.gaps[start].text, epoch)
        headers = next((h for h in ending if _fits(items, _cells(blocks[h.block], h), found)), None)
        if headers is None:
            misfit = misfit or bool(ending)
            continue
        block = blocks[headers.block]
        sure = _row_by_row(items, headers.last - headers.first + 1)
        found |= {cell.address: (start + k, sure) for k, cell in enumerate(_cells(block, headers))}
        apart = apart or len(_rows(block)) > 1  # whose labels stand elsewhere
    return {address: (item, sure and not misfit) for address, (item, sure) in found.items()} if apart else {}


def _goes_by_rows(stream: Stream, blocks: Sequence[DisclosureBlock]) -> bool:
    """Whether from the label of a row to that of the next stand as many numbers as it has cells, in every block."""
    told = False
    for block in blocks:
        rows = [row for row in block.rows if not row.extension]
        for row, below in pairwise(rows):
            here, there = (_place(stream, label_forms(r.label, r.variants)) for r in (row, below))
            if here is None or there is None:
                continue
            if there - here != len(row.cells):
                return False
            told = told or len(row.cells) > 1
    return told


def _place(stream: Stream, forms: Sequence[str]) -> int | None:
    """The first text that holds a label: as many items stand before it."""
    return next((k for k, gap in enumerate(stream.gaps) if any(form in gap.text for form in forms)), None)


def _ending(text: str, epoch: str) -> list[Headers]:
    """The headers that end a text, as many as there are, of every block that has them."""
    ending = [headers for headers in _headers(epoch) if _ends(text, headers.forms)]
    most = max((h.last - h.first for h in ending), default=0)
    return [h for h in ending if h.last - h.first == most]


def _row_by_row(items: Sequence[Item], width: int) -> bool:
    """Whether the numbers below several headers go row by row beyond doubt: no other order, or lines tell."""
    rows = [items[k : k + width] for k in range(0, len(items), width)]
    columns = [items[k :: len(rows)] for k in range(len(rows))]
    if [[i.digits for i in row] for row in rows] == [[i.digits for i in row] for row in columns]:
        return True
    return any(a.line == b.line for row in rows for a, b in pairwise(row))


def _rows(block: DisclosureBlock) -> list[tuple[DisclosureCell, ...]]:
    return [row.cells for row in block.rows if not row.extension]


def _cells(block: DisclosureBlock, headers: Headers) -> list[DisclosureCell]:
    return [cell for cells in _rows(block) for cell in cells[headers.first : headers.last + 1]]


def _fits(items: Sequence[Item], cells: Sequence[DisclosureCell], found: Mapping[str, object]) -> bool:
    """Whether a run has a number of the right kind for each of some cells that have none yet."""
    return len(items) == len(cells) and all(
        cell.address not in found and not item.blank and _possible(item, cell)
        for item, cell in zip(items, cells, strict=True)
    )


def _possible(item: Item, cell: DisclosureCell) -> bool:
    if cell.kind == "amount":
        return not item.digits.startswith(("+", "-"))
    return "." not in item.digits and (cell.kind == "signed" or item.digits.isdigit())


def _ends(text: str, forms: Sequence[str]) -> bool:
    """Whether a text ends in one of these, the characters of headers beside each other in any order."""
    return any(len(text) >= len(form) and Counter(text[-len(form) :]) == Counter(form) for form in forms)


@cache
def _headers(epoch: str) -> tuple[Headers, ...]:
    """Every stretch of neighbouring columns: most headers first, then by block."""
    found = []
    for number, block in enumerate(schema.epoch(epoch).disclosure):
        money = any(cell.kind == "amount" for cells in _rows(block) for cell in cells)
        words = [_forms(c.label, c.variants, money and c is block.columns[-1]) for c in block.columns]
        for first in range(len(words)):
            for last in range(first, len(words)):
                forms = ["".join(parts) for parts in product(*words[first : last + 1])]
                found.append(Headers(number, first, last, tuple(forms[:MOST_FORMS])))
    return tuple(sorted(found, key=lambda h: (h.first - h.last, h.block)))


def _forms(label: str, variants: Sequence[str], money: bool) -> tuple[str, ...]:
    forms = label_forms(label, variants)
    plain = [form for form in forms if len(form) >= 4]
    return tuple(dict.fromkeys([*plain, *(form + unit for form in plain for unit in UNITS if money)]))
