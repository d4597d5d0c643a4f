"""The reference pages made from the code: `python -m giar_ml.export.docs` writes them, a test compares them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from giar_ml import schema
from giar_ml.export.labels import english, labels, row_label
from giar_ml.export.record import Record, json_schema

DOCS = Path(__file__).parents[2] / "docs"
HEADER = """# The record and its addresses

Made from the code by `python -m giar_ml.export.docs`; do not edit. The same facts for machines: `record.schema.json`
(or `giar-ml schema`).

A record is one line of JSON. Offsets are half-open and count code points of the decoded source, before any
normalisation: `source[start:end] == raw`. Whole numbers are JSON integers, all others decimal strings as printed.
Fields marked *optional* are left out where they are null; all others are always there.
"""


def markdown() -> str:
    """The page `docs/schema.md`."""
    return "\n".join([HEADER, *_models(), *(line for name in schema.EPOCHS for line in _epoch(name))]).rstrip() + "\n"


def _models() -> Iterator[str]:
    spec = json_schema()
    yield from _fields("Record", spec)
    for field, wanted in Record.model_fields.items():
        name = _reference(spec["properties"][field])
        if name and wanted:
            yield from _fields(name, spec["$defs"][name])
    for name in ("Change", "Message"):
        yield from _fields(name, spec["$defs"][name])


def _fields(name: str, spec: dict[str, Any]) -> Iterator[str]:
    yield f"## {name}\n"
    yield spec.get("description", "").replace("\n", " ") + "\n"
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    for field, about in spec["properties"].items():
        optional = "" if field in spec.get("required", ()) else " *optional*"
        yield f"| `{field}` | {_type(about)}{optional} | {about.get('description', '')} |"
    yield ""


def _reference(spec: dict[str, Any]) -> str | None:
    """The name of the model that a field holds, or holds a list of."""
    for option in (spec, spec.get("items", {}), *spec.get("anyOf", ())):
        if "$ref" in option:
            return str(option["$ref"]).rpartition("/")[2]
    return None


def _type(spec: dict[str, Any]) -> str:
    if "anyOf" in spec:
        kinds = list(dict.fromkeys(_type(option) for option in spec["anyOf"]))
        return " or ".join("decimal string" if k == "string" and "integer" in kinds else k for k in kinds)
    if "enum" in spec:
        return " ".join(f"`{value}`" for value in spec["enum"])
    if "$ref" in spec:
        name = _reference(spec)
        return f"[{name}](#{str(name).lower()})"
    if spec.get("type") == "array":
        return f"list of {_type(spec['items'])}" if "items" in spec else "list of numbers"
    return str(spec.get("type", "any"))


def _epoch(name: str) -> Iterator[str]:
    template = schema.epoch(name)
    first, last = template.fiscal_years
    count = len(template.addresses())
    yield f"## {name}: {first}–{last or ''}\n"
    yield f"{template.basis}. {count} addresses.\n"
    if template.disclosure:
        yield from _disclosure(template)
        yield from _requests(template)
    for title, section in (("Administrative review and litigation", "review"), ("Annex", "annex")):
        found = {a: n for a, n in labels(template.id).items() if a.startswith(f"{section}.")}
        if found:
            yield f"### {title}\n"
            yield "| address | label | |\n|---|---|---|"
            yield from (f"| `{address}` | {label.zh} | {label.en} |" for address, label in found.items())
            yield ""


def _disclosure(template: schema.EpochSchema) -> Iterator[str]:
    yield "### Proactive disclosure\n"
    yield "| article | row | column | address | unit |\n|---|---|---|---|---|"
    for block in template.disclosure:
        for row in block.rows:
            added = " (added by some provinces)" if row.extension else ""
            for cell, column in zip(row.cells, block.columns, strict=False):
                fields = (block.article, row.label + added, column.label, f"`{cell.address}`", cell.unit or "not fixed")
                yield f"| {' | '.join(fields)} |"
    yield ""


def _requests(template: schema.EpochSchema) -> Iterator[str]:
    columns = ", ".join(f"`{c.key}` {c.label}" for c in template.request_columns)
    yield "### Requests\n"
    yield f"Address: `requests.<row>.<column>`. Columns: {columns}.\n"
    yield "| item | row | label | |\n|---|---|---|---|"
    for row in template.request_rows:
        yield f"| {row.item} | `{row.key}` | {row.label} | {row_label(row).en} |"
    if all(row.key != schema.OTHER_TOTAL for row in template.request_rows):
        note = "where a place prints （六） as one row"
        yield f"| 三(六) | `{schema.OTHER_TOTAL}` | 其他处理 ({note}) | {english(schema.OTHER_TOTAL)} |"
    yield ""


def schema_text() -> str:
    """The file `docs/record.schema.json`."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def main(folder: Path = DOCS) -> None:
    """Write both files."""
    (folder / "schema.md").write_text(markdown(), "utf-8")
    (folder / "record.schema.json").write_text(schema_text(), "utf-8")


if __name__ == "__main__":
    main()
