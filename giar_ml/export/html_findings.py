"""What stands on top of the HTML view: findings, repairs, and what a person should look at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from giar_ml.export.html_view import DOUBTFUL, ORIGIN, RECOVERY, View, both, text
from giar_ml.export.labels import Label, label, reason
from giar_ml.export.record import Cell, Finding, Message, Repair
from giar_ml.export.words import ATTRIBUTIONS, CAUSES, named

CHIPS = 12  # cells named in one list; the rest is counted
FINDING_STATUS = {"violated": "不成立", "holds": "成立", "unknown": "无法判断"}


def chip(page: View, address: str, *, value: bool = True) -> str:
    """A cell or statistic by name and value, to be clicked."""
    name, number = _named(page, address)
    known = text(number) if number is not None else page.open_to(address) or text(number)
    shown = f" <b>{known}</b>" if value and address in page.ids else ""
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
    whose = f'<span class="tagline">{_whose(finding.attribution)}</span>' if finding.attribution else ""
    equation = ""
    if finding.left is not None and finding.right is not None and finding.severity != "info":
        gap = "" if finding.delta is None else f' <i class="delta">Δ {text(finding.delta)}</i>'
        equation = f'<span class="sides">{text(finding.left)} <i>vs</i> {text(finding.right)}{gap}</span>'
    targets = " ".join(page.ids[a] for a in finding.addresses if a in page.ids)
    return (
        f'<article class="finding {finding.severity}" data-a="{targets}"><header><code>{escape(finding.rule)}</code>'
        f"{equation}{whose}</header>{sentence(finding.message)}<div>{chips(page, finding.addresses)}</div></article>"
    )


def _whose(attribution: str, count: int = 0) -> str:
    """Whose error a violation is, as a pill; counted where there are several."""
    number = f"<b>{count}</b> " if count else ""
    return f'<span class="pill {attribution}">{number}{both(named(ATTRIBUTIONS, attribution))}</span>'


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
    counts = {a: sum(f.attribution == a for f in violated) for a in ATTRIBUTIONS}
    whose = "".join(_whose(attribution, count) for attribution, count in counts.items() if count)
    heading = f'<h2>核对结果 <i class="en">Findings</i><span class="legend">{whose}</span></h2>'
    return f'<section id="findings">{heading}{body}{_others(page, others)}</section>'


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
    """The proposed repairs, never applied: one card for the rules that they mend, the likeliest change first."""
    if not page.record.repairs:
        return ""
    cards: dict[tuple[str, ...], list[Repair]] = {}
    for repair in page.record.repairs:
        cards.setdefault(repair.rules, []).append(repair)
    heading = '<h2>修正建议 <i class="en">Proposed repairs, not applied</i></h2>'
    return f"<section>{heading}{''.join(_repair(page, *card) for card in cards.items())}</section>"


def _repair(page: View, rules: Sequence[str], ranked: Sequence[Repair]) -> str:
    names = " ".join(f"<code>{escape(rule)}</code>" for rule in rules)
    if len(ranked) == 1:
        how = both(Label("唯一最小", "the only smallest") if ranked[0].unique else Label("非唯一", "not the only one"))
        body = f"{sentence(ranked[0].message)}<ul><li>{_changes(page, ranked[0])}</li></ul>"
    else:
        how = both(Label(f"{len(ranked)} 种改法，可能性大者在前", f"{len(ranked)} ways, the likeliest first"))
        body = f"<ol>{''.join(f'<li>{_changes(page, r)} {_cause(r)}</li>' for r in ranked)}</ol>"
    return f'<article class="repair"><header>{names}<span class="tagline">{how}</span></header>{body}</article>'


def _changes(page: View, repair: Repair) -> str:
    return "<br>".join(
        f'{chip(page, c.address, value=False)}<s>{text(c.printed)}</s> → <b class="fix">{text(c.proposed)}</b>'
        for c in repair.changes
    )


def _cause(repair: Repair) -> str:
    cause = f"{both(named(CAUSES, repair.cause))} · " if repair.cause else ""
    return f'<span class="more">{cause}代价 <i class="en">cost</i> {repair.cost:.2f}</span>'


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
    unread: dict[tuple[str, str], list[Cell]] = {}
    for cell in page.record.cells:
        if cell.value is None:
            unread.setdefault((cell.origin, cell.reason or ""), []).append(cell)
    for (origin, code), cells in unread.items():
        words = reason(code) if code else "未说明 no reason given"
        # Those about which the identities have something to tell come first.
        telling = sorted(cells, key=lambda c: page.open_to(c.address) in ("", "=0", "≥0"))
        addresses = [c.address for c in telling]
        lines.append(_line(f"{ORIGIN[origin]} {origin}: {words}", page, addresses, _open(page, addresses)))
    if not lines:
        return ""
    heading = '<h2>需要留意 <i class="en">To look at</i></h2>'
    return f'<section>{heading}<ul class="attention">{"".join(lines)}</ul></section>'


def _open(page: View, addresses: Sequence[str]) -> str:
    """How many of these cells the identities determine, bound, or leave free."""
    kinds = [page.recovery[a][0] for a in addresses if a in page.recovery]
    counts = {kind: kinds.count(kind) for kind in RECOVERY if kind in kinds}
    pills = (f'<span class="pill {k}"><b>{n}</b> {both(Label(RECOVERY[k], k))}</span>' for k, n in counts.items())
    return " ".join(pills)


def _line(title: str, page: View, addresses: list[str], pills: str = "") -> str:
    shown = "".join(chip(page, a) for a in addresses[:CHIPS])
    more = f' <span class="more">＋{len(addresses) - CHIPS}</span>' if len(addresses) > CHIPS else ""
    return f"<li><p><b>{len(addresses)}</b> {escape(title)} {pills}</p>{shown}{more}</li>"
