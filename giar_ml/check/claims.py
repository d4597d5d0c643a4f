"""Compare what the prose says with the tables: T-* rules, and rates with their parts.

A sentence rarely says which of several table numbers it repeats (new requests or all in hand, the row total or the cell
of natural persons alone), so a claim has several bases, and holds where one of them agrees; the message says which.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from giar_ml.check import messages
from giar_ml.check.expression import Interval, value
from giar_ml.check.facts import ReportFacts, reach
from giar_ml.check.relations import addresses, difference
from giar_ml.check.rules import Instance
from giar_ml.types import Finding, FindingStatus, Message, Statistic

HUNDRED = Decimal(100)
_NAMED = 2


def claim(instance: Instance, facts: ReportFacts) -> Finding | None:
    """The finding for a claim or a rate; None where the report does not say it."""
    if instance.rule.rate is not None:
        return _rate(instance, facts)
    said = _said(instance, facts)
    if not said:
        return None
    computed = [(name, value(side, facts), side.refs()) for name, side in instance.bases]
    best: tuple[FindingStatus, Decimal | None, str, tuple[str, ...]] = ("violated", None, "", ())
    for low, high in said:
        for name, (least, most), refs in computed:
            blank = instance.rule.absence and not any(facts.printed(r) for r in refs)
            base = Decimal(0) if blank else least if least == most else None
            if base is not None and (low is None or low <= base) and (high is None or base <= high):
                return _finding(instance, facts, "holds", low, base, name, refs)
            if base is None:
                best = ("unknown", None, "", refs)
            elif not best[3]:
                best = ("violated", base, name, refs)
    status, right, name, refs = best
    return _finding(instance, facts, status, said[0][0], right, name, refs)


def _said(instance: Instance, facts: ReportFacts) -> list[Interval]:
    """The values that the prose gives: every one for a single indicator, the sum for several."""
    assert instance.says is not None
    found = [(i, facts.report.statistics[i]) for r in instance.refs for i in facts.indices(r)]
    found = [(i, s) for i, s in found if (s.qualifier == "stated_absence") == instance.rule.absence]
    if len({s.indicator for _, s in found}) < instance.rule.needs:
        return []
    if instance.rule.needs > 1:
        low, high = value(instance.says, facts)
        return [] if low is None else [(low, high)]
    return [reach(s) for _, s in found]


def _finding(
    instance: Instance,
    facts: ReportFacts,
    status: FindingStatus,
    left: Decimal | None,
    right: Decimal | None,
    base: str,
    refs: tuple[str, ...],
) -> Finding:
    return Finding(
        instance.id,
        status,
        instance.rule.severity,
        left,
        right,
        difference(left, right),
        addresses((*instance.refs, *refs), facts),
        _message(instance, status, left, right, base, refs, facts),
    )


def _message(
    instance: Instance,
    status: FindingStatus,
    left: Decimal | None,
    right: Decimal | None,
    base: str,
    refs: tuple[str, ...],
    facts: ReportFacts,
) -> Message:
    said, computed, names = messages.number(left), messages.number(right), _names(refs)
    if status == "holds":
        return Message(
            f"正文所述 {said} 与{names.zh}（{computed}）相符。",
            f"The text says {said}, and that agrees with {names.en} ({computed}; base: {base.replace('_', ' ')}).",
        )
    if status == "unknown":
        missing = [r for r in refs if not facts.printed(r)] or list(refs)
        lacking = messages.unknown(instance, missing)
        return Message(f"正文所述 {said}：{lacking.zh}", f"The text says {said}; {lacking.en}")
    gap = difference(left, right)
    apart = messages.number(gap if gap is None else abs(gap))
    return Message(
        f"正文所述 {said} 与{names.zh}（{computed}）不符，差 {apart}。",
        f"The text says {said}, but {names.en} gives {computed}: {apart} apart.",
    )


def _names(refs: tuple[str, ...]) -> Message:
    """The cells of a base in words; of a long sum the first and how many."""
    found = [messages.label(r) for r in refs]
    if len(found) > _NAMED:
        return Message(f"“{found[0].zh}”等 {len(found)} 项合计", f"the sum of {found[0].en} and {len(found) - 1} more")
    return Message("+".join(f"“{n.zh}”" for n in found), " + ".join(n.en for n in found))


def agrees(printed: Decimal, part: Decimal, whole: Decimal) -> bool:
    """Whether a printed percentage is `part` of `whole`, rounded or cut at the digits that are printed."""
    exponent = min(int(printed.normalize().as_tuple().exponent), 0)
    unit = Decimal(1).scaleb(exponent)
    exact = part * HUNDRED / whole
    return exact.quantize(unit, ROUND_HALF_UP) == printed or 0 <= exact - printed < unit


def _rate(instance: Instance, facts: ReportFacts) -> Finding | None:
    (_, part), (_, whole) = instance.bases
    rates: list[Statistic] = [facts.report.statistics[i] for r in instance.refs for i in facts.indices(r)]
    refs = (*part.refs(), *whole.refs())
    if not rates or not all(facts.printed(r) for r in refs):
        return None
    (low, high), (least, most) = value(part, facts), value(whole, facts)
    printed = rates[0].value
    if low is None or low != high or not least or least != most or rates[0].qualifier != "exact":
        return _finding(instance, facts, "unknown", printed, None, "", refs)
    exact = (low * HUNDRED / least).quantize(Decimal("0.01"), ROUND_HALF_UP)
    status: FindingStatus = "holds" if agrees(printed, low, least) else "violated"
    return _finding(instance, facts, status, printed, exact, "rate", refs)
