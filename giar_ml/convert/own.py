"""Our own JSON lines, and the flat object of all but text and spans that other formats carry along.

A line is `{"text", "spans": [[start, end, label], ...], "indicators": {"<start>": key}, "id", "group", ...}`; whatever
else stands there is metadata. Without `indicators` they are unknown; in a text that has them, other spans have none.
Where several spans begin at one place, a key of `indicators` may be `<start>:<end>:<label>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from giar_ml.convert.labelled import RESERVED, DataError, Labelled, Mark, mark
from giar_ml.convert.lines import dumps, json_lines, placed
from giar_ml.convert.options import Options

TOLD = ("COUNT", "NIL")  # the labels that a plain key of `indicators` speaks of


def read(path: Path, options: Options) -> Iterator[Labelled]:
    """The texts of a file. Raises `DataError`, with file and line."""
    for where, data in json_lines(path, options.limits):
        with placed(where):
            for name in ("text", "spans"):
                if name not in data:
                    raise DataError(f"has no {name}")
            yield made(data["text"], marks(data["spans"]), data, options)


def pieces(texts: Iterable[Labelled], options: Options) -> Iterator[str]:  # noqa: ARG001 (all formats are asked alike)
    """The lines of a file."""
    for text in texts:
        spans = [[m.start, m.end, m.label] for m in text.spans]
        yield dumps({"text": text.text, "spans": spans, **details(text)}) + "\n"


def marks(spans: Any) -> list[Mark]:
    """Marks from `[start, end, label]`, or from objects with these keys."""
    if not isinstance(spans, list):
        raise DataError(f"the spans are not a list: {str(spans)[:80]}")
    return [_mark(span) for span in spans]


def _mark(span: Any) -> Mark:
    if isinstance(span, dict):
        span = [span.get(key) for key in ("start", "end", "label")]
    if not isinstance(span, list) or len(span) != 3:
        raise DataError(f"a span is [start, end, label], not {str(span)[:80]}")
    return mark(*span)


def details(text: Labelled, *, indicators: bool = True) -> dict[str, Any]:
    """All but text and spans; with `indicators=False` only the fact that they were judged, as `{}`."""
    found: dict[str, Any] = {}
    if text.id:
        found["id"] = text.id
    if text.group != _group(text.meta):
        found["group"] = text.group
    if text.judged:
        found["indicators"] = _indicators(text.spans) if indicators else {}
    return found | dict(text.meta)


def made(text: Any, spans: Iterable[Mark], details: Mapping[str, Any], options: Options) -> Labelled:
    """The labelled text of spans and what `details` gave; an indicator that a mark has already stays."""
    given = details.get("indicators")
    if given is not None and not isinstance(given, dict):
        raise DataError(f"the indicators are not an object: {str(given)[:80]}")
    if isinstance(text, str) and len(text) > options.limits.max_characters:
        raise DataError(f"the text has more than {options.limits.max_characters:,} characters")
    meta = {key: value for key, value in details.items() if key not in RESERVED}
    group = _name(details["group"]) if details.get("group") is not None else _group(details)
    found = _told(list(spans), given, options) if given else tuple(spans)
    return Labelled(text, found, _name(details.get("id")), group, meta, given is not None)


def _group(details: Mapping[str, Any]) -> str:
    """What splits the data where no group is given: the body."""
    body = details.get("body_id")
    return str(body) if isinstance(body, str | int) and not isinstance(body, bool) else ""


def _name(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise DataError(f"id and group are strings or numbers, not {str(value)[:80]}")
    return str(value)


def _indicators(spans: Iterable[Mark]) -> dict[str, str]:
    """Plain keys where they say all, exact ones elsewhere."""
    found: dict[str, str] = {}
    for start, here in _by_start(spans).items():
        meant = _meant(here)
        given = {m.indicator for m in meant}
        if len(given) == 1 and all(m.indicator is None or m in meant for m in here):
            found |= {str(start): key for key in given if key is not None}
        else:
            found |= {_exact(m): m.indicator for m in here if m.indicator is not None}
    return found


def _told(spans: list[Mark], indicators: Mapping[str, Any], options: Options) -> tuple[Mark, ...]:
    """The marks with their indicators."""
    places = {m: m.indicator for m in spans}
    starts = {str(start): _meant(here) for start, here in _by_start(spans).items()}
    exact = {_exact(m): [m] for m in spans}
    for key, indicator in indicators.items():
        found = exact.get(key) or starts.get(key)
        if not found and not options.leave_out:
            raise DataError(f"the indicator {indicator} at {key} belongs to no span")
        places |= {m: indicator for m in found or () if m.indicator is None}
    return tuple(Mark(m.start, m.end, m.label, indicator) for m, indicator in places.items())


def _by_start(spans: Iterable[Mark]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = {}
    for m in spans:
        found.setdefault(m.start, []).append(m)
    return found


def _meant(here: list[Mark]) -> list[Mark]:
    """Of the marks that begin at one place, those of which a plain key speaks."""
    return [m for m in here if m.label in TOLD] or (here if len(here) == 1 else [])


def _exact(m: Mark) -> str:
    return f"{m.start}:{m.end}:{m.label}"
