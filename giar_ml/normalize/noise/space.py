"""Every Unicode space (no-break, ideographic, thin ...) becomes U+0020, one for one; tabs and line breaks stay."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "space"
LEVEL = 40

ODD = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def undo(text: AlignedText) -> list[Change]:
    return replaced(text.text, ODD, lambda m: " " * len(m.group()))


def make(text: str, rng: Random) -> str:
    return "".join(rng.choice("\u00a0\u3000\u2002\u2009") if c == " " else c for c in text)
