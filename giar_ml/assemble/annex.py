"""The statistical annex of 2008-2018: one number a row (E1b), or a code, a period and the whole year (E1a).

Rows are told by their label, never by their code: places insert rows and move the codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from giar_ml import schema
from giar_ml.assemble.annex_columns import MOST, Columns, columns_of, header_of
from giar_ml.assemble.annex_halves import read_halves
from giar_ml.assemble.annex_layout import dealt, leading, leads, turned
from giar_ml.assemble.annex_print import numbered, plain
from giar_ml.assemble.annex_values import crammed, values
from giar_ml.assemble.annex_zone import labels_in
from giar_ml.assemble.arcs import Arc, Row
from giar_ml.assemble.cells import Slot, doubtful, fill, unknown
from giar_ml.assemble.enumerated import codes_apart
from giar_ml.assemble.joint import Decision, decide
from giar_ml.assemble.labels import FITTING, Labels, labels_of
from giar_ml.assemble.lattice import build
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import Stream, runs
from giar_ml.assemble.wrapped import UNIT, unwrapped
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Cell

PERIODS = ("E1a",)  # forms that have a column for the period of the report before that for the year
REMARKS = re.compile("备注|[数计量]说明")
LONGEST_HEAD = 40  # Han characters before the first number, of the columns' names and the first rows
FEWEST = 6  # rows that show what a column is for
MOSTLY = 0.8  # ... of those that have it
FAR_BETTER = 0.8  # of what a table costs with labels before their numbers: what it may cost laid out otherwise
OUTSIDE = 2.0  # a number before the first row or after the last, where the range is the table's own
NUMBERED = 3  # Han characters: 围一数


@cache
def _rows(epoch: str, columns: Columns) -> tuple[Row, ...]:
    rows = schema.epoch(epoch).annex
    return tuple(Row(r.key, _forms(r.label, r.variants), columns.read, 1, columns.most) for r in rows)


def _forms(label: str, variants: Sequence[str]) -> tuple[str, ...]:
    """The label as Han characters; of one that differs from others in a number alone, that number and what it means."""
    if numbered(label) == label:
        return label_forms(label, variants)
    meaning = label.partition(" (")[2]
    return label_forms(numbered(label), ())[0][-NUMBERED:], *label_forms(meaning, variants)


def _labels(epoch: str) -> Labels:
    return labels_of(tuple(row.labels for row in _rows(epoch, Columns())))


def _expected(rows: Sequence[Row], stream: Stream) -> list[Row]:
    """The rows; those behind the last whose label anything in print resembles may well be missing."""
    labels = labels_of(tuple(row.labels for row in rows))
    texts = {gap.text for gap in stream.gaps if gap.text}
    seen = [r for r in range(len(rows)) if any(labels.before(text)[r] < FITTING for text in texts)]
    last = max(seen, default=len(rows))
    return [replace(row, optional=r > last) for r, row in enumerate(rows)]


def _has_remarks(stream: Stream, single: bool) -> bool:
    """Whether the last column is for remarks: its header says so, or it is blank behind the only column of numbers."""
    if stream.items and REMARKS.search(stream.gaps[0].text[-LONGEST_HEAD:]):
        return True
    found = [stream.items[i:j] for i, j in runs(stream)]
    wide = [run for run in found if len(run) > 1 and not run[0].blank]
    return single and len(wide) >= FEWEST and sum(run[-1].blank for run in wide) >= MOSTLY * len(wide)


def read_annex(text: AlignedText, where: tuple[int, int], epoch: EpochSchema, source: str) -> list[Cell]:
    """The cells of the annex in a clean range; a row is absent where it is not printed, blank without a number."""
    print_, periods = plain(text.text, *where), epoch.id in PERIODS
    header = header_of(print_, where, epoch.id)
    single = not periods and not header.several
    slots = [[Slot(f"annex.{row.key}", row.unit)] for row in epoch.annex]
    printed = codes_apart(header.without_years(read_halves(print_, where, epoch.id, MOST)))
    if crammed(printed, several=header.several):
        return [unknown(slot) for (slot,) in slots]
    numbers = header.uncounted(printed)
    led = leads(numbers, print_)
    stream = leading(numbers, print_) if led else numbers
    stream = values(stream, print_, _labels(epoch.id), single=single, several=header.several, led=led)
    columns = columns_of(
        stream, header, periods=periods, counted=numbers is not printed, remarks=_has_remarks(stream, single)
    )
    rows = _rows(epoch.id, columns)
    stream = unwrapped(columns.alone(stream), rows)
    lattice = build(stream, _expected(rows, stream), outside=OUTSIDE)
    other = dealt(stream, rows, print_, epoch.id) or turned(stream, print_, _labels(epoch.id), surely=led)
    if other is not None:
        better = build(other, _expected(rows, other), outside=OUTSIDE)
        if led or better.best < FAR_BETTER * lattice.best:
            stream, lattice = other, better
    decision = _meant(decide(lattice, None), stream, _labels(epoch.id))
    cells = fill(decision, slots, stream, text, source)
    if columns.guessed:
        cells = [doubtful(cell) if cell.value is not None else cell for cell in cells]
    named = _named(labels_in(print_, *where, epoch.id, own_place=True))
    return [_blank(cell) if r in named and cell.origin == "absent" else cell for r, cell in enumerate(cells)]


def _meant(decision: Decision, stream: Stream, labels: Labels) -> Decision:
    """The decision without numbers behind words that are not like the label of their row: the form lacks theirs."""

    def likely(r: int, arc: Arc) -> bool:
        before, after = stream.gaps[arc.i].text, stream.gaps[arc.j]
        torn = labels.split(UNIT.sub("", before), after.head, r)
        if not before or min(labels.before(before)[r], torn) <= FITTING:
            return True
        own = UNIT.sub("", after.text) == UNIT.sub("", after.head)  # the label of the next number, and no other
        return labels.printed(before, r) or labels.printed(after.text, r) or (arc.cost <= FITTING and not own)

    rows = {r: [way for way in ways if way[1] is None or likely(r, way[0])] for r, ways in decision.rows.items()}
    return replace(decision, rows=rows)


def _named(found: Sequence[tuple[int, int, tuple[int, ...]]]) -> set[int]:
    """The rows whose labels are printed; of rows that share a label, those that follow in the order of the form."""
    named, last = set[int](), -1
    for _, _, rows in found:
        last = next((r for r in rows if r > last), rows[0])
        named.add(last)
    return named


def _blank(cell: Cell) -> Cell:
    return replace(cell, origin="blank", reason="blank_cell")
