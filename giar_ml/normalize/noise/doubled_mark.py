"""Doubled punctuation: ，， is one comma, and of ，。 the stop stays."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, removed
from giar_ml.types import AlignedText

FAMILY = "doubled_mark"
LEVEL = 70

# The last of a run stays, and a clause mark gives way to the stop behind it.
DOUBLED = re.compile("[，、；：](?=[，、；：]{0,3}。)|([，、；：。])(?=\\1)")


def undo(text: AlignedText) -> list[Change]:
    return removed(text.text, DOUBLED)


def make(text: str, rng: Random) -> str:
    twice = re.sub(
        "(?<![，、；。])[，、；](?![，、；。])", lambda m: m.group() * (2 if rng.random() < 0.3 else 1), text
    )
    return re.sub("(?<![，、；：。])。(?!。)", lambda _: "，。" if rng.random() < 0.3 else "。", twice)
