"""Section 四: three blocks of five numbers (upheld, corrected, other, pending, total), each bound by its total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, groupby, pairwise, product

from giar_ml.assemble.arcs import Arc, Row
from giar_ml.assemble.cells import Slot, fill, unknown
from giar_ml.assemble.digits import as_counts, blocks_in
from giar_ml.assemble.empty_lines import with_empty_lines
from giar_ml.assemble.joint import Decision, decide
from giar_ml.assemble.lattice import build
from giar_ml.assemble.readings import Reading, readings, sum_holds
from giar_ml.assemble.stream import UNREADABLE, Gap, Item, Stream, read_stream, runs
from giar_ml.assemble.walk import Choice
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Cell

WIDTH = 5
MOST_LINES = 6  # of numbers, in a table whose parts stand below each other
MOST_DIGITS = 40  # of fifteen numbers
OUTSIDE = 2.0  # fifteen numbers and little else stand in this zone
OUTCOMES = ("(?:结果)?维持", "(?:结果)?纠正", "其[他它](?:结果)?", "(?:尚?未)?审结", "[总合]计")
BEFORE = tuple(re.compile(f"{outcome}$") for outcome in OUTCOMES)  # the numbers of its row
AFTER = tuple(re.compile(f"^{outcome}") for outcome in OUTCOMES)
PROCEDURES = ("行政复议", "直接起诉", "复议后起诉")


def _five(items: Sequence[Item], whole: bool) -> Sequence[Reading]:
    return readings(items, WIDTH, bound=True, whole=whole)


ROWS = tuple(
    Row(key, (), _five, WIDTH, WIDTH + 3, total=-1, whole=True)
    for key in ("review", "litigation_direct", "litigation_after_review")
)


def _numbers_only(stream: Stream) -> Stream:
    """The headers of this table are often vertical or interleaved: what stands between the numbers says nothing.

    Leading blanks beyond the fifteen columns come from merged header cells and go.
    """
    sure = [item for item in stream.items if not item.doubt]  # without the numbers of notes
    items = _unmerged(_whole_line(sure if len(sure) >= 3 * WIDTH else stream.items))
    while len(items) > 3 * WIDTH and items[0].blank and items[0].end == items[0].start:
        items.pop(0)
    while len(items) > 3 * WIDTH and items[-1].blank and items[-1].end == items[-1].start:
        items.pop()
    return _bare(items)


def _whole_line(items: Sequence[Item]) -> Sequence[Item]:
    """The items of the one line that has a cell for every column, where no number stands on another; else all."""
    lines = [tuple(line) for _, line in groupby(items, key=lambda item: item.line)]
    whole = [line for line in lines if len(line) == 3 * WIDTH]
    alone = len(whole) == 1 and all(item.blank for line in lines if line != whole[0] for item in line)
    return whole[0] if alone else items


def _unmerged(items: Sequence[Item]) -> list[Item]:
    """The items without what cells over several columns leave behind: where that makes fifteen of more."""
    lines = [tuple(line) for _, line in groupby(items, key=lambda item: item.line)]
    if len(items) <= 3 * WIDTH or len(lines) > MOST_LINES:
        return list(items)
    ways = product(*((_merged_once(line), line) for line in lines))
    return next((list(chain(*way)) for way in ways if sum(map(len, way)) == 3 * WIDTH), list(items))


def _merged_once(line: Sequence[Item]) -> Sequence[Item]:
    """The first of every two items of a line whose second is empty or a copy; else the line."""
    pairs = list(zip(line[::2], line[1::2], strict=False))
    single = all(second.start == second.end or second.digits == first.digits != "" for first, second in pairs)
    return line[::2] if single and len(pairs) >= WIDTH - 1 else line


def read_review(text: AlignedText, start: int, end: int, epoch: EpochSchema, source: str) -> list[Cell]:
    """The fifteen cells of section 四 in the clean range `[start, end)`."""
    stream = _parted(as_counts(read_stream(text.text, start, end, 3 * WIDTH)))
    stream = with_empty_lines(stream, text.text, lambda _: 3 * WIDTH, fewest=1)
    rows = _on_its_side(stream)
    if not rows:
        return review_cells(_numbers_only(stream), text, epoch, source)
    if any(len(row) != len(PROCEDURES) for row in rows):  # whose number is missing nobody can tell
        return [unknown(Slot(f"review.{cell.key}", "件")) for cell in epoch.review]
    return review_cells(_bare([row[k] for k in _columns(stream) for row in rows]), text, epoch, source)


def _parted(stream: Stream) -> Stream:
    """The stream with the fifteen numbers of a row whose cells were printed without anything between."""
    numbers = [item for item in stream.items if not item.blank]
    long = [item for item in numbers if 3 * WIDTH <= len(item.digits) <= MOST_DIGITS and item.digits.isdigit()]
    if len(long) != 1 or len(numbers) >= 3 * WIDTH:
        return stream
    item, digits = long[0], long[0].digits
    cuts = blocks_in(digits, 3, WIDTH - 1) if item.end - item.start == len(digits) else []
    whole = replace(item, doubt=0.0)  # where the label ends is sure now
    parts = [
        replace(whole, value=Decimal(digits[a:b]), digits=digits[a:b], start=item.start + a, end=item.start + b)
        for a, b in pairwise([0, *cuts])
    ]
    return _bare(parts) if parts else stream


def _on_its_side(stream: Stream) -> list[Sequence[Item]]:
    """The rows of a table whose outcomes are rows and whose procedures are columns; none where it stands upright."""
    between = runs(stream)
    for at in range(len(between) - WIDTH + 1):
        window = between[at : at + WIDTH]
        rows: list[Sequence[Item]] = [stream.items[a:b] for a, b in window]
        before = all(outcome.search(stream.gaps[a].text) for outcome, (a, _) in zip(BEFORE, window, strict=True))
        after = all(outcome.search(stream.gaps[b].text) for outcome, (_, b) in zip(AFTER, window, strict=True))
        if (before or after) and 1 < max(map(len, rows)) <= len(PROCEDURES):
            return rows
    return []


def _columns(stream: Stream) -> Sequence[int]:
    """The column of every procedure in a table on its side, as its header has them; as the form, where it is lost."""
    header = "".join(gap.text for gap in stream.gaps)
    places = [header.find(procedure) for procedure in PROCEDURES]
    return range(len(PROCEDURES)) if -1 in places else [sorted(places).index(place) for place in places]


def _bare(items: Sequence[Item]) -> Stream:
    return Stream(tuple(items), tuple(Gap("", "line") for _ in range(len(items) + 1)), wide=False)


def _in_place(stream: Stream) -> Decision | None:
    """The blocks of as many cells, blanks among them, as the table has columns: where all of them add up there."""
    items = stream.items
    if len(items) != len(ROWS) * WIDTH:
        return None
    rows: dict[int, list[Choice]] = {}
    for r in range(len(ROWS)):
        start, end = r * WIDTH, (r + 1) * WIDTH
        values = tuple(item.value for item in items[start:end])
        unread = any(item.digits == UNREADABLE for item in items[start:end])
        placed = items[end - 1].end > items[end - 1].start or values == (None,) * WIDTH  # zeros fit in any place
        if unread or not (sum_holds(values) if any(values) else placed):
            return None
        reading = Reading(values, tuple((k, k) for k in range(WIDTH)), 0.0)
        rows[r] = [(Arc(start, r, end, r + 1, 0.0, (reading,)), reading, 1.0)]
    return Decision(rows, ())


def review_cells(stream: Stream, text: AlignedText, epoch: EpochSchema, source: str) -> list[Cell]:
    """The fifteen cells from a stream of numbers."""
    decision = _in_place(stream) or decide(build(stream, ROWS, outside=OUTSIDE), None)
    slots = [[Slot(f"review.{c.key}", "件") for c in epoch.review[k : k + WIDTH]] for k in range(0, 3 * WIDTH, WIDTH)]
    return fill(decision, slots, stream, text, source)
