"""Who is to blame for a violated official rule: the issuer, who printed a contradiction, or our reading.

What the reader itself says of a cell comes first. A cell in doubt makes it `extraction`, unless the prose gives the
same number. So does another reading of sure cells that would settle the rule: where a row has a number too few, a number
of it may stand one place too far; where digits stand apart, a part of them may be the number. `issuer`: every
cell was read surely and no other reading helps. `undecided`: in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from giar_ml.check import messages
from giar_ml.check.equations import equations
from giar_ml.check.expression import ZERO
from giar_ml.check.facts import prints_one_other_row
from giar_ml.types import Attribution, Cell, Finding, Message, Report

SURE = 0.95
DOUBTFUL = 0.85
SHARED_ZERO = "shares_a_printed_zero"  # a zero all the same: in doubt is only which cell it was printed for


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report says about its own reading.

    `terms`: rule -> cell -> coefficient, of the rules that are equations; `rows`: the printed cells of the request rows
    that have a number too few; `confirmed`: cells whose number the prose gives too.
    """

    cells: Mapping[str, Cell]
    terms: Mapping[str, Mapping[str, int]]
    rows: Mapping[str, Sequence[Cell]]
    confirmed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Other:
    """Another reading: `cell` is `value`, and the rule holds. `score`: how probable the reader leaves it to be."""

    cell: Cell
    value: Decimal
    score: float


def gather(report: Report, findings: Iterable[Finding]) -> Evidence:
    """The evidence of a report; `findings` are those of the same report, before they are attributed."""
    cells = {c.address: c for c in report.cells}
    known = equations(report.epoch, prints_one_other_row(report))
    gaps = {row(c.address) for c in report.cells if _open(c)} - {""}
    rows: dict[str, list[Cell]] = {key: [] for key in gaps}
    for cell in report.cells:
        if cell.value is not None and (key := row(cell.address)) in rows:
            rows[key].append(cell)
    said = (f for f in findings if f.status == "holds" and f.rule.startswith("T-"))
    tables = [[a for a in f.addresses if a in cells] for f in said]
    confirmed = frozenset(found[0] for found in tables if len(found) == 1)
    return Evidence(cells, {e.id: dict(e.terms) for e in known}, rows, confirmed)


def row(address: str) -> str:
    """The row of a request cell, "" for any other cell."""
    return address.split(".")[1] if address.startswith("requests.") else ""


def _open(cell: Cell) -> bool:
    """Whether a cell shows that its row has a number too few: which one it is was inferred. A dash is a number's place."""
    return cell.reason == SHARED_ZERO or (cell.value is None and cell.origin == "blank" and cell.reason != "nil_mark")


def attribute(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with its attribution, and with the reason for it at the end of its message."""
    printed = [c for a in finding.addresses if (c := evidence.cells.get(a)) is not None and c.value is not None]
    least = min(printed, key=lambda c: _trust(c, evidence), default=None)
    trust = _trust(least, evidence) if least else 0.0
    if least is None:
        return _told(finding, "undecided", Message("所涉各格均未印出数字", "none of the cells has a printed number"))
    if trust < DOUBTFUL:
        return _told(finding, "extraction", _doubt(least, trust))
    other = next(iter(sorted(_others(finding, printed, evidence), key=lambda o: -o.score)), None)
    if other is not None:
        return _told(finding, "extraction", _instead(other))
    if trust < SURE:
        return _told(finding, "undecided", _doubt(least, trust))
    return _told(
        finding,
        "issuer",
        Message(
            f"所涉各数均读得确切（可信度不低于 {trust:.3f}），且无其他读法可使之成立",
            f"every number was read surely (confidence {trust:.3f} or more) and no other reading settles it",
        ),
    )


def _trust(cell: Cell, evidence: Evidence) -> float:
    """How surely a cell was read: what the prose repeats leaves no doubt, a zero shared by cells is a zero."""
    if cell.address in evidence.confirmed or (cell.reason == SHARED_ZERO and not cell.abstained):
        return 1.0
    return min(cell.confidence, 0.5) if cell.abstained else cell.confidence


def _others(finding: Finding, printed: Sequence[Cell], evidence: Evidence) -> Iterator[Other]:
    """Other readings of one cell that make the rule hold; a cell that is not printed counts as zero."""
    terms = evidence.terms.get(finding.rule, {})
    total = sum((c * (evidence.cells[a].value or ZERO) for a, c in terms.items() if a in evidence.cells), ZERO)
    for cell in printed:
        coefficient = terms.get(cell.address)
        if cell.value is None or coefficient is None or cell.address in evidence.confirmed:
            continue
        needed = cell.value - total / coefficient
        if needed in _numbers_beside(cell, evidence):
            yield Other(cell, needed, 1 - cell.confidence)


def _numbers_beside(cell: Cell, evidence: Evidence) -> set[Decimal]:
    """The numbers that may stand in a cell's place: those of a row with a gap, the parts of digits that stand apart."""
    found = {c.value for c in evidence.rows.get(row(cell.address), ()) if c is not cell and c.value is not None}
    parts = (cell.raw or "").split()
    if len(parts) > 1:
        found |= {Decimal(part) for part in parts if part.isdecimal()}
    return found - {cell.value}


def _doubt(cell: Cell, trust: float) -> Message:
    name, shown = messages.label(cell.address), messages.number(cell.value)
    return Message(
        f"“{name.zh}”读作 {shown} 的可信度为 {trust:.3f}",
        f"{name.en} was read as {shown} with a confidence of {trust:.3f}",
    )


def _instead(other: Other) -> Message:
    name, shown = messages.label(other.cell.address), messages.number(other.value)
    return Message(
        f"“{name.zh}”若读作 {shown}（另一读法，可信度 {other.score:.3f}）即成立",
        f"it would hold if {name.en} is {shown} (another reading of the print, confidence {other.score:.3f})",
    )


_WORDS: Mapping[Attribution, Message] = {
    "issuer": Message("应为原件如此", "so the document prints this"),
    "extraction": Message("可能是误读", "so it was probably misread"),
    "undecided": Message("归因不明", "so whose error it is cannot be told"),
}


def _told(finding: Finding, verdict: Attribution, why: Message) -> Finding:
    said, words = finding.message or Message("", ""), _WORDS[verdict]
    message = Message(f"{said.zh}{why.zh}，{words.zh}。", f"{said.en} {_capital(why.en)}, {words.en}.".lstrip())
    return replace(finding, attribution=verdict, message=message)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
