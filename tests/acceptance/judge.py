"""What was read of a document against the facts that it prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import giar_ml
from giar_ml.pipeline import Reading
from training.synth.facts import Facts

_READER = giar_ml.load()


@dataclass
class Verdict:
    """Counts over the cells, what was misread (and what of it without doubt), who was, and offsets that do not hold."""

    cells: int = 0
    right: int = 0
    nonzero: int = 0
    nonzero_right: int = 0
    misses: list[str] = field(default_factory=list)
    trusted: list[str] = field(default_factory=list)
    who: list[str] = field(default_factory=list)
    offsets: list[str] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        return not (self.misses or self.who or self.offsets)

    def __str__(self) -> str:
        odd = "; ".join([*self.who, *self.offsets[:3]])
        return f"{self.right}/{self.cells} cells, {self.nonzero_right}/{self.nonzero} non-zero {odd}".strip()


def read(path: Path) -> list[Reading]:
    return list(_READER.readings([path]))


def judged(readings: list[Reading], expected: list[Facts]) -> Verdict:
    """The readings of one file against the reports printed in it, in order."""
    verdict = Verdict()
    if len(readings) != len(expected):
        verdict.who.append(f"{len(readings)} records for {len(expected)} reports")
    for number, facts in enumerate(expected):
        _judge(verdict, readings[number] if number < len(readings) else None, facts)
    return verdict


def _judge(verdict: Verdict, reading: Reading | None, facts: Facts) -> None:
    record = reading.record if reading else None
    if record is not None and record.error:
        verdict.who.append(f"{record.error.cause}")
    cells = {c.address: c for c in record.cells} if record else {}
    for address, value in facts.cells.items():
        got = cells[address].value if address in cells else None
        right = got is value or (got is not None and value is not None and Decimal(str(got)) == value)
        verdict.cells += 1
        verdict.right += right
        verdict.nonzero += bool(value)
        verdict.nonzero_right += bool(value) and right
        if not right:
            verdict.misses.append(f"{address}: {got} for {value}")
        if not right and got is not None and not cells[address].abstained:
            verdict.trusted.append(verdict.misses[-1])
    if record is None or reading is None:
        return
    for name, got, want in (
        ("epoch", record.report.epoch, facts.epoch),
        ("year", record.report.year, facts.year),
        ("body", record.report.body, facts.body),
    ):
        if got != want:
            verdict.who.append(f"{name}: {got} for {want}")
    for cell in record.cells:
        if cell.start is not None and reading.source[cell.start : cell.end] != cell.raw:
            verdict.offsets.append(f"{cell.address} at {cell.start}")
