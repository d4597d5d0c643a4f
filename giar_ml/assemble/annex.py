"""The statistical annex of 2008-2018: one number a row (E1b), or a code, a period and the whole year (E1a).

Rows are told by their label, never by their code: places insert rows and move the codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from giar_ml import schema
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.cells import Slot, fill
from giar_ml.assemble.joint import decide
from giar_ml.assemble.lattice import build
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.requests import label_forms
from giar_ml.assemble.stream import Gap, Item, Stream, read_stream
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Cell

CODE = 0.1  # a code stands before the number
EXTRA = 1.0  # numbers that are neither: a second column
MOST_CODE = 99
NOT_A_CODE = 3.0


def _last(items: Sequence[Item], _whole: bool) -> Sequence[Reading]:
    """The last column of a row is the year's; a code or the period of the report may stand before it."""
    if len(items) > 3:
        return ()
    price = 0.0 if len(items) == 1 else CODE
    first = items[0]
    if len(items) > 1 and (first.value is None or not first.digits.isdigit() or int(first.digits) > MOST_CODE):
        price += EXTRA
    if len(items) == 1 and len(first.digits) == 2 and first.digits[0] == "0":
        price += NOT_A_CODE
    last = len(items) - 1
    return (Reading((items[last].value,), ((last, last),), price),)


@cache
def _rows(epoch: str) -> tuple[Row, ...]:
    return tuple(Row(r.key, label_forms(r.label, r.variants), _last, 1, 3) for r in schema.epoch(epoch).annex)


def _values(stream: Stream) -> Stream:
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
        if item.doubt or k in dashes:
            continue
        gaps.append(_joined(pending))
        items.append(item)
        pending = []
    return Stream(tuple(items), (*gaps, _joined([*pending, stream.gaps[-1]])), wide=False)


def _joined(gaps: Sequence[Gap]) -> Gap:
    texts = [gap for gap in gaps if gap.text]
    if not texts:
        return Gap("", "tight")
    return Gap("".join(g.text for g in texts), "text", texts[0].head, texts[-1].tail, texts[0].start)


def read_annex(text: AlignedText, where: tuple[int, int], epoch: EpochSchema, source: str) -> list[Cell]:
    """The cells of the annex in a clean range; a row that the place does not print is absent."""
    stream = _values(read_stream(text.text, *where, 3))
    decision = decide(build(stream, _rows(epoch.id)), None)
    slots = [[Slot(f"annex.{row.key}", row.unit)] for row in epoch.annex]
    return fill(decision, slots, stream, text, source)
