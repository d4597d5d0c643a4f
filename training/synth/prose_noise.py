"""Damage that normalisation cannot undo, with the labels carried through.

Every operator takes a text and its spans and gives new ones; spans move, grow with what is put inside them, and vanish
with what they stood for. Marks are `(start, end, label, key)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from training.synth.damage_script import CONFUSED, RARE
from training.synth.prose_words import load

Mark = tuple[int, int, str, str]
Text = tuple[str, list[Mark]]

FURNITURE: list[str] = load("noise")["furniture"]
LOST: str = load("noise")["lost"]
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r"[余多]?[\u4e00-\u9fff]{1,2}$")


def edit(text: Text, start: int, end: int, new: str) -> Text:
    """Put `new` in place of `[start, end)`. What is put at the edge of a span stays outside it."""
    words, marks = text
    grown, moved = len(new) - (end - start), list[Mark]()
    for first, last, label, key in marks:
        if last <= start:
            moved.append((first, last, label, key))
        elif first >= end:
            moved.append((first + grown, last + grown, label, key))
        elif (first < start and last > end) or (first <= start and last >= end and end > start):
            if last + grown > first:
                moved.append((first, last + grown, label, key))
        elif first >= start and last > end:  # its head is lost
            moved.append((start + len(new), last + grown, label, key))
        elif first < start:  # its tail is lost
            moved.append((first, start, label, key))
    return words[:start] + new + words[end:], moved


def inside(marks: list[Mark], place: int, labels: tuple[str, ...]) -> bool:
    """Whether a place is within (not at the edge of) a span with one of these labels."""
    return any(first < place < last for first, last, label, _ in marks if label in labels)


def touches(marks: list[Mark], start: int, end: int, labels: tuple[str, ...]) -> bool:
    """Whether a stretch shares a character with a span of these labels."""
    return any(first < end and last > start for first, last, label, _ in marks if label in labels)


FIXED = ("COUNT", "NIL", "DATE", "NOISE")


def garbage(text: Text, rng: Random) -> Text:
    """Rare characters in pairs: NOISE between words, part of the span within one."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        words, marks = text
        place = rng.randrange(1, len(words))
        if inside(marks, place, FIXED) or not _HAN.match(words[place]):
            continue
        new = "".join(rng.sample(RARE, rng.choice((2, 2, 3, 4))))
        within = inside(marks, place, ("CATEGORY", "AGENCY"))
        text = edit(text, place, place, new)
        if not within:
            text = text[0], sorted([*text[1], (place, place + len(new), "NOISE", "")])
    return text


def furniture(text: Text, rng: Random) -> Text:
    """A line of the page around the text stands in it."""
    words, marks = text
    ends = [0, len(words), *(m.end() for m in re.finditer("[。；]", words))]
    place, new = rng.choice(ends), rng.choice(FURNITURE).strip()
    if inside(marks, place, (*FIXED, "CATEGORY", "AGENCY")):
        return text
    words, marks = edit(text, place, place, new)
    return words, sorted([*marks, (place, place + len(new), "NOISE", "")])


def lost_characters(text: Text, rng: Random) -> Text:
    """Single characters are missing, not in numbers."""
    for _ in range(rng.choice((1, 1, 2))):
        words, marks = text
        place = rng.randrange(len(words))
        if not touches(marks, place, place + 1, FIXED) and not _DIGIT.match(words[place]):
            near = _DIGIT.search(words[max(0, place - 1) : place + 2])
            if near is None:
                text = edit(text, place, place + 1, "")
    return text


def lost_units(text: Text, rng: Random) -> Text:
    """Counts without their unit: 共办结340，为市民 …"""
    for mark in reversed(text[1]):
        first, last, label, _ = mark
        count = text[0][first:last]
        unit = _UNIT.search(count) if label == "COUNT" and _DIGIT.search(count) else None
        if unit and rng.random() < 0.6 and count[-1] not in "上右下万亿多余":
            cut = first + unit.start()
            if text[0][cut - 1].isdigit() and not (last < len(text[0]) and text[0][last].isdigit()):
                text = edit(text, cut, last, "")
    return text


def lost_marks(text: Text, rng: Random) -> Text:
    """Punctuation is gone: counts run into the next clause."""
    for match in reversed(list(re.finditer("[，；、。]", text[0]))):
        place = match.start()
        beside = text[0][max(0, place - 1)] + text[0][place + 1 : place + 2]
        free = place and not beside.isdigit() and not touches(text[1], place, place + 1, ("CATEGORY", *FIXED))
        if free and rng.random() < 0.5:
            text = edit(text, place, place + 1, "")
    return text


def stars(text: Text, rng: Random) -> Text:
    """A word filter swallowed a phrase: 主动***息."""
    words, marks = text
    for match in re.finditer("公开政府信|政府信息公|府信息公开|民共和|国人民|习近平|党的", words):
        if not touches(marks, *match.span(), FIXED) and rng.random() < 0.7:
            within = [m for m in marks if m[0] <= match.start() and match.end() <= m[1]]
            if within or not touches(marks, *match.span(), ("CATEGORY", "AGENCY")):
                return edit(text, *match.span(), "***")
    return text


