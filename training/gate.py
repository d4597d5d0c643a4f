"""The promotion gate: is a candidate model better than the one in use, and nowhere worse? Arithmetic alone.

Every measure is counted document by document for both models. Documents are drawn again with replacement, the same
ones for both, which gives the 99 % interval of the change (a paired bootstrap; 99 because some twenty measures are
judged at a time).

The rule. A measure is **worse** where it falls by more than the tolerance and the interval of the change lies wholly
below zero, or where it falls by more than `alarm` on `many` cases or more, whatever the interval. Cells may not fall at
all. A candidate is promoted where nothing is worse on any data, where of the new data's spans and statistics neither
falls by more than the tolerance and one is **better** (rises beyond the tolerance, interval wholly above zero), and
where the labels of the new data are believable: of the answers that both models give alike and are sure of, at most the
share `doubtful` contradicts the new labels (spans and indicators each by themselves).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from giar_ml.types import Message

Table = NDArray[np.float64]
Kind = Literal["spans", "statistics", "cells", "calibration"]
Verdict = Literal["better", "same", "worse"]
NEW = "new"  # the held-out part of the new data
BINS = 10


@dataclass(frozen=True, slots=True)
class Rules:
    """What the gate asks for; points are percentage points of F1 or of right cells."""

    tolerance: float = 0.5  # points of F1 that are no matter
    calibration: float = 1.0  # points of calibration error that are no matter
    alarm: float = 3.0  # a fall beyond this counts even where the interval does not show it ...
    many: int = 100  # ... on this many cases or more
    least: int = 10  # cases under which a measure is shown and not judged
    doubtful: float = 0.15  # share of sure answers that the new labels may contradict
    samples: int = 4000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What one measure counts in each document, shape (documents, columns), for both models.

    Columns: spans (right, found, wanted); statistics (hit, missed, false); cells (right, all); calibration, for each
    bin of scores (count, sum of scores, right ones).
    """

    data: str
    measure: str
    kind: Kind
    before: Table
    after: Table


