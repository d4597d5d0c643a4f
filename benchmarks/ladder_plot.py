"""The measured ladder as a picture, and as the table in docs/table-reading.md.

python -m benchmarks.ladder --n 60 --seed 11 --output out/ladder.json
python -m benchmarks.ladder_plot out/ladder.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from html import escape
from math import log10
from pathlib import Path

from benchmarks.ladder_facets import Rates, facets

DOCS = Path(__file__).parents[1] / "docs"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"

WIDTH, LEFT, RIGHT, TOP, STEP, FOOT = 900, 232, 30, 56, 22, 44
LEAST, MOST = 1e-5, 1e-1  # shares of cells at the ends of the axis; none at all is drawn at the left end
BARS = {"drop_zeros": 0.010, "pairs": 0.015, "wrong_sum+any": 0.015}  # at most so many cells may be misread
BARS |= {"headless_drop_zeros": 0.010, "headless_pairs": 0.015}
BAR, MEAN_BAR = 0.005, 0.002
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


def _rung(y: float, name: str, right: float, wrong: float | None, allowed: float) -> Iterator[str]:
    missed, bar = _x(1 - right), _x(allowed)
    yield _text(LEFT - 10, y + 4, name, "end")
    yield f'<line x1="{bar}" y1="{y - 8}" x2="{bar}" y2="{y + 8}" stroke="{COLOURS["bar"]}" stroke-width="2"/>'
    yield f'<line x1="{LEFT}" y1="{y}" x2="{missed}" y2="{y}" stroke="{COLOURS["missed"]}" stroke-width="3"/>'
    yield f'<circle cx="{missed}" cy="{y}" r="4.5" fill="{COLOURS["missed"]}"/>'
    if wrong is not None:
        x = _x(wrong)
        yield f'<path d="M{x - 5} {y}L{x} {y - 5}L{x + 5} {y}L{x} {y + 5}Z" fill="{COLOURS["wrong"]}"/>'


def _lines(ladder: Rates) -> Iterator[tuple[str, float, float | None, float] | None]:
    """What is drawn line by line: name, cells read right, wrong numbers, allowed misses; None leaves room."""
    for name, parts in ladder["rungs"].items():
        yield name, parts["all"]["cells"], parts["all"]["wrong"], BARS.get(name, BAR)
    for kind, allowed in (("single damages", MEAN_BAR), ("pairs", BARS["pairs"])):
        found = {name: figures for name, figures in facets(ladder).items() if name.startswith(kind)}
        if found:
            yield None
        for name, figures in found.items():
            yield name, figures["cells"], figures["wrong"], allowed
        for figure, words in (("nonzero", "not zero"), ("zero", "zero")):
            if figure in found.get(f"{kind}, all", {}):
                yield f"{kind}, cells {words}", found[f"{kind}, all"][figure], None, allowed


def picture(ladder: Rates) -> str:
    """The ladder as SVG, one rung a line: cells not read as they may be, wrong numbers among them, and the bar.

    Its facets stand below: means over the single damages, and pairs.
    """
    lines = list(_lines(ladder))
    bottom = TOP + STEP * len(lines)
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
    for k, line in enumerate(lines):
        parts += _rung(TOP + STEP * (k + 0.5), *line) if line else ()
    return "\n".join([*parts, "</svg>"]) + "\n"


COLUMNS = {
    "cells": "cells",
    "E2": "E2",
    "E3": "E3",
    "nonzero": "not zero",
    "zero": "zero",
    "wrong": "wrong",
    "doubted": "doubted",
    "nulls": "null",
    "abstained": "abstained",
    "planted": "issuer's errors kept",
}
FACETS = (
    "Means over the single damages, the lowest rung beside them, and two damages at once. Of the single damages, the\n"
    "reports without headings are those that were written so, one in seven; of pairs, `headless_pairs`."
)
FACET_COLUMNS = {"cells": "cells", "lowest": "lowest rung", "nonzero": "not zero", "zero": "zero", "wrong": "wrong"}
RARE = ("wrong", "doubted", "nulls", "abstained")  # shown in percent


def table(ladder: Rates) -> str:
    """The ladder as a Markdown table, and its facets as another."""
    setup = ladder["setup"]
    lines = [f"{setup['n']} reports a rung, seed {setup['seed']}.", ""]
    lines += ["| rung | " + " | ".join(COLUMNS.values()) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, parts in ladder["rungs"].items():
        figures = parts["all"] | {epoch: parts.get(f"epoch={epoch}", {}).get("cells") for epoch in ("E2", "E3")}
        lines.append(f"| {name} | " + " | ".join(_shown(c, figures[c]) for c in COLUMNS) + " |")
    found = facets(ladder)
    if found:
        lines += ["", FACETS, "", "| facet | " + " | ".join(FACET_COLUMNS.values()) + " |", "|---|---|---|---|---|---|"]
    for name, figures in found.items():
        lines.append(f"| {name} | " + " | ".join(_shown(c, figures.get(c)) for c in FACET_COLUMNS) + " |")
    return "\n".join(lines)


def _shown(column: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{100 * value:.3f} %" if column in RARE else f"{value:.4f}"


def into(page: str, words: str, name: str = "ladder") -> str:
    """The page with `words` between the marks of that name. Raises `ValueError` where it has none."""
    begin, end = BEGIN.format(name), END.format(name)
    before, begun, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"no place for the {name}: {begin} ... {end}")
    return f"{before}{begin}\n\n{words}\n\n{end}{after}"


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
