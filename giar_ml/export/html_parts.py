"""The left side of the HTML view: findings, repairs, what to look at, tables, statistics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from itertools import groupby

from giar_ml.export.grid import Row, Table, tables
from giar_ml.export.labels import Label, definition, label, reason
from giar_ml.export.record import Cell, Finding, Message, Record, Statistic

DOUBTFUL = 0.9  # a confidence under this is pointed at
CHIPS = 12  # cells named in one list; the rest is counted
STATUS = {"ok": "完整", "partial": "部分", "failed": "失败", "skipped": "略过"}
FINDING_STATUS = {"violated": "不成立", "holds": "成立", "unknown": "无法判断"}
ATTRIBUTION = {"issuer": "发布机关原文如此", "extraction": "可能误读", "undecided": "未定"}
ORIGIN = {"read": "已读", "blank": "空白", "absent": "未见"}
QUALIFIER = {
    "exact": "",
    "about": "约 ",
    "above": "超过 ",
    "at_least": "至少 ",
    "at_most": "至多 ",
    "stated_absence": "明示为无 ",
}


@dataclass(frozen=True, slots=True)
class View:
    """A record with the ids that its cells (`c0`, ...) and statistics (`s0`, ...) have on the page."""

    record: Record
    source: str | None
    ids: dict[str, str]
    cells: dict[str, Cell]
    suspects: dict[str, list[Finding]] = field(default_factory=dict)
    proposals: dict[str, list[Decimal | None]] = field(default_factory=dict)


def view(record: Record, source: str | None) -> View:
    """Everything the page looks up, collected once."""
    ids = {cell.address: f"c{i}" for i, cell in enumerate(record.cells)}
    ids |= {f"statistics[{i}]": f"s{i}" for i in range(len(record.statistics))}
    made = View(record, source, ids, {cell.address: cell for cell in record.cells})
    for finding in record.findings:
        if finding.status == "violated":
            for address in finding.addresses:
                made.suspects.setdefault(address, []).append(finding)
    for repair in record.repairs:
        for change in repair.changes:
            proposed = made.proposals.setdefault(change.address, [])
            if change.proposed not in proposed:
                proposed.append(change.proposed)
    return made


def text(value: Decimal | None) -> str:
    """A number as it is printed, null as a dash."""
    return "—" if value is None else format(value, "f")


def both(name: Label) -> str:
    """A label in both languages; the page can hide the English."""
    zh = escape(name.zh)
    return f'{zh} <i class="en">{escape(name.en)}</i>' if name.en and name.en != name.zh else zh


def state(page: View, cell: Cell) -> str:
    """CSS classes that tell what is special about a cell."""
    violated = page.suspects.get(cell.address, [])
    states = {
        "bad": any(f.severity == "error" for f in violated),
        "warn": bool(violated),
        "abstained": cell.abstained,
        "low": cell.confidence < DOUBTFUL and cell.value is not None,
        "null": cell.value is None,
        "zero": cell.value == 0,
        "fixed": cell.address in page.proposals,
    }
    return " ".join(name for name, holds in states.items() if holds)


def details(page: View, cell: Cell) -> str:
    """What the line at the foot of the page says about a cell."""
    name = label(cell.address, page.record.report.epoch)
    lines = [f"{name.zh} · {name.en}", cell.address]
    lines.append(f"值 value {text(cell.value)}{' ' + cell.unit if cell.unit else ''} · 原文 raw {cell.raw!r}")
    lines.append(f"{ORIGIN[cell.origin]} {cell.origin} · 置信度 confidence {cell.confidence:.3f}")
    if cell.abstained:
        lines.append("存疑，未采信 abstained: too doubtful to be trusted")
    if cell.reason:
        lines.append(f"原因 reason: {reason(cell.reason)}")
    if cell.derived is not None:
        lines.append(f"由勾稽关系推得 derived: {text(cell.derived)}")
    if cell.start is not None:
        page_number = f" · 第{cell.page}页 page {cell.page}" if cell.page else ""
        lines.append(f"位置 offsets {cell.start}–{cell.end}{page_number}")
    lines += [f"不成立 violated: {f.rule}" for f in page.suspects.get(cell.address, [])]
    lines += [f"建议 proposed: {text(value)}" for value in page.proposals.get(cell.address, [])]
    return "\n".join(lines)


def value_cell(page: View, address: str) -> str:
    """One `<td>`: the printed value, what the identities force, and any proposal beside it."""
    cell = page.cells.get(address)
    if cell is None:
        return '<td class="none"></td>'
    shown = text(cell.value) if cell.value is not None else (cell.raw or "").strip()[:8] or "∅"
    extra = "" if cell.derived is None else f'<small class="derived">={text(cell.derived)}</small>'
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


def chip(page: View, address: str, *, value: bool = True) -> str:
    """A cell or statistic by name and value, to be clicked."""
    name, number = _named(page, address)
    shown = f" <b>{text(number)}</b>" if value and address in page.ids else ""
    target = f' data-t="{page.ids[address]}" tabindex="0"' if address in page.ids else ""
    return f'<span class="chip"{target} title="{escape(address)}">{escape(name)}{shown}</span>'


def _named(page: View, address: str) -> tuple[str, Decimal | None]:
    """What an address of a finding is called, and its value: a cell, `statistics[3]`, or `~` last year's cell."""
    if address.startswith("~"):
        return f"上年 {label(address[1:], page.record.report.epoch).zh}", None
    if address in page.ids and address not in page.cells:
        statistic = page.record.statistics[int(page.ids[address][1:])]
        return statistic.indicator, statistic.value
    cell = page.cells.get(address)
    return label(address, page.record.report.epoch).zh, cell.value if cell else None


