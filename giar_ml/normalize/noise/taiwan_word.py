"""Taiwan vocabulary in Traditional text: 規範性檔案 is 规范性文件, 入口網站 is 门户网站 (`data/taiwan.yaml`).

A word that both sides of the strait use, in two meanings, is left alone where the text itself uses the mainland one:
who writes 文件 means 档案 by 檔案.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.normalize.data import load
from giar_ml.normalize.script import Script, converted, is_traditional
from giar_ml.types import AlignedText

FAMILY = "taiwan_word"
LEVEL = 80
BY_SCRIPT = True


@cache
def words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Word to word, and a pattern that finds the longest first."""
    table: dict[str, str] = load("taiwan")["words"]
    return table, re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))


def undo(text: AlignedText, script: Script = "auto") -> list[Change]:
    if not is_traditional(text.text, script):
        return []
    table, pattern = words()
    kept = {word for word, own in load("taiwan")["unless"].items() if own in text.text}
    return replaced(text.text, pattern, lambda m: None if m.group() in kept else table[m.group()])


def make(text: str, rng: Random) -> str:  # noqa: ARG001 - all words or none: see `unless`
    """Traditional text with Taiwan vocabulary from Simplified text."""
    back, pattern = _back()
    return "".join(back.get(part) or converted(part, "s2t") for part in pattern.split(text))


@cache
def _back() -> tuple[dict[str, str], re.Pattern[str]]:
    table = {new: old for old, new in reversed(words()[0].items())}
    return table, re.compile(f"({'|'.join(map(re.escape, sorted(table, key=len, reverse=True)))})")
