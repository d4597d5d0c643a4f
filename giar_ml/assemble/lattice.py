"""The lattice over the print order: every way to cut the stream into the rows of a template, priced by text alone.

Node `(i, r)` says that `i` items are used and `r` rows decided. Arcs *take* a run of items for the next row, *pass*
over an item that belongs to no row, or *miss* a row that is not printed. `build` keeps every arc on a path whose price
is within `SLACK` of the cheapest; what arithmetic says comes later (`joint.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from math import inf

from giar_ml.assemble.labels import FITTING, Labels, labels_of
from giar_ml.assemble.readings import BROKEN_SUM, DROPPED, DROPPED_EACH, SHIFTED, STRAY_LIKELY, UNREAD, Reading
from giar_ml.assemble.stream import Item, Stream

Node = tuple[int, int]
Reader = Callable[[Sequence[Item], bool], Sequence[Reading]]

SLACK = 9.0
MOST_READINGS = 3_000  # kept in one lattice; an ordinary damaged table keeps a few hundred
MOST_BROKEN = 3  # rows whose sum fails, as printed; more of them hint at a misreading
SURELY = 2.0  # nats by which the second reading of a settled run must be worse
LEAST_JOIN = 0.7  # the least that one number too many can cost
UNLABELLED = 1.8  # no text before the run
LISTED = 2.0  # the label stands among others before the run: labels first, then numbers
LISTED_BEFORE = 0.4  # ... and runs of other rows of that list stand between
AFTER = 1.2  # the label stands after its numbers
AFTER_OTHER = 2.2  # ... and another row's label before them
CUT_TIGHT = 6.0  # a row begins inside an unbroken line
CUT_LINE = {True: 0.3, False: 1.2}  # a row begins on a new line, without text; by `Stream.wide`
ACROSS_TEXT = 3.0  # text stands inside a row
ACROSS_LINE = {True: 1.5, False: 0.0}
PASS = 4.0
PASS_LIKELY = 1.0
PASS_BLANK = 0.3
PASS_MARK = 2.0  # a dash or another mark in the place of a number
OUTSIDE = 0.02  # an item before the first row or after the last
MISS = 5.0
MISS_LABELLED = 1.5  # the row's label is printed, its numbers are not


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be found: label variants (Han characters only), a reader of runs, its cells and the most items."""

    key: str
    labels: tuple[str, ...]
    reader: Reader
    width: int
    most: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """From node `(i, r)` to `(j, s)`: `s == r + 1` decides row `r`; with `readings` it takes items `i` to `j - 1`."""

    i: int
    r: int
    j: int
    s: int
    cost: float
    readings: tuple[Reading, ...] = ()


@dataclass(slots=True)
class Lattice:
    """The arcs worth keeping, by source node in topological order, and the price of the cheapest path."""

    arcs: dict[Node, list[Arc]] = field(default_factory=dict)
    best: float = inf
    end: Node = (0, 0)


def _band(chain: list[tuple[int, int]], items: int, rows: int) -> list[tuple[int, int]]:
    """For every number of items used, the rows worth trying between the anchors before and after it."""
    band = []
    for i in range(items + 1):
        low = max((r for at, r in chain if at < i), default=0)
        high = min((r for at, r in chain if at >= i), default=rows)
        band.append((max(0, low - 1), min(rows, high + 1)))
    return band


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


