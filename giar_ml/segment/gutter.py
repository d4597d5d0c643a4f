"""Two columns of plain text with white space between them, cut by column position."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from giar_ml.segment import headings
from giar_ml.segment.layout import lines_of
from giar_ml.segment.straight import by_single_gap, by_straight_gutter
from giar_ml.types import AlignedText

NARROWEST = 3  # columns of white space that can be a gutter
TOLERANCE = 6  # columns by which the right text may begin off the gutter: quotation marks have no fixed width
CANDIDATES = 6
LONGEST_LINE = 2000  # characters; a longer line is no printed line of two columns
MOST_CROSSING = 0.25
_GAP = re.compile(r"(?<=\S)[ \u3000\u00a0]{2,}(?=\S)")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: clean range, and its gaps as (start, end, column after, width) with offsets in the line."""

    start: int
    end: int
    text: str
    gaps: tuple[tuple[int, int, int, int], ...]
    indent: int
    width: int


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns, text))


def by_gutter(
    visible: AlignedText, are_reports: Callable[[Sequence[str]], bool], breaks: Sequence[int] = ()
) -> list[AlignedText]:
    """The left and the right text, [] where no gutter leaves two reports; `breaks`: clean offsets where pages end."""
    if not _rows(visible.text, len):
        return []
    for wide in (len, _width):
        parts = by_straight_gutter(visible, breaks, wide)
        if parts and are_reports([part.text for part in parts]):
            return parts
    parts = by_single_gap(visible)
    if parts and are_reports([part.text for part in parts]):
        return parts
    for wide in (_width, len):
        rows = _rows(visible.text, wide)
        for column in _candidates(rows):
            parts = _cut(visible, rows, column)
            if parts and are_reports([part.text for part in parts]):
                return parts
    return []


def _rows(text: str, wide: Callable[[str], int]) -> list[_Row]:
    """The lines with their gaps; none where hardly a line has a gap between words, which is quick to see."""
    rows: list[_Row] = []
    start = filled = split = 0
    for line in text.split("\n"):
        gaps: list[tuple[int, int, int, int]] = []
        if len(line) <= LONGEST_LINE and line.strip():
            filled += 1
            column, done = 0, 0
            for match in _GAP.finditer(line):
                column += wide(line[done : match.end()])
                done = match.end()
                gaps.append((match.start(), match.end(), column, wide(match[0])))
            split += any(gap[3] >= NARROWEST for gap in gaps)
        stripped = line.lstrip(" \u3000\u00a0")
        rows.append(
            _Row(
                start,
                start + len(line),
                line,
                tuple(gaps),
                wide(line[: len(line) - len(stripped)]),
                wide(line[:LONGEST_LINE].rstrip()),
            )
        )
        start += len(line) + 1
    enough = split >= 6 and 5 * split >= filled
    return rows if enough and _heads_differ(rows) else []


def _heads_differ(rows: Sequence[_Row]) -> bool:
    """Whether a line has one year left and another year right of a gap."""
    for row in rows:
        for start, end, _, _ in row.gaps:
            left, right = _YEAR.findall(row.text[:start]), _YEAR.findall(row.text[end:])
            if left and right and left[0] != right[0]:
                return True
    return False


def _candidates(rows: Sequence[_Row]) -> list[int]:
    """The columns where text starts again most often behind a gap."""
    counts = Counter(column for row in rows for _, _, column, width in row.gaps if width >= NARROWEST)
    smooth = {c: counts[c - 1] + 2 * counts[c] + counts[c + 1] for c in counts if c >= 16}
    return sorted(smooth, key=lambda c: (-smooth[c], c))[:CANDIDATES]


def _cut(visible: AlignedText, rows: Sequence[_Row], column: int) -> list[AlignedText]:
    """Both sides of a gutter that ends before `column`; [] where too many lines run across it."""
    left: list[AlignedText | str] = []
    right: list[AlignedText | str] = []
    crossing = filled = 0
    for row in rows:
        if not row.text.strip():
            left.append("\n")
            right.append("\n")
            continue
        filled += 1
        gap = min(row.gaps, key=lambda g: abs(g[2] - column), default=None)
        if gap and abs(gap[2] - column) <= TOLERANCE:
            left += [visible.slice(row.start, row.start + gap[0]), "\n"]
            right += [visible.slice(row.start + gap[1], row.end), "\n"]
        elif row.indent >= column - TOLERANCE:
            right += [visible.slice(row.start, row.end), "\n"]
        elif row.width <= column:
            left += [visible.slice(row.start, row.end), "\n"]
        else:
            crossing += 1
            whole = visible.slice(row.start, row.end)
            left += [whole, "\n"]
            if any(headings.of_line(line) for line in lines_of(row.text)):  # a heading printed across both columns
                right += [whole, "\n"]
    if not filled or crossing > MOST_CROSSING * filled:
        return []
    return [AlignedText.join(left), AlignedText.join(right)]
