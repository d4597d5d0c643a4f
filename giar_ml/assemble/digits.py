"""Numbers as programs write them: 1630.0 for 1630, 19 67 for 1967 in a column, the cells of a row without a space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise, product

from giar_ml.assemble.stream import Gap, Item, Stream

DECIMAL = ".0"
FEWEST = 3  # numbers that end so
FEWEST_LINES = 4  # numbers that follow another below it
OFTEN = 2  # times as many of them as of those that follow on the line
LONGEST = 4  # digits of a number among others without anything between
MOST_WAYS = 2


def as_counts(stream: Stream) -> Stream:
    """The stream with whole numbers for those that end in .0, where most of its numbers do; places stay as they are."""
    numbers = [item for item in stream.items if not item.blank]
    floats = sum(item.digits.endswith(DECIMAL) for item in numbers)
    if floats < FEWEST or 2 * floats < len(numbers):
        return stream  # two decimals are an amount, and so is a lone one
    return replace(stream, items=tuple(map(_as_count, stream.items)))


def _as_count(item: Item) -> Item:
    if not item.digits.endswith(DECIMAL):
        return item
    digits = item.digits.removesuffix(DECIMAL)
    return replace(item, digits=digits, value=Decimal(digits))


def regrouped(stream: Stream, text: str) -> Stream:
    """The stream with the digits that stand apart on one line as one number, where the cells of a row stand on lines.

    `text` is what the items' offsets count in.
    """
    inner = [gap.kind for gap in stream.gaps[1:-1] if not gap.text]
    beside, below = inner.count("tight"), inner.count("line")
    if not beside or below < max(FEWEST_LINES, OFTEN * beside):
        return stream
    items: list[Item] = []
    gaps: list[Gap] = []
    for gap, item in zip(stream.gaps, stream.items, strict=False):
        if items and gap.kind == "tight" and _one_number(items[-1], item, text):
            items[-1] = _together(items[-1], item)
        else:
            items.append(item)
            gaps.append(gap)
    return replace(stream, items=tuple(items), gaps=(*gaps, stream.gaps[-1]))


def _one_number(left: Item, right: Item, text: str) -> bool:
    digits = left.digits.removeprefix("-").removeprefix("+").isdigit() and right.digits.isdigit()
    return digits and not left.unit and left.value != 0 and not text[left.end : right.start].strip(" ")


def _together(left: Item, right: Item) -> Item:
    digits = left.digits + right.digits
    return replace(right, value=Decimal(digits), digits=digits, start=left.start)


def blocks_in(digits: str, blocks: int, parts: int) -> list[int]:
    """Where digits without anything between are cut into blocks of `parts` numbers and their sum; [] unless one way.

    The cuts are the ends of the numbers; a number of several digits begins with no 0.
    """
    ways: dict[int, list[list[int]]] = {0: [[]]}  # by the digits used: at most two, which is one too many
    for _ in range(blocks):
        longer: dict[int, list[list[int]]] = {}
        for start, done in ways.items():
            for cuts in _sums(digits, start, parts):
                known = longer.setdefault(cuts[-1], [])
                known += [[*way, *cuts] for way in done][: MOST_WAYS - len(known)]
        ways = longer
    found = ways.get(len(digits), [])
    return found[0] if len(found) == 1 else []


def _sums(digits: str, start: int, parts: int) -> Iterator[list[int]]:
    """The ends of numbers from `start` on, the last of which is the sum of the `parts` before it."""
    for lengths in product(range(1, LONGEST + 1), repeat=parts):
        ends = list(accumulate(lengths, initial=start))
        numbers = [digits[a:b] for a, b in pairwise(ends)]
        if ends[-1] < len(digits) and all(n == "0" or n[0] != "0" for n in numbers):
            total = str(sum(map(int, numbers)))
            if digits.startswith(total, ends[-1]):
                yield [*ends[1:], ends[-1] + len(total)]
