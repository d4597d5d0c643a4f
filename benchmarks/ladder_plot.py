"""The measured ladder as a picture, and as the table in docs/table-reading.md.

python -m benchmarks.ladder --n 60 --seed 11 --output out/ladder.json
python -m benchmarks.ladder_plot out/ladder.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- ladder: begin -->", "<!-- ladder: end -->"

Rates = Mapping[str, Any]

WIDTH, LEFT, RIGHT, TOP, STEP, FOOT = 860, 150, 30, 56, 22, 44
LEAST, MOST = 1e-5, 1e-1  # shares of cells at the ends of the axis; none at all is drawn at the left end
BARS = {"drop_zeros": 0.010, "pairs": 0.015, "wrong_sum+any": 0.015}  # at most so many cells may be misread
BAR = 0.005
COLOURS = {"missed": "#2f6f9f", "wrong": "#b5482a", "bar": "#9a9a9a", "grid": "#e3e3e3", "ink": "#333333"}


def _x(share: float) -> float:
    place = (log10(min(max(share, LEAST), MOST)) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
    return round(LEFT + place * (WIDTH - LEFT - RIGHT), 1)


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 12) -> str:
    ink = f'font-size="{size}" fill="{COLOURS["ink"]}"'
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {ink}>{escape(words)}</text>'


def _axis(bottom: float) -> Iterator[str]:
    for power in range(-5, 0):
        x = _x(10.0**power)
        yield f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{bottom}" stroke="{COLOURS["grid"]}"/>'
        yield _text(x, bottom + 16, f"{100 * 10.0**power:g} %" if power > -5 else "none", "middle", 11)
    yield _text(_x(1e-3), bottom + 34, "share of cells (logarithmic)", "middle", 11)


def _rung(y: float, name: str, rates: Rates) -> Iterator[str]:
    missed, wrong, bar = 1 - rates["cells"], rates["wrong"], _x(BARS.get(name, BAR))
    yield _text(LEFT - 10, y + 4, name, "end")
    yield f'<line x1="{bar}" y1="{y - 8}" x2="{bar}" y2="{y + 8}" stroke="{COLOURS["bar"]}" stroke-width="2"/>'
    yield f'<line x1="{LEFT}" y1="{y}" x2="{_x(missed)}" y2="{y}" stroke="{COLOURS["missed"]}" stroke-width="3"/>'
    yield f'<circle cx="{_x(missed)}" cy="{y}" r="4.5" fill="{COLOURS["missed"]}"/>'
    x = _x(wrong)
    yield f'<path d="M{x - 5} {y}L{x} {y - 5}L{x + 5} {y}L{x} {y + 5}Z" fill="{COLOURS["wrong"]}"/>'


def picture(ladder: Rates) -> str:
    """The ladder as SVG, one rung a line: cells not read as they may be, wrong numbers among them, and the bar."""
    rungs = {name: parts["all"] for name, parts in ladder["rungs"].items()}
    bottom = TOP + STEP * len(rungs)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + FOOT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{bottom + FOOT}" fill="#ffffff"/>',
        f'<circle cx="{LEFT + 6}" cy="20" r="4.5" fill="{COLOURS["missed"]}"/>',
        _text(LEFT + 18, 24, "cells not read as they may be"),
        f'<path d="M{LEFT + 225} 20l5 -5l5 5l-5 5Z" fill="{COLOURS["wrong"]}"/>',
        _text(LEFT + 242, 24, "wrong numbers among them"),
        f'<line x1="{LEFT + 425}" y1="12" x2="{LEFT + 425}" y2="28" stroke="{COLOURS["bar"]}" stroke-width="2"/>',
        _text(LEFT + 434, 24, "the most that is allowed"),
        *_axis(bottom),
    ]
    for k, (name, rates) in enumerate(rungs.items()):
        parts += _rung(TOP + STEP * (k + 0.5), name, rates)
    return "\n".join([*parts, "</svg>"]) + "\n"


COLUMNS = {
    "cells": "cells",
    "nonzero": "not zero",
    "zero": "zero",
    "wrong": "wrong",
    "doubted": "doubted",
    "nulls": "null",
    "abstained": "abstained",
    "planted": "issuer's errors kept",
}
RARE = ("wrong", "doubted", "nulls", "abstained")  # shown in percent


def table(ladder: Rates) -> str:
    """The ladder as a Markdown table."""
    setup = ladder["setup"]
    lines = [f"{setup['n']} reports a rung, seed {setup['seed']}.", ""]
    lines += ["| rung | " + " | ".join(COLUMNS.values()) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, parts in ladder["rungs"].items():
        lines.append(f"| {name} | " + " | ".join(_shown(c, parts["all"][c]) for c in COLUMNS) + " |")
    return "\n".join(lines)


def _shown(column: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{100 * value:.3f} %" if column in RARE else f"{value:.4f}"


def into(page: str, words: str) -> str:
    """The page with `words` between the marks of the ladder. Raises `ValueError` where it has none."""
    before, begun, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"no place for the ladder: {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n\n{words}\n\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write docs/ladder.svg and the table of docs/table-reading.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ladder_plot", description=__doc__.splitlines()[0])
    parser.add_argument("ladder", type=Path, help="what benchmarks.ladder wrote with --output")
    parser.add_argument("--docs", type=Path, default=DOCS)
    options = parser.parse_args(arguments)
    ladder = json.loads(options.ladder.read_text("utf-8"))
    page = options.docs / "table-reading.md"
    (options.docs / "ladder.svg").write_text(picture(ladder), "utf-8")
    page.write_text(into(page.read_text("utf-8"), table(ladder)), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
