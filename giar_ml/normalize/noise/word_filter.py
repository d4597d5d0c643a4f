"""A phrase swallowed by a word filter: 主动***息. Cannot be undone; `suspects` points at it."""

from __future__ import annotations

from random import Random

FAMILY = "word_filter"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    for phrase in ("公开政府信", "民共和", "领导"):
        if rng.random() < 0.6:
            text = text.replace(phrase, "***")
    return text
