"""Whole corpora: how many reports a second, how much memory over time, how much two workers bring.

    python -m benchmarks.corpus --write out/corpus.jsonl --n 2000 --seed 1     # reports with noise, one a line
    python -m benchmarks.corpus out/corpus.jsonl --workers 1 2 --output out/corpus.json

Every run is a process of its own, `giar-ml extract --workers N`; memory is that of the whole process group, looked at
four times a second while it runs. `slope` is MB a thousand reports, of all workers together, from a straight line
through the second half of each worker's life: a worker that takes the place of another fills its memory anew.
`slope_error` is its standard error between the workers.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean, stdev
from typing import Any

from training.synth import LAYOUTS, random_facts, write
from training.synth.damage import ONLY_IN, OPERATORS

TEXT_LAYOUTS = tuple(name for name in LAYOUTS if name != "pdf")
CHARACTERS = 8_000
PAGE = os.sysconf("SC_PAGE_SIZE")
LIFE = 240  # looks at a worker (a minute), at least, to tell whether it grows


def report(index: int, seed: int, characters: int = CHARACTERS) -> str:
    """The text of one report: any layout of text, most with one or two kinds of damage, prose to the wanted length."""
    rng = Random(f"corpus/{seed}/{index}")
    epoch = rng.choice(("E2", "E3", "E3", "E3"))
    layout = rng.choice(TEXT_LAYOUTS)
    written = write(random_facts(rng, epoch), layout, rng)  # type: ignore[arg-type]
    fitting = [name for name in OPERATORS if layout in ONLY_IN.get(name, TEXT_LAYOUTS)]
    for name in rng.sample(fitting, rng.choice((0, 1, 1, 2))):
        written = OPERATORS[name](written, rng, rng.uniform(0.1, 0.6))
    text = written.text
    while len(text) < characters:  # more prose, from other reports of the same writer
        other = write(random_facts(rng, epoch), layout, rng).text  # type: ignore[arg-type]
        text += "\n" + "\n".join(line for line in other.splitlines() if "。" in line)
        text += "\n本段文字仅为凑足篇幅，不含任何统计数字，各项工作均按年度计划有序推进。"
    return text


def write_corpus(path: Path, n: int, seed: int) -> None:
    """A JSON Lines file of `n` reports."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for index in range(n):
            file.write(json.dumps({"text": report(index, seed)}, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class Sample:
    """Memory in bytes after so many seconds: parent, and every worker by its process number."""

    seconds: float
    parent: int
    workers: Mapping[int, int]


def watch(command: Sequence[str]) -> tuple[float, list[Sample]]:
    """Run a command; its seconds, and its memory once a second."""
    began = time.perf_counter()
    samples = []
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        while process.poll() is None:
            children = {child: resident(child) for child in children_of(process.pid)}
            samples.append(Sample(time.perf_counter() - began, resident(process.pid), children))
            time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.perf_counter() - began, samples


def resident(pid: int) -> int:
    """Bytes that a process holds; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def children_of(pid: int) -> list[int]:
    """Processes that this one has started."""
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def slope(samples: Sequence[Sample]) -> tuple[float, float | None]:
    """MB a second that a worker grows by in the second half of its life, and the standard error of it.

    The mean of all workers, by the straight lines (least squares) through their memory; the error is by how much the
    lines of the workers differ, None where there are not two.
    """
    lives: dict[int, list[tuple[float, float]]] = {}
    for sample in samples[:-2]:
        for pid, size in sample.workers.items():
            lives.setdefault(pid, []).append((sample.seconds, size / 2**20))
    rises = [_rise(life[len(life) // 2 :]) for life in lives.values() if len(life) >= LIFE]
    return fmean(rises or [0.0]), stdev(rises) / math.sqrt(len(rises)) if len(rises) > 1 else None


def _rise(points: Sequence[tuple[float, float]]) -> float:
    x, y = (fmean(values) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def measure(corpus: Path, workers: int, form: str) -> dict[str, Any]:
    """One run over the corpus."""
    folder = Path(tempfile.mkdtemp(prefix="corpus-"))
    try:
        output = folder / ("out" if form == "dataset" else "out.jsonl")
        command = [sys.executable, "-m", "giar_ml", "extract", str(corpus), "--output", str(output), "--quiet"]
        seconds, samples = watch([*command, "--workers", str(workers), "--format", form])
        facts = json.loads(
            next(folder.glob("*/metrics.json" if form == "jsonl" else "*/_run/metrics.json")).read_text()
        )
        size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.suffix != ".sqlite")
    finally:
        shutil.rmtree(folder)
    rate = facts["inputs"] / seconds
    grown, error = (x and x * workers / rate * 1000 for x in slope(samples))
    return {
        "workers": workers, "form": form, "inputs": facts["inputs"], "states": facts["states"],
        "seconds": round(seconds, 1), "per_second": round(rate, 2),
        "per_second_steady": round(facts["inputs"] / max(seconds - facts["seconds_to_first_record"], 1e-9), 2),
        "seconds_to_first_record": facts["seconds_to_first_record"],
        "peak_mb_workers": round(max(sum(s.workers.values()) for s in samples) / 2**20),
        "peak_mb_parent": round(max(s.parent for s in samples) / 2**20),
        "slope_mb_per_1000": round(grown or 0.0, 2),
        "slope_error": error and round(error, 2),
        "output_bytes_per_input": round(size / max(1, facts["inputs"])),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a corpus, or run over one and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--write", type=Path, help="write a corpus here, and no more")
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, nargs="+", default=(1, 2))
    parser.add_argument("--format", choices=("jsonl", "dataset"), default="jsonl")
    parser.add_argument("--output", type=Path, help="the figures as JSON")
    options = parser.parse_args(arguments)
    if options.write:
        write_corpus(options.write, options.n, options.seed)
        return 0
    if options.corpus is None:
        parser.error("name a corpus, or --write one")
    found = [measure(options.corpus, workers, options.format) for workers in options.workers]
    print("| " + " | ".join(found[0]) + " |\n" + "|---" * len(found[0]) + "|")
    for figures in found:
        print("| " + " | ".join(map(str, figures.values())) + " |")
    if len(found) > 1:
        print(f"{found[-1]['workers']} workers to {found[0]['workers']}:", end=" ")
        print(f"{found[-1]['per_second_steady'] / found[0]['per_second_steady']:.2f} times as fast")
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
