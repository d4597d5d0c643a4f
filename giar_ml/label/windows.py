"""What a model sees at once: one sentence, a long one in pieces. Nothing is cut off and nothing is seen twice.

A sentence is a window of its own so that its labels depend on nothing else: the same sentence has the same labels in
every passage, batch and order, and is computed once.
"""

from __future__ import annotations

import re
from functools import cache

from giar_ml.schema.lexicon import HAN, lexicon

LIMIT = 256  # characters
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)]*|\n|$)")
_BREAKS = tuple(
    re.compile(pattern) for pattern in (r"[；;]", r"[、：:）)]|(?<!\d)[，,]|[，,](?!\d)", r"\s", r"(?<![\d.,，])(?=\d)")
)


def windows(text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Ranges `[start, end)` of at most `limit` characters that follow one another and leave out only white space.

    A sentence longer than `limit` is cut behind its last semicolon, else comma, else space, else before a number.
    """
    found: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > limit:
            cut = _cut(text, start, start + limit)
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return [(start, end) for start, end in found if text[start:end].strip()]


def _cut(text: str, start: int, end: int) -> int:
    """The best place to cut between the middle of the range and its end."""
    middle = start + (end - start) // 2
    for pattern in _BREAKS:
        places = [m.end() for m in pattern.finditer(text, middle, end)]
        if places:
            return places[-1]
    return end


def may_hold(sentence: str) -> bool:
    """Whether a sentence can hold a fact: a digit, a Chinese numeral before a unit, or a word of absence."""
    return _gate().search(sentence) is not None


@cache
def _gate() -> re.Pattern[str]:
    numeral = rf"(?:{HAN}|[几余多数亿])\s*[余多]?\s*{lexicon().unit}"
    return re.compile(rf"[0-9０-９①-⑳]|{numeral}|百分|未|没|無|无|不存在|从不|零(?!距离|跑|基础)|〇")
