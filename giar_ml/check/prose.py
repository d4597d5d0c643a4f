"""Sums and shares inside the prose: parts against their whole (R01, R02, R05, R06, R12, T-FEE) and shares (R10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from giar_ml.check.claims import HUNDRED, agrees
from giar_ml.check.facts import ReportFacts, reach
from giar_ml.check.messages import number
from giar_ml.check.rules import Rule
from giar_ml.types import Finding, FindingStatus, Message, Statistic

# What happens to items is no part of them: 收到 23 条，答复 23 条.
_PROGRESS = frozenset(
    ["replied", "completed", "pending", "transferred", "adopted", "carried_in", "carried_out", "handled", "rate"]
)
_FEW = 4  # a list of so many parts is taken for a complete one when it misses the whole by little
_MOST = Decimal("1.1")
_FOI_BASES = ("new_received", "carried_in")


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one whole along one dimension, all in its unit; `whole` and `parts` are indices.

    `alone`: the whole has no other parts.
    """

    whole: int
    parts: tuple[int, ...]
    dimension: str
    alone: bool = True


def groups(statistics: tuple[Statistic, ...]) -> list[Group]:
    """Parts by whole and by what they split it by: agency, topic, or the branch of the taxonomy.

    All together where that makes the whole. A whole of nothing has no parts: what is counted so belongs elsewhere.
    """
    found: dict[int, dict[str, list[int]]] = {}
    for index, s in enumerate(statistics):
        whole = s.part_of
        if whole is None or not 0 <= whole < len(statistics) or whole == index or statistics[whole].unit != s.unit:
            continue
        if s.indicator.rsplit(".", 1)[-1] in _PROGRESS or not statistics[whole].value:
            continue
        dimension = "agency" if s.agency else "topic" if s.topic else s.indicator.rsplit(".", 1)[0]
        found.setdefault(whole, {}).setdefault(dimension, []).append(index)
    return [group for whole, split in found.items() for group in _split(whole, split, statistics)]


def _split(whole: int, split: Mapping[str, list[int]], statistics: tuple[Statistic, ...]) -> Iterator[Group]:
    every = sorted(index for parts in split.values() for index in parts)
    if len(split) > 1 and sum(statistics[index].value for index in every) == statistics[whole].value:
        yield Group(whole, tuple(every), "together")
        return
    for dimension, parts in split.items():
        yield Group(whole, tuple(parts), dimension, alone=len(split) == 1)


def rule_of(group: Group, statistics: tuple[Statistic, ...]) -> str:
    """Which relation a group is judged by; a list is complete (R01) when its sum or its shares say so."""
    whole, parts = statistics[group.whole], [statistics[i] for i in group.parts]
    total = sum((p.value for p in parts), Decimal(0))
    if group.dimension == "agency" and total * _MOST >= whole.value:  # else some agencies were named, not all
        return "T-FEE" if whole.indicator.startswith("fee.") else "R12"
    if whole.qualifier != "exact":
        return "R05"
    if whole.part_of is not None:
        return "R06"
    shares = sum((p.share for p in parts if p.share is not None), Decimal(0))
    near = group.alone and len(parts) >= _FEW and abs(total - whole.value) * 50 <= whole.value
    return "R01" if len(parts) > 1 and (total == whole.value or near or abs(shares - HUNDRED) <= 1) else "R02"


def parts(facts: ReportFacts, rule: Rule) -> Iterator[Finding]:
    """One finding for every group that this rule judges."""
    statistics = facts.report.statistics
    for group in groups(statistics):
        if rule_of(group, statistics) == rule.id:
            yield _judge(group, statistics, rule)


def _judge(group: Group, statistics: tuple[Statistic, ...], rule: Rule) -> Finding:
    whole = statistics[group.whole]
    low, high = reach(whole)
    exact = all(statistics[i].qualifier in ("exact", "stated_absence") for i in group.parts)
    total = sum((statistics[i].value for i in group.parts), Decimal(0))
    closed = rule.id not in ("R02", "R06")
    over = high is not None and total > high
    under = closed and low is not None and total < low and len(group.parts) > 1
    status: FindingStatus = "unknown" if not exact else "violated" if over or under else "holds"
    message = Message(
        f"正文 {whole.indicator}（{number(whole.value)}）的 {len(group.parts)} 个分项合计 {number(total)}，"
        f"差 {number(abs(total - whole.value))}。",
        f"The {len(group.parts)} parts of {whole.indicator} ({number(whole.value)}) add up to {number(total)}.",
    )
    return Finding(
        f"{rule.id}/{whole.indicator}",
        status,
        rule.severity,
        total,
        whole.value,
        total - whole.value,
        tuple(f"statistics[{i}]" for i in (group.whole, *group.parts)),
        None if status == "holds" else message,
    )


def shares(facts: ReportFacts, rule: Rule) -> Iterator[Finding]:
    """A printed share against its whole; for requests the base may also be what is new or in hand by the table."""
    statistics = facts.report.statistics
    for index, s in enumerate(statistics):
        if s.share is None:
            continue
        bases = [b for b in _bases(s, facts) if b]
        if not bases or s.qualifier != "exact":
            continue
        right = any(agrees(s.share, s.value, b) for b in bases)
        counted, whole = f"{s.indicator} {number(s.value)}", number(bases[0])
        message = Message(
            f"正文 {counted} 所占比例 {number(s.share)}% 与总数 {whole} 不符。",
            f"The share {number(s.share)}% of {counted} does not fit the whole {whole}.",
        )
        exact = (s.value * HUNDRED / bases[0]).quantize(Decimal("0.01"))
        used = (index,) if s.part_of is None else (s.part_of, index)
        yield Finding(
            f"{rule.id}/{s.indicator}",
            "holds" if right else "violated",
            rule.severity,
            s.share,
            exact,
            s.share - exact,
            tuple(f"statistics[{i}]" for i in used),
            None if right else message,
        )


def _bases(s: Statistic, facts: ReportFacts) -> list[Decimal]:
    statistics = facts.report.statistics
    found = [statistics[s.part_of].value] if s.part_of is not None and 0 <= s.part_of < len(statistics) else []
    if s.indicator.startswith("foi."):
        received = [facts.values.get(f"requests.{row}.total") for row in _FOI_BASES]
        if received[0] is not None:
            found.append(received[0])
        if received[0] is not None and received[1] is not None:
            found.append(received[0] + received[1])
    return found
