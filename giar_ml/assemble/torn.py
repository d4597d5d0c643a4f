"""A request table that a converter tore into blocks: some columns of some rows, then the other columns of those rows.

Text of a page without its layout prints a table in blocks of lines: labels, two columns of fourteen rows, headers, the
five other columns of the same rows. Labels say nothing there. What is left is arithmetic, and there is plenty of it: a
band of `R` rows is a sequence of blocks whose widths add up to seven, printed row by row, and every row of it must
add up. A reading counts only if it accounts for every row of the form.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import accumulate
from math import exp, inf

from giar_ml.assemble.arcs import Arc
from giar_ml.assemble.joint import Decision
from giar_ml.assemble.readings import Reading
from giar_ml.assemble.stream import Item, Stream
from giar_ml.assemble.walk import Roles

WIDTH = 7
BAND = 1.0  # nats: a band of several blocks ...
BLOCK = 0.7  # ... each of them
TURNED = 3.0  # the first number of a row is printed after its others
PASS = 3.0  # a number that belongs to no row
OUTSIDE = 0.5  # ... before the first row or after the last
VIOLATED = 6.0  # a column whose identities fail
MOST_VIOLATED = 2
MOST_PASSED = 3
MOST_OUTSIDE = 40
MOST_WAYS = 24  # partial readings kept of one state
SLACK = 9.0
LEAST_NUMBERS = 3  # rows that are not all zero: fewer leave the places open
MOST_CHECKS = 400_000  # of blocks
CERTAIN = 0.99

Amounts = tuple[int, ...]
Band = tuple[float, tuple[tuple[int, ...], ...], int]  # price, items of every row, what tells the amounts


@dataclass(frozen=True, slots=True)
class _Way:
    """A reading of the first rows: its price, and the items of every row."""

    cost: float
    rows: tuple[tuple[int, ...], ...]
    passed: int = 0


Ways = dict[int, _Way]  # by a hash of the amounts of their rows


@cache
def _compositions(total: int) -> tuple[tuple[int, ...], ...]:
    """Every way to write `total` as a sum of blocks, in order."""
    if not total:
        return ((),)
    return tuple((k, *rest) for k in range(1, total + 1) for rest in _compositions(total - k))


def torn_decision(stream: Stream, rows: int, roles: Roles) -> Decision | None:
    """What the blocks of a stream say of every row, None where they do not account for each of `rows` rows."""
    items = stream.items
    if not rows * WIDTH <= len(items) <= rows * WIDTH + MOST_OUTSIDE or not all(i.digits.isdigit() for i in items):
        return None
    search = _Search(items, rows)
    if search.broken() == 1:
        return None  # the publisher's error, nothing is torn
    found = [(way, _price(search.amounts(way.rows), roles)) for way in search.ways()]
    priced = [(way.cost + price, way) for way, price in found if price < inf]
    if not priced:
        return None
    best = min(price for price, _ in priced)
    weights = [(exp(best - price), way) for price, way in priced if price <= best + SLACK]
    total = sum(weight for weight, _ in weights)
    decided = {
        r: [(*_row(items, way.rows[r], r), CERTAIN * weight / total) for weight, way in weights] for r in range(rows)
    }
    return Decision(decided, ())


def plain_decision(stream: Stream, rows: int, roles: Roles) -> Decision | None:
    """The rows as they are printed one after another, where every row adds up and every column keeps its identities."""
    items, size = stream.items, rows * WIDTH
    if not size <= len(items) <= size + MOST_OUTSIDE or not all(i.digits.isdigit() for i in items):
        return None
    search = _Search(items, rows)
    for start in range(len(items) - size + 1):
        places = [tuple(range(k, k + WIDTH)) for k in range(start, start + size, WIDTH)]
        table = search.amounts(places)
        if all(sum(row) == 2 * row[-1] for row in table) and _price(table, roles) == 0 and any(map(any, table)):
            return Decision({r: [(*_row(items, own, r), CERTAIN)] for r, own in enumerate(places)}, ())
    return None


def _row(items: Sequence[Item], places: Sequence[int], r: int) -> tuple[Arc, Reading]:
    reading = Reading(tuple(items[k].value for k in places), tuple((k, k) for k in places), 0.0)
    return Arc(0, r, len(items), r + 1, 0.0, (reading,)), reading


def _price(table: Sequence[Amounts], roles: Roles) -> float:
    """What the identities say of a table: the price of the columns that violate them, `inf` where too many do."""
    if sum(map(any, table)) < LEAST_NUMBERS and any(map(any, table)):
        return inf
    first, last = roles.results
    violated = 0
    for column in zip(*table, strict=True):
        received, done = column[roles.received] + column[roles.carried_in], column[roles.total]
        violated += received != done + column[roles.carried_out] or done != sum(column[first:last])
    return VIOLATED * violated if violated <= MOST_VIOLATED else inf


class _Search:
    """Readings of items as `count` rows, cheapest first, one of each table."""

    def __init__(self, items: Sequence[Item], count: int) -> None:
        self.items, self.count = items, count
        self.values = [int(item.value or Decimal(0)) for item in items]
        self.begins = [i == 0 or items[i - 1].line != item.line for i, item in enumerate(items)]
        self.checks = 0
        self.numbers = [k for k, value in enumerate(self.values) if value]

    def amounts(self, rows: Sequence[Sequence[int]]) -> tuple[Amounts, ...]:
        return tuple(tuple([self.values[k] for k in row]) for row in rows)

    def broken(self) -> int:
        """How many rows do not add up as they are printed, one after another; 0 where more than rows is printed."""
        rows = [self.values[k : k + WIDTH] for k in range(0, len(self.values), WIDTH)]
        return sum(sum(row) != 2 * row[-1] for row in rows) if len(self.items) == self.count * WIDTH else 0

    def ways(self) -> list[_Way]:
        """Every reading of all rows that is worth weighing."""
        size = len(self.items)
        states: dict[tuple[int, int], Ways] = {}
        for i in range(size - self.count * WIDTH + 1):
            states[i, 0] = {0: _Way(OUTSIDE * i, ())}
        best: Ways = {}
        for i in range(size + 1):
            bands = None
            for r in range(self.count + 1):
                kept = _cheapest(states.pop((i, r), {}))
                if r == self.count:
                    for key, way in kept:
                        _keep(best, key, _Way(way.cost + OUTSIDE * (size - i), way.rows))
                elif kept:
                    bands = list(self.bands(i)) if bands is None else bands
                    for key, way in kept:
                        self._extend(states, (i, r), key, way, bands)
        return [way for _, way in _cheapest(best)]

    def _extend(
        self, states: dict[tuple[int, int], Ways], at: tuple[int, int], key: int, way: _Way, bands: Sequence[Band]
    ) -> None:
        i, r = at
        for cost, rows, amounts in bands:
            if r + len(rows) <= self.count:
                then = states.setdefault((i + WIDTH * len(rows), r + len(rows)), {})
                _keep(then, hash((key, amounts)), _Way(way.cost + cost, way.rows + rows, way.passed))
        if r and way.passed < MOST_PASSED and i < len(self.items):
            passed = _Way(way.cost + PASS, way.rows, way.passed + 1)
            _keep(states.setdefault((i + 1, r), {}), key, passed)

    def bands(self, i: int) -> Iterator[Band]:
        """The bands that begin at an item: one row as printed, or turned, or several in blocks."""
        if (turned := self._turned(i)) is not None:
            yield TURNED, (turned,), hash(self.amounts((turned,)))
        for count in range(1, min(self.count, (len(self.items) - i) // WIDTH) + 1):
            low, high = bisect_left(self.numbers, i), bisect_left(self.numbers, i + count * WIDTH)
            if count > 1 and low == high:
                continue  # nothing but zeros: as well one row after another
            self.checks += len(_compositions(WIDTH))
            if self.checks > MOST_CHECKS:
                return
            numbers = [(k - i, self.values[k]) for k in self.numbers[low:high]]
            for widths in _compositions(WIDTH) if count > 1 else ((WIDTH,),):
                if len(widths) == 1 < count or not self._first_adds_up(i, count, widths):
                    continue
                if not _adds_up(numbers, count, widths):
                    continue
                rows = self._rows(i, count, widths)
                if rows:
                    price = BAND + BLOCK * len(widths) if count > 1 else 0.0
                    yield price, rows, hash(self.amounts(rows))

    def _turned(self, i: int) -> tuple[int, ...] | None:
        """The items of a row whose first number stands on a line of its own behind the others."""
        last = i + WIDTH - 1
        if last >= len(self.items) or not (self.begins[i] and self.begins[last] and self.values[last]):
            return None
        amount = self.values[last - 1]
        return (last, *range(i, last)) if sum(self.values[i : last + 1]) == 2 * amount else None

    def _first_adds_up(self, i: int, count: int, widths: Sequence[int]) -> bool:
        amount = 0
        for width in widths:
            amount += sum(self.values[i : i + width])
            i += count * width
        return amount == 2 * self.values[i - count * width + width - 1]

    def _rows(self, i: int, count: int, widths: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """The items of every row of a band; empty where a row begins inside a line."""
        rows: list[list[int]] = [[] for _ in range(count)]
        for width in widths:
            for row in rows:
                if not self.begins[i]:
                    return ()
                row.extend(range(i, i + width))
                i += width
        return tuple(map(tuple, rows))


def _adds_up(numbers: Sequence[tuple[int, int]], count: int, widths: Sequence[int]) -> bool:
    """Whether in every row of a band the last column is the sum of the others; `numbers`: places and what is not 0."""
    left = [0] * count
    blocks = iter((start * count, width) for start, width in zip(accumulate(widths, initial=0), widths, strict=False))
    start, width = next(blocks)
    for place, value in numbers:
        while place >= start + width * count:
            start, width = next(blocks)
        row, column = divmod(place - start, width)
        left[row] += -value if start == (WIDTH - width) * count and column == width - 1 else value
    return not any(left)


def _cheapest(ways: Ways) -> list[tuple[int, _Way]]:
    kept = sorted(ways.items(), key=lambda entry: entry[1].cost)[:MOST_WAYS]
    return [(key, way) for key, way in kept if way.cost <= kept[0][1].cost + SLACK]


def _keep(ways: Ways, key: int, way: _Way) -> None:
    known = ways.get(key)
    if known is None or way.cost < known.cost:
        ways[key] = way