def spaces(text: Text, rng: Random) -> Text:
    """Spaces where none belong."""
    for _ in range(rng.choice((1, 2, 3, 5))):
        place = rng.randrange(1, len(text[0]))
        beside = text[0][place - 1 : place + 1]
        if not inside(text[1], place, ("NOISE",)) and not beside.isdigit() and "." not in beside:
            text = edit(text, place, place, " ")
    return text


def typos(text: Text, rng: Random) -> Text:
    """Wrong or doubled characters, not in numbers."""
    words, marks = text
    for place in [rng.randrange(len(words)) for _ in range(3)]:
        if not touches(marks, place, place + 1, FIXED) and _HAN.match(words[place]):
            new = CONFUSED.get(words[place]) or rng.choice((words[place] * 2, rng.choice(LOST[:9])))
            if new not in "一二":
                return edit(text, place, place + 1, new)
    return text


def repeated(text: Text, rng: Random) -> Text:
    """A word stands twice: 政务政务信息."""
    words, marks = text
    places = [m for m in marks if m[2] == "CATEGORY" and m[1] - m[0] > 5]
    if not places:
        return text
    first, last, _, _ = rng.choice(places)
    place = rng.randrange(first + 1, last - 2)
    return edit(text, place, place, words[place : place + 2]) if not _DIGIT.search(words[place : place + 2]) else text


def wide(text: Text, rng: Random) -> Text:
    """ASCII or full-width marks in place of the Chinese ones."""
    table = rng.choice(({"，": ","}, {"(": "（", ")": "）"}, {"：": ":"}, {"；": ";"}, {"，": "，，"}, {"，": ", "}))
    for match in reversed(list(re.finditer("[" + re.escape("".join(table)) + "]", text[0]))):
        beside = text[0][max(0, match.start() - 1)] + text[0][match.end() : match.end() + 1]
        if not (len(beside) == 2 and beside.isdigit()) and not inside(text[1], match.start(), ("COUNT",)):
            text = edit(text, *match.span(), table[match.group()])
    return text


OPERATORS: dict[str, Callable[[Text, Random], Text]] = {
    "garbage": garbage, "furniture": furniture, "lost_characters": lost_characters, "lost_units": lost_units,
    "lost_marks": lost_marks, "stars": stars, "spaces": spaces, "typos": typos, "repeated": repeated, "wide": wide,
}  # fmt: skip
WEIGHTS = (5, 2, 5, 4, 3, 2, 4, 3, 2, 4)


def snippet(text: Text, rng: Random) -> Text:
    """A count with the words that belong to it, as an excerpt quotes it; `…` where words were left out."""
    words, marks = text
    counts = [i for i, m in enumerate(marks) if m[2] == "COUNT"]
    if not counts:
        return window(text, rng)
    i = rng.choice(counts)
    first = max(0, i - rng.choice((0, 1, 1, 1, 2, 2, 3)))
    last = min(len(marks) - 1, i + rng.choice((0, 0, 0, 1, 1, 2, 3)))
    start, end = marks[first][0], marks[last][1]
    lead = re.search(r"[\u4e00-\u9fff]{1,8}$", words[:start])
    if lead and rng.random() < 0.5 and not touches(marks, lead.start(), start, FIXED):
        start = lead.start()
    tail = re.match("[。，；)]|[，]其中|，占|[\u4e00-\u9fff]{1,6}", words[end:])
    if tail and rng.random() < 0.5 and not touches(marks, end, end + tail.end(), (*FIXED, "AGENCY")):
        end += tail.end()
    kept = [(max(a, start) - start, min(b, end) - start, c, k) for a, b, c, k in marks if a < end and b > start]
    text = words[start:end], [m for m in kept if m[1] > m[0]]
    if rng.random() < 0.2:
        gaps = [(a[1], b[0]) for a, b in zip(text[1], text[1][1:], strict=False) if b[0] > a[1]]
        if gaps:
            text = edit(text, *rng.choice(gaps), "…")
    return text


def window(text: Text, rng: Random) -> Text:
    """20 to 40 characters around a count, cut as a search result cuts; numbers and dates stay whole."""
    words, marks = text
    counts = [m for m in marks if m[2] in ("COUNT", "NIL")]
    size = rng.randint(20, 40)
    if len(words) <= size:
        return text
    place = rng.randrange(len(words) - 8)
    first, last, _, _ = rng.choice(counts) if counts else (place, place + 6, "", "")
    size = max(size, last - first + 4)
    start = rng.randint(max(0, last - size), first)
    start, end = start, min(len(words), start + size)
    for low, high, label, _ in marks:
        whole = label in ("COUNT", "DATE", "NIL", "NOISE") or (label == "AGENCY" and rng.random() < 0.8)
        if low < start < high and whole:
            start = low
        if low < end < high and whole:
            end = high
    while start > 0 and words[start].isdigit() and words[start - 1].isdigit():
        start -= 1
    while end < len(words) and words[end - 1].isdigit() and words[end].isdigit():
        end += 1
    kept = [(max(a, start) - start, min(b, end) - start, c, k) for a, b, c, k in marks if a < end and b > start]
    return words[start:end], [m for m in kept if m[1] > m[0]]
