"""Rows whose blank cells a converter dropped, and filled up at their ends: what is blank there has no column."""

from __future__ import annotations

from giar_ml.assemble.stream import Stream, runs, without

FEWEST_ROWS = 3  # whose last number before the blanks is their sum
MOSTLY = 2 / 3  # of the rows that end with blanks and hold a number


def without_padding(stream: Stream) -> Stream:
    """The stream without the blanks that end its rows, where most of these rows print their total before them."""
    ends, ending, summed = set[int](), 0, 0
    for i, j in runs(stream):
        end = next((k + 1 for k in reversed(range(i, j)) if not stream.items[k].blank), i)
        values = [item.value or 0 for item in stream.items[i:end]]
        if i < end < j:
            ends.update(range(end, j))
            ending += any(values)
            summed += any(values) and sum(values) == 2 * values[-1]
    return without(stream, ends) if summed >= FEWEST_ROWS and summed >= MOSTLY * ending else stream
