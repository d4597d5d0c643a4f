"""Changes to a clean text: how noise families say what they would do, and how it is done with origins kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from giar_ml.types import AlignedText

Change = tuple[int, int, str]
"""Clean start, clean end, what comes in its place. Changes are sorted and do not overlap."""

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇々"  # for use inside a character class


def removed(text: str, pattern: re.Pattern[str]) -> list[Change]:
    """Every match goes."""
    return [(m.start(), m.end(), "") for m in pattern.finditer(text)]


def mapped(text: str, pattern: re.Pattern[str], table: Mapping[int, str | int | None]) -> list[Change]:
    """Every match goes through a `str.translate` table."""
    return [(m.start(), m.end(), m.group().translate(table)) for m in pattern.finditer(text)]


def replaced(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None]) -> list[Change]:
    """Every match becomes `new(match)`; None and the same text again leave it alone."""
    made = ((m, new(m)) for m in pattern.finditer(text))
    return [(m.start(), m.end(), after) for m, after in made if after is not None and after != m.group()]


def differing(old: str, new: str, offset: int = 0) -> list[Change]:
    """The runs in which two texts of one length differ."""
    places = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    runs = ([i for _, i in run] for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]))
    return [(offset + run[0], offset + run[-1] + 1, new[run[0] : run[-1] + 1]) for run in runs]


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Sorted, and of two that overlap the first only."""
    kept: list[Change] = []
    for change in sorted(changes):
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return kept


def apply(text: AlignedText, changes: list[Change]) -> AlignedText:
    """The text with the changes made; where all keep their length the origins are shared instead of copied."""
    if any(len(new) != end - start for start, end, new in changes):
        return text.edit(changes)
    parts: list[str] = []
    done = 0
    for start, end, new in changes:
        parts += (text.text[done:start], new)
        done = end
    parts.append(text.text[done:])
    return AlignedText("".join(parts), text.starts, text.ends)
