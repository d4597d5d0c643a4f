"""What a report *is*: epochs, rows, columns and cells as data (`epochs/*.yaml`), loaded once.

Addresses are `disclosure.<cell>`, `requests.<row>.<column>`, `review.<cell>` and `annex.<row>`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from giar_ml.errors import SchemaError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CellKind = Literal["count", "signed", "amount"]
EPOCHS = ("E1a", "E1b", "E2", "E3")
OTHER_TOTAL = "other_processing_total"  # the row that E2 prints for (六), and some E3 tables in place of its three


@dataclass(frozen=True, slots=True)
class DisclosureCell:
    key: str
    unit: str | None
    kind: CellKind

    @property
    def address(self) -> str:
        return f"disclosure.{self.key}"


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    key: str
    label: str
    variants: tuple[str, ...]
    cells: tuple[DisclosureCell, ...]
    extension: bool = False  # a row that some provinces add


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    variants: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureBlock:
    article: str
    columns: tuple[Column, ...]
    rows: tuple[DisclosureRow, ...]


@dataclass(frozen=True, slots=True)
class RequestRow:
    key: str
    item: str
    group: str | None
    label: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewCell:
    key: str
    group: str
    label: str


@dataclass(frozen=True, slots=True)
class AnnexRow:
    key: str
    item: str | None
    label: str
    unit: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EpochSchema:
    """One template. Sequences are in print order; E1a and E1b have only `annex`."""

    id: str
    fiscal_years: tuple[int, int | None]
    basis: str
    markers: tuple[str, ...]
    disclosure: tuple[DisclosureBlock, ...]
    request_columns: tuple[Column, ...]
    request_rows: tuple[RequestRow, ...]
    review: tuple[ReviewCell, ...]
    annex: tuple[AnnexRow, ...]

    def addresses(self, extensions: bool = False) -> tuple[str, ...]:
        """Every address of the template in print order (198 in E2, 200 in E3)."""
        return (
            *(c.address for b in self.disclosure for r in b.rows if extensions or not r.extension for c in r.cells),
            *(f"requests.{r.key}.{c.key}" for r in self.request_rows for c in self.request_columns),
            *(f"review.{c.key}" for c in self.review),
            *(f"annex.{r.key}" for r in self.annex),
        )


def _column(data: dict[str, Any]) -> Column:
    return Column(data["label"], tuple(data["variants"]), data.get("key", ""))


def _row(data: dict[str, Any]) -> DisclosureRow:
    cells = tuple(DisclosureCell(c["key"], c["unit"], c["kind"]) for c in data["cells"])
    return DisclosureRow(data["key"], data["label"], tuple(data["variants"]), cells, data.get("extension", False))


def resource(name: str) -> Any:
    """A YAML file of this package, parsed. Raises `SchemaError` where it is missing or broken."""
    try:
        text = files(__package__).joinpath(name).read_text("utf-8")
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 -- both loaders are safe
    except (OSError, yaml.YAMLError) as error:
        raise SchemaError(f"schema/{name} cannot be read: {error}") from error


@cache
def epoch(name: str) -> EpochSchema:
    """The template of an epoch (`E1a`, `E1b`, `E2`, `E3`)."""
    data = resource(f"epochs/{name}.yaml")
    try:
        requests = data["requests"] or {"columns": [], "rows": []}
        low, high = data["fiscal_years"]
        return EpochSchema(
            id=data["id"],
            fiscal_years=(low, high),
            basis=data["basis"],
            markers=tuple(data["markers"]),
            disclosure=tuple(
                DisclosureBlock(
                    b["article"], tuple(_column(c) for c in b["columns"]), tuple(_row(r) for r in b["rows"])
                )
                for b in data["disclosure"]
            ),
            request_columns=tuple(_column(c) for c in requests["columns"]),
            request_rows=tuple(
                RequestRow(r["key"], r["item"], r["group"], r["label"], tuple(r["variants"])) for r in requests["rows"]
            ),
            review=tuple(ReviewCell(c["key"], c["group"], c["label"]) for c in data["review"]),
            annex=tuple(
                AnnexRow(r["key"], r["item"], r["label"], r["unit"], tuple(r["variants"])) for r in data["annex"]
            ),
        )
    except (KeyError, TypeError) as error:
        raise SchemaError(f"schema/epochs/{name}.yaml: {error!r}") from error


@cache
def content_hash(folder: str) -> str:
    """SHA-256 over the YAML files of a folder of this package, in order of their names."""
    digest = hashlib.sha256()
    for file in sorted(files(__package__).joinpath(folder).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            digest.update(file.read_bytes())
    return digest.hexdigest()
