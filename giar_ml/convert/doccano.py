"""doccano's JSON lines: `label` (`[[start, end, label], ...]`, in old exports `labels`) or the newer `entities`.

doccano has no place for indicators at a span: they stand beside, as in our own lines, and doccano carries them along
as metadata. Written is `label`, which every version imports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from giar_ml.convert.labelled import DataError, Labelled, Mark, mark
from giar_ml.convert.lines import dumps, json_lines, placed
from giar_ml.convert.options import Options
from giar_ml.convert.own import details, made, marks

SPANS = ("label", "labels", "entities")
_FIELDS = (*SPANS, "relations")


def read(path: Path, options: Options) -> Iterator[Labelled]:
    """The texts of a file. Raises `DataError`, with file and line; also for relations, which have no place here."""
    for where, data in json_lines(path, options.limits):
        with placed(where):
            if "text" not in data or not any(name in data for name in SPANS):
                raise DataError(f"has no text, or none of {', '.join(SPANS)}")
            if "spans" in data:
                raise DataError(f"has spans beside {' or '.join(SPANS)}: which of them?")
            if data.get("relations") and not options.leave_out:
                raise DataError("has relations, which a labelled text cannot hold; they can be left out on request")
            rest = {key: value for key, value in data.items() if key not in _FIELDS}
            yield made(data["text"], _spans(data), rest, options)


def pieces(texts: Iterable[Labelled], options: Options) -> Iterator[str]:  # noqa: ARG001 (all formats are asked alike)
    """The lines of a file. Raises `DataError` where metadata has a name that doccano uses itself."""
    for number, text in enumerate(texts, 1):
        if taken := text.meta.keys() & set(_FIELDS):
            raise DataError(f"text {number} {text.id}: metadata cannot be called {min(taken)} in doccano")
        spans = [[m.start, m.end, m.label] for m in text.spans]
        line = {"text": text.text, "label": spans, **details(text)}
        if text.id and str(_number(text.id)) == text.id:
            line["id"] = _number(text.id)
        yield dumps(line) + "\n"


def _spans(data: dict[str, Any]) -> list[Mark]:
    """All of them: a file may have more than one of the fields, the others empty."""
    found: list[Mark] = []
    for name in ("label", "labels"):
        found += marks(data.get(name) or [])
    entities = data.get("entities") or []
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise DataError("the entities are not a list of objects")
    return found + [mark(*(e.get(key) for key in ("start_offset", "end_offset", "label"))) for e in entities]


def _number(id: str) -> int | None:
    """doccano's own ids are numbers."""
    return int(id) if id.isascii() and id.isdigit() and len(id) < 16 else None