class _Builder:
    def __init__(self, stream: Stream, rows: Sequence[Row], outside: float, bound: bool) -> None:
        self.labels = labels_of(tuple(row.labels for row in rows))
        stream = _dealt(stream, rows, self.labels)
        self.stream, self.rows, self.outside, self.bound = stream, rows, outside, bound
        self.labelled = any(len(gap.text) > 1 for gap in stream.gaps)
        self.read_cache: dict[tuple[Reader, int, int], tuple[Reading, ...]] = {}
        count = len(stream.items)
        self.edge = [i in (0, count) or bool(gap.text) for i, gap in enumerate(stream.gaps)]
        self.texts = [0, *accumulate(bool(gap.text) for gap in stream.gaps)]  # text gaps before every gap
        self.blanks = [0, *accumulate(item.blank for item in stream.items)]
        self.numbers = [0, *accumulate(bool(item.value) for item in stream.items)]
        self.listed: list[str] = []  # the label text last printed before every item
        for gap in stream.gaps:
            self.listed.append(gap.text or (self.listed[-1] if self.listed else ""))
        anchors = [(i, r) for i, gap in enumerate(stream.gaps[:-1]) if (r := self.labels.anchor(gap.text)) is not None]
        self.chain = _rising(anchors) if self.labelled else []
        self.settled = self._settled()
        self.start_prices = [self._start_price(i) for i in range(len(stream.items) + 1)]

    def _settled(self) -> dict[int, Arc]:
        """The runs that leave no doubt: right label in its turn, right number of cells, one reading.

        Only where nothing hints at labels that stand elsewhere than before their numbers: every run has one, and a run
        that is not settled has too many or too few numbers. Without sums (`bound`) it is the whole table or nothing.
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
            elif not self.bound or r is None or j - i == self.rows[r].width or j - i >= 2 * self.rows[r].width:
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
        found = self._readings(i, j, r)
        if not found or not found[0].exact or found[0].cost > BROKEN_SUM:
            return None
        sure = len(found) == 1 or found[1].cost - found[0].cost > SURELY
        return Arc(i, r, j, r + 1, 0.0, found[:1]) if sure else None

    def _start_price(self, i: int) -> float:
        gap = self.stream.gaps[i]
        if gap.kind == "text" or i == 0:
            return 0.0
        return CUT_TIGHT if gap.kind == "tight" else CUT_LINE[self.stream.wide]

    def _inner_price(self, i: int) -> float:
        gap = self.stream.gaps[i]
        if gap.kind == "text":
            return ACROSS_TEXT if len(gap.text) > 2 else ACROSS_TEXT / 2
        return ACROSS_LINE[self.stream.wide] if gap.kind == "line" else 0.0

    def _label_price(self, i: int, j: int, r: int) -> float:
        if not self.labelled or not self.rows[r].labels:
            return 0.0
        before, after = self.stream.gaps[i], self.stream.gaps[j]
        listed = self.labels.printed(self.listed[i], r)
        if before.text:
            price = self.labels.before(before.text)[r]
            price = min(price, LISTED) if listed else price
        else:
            price = LISTED_BEFORE if listed else UNLABELLED
        if after.text and price > 0.5:
            behind = AFTER if not before.text or self.labels.anchor(before.text) is None else AFTER_OTHER
            behind += self.labels.after(after.text)[r]
            price = min(price, behind, self.labels.split(before, after, r))
        return price

    def _readings(self, i: int, j: int, r: int) -> tuple[Reading, ...]:
        reader = self.rows[r].reader
        key = (reader, i, j)
        if key not in self.read_cache:
            gaps = self.stream.gaps
            whole = (gaps[i].kind != "tight" or i == 0) and (gaps[j].kind != "tight" or j == len(self.stream.items))
            whole = whole and all(g.kind != "text" for g in gaps[i + 1 : j])
            if not self.stream.wide:
                whole = whole and gaps[i].kind == "text"
            self.read_cache[key] = tuple(reader(self.stream.items[i:j], whole))
        return self.read_cache[key]

    def _pass_price(self, i: int, outside: bool) -> float:
        item = self.stream.items[i]
        if outside:
            return OUTSIDE if item.start == item.end else self.outside
        return _pass_price(item)

    def arcs(self, i: int, r: int) -> list[Arc]:
        count, rows = len(self.stream.items), len(self.rows)
        found = []
        settled = self.settled.get(i)
        if settled and r == settled.r:
            return [settled]
        if i < count and not settled:
            outside = r in (0, rows)
            price = self._pass_price(i, outside)
            if outside and r == rows and i and self.stream.gaps[i].kind == "tight":
                price += CUT_TIGHT
            found.append(Arc(i, r, i + 1, r, price))
        if r == rows:
            return found
        row = self.rows[r]
        miss = 0.3 if row.optional else MISS
        if not row.optional and self.labels.printed(self.stream.gaps[i].text, r):
            miss = MISS_LABELLED
        found.append(Arc(i, r, i, r + 1, miss))
        if settled:
            return found
        inner = self.start_prices[i]
        for j in range(i + 1, min(count, i + row.most) + 1):
            if j > i + 1:
                inner += self._inner_price(j - 1)
            if inner > SLACK + 3:
                break
            found.append(Arc(i, r, j, r + 1, inner + self._label_price(i, j, r)))
        return found

    def least(self, arc: Arc) -> float:
        """A lower bound of what reading the run of an arc costs; exact for a whole run between labels."""
        if arc.s == arc.r or arc.j == arc.i:
            return 0.0
        if arc.readings:
            return arc.readings[0].cost
        i, j = arc.i, arc.j
        missing = self.rows[arc.r].width - (j - i)
        if missing == 0:
            return 0.0
        if self.edge[i] and self.edge[j] and self.texts[j] == self.texts[i + 1]:
            found = self._readings(i, j, arc.r)
            return found[0].cost if found else UNREAD
        blank = self.blanks[j] > self.blanks[i]
        if missing > 0:
            return SHIFTED if blank else DROPPED + DROPPED_EACH * missing
        if blank or self.rows[arc.r].width == 1:
            return 0.0
        if self.numbers[j] > self.numbers[i]:
            return LEAST_JOIN
        return STRAY_LIKELY if missing == -1 else UNREAD  # nothing but zeros: there is nothing to join

    def read(self, arc: Arc) -> Arc | None:
        """The arc with the readings of its run; None where the run cannot be read as that row."""
        if arc.s == arc.r or arc.j == arc.i or arc.readings:
            return arc
        readings = self._readings(arc.i, arc.j, arc.r)
        if not readings:
            gaps = self.stream.gaps
            if arc.j - arc.i < 2 or gaps[arc.i].kind != "text" or gaps[arc.j].kind != "text":
                return None
            readings = (Reading((), (), UNREAD, sound=False, exact=False),)
        return replace(arc, readings=readings)


def build(stream: Stream, rows: Sequence[Row], *, outside: float = OUTSIDE, bound: bool = False) -> Lattice:
    """The kept lattice of a stream read as `rows`; empty where no path exists.

    `outside` is the price of a number before the first row or after the last: low where a zone may hold other text.
    `bound` says that every row is bound by its sum.
    """
    builder = _Builder(stream, rows, outside, bound)
    sketch = _sketch(builder)
    least, slack = sketch.best, SLACK
    while True:
        kept = _prune(sketch.arcs, _forward(sketch.arcs, builder.least), sketch.end, slack, builder.least)
        arcs = {node: [a for arc in out if (a := builder.read(arc)) is not None] for node, out in kept.arcs.items()}
        lattice = _prune(arcs, _forward(arcs, _cheapest), sketch.end, SLACK, _cheapest)
        if lattice.best + SLACK <= least + slack or slack > 4 * SLACK:
            return _bounded(lattice, arcs)
        slack = min(lattice.best + SLACK - least, 4 * SLACK) + 0.01


def _bounded(lattice: Lattice, arcs: dict[Node, list[Arc]]) -> Lattice:
    """The lattice, narrowed until its size can be summed over in bounded time: nonsense leaves everything open."""
    slack = SLACK
    while slack > 0.1 and sum(len(a.readings) or 1 for out in lattice.arcs.values() for a in out) > MOST_READINGS:
        slack /= 2
        lattice = _prune(arcs, _forward(arcs, _cheapest), lattice.end, slack, _cheapest)
    return lattice


def _cheapest(arc: Arc) -> float:
    return arc.readings[0].cost if arc.readings else 0.0


def _sketch(builder: _Builder) -> Lattice:
    """Every arc within the band, priced by text alone; `best` is a lower bound of the cheapest path."""
    stream, total = builder.stream, len(builder.rows)
    count = len(stream.items)
    band = _band(builder.chain, count, total)
    reached = {(0, 0)}
    arcs: dict[Node, list[Arc]] = {}
    for i in range(count + 1):
        low, high = band[i]
        for r in range(low, high + 1):
            if (i, r) in reached:
                arcs[i, r] = builder.arcs(i, r)
                reached.update((arc.j, arc.s) for arc in arcs[i, r])
    return Lattice(arcs, _forward(arcs, builder.least).get((count, total), inf), (count, total))


def _forward(arcs: dict[Node, list[Arc]], reading: Callable[[Arc], float]) -> dict[Node, float]:
    """The price of the cheapest path from the start to every node."""
    best: dict[Node, float] = {(0, 0): 0.0}
    for node, out in arcs.items():
        here = best.get(node)
        if here is None:
            continue
        for arc in out:
            price = here + arc.cost + reading(arc)
            if price < best.get((arc.j, arc.s), inf):
                best[arc.j, arc.s] = price
    return best


def _prune(
    arcs: dict[Node, list[Arc]], forward: dict[Node, float], end: Node, slack: float, reading: Callable[[Arc], float]
) -> Lattice:
    """The arcs on paths within `slack` of the cheapest."""
    best = forward.get(end, inf)
    backward: dict[Node, float] = {end: 0.0}
    kept: dict[Node, list[Arc]] = {}
    for node in reversed(arcs):
        if node not in forward:
            continue
        stay = []
        for arc in arcs[node]:
            price = arc.cost + reading(arc) + backward.get((arc.j, arc.s), inf)
            if price < backward.get(node, inf):
                backward[node] = price
            if forward[node] + price <= best + slack:
                stay.append(arc)
        if stay:
            kept[node] = stay
    return Lattice(dict(reversed(kept.items())), best, end)
