"""Characters that nobody sees: zero width, soft hyphen, byte-order and direction marks, control characters."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, removed
from giar_ml.types import AlignedText

FAMILY = "invisible"
LEVEL = 10

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)


def undo(text: AlignedText) -> list[Change]:
    return removed(text.text, INVISIBLE)


def make(text: str, rng: Random) -> str:
    return "".join(c + rng.choice("\u200b\u200d\u00ad\ufeff\u202c\x08") if rng.random() < 0.05 else c for c in text)
