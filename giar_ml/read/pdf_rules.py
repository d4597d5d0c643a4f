"""What is drawn on a PDF page to ruled lines: strokes, thin rectangles, frames, and rows of dots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pdfminer.layout import LTLine, LTRect

_THIN = 2.5  # points; a filled rectangle up to this wide is a ruled line, one that is no longer either a dot
_APART = 3.5  # points between the middles of neighbouring dots of one line
_FEWEST = 5  # dots that make a line


class Rule(NamedTuple):
    """A drawn line, horizontal (`top == bottom`) or vertical (`x0 == x1`)."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        return self.top == self.bottom


def rules_of(drawn: Iterable[LTLine | LTRect], height: float) -> list[Rule]:
    """The ruled lines among lines and rectangles of a page `height` points high."""
    rules: list[Rule] = []
    dots: list[tuple[float, float]] = []
    for item in drawn:
        x0, top, x1, bottom = item.x0, height - item.y1, item.x1, height - item.y0
        if bottom - top <= _THIN and x1 - x0 <= _THIN:
            dots.append(((x0 + x1) / 2, (top + bottom) / 2))
        else:
            rules.extend(_rules(x0, top, x1, bottom, framed=isinstance(item, LTRect) and item.stroke))
    return rules + _dotted(dots)


def _rules(x0: float, top: float, x1: float, bottom: float, framed: bool) -> Iterator[Rule]:
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    if bottom - top <= _THIN:
        yield Rule(x0, y, x1, y)
    elif x1 - x0 <= _THIN:
        yield Rule(x, top, x, bottom)
    elif framed:
        yield Rule(x0, top, x1, top)
        yield Rule(x0, bottom, x1, bottom)
        yield Rule(x0, top, x0, bottom)
        yield Rule(x1, top, x1, bottom)


def _dotted(dots: Sequence[tuple[float, float]]) -> list[Rule]:
    """Lines printed as rows or columns of dots."""
    across: dict[int, list[float]] = defaultdict(list)
    down: dict[int, list[float]] = defaultdict(list)
    for x, y in dots:
        across[round(y)].append(x)
        down[round(x)].append(y)
    rules = [Rule(a, float(y), b, float(y)) for y, xs in across.items() for a, b in _runs(xs)]
    return rules + [Rule(float(x), a, float(x), b) for x, ys in down.items() for a, b in _runs(ys)]


def _runs(places: Sequence[float]) -> Iterator[tuple[float, float]]:
    """First and last place of every run of neighbours that is long enough."""
    run: list[float] = []
    for place in [*sorted(places), float("inf")]:
        if run and place - run[-1] > _APART:
            if len(run) >= _FEWEST:
                yield run[0], run[-1]
            run = []
        run.append(place)
