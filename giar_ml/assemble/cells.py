"""From decided rows to cells: value, place and confidence of every address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from giar_ml.assemble.arcs import Arc
from giar_ml.assemble.joint import Decision
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.stream import Item, Stream
from giar_ml.types import AlignedText, Cell, Origin

DOUBTFUL = 0.9  # below: abstained, the best reading still stands in `value`
UNSURE = 0.7  # confidence of what stands where it does by custom alone, at most
HOPELESS = 0.5  # below: null
CERTAIN = 0.998  # no reading of a scraped page is surer than this


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell to be filled: its address and the unit that the template gives it."""

    address: str
    unit: str | None


@dataclass(slots=True)
class _Vote:
    share: float
    best: float
    arc: Arc
    reading: Reading


def _votes(choices: Sequence[tuple[Arc, Reading | None, float]], column: int) -> dict[Decimal | None, _Vote]:
    votes: dict[Decimal | None, _Vote] = {}
    for arc, reading, share in choices:
        if reading is None or not reading.values:
            continue
        value = reading.values[column]
        vote = votes.get(value)
        if vote is None:
            votes[value] = _Vote(share, share, arc, reading)
            continue
        vote.share += share
        if share > vote.best:
            vote.best, vote.arc, vote.reading = share, arc, reading
    return votes


def _unread(choices: Sequence[tuple[Arc, Reading | None, float]]) -> list[tuple[Arc, Reading | None, float]]:
    """The choices of a row without values: it is not printed, or its numbers cannot be read."""
    return [choice for choice in choices if choice[1] is None or not choice[1].values]


def _crowded(reading: Reading, column: int) -> bool:
    """Whether a zero stands among cells that share fewer printed zeros: which of them are blank cannot be known."""
    if reading.values[column]:
        return False
    first = max((c + 1 for c, value in enumerate(reading.values[:column]) if value), default=0)
    last = next((c for c, value in enumerate(reading.values) if value and c > column), len(reading.values))
    places = [place for place in reading.places[first:last] if place]
    return len(set(places)) < len(places)


def _cell(slot: Slot, column: int, vote: _Vote, stream: Stream, text: AlignedText, source: str) -> Cell:
    reading, place = vote.reading, vote.reading.places[column]
    share = min(CERTAIN, vote.share)
    value = reading.values[column]
    if place is None:
        return _null(slot, "blank", "not_printed", share, _forced(reading, column))
    first, last = stream.items[vote.arc.i + place[0]], stream.items[vote.arc.i + place[1]]
    if first.crowd or last.crowd:
        return replace(_null(slot, "blank", "too_many_numbers", share), abstained=True)
    begins, ends = (first.start + place[2], first.start + place[3]) if place[2:] else (first.start, last.end)
    start, end = text.raw(begins, ends)
    unit = last.unit or slot.unit
    if value is None:
        reason = "unreadable" if first.digits else "nil_mark" if end > start else "blank_cell"
        forced = _forced(reading, column)
        return Cell(slot.address, None, "blank", source[start:end], start, end, unit, reason, forced, share)
    return Cell(
        slot.address,
        value,
        "read",
        source[start:end],
        start,
        end,
        unit,
        reason="shares_a_printed_zero" if _crowded(reading, column) else None,
        confidence=round(share, 4),
        abstained=share < DOUBTFUL,
    )


def _null(slot: Slot, origin: Origin, reason: str, confidence: float, derived: Decimal | None = None) -> Cell:
    """A cell without a number and without a place in the source."""
    unit, sure = slot.unit, round(confidence, 4)
    return Cell(slot.address, None, origin, unit=unit, reason=reason, derived=derived, confidence=sure)


def printed(slot: Slot, item: Item, text: AlignedText, source: str, confidence: float) -> Cell:
    """The cell of a number whose place is known."""
    start, end = text.raw(item.start, item.end)
    unit, doubtful = item.unit or slot.unit, confidence < DOUBTFUL
    return Cell(
        slot.address, item.value, "read", source[start:end], start, end, unit, confidence=confidence, abstained=doubtful
    )


def doubtful(cell: Cell) -> Cell:
    """The cell, not trusted."""
    return replace(cell, abstained=True, confidence=min(cell.confidence, UNSURE))


def unknown(slot: Slot) -> Cell:
    """A cell whose number is printed somewhere, nobody knows where."""
    return replace(_null(slot, "blank", "ambiguous", HOPELESS), abstained=True)


def _forced(reading: Reading, column: int) -> Decimal | None:
    """What the row sum forces where nothing is printed."""
    if reading.implied and reading.implied[0] == column:
        return reading.implied[1]
    return Decimal(0) if reading.sound and reading.values[column] is None and not reading.exact else None


def fill(
    decision: Decision, slots: Sequence[Sequence[Slot]], stream: Stream, text: AlignedText, source: str
) -> list[Cell]:
    """The cells of every row, in the order of `slots`; rows that were not found give `absent` cells."""
    cells = []
    for r, row in enumerate(slots):
        choices = decision.rows.get(r, ())
        for column, slot in enumerate(row):
            votes = _votes(choices, column)
            best = max(votes.items(), key=lambda kv: kv[1].share, default=None)
            missing = 1.0 - sum(v.share for v in votes.values())
            if any(arc.j > arc.i and share >= HOPELESS for arc, _, share in _unread(choices)):
                cells.append(unknown(slot))
            elif best is None or missing > best[1].share:
                cells.append(_null(slot, "absent", "row_not_found", min(CERTAIN, max(missing, 0.5))))
            elif best[1].share < HOPELESS:
                cells.append(replace(_null(slot, "blank", "ambiguous", 1 - best[1].share), abstained=True))
            else:
                cells.append(_cell(slot, column, best[1], stream, text, source))
    return cells
