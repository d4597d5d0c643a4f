"""How often the planted errors are the first repairs proposed, by number of errors, and what that costs.

    python -m benchmarks.repairs --n 200 --seed 1

Errors are slips that happen (a digit lost, added, wrong or out of order, a total left at zero, a number in the
neighbouring cell, any other number) in consistent tables, anywhere or `near` each other: in one row and one column,
where errors can hide each other. `weighted`: the wrong cells were read with less confidence,
as were a few innocent ones; `sure`: every cell alike, as where the issuer misprinted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from statistics import median

from giar_ml.check import check, repair
from giar_ml.check.causes import is_total
from giar_ml.types import Cell, Repair, Report
from training.synth import random_facts

EPOCHS = ("E2", "E3")
SURE = 0.998  # what the reader says of a cell that leaves no doubt
DOUBT = (0.3, 0.9)  # confidence of cells in doubt
INNOCENT = 4  # cells in doubt that are right
BARS = {1: (1, 1.0), 2: (1, 0.97), 3: (3, 0.85), 4: (3, 0.85)}  # errors -> (in the first so many, share)


@dataclass(slots=True)
class Tally:
    """Counts over reports; `first`, `third`: the planted errors are the first repair, among the first three."""

    reports: int = 0
    first: int = 0
    third: int = 0
    listed: int = 0
    nothing: int = 0
    claimed: int = 0  # the first repair says that it is the only one ...
    claimed_right: int = 0  # ... and is right
    ms: list[float] = field(default_factory=list)

    def rates(self) -> dict[str, float | int]:
        """Shares of the counts."""
        ranked = {name: round(getattr(self, name) / self.reports, 4) for name in ("first", "third", "listed")}
        sure = round(self.claimed_right / self.claimed, 4) if self.claimed else 1.0
        slow = sorted(self.ms)[int(len(self.ms) * 0.99)]
        return {"reports": self.reports, **ranked, "nothing": self.nothing, "unique": self.claimed,
                "unique_right": sure, "ms": round(median(self.ms), 1), "ms_p99": round(slow, 1)}  # fmt: skip


def slip(rng: Random, address: str, value: int) -> int:
    """A wrong number for `value`, as it happens: another whole number, not below zero."""
    digits = str(value)
    k = rng.randrange(len(digits))
    swapped = digits[: k - 1] + digits[k] + digits[k - 1] + digits[k + 1 :] if k else digits[::-1]
    ways = [
        int(digits[:k] + digits[k + 1 :] or 0),
        int(digits[:k] + str(rng.randint(0, 9)) + digits[k:]),
        int(swapped),
        int(digits[:k] + str(rng.randint(0, 9)) + digits[k + 1 :]),
        rng.randint(0, max(20, 2 * value)),
        0 if is_total(address) else rng.randint(0, 9),
    ]
    wrong = [way for way in ways if way != value]
    return rng.choice(wrong) if wrong else value + rng.randint(1, 9)


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table: how many errors, where, and what the reader says of them."""

    errors: int
    prefix: str = "requests."
    near: bool = False
    weighted: bool = True

    @property
    def name(self) -> str:
        words = (self.prefix[:-1], str(self.errors), "near" * self.near, "weighted" if self.weighted else "sure")
        return " ".join(filter(None, words))


def _chosen(rng: Random, printed: Sequence[str], setting: Setting) -> list[str]:
    if not setting.near:
        return rng.sample(printed, setting.errors)
    first = rng.choice(printed)
    _, row, column = first.split(".")
    beside = [a for a in printed if a != first and (a.split(".")[1] == row or a.split(".")[2] == column)]
    return [first, *rng.sample(beside, setting.errors - 1)]


def planted(rng: Random, epoch: str, setting: Setting) -> tuple[Report, dict[str, int]]:
    """A report with wrong cells, and what should stand there."""
    facts = random_facts(rng, epoch)  # type: ignore[arg-type]
    printed = [a for a, v in facts.cells.items() if a.startswith(setting.prefix) and v is not None]
    chosen = _chosen(rng, printed, setting)
    truth = {a: int(facts.cells[a] or 0) for a in chosen}
    wrong = {a: Decimal(slip(rng, a, v)) for a, v in truth.items()}
    doubted = {*chosen, *rng.sample(printed, min(len(printed), INNOCENT))} if setting.weighted else set()
    cells = []
    for address, value in facts.cells.items():
        cell = Cell(address, wrong.get(address, value), "blank" if value is None else "read", confidence=SURE)
        cells.append(replace(cell, confidence=rng.uniform(*DOUBT)) if address in doubted else cell)
    return Report(facts.epoch, facts.year, facts.body, cells=tuple(cells)), truth


def rank(repairs: Sequence[Repair], truth: Mapping[str, int]) -> int | None:
    """How far down the list the planted errors stand, 0 being first; parts of the form are ranked apart."""
    parts: dict[tuple[str, ...], list[dict[str, int]]] = {}
    for one in repairs:
        proposed = {c.address: int(c.proposed) for c in one.changes if c.proposed is not None}
        parts.setdefault(one.rules, []).append(proposed)
    worst, left = 0, dict(truth)
    for ranked in parts.values():
        hits = [k for k, proposed in enumerate(ranked) if proposed.items() <= left.items()]
        if not hits:
            return None
        worst = max(worst, hits[0])
        for address in ranked[hits[0]]:
            del left[address]
    return None if left else worst


def measure(setting: Setting, *, n: int, seed: int) -> Tally:
    """Plant, check and repair `n` reports."""
    tally = Tally()
    for index in range(n):
        rng = Random(f"{seed}/{setting.errors}/{setting.prefix}/{setting.near}/{index}")
        report, truth = planted(rng, EPOCHS[index % 2], setting)
        began = time.perf_counter()
        found = repair(report, check(report))
        tally.ms.append(1000 * (time.perf_counter() - began))
        at = rank(found, truth)
        tally.reports += 1
        tally.first += at == 0
        tally.third += at is not None and at < 3
        tally.listed += at is not None
        tally.nothing += not found
        claims = bool(found) and found[0].unique
        tally.claimed += claims
        tally.claimed_right += claims and at == 0
    return tally


SETTINGS = (
    *(Setting(errors) for errors in BARS),
    *(Setting(errors, near=True) for errors in BARS),
    *(Setting(errors, weighted=False) for errors in BARS),
    *(Setting(errors, near=True, weighted=False) for errors in BARS),
    Setting(1, "review."),
    Setting(1, "review.", weighted=False),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every number of errors and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repairs", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for setting in SETTINGS:
        rates = measure(setting, n=options.n, seed=options.seed).rates()
        print(f"{setting.name:26}", "  ".join(f"{k} {v}" for k, v in rates.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
