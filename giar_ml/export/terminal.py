"""Records in the terminal: tables with rich, and the words of `explain`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from giar_ml.export.grid import Table as Form
from giar_ml.export.grid import tables
from giar_ml.export.record import Cell, Finding, Record, Repair, Statistic

STYLES = {"ok": "green", "partial": "yellow", "failed": "red", "skipped": "dim"}
MARKS = {"holds": "[green]✓[/]", "violated": "[red]✗[/]", "unknown": "[dim]?[/]"}
DOUBTFUL = 0.9


def number(value: Decimal | None) -> str:
    """A value as it is printed, null as a dash."""
    return "—" if value is None else format(value, "f")


def summary(rows: Sequence[tuple[str, ...]]) -> Table:
    """One line a record: what was read, what does not hold."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    made.add_column("file", overflow="fold", max_width=44)
    made.add_column("body", overflow="fold")
    for name in ("year", "form", "status"):
        made.add_column(name)
    for name in ("cells", "stats", "violated", "repairs"):
        made.add_column(name, justify="right")
    for row in rows:
        made.add_row(*row)
    return made


def summary_row(record: Record) -> tuple[str, ...]:
    """The fields of one line of the summary."""
    about, style = record.report, STYLES[record.status]
    violated = sum(f.status == "violated" and f.severity == "error" for f in record.findings)
    part = f" #{record.source.part}" if record.source.part > 1 else ""
    why = f": {record.error.cause}" if record.error else f": {record.cause}" if record.cause else ""
    return (
        escape(f"{record.source.path}{part}"),
        escape(about.body or ""),
        str(about.year or ""),
        about.epoch or "",
        f"[{style}]{record.status}{escape(why)}[/]",
        str(sum(c.value is not None for c in record.cells)),
        str(len(record.statistics)),
        f"[red]{violated}[/]" if violated else "0",
        str(len(record.repairs)),
    )


def report(record: Record) -> Group:
    """Everything about one record."""
    about = record.report
    title = " ".join(filter(None, [about.body or record.source.path, str(about.year or ""), about.epoch]))
    where = f"{record.source.path} · {record.status}"
    parts: list[RenderableType] = [Text(title, style="bold"), Text(where, style="dim")]
    if record.error:
        parts.append(Text(f"{record.error.cause}: {record.error.message}", style="red"))
    parts += [finding_lines(f) for f in record.findings if f.status == "violated"]
    parts += [repair_lines(r) for r in record.repairs]
    cells = {cell.address: cell for cell in record.cells}
    wrong = {a for f in record.findings if f.status == "violated" and f.severity == "error" for a in f.addresses}
    parts += [form(table, cells, wrong) for table in tables(about.epoch, tuple(cells))]
    if record.statistics:
        parts.append(statistics(record.statistics))
    parts.append(Text(_counts(record), style="dim"))
    return Group(*parts)


def _counts(record: Record) -> str:
    states = [f.status for f in record.findings]
    return " · ".join(f"{states.count(s)} {s}" for s in ("holds", "violated", "unknown")) + " (rules)"


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, title_style="bold")


def form(table: Form, cells: dict[str, Cell], wrong: set[str]) -> Table:
    """One printed table."""
    made = _table(table.title.zh)
    made.add_column("", overflow="fold", max_width=40)
    for column in table.columns:
        made.add_column(column.zh, justify="right", overflow="fold")
    for group, rows in groupby(table.rows, key=lambda row: row.group):
        if group and len(table.columns) > 1:
            made.add_row(f"[dim]{escape(group.zh)}[/]")
        for row in rows:
            indent = "  " if group else ""
            name = f"{row.item} {row.label.zh}".strip()
            made.add_row(indent + escape(name), *(cell_text(cells.get(a), a in wrong) for a in row.addresses))
    return made


def cell_text(cell: Cell | None, wrong: bool) -> str:
    """A value with its colour: red violated, yellow doubtful, dim zero or not printed."""
    if cell is None:
        return ""
    if cell.value is None:
        derived = f" =[i]{number(cell.derived)}[/]" if cell.derived is not None else ""
        return f"[dim]{escape((cell.raw or '').strip() or '∅')}{derived}[/]"
    style = "red" if wrong else "yellow" if cell.abstained or cell.confidence < DOUBTFUL else ""
    style = style or ("dim" if cell.value == 0 else "")
    shown = number(cell.value) + ("?" if cell.abstained else "")
    return f"[{style}]{shown}[/]" if style else shown


def statistics(found: Sequence[Statistic]) -> Table:
    """The statistics of the prose."""
    made = _table("文字中的数据 statistics")
    for name in ("indicator", "value", "unit", "raw", "conf"):
        made.add_column(name, justify="right" if name in {"value", "conf"} else "left", overflow="fold")
    for s in found:
        sign = "" if s.qualifier == "exact" else f"{s.qualifier} "
        made.add_row(escape(s.indicator), sign + number(s.value), escape(s.unit), escape(s.raw), f"{s.confidence:.2f}")
    return made


def finding_lines(finding: Finding) -> Text:
    """A finding in two lines."""
    sides = f"{number(finding.left)} vs {number(finding.right)}" if finding.severity != "info" else ""
    style = "red" if finding.severity == "error" else "yellow"
    text = Text.assemble((f"✗ {finding.rule}  {sides}", style), (f"  {finding.attribution or ''}", "dim"))
    if finding.message:
        text.append(f"\n  {finding.message.zh}\n  ").append(finding.message.en, style="dim")
    return text


def repair_lines(repair: Repair) -> Text:
    """A proposal in one line."""
    changes = ", ".join(f"{c.address}: {number(c.printed)} → {number(c.proposed)}" for c in repair.changes)
    return Text(f"→ 建议 proposed{'' if repair.unique else ' (not the only one)'}: {changes}", style="green")


def show(console: Console, records: Iterable[Record]) -> None:
    """Print each record."""
    for record in records:
        console.print(report(record))
        console.print()
