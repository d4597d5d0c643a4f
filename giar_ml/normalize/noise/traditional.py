"""Traditional characters, where the text as a whole is Traditional."""

from __future__ import annotations

from random import Random

from giar_ml.normalize.changes import Change, differing
from giar_ml.normalize.script import Script, converted, is_traditional, simplified
from giar_ml.types import AlignedText

FAMILY = "traditional"
LEVEL = 85
BY_SCRIPT = True


def undo(text: AlignedText, script: Script = "auto") -> list[Change]:
    if not is_traditional(text.text, script):
        return []
    return differing(text.text, simplified(text.text))


def make(text: str, rng: Random) -> str:  # noqa: ARG001 - OpenCC knows one way
    return converted(text, "s2t")
