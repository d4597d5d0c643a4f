"""Variant and over-converted writing inside Simplified text: 全麵, 製定, 谘詢, 行政複議, 公佈 (`data/variants.yaml`).

Characters that no Simplified text uses are mapped alone; those that it does use (in names too) only inside known words.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random

from giar_ml.normalize.changes import Change, differing
from giar_ml.normalize.data import load
from giar_ml.types import AlignedText

FAMILY = "variant"
LEVEL = 88


@cache
def variants() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Writing to writing (one length), a pattern of the characters they all have one of, and one of the writings."""
    data = load("variants")
    table: dict[str, str] = {**data["words"], **data["characters"], **{word: word for word in data["kept"]}}
    trigger = {word if len(word) == 1 else _odd(word, table[word]) for word in table if table[word] != word}
    words = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    return table, re.compile(f"[{''.join(sorted(trigger))}]"), re.compile(words)


def _odd(word: str, right: str) -> str:
    """The characters in which the two writings differ."""
    return "".join(a for a, b in zip(word, right, strict=True) if a != b)


def undo(text: AlignedText) -> list[Change]:
    table, trigger, words = variants()
    if not trigger.search(text.text):
        return []
    found = ((m.start(), m.group(), table[m.group()]) for m in words.finditer(text.text))
    return [change for start, old, new in found if old != new for change in differing(old, new, start)]


def make(text: str, rng: Random) -> str:
    for old, new in load("variants")["words"].items():
        if rng.random() < 0.5:
            text = text.replace(new, old)
    return text
