"""An annex printed in two halves side by side, a row of each on a line: the first half is read before the second."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, replace
from itertools import pairwise

from giar_ml.assemble.annex_zone import labels_in
from giar_ml.assemble.stream import Stream, merged, read_stream

FEWEST = 6  # lines with labels of both halves
MOSTLY = 0.8  # of them that go down both halves
APART = 1_000_000  # between the line numbers of the halves
NUMERAL = re.compile(
    r"(?:其中[:：]? ?)?(?:\d{1,2}[.、]|[(][一二三四五六七八九十\d]{1,2}[)]|[一二三四五六七八九]、)? ?[“\"]?$"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """The clean offsets of a line, and its labels: where each begins with its item number, and its rows."""

    start: int
    end: int
    labels: tuple[tuple[int, tuple[int, ...]], ...]


def read_halves(text: str, where: tuple[int, int], epoch: str, width: int) -> Stream:
    """The stream of a clean range, row after row; `width` is the number of columns of a half."""
    cuts = _cuts(_lines(text, where, epoch), text)
    if not cuts:
        return read_stream(text, *where, width)
    left = _without(text, where, [(cut, end) for _, cut, end in cuts])
    right = _without(text, where, [(start, cut) for start, cut, _ in cuts])
    return _joined(read_stream(left, *where, width), read_stream(right, *where, width))


def _without(text: str, where: tuple[int, int], blanked: list[tuple[int, int]]) -> str:
    """The text with stretches of a range blanked."""
    parts, done = [text[: where[0]]], where[0]
    for start, end in blanked:
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join((*parts, text[done:]))


def _joined(first: Stream, second: Stream) -> Stream:
    items = (replace(item, line=item.line + APART) for item in second.items)
    middle = merged([first.gaps[-1], second.gaps[0]])
    return Stream((*first.items, *items), (*first.gaps[:-1], middle, *second.gaps[1:]), first.wide)


def _lines(text: str, where: tuple[int, int], epoch: str) -> list[_Line]:
    """The lines of a range."""
    found, at = [], where[0]
    labels = deque(labels_in(text, *where, epoch))
    while at < where[1]:
        end = text.find("\n", at, where[1])
        end = end if end >= 0 else where[1]
        own = []
        while labels and labels[0][0] < end:
            first, _, rows = labels.popleft()
            own.append((_begin(text, at, first), rows))
        found.append(_Line(at, end, tuple(own)))
        at = end + 1
    return found


def _begin(text: str, start: int, label: int) -> int:
    """Where a label begins with its item number, which stands on its line behind `start`."""
    numeral = NUMERAL.search(text, start, label)
    return numeral.start() if numeral else label


def _cuts(lines: list[_Line], text: str) -> list[tuple[int, int, int]]:
    """For every line of an annex in halves its begin, where the second half begins, and its end; else none."""
    pairs = [line.labels for line in lines if len(line.labels) == 2]
    rows = [(left[0], right[0]) for (_, left), (_, right) in pairs if len(left) == len(right) == 1]
    down = sum(a < c < b < d for (a, b), (c, d) in pairwise(rows))
    if len(rows) < FEWEST or down < MOSTLY * (len(rows) - 1):
        return []
    left = max(left for left, right in rows if left < right)
    second = [own[0] for line in lines for at, own in line.labels if text[line.start : at].strip()]
    first = min(row for row in second if row > left)
    found = [_second(line, text, first) for line in lines]
    cells = Counter(text.count("\t", line.start, cut) for line, cut in zip(lines, found, strict=True) if cut)
    columns = max(cells, key=lambda n: cells[n])
    printed = [k for k, line in enumerate(lines) if line.labels]
    cuts = []
    for k, (line, cut) in enumerate(zip(lines, found, strict=True)):
        if cut is None:
            cut = line.start if k > printed[-1] else _cell(text, line, columns)
        cuts.append((line.start, cut, line.end))
    return cuts


def _second(line: _Line, text: str, first: int) -> int | None:
    """Where the first label on a line begins that belongs to the rows from `first` on."""
    for at, rows in line.labels:
        leads = not text[line.start : at].strip()
        if rows[0 if leads else -1] >= first:
            return at
    return None


def _cell(text: str, line: _Line, column: int) -> int:
    """Where the cell in a column of a line begins; the end of a line without so many."""
    at = line.start
    for _ in range(column):
        tab = text.find("\t", at, line.end)
        if tab < 0:
            return line.end
        at = tab + 1
    return at if column else line.end
