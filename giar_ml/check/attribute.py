"""Who is to blame for a violated official rule: the issuer, who printed a contradiction, or our reading.

`issuer`: every cell involved was read, surely, in rows that are complete (a number in the wrong column shows as a row
with a gap). `extraction`: some cell involved is doubtful. `undecided`: neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from giar_ml.types import Attribution, Cell, Finding, Report

SURE = 0.9
DOUBTFUL = 0.6


def attribute(finding: Finding, cells: Mapping[str, Cell], gaps: frozenset[str]) -> Finding:
    """The finding with its attribution; `gaps` are the request rows in which a number is missing."""
    involved = [cells[a] for a in finding.addresses if a in cells]
    return replace(finding, attribution=_verdict(involved, gaps))


def _verdict(involved: list[Cell], gaps: frozenset[str]) -> Attribution:
    printed = [c for c in involved if c.value is not None]
    if any(c.abstained or c.confidence < DOUBTFUL for c in printed):
        return "extraction"
    sure = bool(printed) and all(c.confidence >= SURE for c in printed) and len(printed) == len(involved)
    whole = not any(row(c.address) in gaps for c in involved)
    return "issuer" if sure and whole else "undecided"


def row(address: str) -> str:
    """The row of a request cell, "" for any other cell."""
    return address.split(".")[1] if address.startswith("requests.") else ""


def rows_with_gaps(report: Report) -> frozenset[str]:
    """Request rows with a cell that has no number."""
    return frozenset(row(c.address) for c in report.cells if c.value is None and c.address.startswith("requests."))
