"""Rules between reports: this year against last year of the same body, and tables that repeat another's (X-DUP)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from giar_ml.check.claims import HUNDRED
from giar_ml.check.facts import ReportFacts
from giar_ml.check.messages import number
from giar_ml.check.relations import relate
from giar_ml.check.rules import Instance, Rule, functions, instances
from giar_ml.types import Finding, Message, Report

_TELLING = 3  # so many different numbers must agree before a table is called a copy
_FOLLOWED = ("foi.received", "foi.handled")


def across(reports: Sequence[Report]) -> list[tuple[Finding, ...]]:
    """Findings of the rules between the given reports, one tuple a report in the given order.

    A finding belongs to the later of two consecutive years of one body (same full name); `~` before an address marks
    last year's cell. Reports without body or year are only compared for copies. Never raises for content.
    """
    found: list[list[Finding]] = [[] for _ in reports]
    by_year = {(r.body, r.year): r for r in reversed(reports) if r.body and r.year}
    for position, report in enumerate(reports):
        last = by_year.get((report.body, report.year - 1)) if report.body and report.year else None
        if last is not None:
            found[position].extend(_between(ReportFacts(report, ReportFacts(last))))
    for position, finding in _duplicates(reports):
        found[position].append(finding)
    return [tuple(one) for one in found]


def _between(facts: ReportFacts) -> Iterator[Finding]:
    assert facts.last is not None
    for instance in instances(facts.report.epoch, across=True):
        if _fits(instance, facts):
            yield relate(instance, facts)
    for rule in functions(facts.report.epoch, across=True):
        if rule.test == "growth":
            yield from _growth(facts, rule)


def _fits(instance: Instance, facts: ReportFacts) -> bool:
    """The epoch of last year's report is the one the rule is for, and something is printed on both sides."""
    assert facts.last is not None
    rule, last = instance.rule, facts.last.report.epoch
    if rule.epochs and last not in (rule.last or rule.epochs):
        return False
    mine, theirs = [r for r in instance.refs if r[0] != "~"], [r for r in instance.refs if r[0] == "~"]
    if any("@" in r for r in instance.refs):
        return all(facts.printed(r) for r in instance.refs)
    return any(facts.printed(r) for r in mine) and any(facts.printed(r) for r in theirs)


def _growth(facts: ReportFacts, rule: Rule) -> Iterator[Finding]:
    """R11: a printed change of the number of requests against both reports, on either base."""
    assert facts.last is not None
    now, before = _received(facts), _received(facts.last)
    pairs = [(n, b) for n in now for b in before if b]
    for index, s in enumerate(facts.report.statistics):
        if s.indicator not in _FOLLOWED or s.change is None or not pairs:
            continue
        exact = [(n - b) * HUNDRED / b if s.change_unit == "%" else n - b for n, b in pairs]
        unit = Decimal(1).scaleb(min(int(s.change.normalize().as_tuple().exponent), 0))
        right = any(abs(abs(e) - abs(s.change)) <= unit for e in exact)
        nearest = min((abs(abs(e) - abs(s.change)), e) for e in exact)[1]
        closest = nearest.quantize(Decimal("0.01"), ROUND_HALF_UP)
        message = Message(
            f"正文称申请量变化 {number(s.change)}{s.change_unit or ''}，按两年表格计算为 {number(closest)}。",
            f"The text says that requests changed by {number(s.change)}{s.change_unit or ''}; "
            f"by the tables of both years it is {number(closest)}.",
        )
        yield Finding(
            f"{rule.id}/{s.indicator}",
            "holds" if right else "violated",
            rule.severity,
            s.change,
            closest,
            s.change - closest,
            (f"statistics[{index}]", "requests.new_received.total", "~requests.new_received.total"),
            None if right else message,
        )


def _received(facts: ReportFacts) -> list[Decimal]:
    new, carried = (facts.values.get(f"requests.{row}.total") for row in ("new_received", "carried_in"))
    if new is None:
        return []
    return [new] if carried is None else [new, new + carried]


def _fingerprint(report: Report) -> frozenset[tuple[str, Decimal]]:
    """The numbers of the request table that are not zero; empty where too few differ to tell anything."""
    cells = [(c.address, c.value) for c in report.cells if c.address.startswith("requests.") and c.value]
    return frozenset(cells) if len({value for _, value in cells}) >= _TELLING else frozenset()


def _duplicates(reports: Sequence[Report]) -> Iterator[tuple[int, Finding]]:
    """X-DUP: a table that repeats that of an earlier report in the list (another year or another body)."""
    rule = next((r for r in functions(None, across=True) if r.test == "duplicates"), None)
    seen: dict[frozenset[tuple[str, Decimal]], Report] = {}
    for position, report in enumerate(reports):
        print_of = _fingerprint(report)
        other = seen.setdefault(print_of, report)
        if rule is None or not print_of or other is report or (other.body, other.year) == (report.body, report.year):
            continue
        who = f"{other.body or '?'} {other.year or '?'}"
        message = Message(
            f"申请办理表的 {len(print_of)} 个非零数与“{who}”完全相同，疑似照抄。",
            f"The {len(print_of)} non-zero numbers of the request table equal those of {who}: probably a copy.",
        )
        yield (
            position,
            Finding(
                rule.id, "violated", rule.severity, addresses=tuple(sorted(a for a, _ in print_of)), message=message
            ),
        )
