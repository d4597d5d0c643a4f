"""The values of one report (and of last year's) as the intervals that expressions are evaluated on."""

from __future__ import annotations

import re
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache

from giar_ml.check.expression import ZERO, Interval
from giar_ml.schema import OTHER_TOTAL, epoch
from giar_ml.types import Report, Statistic

UNKNOWN_COUNT: Interval = (ZERO, None)
ANYTHING: Interval = (None, None)
TENTH = Decimal("0.1")
# Who makes 规章 (Legislation Law, art. 91 and 93): departments of the State Council, provincial governments and those
# of cities divided into districts. The name cannot tell such a city from a county-level one: a city is undecided.
_LAWMAKER = re.compile(
    r"^(中华人民共和国|国务院|国家[^省市县区]+(局|委员会|总署)$)|^[^市县区]+(省|自治区)人民政府(办公厅)?$"
    r"|^(北京|上海|天津|重庆)市人民政府(办公厅)?$|自治州人民政府(办公室)?$"
)
_MAYBE = re.compile(r"^[^县区]+市人民政府(办公[厅室])?$")


@cache
def signed(name: str | None) -> frozenset[str]:
    """Addresses that may be negative (本年增/减)."""
    if name is None:
        return frozenset()
    cells = (c for b in epoch(name).disclosure for r in b.rows for c in r.cells)
    return frozenset(c.address for c in cells if c.kind == "signed")


def prints_one_other_row(report: Report) -> bool:
    """Whether an E3 table prints （六） as one row in place of its three sub-rows."""
    if report.epoch != "E3":
        return False
    merged, split = f"requests.{OTHER_TOTAL}.", "requests.other_"
    printed = [c.address for c in report.cells if c.value is not None and c.address.startswith(split)]
    return bool(printed) and all(a.startswith(merged) for a in printed)


def reach(statistic: Statistic) -> Interval:
    """Where the true value of a printed statistic may lie, by its qualifier."""
    v = statistic.value
    if statistic.qualifier == "about":
        return v - abs(v) * TENTH, v + abs(v) * TENTH
    if statistic.qualifier in ("above", "at_least"):
        return v, None
    return (ZERO, v) if statistic.qualifier == "at_most" else (v, v)


class ReportFacts:
    """Implements `expression.Facts` for one report; `last` is last year's report of the same body."""

    def __init__(self, report: Report, last: ReportFacts | None = None) -> None:
        self.report, self.last = report, last
        self.values = report.values()
        self.places = {c.address for c in report.cells if c.origin != "absent"}
        self.units = {c.address: c.unit for c in report.cells if c.unit}
        self.signed = signed(report.epoch)
        self.sayings: dict[str, list[int]] = {}
        for index, statistic in enumerate(report.statistics):
            if self._is_about_the_whole(statistic):
                self.sayings.setdefault(statistic.indicator, []).append(index)

    def _is_about_the_whole(self, s: Statistic) -> bool:
        """No agency, topic or other period; a channel only where the indicator is that of the channel."""
        year = str(self.report.year)
        of_channel = s.channel is not None and s.indicator in ("foi.received", "foi.handled")
        return s.agency is None and s.topic is None and not of_channel and (s.period is None or year in s.period)

    def indices(self, ref: str) -> list[int]:
        """The statistics that `@indicator` (with `*`) names, as indices of `report.statistics`."""
        name = ref.removeprefix("@")
        if "*" not in name:
            return self.sayings.get(name, [])
        return [i for key, found in self.sayings.items() if fnmatchcase(key, name) for i in found]

    def printed(self, ref: str) -> bool:
        """Whether a number is there for the reference."""
        if ref.startswith("~"):
            return self.last is not None and self.last.printed(ref[1:])
        return bool(self.indices(ref)) if ref.startswith("@") else self.values.get(ref) is not None

    def bounds(self, ref: str) -> Interval:
        if ref.startswith("~"):
            return self.last.bounds(ref[1:]) if self.last else ANYTHING
        if ref.startswith("@"):
            return self._said(ref)
        found = self.values.get(ref)
        if found is None:
            return ANYTHING if ref in self.signed else UNKNOWN_COUNT
        return found, found

    def _said(self, ref: str) -> Interval:
        """The sum over the indicators named; an indicator with several different values is not usable."""
        low, high = ZERO, ZERO
        by_indicator: dict[str, set[Interval]] = {}
        for i in self.indices(ref):
            statistic = self.report.statistics[i]
            by_indicator.setdefault(statistic.indicator, set()).add(reach(statistic))
        if not by_indicator or any(len(found) > 1 for found in by_indicator.values()):
            return ANYTHING
        unbounded = False
        for ((lo, hi),) in by_indicator.values():
            low += lo or ZERO
            unbounded |= hi is None
            high += hi or ZERO
        return low, None if unbounded else high

    def call(self, function: str, refs: tuple[str, ...]) -> Interval:
        """`max` is over all cells, `least` and `fraction` (1 where one is not whole) over the printed ones."""
        if function == "lawmaker":
            return self._lawmaker()
        if function == "max":
            bounds = [self.bounds(r) for r in refs]
            lows, highs = [lo for lo, _ in bounds if lo is not None], [hi for _, hi in bounds if hi is not None]
            return max(lows, default=None), max(highs) if len(highs) == len(bounds) else None
        found = [v for r in refs if (v := self.values.get(r)) is not None]
        if function in ("printed", "units"):
            if not any(r in self.places for r in refs):
                return ANYTHING
            count = Decimal(len(found) if function == "printed" else sum(r in self.units for r in refs))
            return count, count
        if not found:
            return ANYTHING
        answer = min(found) if function == "least" else Decimal(any(v != v.to_integral_value() for v in found))
        return answer, answer

    def _lawmaker(self) -> Interval:
        body = self.report.body
        if not body or (_MAYBE.search(body) and not _LAWMAKER.search(body)):
            return ZERO, Decimal(1)
        answer = Decimal(bool(_LAWMAKER.search(body)))
        return answer, answer