def chips(page: View, addresses: Sequence[str]) -> str:
    """The cells of a rule: those that are not zero or that a repair would change by name, the others counted."""
    telling = [
        a
        for a in addresses
        if len(addresses) <= 4 or a not in page.cells or page.cells[a].value != 0 or a in page.proposals
    ]
    named = telling[:CHIPS]
    rest = len(addresses) - len(named)
    more = f' <span class="more">＋{rest} 格 more</span>' if rest else ""
    return "".join(chip(page, a) for a in named) + more


def sentence(message: Message | None) -> str:
    """A message in both languages."""
    return f'<p class="zh">{escape(message.zh)}</p><p class="en">{escape(message.en)}</p>' if message else ""


def finding_card(page: View, finding: Finding) -> str:
    """A violated rule: both sides, whose fault, the cells, and a click that shows them all."""
    whose = ""
    if finding.attribution:
        english = f'<i class="en">{finding.attribution}</i>'
        whose = f'<span class="tagline">{ATTRIBUTION[finding.attribution]} {english}</span>'
    equation = ""
    if finding.left is not None and finding.right is not None and finding.severity != "info":
        gap = "" if finding.delta is None else f' <i class="delta">Δ {text(finding.delta)}</i>'
        equation = f'<span class="sides">{text(finding.left)} <i>vs</i> {text(finding.right)}{gap}</span>'
    targets = " ".join(page.ids[a] for a in finding.addresses if a in page.ids)
    return (
        f'<article class="finding {finding.severity}" data-a="{targets}"><header><code>{escape(finding.rule)}</code>'
        f"{equation}{whose}</header>{sentence(finding.message)}<div>{chips(page, finding.addresses)}</div></article>"
    )


def findings(page: View) -> str:
    """Violated rules first, each as a card; then one line that counts the others, with a table behind it."""
    order = {"error": 0, "warning": 1, "info": 2}
    violated = sorted((f for f in page.record.findings if f.status == "violated"), key=lambda f: order[f.severity])
    others = [f for f in page.record.findings if f.status != "violated"]
    body = "".join(finding_card(page, f) for f in violated)
    if not page.record.findings:
        body = '<p class="quiet">未核对任何规则。<i class="en">No rule was evaluated.</i></p>'
    elif not violated:
        body = '<p class="good">✓ 能核对的规则全部成立。<i class="en">Every rule that could be evaluated holds.</i></p>'
    return f'<section id="findings"><h2>核对结果 <i class="en">Findings</i></h2>{body}{_others(page, others)}</section>'


