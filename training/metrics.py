"""Scores of spans: exact and overlapping F1 by label, bootstrap intervals, expected calibration error."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Spans = Sequence[tuple[int, int, str]]


class Tally(NamedTuple):
    """Right (of those found, of those wanted), found and wanted spans of one label in one text."""

    right: int
    reached: int
    found: int
    wanted: int


@dataclass(frozen=True, slots=True)
class F1:
    """An F1 in points with its 95 % bootstrap interval over texts, and how many spans were wanted."""

    value: float
    low: float
    high: float
    wanted: int

    def __str__(self) -> str:
        return f"{self.value:.1f} [{self.low:.1f}, {self.high:.1f}]"


def tally(found: Spans, wanted: Spans, label: str, *, overlap: bool) -> Tally:
    """What one text adds to the F1 of a label. Overlapping spans are paired one to one, from left to right."""
    ours = sorted((s, e) for s, e, name in found if name == label)
    theirs = sorted((s, e) for s, e, name in wanted if name == label)
    if not overlap:
        right = len(set(ours) & set(theirs))
        return Tally(right, right, len(ours), len(theirs))
    i = j = right = 0
    while i < len(ours) and j < len(theirs):
        if ours[i][0] < theirs[j][1] and theirs[j][0] < ours[i][1]:
            right, i, j = right + 1, i + 1, j + 1
        elif ours[i][1] <= theirs[j][1]:
            i += 1
        else:
            j += 1
    return Tally(right, right, len(ours), len(theirs))


def f1(tallies: Sequence[Tally], *, samples: int = 1000, seed: int = 1) -> F1:
    """F1 over all texts; texts are drawn again with replacement for the interval."""
    table = np.array(tallies, dtype=float).reshape(-1, 4)
    draws = np.random.default_rng(seed).integers(0, max(1, len(table)), (samples, len(table)))
    spread = [_f1(table[draw].sum(axis=0)) for draw in draws] if len(table) else [0.0]
    low, high = np.percentile(spread, [2.5, 97.5])
    return F1(_f1(table.sum(axis=0)), float(low), float(high), int(table[:, 3].sum()) if len(table) else 0)


def _f1(sums: np.ndarray) -> float:
    _, _, found, wanted = sums
    return float(200 * sums[0] / (found + wanted)) if found + wanted else 100.0


def span_scores(
    pairs: Sequence[tuple[Spans, Spans]], labels: Iterable[str], *, samples: int = 1000
) -> dict[str, tuple[F1, F1]]:
    """For each label the exact and the overlapping F1; `pairs` are (found, wanted) of one text each."""
    return {
        label: (
            f1([tally(f, w, label, overlap=False) for f, w in pairs], samples=samples),
            f1([tally(f, w, label, overlap=True) for f, w in pairs], samples=samples),
        )
        for label in labels
    }


def micro(pairs: Sequence[tuple[Spans, Spans]], labels: Iterable[str]) -> float:
    """Exact F1 in points over all labels together."""
    sums = np.zeros(4)
    for label in labels:
        for found, wanted in pairs:
            sums += tally(found, wanted, label, overlap=False)
    return _f1(sums)


def calibration_error(scores: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error, `bins` bins of equal width: the mean gap between score and share of right ones."""
    if not scores:
        return 0.0
    values, hits = np.asarray(scores), np.asarray(right, dtype=float)
    place = np.minimum((values * bins).astype(int), bins - 1)
    filled = [place == b for b in range(bins) if (place == b).any()]
    gaps = [abs(values[inside].mean() - hits[inside].mean()) * inside.sum() for inside in filled]
    return float(sum(gaps) / len(values))


def reliability(scores: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[dict[str, float]]:
    """The reliability diagram as rows: `from`, `to`, `count`, mean `score`, share `right`; empty bins left out."""
    values, hits = np.asarray(scores, dtype=float), np.asarray(right, dtype=float)
    place = np.minimum((values * bins).astype(int), bins - 1) if len(values) else values
    rows = []
    for b in range(bins):
        inside = place == b
        if inside.any():
            row = {"from": b / bins, "to": (b + 1) / bins, "count": float(inside.sum())}
            rows.append(row | {"score": float(values[inside].mean()), "right": float(hits[inside].mean())})
    return rows
