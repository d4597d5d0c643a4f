"""Evaluate the rules that are relations: one finding an instance."""

from __future__ import annotations

from decimal import Decimal

from giar_ml.check import messages
from giar_ml.check.expression import Call, Verdict, evaluate
from giar_ml.check.facts import ReportFacts
from giar_ml.check.rules import Instance
from giar_ml.types import Finding, Message


def difference(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    """`left - right`, None where one of them is not computable."""
    return None if left is None or right is None else left - right


def applies(instance: Instance, facts: ReportFacts) -> bool:
    """A relation over statistics needs them all; one about optional cells needs one of them in the report."""
    said = [r for r in instance.refs if "@" in r]
    if not all(facts.printed(r) for r in said):
        return False
    return not instance.optional or any(r in facts.values for r in instance.refs)


def relate(instance: Instance, facts: ReportFacts) -> Finding:
    """One relation, evaluated."""
    assert instance.formula is not None
    verdict = evaluate(instance.formula, facts)
    return Finding(
        rule=instance.id,
        status=verdict.status,
        severity=instance.rule.severity,
        left=verdict.left,
        right=verdict.right,
        delta=difference(verdict.left, verdict.right),
        addresses=addresses(_used(verdict, instance.refs, facts), facts),
        message=_message(instance, verdict, facts),
    )


def _used(verdict: Verdict, refs: tuple[str, ...], facts: ReportFacts) -> tuple[str, ...]:
    """The cells of a relation; where cells are no counts, those alone and not all that are."""
    calls = {t.function for _, t in verdict.compare.left.terms if isinstance(t, Call)}
    if verdict.status != "violated" or calls.isdisjoint(("least", "fraction")):
        return refs
    return tuple(r for r in refs if (v := facts.values.get(r)) is not None and (v < 0 or v != v.to_integral_value()))


def addresses(refs: tuple[str, ...], facts: ReportFacts) -> tuple[str, ...]:
    """References as a finding lists them: cell addresses, and `statistics[i]` for what the prose says.

    What belongs to last year's report keeps its `~`.
    """
    found: list[str] = []
    for ref in refs:
        mark, name, owner = ("~", ref[1:], facts.last) if ref.startswith("~") else ("", ref, facts)
        if name.startswith("@"):
            found.extend(f"{mark}statistics[{i}]" for i in (owner.indices(name) if owner else []))
        else:
            found.append(ref)
    return tuple(found)


def _message(instance: Instance, verdict: Verdict, facts: ReportFacts) -> Message | None:
    if verdict.status == "holds":
        return None
    if verdict.status == "violated":
        return messages.violated(instance, verdict.compare, verdict.left, verdict.right, facts)
    return messages.unknown(instance, [r for r in instance.refs if not facts.printed(r)])
