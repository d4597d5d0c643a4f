"""Pinyin in brackets after characters: 國務(wù)院, 信(xin)息(xi), and doubled chains 公(gong)(gong).

Without tone marks a syllable may be a real remark (`app` is none, `ai` could be), so those go only where there are
several of them.
"""

from __future__ import annotations

import re
from random import Random
from unicodedata import combining, normalize

from giar_ml.normalize.changes import HAN, Change
from giar_ml.types import AlignedText

FAMILY = "pinyin"
LEVEL = 55

LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ\u0300-\u0304\u030c"
CHAIN = re.compile(rf"(?<=[{HAN}])(?:\( ?[{LETTERS}]{{1,8}} ?\)){{1,20}}")
PIECE = re.compile(rf"[{LETTERS}]+")
SYLLABLE = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu"
    "|ou|ua|ue|ui|un|uo|van|ve|vn|a|e|i|o|u|v)|[mn]g?"
)
SEVERAL = 3


def undo(text: AlignedText) -> list[Change]:
    found = [m for m in CHAIN.finditer(text.text) if all(map(is_syllable, PIECE.findall(m.group())))]
    plain = [m for m in found if m.group().isascii()]
    several = len(plain) >= SEVERAL or len(found) > len(plain)
    return [(m.start(), m.end(), "") for m in found if several or not m.group().isascii()]


def is_syllable(letters: str) -> bool:
    """Whether this is one syllable of Hanyu pinyin, with or without its tone mark."""
    bare = "".join(c for c in normalize("NFD", letters.replace("ü", "v")) if not combining(c))
    return SYLLABLE.fullmatch(bare) is not None


def make(text: str, rng: Random) -> str:
    syllables = ["wù", "kāi", "dà", "xìn", "gōng"] if rng.random() < 0.5 else ["wu", "kai", "da", "xin", "gong"]
    spots = [m.end() for m in re.finditer(f"[{HAN}]", text)]
    chosen = set(rng.sample(spots, min(len(spots), max(SEVERAL, len(spots) // 6))))
    if len(chosen) < SEVERAL:
        return text
    doubled = rng.choice([1, 1, 2])
    return "".join(c + (f"({rng.choice(syllables)})" * doubled if i in chosen else "") for i, c in enumerate(text, 1))
