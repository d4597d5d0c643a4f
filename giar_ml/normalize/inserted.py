"""Characters that do not belong where they stand: strewn into words, or what another encoding made of a line.

Both are seen by rarity in official prose. A strewn piece is also seen by what it cuts: without it, its neighbours are a
pair that official phrases or the same document know, while with it they are pairs that occur nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from giar_ml.normalize.changes import HAN
from giar_ml.normalize.noise.han_garbage import NUMERAL, known_phrases, rare

LONGEST = 4  # characters of a strewn piece
DENSE = 0.45  # of a run's Han are rare: no Chinese text is like that ...
ENOUGH = 6  # ... over so many
BRIEF = 400  # rare characters looked at, at most
RUN = re.compile(rf"[{HAN}\u3105-\u312f\ufffd]+(?:[^\n\t {HAN}]{{1,3}}[{HAN}\u3105-\u312f\ufffd]+){{0,60}}")

Found = tuple[int, int, float]  # clean start, clean end, score


@cache
def _known_pairs() -> frozenset[str]:
    return frozenset(phrase[i : i + 2] for phrase in known_phrases() for i in range(len(phrase) - 1))


def lines_of_another_encoding(text: str) -> Iterator[Found]:
    """Runs in which about every second Han character is rare."""
    for run in RUN.finditer(text):
        han = sum("\u3400" <= c <= "\u9fff" for c in run.group())
        odd = sum(1 for _ in rare().finditer(run.group()))
        if han >= ENOUGH and odd >= DENSE * han:
            yield run.start(), run.end(), min(0.95, 0.5 + odd / han / 2)


def strewn(text: str) -> Iterator[Found]:
    """Pieces of one to four Han with a rare one among them, scored by what they cut."""
    places = [m.start() for m in rare().finditer(text)]
    if not places or len(places) > BRIEF:
        return
    pairs = Counter(text[i : i + 2] for i in range(len(text) - 1))
    done = 0
    for place in places:
        if place < done:
            continue
        windows = (
            (_score(text, start, end, pairs), start, end)
            for start in range(max(1, place - LONGEST + 1), place + 1)
            for end in range(place + 1, min(len(text), start + LONGEST + 1))
        )
        score, start, end = max(windows, key=lambda found: (found[0], found[1] - found[2]), default=(0.0, 0, 0))
        if score > 0:
            yield start, end, score
            done = end


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
