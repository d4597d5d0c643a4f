"""Characters that do not belong where they stand: strewn into words, or what another encoding made of a line.

Both are seen by rarity in official prose. A strewn piece is also seen by what it cuts: without it, its neighbours are a
pair that official phrases or the same document know, while with it they are pairs that occur nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache

from giar_ml.normalize.language import in_a_word
from giar_ml.normalize.noise.han_garbage import NUMERAL, known_phrases, rare
from giar_ml.normalize.script import traditional_characters

LONGEST = 4  # characters of a strewn piece
DENSE = 0.55  # of a run's Han are rare: no Chinese text is like that ...
ENOUGH = 8  # ... over so many
DOUBTFUL = 0.45  # a piece without a Traditional character may be a rare word or name
BRIEF = 400  # rare characters looked at, at most
CELL = re.compile(r"[^\n\t]+")

Found = tuple[int, int, float]  # clean start, clean end, score


@cache
def _known_pairs() -> frozenset[str]:
    return frozenset(phrase[i : i + 2] for phrase in known_phrases() for i in range(len(phrase) - 1))


@cache
def _odd() -> re.Pattern[str]:
    """Matches a rare character, Zhuyin or a replacement character."""
    return re.compile(f"{rare().pattern}|[\u3105-\u312f\ufffd]")


def lines_of_another_encoding(text: str) -> Iterator[Found]:
    """Cells and lines of text in which about every second Han character is rare."""
    places = [m.start() for m in _odd().finditer(text)]
    for cell in CELL.finditer(text) if len(places) >= DENSE * ENOUGH else ():
        odd = bisect_left(places, cell.end()) - bisect_left(places, cell.start())
        if odd < DENSE * ENOUGH:
            continue
        han = sum("\u3400" <= c <= "\u9fff" for c in cell.group())
        if han >= ENOUGH and odd >= DENSE * han:
            yield cell.start(), cell.end(), min(0.95, 0.5 + odd / han / 2)


def strewn(text: str) -> Iterator[Found]:
    """Pieces of one to four Han with a rare one among them, scored by what they cut.

    A rare word that cuts nothing known scores little. Only a Traditional character makes sure: all others of the text
    were made Simplified, or it was Simplified from the start.
    """
    places = [m.start() for m in rare().finditer(text)]
    if not places or len(places) > BRIEF:
        return
    foreign = traditional_characters()
    pairs = Counter(text[i : i + 2] for i in range(len(text) - 1))
    done = 0
    for place in places:
        if place < done or in_a_word(text, place):
            continue
        windows = (
            (_score(text, start, end, pairs), start, end)
            for start in range(max(1, place - LONGEST + 1), place + 1)
            for end in range(place + 1, min(len(text), start + LONGEST + 1))
        )
        score, start, end = max(windows, key=lambda found: (found[0], found[1] - found[2]), default=(0.0, 0, 0))
        if score == 0:
            start, end = _run(text, place)
            score = min(0.6, 0.1 + 0.15 * (end - start)) if end - start > 1 else 0.1
        yield start, end, min(0.95, score + 0.2) if foreign.search(text, start, end) else min(score, DOUBTFUL)
        done = end


def _run(text: str, place: int) -> tuple[int, int]:
    """The rare characters that stand together from `place` on, so many as a strewn piece may have."""
    end = place + 1
    while end < min(len(text), place + LONGEST) and rare().match(text, end):
        end += 1
    return place, end


def _score(text: str, start: int, end: int, pairs: Counter[str]) -> float:
    """How sure `[start, end)` was put in: 0 where it cuts nothing that is known."""
    piece = text[start:end]
    if not all("\u3400" <= c <= "\u9fff" for c in piece) or not NUMERAL.isdisjoint(piece):
        return 0.0
    cut = text[start - 1] + text[end]
    official = cut in _known_pairs()
    if not official and pairs[cut] == 0:
        return 0.0
    seams = (pairs[text[start - 1 : start + 1]] == 1) + (pairs[text[end - 1 : end + 1]] == 1)
    odd = sum(1 for _ in rare().finditer(piece)) / len(piece)
    return (0.3 if official else 0.15) + 0.1 * seams + 0.25 * odd + 0.1 * (len(piece) > 1)
