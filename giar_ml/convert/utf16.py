"""Offsets that count UTF-16 code units, as JavaScript does: a character beyond U+FFFF counts as two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from giar_ml.convert.labelled import DataError


@dataclass(frozen=True, slots=True)
class Counted:
    """A range as a file counts it, and the words that the file says stand there (None: it does not say)."""

    start: int
    end: int
    words: str | None


def units(text: str) -> list[int]:
    """For each place of the text, its end included, the UTF-16 code units before it."""
    found = [0]
    for character in text:
        found.append(found[-1] + (2 if character > "\uffff" else 1))
    return found


def codepoints(text: str, ranges: Sequence[Counted], counting: str, ours: bool = False) -> list[tuple[int, int]]:
    """The ranges in code points; `counting` is auto, codepoints or utf16.

    With auto the words decide, range by range; where they fit both ways, the other ranges of the text decide, then
    `ours`, which says that we wrote the file. Raises `DataError` where words fit neither way, and where nothing
    decides.
    """
    if counting == "codepoints" or not text or max(text) <= "\uffff":
        return [_checked(text, (r.start, r.end), r) for r in ranges]
    places = {unit: place for place, unit in enumerate(units(text))}
    if counting == "utf16":
        return [_checked(text, _utf16(places, r), r) for r in ranges]
    both = [_candidates(text, places, r) for r in ranges]
    decided = _decided(both) or ("codepoints" if ours else None)
    return [_chosen(candidates, decided, r) for candidates, r in zip(both, ranges, strict=True)]


def _candidates(text: str, places: Mapping[int, int], r: Counted) -> dict[str, tuple[int, int]]:
    """The ways of counting that fit the words."""
    ways = {"codepoints": (r.start, r.end)}
    if r.start in places and r.end in places:
        ways["utf16"] = (places[r.start], places[r.end])
    ways = {name: (s, e) for name, (s, e) in ways.items() if e <= len(text)}
    if r.words is None:
        return ways
    fitting = {name: way for name, way in ways.items() if _same(text[slice(*way)], r.words)}
    if not fitting:
        raise DataError(f"at {r.start}:{r.end} stands {text[r.start : r.end][:40]!r}, not {r.words[:40]!r}")
    return fitting


def _decided(both: Iterable[Mapping[str, tuple[int, int]]]) -> str | None:
    sure = {name for ways in both if len(ways) == 1 for name in ways}
    return sure.pop() if len(sure) == 1 else None


def _chosen(ways: Mapping[str, tuple[int, int]], decided: str | None, r: Counted) -> tuple[int, int]:
    if len(set(ways.values())) == 1:
        return next(iter(ways.values()))
    if decided is not None and decided in ways:
        return ways[decided]
    raise DataError(
        f"whether {r.start}:{r.end} counts code points or UTF-16 units cannot be told (the text has characters "
        "beyond U+FFFF): say it"
    )


def _utf16(places: Mapping[int, int], r: Counted) -> tuple[int, int]:
    if r.start not in places or r.end not in places:
        raise DataError(f"{r.start}:{r.end} is no range of characters when UTF-16 units are counted")
    return places[r.start], places[r.end]


def _checked(text: str, way: tuple[int, int], r: Counted) -> tuple[int, int]:
    if r.words is not None and not _same(text[slice(*way)], r.words):
        raise DataError(f"at {r.start}:{r.end} stands {text[slice(*way)][:40]!r}, not {r.words[:40]!r}")
    return way


def _same(found: str, words: str) -> bool:
    """Equal, or equal once line breaks are written as Label Studio writes them: backslash and n."""
    return found == words or found.replace("\n", "\\n") == words
