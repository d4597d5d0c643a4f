"""A reliability diagram as SVG: the share of right ones over the confidence, before and after calibration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import sqrt

SIZE, EDGE = 360, 56
COLOURS = {"before": "#b5482a", "after": "#2f6f9f", "grid": "#e3e3e3", "ink": "#333333", "even": "#9a9a9a"}
Bins = Sequence[Mapping[str, float]]


def _x(value: float) -> float:
    return round(EDGE + value * SIZE, 1)


def _y(value: float) -> float:
    return round(EDGE / 2 + (1 - value) * SIZE, 1)


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="12" fill="{COLOURS["ink"]}">{escape(words)}</text>'


def _grid() -> Iterator[str]:
    for k in range(0, 11, 2):
        at = k / 10
        yield f'<path d="M{_x(at)} {_y(0)}V{_y(1)}M{_x(0)} {_y(at)}H{_x(1)}" stroke="{COLOURS["grid"]}"/>'
        yield _text(_x(at), _y(0) + 18, f"{at:.1f}")
        yield _text(_x(0) - 8, _y(at) + 4, f"{at:.1f}", "end")
    yield f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="{COLOURS["even"]}" stroke-dasharray="4 4"/>'
    yield _text(_x(0.5), _y(0) + 38, "confidence")
    yield _text(_x(0), 16, "share of right spans", "start")


def _line(bins: Bins, name: str) -> Iterator[str]:
    """Dots as large as there are spans, joined."""
    most = max((b["count"] for b in bins), default=1)
    places = [(_x(b["score"]), _y(b["right"]), 2.5 + 7 * sqrt(b["count"] / most)) for b in bins]
    way = "L".join(f"{x} {y}" for x, y, _ in places)
    yield f'<path d="M{way}" fill="none" stroke="{COLOURS[name]}" stroke-width="1.5"/>' if places else ""
    for x, y, r in places:
        yield f'<circle cx="{x}" cy="{y}" r="{r:.1f}" fill="{COLOURS[name]}" fill-opacity="0.75"/>'


def picture(before: Bins, after: Bins) -> str:
    """The diagram; bins as `training.metrics.reliability` gives them."""
    width, height = SIZE + EDGE + 24, SIZE + EDGE / 2 + 52
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_grid(),
        *_line(before, "before"),
        *_line(after, "after"),
    ]
    for k, name in enumerate(("before", "after")):
        y = _y(0.94 - 0.06 * k)
        parts.append(f'<circle cx="{_x(0.06)}" cy="{y}" r="5" fill="{COLOURS[name]}"/>')
        parts.append(_text(_x(0.09), y + 4, f"{name} calibration", "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"
