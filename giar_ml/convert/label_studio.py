"""Label Studio's JSON: tasks with annotations or predictions, also its JSON-MIN.

A label is a region of type `labels`; its indicator is a choice at the same region (`"type": "choices"`, the same id),
or a note of the region (`meta.text`, `meta.indicator`) that has the form of a key. Offsets are code points, or UTF-16
units where Label Studio counted in the browser: see `utf16`. `data` holds the text and our metadata; what Label
Studio notes for itself (users, times, lead time) is not taken over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from giar_ml.convert.labelled import DataError, Labelled, Mark, mark
from giar_ml.convert.lines import DECODER, an_object, decode, dumps, placed, whole
from giar_ml.convert.options import Options
from giar_ml.convert.own import details, made
from giar_ml.convert.utf16 import Counted, codepoints, units

_KEY = re.compile(r"(?:none|share|change|[a-z]\w*(?:\.\w+)+)(?:[+/][a-z]\w*(?:\.\w+)*)*", re.A)
_SPACE = re.compile(r"[\s,]*")
Result = dict[str, Any]


def read(path: Path, options: Options) -> Iterator[Labelled]:
    """The texts of an export. Raises `DataError`, naming file and task; tasks without any labels are noted."""
    left = 0
    text = decode(whole(path, options.limits.max_file_bytes), str(path))
    for number, task in enumerate(_tasks(text, str(path)), 1):
        with placed(f"{path}, task {task.get('id', number)}"):
            results = _results(task, options)
            labelled = None if results is None else _labelled(task, results, options)
        if labelled is None:
            left += 1
        else:
            yield labelled
    if left:
        options.note(f"{path}: {left} tasks that nobody annotated were left out")


def pieces(texts: Iterable[Labelled], options: Options) -> Iterator[str]:
    """A JSON array, a task a line."""
    before = "["
    for text in texts:
        yield f"{before}\n{dumps(_task(text, options))}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _tasks(text: str, where: str) -> Iterator[dict[str, Any]]:
    """The elements of an array, or objects one after the other, one at a time."""
    place = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
    array = text.startswith("[", place)
    place += array
    while True:
        place = _SPACE.match(text, place).end()  # type: ignore[union-attr]
        if place == len(text) or (array and text.startswith("]", place)):
            break
        try:
            task, place = DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            line = text.count("\n", 0, getattr(error, "pos", place)) + 1
            raise DataError(f"{where}:{line} is not JSON: {error}") from error
        yield an_object(task, f"{where}: a task")
    if array and text[place:].strip() != "]":
        raise DataError(f"{where}: the array is not closed, or something follows it")


def _results(task: Mapping[str, Any], options: Options) -> list[Result] | None:
    """The regions of the annotation that counts; None where nobody annotated the task."""
    if not isinstance(task.get("data"), dict):
        return [{"value": item, **item} for field in _minimal(task).values() for item in field]
    made = task.get("annotations", task.get("completions"))
    done = [a for a in _objects(made, "annotations") if not a.get("was_cancelled")]
    if not done:
        done = _objects(task.get("predictions"), "predictions")
    found = [_objects(a.get("result"), "results") for a in done]
    if len(found) > 1 and options.pick == "only":
        truths = [r for r, a in zip(found, done, strict=True) if a.get("ground_truth")]
        found = truths if len(truths) == 1 else found
        if len({_said(results) for results in found}) > 1:
            raise DataError(
                f"has {len(found)} annotations that differ: say which of them counts, the first or the last"
            )
    if not found:
        return None
    return found[-1 if options.pick == "last" else 0]


def _minimal(task: Mapping[str, Any]) -> dict[str, list[Result]]:
    """The fields of a JSON-MIN task that hold regions."""
    return {
        name: value
        for name, value in task.items()
        if isinstance(value, list) and value and all(isinstance(v, dict) and "start" in v for v in value)
    }


def _objects(value: Any, what: str) -> list[Result]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise DataError(f"the {what} are not a list of objects")
    return value


def _said(results: Iterable[Result]) -> str:
    """What an annotation says, whatever the ids of its regions."""
    return json.dumps(sorted(json.dumps([r.get("type"), r.get("value")], sort_keys=True) for r in results))


def _labelled(task: Mapping[str, Any], results: list[Result], options: Options) -> Labelled:
    minimal = not isinstance(task.get("data"), dict)
    data = {k: v for k, v in task.items() if k not in _minimal(task)} if minimal else dict(task["data"])
    text = data.get("text")
    if not isinstance(text, str):
        raise DataError("its data has no text")
    if not minimal and data.get("id") is None:
        data["id"] = task.get("id")
    notes = dict(task["meta"]) if not minimal and isinstance(task.get("meta"), dict) else {}
    ours = notes.pop("offsets", None) == "codepoints"
    if notes:
        data["meta"] = notes
    return made(text, _marks(text, results, options, ours), data, options)


def _marks(text: str, results: list[Result], options: Options, ours: bool) -> list[Mark]:
    regions, chosen = _sorted(results, options)
    ranges = codepoints(text, [_counted(r["value"]) for r in regions], options.offsets, ours)
    found: list[Mark] = []
    for region, (start, end) in zip(regions, ranges, strict=True):
        indicator = chosen.get(_region(region)) or _noted(region.get("meta"))
        found += [mark(start, end, label, indicator) for label in region["value"]["labels"]]
    return found


def _sorted(results: list[Result], options: Options) -> tuple[list[Result], dict[str, Any]]:
    """Regions with labels, and the indicators chosen for regions."""
    regions: list[Result] = []
    chosen: dict[str, Any] = {}
    for result in results:
        value = result.get("value")
        if isinstance(value, dict) and "start" in value and isinstance(value.get("labels"), list):
            regions.append(result)
        elif isinstance(value, dict) and "start" in value and isinstance(value.get("choices"), list):
            if result.get("from_name") in (None, "indicator") or _region(result) not in chosen:
                chosen[_region(result)] = _one(value["choices"])
        elif not options.leave_out:
            raise DataError(f"has a result of type {result.get('type')}, which can only be left out, on request")
    if stray := chosen.keys() - {_region(r) for r in regions}:
        raise DataError(f"has choices at a region without labels: {min(stray)}")
    return regions, chosen


def _region(result: Result) -> str:
    """What ties the results of one region together."""
    value = result["value"]
    return str(result["id"]) if result.get("id") is not None else f"{value.get('start')}:{value.get('end')}"


def _one(choices: list[Any]) -> Any:
    if len(choices) > 1:
        raise DataError(f"has a region with several indicators: {choices}")
    return choices[0] if choices else None


def _noted(meta: Any) -> str | None:
    """The indicator in the notes of a region, if one of them is a key."""
    if not isinstance(meta, dict):
        return None
    noted = meta.get("indicator") or meta.get("text")
    for note in noted if isinstance(noted, list) else [noted]:
        if isinstance(note, str) and _KEY.fullmatch(note.strip()):
            return note.strip()
    return None


def _counted(value: Result) -> Counted:
    start, end, words = value.get("start"), value.get("end"), value.get("text")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise DataError(f"has a region that is no range of a plain text: {str(start)[:40]} to {str(end)[:40]}")
    return Counted(start, end, words if isinstance(words, str) else None)


def _task(text: Labelled, options: Options) -> dict[str, Any]:
    rest = details(text, indicators=False)
    notes = rest.pop("meta", None)
    task: dict[str, Any] = {"id": int(text.id)} if _is_number(text.id) else {}
    if notes is not None and not isinstance(notes, dict):
        raise DataError(f"text {text.id}: metadata cannot be called meta in Label Studio, but for an object")
    wide = bool(text.text) and max(text.text) > "\uffff"
    if notes or (wide and options.offsets != "utf16"):
        task["meta"] = (notes or {}) | ({"offsets": "codepoints"} if wide and options.offsets != "utf16" else {})
    return task | {"data": {"text": text.text, **rest}, "annotations": [{"result": list(_regions(text, options))}]}


def _regions(text: Labelled, options: Options) -> Iterator[Result]:
    places = units(text.text) if options.offsets == "utf16" else range(len(text.text) + 1)
    for number, m in enumerate(text.spans, 1):
        here = {"start": places[m.start], "end": places[m.end], "text": text.text[m.start : m.end]}
        region = {"id": f"r{number}", "to_name": "text"}
        yield {**region, "from_name": "label", "type": "labels", "value": {**here, "labels": [m.label]}}
        if m.indicator is not None:
            yield {**region, "from_name": "indicator", "type": "choices", "value": {**here, "choices": [m.indicator]}}


def _is_number(id: str) -> bool:
    return id.isascii() and id.isdigit() and str(int(id[:16])) == id
