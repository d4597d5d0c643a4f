"""Does a cell's confidence mean what it says? Reliability, calibration error and abstention on damaged reports.

    python -m benchmarks.calibration --n 20 --seed 77

The prices of the table reader were set on other seeds; run it on seeds of your own. A cell is right when its value is
one that the damaged print still admits (a removed print admits null and the true value).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import giar_ml
from benchmarks.ladder import SINGLE, TEXT_LAYOUTS, Job, make

BINS = 20
WISHED = 0.99  # coverage asked of the cells that are not abstained from


@dataclass(frozen=True, slots=True)
class Judged:
    """One cell: its confidence, whether it is right, whether it was abstained from, whether it has a value."""

    confidence: float
    right: bool
    abstained: bool
    value: bool


def judged(rungs: Iterable[str], count: int, seed: int) -> list[Judged]:
    """Every cell of `count` reports a rung."""
    reader = giar_ml.load()
    found = []
    for rung in rungs:
        for index in range(count):
            written, _ = make(Job(rung, index, seed, TEXT_LAYOUTS, ("E2", "E3")))
            record = reader.read_bytes(written.data, f"report{written.suffix}")[0].record
            for cell in record.cells:
                if cell.address in written.truth:
                    right = cell.value in written.truth[cell.address].accepted
                    found.append(Judged(cell.confidence, right, cell.abstained, cell.value is not None))
    return found


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
    options = parser.parse_args(arguments)
    cells = judged([r for r in (*SINGLE, "pairs") if r != "pdf"], options.n, options.seed)
    print("| confidence from | cells | mean confidence | right |\n|---|---|---|---|")
    for edge, count, confidence, right in reliability(cells):
        print(f"| {edge:.2f} | {count} | {confidence:.3f} | {right:.3f} |")
    trusted = [c for c in cells if not c.abstained]
    coverage = sum(c.right for c in trusted) / len(trusted)
    print(f"\ncells {len(cells)}, calibration error {calibration_error(cells):.4f}")
    print(f"trusted cells right {coverage:.5f} (wished {WISHED}), abstained {1 - len(trusted) / len(cells):.5f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
