"""The tables and statistics of the HTML view."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from giar_ml.export.grid import Row, Table, tables
from giar_ml.export.html_view import DOUBTFUL, View, both, details, state, text
from giar_ml.export.labels import Label, definition
from giar_ml.export.record import Statistic

QUALIFIER = {
    "exact": "",
    "about": "约 ",
    "above": "超过 ",
    "at_least": "至少 ",
    "at_most": "至多 ",
    "stated_absence": "明示为无 ",
}


def value_cell(page: View, address: str) -> str:
    """One `<td>`: the printed value, what the identities force, and any proposal beside it."""
    cell = page.cells.get(address)
    if cell is None:
        return '<td class="none"></td>'
    shown = text(cell.value) if cell.value is not None else (cell.raw or "").strip()[:8] or "∅"
    open_to = f"={text(cell.derived)}" if cell.derived is not None else page.open_to(address).replace("≥0", "")
    extra = f'<small class="derived">{open_to}</small>' if open_to else ""
    extra += "".join(f'<small class="fix">→{text(value)}</small>' for value in page.proposals.get(address, []))
    doubt = "<sup>?</sup>" if cell.abstained else ""
    return (
        f'<td class="v {state(page, cell)}" id="{page.ids[address]}" data-t="{page.ids[address]}" tabindex="0" '
        f'data-d="{escape(details(page, cell))}">{escape(shown)}{doubt}{extra}</td>'
    )


def table_html(page: View, table: Table, heading: bool) -> str:
    """One table of the form; the first of a section has its heading."""
    grouped = any(row.group for row in table.rows) or any(row.item for row in table.rows)
    corner = f'<th colspan="{2 if grouped else 1}" class="corner">{escape(table.title.zh.partition(" ")[2])}</th>'
    head = corner + "".join(f"<th>{both(c)}</th>" for c in table.columns)
    if table.section == "requests":
        head = _applicants(table)
    body = "".join(_rows(page, table, grouped))
    title = f"<h2>{both(Label(table.title.zh.split(' ')[0], table.title.en))}</h2>" if heading else ""
    return f'{title}<table class="grid {table.section}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _applicants(table: Table) -> str:
    """The head of the request table: five of its columns stand under one heading."""
    person, *organisations, total = (both(column) for column in table.columns)
    return (
        f'<th colspan="2" rowspan="2" class="corner"></th><th rowspan="2">{person}</th>'
        f'<th colspan="{len(organisations)}">法人或其他组织 <i class="en">Organisations</i></th>'
        f'<th rowspan="2">{total}</th></tr><tr>' + "".join(f"<th>{name}</th>" for name in organisations)
    )


def _rows(page: View, table: Table, grouped: bool) -> Iterator[str]:
    for group, rows in groupby(table.rows, key=lambda row: row.group):
        members = list(rows)
        for index, row in enumerate(members):
            first = ""
            if grouped and group and index == 0:
                first = f'<th class="group" rowspan="{len(members)}">{both(group)}</th>'
            span = ' colspan="2"' if grouped and not group else ""
            cells = "".join(value_cell(page, a) for a in row.addresses)
            fill = len(table.columns) - len(row.addresses)
            none = f'<td class="none" colspan="{fill}"></td>' if fill else ""
            yield f'<tr>{first}<th class="row"{span}>{_name(row)}</th>{cells}{none}</tr>'


def _name(row: Row) -> str:
    item = f'<b class="item">{escape(row.item)}</b>' if row.item else ""
    return f'{item}<span class="name">{both(row.label)}</span>'


def all_tables(page: View) -> str:
    """The tables of the record in print order."""
    parts, last = [], ""
    for table in tables(page.record.report.epoch, tuple(page.cells)):
        parts.append(table_html(page, table, heading=table.section != last))
        last = table.section
    return "".join(parts)


def statistics(page: View) -> str:
    """The statistics of the prose, each with the words around it."""
    if not page.record.statistics:
        return ""
    rows = "".join(_statistic(page, i, s) for i, s in enumerate(page.record.statistics))
    heading = '<h2>文字中的数据 <i class="en">Statistics in the prose</i></h2>'
    return f'<section>{heading}<table class="stats">{rows}</table></section>'


def _statistic(page: View, index: int, s: Statistic) -> str:
    facts = (s.agency, s.topic, s.channel, s.period, s.share and f"{text(s.share)}%", s.change and f"Δ{text(s.change)}")
    about = " · ".join(escape(str(fact)) for fact in facts if fact)
    part = ""
    if s.part_of is not None:
        part = f'<span class="part" data-t="s{s.part_of}" tabindex="0" title="part of">↳ {s.part_of + 1}</span>'
    low = "low" if s.confidence < DOUBTFUL else ""
    qualifier = QUALIFIER[s.qualifier]
    meaning = definition(s.indicator)
    name = f"{s.indicator}: {meaning}" if meaning else s.indicator
    words = f"{name}\n原文 raw {s.raw!r} · 置信度 confidence {s.confidence:.3f}\n位置 offsets {s.start}–{s.end}"
    return (
        f'<tr id="s{index}" class="s {low}" data-t="s{index}" tabindex="0" data-d="{escape(words)}">'
        f'<td class="n">{index + 1}</td>'
        f'<td class="num">{qualifier}<b>{text(s.value)}</b> {escape(s.unit)}</td>'
        f'<td><code title="{escape(meaning)}">{escape(s.indicator)}</code> {part}<div class="about">{about}</div></td>'
        f'<td class="context">{context(page.source, s)}</td><td class="p">{s.confidence:.2f}</td></tr>'
    )


def context(source: str | None, s: Statistic, width: int = 16) -> str:
    """The words around a statistic, within its line."""
    if source is None or source[s.start : s.end] != s.raw:
        return f"<b>{escape(s.raw)}</b>"
    before = source[max(0, s.start - width) : s.start].rpartition("\n")[2]
    after = source[s.end : s.end + width].partition("\n")[0]
    return f"{escape(before)}<b>{escape(s.raw)}</b>{escape(after)}"
