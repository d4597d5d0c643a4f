"""The decoded source as HTML, with the spans of cells, statistics and noise marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

WHOLE = 60_000  # a source up to this many characters is shown whole
AROUND = 600  # characters kept on each side of a span in a longer one
_TAG = re.compile(r"<[^<>]{1,2000}>")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source (raw offsets). `target` is the id of what was read there, empty for noise and markup."""

    start: int
    end: int
    classes: str
    target: str = ""


def render(source: str, marks: Iterable[Mark], *, markup: bool = False) -> str:
    """The source as HTML text. Where it is long, stretches far from every linked mark are left out, and say so."""
    fitting = [m for m in marks if 0 <= m.start <= m.end <= len(source)]
    shown = _shown(source, [m for m in fitting if m.target])
    if markup:
        fitting += [Mark(m.start(), m.end(), "tag") for stretch in shown for m in _TAG.finditer(source, *stretch)]
    return "".join(_pieces(source, fitting, shown))


def _shown(source: str, linked: list[Mark]) -> list[tuple[int, int]]:
    """The stretches to show, in order, not touching each other."""
    if len(source) <= WHOLE:
        return [(0, len(source))]
    wanted = [(0, 2 * AROUND), *sorted((m.start - AROUND, m.end + AROUND) for m in linked)]
    shown: list[tuple[int, int]] = []
    for start, end in wanted:
        start, end = max(0, start), min(len(source), end)
        if shown and start <= shown[-1][1] + AROUND:
            shown[-1] = (shown[-1][0], max(end, shown[-1][1]))
        else:
            shown.append((start, end))
    return shown


def _pieces(source: str, marks: list[Mark], shown: list[tuple[int, int]]) -> Iterator[str]:
    """Text cut wherever a mark begins or ends, each piece in one element that names all marks over it."""
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in marks:
        opening.setdefault(mark.start, []).append(mark)
        closing.setdefault(mark.end, []).append(mark)
    cuts = sorted({0, len(source), *opening, *closing, *(edge for stretch in shown for edge in stretch)})
    edges = dict(shown)
    active: dict[Mark, None] = {}
    open_until, done = -1, 0
    for here, there in zip(cuts, [*cuts[1:], len(source)], strict=True):
        if here in edges:
            yield from _gap(here - done)
            open_until = done = edges[here]
        for mark in closing.get(here, ()):
            active.pop(mark, None)
        for mark in opening.get(here, ()):
            if mark.end > mark.start:
                active[mark] = None
            elif mark.target:
                yield _element("", [mark], "empty")
        if here < there <= open_until:
            yield _element(source[here:there], active)
    yield from _gap(len(source) - done)


def _gap(length: int) -> Iterator[str]:
    if length > 0:
        yield f'<span class="gap">⋯ 略去 {length:,} 字 · {length:,} characters left out ⋯</span>'


def _element(text: str, marks: Iterable[Mark], more: str = "") -> str:
    marks = list(marks)
    if not marks:
        return escape(text)
    classes = " ".join(dict.fromkeys(" ".join([*(m.classes for m in marks), more]).split()))
    targets = " ".join(m.target for m in marks if m.target)
    if not targets:
        return f'<span class="{classes}">{escape(text)}</span>'
    return f'<mark class="{classes}" data-t="{targets}">{escape(text)}</mark>'
