"""How long the tables of a report take to read: CPU time on one core, by kind of damage.

python -m benchmarks.table_speed --n 20 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from random import Random
from statistics import median

from giar_ml.assemble.tables import read_tables
from giar_ml.normalize import normalize
from giar_ml.read import read_bytes
from giar_ml.segment import outline
from training.synth import LAYOUTS, random_facts, write
from training.synth.damage import OPERATORS

TEXT_LAYOUTS = tuple(name for name in LAYOUTS if name != "pdf")


def milliseconds(operator: str, index: int, seed: int) -> float:
    """CPU time of `read_tables` alone on one damaged report."""
    rng = Random(f"speed {seed} {operator} {index}")
    facts = random_facts(rng, rng.choice(("E2", "E3")))
    written = OPERATORS[operator](write(facts, rng.choice(TEXT_LAYOUTS), rng), rng, 0.5)
    document = read_bytes(written.data, f"report{written.suffix}")
    normalized = normalize(document.visible)
    plan = outline(normalized)
    began = time.process_time()
    read_tables(normalized, plan, facts.epoch, document.source)
    return (time.process_time() - began) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print median, 99th percentile and worst for every operator and for all of them together."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table_speed", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20, help="reports an operator")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    milliseconds("clean", 0, options.seed)  # the schema is loaded once
    every: list[float] = []
    print("| operator | median ms | p99 ms | worst ms |\n|---|---|---|---|")
    for operator in OPERATORS:
        times = [milliseconds(operator, i, options.seed) for i in range(options.n)]
        every += times
        print(f"| {operator} | {median(times):.1f} | {quantile(times, 0.99):.1f} | {max(times):.1f} |")
    print(f"| all | {median(every):.1f} | {quantile(every, 0.99):.1f} | {max(every):.1f} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
