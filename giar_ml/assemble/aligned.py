"""Blank cells of a table set with spaces, as PDF converters print it: seen by the columns that the other rows show.

A number stands in the column that numbers above and below it stand in. Where some column holds none at all, the words
of the header say which; where neither tells, nothing is put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Protocol
from unicodedata import east_asian_width

from giar_ml.assemble.figures import blank_at
from giar_ml.assemble.stream import NOT_HAN, Gap, Item, Stream
from giar_ml.types import AlignedText

FEWEST_ROWS = 4  # of two numbers and more, set apart by spaces
FAR = 5  # spaces
LONGEST_LINE = 600
WIDE_GAP = re.compile(r"(?: {2,}|\u3000+)[ \u3000]*")
HAN = re.compile(r"[\u3400-\u9fff]")

Extent = tuple[int, int]  # from, to: columns of a line of print


class Measure(Protocol):
    """How many columns of print a text takes."""

    def __call__(self, text: str, /) -> int: ...


@dataclass(frozen=True, slots=True)
class _Row:
    """The items `first` to `last`, both included, that stand on one line of print, and what is printed before each."""

    first: int
    last: int
    before: tuple[str, ...]
    texts: tuple[str, ...]

    def extents(self, measure: Measure) -> list[Extent]:
        starts = [measure(before) for before in self.before]
        return [(start, start + measure(text)) for start, text in zip(starts, self.texts, strict=True)]


def displayed(text: str) -> int:
    """Columns of a text in which a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def with_blanks(stream: Stream, text: AlignedText, source: str, header: Sequence[re.Pattern[str]]) -> Stream:
    """The stream with an empty cell for every column in which a short row has no number.

    `header` are the words above the columns. Unchanged where rows are not set with spaces, or the columns not clear.
    What stands left of a row's label, of a group of rows, leaves the text before its numbers, and so does what stands
    right of the table.
    """
    width = len(header)
    rows = list(_rows(stream, text, source))
    if all(row.last - row.first + 1 >= width for row in rows) or not _far_apart(rows):
        return stream
    ways = [way for measure in (displayed, len) if (way := _columns(rows, measure, width))]
    if not ways:
        return stream
    columns, measure = min(ways, key=lambda way: sum(b - a for a, b in way[0]))
    if len(columns) < width:
        end = stream.items[rows[0].first].start
        names = _named(columns, _headings(text, source, end, header, measure))
    else:
        names = list(range(width))
    short = [row for row in rows if row.last - row.first + 1 < width]
    reaching = [row for row in short if names and names[_places(row, columns, measure)[-1]] == width - 1]
    if 2 * len(reaching) <= len(short):  # cells were dropped, the others have moved to the left
        return stream
    return _filled(_apart(stream, text.text, columns[0][0]), rows, columns, names, measure, width)


def _far_apart(rows: Sequence[_Row]) -> bool:
    """Whether numbers mostly stand so far from each other that spaces must have placed them, not only parted them."""
    several = [row for row in rows if row.last > row.first]
    between = [
        len(b) - len(a) - len(n) for row in several for (a, b), n in zip(pairwise(row.before), row.texts, strict=False)
    ]
    return len(several) >= FEWEST_ROWS and median(between) >= FAR


def _apart(stream: Stream, text: str, edge: int) -> Stream:
    """The stream with the label column that stands next to the numbers alone; these begin at the column `edge`."""
    begins = [stream.gaps[0].start, *(item.end for item in stream.items)]
    places = zip(stream.gaps, begins, stream.items, strict=False)
    gaps = [_beside(gap, text[begin : item.start].split("\n"), edge) for gap, begin, item in places]
    return replace(stream, gaps=(*gaps, stream.gaps[-1]))


def _beside(gap: Gap, lines: Sequence[str], edge: int) -> Gap:
    """A gap with the last words left of the numbers of every line; the first goes on behind numbers."""
    if not gap.text or len(lines) < 2 or not any("  " in line for line in lines[1:]):
        return gap
    found = [NOT_HAN.sub("", _last_words(line, edge)) for line in lines[1:]]
    kept = [words for words in found if words]
    return replace(gap, text="".join(kept), head=kept[0], tail=kept[-1]) if kept else gap


