"""Columns that only count the rows: serial numbers before the labels, codes after them, codes glued to the numbers.

Their numbers are no values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from giar_ml.assemble.stream import GLUED, Gap, Item, Stream, merged, runs

FEWEST = 6  # rows that make a column of them
HIGHEST = 200
MOST_COLUMNS = 2  # serial numbers and codes
MOST_SKIPPED = 3  # from one to the next: rows whose number was lost
SKIPPED = 0.5  # price of a number that is missing in the count
MOST_APART = 8  # items from one to the next
LONG = 12  # ... where other numbers stand in such places
UNEVEN = 0.02  # price of an item more or less from one to the next than before
SURELY = 0.95  # of the numbers that are glued to their labels begin with a code
WIDTHS = (2, 3, 1)  # of codes
MOSTLY = 0.8  # of the numbers that stand in such a place count the rows


def codes_apart(stream: Stream) -> Stream:
    """The stream without the codes that are glued to their row's number (01291 is 291 in row 01).

    They count on from the first row to the last, which no column of numbers does.
    """
    for width in WIDTHS:
        codes = _codes(stream, width)
        if codes:
            items = [_behind(item, codes[k]) if k in codes else item for k, item in enumerate(stream.items)]
            return replace(stream, items=tuple(items))
    return stream


def _codes(stream: Stream, width: int) -> dict[int, int]:
    """The length of the code that every glued number begins with; empty where they do not count the rows."""
    glued = [k for k, item in enumerate(stream.items) if item.doubt == GLUED and not item.blank]
    found, last = {}, 0
    for k in glued:
        for code in range(last + 1, last + 1 + MOST_SKIPPED):
            printed = f"{code:0{width}}"
            if stream.items[k].digits.startswith(printed):
                found[k], last = len(printed), code
                break
    return found if len(found) >= FEWEST and len(found) >= SURELY * len(glued) else {}


def _behind(item: Item, length: int) -> Item:
    """What stands behind the first digits of a number; a blank where nothing does."""
    digits = item.digits[length:]
    value = Decimal(digits) if digits.strip(".") else None
    return replace(item, value=value, digits=digits, start=item.start + length if digits else item.end)


def without_enumerators(stream: Stream, most: int = MOST_COLUMNS) -> Stream:
    """The stream without so many columns of serial numbers or codes; a code whose row has no number leaves a blank."""
    for _ in range(most):
        column, code = _next_column(stream)
        if not column:
            break
        stream = _dropped(stream, column, blank=code)
    return stream


def _next_column(stream: Stream) -> tuple[set[int], bool]:
    """The items of a column that counts the rows, and whether it stands behind the labels."""
    before, behind = _places(stream, 1), _places(stream, 0)
    serial, code = _column(stream, before) or _misprinted(stream, before, 0), _column(stream, behind)
    if serial and _beside(stream, serial, 0):
        return _whole(stream, serial, before, 0), False
    if code and _beside(stream, code, 1):
        return _whole(stream, code, behind, 1), True
    return _column(stream, sorted({*before, *behind}), alone=False), False  # words on both sides of every number


def _beside(stream: Stream, column: set[int], side: int) -> bool:
    """Whether the row's own number stands before (0) or behind (1) most of a column: else these are the numbers."""
    inside = sorted(column)[1:] if side == 0 else sorted(column)[:-1]
    return 2 * sum(not stream.gaps[k + side].text for k in inside) > len(inside)


def _misprinted(stream: Stream, places: Sequence[int], side: int) -> set[int]:
    """The items at `places` beside a row's own number, where half of them count on by one: the others are misprints."""
    counts = [_count(stream.items[k]) for k in places]
    steps = [above and count == above + 1 for above, count in pairwise((0, *counts))]
    column = {k for k, step in zip(places, steps, strict=True) if step or not stream.gaps[k + side].text}
    return column if sum(map(bool, steps)) >= max(FEWEST - 1, len(places) // 2) else set()


def _whole(stream: Stream, column: set[int], places: Sequence[int], side: int) -> set[int]:
    """A column with the numbers in it that do not count on: each in a row of as many numbers as most others."""
    size = {k: j - i for i, j in runs(stream) for k in range(i, j)}
    usual = Counter(size[k] for k in column).most_common(1)[0][0]
    within = (k for k in places if min(column) < k < max(column) and size[k] == usual)
    return column | {k for k in within if not stream.gaps[k + side].text}


def _places(stream: Stream, side: int) -> list[int]:
    """The numbers behind text (`side` 0) or before it (1)."""
    return [k for k, item in enumerate(stream.items) if not item.blank and stream.gaps[k + side].text]


def _count(item: Item) -> int:
    """The number that may count a row; 0 where it cannot."""
    plain = item.digits.isdigit() and len(item.digits) <= len(str(HIGHEST)) and item.unit is None
    return int(item.digits) if plain and int(item.digits) <= HIGHEST else 0


def _column(stream: Stream, places: Sequence[int], *, alone: bool = True) -> set[int]:
    """Of the items at `places` those that count on, one by one; empty where that is no column of the table.

    `alone`: hardly any other number stands in such a place; else the count must be long and nearly complete.
    """
    best: list[tuple[float, int, tuple[int, ...]]] = []
    for at, k in enumerate(places):
        count = _count(stream.items[k])
        found: tuple[float, int, tuple[int, ...]] = (1.0, 0, (k,))
        for (score, apart, chain), j in zip(best[-MOST_APART:], places[max(0, at - MOST_APART) : at], strict=True):
            below = _count(stream.items[j])
            step = count - below
            if below and 0 < step <= MOST_SKIPPED and k - j <= MOST_APART:
                score += 1 - SKIPPED * (step - 1) - UNEVEN * abs(k - j - apart)
                found = max(found, (score, k - j, (*chain, k)), key=lambda way: way[0])
        best.append(found)
    score, _, chain = max(best, key=lambda way: way[0], default=(0.0, 0, ()))
    if not alone:
        return set(chain) if len(chain) >= LONG and score >= MOSTLY * len(chain) else set()
    within = [k for k in places if chain and chain[0] <= k <= chain[-1]]
    return set(chain) if len(chain) >= FEWEST and len(chain) >= MOSTLY * len(within) else set()


def _dropped(stream: Stream, column: set[int], *, blank: bool) -> Stream:
    if not column:
        return stream
    items: list[Item] = []
    gaps: list[Gap] = []
    pending: list[Gap] = []
    for k, (gap, item) in enumerate(zip(stream.gaps, stream.items, strict=False)):
        pending.append(gap)
        if k in column and not (blank and (k + 1 in column or k + 1 == len(stream.items))):
            continue
        gaps.append(merged(pending))
        items.append(replace(item, value=None, digits="", start=item.end) if k in column else item)
        pending = []
    return Stream(tuple(items), (*gaps, merged([*pending, stream.gaps[-1]])), stream.wide)
