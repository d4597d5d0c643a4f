"""Section 四: three blocks of five numbers (upheld, corrected, other, pending, total), each bound by its total."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby, product

from giar_ml.assemble.arcs import Row
from giar_ml.assemble.cells import Slot, fill
from giar_ml.assemble.joint import decide
from giar_ml.assemble.lattice import build
from giar_ml.assemble.readings import Reading, readings
from giar_ml.assemble.stream import Gap, Item, Stream, read_stream
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Cell

WIDTH = 5
MOST_LINES = 6  # of numbers, in a table whose parts stand below each other
OUTSIDE = 2.0  # fifteen numbers and little else stand in this zone


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
    items = _unmerged(sure if len(sure) >= 3 * WIDTH else stream.items)
    while len(items) > 3 * WIDTH and items[0].blank and items[0].end == items[0].start:
        items.pop(0)
    while len(items) > 3 * WIDTH and items[-1].blank and items[-1].end == items[-1].start:
        items.pop()
    return Stream(tuple(items), tuple(Gap("", "line") for _ in range(len(items) + 1)), wide=False)


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
    return review_cells(_numbers_only(read_stream(text.text, start, end, 3 * WIDTH)), text, epoch, source)


def review_cells(stream: Stream, text: AlignedText, epoch: EpochSchema, source: str) -> list[Cell]:
    """The fifteen cells from a stream of numbers."""
    decision = decide(build(stream, ROWS, outside=OUTSIDE), None)
    slots = [[Slot(f"review.{c.key}", "件") for c in epoch.review[k : k + WIDTH]] for k in range(0, 3 * WIDTH, WIDTH)]
    return fill(decision, slots, stream, text, source)
