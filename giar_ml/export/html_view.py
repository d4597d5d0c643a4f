"""What the parts of the HTML view share: the record with its ids, states of cells, words for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from giar_ml.export.labels import Label, label, reason
from giar_ml.export.record import Cell, Finding, Record
from giar_ml.export.words import Recovery, recoverable

DOUBTFUL = 0.9  # a confidence under this is pointed at
STATUS = {"ok": "完整", "partial": "部分", "failed": "失败", "skipped": "略过"}
SAMPLES = 3  # noise spans of a family that are shown by name
RECOVERY = {"determined": "可推得", "bounded": "有范围", "free": "不受约束"}
ORIGIN = {"read": "已读", "blank": "空白", "absent": "未见"}


@dataclass(frozen=True, slots=True)
class View:
    """A record with the ids that its cells (`c0`, ...) and statistics (`s0`, ...) have on the page."""

    record: Record
    source: str | None
    ids: dict[str, str]
    cells: dict[str, Cell]
    suspects: dict[str, list[Finding]] = field(default_factory=dict)
    proposals: dict[str, list[Decimal | None]] = field(default_factory=dict)
    recovery: Mapping[str, Recovery] = field(default_factory=dict)
    samples: dict[str, list[int]] = field(default_factory=dict)  # noise family -> its first spans, as indices

    def open_to(self, address: str) -> str:
        """What the identities leave open for a cell without a number, in signs; empty where they say nothing."""
        return recoverable(*self.recovery[address]) if address in self.recovery else ""


def view(record: Record, source: str | None, recovery: Mapping[str, Recovery] | None = None) -> View:
    """Everything the page looks up, collected once."""
    ids = {cell.address: f"c{i}" for i, cell in enumerate(record.cells)}
    ids |= {f"statistics[{i}]": f"s{i}" for i in range(len(record.statistics))}
    made = View(record, source, ids, {cell.address: cell for cell in record.cells}, recovery=recovery or {})
    for index, span in enumerate(record.noise):
        if len(shown := made.samples.setdefault(span.family, [])) < SAMPLES:
            shown.append(index)
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
    elif cell.address in page.recovery:
        kind, open_to = page.recovery[cell.address][0], page.open_to(cell.address)
        lines.append(f"{RECOVERY[kind]} {kind} {open_to}".rstrip())
    if cell.start is not None:
        page_number = f" · 第{cell.page}页 page {cell.page}" if cell.page else ""
        lines.append(f"位置 offsets {cell.start}–{cell.end}{page_number}")
    lines += [f"不成立 violated: {f.rule}" for f in page.suspects.get(cell.address, [])]
    lines += [f"建议 proposed: {text(value)}" for value in page.proposals.get(cell.address, [])]
    return "\n".join(lines)


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """A definition list; what is not known is left out."""
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in pairs if value not in (None, "", ())
    )
    return f"<dl>{rows}</dl>"
