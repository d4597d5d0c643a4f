"""Does a cell's confidence mean what it says? Reliability, calibration error and abstention on damaged reports.

    python -m benchmarks.calibration --n 20 --seed 77
    python -m benchmarks.calibration --conformal --n 150 --seed 4001      # writes giar_ml/schema/confidence.yaml

The prices of the table reader were set on other seeds; run it on seeds of your own. A cell is right when its value is
one that the damaged print still admits (a removed print admits null and the true value).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

import giar_ml
from benchmarks.ladder import SINGLE, TEXT_LAYOUTS, Job, make

BINS = 20
WISHED = 0.99  # coverage asked of the cells that are not abstained from
MOST_ABSTAINED = 0.01  # of the cells of an ordinary report
FLOOR = 0.93  # of numbers, even where the wish would let more pass: wrong numbers must stay far rarer than 1 %
RUNGS = tuple(rung for rung in (*SINGLE, "pairs") if rung != "pdf")
DATA = Path(__file__).parents[1] / "giar_ml/schema/confidence.yaml"
HEADER = """\
# From which confidence on a cell is trusted; below, it is abstained from. Written by
# `python -m benchmarks.calibration --conformal`; the mathematics are in docs/confidence.md.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell: its confidence, whether it is right, whether it was abstained from, whether it has a value."""

    confidence: float
    right: bool
    abstained: bool
    value: bool


def reports(rung: str, count: int, seed: int) -> list[list[Judged]]:
    """The cells of `count` reports of one rung, report by report."""
    reader, found = giar_ml.load(), []
    for index in range(count):
        written, _ = make(Job(rung, index, seed, TEXT_LAYOUTS, ("E2", "E3")))
        record = reader.read_bytes(written.data, f"report{written.suffix}")[0].record
        cells = [(cell, written.truth[cell.address]) for cell in record.cells if cell.address in written.truth]
        found.append([Judged(c.confidence, c.value in t.accepted, c.abstained, c.value is not None) for c, t in cells])
    return found


def judged(rungs: Iterable[str], count: int, seed: int) -> list[Judged]:
    """Every cell of `count` reports a rung."""
    return [cell for rung in rungs for report in reports(rung, count, seed) for cell in report]


def threshold(found: Sequence[Sequence[Judged]], risk: float, *, value: bool) -> float:
    """The least confidence from which on cells may be trusted: conformal risk control over whole reports.

    The loss of a report is the share of its cells that are trusted and wrong; it only falls as the threshold rises. 1.0
    (trust none) where the reports are too few or too bad for the `risk`. `value`: of numbers, or of nulls.
    """
    wrong = sorted(
        (cell.confidence, 1 / len(cells)) for cells in found for cell in cells if cell.value == value and not cell.right
    )
    loss, n = sum(share for _, share in wrong), len(found)
    if (loss + 1) / (n + 1) <= risk:
        return 0.0
    for at, (confidence, share) in enumerate(wrong):
        loss -= share
        last_alike = at + 1 == len(wrong) or wrong[at + 1][0] > confidence
        if last_alike and (loss + 1) / (n + 1) <= risk:
            return min(1.0, round(confidence + 1e-4, 4))
    return 1.0


def conformal(rungs: Iterable[str], count: int, seed: int) -> dict[str, object]:
    """The thresholds that keep the risk on every rung, so on every mixture of them; half the risk each for numbers and
    nulls."""
    risk = (1 - WISHED) * (1 - MOST_ABSTAINED) / 2
    certified: dict[str, dict[str, float]] = {}
    for rung in rungs:
        found = reports(rung, count, seed)
        certified[rung] = {kind: threshold(found, risk, value=kind == "value") for kind in ("value", "null")}
    most = {kind: max(rung[kind] for rung in certified.values()) for kind in ("value", "null")}
    # what is used: a null claims nothing, so single damages decide for nulls, and two at once do not
    single = max((kinds["null"] for rung, kinds in certified.items() if rung != "pairs"), default=0.0)
    return {
        "wished": WISHED,
        "certified": most,
        "used": {"value": max(FLOOR, most["value"]), "null": single},
        "made": {"reports_a_rung": count, "seed": seed, "rungs": certified},
    }


def calibration_error(cells: Sequence[Judged]) -> float:
    """Expected calibration error: the mean distance of confidence and accuracy over equal bins, by their weight."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for cell in cells:
        bins[min(BINS - 1, int(cell.confidence * BINS))].append(cell)
    gaps = (abs(sum(c.right - c.confidence for c in inside)) for inside in bins.values())
    return sum(gaps) / len(cells) if cells else 0.0


def reliability(cells: Sequence[Judged]) -> list[tuple[float, int, float, float]]:
    """Lower edge, count, mean confidence and share right of every bin that holds a cell."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for cell in cells:
        bins[min(BINS - 1, int(cell.confidence * BINS))].append(cell)
    return [
        (k / BINS, len(b), sum(c.confidence for c in b) / len(b), sum(c.right for c in b) / len(b))
        for k, b in sorted(bins.items())
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the reliability table, the calibration error, and coverage and abstention."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20, help="reports a rung")
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--rungs", nargs="+", choices=RUNGS, default=RUNGS)
    parser.add_argument("--conformal", action="store_true", help="compute the thresholds and write them")
    parser.add_argument("--output", type=Path, default=DATA, help="of --conformal")
    options = parser.parse_args(arguments)
    if options.conformal:
        text = HEADER + yaml.safe_dump(conformal(options.rungs, options.n, options.seed), sort_keys=False)
        options.output.write_text(text, "utf-8")
        print(text)
        return 0
    cells = judged(options.rungs, options.n, options.seed)
    print("| confidence from | cells | mean confidence | right |\n|---|---|---|---|")
    for edge, count, confidence, right in reliability(cells):
        print(f"| {edge:.2f} | {count} | {confidence:.3f} | {right:.3f} |")
    trusted = [c for c in cells if not c.abstained]
    coverage = sum(c.right for c in trusted) / len(trusted)
    print(f"\ncells {len(cells)}, calibration error {calibration_error(cells):.4f}")
    print(f"trusted cells right {coverage:.5f} (wished {WISHED}), abstained {1 - len(trusted) / len(cells):.5f}")
    ordinary = judged(("clean", "html"), options.n, options.seed)
    print(f"ordinary reports: abstained {sum(c.abstained for c in ordinary) / len(ordinary):.5f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
