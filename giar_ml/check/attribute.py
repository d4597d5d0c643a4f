"""Who is to blame for a violated official rule: the issuer, who printed a contradiction, or our reading.

Where one and the same number of one cell would settle several violated rules, that cell is the `culprit` and the others
are heard no more. What the reader itself says of the cells comes first: one in doubt makes it `extraction`, unless the
prose gives the same number. So does another reading of sure cells: in a row with a number too few it was inferred
which one is missing, and it may be more than a zero; where digits stand apart a part of them may be the number.
`issuer`: every cell was read surely and no other reading helps. `undecided`: in between.
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

SURE = 0.9
DOUBTFUL = 0.85
SHARED_ZERO = "shares_a_printed_zero"  # a zero all the same: in doubt is only which cell it was printed for
ROW_RULE = "S3-ROW/"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report says about its own reading.

    `terms`: rule -> cell -> coefficient, of the violated rules that are equations; `short`: request rows with a number
    too few, and their numbers; `inferred`: those of them that show no place for it; `confirmed`: cells whose number
    the prose gives too; `culprits`: rule -> cell.
    """

    cells: Mapping[str, Cell]
    terms: Mapping[str, Mapping[str, int]]
    short: Mapping[str, frozenset[Decimal]]
    inferred: frozenset[str]
    confirmed: frozenset[str]
    culprits: Mapping[str, Cell]


def gather(report: Report, findings: Sequence[Finding]) -> Evidence:
    """The evidence of a report; `findings` are those of the same report, before they are attributed."""
    cells = {c.address: c for c in report.cells}
    broken = {f.rule for f in findings if f.status == "violated"}
    known = equations(report.epoch, prints_one_other_row(report))
    terms = {e.id: dict(e.terms) for e in known if e.id in broken}
    short = {key: set[Decimal]() for c in report.cells if _open(c) and (key := row(c.address))}
    for cell in report.cells:
        if cell.value is not None and (key := row(cell.address)) in short:
            short[key].add(cell.value)
    inferred = frozenset(row(c.address) for c in report.cells if _open(c) and (c.value is not None or c.start is None))
    rows = {key: frozenset(numbers) for key, numbers in short.items()}
    evidence = Evidence(cells, terms, rows, inferred - {""}, _confirmed(findings, cells), {})
    return replace(evidence, culprits=_culprits(evidence))


def row(address: str) -> str:
    """The row of a request cell, "" for any other cell."""
    return address.split(".")[1] if address.startswith("requests.") else ""


def _open(cell: Cell) -> bool:
    """Whether a cell shows that its row has a number too few: which one was inferred. A dash holds a number's place."""
    return cell.reason == SHARED_ZERO or (cell.value is None and cell.origin == "blank" and cell.reason != "nil_mark")


def _confirmed(findings: Iterable[Finding], cells: Mapping[str, Cell]) -> frozenset[str]:
    said = (f for f in findings if f.status == "holds" and f.rule.startswith("T-"))
    tables = ([a for a in f.addresses if a in cells] for f in said)
    return frozenset(found[0] for found in tables if len(found) == 1)


def _needed(cell: Cell, rule: str, evidence: Evidence) -> Decimal | None:
    """What the cell would have to be for the rule to hold, cells without a number being zero."""
    terms = evidence.terms.get(rule, {})
    if cell.value is None or cell.address not in terms:
        return None
    total = sum((c * (evidence.cells[a].value or ZERO) for a, c in terms.items() if a in evidence.cells), ZERO)
    needed = cell.value - total / terms[cell.address]
    return needed if needed >= 0 else None


def _culprits(evidence: Evidence) -> dict[str, Cell]:
    """For every rule that is not broken alone, the cell that breaks most others with it, the least sure one first."""
    settled: dict[tuple[str, Decimal], list[str]] = {}
    for rule, terms in evidence.terms.items():
        for address in terms:
            cell = evidence.cells.get(address)
            needed = _needed(cell, rule, evidence) if cell else None
            if needed is not None:
                settled.setdefault((address, needed), []).append(rule)
    shared = [(rules, evidence.cells[a]) for (a, _), rules in settled.items() if len(rules) > 1]
    shared.sort(key=lambda pair: (len(pair[0]), -_trust(pair[1], evidence)))
    return {rule: cell for rules, cell in shared for rule in rules}


