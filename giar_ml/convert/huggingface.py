"""A data set that `datasets` saved to disk (`Dataset.save_to_disk`): a folder of Arrow files.

Ours has the columns `text`, `spans` (objects of start, end, label, indicator), `id`, `group`, `judged`, `meta` (JSON).
Read are also `tokens` with `ner_tags` (class labels or strings), joined as in CoNLL, and `text` with `spans` or
`entities` of others; further columns become metadata. In a `DatasetDict` each text keeps its split as `meta["split"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from giar_ml.convert import bio
from giar_ml.convert.conll import joined
from giar_ml.convert.labelled import DataError, Labelled, Mark, mark
from giar_ml.convert.lines import an_object, dumps, parse, placed
from giar_ml.convert.options import Options
from giar_ml.convert.own import made

MARKERS = ("state.json", "dataset_dict.json")  # one of them makes a folder a data set
_SPANS, _TAGS = ("spans", "entities"), ("ner_tags", "tags", "labels")


def read(path: Path, options: Options) -> Iterator[Labelled]:
    """The texts of a folder. Raises `DataError`, naming folder and row, and where `datasets` is not installed."""
    library = _library()
    if not any((path / name).is_file() for name in MARKERS):
        raise DataError(f"{path} is no folder of a saved data set")
    try:
        found = library.load_from_disk(str(path.absolute()))
        splits = found.items() if isinstance(found, library.DatasetDict) else [("", found)]
        for _, rows in splits:
            rows.data.validate(full=True)  # Arrow trusts the offsets in its files unless it is asked not to
    except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        raise DataError(f"{path} is no data set that can be read: {str(error)[:200]}") from error
    for split, rows in splits:
        names = _class_names(rows.features)
        for number, row in enumerate(_rows(rows, path), 1):
            with placed(f"{path}, {split} row {number}".replace(",  ", ", ")):
                labelled = _labelled(row, split, names, options)
            yield labelled


def save(texts: Iterable[Labelled], path: Path, options: Options) -> None:  # noqa: ARG001 (all formats are asked alike)
    """Write a folder, which must not exist."""
    library = _library()
    value = library.Value
    span = {"start": value("int64"), "end": value("int64"), "label": value("string"), "indicator": value("string")}
    features = library.Features(
        {name: value("string") for name in ("text", "id", "group", "meta")}
        | {"spans": library.List(span) if hasattr(library, "List") else [span], "judged": value("bool")}
    )
    rows = [_row(text) for text in texts]
    columns = {name: [row[name] for row in rows] for name in features}
    library.Dataset.from_dict(columns, features=features).save_to_disk(str(path.absolute()), num_shards=1)


def _library() -> Any:
    try:
        import datasets
    except ImportError as error:
        raise DataError("data sets need the package datasets: pip install 'giar-ml[train]'") from error
    datasets.disable_progress_bars()
    return datasets


def _row(text: Labelled) -> dict[str, Any]:
    spans = [{"start": m.start, "end": m.end, "label": m.label, "indicator": m.indicator} for m in text.spans]
    return {
        "text": text.text, "spans": spans, "id": text.id, "group": text.group, "judged": text.judged,
        "meta": dumps(dict(text.meta)),
    }  # fmt: skip


def _rows(rows: Any, path: Path) -> Iterator[dict[str, Any]]:
    try:
        yield from rows
    except (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        raise DataError(f"{path} has a row that cannot be read: {str(error)[:200]}") from error


def _class_names(features: Mapping[str, Any]) -> list[str] | None:
    """What the numbers of the tags stand for."""
    for name in _TAGS:
        inner = getattr(features.get(name), "feature", None)
        if (tags := getattr(inner, "names", None)) is not None:
            return list(tags)
    return None


def _labelled(row: Mapping[str, Any], split: str, names: list[str] | None, options: Options) -> Labelled:
    rest = {name: value for name, value in row.items() if name not in (*_SPANS, *_TAGS, "tokens", "text", "judged")}
    if isinstance(rest.get("meta"), str) and "judged" in row:
        rest |= an_object(parse(rest.pop("meta"), "meta"), "meta")
    if row.get("judged"):
        rest["indicators"] = {}
    if split:
        rest["split"] = split
    tags = next((row[name] for name in _TAGS if isinstance(row.get(name), list)), None)
    if isinstance(row.get("tokens"), list) and tags is not None:
        written = row.get("text")
        text, ranges = joined([str(token) for token in row["tokens"]], written if isinstance(written, str) else None)
        return made(text, bio.decode([_tag(tag, names) for tag in tags], ranges), rest, options)
    return made(row.get("text"), _marks(row), rest, options)


def _tag(tag: Any, names: list[str] | None) -> str:
    if isinstance(tag, int) and names is not None and 0 <= tag < len(names):
        tag = names[tag]
    if not isinstance(tag, str) or not bio.TAG.fullmatch(tag):
        raise DataError(f"{tag} is no tag such as O, B-COUNT, I-COUNT")
    return tag


def _marks(row: Mapping[str, Any]) -> list[Mark]:
    found = next((row[name] for name in _SPANS if row.get(name) is not None), None)
    if not isinstance(found, list) or not all(isinstance(span, dict) for span in found):
        raise DataError(f"has neither tokens and {_TAGS[0]} nor text and spans, which are objects")
    return [
        mark(
            span.get("start", span.get("start_offset")), span.get("end", span.get("end_offset")), span.get("label"),
            span.get("indicator"),
        )
        for span in found
    ]  # fmt: skip
