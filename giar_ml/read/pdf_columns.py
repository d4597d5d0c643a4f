"""Where a page falls into a left and a right half: two columns of one text, or two reports side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from giar_ml.read.pdf_lines import Fragment, lines, text_of
from giar_ml.read.pdf_page import Glyph, Page
from giar_ml.read.pdf_rules import Rule
from giar_ml.read.reports import are_two_reports

_MIDDLE = (0.35, 0.65)  # share of the printed width in which a gutter is looked for
_STEP = 2.0
_BESIDE = 20.0  # points; a page number may stand across the line that parts the halves
_FULL = 0.6  # a line of running text fills this much of its column
_PROSE = 10  # characters; shorter pieces are labels


def column_gutter(glyphs: Sequence[Glyph]) -> float | None:
    """The x between two columns of running text (`glyphs` outside of tables); None on a page of one column."""
    pieces = [f for line in lines(glyphs) for f in line.fragments]
    corridor = _quietest(pieces, most=0.3)
    if corridor is None:
        return None
    x = sum(corridor) / 2
    left = [f for f in pieces if f[-1].x1 <= x + 1]
    right = [f for f in pieces if f[0].x0 >= x - 1]
    return x if _is_running(left) and _is_running(right) else None


def report_gutters(pages: Sequence[Page]) -> dict[int, float] | None:
    """For a document of two reports side by side, the x between them by page number; else None."""
    found: dict[int, float] = {}
    halves: tuple[list[str], list[str]] = ([], [])
    printed = [page for page in pages if len(page.glyphs) > 20]
    for page in printed:
        pieces = [f for line in lines(page.glyphs) for f in line.fragments]
        ruled = [(rule.x0, rule.x1) for rule in page.rules if rule.horizontal]  # tables end where their half ends
        corridor = _quietest(pieces, most=0.1, ruled=ruled)
        if corridor is None:
            continue
        x = _drawn(page.rules, *corridor)
        sides = [f for f in pieces if f[-1].x1 <= x + 1], [f for f in pieces if f[0].x0 >= x - 1]
        sizes = [sum(map(len, side)) for side in sides]
        if min(sizes) < 0.2 * sum(sizes):
            continue
        found[page.number] = x
        for half, side in zip(halves, sides, strict=True):
            half += [text_of(f) for f in side]
    if len(found) < 0.6 * len(printed) or not found or not are_two_reports("\n".join(halves[0]), "\n".join(halves[1])):
        return None
    usual = sorted(found.values())[len(found) // 2]
    return {page.number: found.get(page.number, usual) for page in pages}


def halve(page: Page, x: float) -> tuple[Page, Page]:
    """The page cut at `x`; what crosses it (a common title, a page number) goes to the left half."""
    crossing = {
        id(glyph) for line in lines(page.glyphs) for f in line.fragments if f[0].x0 < x < f[-1].x1 for glyph in f
    }
    left = tuple(g for g in page.glyphs if g.middle[0] < x or id(g) in crossing)
    right = tuple(g for g in page.glyphs if g.middle[0] >= x and id(g) not in crossing)
    return (
        Page(page.number, page.width, page.height, left, _clipped(page.rules, 0.0, x)),
        Page(page.number, page.width, page.height, right, _clipped(page.rules, x, page.width)),
    )


def common_title(page: Page, x: float) -> list[Glyph]:
    """What crosses `x` above everything that keeps to one side: the title of both halves."""
    title: list[Glyph] = []
    for line in lines(page.glyphs):
        if not all(f[0].x0 < x < f[-1].x1 for f in line.fragments):
            break
        title += [glyph for f in line.fragments for glyph in f]
    return title


def _clipped(rules: Sequence[Rule], low: float, high: float) -> tuple[Rule, ...]:
    cut = (Rule(max(r.x0, low), r.top, min(r.x1, high), r.bottom) for r in rules)
    return tuple(r for r in cut if (r.x1 > r.x0 if r.horizontal else low - 1 <= r.x0 <= high + 1))


def _drawn(rules: Sequence[Rule], low: float, high: float) -> float:
    """Where the halves part: at a long line drawn down the corridor or beside it, else in the middle."""
    beside = (rule for rule in rules if not rule.horizontal and low - _BESIDE <= rule.x0 <= high + _BESIDE)
    longest = max(beside, key=lambda rule: rule.bottom - rule.top, default=None)
    if longest and longest.bottom - longest.top > 0.5 * max(rule.bottom for rule in rules):
        return longest.x0
    return (low + high) / 2


def _quietest(
    pieces: Sequence[Fragment], most: float, ruled: Sequence[tuple[float, float]] = ()
) -> tuple[float, float] | None:
    """The widest corridor near the middle that fewest pieces and lines `ruled` across cross.

    None if more than the share `most` of the pieces do.
    """
    if len(pieces) < 4:
        return None
    spans = [(f[0].x0 + 1, f[-1].x1 - 1) for f in pieces]
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    start, end = (low + share * (high - low) for share in _MIDDLE)
    xs = [start + _STEP * n for n in range(int((end - start) / _STEP) + 1)]
    printed = [_crossing(spans, x) for x in xs]
    counts = [count + _crossing(ruled, x) for count, x in zip(printed, xs, strict=True)]
    least = min(counts)
    if printed[counts.index(least)] > most * len(pieces):
        return None
    quiet = groupby(zip(xs, counts, strict=True), key=lambda at: at[1] == least)
    best = max(([x for x, _ in run] for silent, run in quiet if silent), key=len)
    return best[0], best[-1]


def _crossing(spans: Sequence[tuple[float, float]], x: float) -> int:
    return sum(x0 < x < x1 for x0, x1 in spans)


def _is_running(side: Sequence[Fragment]) -> bool:
    """Whether most lines of a column are running text that fills it."""
    if len(side) < 5:
        return False
    width = max(f[-1].x1 for f in side) - min(f[0].x0 for f in side)
    full = sum(1 for f in side if len(f) >= _PROSE and f[-1].x1 - f[0].x0 >= _FULL * width)
    return full >= max(4, 0.5 * len(side))
