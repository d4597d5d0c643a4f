"""Cells dropped from a table that is printed one cell a line. Cannot be undone: the row no longer says which."""

from __future__ import annotations

import re
from random import Random

FAMILY = "lost_cell"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    return re.sub(r"(?<=\n)[ \t]*0?\n(?=[ \t]*\d)", lambda m: "" if rng.random() < 0.4 else m.group(), text)
