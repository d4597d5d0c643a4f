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
from giar_ml.normalize.script import Script, is_traditional
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


def make(text: str, rng: Random) -> str:
    """Traditional text with Taiwan vocabulary from Simplified text."""
    from opencc import OpenCC

    back = {new: old for old, new in reversed(words()[0].items()) if len(new) > 1}
    found = re.compile("|".join(map(re.escape, sorted(back, key=len, reverse=True))))
    parts = re.split(f"({found.pattern})", text)
    convert = OpenCC("s2t").convert
    return "".join(back[p] if p in back and rng.random() < 0.9 else convert(p) for p in parts)
