"""Facets of the measured ladder: forms, reports with and without section headings, zeros and other numbers apart."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean
from typing import Any

from benchmarks.ladder import SINGLE

Rates = Mapping[str, Any]

PARTS = {
    "all": "all",
    "E2": "epoch=E2",
    "E3": "epoch=E3",
    "with headings": "headings=yes",
    "without headings": "headings=no",
    "E2, without headings": "epoch=E2 headings=no",
    "E3, without headings": "epoch=E3 headings=no",
}
FIGURES = ("cells", "nonzero", "zero", "wrong")


def facets(ladder: Rates) -> dict[str, dict[str, float]]:
    """Facet -> its figures: means over the single damages, and those of pairs; facets without reports are left out.

    `lowest` is the share of cells of the worst rung; of facets by chance, such as headings, it is not told, since some
    rungs hold few such reports.
    """
    rungs = ladder["rungs"]
    single = [rungs[name] for name in SINGLE if name in rungs and name != "clean"]
    found: dict[str, dict[str, float]] = {}
    for name, part in PARTS.items():
        rates = [parts[part] for parts in single if part in parts]
        if rates:
            found[f"single damages, {name}"] = _mean(rates) | _lowest(rates, part)
    for name, part in PARTS.items():
        # Few reports lose their headings by chance: the rung of its own has as many as every other one.
        parts = rungs.get("headless_pairs" if "headings=no" in part else "pairs", {})
        if part in parts:
            found[f"pairs, {name}"] = _mean([parts[part]])
    return found


def _mean(rates: list[Rates]) -> dict[str, float]:
    known = {figure: [r[figure] for r in rates if r[figure] is not None] for figure in FIGURES}
    return {figure: fmean(values) for figure, values in known.items() if values}


def _lowest(rates: list[Rates], part: str) -> dict[str, float]:
    return {} if "headings" in part else {"lowest": min(r["cells"] for r in rates)}
