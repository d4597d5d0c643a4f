"""Runs of `?` where an encoding lost spaces or rare characters: 索??引??號. One alone may be a question and stays."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import HAN, Change, replaced
from giar_ml.types import AlignedText

FAMILY = "question_mark"
LEVEL = 55

RUN = re.compile(r"\?(?: {0,2}\?)+")


def undo(text: AlignedText) -> list[Change]:
    if "?" not in text.text:
        return []
    return replaced(text.text, RUN, _left)


def _left(match: re.Match[str]) -> str:
    """Nothing between Han or at an edge, a space beside digits and letters: they must not grow together."""
    text = match.string
    sides = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return " " if all(sides) and any(side.isascii() and side.isalnum() for side in sides) else ""


def make(text: str, rng: Random) -> str:
    return re.sub(rf"(?<=[{HAN}])(?=[{HAN}])", lambda _: "?" * rng.randint(2, 5) if rng.random() < 0.1 else "", text)