def attribute(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with its attribution, and with the reason for it at the end of its message."""
    culprit = evidence.culprits.get(finding.rule)
    heard = [culprit] if culprit else [evidence.cells[a] for a in finding.addresses if a in evidence.cells]
    printed = [c for c in heard if c.value is not None]
    least = min(printed, key=lambda c: _trust(c, evidence), default=None)
    if least is None:
        return _told(finding, "undecided", Message("所涉各格均未印出数字", "none of the cells has a printed number"))
    trust = _trust(least, evidence)
    if trust < DOUBTFUL:
        return _told(finding, "extraction", _doubt(least, trust))
    other = next(_others(finding.rule, printed, evidence), None)
    if other is not None:
        return _told(finding, "extraction", other)
    if trust < SURE:
        return _told(finding, "undecided", _doubt(least, trust))
    return _told(finding, "issuer", _surely(culprit, trust))


def _trust(cell: Cell, evidence: Evidence) -> float:
    """How surely a cell was read: what the prose repeats leaves no doubt."""
    if cell.address in evidence.confirmed:
        return 1.0
    return min(cell.confidence, 0.5) if cell.abstained else cell.confidence


def _others(rule: str, printed: Sequence[Cell], evidence: Evidence) -> Iterator[Message]:
    """Other readings of one cell that make the rule hold, best first."""
    wanted = [(c, n) for c in printed if (n := _needed(c, rule, evidence)) is not None]
    wanted = [(c, n) for c, n in wanted if c.address not in evidence.confirmed]
    for cell, needed in wanted:
        parts = (cell.raw or "").split()
        if len(parts) > 1 and needed in {Decimal(p) for p in parts if p.isdecimal()}:
            yield _instead(cell, needed)
    if len(printed) == 1 or rule.startswith(ROW_RULE):
        yield from (_short(cell) for cell, _ in wanted if row(cell.address) in evidence.inferred)
    # A row misread as a whole keeps its own sum: where that is broken too, one number was printed wrong.
    wanted = [(c, n) for c, n in wanted if ROW_RULE + row(c.address) not in evidence.terms]
    for cell, needed in wanted:
        if needed in evidence.short.get(row(cell.address), ()):
            yield _instead(cell, needed)
    yield from (_short(cell) for cell, _ in wanted if row(cell.address) in evidence.short)


def _doubt(cell: Cell, trust: float) -> Message:
    name, shown = messages.label(cell.address), messages.number(cell.value)
    return Message(
        f"“{name.zh}”读作 {shown} 的可信度为 {trust:.3f}",
        f"{name.en} was read as {shown} with a confidence of {trust:.3f}",
    )


def _instead(cell: Cell, needed: Decimal) -> Message:
    name, shown, score = messages.label(cell.address), messages.number(needed), 1 - cell.confidence
    return Message(
        f"“{name.zh}”另有读法 {shown}（可信度 {score:.3f}），若取之即成立",
        f"it would hold with another reading of {name.en}, {shown} (confidence {score:.3f})",
    )


def _short(cell: Cell) -> Message:
    name = messages.label(cell.address)
    return Message(
        f"“{name.zh}”所在行少印数字，各数归列系推断",
        f"the row of {name.en} has a number too few, and which column each belongs to was inferred",
    )


def _surely(culprit: Cell | None, trust: float) -> Message:
    if culprit is None:
        return Message(
            f"所涉各数均读得确切（可信度不低于 {trust:.3f}），且无其他读法可使之成立",
            f"every number was read surely (confidence {trust:.3f} or more) and no other reading settles it",
        )
    name, shown = messages.label(culprit.address), messages.number(culprit.value)
    return Message(
        f"同一格“{name.zh}”印作 {shown}（可信度 {trust:.3f}），致多项关系不成立",
        f"the one number {shown} of {name.en} (confidence {trust:.3f}) breaks several rules",
    )


_WORDS: Mapping[Attribution, Message] = {
    "issuer": Message("应为原件如此", "so the document prints this"),
    "extraction": Message("可能是误读", "so it was probably misread"),
    "undecided": Message("归因不明", "so whose error it is cannot be told"),
}


def _told(finding: Finding, verdict: Attribution, why: Message) -> Finding:
    said, words = finding.message or Message("", ""), _WORDS[verdict]
    english = f"{said.en} {why.en[:1].upper()}{why.en[1:]}, {words.en}.".lstrip()
    return replace(finding, attribution=verdict, message=Message(f"{said.zh}{why.zh}，{words.zh}。", english))
