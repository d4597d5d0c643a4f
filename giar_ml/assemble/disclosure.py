"""Section 二: proactive disclosure, row by row. No printed sums bind it; signs, units and labels do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from giar_ml import schema
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.articles import blocks_of, in_form_order
from giar_ml.assemble.cells import UNSURE, Slot, doubtful, fill, printed, unknown
from giar_ml.assemble.columns import assigned
from giar_ml.assemble.digits import as_counts, regrouped
from giar_ml.assemble.empty_lines import with_empty_lines
from giar_ml.assemble.joint import decide
from giar_ml.assemble.labels import Labels, labels_of
from giar_ml.assemble.lattice import Lattice, build
from giar_ml.assemble.readings import Reading, readings
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import Item, Stream, read_stream, runs, without, without_header
from giar_ml.schema import DisclosureCell, EpochSchema
from giar_ml.types import AlignedText, Cell

WIDTH = 3  # columns of the widest block
APART = 0.97  # confidence of a number that stands below its column's header
MISPLACED = 4.0  # a sign, a money unit or decimals in a column that cannot have them
_BREAK = r" *\n *"
# A line break where only one number can be meant: before or after its point, its comma, before its unit.
TORN = re.compile(
    rf"(?<=\d){_BREAK}(?=\.\d)|(?<=\d\.){_BREAK}(?=\d)"
    rf"|(?<=\d,){_BREAK}(?=\d{{3}}(?!\d))|(?<=\d){_BREAK}(?=,\d{{3}}(?!\d))"
    rf"|(?<=\d){_BREAK}(?=(?:[亿万]? *元|[亿万]{_BREAK}元) *(?:[\t\n]|$))"
    rf"|(?<=\d[万亿]){_BREAK}(?=元)|(?<=\d [万亿]){_BREAK}(?=元)"
)
# Below a row of a grid, a line that holds a number alone: the rest of the row's last number, or a page number.
BELOW = re.compile(r"[ \t]*\n\s*\d[\d,.]*\s*(?:[亿万]?元|件|项)?[ \t]*(?:\n|$)")
# Behind the label of a row, the definition that some places print in its cell.
EXPLAINED = re.compile(r"^[^\n\t。,，:：]{2,20}[:：]([^\n\t\d]{24,400})", re.MULTILINE)
GRID_TAB = re.compile(r"\t(?!\n)")  # one that ends its line parts no cells
FEWEST_TABS = 8  # of a grid
ARTICLE = re.compile(r"第?二十条第?[一二三四五六七八九]项?")
AMOUNT_HEADER = re.compile(r"(?:采购总金额|收费金额|总金额)[^\n\t]{0,12}?(亿元|万元|元)")
MONEY = ("元", "万元", "亿元", "万", "亿")


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
    for at, block in enumerate(schema.epoch(epoch).disclosure):
        for row in block.rows:
            width, labels = len(row.cells), label_forms(row.label, row.variants)
            rows.append(Row(row.key, labels, _reader(row.cells), width, width + 2, row.extension, block=at))
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
    zone = _mended(text, start, end)
    stream, lattice = _read(zone, epoch)
    if turned := in_form_order(zone, epoch.id):
        other = _read(turned, epoch)
        if other[1].best < lattice.best:
            zone, (stream, lattice) = turned, other
    cells = _cells(stream, lattice, zone, epoch, source, _amount_unit(zone.text))
    return [_doubted(cell, source) for cell in cells] if len(GRID_TAB.findall(zone.text)) >= FEWEST_TABS else cells


def _read(zone: AlignedText, epoch: EpochSchema) -> tuple[Stream, Lattice]:
    stream = as_counts(read_stream(zone.text, 0, len(zone.text), WIDTH))
    stream = _without_rest(_without_header(regrouped(stream, zone.text), epoch), epoch.id)
    stream = with_empty_lines(stream, zone.text, lambda label: _width(label, epoch.id), fewest=1)
    return stream, build(stream, _rows(epoch.id), blocks=blocks_of(zone.text, stream, epoch.id))


def _width(label: str, epoch: str) -> int | None:
    """How many cells the row has whose label ends a text beyond doubt; None where none does."""
    row = disclosure_labels(epoch).anchor(label)
    return _rows(epoch)[row].width if row is not None else None


def _without_rest(stream: Stream, epoch: str) -> Stream:
    """The stream without the empty cells, or zeros, that fill the rows of a narrow block up to the table's width."""
    rest = set[int]()
    for i, j in runs(stream):
        width = _width(stream.gaps[i].text, epoch)
        beyond = range(i + width, j) if width is not None else range(0)
        if all(_fills_up(stream.items[k], stream.items[i]) for k in beyond):
            rest.update(beyond)
    return without(stream, rest)


def _fills_up(item: Item, first: Item) -> bool:
    empty = item.blank and item.start == item.end
    return empty or (item.digits == "0" and item.line == first.line)


def _doubted(cell: Cell, source: str) -> Cell:
    """The cell, in doubt where its digits may go on in the next line."""
    if not cell.value or cell.end is None or not BELOW.match(source, cell.end):
        return cell
    return doubtful(cell)


def _mended(text: AlignedText, start: int, end: int) -> AlignedText:
    """The clean range without explanations of labels, and line breaks that tore a number or parted it from its unit."""
    breaks = [match.span() for match in TORN.finditer(text.text, start, end)]
    breaks = sorted([*breaks, *(match.span(1) for match in EXPLAINED.finditer(text.text, start, end))])
    places = [start, *(place for span in breaks for place in span), end]
    return AlignedText.join([text.slice(a, b) for a, b in zip(places[::2], places[1::2], strict=True)])


def read_columns(rest: Stream, text: AlignedText, epoch: EpochSchema, source: str, apart: bool) -> list[Cell]:
    """The cells of section 二 from a stream that holds its columns one by one; [] where it does not."""
    found = assigned(rest, epoch.id, apart)
    if not found:
        return []
    used = {item for item, _ in found.values()}
    unit = _amount_unit(text.text)
    cells = []
    left = _without_header(without(rest, used), epoch)
    by_rows = {c.address: c for c in _cells(left, build(left, _rows(epoch.id)), text, epoch, source, unit)}
    for block in epoch.disclosure:
        own = [cell for row in block.rows for cell in row.cells]
        torn = any(cell.address in found for cell in own)
        for cell in own:
            slot = Slot(cell.address, (unit or cell.unit) if cell.kind == "amount" else cell.unit)
            if cell.address in found:
                item, sure = found[cell.address]
                cells.append(printed(slot, rest.items[item], text, source, APART if sure else UNSURE))
            elif cell.address in by_rows:
                cells.append(unknown(slot) if torn else by_rows[cell.address])
    return cells


def _without_header(stream: Stream, epoch: EpochSchema) -> Stream:
    return without_header(stream, _header(epoch.id), disclosure_labels(epoch.id).fits)


def _cells(
    stream: Stream, lattice: Lattice, text: AlignedText, epoch: EpochSchema, source: str, unit: str | None
) -> list[Cell]:
    decision = decide(lattice, None)
    slots: list[list[Slot]] = []
    extensions: set[str] = set()
    for block in epoch.disclosure:
        for row in block.rows:
            slots.append([Slot(c.address, (unit or c.unit) if c.kind == "amount" else c.unit) for c in row.cells])
            if row.extension:
                extensions.update(c.address for c in row.cells)
    cells = fill(decision, slots, stream, text, source)
    return [c for c in cells if c.address not in extensions or c.origin != "absent"]
