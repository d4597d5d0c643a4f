"""One labelled text, the value that every format is read into and written from."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from giar_ml.errors import SetupError

# Keys of our own JSON lines that are fields here, and so cannot be metadata.
RESERVED = frozenset({"text", "spans", "indicators", "id", "group"})


class DataError(SetupError):
    """Labelled data is malformed, or a format cannot hold it; names the place and, where there is one, the span."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled stretch `[start, end)` in code points of its text; `indicator` is which number of the report it is."""

    start: int
    end: int
    label: str
    indicator: str | None = None

    def __str__(self) -> str:
        return f"{self.start}:{self.end} {self.label}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its marks: a set of them, kept sorted by start, the longer first; they may nest and overlap.

    `judged` says that indicators were looked for: then a mark without one has none, otherwise it is unknown. `meta`
    holds JSON values. Raises `DataError` for empty spans, spans that leave the text, one span with two indicators,
    lone surrogates, and metadata that is no JSON or stands under a name of `RESERVED`.
    """

    text: str
    spans: tuple[Mark, ...] = ()
    id: str = ""
    group: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict, hash=False)
    judged: bool = False

    def __post_init__(self) -> None:
        for what, value in (("text", self.text), ("id", self.id), ("group", self.group)):
            _check_string(value, f"the {what}")
        for mark in self.spans:
            _check_mark(mark, self.text)
        object.__setattr__(self, "spans", _distinct(self.spans))
        object.__setattr__(self, "meta", _json_values(self.meta))
        object.__setattr__(self, "judged", self.judged or any(mark.indicator for mark in self.spans))


def mark(start: Any, end: Any, label: Any, indicator: Any = None) -> Mark:
    """A mark of values as a file has them. Raises `DataError` where they are of the wrong kind."""
    if type(start) is not int or type(end) is not int:
        raise DataError(f"the offsets of a span are whole numbers, not {_short(start)} and {_short(end)}")
    if not isinstance(label, str):
        raise DataError(f"the label of the span {start}:{end} is not a string: {_short(label)}")
    return Mark(start, end, label, indicator)


def overlap(spans: Iterable[Mark]) -> tuple[Mark, Mark] | None:
    """The first two marks, in the order of `Labelled.spans`, of which one begins before the other ends."""
    before: Mark | None = None
    for mark in spans:
        if before is not None and mark.start < before.end:
            return before, mark
        before = mark
    return None


def flatten(text: Labelled) -> Labelled:
    """The text without the marks that overlap a longer one (of equally long ones the first stays)."""
    kept: list[Mark] = []
    starts: list[int] = []
    for mark in sorted(text.spans, key=lambda m: (m.start - m.end, m.start, m.label)):
        place = bisect_left(starts, mark.start)
        after_begins = place == len(kept) or mark.end <= kept[place].start
        if after_begins and (place == 0 or kept[place - 1].end <= mark.start):
            kept.insert(place, mark)
            starts.insert(place, mark.start)
    return replace(text, spans=tuple(kept))


def _distinct(spans: Iterable[Mark]) -> tuple[Mark, ...]:
    found: dict[tuple[int, int, str], Mark] = {}
    for mark in spans:
        same = found.setdefault((mark.start, -mark.end, mark.label), mark)
        if same.indicator != mark.indicator:
            raise DataError(f"the span {mark} has two indicators: {same.indicator} and {mark.indicator}")
    return tuple(found[key] for key in sorted(found))


def _check_mark(mark: Mark, text: str) -> None:
    _check_string(mark.label, f"the label of the span {mark.start}:{mark.end}")
    if not mark.label or mark.indicator == "":
        raise DataError(f"the span {mark} has an empty label or indicator")
    if mark.indicator is not None:
        _check_string(mark.indicator, f"the indicator of the span {mark}")
    if not 0 <= mark.start < mark.end <= len(text):
        raise DataError(f"the span {mark} is empty or leaves the text, which has {len(text)} characters")


def _check_string(value: object, what: str) -> None:
    if not isinstance(value, str):
        raise DataError(f"{what} is not a string: {_short(value)}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DataError(f"{what} has half of a surrogate pair at {error.start}; that is no character") from error


def _short(value: object) -> str:
    return repr(value)[:80]


def _json_values(meta: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which tuples are lists and keys strings, as every format gives it back."""
    if not meta:
        return {}
    if taken := RESERVED & meta.keys():
        raise DataError(f"metadata cannot be called {', '.join(sorted(taken))}: that is a field of its own")
    try:
        written = json.dumps(dict(meta), ensure_ascii=False, allow_nan=False)
        written.encode("utf-8")
        copy: dict[str, Any] = json.loads(written)
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(f"the metadata cannot be written as JSON: {error}") from error
    return copy