def _last_words(line: str, edge: int) -> str:
    """The words next to the numbers; a lone character is the end of a torn one and does not stand for itself."""
    ends = [m.start() for m in WIDE_GAP.finditer(line)] + [len(line)]
    starts = [0, *(m.end() for m in WIDE_GAP.finditer(line))]
    words = [line[a:b] for a, b in zip(starts, ends, strict=True) if a < b and displayed(line[:a]) < edge]
    return words[-1] if words and len(NOT_HAN.sub("", words[-1])) > 1 else "".join(words)


def _rows(stream: Stream, text: AlignedText, source: str) -> Iterable[_Row]:
    """The rows whose numbers stand on one line of the source, apart from each other by spaces alone."""
    at = 0
    for _, group in groupby(stream.items, key=lambda item: item.line):
        items = list(group)
        first, at = at, at + len(items)
        places = [text.raw(item.start, item.end) for item in items]
        begins = source.rfind("\n", 0, places[0][0]) + 1
        if places[-1][1] - begins > LONGEST_LINE or any(item.doubt or item.start == item.end for item in items):
            continue
        apart = all(WIDE_GAP.fullmatch(source, a[1], b[0]) for a, b in pairwise(places))
        label = source[begins : places[0][0]]
        if apart and (len(items) > 1 or HAN.search(label)):
            before = tuple(source[begins:start] for start, _ in places)
            yield _Row(first, at - 1, before, tuple(source[start:end] for start, end in places))


def _columns(rows: Sequence[_Row], measure: Measure, width: int) -> tuple[list[Extent], Measure] | None:
    """The columns of print in which the numbers stand; None where they are not apart."""
    columns: list[Extent] = []
    for start, end in sorted(extent for row in rows for extent in row.extents(measure)):
        if columns and start < columns[-1][1]:
            columns[-1] = columns[-1][0], max(end, columns[-1][1])
        else:
            columns.append((start, end))
    apart = all(len(set(_places(row, columns, measure))) == row.last - row.first + 1 for row in rows)
    return (columns, measure) if apart and len(columns) <= width else None


def _places(row: _Row, columns: Sequence[Extent], measure: Measure) -> list[int]:
    """The column of every number of a row."""
    return [next(k for k, (a, b) in enumerate(columns) if a <= x < b) for x, _ in row.extents(measure)]


def _headings(
    text: AlignedText, source: str, end: int, header: Sequence[re.Pattern[str]], measure: Measure
) -> list[Extent]:
    """Where the words above the columns stand, one each; [] where one is missing, or they are not in order."""
    found = []
    for word in header:
        match = next(word.finditer(text.text, max(0, end - LONGEST_LINE * 4), end), None)
        if match is None:
            return []
        start, stop = text.raw(*match.span())
        before = measure(source[source.rfind("\n", 0, start) + 1 : start])
        found.append((before, before + measure(source[start:stop])))
    return found if all(a < b for a, b in pairwise(found)) else []


def _named(columns: Sequence[Extent], headings: Sequence[Extent]) -> list[int]:
    """The heading clearly nearest to the middle of every column; [] where two columns have the same."""
    names = []
    for start, end in columns:
        far = sorted((abs(a + b - start - end), k) for k, (a, b) in enumerate(headings))
        if len(far) < 2 or 2 * far[0][0] > far[1][0]:
            return []
        names.append(far[0][1])
    return names if all(a < b for a, b in pairwise(names)) else []


def _filled(
    stream: Stream, rows: Sequence[_Row], columns: Sequence[Extent], names: Sequence[int], measure: Measure, width: int
) -> Stream:
    """The stream with the blanks of its short rows."""
    items: list[Item] = []
    gaps: list[Gap] = []
    done = 0
    for row in rows:
        items += stream.items[done : row.first]
        gaps += stream.gaps[done : row.first]
        own = dict(zip((names[k] for k in _places(row, columns, measure)), range(row.first, row.last + 1), strict=True))
        blank = blank_at(stream.items[row.first].start, stream.items[row.first].line)
        for column in range(width):
            gaps.append(Gap("", "tight") if column else stream.gaps[row.first])
            if column in own:
                item = replace(stream.items[own[column]], alone=False)
                blank = blank_at(item.end, item.line)
            items.append(item if column in own else blank)
        done = row.last + 1
    return Stream((*items, *stream.items[done:]), (*gaps, *stream.gaps[done:]), stream.wide)
