"""Records in the terminal: tables with rich, and the words of `explain`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.segment import Segments
from rich.table import Table
from rich.text import Text

from giar_ml.export.grid import Table as Form
from giar_ml.export.grid import tables
from giar_ml.export.labels import Label, label
from giar_ml.export.record import Cell, Convention, Finding, Record, Repair, Statistic
from giar_ml.export.words import (
    ATTRIBUTIONS,
    CAUSES,
    FAMILIES,
    MEANINGS,
    TABLES,
    Recovery,
    named,
    noise_class,
    printed,
    recoverable,
)

STYLES = {"ok": "green", "partial": "yellow", "failed": "red", "skipped": "dim"}
BLAME = {"issuer": "red", "extraction": "yellow", "undecided": "dim"}
MEANT = {"zero": "green", "not_zero": "red", "unknown": "dim"}
DOUBTFUL = 0.9
BECAME = {"noise": "已剔除 taken out", "changed": "已还原 undone", "suspect": "仅提示 pointed at"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # a terminal would obey them
WORDS = 24  # characters of a noise span that are shown


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


def report(record: Record, recovery: Mapping[str, Recovery] | None = None) -> Group:
    """Everything about one record; `recovery` says what the identities leave open for cells without a number."""
    about = record.report
    title = " ".join(filter(None, [about.body or record.source.path, str(about.year or ""), about.epoch]))
    where = f"{record.source.path} · {record.status}"
    parts: list[RenderableType] = [Text(title, style="bold"), Text(where, style="dim")]
    if record.error:
        parts.append(Text(f"{record.error.cause}: {record.error.message}", style="red"))
    parts += [finding_lines(f) for f in record.findings if f.status == "violated"]
    parts += repairs(record)
    parts += [convention_lines(c) for c in record.conventions]
    parts += [noise] if (noise := noise_lines(record)) else []
    cells, open_to = {cell.address: cell for cell in record.cells}, recovery or {}
    wrong = {a for f in record.findings if f.status == "violated" and f.severity == "error" for a in f.addresses}
    parts += [form(table, cells, wrong, open_to) for table in tables(about.epoch, tuple(cells))]
    if record.statistics:
        parts.append(statistics(record.statistics))
    parts.append(Text(_counts(record), style="dim"))
    if open_to:
        parts.append(Text(_open(open_to), style="dim"))
    return Group(*parts)


def _open(recovery: Mapping[str, Recovery]) -> str:
    kinds = [kind for kind, _, _ in recovery.values()]
    return " · ".join(f"{kinds.count(k)} {k}" for k in ("determined", "bounded", "free")) + " (cells without a number)"


def _counts(record: Record) -> str:
    states = [f.status for f in record.findings]
    return " · ".join(f"{states.count(s)} {s}" for s in ("holds", "violated", "unknown")) + " (rules)"


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, title_style="bold")


def form(table: Form, cells: dict[str, Cell], wrong: set[str], recovery: Mapping[str, Recovery]) -> Table:
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
            made.add_row(
                indent + escape(name), *(cell_text(cells.get(a), a in wrong, recovery.get(a)) for a in row.addresses)
            )
    return made


def cell_text(cell: Cell | None, wrong: bool, recovery: Recovery | None = None) -> str:
    """A value with its colour: red violated, yellow doubtful, dim zero or not printed, then what it can be."""
    if cell is None:
        return ""
    if cell.value is None:
        known = f"={number(cell.derived)}" if cell.derived is not None else recoverable(*recovery) if recovery else ""
        derived = f" [i]{known}[/]" if known and known != "≥0" else ""
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
    text = Text.assemble((f"✗ {finding.rule}  {sides}", style), _whose(finding))
    if finding.message:
        text.append(f"\n  {finding.message.zh}\n  ").append(finding.message.en, style="dim")
    return text


def _whose(finding: Finding) -> tuple[str, str]:
    """Whose error a violation is."""
    if finding.attribution is None:
        return "", ""
    return f"  {named(ATTRIBUTIONS, finding.attribution)}", BLAME[finding.attribution]


def repairs(record: Record) -> Iterator[Text]:
    """The proposals for the same rules together, the likeliest first, and numbered where there are several."""
    for rules, alike in groupby(record.repairs, key=lambda r: r.rules):
        ranked = list(alike)
        yield Text(f"→ 建议 proposed  {' '.join(rules)}", style="green")
        for rank, repair in enumerate(ranked, 1):
            yield repair_lines(repair, record, rank if len(ranked) > 1 else None)


def repair_lines(repair: Repair, record: Record, rank: int | None = None) -> Text:
    """A proposal in one line: the changes, whether others are as small, and what usually makes such an error."""
    names = {c.address: label(c.address, record.report.epoch).zh for c in repair.changes}
    changes = ", ".join(f"{names[c.address]} {number(c.printed)} → {number(c.proposed)}" for c in repair.changes)
    alone = "唯一最小 the only smallest" if repair.unique else f"代价 cost {repair.cost:.2f}"
    cause = f" · {named(CAUSES, repair.cause)}" if repair.cause else ""
    first = f"  {rank}. " if rank else "  "
    return Text.assemble((f"{first}{changes}", "green"), (f"  {alone}{cause}", "dim"))


def convention_lines(found: Convention) -> Text:
    """How a table prints zero, in one line."""
    words, how = named(MEANINGS, found.means), printed(found.printed)
    shown = f"∅ {TABLES.get(found.table, found.table)} {found.cells} 格{how}"
    counts = f"  {found.zero} 为 0 zero, {found.other} 不为 0 not, P(0) = {found.confidence:.2f}"
    return Text.assemble(f"{shown}: ", (str(words), MEANT[found.means]), (counts, "dim"))


def noise_lines(record: Record) -> Text | None:
    """What was taken out of the reading or is suspect, a family a line."""
    families: dict[Label, list[tuple[str, float | None, str]]] = {}
    for span in record.noise:
        words = " ".join(span.before.split())
        families.setdefault(named(FAMILIES, span.family), []).append((noise_class(span), span.score, words))
    lines = [
        Text.assemble(
            f"~ {len(spans)} × {name}  ",
            (_became({kind for kind, _, _ in spans}), "yellow" if any(s[0] == "suspect" for s in spans) else "dim"),
            (f"  {max((s for _, s, _ in spans if s is not None), default=0):.2f}  {spans[0][2][:WORDS]}", "dim"),
        )
        for name, spans in families.items()
    ]
    return Text("\n").join(lines) if lines else None


def _became(kinds: set[str]) -> str:
    return "、".join(words for kind, words in BECAME.items() if kind in kinds)


def show(console: Console, records: Iterable[tuple[Record, Mapping[str, Recovery] | None]]) -> None:
    """Print each record, with what is known of its cells without a number."""
    for record, recovery in records:
        drawn = (s._replace(text=CONTROL.sub("", s.text)) for s in console.render(report(record, recovery)))
        console.print(Segments(drawn))
        console.print()
