"""The statistical annex of 2008-2018: one number a row (E1b), or a code, a period and the whole year (E1a).

Rows are told by their label, never by their code: places insert rows and move the codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from giar_ml import schema
from giar_ml.assemble.annex_halves import read_halves
from giar_ml.assemble.annex_layout import dealt, leading, leads, turned
from giar_ml.assemble.annex_print import numbered, plain
from giar_ml.assemble.annex_values import PERIOD, crammed, values
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.cells import Slot, fill, unknown
from giar_ml.assemble.enumerated import codes_apart, without_enumerators
from giar_ml.assemble.joint import decide
from giar_ml.assemble.labels import FITTING, Labels, labels_of
from giar_ml.assemble.lattice import build
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import Item, Stream, runs
from giar_ml.assemble.wrapped import unwrapped
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Cell

CODE = 0.1  # a code stands before the number
EXTRA = 1.0  # numbers that are neither: a second column
MOST_CODE = 99
PERIODS = ("E1a",)  # forms that have a column for the period of the report before that for the year
MOST = 3  # numbers of a row: code, period, year
REMARKS = re.compile("备注|[数计量]说明")
LONGEST_HEAD = 40  # Han characters before the first number, of the columns' names and the first rows
FEWEST = 6  # rows that show what a column is for
MOSTLY = 0.8  # ... of those that have it
NOT_A_CODE = 3.0
FAR_BETTER = 0.8  # of what a table costs with labels before their numbers: what it may cost laid out otherwise
OUTSIDE = 2.0  # a number before the first row or after the last, where the range is the table's own
NUMBERED = 3  # Han characters: 围一数


@dataclass(frozen=True, slots=True)
class Columns:
    """How the numbers of a row are read: `usual` of them stand behind the code, and a code may stand there at all."""

    usual: int = 1
    coded: bool = True
    remarks: bool = False  # the last column holds remarks

    @property
    def most(self) -> int:
        """The most items that a row has."""
        return MOST + self.remarks

    def read(self, items: Sequence[Item], _whole: bool) -> Sequence[Reading]:
        """The last column of a row is the year's; a code or the period of the report may stand before it."""
        if self.remarks and len(items) > 1 and items[-1].blank:
            items = items[:-1]
        if len(items) > MOST:
            return ()
        printed = [k for k, item in enumerate(items) if not item.blank]
        places = printed if self.usual == 1 and not self.coded and len(printed) == len(items) else [len(items) - 1]
        price = self._price(items)  # which of several numbers is the row's nothing tells where one column has them
        return tuple(Reading((items[k].value,), ((k, k),), price) for k in places)

    def _price(self, items: Sequence[Item]) -> float:
        first = items[0]
        if not self.coded:
            return CODE * (len(items) > 1) + EXTRA * (len(items) > self.usual)
        if len(items) > 1:
            plain = first.value is not None and first.digits.isdigit() and int(first.digits) <= MOST_CODE
            return CODE + (0.0 if plain else EXTRA)
        return NOT_A_CODE if len(first.digits) == 2 and first.digits[0] == "0" else 0.0


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


def _columns(stream: Stream, *, single: bool, counted: bool) -> Columns:
    """The columns that most rows have; `single`: the form has one of numbers, `counted`: the codes are known."""
    found = runs(stream)
    several = 2 * sum(j - i > 1 for i, j in found) > len(found)
    header = stream.items and PERIOD.search(stream.gaps[0].text)
    usual = 2 if several or (header and not single) else 1
    return Columns(usual, coded=several and not counted, remarks=_has_remarks(stream, single))


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
    """The cells of the annex in a clean range; a row that the place does not print is absent."""
    print_, single = plain(text.text, *where), epoch.id not in PERIODS
    slots = [[Slot(f"annex.{row.key}", row.unit)] for row in epoch.annex]
    printed = codes_apart(read_halves(print_, where, epoch.id, MOST))
    if crammed(printed):
        return [unknown(slot) for (slot,) in slots]
    numbers = without_enumerators(printed)
    led = leads(numbers, print_)
    stream = leading(numbers, print_) if led else numbers
    stream = values(stream, print_, _labels(epoch.id), single=single, led=led)
    rows = _rows(epoch.id, _columns(stream, single=single, counted=numbers is not printed))
    stream = unwrapped(stream, rows)
    lattice = build(stream, _expected(rows, stream), outside=OUTSIDE)
    other = dealt(stream, rows, print_, epoch.id) or turned(stream, print_, _labels(epoch.id), surely=led)
    if other is not None:
        better = build(other, _expected(rows, other), outside=OUTSIDE)
        if led or better.best < FAR_BETTER * lattice.best:
            stream, lattice = other, better
    return fill(decide(lattice, None), slots, stream, text, source)
