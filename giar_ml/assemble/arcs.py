"""Every way to take, pass over or miss at one node of the lattice, priced by text alone; `lattice.py` keeps some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

from giar_ml.assemble.labels import CERTAIN_LABEL, FITTING, SPLIT, Labels, labels_of
from giar_ml.assemble.readings import BROKEN_SUM, DROPPED, DROPPED_EACH, SHIFTED, UNREAD, Reading, floor
from giar_ml.assemble.stream import Gap, Item, Stream

Node = tuple[int, int]
Reader = Callable[[Sequence[Item], bool], Sequence[Reading]]

MOST_BREAKS = 12.0  # price of the breaks inside a run: no path that is kept can have more
MOST_BROKEN = 3  # rows whose sum fails, as printed; more of them hint at a misreading
SURELY = 2.0  # nats by which the second reading of a settled run must be worse
SURE_LABEL = 0.5  # at most: what stands after the run says nothing about it
UNLABELLED = 1.8  # no text before the run
LISTED = 2.0  # the label stands among others before the run: labels first, then numbers
LISTED_BEFORE = 0.4  # ... and runs of other rows of that list stand between
AFTER = 1.2  # the label stands after its numbers
AFTER_OTHER = 2.2  # ... and another row's label before them, not that of the row before
AFTER_OFTEN = 0.1  # ... where the table prints labels after their numbers, or around them, here and there
CUT_TIGHT = 6.0  # a row begins inside an unbroken line
CUT_LINE = {True: 0.3, False: 1.2}  # a row begins on a new line, without text; by `Stream.wide`
ACROSS_TEXT = 3.0  # text stands inside a row
ACROSS_LABEL = 2.0  # ... and it is the label of a row
ACROSS_LINE = {True: 1.5, False: 0.0}
PASS = 4.0
PASS_LIKELY = 1.0
PASS_SCARCE = 4.0  # ... between two labels with no more numbers than a row has
PASS_BLANK = 0.3
PASS_MARK = 2.0  # a dash or another mark in the place of a number
OUTSIDE = 0.02  # an item before the first row or after the last
OUTSIDE_ROW = 5.0  # ... the last item of what looks like a row of this table
OTHER_BLOCK = 5.0  # a row of a block takes numbers that stand below another block's heading
MISS = 5.0
MISS_LABELLED = 1.5  # the row's label is printed, its numbers are not


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be found: label variants (Han characters only), a reader of runs, its cells and the most items.

    `total` is the place in a run of the number that is the sum of the others (0 or -1; None: no sum binds the row);
    `whole`: the table has no labels, so that every run counts as unbroken print; `block`: which of the table's blocks,
    each below a heading of its own, it stands in.
    """

    key: str
    labels: tuple[str, ...]
    reader: Reader
    width: int
    most: int
    optional: bool = False
    total: int | None = None
    whole: bool = False
    block: int | None = None


class Arc(NamedTuple):
    """From node `(i, r)` to `(j, s)`: `s == r + 1` decides row `r`; with `readings` it takes items `i` to `j - 1`.

    `floor` is the price of the cheapest reading, or as long as there are none a lower bound of it.
    """

    i: int
    r: int
    j: int
    s: int
    cost: float
    readings: tuple[Reading, ...] = ()
    floor: float = 0.0


def _band(chain: list[tuple[int, int]], items: int, rows: int) -> list[tuple[int, int]]:
    """For every number of items used, the rows worth trying between the anchors before and after it."""
    band = []
    for i in range(items + 1):
        low = max((r for at, r in chain if at < i), default=0)
        high = min((r for at, r in chain if at >= i), default=rows)
        band.append((max(0, low - 1), min(rows, high + 1)))
    return band


def _row_before(rows: Sequence[Row], r: int) -> int:
    """The row printed before row `r`, where optional ones are not."""
    return max((q for q in range(r) if not rows[q].optional), default=-1)


