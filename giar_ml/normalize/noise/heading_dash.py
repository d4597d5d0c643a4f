"""A dash that stands for the numeral one: `—、总体情况`, `—是加强领导`."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "heading_dash"
LEVEL = 75

DASH = re.compile("^( {0,8})[—-](?=、)|(?<=[。；：，\n])—(?=是)", re.MULTILINE)


def undo(text: AlignedText) -> list[Change]:
    return replaced(text.text, DASH, lambda m: f"{m.group(1) or ''}一")


def make(text: str, rng: Random) -> str:
    dash = rng.choice("—-")
    return re.sub("^( {0,8})一(?=、)", rf"\1{dash}", re.sub("(?<=[。；：，\n])一(?=是)", "—", text), flags=re.MULTILINE)
