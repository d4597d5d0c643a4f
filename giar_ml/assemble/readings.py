"""All readings of a run of items as one row of a known width, each with its price in nats.

`bound` says that the last number is the sum of the others (a request row, a block of reviews); it decides between
readings that the print leaves open, and never changes a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise
from math import comb, inf, log, prod

from giar_ml.assemble.stream import Item

Place = tuple[int, ...]  # items [first, last] of the run, inclusive, whose print gives the value; of one: [from, to[

# Prices in nats: the evidence that a reading must overcome. Set by hand on simulated damage; see docs/decisions.
BROKEN_SUM = 2.0  # seven numbers in a row of their own whose sum fails: publishers do print them
BROKEN_SHORT = 3.0  # ... and zeros of the row are dropped as well
MENDED = 0.5  # ... one cell of it is the error, and the identities see what the others say it should be
MENDED_ZERO = 1.0  # ... and that cell is printed as 0
DROPPED_TOTAL = 1.5  # ... and the total, printed as 0, is one of the dropped zeros
MOST_BROKEN_NUMBERS = 3  # that are not zero, in such a row: more of them leave too many places
BROKEN_SLICE = 5.0  # the same, cut out of a longer run
DROPPED = 1.6  # zeros of the row are not printed
DROPPED_EACH = 0.25
LOST_CELL = 2.5  # one number that is not zero, or the total, is not printed
BLANK_CELL = 0.7  # ... and its empty place shows
LOST_UNBOUND = 1.5  # ... of a row that no sum binds
MERGED = 1.0  # two numbers are printed as one, the first of them 0
MERGED_NUMBERS = 3.5  # ... neither of them 0
LEADING_ZERO = 2.0  # 08 stands for 8 alone
JOINED = 2.2  # a digit group split in two
HALVED = 1.5  # ... the right part cannot stand alone
JOINED_LINES = 0.8  # ... the parts stand on two lines
STRAY = 3.5  # one number of the run does not belong to it
STRAY_LIKELY = 1.0  # ... and it stands alone on its line among wide lines, or looks like an enumerator
MISSING_BLANK = 1.0  # a row of blanks with one place too few
SHIFTED = 0.7  # explicit blanks that are not where the columns are
UNREAD = 9.0  # the run belongs to the row, but no reading of it holds


@dataclass(frozen=True, slots=True)
class Reading:
    """Values of one row. `values[c]` is None for a cell without a printed number; `zeros[c]` marks a cell whose zero is
    not printed at a place of its own (dropped, or shared with a neighbour); `places[c]` are items of the run."""

    values: tuple[Decimal | None, ...]
    places: tuple[Place | None, ...]
    cost: float
    sound: bool = True  # the sum holds (always true where the row is not bound)
    exact: bool = True  # as printed: nothing joined, dropped, inserted
    implied: tuple[int, Decimal] | None = None  # the column that is not printed, and what the row sum says it holds
    odds: float = 0.0  # price of the placement of dropped zeros against other placements; no evidence of the text
    mended: tuple[int, Decimal] | None = None  # the publisher's own error, and what the row sum says in its place

    def amount(self, column: int) -> Decimal:
        """The cell as the identities see it: printed, implied by the row sum, mended by it, or zero."""
        if self.implied and self.implied[0] == column:
            return self.implied[1]
        if self.mended and self.mended[0] == column:
            return self.mended[1]
        return self.values[column] or Decimal(0)


def sum_holds(values: Sequence[Decimal | None]) -> bool:
    total = values[-1]
    return total is not None and sum(filter(None, values)) == 2 * total


def lost_value(values: Sequence[Decimal | None], column: int) -> Decimal:
    """What the row sum says of the one column that is not printed (negative where the row contradicts itself)."""
    printed = sum((v for v in values[:-1] if v is not None), Decimal(0))
    total = values[-1]
    return printed if column == len(values) - 1 or total is None else total - printed


def _mends(reading: Reading) -> Iterator[Reading]:
    """A row whose sum fails, each of its cells in turn taken for the publisher's error: one slip breaks the sum of its
    row and that of its column, and is paid for once."""
    values, total = reading.values, reading.values[-1]
    if total is None:
        return
    excess = sum((v for v in values[:-1] if v is not None), Decimal(0)) - total
    for column, value in enumerate(values):
        right = total + excess if column == len(values) - 1 else (value or Decimal(0)) - excess
        if right >= 0:
            cost = reading.cost + MENDED + (0.0 if value else MENDED_ZERO)
            yield replace(reading, cost=cost, mended=(column, right))


def _direct(items: Sequence[Item], offset: int, cost: float, bound: bool, whole: bool) -> Reading:
    values = tuple(item.value for item in items)
    places = tuple((offset + k, offset + k) for k in range(len(items)))
    sound = not bound or sum_holds(values)
    cost += LEADING_ZERO * sum(map(_half, items)) if bound else 0.0
    blanks = [c for c, v in enumerate(values) if v is None]
    if not sound and len(blanks) == 1 and (lost := lost_value(values, blanks[0])) >= 0:
        return Reading(values, places, cost + BLANK_CELL, True, implied=(blanks[0], lost))
    if not sound and values[-1] is None:
        total = sum((v for v in values if v is not None), Decimal(0))
        price = BLANK_CELL if total else 0.0
        return Reading(values, places, cost + price, True, implied=(len(values) - 1, total))
    if not sound:
        cost += BROKEN_SUM if whole else BROKEN_SLICE
    return Reading(values, places, cost, sound)


def _joins(items: Sequence[Item], width: int, bound: bool) -> Iterator[Reading]:
    """Neighbouring digit groups joined, or one number passed over, until `width` numbers are left."""
    extra = len(items) - width
    plain = [item.digits.isdigit() for item in items]
    seams = [k for k in range(len(items) - 1) if plain[k] and plain[k + 1]]
    known: dict[tuple[int, int], Decimal | None] = {(k, k + 1): item.value for k, item in enumerate(items)}
    for joined in combinations(seams, extra):
        bounds = [0, *(k + 1 for k in range(len(items) - 1) if k not in joined), len(items)]
        groups = list(pairwise(bounds))
        for group in groups:
            if group not in known:
                known[group] = _joined(items[slice(*group)])
        values = tuple([known[group] for group in groups])
        if bound and not sum_holds(values):
            continue
        if any(b - a > 3 or (b - a > 1 and items[a].digits == "0") for a, b in groups):
            continue
        cost = sum(_join_price(items[a:b]) for a, b in groups if b - a > 1)
        yield Reading(values, tuple((a, b - 1) for a, b in groups), cost, exact=False)
    for k, item in enumerate(items if extra == 1 else ()):
        values = tuple(other.value for other in (*items[:k], *items[k + 1 :]))
        if not bound or sum_holds(values):
            price = STRAY_LIKELY if item.doubt or item.alone else STRAY
            yield Reading(values, tuple((a, a) for a in range(len(items)) if a != k), price, exact=False)


def _joined(part: Sequence[Item]) -> Decimal:
    return Decimal("".join(p.digits for p in part))


def _join_price(part: Sequence[Item]) -> float:
    halved = any(_half(p) for p in part[1:])
    one_line = all(p.line == part[0].line for p in part)
    return JOINED * (len(part) - 1) - (HALVED if halved else 0.0) + (0.0 if one_line else JOINED_LINES)


def _half(item: Item) -> bool:
    """Whether an item can only be the right part of a number: the 08 of "2 08"."""
    return len(item.digits) > 1 and item.digits[0] == "0"


def floor(count: int, width: int, *, sound: bool, whole: bool, numbers: int, halves: int, likely: bool) -> float:
    """A lower bound of what a run of `count` items without blanks costs as a row bound by its sum; `inf`: it is none.

    Of the run: whether its sum holds as it stands, whether it is unbroken print, how many numbers are not zero, how
    many items begin with a zero and must be the right part of a number, and whether one of them looks like a stray.
    """
    extra = count - width
    if extra > 0:
        join = JOINED * extra - HALVED * min(halves, extra) if numbers else inf
        stray = STRAY_LIKELY if likely else STRAY
        return min(join, stray) if extra == 1 else join
    if not extra:
        return 0.0 if sound else BROKEN_SUM if whole else BROKEN_SLICE
    price = DROPPED - DROPPED_EACH * extra
    if halves:
        return MERGED
    if sound:
        return price
    if extra == -1:
        return min(MERGED_NUMBERS, price + LOST_CELL)
    return price + BROKEN_SHORT if whole and numbers <= MOST_BROKEN_NUMBERS else inf


def _dropped(items: Sequence[Item], offset: int, width: int, bound: bool, short: bool) -> Iterator[Reading]:
    """Fewer numbers than columns: zeros were dropped; every order-keeping placement, the last number being the total.

    Where the sum fails too, the publisher's error comes on top of the lost zeros: possible, and dear, in a run of its
    own (`short`); where it lacks one number, only if identities of the columns say so (see `_one_lost`). Only the
    places of the numbers that are not zero differ; `_settle_zeros` shares the printed zeros out.
    """
    count = len(items)
    price = DROPPED + DROPPED_EACH * (width - count)
    numbers = [k for k, item in enumerate(items) if item.value]
    sound = not bound or sum_holds([item.value for item in items])
    if not sound and (not short or len(numbers) > MOST_BROKEN_NUMBERS):
        numbers = []
    for columns in _placements(numbers, width, bound, sound) if numbers or sound else ():
        cells = [b - a - 1 for a, b in pairwise((-1, *columns, width))]
        prints = [b - a - 1 for a, b in pairwise((-1, *numbers, count))]  # printed zeros before, between, after them
        if any(p > m for p, m in zip(prints, cells, strict=True)):
            continue
        values, places = [Decimal(0)] * width, list[Place | None]([None] * width)
        for k, column in zip(numbers, columns, strict=True):
            values[column] = items[k].value or Decimal(0)
            places[column] = (offset + k, offset + k)
        odds = -log(prod(map(comb, cells, prints)) / comb(sum(cells), sum(prints)))
        cost = price if sound else price + BROKEN_SHORT
        if not sound and numbers[-1] == count - 1 and columns[-1] < width - 1:
            cost += DROPPED_TOTAL
        yield Reading(tuple(values), tuple(places), cost, sound, exact=False, odds=odds)
    if bound and count == width - 1:
        yield from _one_lost(items, offset, width, price)


def _placements(numbers: Sequence[int], width: int, bound: bool, sound: bool) -> Iterator[tuple[int, ...]]:
    """Columns for the numbers that are not zero; of a row whose sum holds the last one takes the total."""
    if not bound or not numbers:
        yield from combinations(range(width), len(numbers))
    elif sound:
        yield from ((*columns, width - 1) for columns in combinations(range(width - 1), len(numbers) - 1))
    else:
        yield from combinations(range(width), len(numbers))


def _one_lost(items: Sequence[Item], offset: int, width: int, price: float) -> Iterator[Reading]:
    """One number too few: a cell that is not zero, or the total, is not printed; the row sum says what it held."""
    for column in range(width):
        numbers = [item.value for item in items]
        values = (*numbers[:column], None, *numbers[column:])
        value = lost_value(values, column)
        if value > 0 and len(items) > 1:
            spots = [(offset + k, offset + k) for k in range(len(items))]
            places = (*spots[:column], None, *spots[column:])
            yield Reading(values, places, price + LOST_CELL, exact=False, implied=(column, value))


def _settle_zeros(reading: Reading, items: Sequence[Item], offset: int) -> Reading:
    """Share the printed zeros of a short run among the cells that the reading leaves at zero.

    Between two non-zero cells, `p` printed zeros stand for `m >= p` cells; which of them are blank cannot be known.
    Where `p` is 0 nothing is printed for the cell: it is null.
    """
    width = len(reading.values)
    anchors = [(-1, -1)]
    numbers = [k for k, item in enumerate(items) if item.value]
    columns = [c for c, v in enumerate(reading.values) if v]
    if len(numbers) != len(columns):
        return reading
    anchors += [*zip(numbers, columns, strict=True), (len(items), width)]
    values, places = list(reading.values), list(reading.places)
    for (k0, c0), (k1, c1) in pairwise(anchors):
        zeros, cells = list(range(k0 + 1, k1)), list(range(c0 + 1, c1))
        for t, cell in enumerate(cells):
            if reading.values[cell] is None and reading.places[cell] is None:
                continue
            if zeros:
                k = zeros[t * len(zeros) // len(cells)] + offset
                values[cell], places[cell] = Decimal(0), (k, k)
            else:
                values[cell], places[cell] = None, None
    return replace(reading, values=tuple(values), places=tuple(places))


def _without_blanks(
    items: Sequence[Item], width: int, bound: bool, whole: bool, columns: bool = False
) -> list[Reading]:
    count = len(items)
    if count == width:
        return [_direct(items, 0, 0.0, bound, whole)]
    if count > width:
        return list(_joins(items, width, bound))
    short = whole and (columns or count < width - 1)
    dropped = [r if r.implied else _settle_zeros(r, items, 0) for r in _dropped(items, 0, width, bound, short)]
    return [*dropped, *(_merged(items, width) if bound else _some_lost(items, width))]


def _some_lost(items: Sequence[Item], width: int) -> Iterator[Reading]:
    """Too few numbers, and no sum to say that zeros are what is missing."""
    missing = width - len(items)
    price = DROPPED + (DROPPED_EACH + LOST_UNBOUND) * missing
    for columns in combinations(range(width), len(items)):
        at = dict(zip(columns, range(len(items)), strict=True))
        values = tuple(items[at[c]].value if c in at else None for c in range(width))
        yield Reading(values, tuple((at[c], at[c]) if c in at else None for c in range(width)), price, exact=False)


def _merged(items: Sequence[Item], width: int) -> Iterator[Reading]:
    """Neighbouring numbers printed as one: 08 is 0 and 8, and where the sum says so 120 is 1 and 20."""
    cuts = [len(item.digits) - len(item.digits[:-1].lstrip("0")) - 1 if _half(item) else 0 for item in items]
    if sum(cuts) == width - len(items):
        reading = _cut([[*range(1, cut + 1)] for cut in cuts], items, MERGED * sum(map(bool, cuts)))
        if sum_holds(reading.values):
            yield reading
    if len(items) == width - 1 and not any(cuts):
        for k, item in enumerate(items):
            for at in range(1, len(item.digits)) if item.digits.isdigit() else ():
                if item.digits[at] != "0" or at == len(item.digits) - 1:
                    reading = _cut([[at] if n == k else [] for n in range(len(items))], items, MERGED_NUMBERS)
                    if sum_holds(reading.values):
                        yield reading


def _cut(cuts: Sequence[Sequence[int]], items: Sequence[Item], cost: float) -> Reading:
    """The items as they stand, those with cuts in their digits as several numbers."""
    values: list[Decimal | None] = []
    places: list[Place] = []
    for k, (item, inside) in enumerate(zip(items, cuts, strict=True)):
        for start, end in pairwise((0, *inside, len(item.digits))) if inside else ():
            values.append(Decimal(item.digits[start:end]))
            places.append((k, k, start, end))
        if not inside:
            values.append(item.value)
            places.append((k, k))
    return Reading(tuple(values), tuple(places), cost, exact=False)


def _one_missing(items: Sequence[Item], width: int) -> Iterator[Reading]:
    """Cells and blanks but for one: the total, or the first column, has no place at all."""
    spots = [(k, k) for k in range(len(items))]
    values = [item.value for item in items]
    for column, price in ((width - 1, BLANK_CELL), (0, LOST_CELL)):
        row = (*values[:column], None, *values[column:])
        lost = lost_value(row, column)
        if lost < 0 or (column == 0 and row[-1] is None):
            continue
        implied = (column, lost) if lost else None
        yield Reading(row, (*spots[:column], None, *spots[column:]), DROPPED + price, exact=False, implied=implied)


def _with_blanks(items: Sequence[Item], width: int, bound: bool, whole: bool) -> Iterator[Reading]:
    count = len(items)
    if count >= width:
        for shift in range(count - width + 1):
            outside = [*items[:shift], *items[shift + width :]]
            if any(not item.blank or item.end > item.start for item in outside):
                continue
            off = count - width - shift  # blanks in front come from merged label cells: right-aligned is normal
            yield _direct(items[shift : shift + width], shift, SHIFTED * off, bound, whole)
    if count == width - 1 and bound:
        yield from _one_missing(items, width)
    kept = [k for k, item in enumerate(items) if not item.blank]
    if kept and len(kept) < count:
        solid = [items[k] for k in kept]
        edge = kept[-1] - kept[0] == len(kept) - 1  # blanks in front are of merged label cells, behind of the converter
        price = SHIFTED * (1 if edge else 2 if count != width else 4)
        for reading in _without_blanks(solid, width, bound, whole):
            places = tuple(None if p is None else (kept[p[0]], kept[p[1]], *p[2:]) for p in reading.places)
            yield replace(reading, places=places, cost=reading.cost + price, exact=False)


def readings(
    items: Sequence[Item], width: int, *, bound: bool, whole: bool, columns: bool = False
) -> tuple[Reading, ...]:
    """Every reading of `items` as one row, cheapest first, one a vector and error; empty where it cannot be that row.

    `whole` says that the run is unbroken print from label to label, so a failing sum is the publisher's; `columns`:
    identities bind the columns, too, so that they can tell which cell of such a row is wrong.
    """
    if not items or len(items) > width + 3:
        return ()
    if all(item.blank for item in items):
        missing = max(0, width - len(items))
        blank = _direct(items[-width:], max(0, len(items) - width), MISSING_BLANK * missing, False, whole)
        found = [_pad(blank, width)] if len(items) >= width - 2 else []
    elif any(item.blank for item in items):
        found = list(_with_blanks(items, width, bound, whole))
    else:
        found = _without_blanks(items, width, bound, whole, columns)
    if columns:
        found += [mended for reading in found if not reading.sound for mended in _mends(reading)]
    best: dict[object, Reading] = {}
    for reading in found:
        known = best.get(key := (reading.values, reading.mended))
        if known is None or reading.cost < known.cost:
            best[key] = reading
    return tuple(sorted(best.values(), key=lambda r: r.cost))


def _pad(reading: Reading, width: int) -> Reading:
    missing = width - len(reading.values)
    return replace(reading, values=(None,) * missing + reading.values, places=(None,) * missing + reading.places)
