"""The statistical annex of 2008-2018: one number a row (E1b), or a code, a period and the whole year (E1a).

Rows are told by their label, never by their code: places insert rows and move the codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from giar_ml import schema
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.cells import Slot, fill
from giar_ml.assemble.enumerated import without_enumerators
from giar_ml.assemble.joint import decide
from giar_ml.assemble.labels import FITTING, labels_of
from giar_ml.assemble.lattice import build
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import GLUED, Gap, Item, Stream, merged, read_stream
from giar_ml.assemble.wrapped import unwrapped
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Cell

CODE = 0.1  # a code stands before the number
EXTRA = 1.0  # numbers that are neither: a second column
MOST_CODE = 99
USUAL = {"E1a": 2, "E1b": 1}  # columns of numbers
MOST = 3  # numbers of a row: code, period, year
REMARKS = re.compile("备注|[数计量]说明")
UNITS = ("条", "件", "次", "篇", "个", "人", "元")  # a number that is glued to one is no part of the label
HEADING = "情况"  # ends the name of a group, which has no numbers of its own
LONGEST_HEAD = 40  # Han characters before the first number, of the columns' names and the first rows
FEWEST = 6  # rows that show what a column is for
MOSTLY = 0.8  # ... of those that have it
NOT_A_CODE = 3.0


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
        last = len(items) - 1
        return (Reading((items[last].value,), ((last, last),), self._price(items)),)

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
    return tuple(Row(r.key, label_forms(r.label, r.variants), columns.read, 1, columns.most) for r in rows)


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
    starts = [k for k in range(len(stream.items)) if k == 0 or stream.gaps[k].text]
    runs = [stream.items[i:j] for i, j in pairwise((*starts, len(stream.items)))]
    wide = [run for run in runs if len(run) > 1 and not run[0].blank]
    return single and len(wide) >= FEWEST and sum(run[-1].blank for run in wide) >= MOSTLY * len(wide)


def _values(stream: Stream, text: str) -> Stream:
    """The stream without item numbers and the dashes of heading rows; only text separates the rows of an annex."""
    dashes = {
        k
        for i, (a, b) in enumerate(pairwise(stream.items))
        if a.blank and b.blank and not stream.gaps[i + 1].text
        for k in (i, i + 1)
    }
    items: list[Item] = []
    gaps: list[Gap] = []
    pending: list[Gap] = []
    for k, (gap, item) in enumerate(zip(stream.gaps, stream.items, strict=False)):
        pending.append(gap)
        of_unit = item.doubt == GLUED and gap.tail.endswith(UNITS)
        before = merged(pending)
        of_label = item.digits == "1" and before.tail.endswith(("信息计", "舆情计"))  # 计1条
        bracketed = text[max(0, item.start - 1) : item.start] == "(" and not item.blank  # (1), alone in its cell
        if (item.doubt and not of_unit) or k in dashes or of_label or bracketed:
            continue
        gaps.append(before)
        items.append(replace(item, doubt=GLUED) if before.tail.endswith(HEADING) else item)
        pending = []
    return Stream(tuple(items), (*gaps, merged([*pending, stream.gaps[-1]])), wide=False)


def read_annex(text: AlignedText, where: tuple[int, int], epoch: EpochSchema, source: str) -> list[Cell]:
    """The cells of the annex in a clean range; a row that the place does not print is absent."""
    printed = read_stream(text.text, *where, MOST)
    uncounted = without_enumerators(printed)
    stream, usual = _values(uncounted, text.text), USUAL[epoch.id]
    columns = Columns(usual, coded=uncounted is printed, remarks=_has_remarks(stream, single=usual == 1))
    rows = _rows(epoch.id, columns)
    stream = unwrapped(stream, rows)
    decision = decide(build(stream, _expected(rows, stream)), None)
    slots = [[Slot(f"annex.{row.key}", row.unit)] for row in epoch.annex]
    return fill(decision, slots, stream, text, source)
