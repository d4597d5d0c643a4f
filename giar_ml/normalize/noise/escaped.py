r"""Escapes left over from JSON or a database dump: the two characters `\n` for a line break, `\/` for a slash."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "escaped"
LEVEL = 15

# A letter after it, or a drive before it, makes it a path and no escape: C:\new.
ESCAPE = re.compile(r"(?<![A-Za-z]:)\\(?:(r\\n|n|r)|(t)|(u3000|u00a0|xa0)|([/\"]))(?![a-z])")


def undo(text: AlignedText) -> list[Change]:
    if "\\" not in text.text:
        return []
    return replaced(text.text, ESCAPE, _meant)


def _meant(match: re.Match[str]) -> str:
    line, tab, space, other = match.groups()
    return "\n" if line else "\t" if tab else " " if space else str(other)


def make(text: str, rng: Random) -> str:  # noqa: ARG001 - one way to write it
    return text.replace("\n", "\\n").replace("\t", "\\t")
