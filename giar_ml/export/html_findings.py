"""What stands on top of the HTML view: findings, repairs, and what a person should look at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from giar_ml.export.html_view import DOUBTFUL, ORIGIN, View, text
from giar_ml.export.labels import label, reason
from giar_ml.export.record import Finding, Message

CHIPS = 12  # cells named in one list; the rest is counted
FINDING_STATUS = {"violated": "不成立", "holds": "成立", "unknown": "无法判断"}
ATTRIBUTION = {"issuer": "发布机关原文如此", "extraction": "可能误读", "undecided": "未定"}


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
