"""The tables of a record in their printed, two-dimensional form: for people, whatever they look through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from giar_ml import schema
from giar_ml.export.labels import SECTIONS, Label, english, row_label
from giar_ml.types import Epoch

OTHER_ROW = Label("（六）其他处理", "Other handling")


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. `addresses` stand under the columns of the table, from the left."""

    label: Label
    addresses: tuple[str, ...]
    group: Label | None = None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One printed table, or a block of one."""

    section: str
    title: Label
    columns: tuple[Label, ...]
    rows: tuple[Row, ...]


def tables(epoch: Epoch | None, addresses: Sequence[str]) -> tuple[Table, ...]:
    """The tables of the form, with the rows that `addresses` (those of the record) add to it.

    A table that the record says nothing about is left out; addresses that no form knows come in a last table.
    """
    known = set(addresses)
    made = () if epoch is None else _form(schema.epoch(epoch), known)
    found = tuple(t for t in made if any(a in known for row in t.rows for a in row.addresses))
    shown = {a for table in found for row in table.rows for a in row.addresses}
    rest = tuple(Row(Label(a, english(a)), (a,)) for a in addresses if a not in shown)
    if not rest:
        return found
    return (*found, Table("other", Label("其他单元格", "Other cells"), (Label("数值", "Value"),), rest))


def _form(template: schema.EpochSchema, known: set[str]) -> tuple[Table, ...]:
    return (*_disclosure(template, known), *_requests(template, known), *_review(template), *_annex(template))


def _title(section: str, more: str = "") -> Label:
    zh, en = SECTIONS[section]
    return Label(f"{zh} {more}".strip(), en)


def _disclosure(template: schema.EpochSchema, known: set[str]) -> list[Table]:
    made = []
    for block in template.disclosure:
        rows = tuple(
            Row(Label(r.label, english(r.key)), tuple(c.address for c in r.cells))
            for r in block.rows
            if not r.extension or any(c.address in known for c in r.cells)
        )
        columns = tuple(Label(c.label, english(c.label)) for c in block.columns)
        made.append(Table("disclosure", _title("disclosure", block.article), columns, rows))
    return made


def _requests(template: schema.EpochSchema, known: set[str]) -> list[Table]:
    columns = tuple(Label(c.label, english(c.key)) for c in template.request_columns)
    keys = [c.key for c in template.request_columns]
    names = {r.key: (row_label(r), r.group, r.item) for r in template.request_rows}
    order = [r.key for r in template.request_rows]
    others = dict.fromkeys(a.split(".")[1] for a in known if a.startswith("requests.") and a.count(".") == 2)
    for key in sorted(k for k in others if k not in names):
        order.insert(order.index("results_total") if "results_total" in order else len(order), key)
    rows = []
    for key in order:
        known_other = OTHER_ROW if key == schema.OTHER_TOTAL else Label(key, english(key))
        name, group, item = names.get(key, (known_other, None, ""))
        heading = Label(group, english(group)) if group else None
        rows.append(Row(name, tuple(f"requests.{key}.{k}" for k in keys), heading, _printed(item)))
    return [Table("requests", _title("requests"), columns, tuple(rows))] if order else []


def _printed(item: str) -> str:
    """The number before a row, within its group: 三(三)1 -> 1, 三(七) -> (七), 四 -> 四."""
    return item.rpartition(")")[2] or item.removeprefix("三")


def _review(template: schema.EpochSchema) -> list[Table]:
    groups: dict[str, list[schema.ReviewCell]] = {}
    for cell in template.review:
        groups.setdefault(cell.group, []).append(cell)
    if not groups:
        return []
    columns = tuple(Label(c.label, english(c.label)) for c in next(iter(groups.values())))
    rows = tuple(Row(Label(g, english(g)), tuple(f"review.{c.key}" for c in cells)) for g, cells in groups.items())
    return [Table("review", _title("review"), columns, rows)]


def _annex(template: schema.EpochSchema) -> list[Table]:
    rows = tuple(Row(Label(r.label, english(r.key)), (f"annex.{r.key}",), item=r.item or "") for r in template.annex)
    return [Table("annex", _title("annex"), (Label("统计数", "Value"),), rows)] if rows else []
