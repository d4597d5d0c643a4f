"""Rows whose numbers are one string of digits, as `textContent` of a page gives them: 3000003 is 3 0 0 0 0 0 3.

The row's sum says where a string can be cut, the identities of the table which cut it is where several hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from giar_ml.assemble.readings import BROKEN_SUM, Reading
from giar_ml.assemble.stream import Item, Stream

FEWEST_RUNS = 8  # between labels, to tell how the table is printed
LONGEST = 28  # digits of a row
MOST_CUTS = 60  # of one string


def is_run_together(stream: Stream, width: int) -> bool:
    """Whether most of what stands between two labels is one number with a digit for every column at least."""
    starts = [i for i in range(len(stream.items)) if i == 0 or stream.gaps[i].text]
    runs = [stream.items[i:j] for i, j in pairwise((*starts, len(stream.items)))]
    long = sum(len(run) == 1 and len(run[0].digits) >= width for run in runs)
    return len(runs) >= FEWEST_RUNS and 3 * long > 2 * len(runs)


def cut_up(items: Sequence[Item], width: int) -> list[Reading]:
    """The readings of one string of digits as `width` numbers of which the last is the sum of the others."""
    digits = items[0].digits
    if len(items) > 1 or not digits.isdigit() or not width <= len(digits) <= LONGEST:
        return []
    found = []
    for parts in islice(_cuts(digits, width), MOST_CUTS):
        ends = [0]
        for part in parts:
            ends.append(ends[-1] + len(part))
        places = tuple((0, 0, start, end) for start, end in pairwise(ends))
        found.append(Reading(tuple(map(Decimal, parts)), places, 0.0, exact=False))
    return found


def illegible() -> Reading:
    """A row whose string of digits no cut makes add up: its numbers are printed, and nobody knows which they are."""
    return Reading((), (), BROKEN_SUM, sound=False, exact=False)


def _cuts(digits: str, width: int) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(digits) - width + 2):
        total = digits[-size:]
        if _is_number(total):
            yield from ((*parts, total) for parts in _summing(digits[:-size], width - 1, int(total)))


def _summing(digits: str, count: int, total: int) -> Iterator[tuple[str, ...]]:
    """Every way to cut digits into `count` numbers that add up to `total`."""
    if count == 1:
        if _is_number(digits) and int(digits) == total:
            yield (digits,)
        return
    most = len(str(total))
    if len(digits) > count * most:
        return
    for size in range(1, min(most, len(digits) - count + 1) + 1):
        part = digits[:size]
        if not _is_number(part) or int(part) > total:
            return
        yield from ((part, *parts) for parts in _summing(digits[size:], count - 1, total - int(part)))


def _is_number(digits: str) -> bool:
    return len(digits) == 1 or digits[0] != "0"
