"""A word printed twice: 公开申请公开公开. Cannot be undone, since some words are meant to repeat."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import HAN

FAMILY = "repeated_word"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    return re.sub(f"[{HAN}]{{2}}", lambda m: m.group() * (2 if rng.random() < 0.01 else 1), text)
