"""Years side by side in the two columns of a Markdown table whose cells hold whole paragraphs and tables."""

from __future__ import annotations

import re

from giar_ml.types import AlignedText

FEWEST_ROWS = 3
MOST_OUTSIDE = 0.1  # of the text stands in no row
_ROW = re.compile(r"^[ \t]*\|(?P<left>[^|]*)\|(?P<right>[^|]*)\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s:-]*")


def by_big_cells(visible: AlignedText) -> list[AlignedText]:
    """What stands in the left and in the right cells; [] where no cell holds several lines, or where other text is."""
    text = visible.text
    if text.count("|") < 3 * FEWEST_ROWS:
        return []
    rows = [row for row in _ROW.finditer(text) if not all(map(_RULE.fullmatch, row.groups()))]
    inside = sum(len("".join(row[0].split())) for row in rows)
    several = any("\n" in cell.strip() for row in rows for cell in row.groups())
    if len(rows) < FEWEST_ROWS or not several or inside < (1 - MOST_OUTSIDE) * len("".join(text.split())):
        return []
    return [
        AlignedText.join([piece for row in rows for piece in (visible.slice(*row.span(side)), "\n")])
        for side in ("left", "right")
    ]
