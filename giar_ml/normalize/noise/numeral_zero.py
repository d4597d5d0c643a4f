"""The zero of Chinese numerals written as a circle, a letter or a digit: 二○二○年, 二O二〇年, 二0二0年."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "numeral_zero"
LEVEL = 45

ZERO = re.compile("(?<=[一二三四五六七八九〇])[○◯OoΟοОо0]{1,2}(?=[一二三四五六七八九〇年])")


def undo(text: AlignedText) -> list[Change]:
    return replaced(text.text, ZERO, lambda m: "〇" * len(m.group()))


def make(text: str, rng: Random) -> str:
    return re.sub("(?<=[一二三四五六七八九])〇(?=[一二三四五六七八九年])", lambda _: rng.choice("○O0◯"), text)
