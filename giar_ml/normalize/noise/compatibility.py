"""Characters that only look different: radicals for Han (⼈), compatibility ideographs, ㈠ ⑴ ① and ⒈.

A circled number becomes one in brackets, never a bare digit: ①3件 must not read as 13件.
"""

from __future__ import annotations

import re
from random import Random
from unicodedata import normalize

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "compatibility"
LEVEL = 40

# Unicode decomposes the radicals from U+2F00 on, but few of these (Unihan kEquivalent).
_PAIRS = (
    "⺀冫⺁厂⺅亻⺒巳⺓幺⺕彐⺘扌⺝月⺟母⺠民⺡氵⺩王⺫目⺮竹⺶羊⺼月⺾艹⻁虎⻄西⻅见⻆角⻈讠⻉贝"
    "⻊足⻋车⻌辶⻏阝⻐钅⻑長⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
)
RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
PATTERN = re.compile("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f]|[\u2460-\u249b\u3220-\u3229\u3280-\u3289]")
_TO_RADICAL = {normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}


def undo(text: AlignedText) -> list[Change]:
    return replaced(text.text, PATTERN, lambda m: plain(m.group()))


def plain(char: str) -> str:
    """The ordinary writing of one character."""
    new = RADICALS.get(char) or normalize("NFKC", char)
    return f"({new})" if char <= "\u2473" or "\u3280" <= char <= "\u3289" else new


def make(text: str, rng: Random) -> str:
    numbers = {f"({c})": chr(0x3220 + i) for i, c in enumerate("一二三四五六七八九十")}
    text = re.sub(r"\([一二三四五六七八九十]\)", lambda m: rng.choice([m.group(), numbers[m.group()]]), text)
    return "".join(_TO_RADICAL[c] if c in _TO_RADICAL and rng.random() < 0.5 else c for c in text)
