"""Random characters strewn into words against copying: 办公肯兆迎厅 is 办公厅.

Taken out only where two to four Han characters, one of them rare in official prose, cut a known phrase in two, make no
words with each other or with what stands around them, and stand nowhere else in the text, so that 政策动漫解读 keeps
its 动漫; neither digits nor numerals are near. `score` says how sure that is; the known phrases are those of the tables
(schema) and of `data/phrases.yaml`, the words those of `data/pairs.txt`.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random

from giar_ml.normalize.changes import HAN, Change
from giar_ml.normalize.data import load
from giar_ml.normalize.language import in_a_word, known_pairs, seldom
from giar_ml.schema import EPOCHS, epoch
from giar_ml.types import AlignedText

FAMILY = "han_garbage"
LEVEL = 95

LONGEST = 4  # inserted characters
SIDE = 6  # characters of the phrase looked at on either side
SURE = 0.5
FEW = 50
MOST = 0.2  # of all characters may be rare; in a text with more of them rarity says nothing
NUMERAL = frozenset("一二三四五六七八九十百千万亿两零〇")
ALL_HAN = re.compile(f"[{HAN}]+")


@cache
def halves() -> dict[str, frozenset[str]]:
    """Left part of a known phrase to the right parts that may follow it, both cut to `SIDE` characters."""
    parts: dict[str, set[str]] = {}
    for phrase in known_phrases():
        for cut in range(1, len(phrase)):
            if len(phrase) > 2:
                parts.setdefault(phrase[:cut][-SIDE:], set()).add(phrase[cut:][:SIDE])
    return {left: frozenset(rights) for left, rights in parts.items()}


def known_phrases() -> set[str]:
    """Phrases of prose, and every run of Han in the labels of the templates."""
    found = set(load("phrases")["phrases"])
    for name in EPOCHS:
        schema = epoch(name)
        labels = [row.label for row in schema.request_rows]
        labels += [row.label for row in schema.annex]
        labels += [row.label for block in schema.disclosure for row in block.rows]
        labels += [column.label for column in schema.request_columns]
        found.update(run for label in labels for run in ALL_HAN.findall(label) if len(run) > 2)
    return found


@cache
def rare() -> re.Pattern[str]:
    """Matches one Han character that official prose seldom uses."""
    return re.compile(f"(?![{''.join(load('characters')['common'].split())}])[{HAN}]")


def undo(text: AlignedText) -> list[Change]:
    source = text.text
    places = [m.start() for m in rare().finditer(source)]
    if len(places) > max(FEW, MOST * len(source)):
        return []
    found: list[Change] = []
    for place in places:
        if (not found or place >= found[-1][1]) and not in_a_word(source, place):
            best = max(_around(source, place), default=(0.0, 0, 0))
            if best[0] >= SURE:
                found.append((best[1], best[2], ""))
    elsewhere = _elsewhere(source, places, found) if found else set()
    return [change for change in found if source[change[0] : change[1]] not in elsewhere]


def _elsewhere(source: str, places: list[int], found: list[Change]) -> set[str]:
    """The pieces that also stand where they cut nothing: those are words of this text, such as names."""
    pieces = {source[start:end] for start, end, _ in found}
    inside = {at for start, end, _ in found for at in range(start, end)}
    return {
        source[start:end]
        for place in places
        if place not in inside
        for start in range(max(0, place - LONGEST + 1), place + 1)
        for end in range(place + 1, start + LONGEST + 1)
        if source[start:end] in pieces and inside.isdisjoint(range(start, end))
    }


def _around(text: str, place: int) -> list[tuple[float, int, int]]:
    """Every piece over `place` that cuts a known phrase: (score, start, end)."""
    return [
        (sure, start, end)
        for start in range(max(1, place - LONGEST + 1), place + 1)
        if any(text[start - left : start] in halves() for left in range(1, min(SIDE, start) + 1))
        for end in range(max(place + 1, start + 2), min(len(text), start + LONGEST + 1))
        if (sure := score(text, start, end)) > 0
    ]


def score(text: str, start: int, end: int) -> float:
    """How sure `[start, end)` is garbage inside a known phrase, 0 to 1; 0 where it cannot be."""
    piece = text[start:end]
    if not ALL_HAN.fullmatch(piece) or not NUMERAL.isdisjoint(piece):
        return 0.0
    strange = sum(map(seldom, rare().findall(piece)))
    if not strange or known_pairs(piece) or known_pairs(text[start - 1 : end + 1]) > (len(piece) > 2):
        return 0.0  # words, however rare
    joined = 0
    for left in range(1, min(SIDE, start) + 1):
        rights = halves().get(text[start - left : start], ())
        joined = max([joined, *(left + len(right) for right in rights if text.startswith(right, end))])
    return min(1.0, joined / 6 + strange / len(piece) / 2) if joined > 2 else 0.0


def make(text: str, rng: Random) -> str:
    return "\n".join(_strewn(line, rng) for line in text.split("\n"))


def _strewn(line: str, rng: Random) -> str:
    """The line with one of its known phrases cut by rare characters."""
    pieces = ["霉嚷", "辨霉嚷", "肯兆迎", "雄戏嚼", "嚷糊霉", "肯霉嚷兆"]
    phrases = [phrase for phrase in load("phrases")["phrases"] if phrase in line]
    if not phrases or rng.random() < 0.3:
        return line
    phrase = rng.choice(phrases)
    cut = line.index(phrase) + rng.randrange(1, len(phrase))
    return line[:cut] + rng.choice(pieces) + line[cut:]
