"""Quotation marks in one shape, “ ” and ‘ ’: corner brackets, low quotes, and straight quotes that come in pairs."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, in_order, mapped
from giar_ml.types import AlignedText

FAMILY = "quote"
LEVEL = 60

SHAPES = str.maketrans("「」『』﹁﹂﹃﹄〝〞〟„‟", "“”‘’“”‘’“””““")
ODD = re.compile("[「」『』﹁﹂﹃﹄〝〞〟„‟]+")
WITH_STRAIGHT = re.compile(r'^[^\n"]*"[^\n]*', re.MULTILINE)


def undo(text: AlignedText) -> list[Change]:
    changes = mapped(text.text, ODD, SHAPES)
    if '"' not in text.text:
        return changes
    pairs = [pair for line in WITH_STRAIGHT.finditer(text.text) for pair in _paired(line)]
    return in_order([*changes, *pairs])


def _paired(line: re.Match[str]) -> list[Change]:
    """Straight quotes of one line or cell, opening and closing in turn; an odd number of them cannot be paired."""
    changes: list[Change] = []
    at = line.start()
    for cell in line.group().split("\t"):
        places = [at + i for i, char in enumerate(cell) if char == '"']
        if len(places) % 2 == 0:
            changes += [(place, place + 1, "“”"[i % 2]) for i, place in enumerate(places)]
        at += len(cell) + 1
    return changes


def make(text: str, rng: Random) -> str:
    shape = rng.choice(["「」", '""', "〝〞"])
    return re.sub('“([^“”"\n\t]*)”', rf"{shape[0]}\1{shape[1]}", text)