def _others(page: View, others: Sequence[Finding]) -> str:
    if not others:
        return ""
    numbers = {s: sum(f.status == s for f in others) for s in ("holds", "unknown")}
    counts = " · ".join(f"{number} {FINDING_STATUS[s]} {s}" for s, number in numbers.items() if number)
    rows = "".join(
        f'<tr class="{f.status}" data-a="{" ".join(page.ids[a] for a in f.addresses if a in page.ids)}">'
        f"<td><code>{escape(f.rule)}</code></td><td>{FINDING_STATUS[f.status]}</td>"
        f"<td>{text(f.left)}</td><td>{text(f.right)}</td><td>{escape(f.message.zh) if f.message else ''}</td></tr>"
        for f in others
    )
    return f"<details><summary>{counts}</summary><table class='rules'>{rows}</table></details>"


def repairs(page: View) -> str:
    """The proposed repairs: printed beside proposed, never applied."""
    if not page.record.repairs:
        return ""
    return (
        '<section><h2>修正建议 <i class="en">Proposed repairs, not applied</i></h2>'
        + "".join(_repair(page, i) for i in range(len(page.record.repairs)))
        + "</section>"
    )


def _repair(page: View, index: int) -> str:
    repair = page.record.repairs[index]
    changes = "".join(
        f"<li>{chip(page, c.address, value=False)} <s>{text(c.printed)}</s> → "
        f'<b class="fix">{text(c.proposed)}</b></li>'
        for c in repair.changes
    )
    unique = "唯一最小 unique smallest" if repair.unique else "另有同样小的修正 others are as small"
    rules = " ".join(f"<code>{escape(rule)}</code>" for rule in repair.rules)
    return (
        f'<article class="repair"><header>{rules}<span class="tagline">{unique}</span></header>'
        f"{sentence(repair.message)}<ul>{changes}</ul></article>"
    )


def attention(page: View) -> str:
    """What a person should look at: doubtful readings one by one, values that were not read by their reason."""
    lines: list[str] = []
    doubtful = sorted(
        (c for c in page.record.cells if c.value is not None and (c.abstained or c.confidence < DOUBTFUL)),
        key=lambda c: c.confidence,
    )
    why: dict[str, list[str]] = {}
    for cell in doubtful:
        why.setdefault(cell.reason or "", []).append(cell.address)
    for code, addresses in why.items():
        words = f": {reason(code)}" if code else ""
        lines.append(_line(f"存疑的读数 Doubtful readings{words}", page, addresses))
    unread: dict[tuple[str, str], list[str]] = {}
    for cell in page.record.cells:
        if cell.value is None:
            unread.setdefault((cell.origin, cell.reason or ""), []).append(cell.address)
    for (origin, code), addresses in unread.items():
        words = reason(code) if code else "未说明 no reason given"
        lines.append(_line(f"{ORIGIN[origin]} {origin}: {words}", page, addresses))
    if not lines:
        return ""
    heading = '<h2>需要留意 <i class="en">To look at</i></h2>'
    return f'<section>{heading}<ul class="attention">{"".join(lines)}</ul></section>'


def _line(title: str, page: View, addresses: list[str]) -> str:
    named = "".join(chip(page, a) for a in addresses[:CHIPS])
    more = f' <span class="more">＋{len(addresses) - CHIPS}</span>' if len(addresses) > CHIPS else ""
    return f"<li><p><b>{len(addresses)}</b> {escape(title)}</p>{named}{more}</li>"


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


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """A definition list; what is not known is left out."""
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in pairs if value not in (None, "", ())
    )
    return f"<dl>{rows}</dl>"