@dataclass(frozen=True, slots=True)
class Row:
    """A measure before and after, in points, with the 99 % interval of its change and how many cases it stands on."""

    data: str
    measure: str
    kind: Kind
    cases: int
    before: float
    after: float
    low: float
    high: float
    verdict: Verdict

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Doubts:
    """How many answers both models gave alike, both sure of them, and how many of these the labels deny.

    `what` is `spans` or `indicators`.
    """

    what: str
    answers: int
    denied: int

    @property
    def share(self) -> float:
        return self.denied / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the candidate is promoted, the table it stands on, and why."""

    promoted: bool
    rows: tuple[Row, ...]
    doubts: tuple[Doubts, ...]
    reasons: tuple[Message, ...]

    def json(self) -> dict[str, Any]:
        """As plain data, for the model card."""
        return asdict(self)

    def markdown(self) -> str:
        """The table and the reasons, in both languages."""
        head = "| data | measure | cases | in use | candidate | change [99 %] | verdict |"
        lines = [
            f"| {r.data} | {r.measure} | {r.cases} | {r.before:.1f} | {r.after:.1f} "
            f"| {r.change:+.1f} [{r.low:+.1f}, {r.high:+.1f}] | {r.verdict} |"
            for r in self.rows
        ]
        found = [
            f"{d.what} of the new data of which both models are sure: {d.answers}; other than labelled: {d.denied} "
            f"({d.share:.1%})  "
            for d in self.doubts
        ]
        said = [f"- {reason.zh}\n- {reason.en}" for reason in self.reasons]
        return "\n".join([head, "|---" * 7 + "|", *lines, "", *found, "", *said])


def decide(counts: Sequence[Counts], doubts: Sequence[Doubts], rules: Rules | None = None) -> Decision:
    """The verdict on every measure and on the candidate."""
    rules = rules or Rules()
    rows = tuple(compare(c, rules) for c in counts)
    against = tuple(_against(rows, doubts, rules))
    reasons = against or (
        Message("没有变差，新数据上有提高：予以采用。", "Nothing is worse, and the new data is read better: promoted."),
    )
    return Decision(not against, rows, tuple(doubts), reasons)


def _against(rows: Sequence[Row], doubts: Sequence[Doubts], rules: Rules) -> list[Message]:
    """What speaks against the candidate."""
    found = [
        Message(
            f"{r.data} 上的 {r.measure} 变差：{r.before:.1f} → {r.after:.1f}。",
            f"{r.measure} on {r.data} is worse: {r.before:.1f} to {r.after:.1f}.",
        )
        for r in rows
        if r.verdict == "worse"
    ]
    found += [_doubtful(d, rules) for d in doubts if d.answers >= rules.least and d.share > rules.doubtful]
    new = [r for r in rows if r.data == NEW and r.measure in ("spans", "statistics")]
    lost = [r for r in new if r.verdict != "worse" and r.change < -rules.tolerance]
    found += [
        Message(f"新数据上的 {r.measure} 没有提高，反而下降。", f"{r.measure} of the new data went down.") for r in lost
    ]
    if not any(r.verdict == "better" for r in new):
        found.append(Message("新数据上看不出提高。", "No gain shows on the held-out part of the new data."))
    return found


def _doubtful(doubts: Doubts, rules: Rules) -> Message:
    share, limit = f"{doubts.share:.0%}", f"{rules.doubtful:.0%}"
    return Message(
        f"新数据的标注（{doubts.what}）可疑：两个模型一致且有把握的答案中，{share} 与标注不符"
        f"（上限 {limit}），见 doubts.jsonl。",
        f"The new {doubts.what} are doubtful: {share} of the sure answers of both models contradict them "
        f"(limit {limit}); see doubts.jsonl.",
    )


def compare(counts: Counts, rules: Rules) -> Row:
    """One measure before and after, with the interval of its change."""
    before, after = (_points(table.sum(axis=0), counts.kind) for table in (counts.before, counts.after))
    low, high = _interval(counts, rules)
    cases = _cases(counts)
    verdict = _verdict(float(after - before), (low, high), counts.kind, cases, rules)
    return Row(counts.data, counts.measure, counts.kind, cases, float(before), float(after), low, high, verdict)


def _verdict(change: float, interval: tuple[float, float], kind: Kind, cases: int, rules: Rules) -> Verdict:
    gain, (low, high) = change, interval
    tolerance = rules.tolerance
    if kind == "calibration":  # an error: down is good
        gain, low, high, tolerance = -change, -high, -low, rules.calibration
    if kind == "cells":
        return "worse" if gain < 0 else "better" if gain > 0 else "same"
    if cases < rules.least:
        return "same"
    if (gain < -tolerance and high < 0) or (gain < -rules.alarm and cases >= rules.many):
        return "worse"
    return "better" if gain > tolerance and low > 0 else "same"


def _interval(counts: Counts, rules: Rules) -> tuple[float, float]:
    """The 99 % interval of the change over documents drawn again, in points; (0, 0) where there is no document."""
    documents = len(counts.before)
    if documents == 0:
        return 0.0, 0.0
    draws = np.random.default_rng(rules.seed).multinomial(documents, np.full(documents, 1 / documents), rules.samples)
    changes = _points(draws @ counts.after, counts.kind) - _points(draws @ counts.before, counts.kind)
    low, high = np.percentile(changes, [0.5, 99.5])
    return float(low), float(high)


def _points(sums: Table, kind: Kind) -> Table:
    """The measure in points for every row of sums, shape (..., columns) -> (...)."""
    if kind == "calibration":
        bins = sums.reshape(*sums.shape[:-1], BINS, 3)
        gaps = np.abs(bins[..., 1] - bins[..., 2]).sum(-1)
        return np.asarray(100 * gaps / np.maximum(bins[..., 0].sum(-1), 1))
    if kind == "cells":
        return np.asarray(100 * sums[..., 0] / np.maximum(sums[..., 1], 1))
    hit, one, two = sums[..., 0], sums[..., 1], sums[..., 2]
    whole = one + two if kind == "spans" else 2 * hit + one + two
    points: Table = np.where(whole > 0, 200 * hit / np.maximum(whole, 1), 100.0)
    return points


def _cases(counts: Counts) -> int:
    """How many spans, facts or cells were wanted; how many scores were given."""
    sums = counts.before.sum(axis=0) if len(counts.before) else np.zeros(3 * BINS)
    match counts.kind:
        case "spans":
            return int(sums[2])
        case "statistics":
            return int(sums[0] + sums[1])
        case "cells":
            return int(sums[1])
        case "calibration":
            return int(sums[0::3].sum())


def calibration_counts(scores: Sequence[float], right: Sequence[bool]) -> list[float]:
    """The columns of calibration for one document: for each bin (count, sum of scores, right ones), flat."""
    bins = np.zeros((BINS, 3))
    for score, hit in zip(scores, right, strict=True):
        bins[min(int(score * BINS), BINS - 1)] += (1, score, hit)
    return [float(x) for x in bins.ravel()]
