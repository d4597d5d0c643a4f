"""Squares, stars, boxes, emoji and private-use bullets strewn into the text; ○ stays, it may be a zero or a mask."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "dingbat"
LEVEL = 55

RUN = re.compile(
    "[\u2500-\u25ca\u25cc-\u25ee\u25f0-\u25ff\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\ue000-\uf8ff\U0001f300-\U0001faff]+"
)


def undo(text: AlignedText) -> list[Change]:
    return replaced(
        text.text, RUN, lambda m: between(m.string[m.start() - 1 : m.start()], m.string[m.end() : m.end() + 1])
    )


def between(left: str, right: str) -> str:
    """What is left between two neighbours: two numbers or Latin words never grow together."""
    return " " if (left + right).isascii() and left.isalnum() and right.isalnum() else ""


def make(text: str, rng: Random) -> str:
    runs = ["■", "★", "◆◆", "★■◆", "\uf06c", "▲"]
    return re.sub(r"(?<=[一-鿿])(?=[一-鿿])", lambda _: rng.choice(runs) if rng.random() < 0.1 else "", text)
