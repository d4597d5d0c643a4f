"""Line ends of other systems (CR LF, CR, form feed, U+2028 ...) become a line feed."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "line_break"
LEVEL = 12  # after what stands unseen between CR and LF

BREAK = re.compile("(\r{1,3})(?=\n)|[\r\x0b\x0c\x85\u2028\u2029]")


def undo(text: AlignedText) -> list[Change]:
    return replaced(text.text, BREAK, lambda m: "" if m.group(1) else "\n")


def make(text: str, rng: Random) -> str:
    return text.replace("\n", rng.choice(["\r\n", "\r", "\u2028", "\x0c"]))
