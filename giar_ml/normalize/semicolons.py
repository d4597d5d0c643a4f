"""Tables whose cells are set apart by semicolons: `规章；0；0；0；` becomes a tab row, its empty cells kept.

Told by numbers that stand alone between two semicolons, which no sentence has, on several lines.
"""

from __future__ import annotations

import re

from giar_ml.normalize.changes import Change

FEWEST_ROWS = 4
LONGEST_ROW = 1_000
SEMICOLON = re.compile(" ?[；;] ?")
FIGURE = r" ?(?:[-+]?\d[\d,.]{0,20}(?:件|项|个|条|人次|[万亿]?元)?|[-/—]{1,2}|无) ?"
ROW = re.compile(rf"^(?=[^\n]*[；;](?:(?:{FIGURE}| ?)[；;]|{FIGURE}$))[^\n。\t|]*$", re.MULTILINE)
NUMBERS = re.compile(r"[；;] ?[-+]?\d[\d,.]{0,20}[^；;\n\d]{0,3}[；;]")


def to_tabs(text: str) -> list[Change]:
    """The changes that make tab rows of such lines; a semicolon that ends one goes."""
    if text.count("；") + text.count(";") < 2 * FEWEST_ROWS:
        return []
    rows = [row for row in ROW.finditer(text) if len(row.group()) <= LONGEST_ROW]
    if sum(NUMBERS.search(row.group()) is not None for row in rows) < FEWEST_ROWS:
        return []
    return [
        (mark.start(), mark.end(), "" if mark.end() == row.end() else "\t")
        for row in rows
        for mark in SEMICOLON.finditer(text, *row.span())
    ]
