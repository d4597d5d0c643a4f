"""Section 二: proactive disclosure, row by row. No printed sums bind it; signs, units and labels do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from giar_ml import schema
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.cells import Slot, fill
from giar_ml.assemble.joint import decide
from giar_ml.assemble.labels import Labels, labels_of
from giar_ml.assemble.lattice import build
from giar_ml.assemble.readings import Reading, readings
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import Item, read_stream, without_header
from giar_ml.schema import DisclosureCell, EpochSchema
from giar_ml.types import AlignedText, Cell

WIDTH = 3  # columns of the widest block
MISPLACED = 4.0  # a sign, a money unit or decimals in a column that cannot have them
ARTICLE = re.compile(r"第?二十条第?[一二三四五六七八九]项")
AMOUNT_HEADER = re.compile(r"(?:采购总金额|收费金额|总金额)[^\n\t]{0,12}?(亿元|万元|元)")
MONEY = ("元", "万元", "亿元")


def _misplaced(item: Item, cell: DisclosureCell) -> bool:
    signed = item.digits.startswith(("+", "-"))
    if cell.kind == "amount":
        return signed
    return (signed and cell.kind != "signed") or item.unit in MONEY or "." in item.digits


def _once(items: Sequence[Item], width: int) -> Sequence[Item]:
    """The items without the copies of the last number that some converters write into every cell it spans."""
    count = len(items)
    while count > width and items[count - 1].value is not None and items[count - 1].digits == items[count - 2].digits:
        count -= 1
    return items[:count] if count == width else items


def _reader(cells: tuple[DisclosureCell, ...]) -> Callable[[Sequence[Item], bool], Sequence[Reading]]:
    width = len(cells)

    def read(items: Sequence[Item], whole: bool) -> Sequence[Reading]:
        found = []
        printed = _once(items, width)
        for reading in readings(printed, width, bound=False, whole=whole):
            odd = sum(
                1
                for cell, place in zip(cells, reading.places, strict=True)
                if place is not None and _misplaced(items[place[0]], cell)
            )
            found.append(replace(reading, cost=reading.cost + MISPLACED * odd))
        return sorted(found, key=lambda r: r.cost)

    return read


@cache
def _rows(epoch: str) -> tuple[Row, ...]:
    rows = []
    for row in (row for block in schema.epoch(epoch).disclosure for row in block.rows):
        width = len(row.cells)
        labels = label_forms(row.label, row.variants)
        rows.append(Row(row.key, labels, _reader(row.cells), width, width + 2, row.extension))
    return tuple(rows)


def disclosure_labels(epoch: str = "E2") -> Labels:
    """What tells the label of a row from other text; E2 has every row of E3."""
    return labels_of(tuple(row.labels for row in _rows(epoch)))


@cache
def _header(epoch: str) -> re.Pattern[str]:
    words = {"信息内容", "单位", "保留位小数"}
    for block in schema.epoch(epoch).disclosure:
        for column in block.columns:
            words.update(label_forms(column.label, column.variants))
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join([ARTICLE.pattern, *map(re.escape, longest)]))


def _amount_unit(zone: str) -> str | None:
    """The money unit that a column header prints, if any."""
    match = AMOUNT_HEADER.search(re.sub(r"[ \n\t]", "", zone))
    return match[1] if match else None


def read_disclosure(text: AlignedText, start: int, end: int, epoch: EpochSchema, source: str) -> list[Cell]:
    """The cells of section 二 in the clean range `[start, end)`; rows that a place adds only where they are printed."""
    rows = _rows(epoch.id)
    stream = read_stream(text.text, start, end, WIDTH)
    stream = without_header(stream, _header(epoch.id), disclosure_labels(epoch.id).fits)
    decision = decide(build(stream, rows), None)
    unit = _amount_unit(text.text[start:end])
    slots: list[list[Slot]] = []
    extensions: set[str] = set()
    for block in epoch.disclosure:
        for row in block.rows:
            slots.append([Slot(c.address, (unit or c.unit) if c.kind == "amount" else c.unit) for c in row.cells])
            if row.extension:
                extensions.update(c.address for c in row.cells)
    cells = fill(decision, slots, stream, text, source)
    return [c for c in cells if c.address not in extensions or c.origin != "absent"]
