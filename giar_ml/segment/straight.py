"""Two columns of text from a converter that keeps the layout: the right half begins in one column, page by page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from giar_ml.types import AlignedText

MIDDLE = (0.3, 0.7)  # share of the longest line in which the right half may begin
MOST_ACROSS = 0.08  # of the lines of a page, that have a word across that column
FEWEST_LINES = 12  # of a page that is cut by itself
LEAST_FIT = 0.15  # of the lines: text behind the cut, less what is cut apart
CROSSED = -3
ROW_CUT = -2  # a number behind the cut: it belongs to the row before it
LONGEST_LINE = 2000
MOST_SEVERAL = 20  # times as many lines have one gap as have several
_WIDE_GAP = re.compile(r"(?:^|(?<=\S))[ \u3000\u00a0]{3,}(?=\S)")
_NUMBER_FIRST = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:\s|$)|[-/—–](?:\s|$)")

Wide = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line at clean offset `start`; `columns[i]` is the column where its character `i` begins."""

    start: int
    text: str
    columns: tuple[int, ...]

    def at(self, column: int) -> int:
        """The index of the first character in or behind a column."""
        return bisect_left(self.columns, column)

    def is_free(self, column: int) -> bool:
        """Whether no word runs across the column's left edge."""
        index = self.at(column)
        return index == 0 or index >= len(self.text) or self.text[index - 1].isspace()


def by_straight_gutter(visible: AlignedText, breaks: Sequence[int], wide: Wide) -> list[AlignedText]:
    """The left and the right text, [] where most lines have no gutter; `breaks`: clean offsets where pages end."""
    left: list[AlignedText | str] = []
    right: list[AlignedText | str] = []
    usual: int | None = None
    whole = parted = 0
    for page in _pages(visible.text, breaks, wide):
        column = _free_column(page)
        if column is None and len(page) < FEWEST_LINES:
            column = usual
        if column is None:
            whole += len(page)
            left += [piece for line in page for piece in (_slice(visible, line, 0, len(line.text)), "\n")]
            continue
        parted, usual = parted + len(page), column
        for line in page:
            cut = _cut(line, column)
            left += [_slice(visible, line, 0, cut), "\n"]
            right += [_slice(visible, line, cut, len(line.text)), "\n"]
    return [AlignedText.join(left), AlignedText.join(right)] if parted > 4 * whole else []


def by_single_gap(visible: AlignedText) -> list[AlignedText]:
    """The left and the right text of lines that have one wide gap each, wherever it is; [] where many have several."""
    left: list[AlignedText | str] = []
    right: list[AlignedText | str] = []
    single = several = start = 0
    for text in visible.text.split("\n"):
        line = _Line(start, text, ())
        gaps = list(_WIDE_GAP.finditer(text)) if len(text) <= LONGEST_LINE else []
        single, several = single + (len(gaps) == 1), several + (len(gaps) > 1)
        cut = gaps[0].end() if gaps else len(text)
        left += [_slice(visible, line, 0, cut), "\n"]
        right += [_slice(visible, line, cut, len(text)), "\n"]
        start += len(text) + 1
    return [AlignedText.join(left), AlignedText.join(right)] if several * MOST_SEVERAL < single else []


def _cut(line: _Line, column: int) -> int:
    """The index where the right half of a line begins: at the column, or beside it where a crowded half pushed on."""
    for beside in (0, -1, 1, -2, 2, -3, 3):
        if line.is_free(column + beside) and (beside == 0 or _fit(line, column + beside) > 0):
            return line.at(column + beside)
    return len(line.text)


def _slice(visible: AlignedText, line: _Line, start: int, end: int) -> AlignedText:
    kept = line.text[start:end].rstrip()
    return visible.slice(line.start + start, line.start + start + len(kept))


def _pages(text: str, breaks: Sequence[int], wide: Wide) -> list[list[_Line]]:
    """The lines by page: on every page the converter sets the halves anew."""
    pages: list[list[_Line]] = [[]]
    waiting = list(reversed(breaks))
    start = 0
    for line in text.split("\n"):
        while waiting and waiting[-1] < start:
            waiting.pop()
            pages.append([])
        if len(line) <= LONGEST_LINE:
            widths = [1] * len(line) if wide is len else map(wide, line)
            pages[-1].append(_Line(start, line, tuple(accumulate(widths, initial=0))[:-1]))
        start += len(line) + 1
    return [page for page in pages if any(line.text.strip() for line in page)]


def _free_column(page: Sequence[_Line]) -> int | None:
    """The column that parts the page best: labels and sentences begin behind it, numbers do not, no word crosses it."""
    filled = [line for line in page if line.text.strip()]
    if len(filled) < FEWEST_LINES:
        return None
    low, high = (int(share * max(line.columns[-1] for line in filled)) for share in MIDDLE)
    best = max(range(low, high + 1), key=lambda column: (sum(_fit(line, column) for line in filled), column))
    if sum(_fit(line, best) for line in filled) < LEAST_FIT * len(filled):
        return None
    across = sum(1 for line in filled if not line.is_free(best))
    return best if across <= MOST_ACROSS * len(filled) + 1 else None


def _fit(line: _Line, column: int) -> int:
    """What a line says for a cut: +1 where text begins behind it, less than nothing where a number or a word is cut."""
    if not line.is_free(column):
        return CROSSED
    index = line.at(column)
    left, right = line.text[:index].rstrip(), line.text[index:].lstrip()
    if not left or not right:
        return 0
    if _NUMBER_FIRST.match(right):
        return 0 if " " not in left.strip() and " " not in right else ROW_CUT  # cells one a line, on both sides
    return 1
