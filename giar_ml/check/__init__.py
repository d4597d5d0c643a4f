"""Check a report against every rule, propose the smallest repairs, compare years.

`check(report)` and `across(reports)` give findings, `repair(report, findings)` proposals; `derive(report)` fills in
what the identities force, `recoverability(report)` says of every null what they leave open,
`conventions(report, findings)` how its tables print zero. Nothing here changes a printed value.
"""

from __future__ import annotations

from collections.abc import Sequence

from giar_ml.check.attribute import attribute, gather
from giar_ml.check.claims import claim
from giar_ml.check.conventions import conventions
from giar_ml.check.derive import Recovery, derive, derived_values, intervals, recoverability
from giar_ml.check.doubt import abstain
from giar_ml.check.facts import ReportFacts, prints_one_other_row
from giar_ml.check.locate import locate
from giar_ml.check.prose import parts, shares
from giar_ml.check.relations import applies, relate
from giar_ml.check.rules import functions, instances, validate
from giar_ml.check.years import across
from giar_ml.types import Finding, Repair, Report

__all__ = [
    "Recovery",
    "abstain",
    "across",
    "check",
    "conventions",
    "derive",
    "derived_values",
    "intervals",
    "recoverability",
    "repair",
    "validate",
]

_PROSE = {"parts": parts, "shares": shares}


def check(report: Report) -> tuple[Finding, ...]:
    """Evaluate every rule that applies to one report; the rules between years are `across`.

    A rule about the prose is evaluated where the report has the statistics it needs; a rule about a table always, so a
    missing table gives `unknown`. Violated official rules carry an attribution. Raises `SchemaError` for broken rules
    on the first call, never anything for content.
    """
    facts = ReportFacts(report)
    found: list[Finding] = []
    for instance in instances(report.epoch, prints_one_other_row(report)):
        if instance.formula is None:
            said = claim(instance, facts)
            if said is not None:
                found.append(said)
        elif applies(instance, facts):
            found.append(relate(instance, facts))
    for rule in functions(report.epoch):
        found.extend(_PROSE[rule.test](facts, rule) if rule.test in _PROSE else ())
    return _attributed(report, found)


def _attributed(report: Report, found: Sequence[Finding]) -> tuple[Finding, ...]:
    if not any(f.status == "violated" and f.severity == "error" for f in found):
        return tuple(found)
    evidence = gather(report, found)
    return tuple(attribute(f, evidence) if f.status == "violated" and f.severity == "error" else f for f in found)


def repair(report: Report, findings: Sequence[Finding]) -> tuple[Repair, ...]:
    """The smallest changes that would make the violated identities hold; proposals, never applied. See `locate`."""
    return locate(report, findings)