def _rising(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of anchors whose rows rise with the print order (earliest print first)."""
    best: list[list[tuple[int, int]]] = []
    for i, r in anchors:
        before = max((c for c in best if c[-1][1] < r and c[-1][0] < i), key=len, default=[])
        best.append([*before, (i, r)])
    return max(best, key=len, default=[])


def _pass_price(item: Item) -> float:
    if item.blank:
        return PASS_MARK if item.end > item.start else PASS_BLANK
    return PASS_LIKELY if item.doubt or item.alone else PASS


def _dealt(stream: Stream, rows: Sequence[Row], labels: Labels) -> Stream:
    """Labels that stand in a list before all their numbers, dealt out to the runs: first label, first numbers."""
    gaps = list(stream.gaps)
    starts = [i for i, gap in enumerate(gaps) if gap.text]
    for i, j in pairwise((*starts, len(stream.items))):
        listed = labels.listed(gaps[i].text) if j > i else []
        widths = [rows[r].width for r in listed]
        if len(listed) < 2 or sum(widths) != j - i or any(item.blank for item in stream.items[i:j]):
            continue
        for r, at in zip(listed, accumulate([i, *widths]), strict=False):
            label = rows[r].labels[0]
            gaps[at] = replace(gaps[at], text=label, kind="text", head=label, tail=label)
    return replace(stream, gaps=tuple(gaps))


class Arcs:
    """The arcs of a stream read as `rows`; `outside`: the price of a number before the first row or after the last;
    `blocks`: the block whose heading stands last before every item, where headings can be trusted."""

    def __init__(self, stream: Stream, rows: Sequence[Row], outside: float, blocks: Sequence[int | None] = ()) -> None:
        self.blocks, self.after = blocks, AFTER
        self.before = [_row_before(rows, r) for r in range(len(rows))]
        self.labels = labels_of(tuple(row.labels for row in rows))
        self.stream, self.rows, self.outside = _dealt(stream, rows, self.labels), rows, outside
        items, gaps = self.stream.items, self.stream.gaps
        self.labelled = any(len(gap.text) > 1 for gap in gaps)
        self.listed: list[str] = []  # the label text last printed before every item
        for gap in gaps:
            self.listed.append(gap.text or (self.listed[-1] if self.listed else ""))
        self._count(items, gaps)
        self._known: dict[tuple[Reader, int, int], tuple[Reading, ...]] = {}
        self._ends: dict[tuple[Reader, int], list[tuple[int, float, float]]] = {}
        self._fronts: dict[int, list[float]] = {}
        self.turned: set[int] = set()  # where runs begin whose labels may stand after them
        anchors = [(i, r) for i, gap in enumerate(gaps[:-1]) if (r := self.labels.anchor(gap.text)) is not None]
        self.chain = _rising(anchors) if self.labelled else []
        self.settled = self._settled()
        self.first, self.last = self._edges()
        self.opening = set[int]()  # of them, those behind the label of the first row
        self.scarce = self._scarce()

    def _scarce(self) -> set[int]:
        """Numbers between two labels with fewer numbers than a row has: none of them is one too many."""
        items, gaps, widths = self.stream.items, self.stream.gaps, {row.width for row in self.rows}
        if not self.labelled or len(widths) > 1 or self.rows[0].total is None:
            return set()
        starts = [i for i in range(len(items)) if i == 0 or gaps[i].text]
        runs = [(i, j) for i, j in pairwise((*starts, len(items))) if j - i <= self.rows[0].width]
        self.opening = {k for i, j in runs if self.labels.anchor(gaps[i].text) == 0 for k in range(i, j)}
        return {k for i, j in runs for k in range(i, j) if not (items[k].blank or items[k].doubt or items[k].alone)}

    def _edges(self) -> tuple[set[int], set[int]]:
        """The last items of what looks like the first row of the table, and of what looks like the last."""
        first, last = set[int](), set[int]()
        if not self.labelled or self.settled:
            return first, last
        gaps, end = self.stream.gaps, len(self.rows) - 1
        for r, found in ((0, first), (end, last)):
            row = self.rows[r]
            for j in range(row.width, len(self.stream.items) + 1) if row.width > 1 and row.labels else ():
                i = j - row.width
                before, after = gaps[i], gaps[j]
                meant = before.text and self.labels.before(before.text)[r] <= CERTAIN_LABEL
                meant = meant or (after.text and self.labels.after(after.text)[r] <= CERTAIN_LABEL)
                if meant and self._whole_row(i, j, row):
                    found.add(j - 1)
        return first, last

    def _whole_row(self, i: int, j: int, row: Row) -> bool:
        """Whether a run stands between breaks and holds as many numbers as the row, and their sum."""
        gaps = self.stream.gaps
        if self._inner_text(i, j) or self.blanks[j] > self.blanks[i] or "tight" in (gaps[i].kind, gaps[j].kind):
            return False
        total = None if row.total is None else self.stream.items[j - 1 if row.total else i].value
        return total is None or self.sums[j] - self.sums[i] == 2 * total

    def _count(self, items: Sequence[Item], gaps: Sequence[Gap]) -> None:
        """Running counts and sums before every item: what a run holds is the difference of two."""
        self.sums = [Decimal(0), *accumulate(item.value or Decimal(0) for item in items)]
        self.texts = [0, *accumulate(bool(gap.text) for gap in gaps)]
        self.blanks = [0, *accumulate(item.blank for item in items)]
        self.numbers = [0, *accumulate(bool(item.value) for item in items)]
        self.halves = [0, *accumulate(item.digits[:1] == "0" < item.digits for item in items)]
        self.likely = [0, *accumulate(bool(item.doubt or item.alone) for item in items)]

    @property
    def band(self) -> list[tuple[int, int]]:
        """For every number of items used, the rows worth trying between the anchors before and after it."""
        size = len(self.rows)
        band = _band(self.chain, len(self.stream.items), size)
        above = [next((q for q in range(r, size) if not self.rows[q].optional), size) for r in range(size + 1)]
        return [(low, above[high]) for low, high in band]

    def _settled(self) -> dict[int, Arc]:
        """The runs that leave no doubt: right label in its turn, right number of cells, one reading.

        Only where nothing hints at labels that stand elsewhere than before their numbers: every run has one, and a run
        that is not settled has too many or too few numbers. Without sums it is the whole table or nothing.
        """
        items, gaps = self.stream.items, self.stream.gaps
        starts = [i for i in range(len(items)) if i == 0 or gaps[i].text]
        if not self.labelled or not all(gaps[i].text for i in starts):
            return {}
        settled = {}
        rows = self._turns(starts)
        for i, j in pairwise((*starts, len(items))):
            r = rows.get(i)
            arc = None if r is None else self._sure(i, r, j)
            if arc is not None:
                settled[i] = arc
            elif (
                self.rows[0].total is None
                or r is None
                or j - i == self.rows[r].width
                or j - i >= 2 * self.rows[r].width
            ):
                return {}
        broken = sum(not arc.readings[0].sound for arc in settled.values())
        return settled if broken <= MOST_BROKEN else {}

    def _turns(self, starts: Sequence[int]) -> dict[int, int]:
        """The row of every run with an anchor, and of runs that stand in the only turn left between two anchors."""
        rows = dict(self.chain)
        for (i, low), (j, high) in pairwise(self.chain):
            between = [k for k in starts if i < k < j]
            if len(between) == high - low - 1:
                for r, k in enumerate(between, low + 1):
                    if self.labels.before(self.stream.gaps[k].text)[r] < FITTING:
                        rows[k] = r
        return rows

    def _sure(self, i: int, r: int, j: int) -> Arc | None:
        if j - i != self.rows[r].width:
            return None
        found = self._readings(i, j, self.rows[r])
        if not found or not found[0].exact or found[0].cost > BROKEN_SUM:
            return None
        same = tuple(reading for reading in found if reading.values == found[0].values)
        second = next((reading.cost for reading in found if reading.values != found[0].values), inf)
        return Arc(i, r, j, r + 1, 0.0, same, found[0].cost) if second - found[0].cost > SURELY else None

    def _start_price(self, i: int) -> float:
        gap = self.stream.gaps[i]
        if gap.kind == "text" or i == 0:
            return 0.0
        return CUT_TIGHT if gap.kind == "tight" else CUT_LINE[self.stream.wide]

    def _inner_price(self, i: int) -> float:
        gap = self.stream.gaps[i]
        if gap.kind == "text":
            price = ACROSS_TEXT if len(gap.text) > 2 else ACROSS_TEXT / 2
            return price + (ACROSS_LABEL if self.labels.anchor(gap.text) is not None else 0.0)
        return ACROSS_LINE[self.stream.wide] if gap.kind == "line" else 0.0

    def _front(self, i: int) -> list[float]:
        """For every row what the text before an item costs as its label."""
        if i not in self._fronts:
            before = self.stream.gaps[i].text
            printed = [self.labels.printed(self.listed[i], r) for r in range(len(self.rows))]
            if not before:
                self._fronts[i] = [LISTED_BEFORE if listed else UNLABELLED for listed in printed]
            else:
                prices = zip(self.labels.before(before), printed, strict=True)
                self._fronts[i] = [min(price, LISTED) if listed else price for price, listed in prices]
        return self._fronts[i]

    def _behind(self, i: int, j: int, r: int) -> float:
        """What the text after a run costs as the row's label, or as the end of it."""
        before, after = self.stream.gaps[i], self.stream.gaps[j]
        anchor = self.labels.anchor(before.text) if before.text else None
        own = {None, self.before[r]} if self.after < AFTER else {None}  # the row before may have its label behind, too
        behind = self.after + (AFTER_OTHER - AFTER if anchor not in own else 0.0)
        torn = self.labels.split(before.text, after.head, r) + min(0.0, self.after - SPLIT)
        return min(behind + self.labels.after(after.text)[r], torn)

    def _readings(self, i: int, j: int, row: Row) -> tuple[Reading, ...]:
        key = (row.reader, i, j)
        if key not in self._known:
            self._known[key] = tuple(row.reader(self.stream.items[i:j], row.whole or self._whole(i, j)))
        return self._known[key]

    def _inner_text(self, i: int, j: int) -> bool:
        return self.texts[j] > self.texts[i + 1]

    def _whole(self, i: int, j: int) -> bool:
        """Whether a run is unbroken print between two breaks (two labels where every number has its line)."""
        gaps = self.stream.gaps
        begins = gaps[i].kind == "text" or (self.stream.wide and (i == 0 or gaps[i].kind == "line"))
        return begins and (gaps[j].kind != "tight" or j == len(self.stream.items)) and not self._inner_text(i, j)

    def _taken(self, i: int, row: Row) -> list[tuple[int, float, float]]:
        """The runs from item `i` that may be such a row: their ends, the prices of breaks and of reading."""
        key = (row.reader, i)
        if key not in self._ends:
            ends, price = [], self._start_price(i)
            for j in range(i + 1, min(len(self.stream.items), i + row.most) + 1):
                if j > i + 1:
                    price += self._inner_price(j - 1)
                if price > MOST_BREAKS:
                    break
                least = self._floor(i, j, row)
                least = UNREAD if least == inf and self._between_labels(i, j) else least
                if least < inf:
                    ends.append((j, price, least))
            self._ends[key] = ends
        return self._ends[key]

    def _between_labels(self, i: int, j: int) -> bool:
        gaps = self.stream.gaps
        return j - i > 1 and gaps[i].kind == "text" and gaps[j].kind == "text"

    def _floor(self, i: int, j: int, row: Row) -> float:
        """A lower bound of what reading a run costs, mostly exact; `inf` where it cannot be read as that row."""
        gaps, ends = self.stream.gaps, (0, len(self.stream.items))
        if (i in ends or gaps[i].text) and (j in ends or gaps[j].text) and not self._inner_text(i, j):
            found = self._readings(i, j, row)
            return found[0].cost if found else inf
        missing = row.width - (j - i)
        if self.blanks[j] > self.blanks[i]:
            return SHIFTED if missing > 0 else 0.0
        if row.total is None:
            return DROPPED + DROPPED_EACH * missing if missing > 0 else 0.0
        total = self.stream.items[j - 1 if row.total else i].value
        return floor(
            j - i,
            row.width,
            sound=self.sums[j] - self.sums[i] == 2 * (total or 0),
            whole=row.whole or self._whole(i, j),
            numbers=self.numbers[j] - self.numbers[i],
            halves=self.halves[j] - self.halves[i],
            likely=self.likely[j] > self.likely[i],
        )

    def at(self, i: int, r: int) -> list[Arc]:
        """The arcs that leave a node."""
        settled = self.settled.get(i)
        if settled and r == settled.r:
            return [settled]
        found = []
        if i < len(self.stream.items) and not settled:
            found.append(Arc(i, r, i + 1, r, self._pass_price(i, r)))
        if r < len(self.rows):
            found.append(Arc(i, r, i, r + 1, self._miss_price(i, r)))
            if not settled:
                found.extend(self._takes(i, r))
        return found

    def _takes(self, i: int, r: int) -> Iterator[Arc]:
        row, gaps = self.rows[r], self.stream.gaps
        front = self._front(i)[r] if self.labelled and row.labels else 0.0
        for j, price, least in self._taken(i, row):
            label = front
            if front > SURE_LABEL and gaps[j].text:
                label = min(front, self._behind(i, j, r))
                if label < front and label <= self.after + SURE_LABEL and self._turned(i, j, row):
                    self.turned.add(i)
            if self.blocks and not {self.blocks[i], self.blocks[j - 1]} <= {row.block, None}:
                label += OTHER_BLOCK
            yield Arc(i, r, j, r + 1, price + label, (), least)

    def _turned(self, i: int, j: int, row: Row) -> bool:
        """Whether a row has a label behind it and none before, or is the last of a table that ends with its label."""
        last = j == len(self.stream.items)
        return j - i == row.width and (last or not self.stream.gaps[i].text) and self._whole_row(i, j, row)

    def _pass_price(self, i: int, r: int) -> float:
        item = self.stream.items[i]
        if r not in (0, len(self.rows)) or (i in self.scarce if r else i in self.opening):
            return _pass_price(item) + (PASS_SCARCE if i in self.scarce else 0.0)
        if self.blocks and self.blocks[i] is not None:
            return _pass_price(item)
        price = OUTSIDE if item.start == item.end else self.outside
        if i in (self.last if r else self.first):
            price += OUTSIDE_ROW
        return price + CUT_TIGHT if r and i and self.stream.gaps[i].kind == "tight" else price

    def _miss_price(self, i: int, r: int) -> float:
        if self.rows[r].optional:
            return 0.3
        return MISS_LABELLED if self.labels.printed(self.stream.gaps[i].text, r) else MISS

    def read(self, arc: Arc) -> Arc | None:
        """The arc with the readings of its run; None where the run cannot be read as that row."""
        if arc.s == arc.r or arc.j == arc.i or arc.readings:
            return arc
        found = self._readings(arc.i, arc.j, self.rows[arc.r])
        if not found:
            if not self._between_labels(arc.i, arc.j):
                return None
            found = (Reading((), (), UNREAD, sound=False, exact=False),)
        return arc._replace(readings=found, floor=found[0].cost)
