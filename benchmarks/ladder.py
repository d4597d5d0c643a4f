"""The noise ladder: how many cells are read right as one kind of damage after another is done to reports.

    python -m benchmarks.ladder --n 200 --seed 1 --output out/ladder.json --misses out/misses.jsonl
    python -m benchmarks.ladder --show drop_zeros 17 --seed 1      # the text of one report, and what is misread in it

A cell that is still printed accepts only what stands there; a cell whose print was removed accepts null or the true
value. A rung `headless_X` holds the reports of rung X, damaged alike, with their section headings taken out.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from multiprocessing import get_context
from operator import eq
from pathlib import Path
from random import Random
from statistics import median
from typing import IO

from benchmarks.reader import Read, read_report
from giar_ml.schema import EPOCHS
from training.synth import LAYOUTS, Written, random_facts, write
from training.synth.damage import ONLY_IN, OPERATORS, wrong_sum

TEXT_LAYOUTS = tuple(name for name in LAYOUTS if name != "pdf")
SINGLE = (*OPERATORS, "html", "pdf")
COMPOSED = ("pairs", "wrong_sum+any")
HEADLESS = "headless_"
BARE = tuple(HEADLESS + name for name in ("clean", "drop_zeros", "flat_blank", "pairs"))
RUNGS = (*SINGLE, *COMPOSED, *BARE)
MIXABLE = tuple(name for name in OPERATORS if name not in ("clean", "wrong_sum"))


@dataclass(frozen=True, slots=True)
class Job:
    """One report of one rung, wholly determined by its fields."""

    rung: str
    index: int
    seed: int
    layouts: tuple[str, ...] = TEXT_LAYOUTS
    epochs: tuple[str, ...] = ("E2", "E3")

    @property
    def damage(self) -> str:
        """What is done to the report; chance is drawn by it, so that rungs with and without headings are alike."""
        return self.rung.removeprefix(HEADLESS)

    @property
    def epoch(self) -> str:
        """The form of the report: they take turns."""
        return self.epochs[self.index % len(self.epochs)]


@dataclass(frozen=True, slots=True)
class Miss:
    """One cell not read as it may be read."""

    address: str
    read: str | None
    accepted: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts over reports. `wrong`: numbers trusted and not right; `doubted`: not right and abstained from; `nulls`:
    not read; `planted`: the issuer's own errors still printed; `who`: epoch, year and body."""

    reports: int = 0
    cells: int = 0
    right: int = 0
    nonzero: int = 0
    nonzero_right: int = 0
    zero: int = 0
    zero_right: int = 0
    wrong: int = 0
    doubted: int = 0
    nulls: int = 0
    abstained: int = 0
    planted: int = 0
    planted_right: int = 0
    who: int = 0
    who_right: int = 0
    failed: int = 0
    ms: list[float] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add the counts of another tally to this one."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def rates(self) -> dict[str, float | int | None]:
        """Shares of the counts; None where there is nothing to divide by."""
        return {
            "reports": self.reports,
            "cells": _share(self.right, self.cells),
            "nonzero": _share(self.nonzero_right, self.nonzero),
            "zero": _share(self.zero_right, self.zero),
            "wrong": _share(self.wrong, self.cells),
            "doubted": _share(self.doubted, self.cells),
            "nulls": _share(self.nulls, self.cells),
            "abstained": _share(self.abstained, self.cells),
            "planted": _share(self.planted_right, self.planted),
            "who": _share(self.who_right, self.who),
            "failed": self.failed,
            "ms_median": round(median(self.ms), 1) if self.ms else None,
            "ms_p99": round(sorted(self.ms)[int(len(self.ms) * 0.99)], 1) if self.ms else None,
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def make(job: Job) -> tuple[Written, str]:
    """The damaged report of a job and the name of what was done to it."""
    rng = Random(f"{job.seed}/{job.damage}/{job.index}")
    names = {"pairs": rng.sample(MIXABLE, 2), "wrong_sum+any": [rng.choice(MIXABLE)]}.get(job.damage, [job.damage])
    layout = _layout(job, names)
    written = write(random_facts(rng, job.epoch), layout, rng)  # type: ignore[arg-type]
    if job.damage == "wrong_sum+any":
        written = wrong_sum(written, rng)
    for name in names:
        if name in OPERATORS:
            written = OPERATORS[name](written, rng, rng.uniform(0.1, 1))
    return without_headings(written) if job.rung in BARE else written, "+".join(sorted(names))


def without_headings(written: Written) -> Written:
    """The report with its section headings taken out, and with each the space or markup around it."""
    pieces, gone = written.pieces, set[int]()
    for i in (i for i, piece in enumerate(pieces) if piece.kind == "heading"):
        after = i + 1 if i + 1 < len(pieces) and pieces[i + 1].kind == "rule" else i
        before = i - 1 if written.suffix == ".html" else i  # <h2> ... </h2>
        gone.update((before, i, after))
    return written.with_pieces(piece for i, piece in enumerate(pieces) if i not in gone)


def _layout(job: Job, names: Sequence[str]) -> str:
    """Layouts take turns; an operator that means nothing in some of them keeps to the others."""
    if job.damage in LAYOUTS:
        return job.damage
    fitting = [name for name in job.layouts if all(name in ONLY_IN.get(o, job.layouts) for o in names)]
    fitting = fitting or list(job.layouts)
    return fitting[job.index // len(job.epochs) % len(fitting)]


def judge(written: Written, read: Read) -> Tally:
    """Count what was read against what may be read."""
    tally, values = Tally(reports=1), read.values
    if read.who is not None:
        facts = written.facts
        tally.who = 3
        tally.who_right = sum(map(eq, read.who, (facts.epoch, facts.year, facts.body)))
    for address, truth in written.truth.items():
        value = values.get(address)
        right = value in truth.accepted
        tally.cells += 1
        tally.right += right
        abstained = address in read.abstained
        tally.abstained += abstained
        tally.wrong += value is not None and not right and not abstained
        tally.doubted += value is not None and not right and abstained
        tally.nulls += value is None and not right
        if not right:
            tally.misses.append(_miss(address, value, truth.accepted))
        if truth.value is not None and truth.printed:
            kind = "zero" if truth.value == 0 else "nonzero"
            setattr(tally, kind, getattr(tally, kind) + 1)
            setattr(tally, f"{kind}_right", getattr(tally, f"{kind}_right") + right)
        if address in written.planted and truth.printed:
            tally.planted += 1
            tally.planted_right += right
    for address, value in values.items():
        if address not in written.truth and value is not None:
            tally.wrong += 1
            tally.misses.append(_miss(address, value, (None,)))
    return tally


def _miss(address: str, value: Decimal | None, accepted: Iterable[Decimal | None]) -> Miss:
    return Miss(address, None if value is None else str(value), tuple(sorted(map(str, accepted))))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report as judged, and which parts of its rung it counts in."""

    job: Job
    done: str
    layout: str
    headed: bool
    tally: Tally

    def parts(self) -> tuple[str, ...]:
        """`all`, and the facets that rates are wanted of."""
        headings = f"headings={'yes' if self.headed else 'no'}"
        epoch = f"epoch={self.job.epoch}"
        composed = (f"operators={self.done}",) if self.job.damage in COMPOSED else ()
        return ("all", epoch, headings, f"{epoch} {headings}", f"layout={self.layout}", *composed)


def run(job: Job) -> Outcome:
    """Write, damage, read and judge one report."""
    written, done = make(job)
    data = written.data
    began = time.perf_counter()
    try:
        read, failed = read_report(data, written.suffix), 0
    except Exception as error:  # a crash is a result of the ladder, not its end
        print(f"{job.rung} {job.index} ({written.layout}): {error!r}", file=sys.stderr)
        read, failed = Read({}), 1
    took = (time.perf_counter() - began) * 1000
    tally = judge(written, read)
    tally.ms, tally.failed = [took], failed
    headed = any(piece.kind == "heading" for piece in written.pieces)
    return Outcome(job, done, written.layout, headed, tally)


def climb(jobs: Sequence[Job], workers: int = 2, misses: IO[str] | None = None) -> dict[str, dict[str, Tally]]:
    """All jobs: tallies by rung and, within it, by the parts of `Outcome`.

    Every report with a miss is written to `misses` as a line of JSON.
    """
    ladder: dict[str, dict[str, Tally]] = {}
    for outcome in _results(jobs, workers):
        job, tally = outcome.job, outcome.tally
        if misses and tally.misses:
            what = {"rung": job.rung, "index": job.index, "done": outcome.done, "layout": outcome.layout}
            what |= {"ms": round(tally.ms[0])}
            misses.write(json.dumps({**what, "misses": [asdict(m) for m in tally.misses]}, ensure_ascii=False) + "\n")
        tally.misses = []
        rung = ladder.setdefault(job.rung, {})
        for part in outcome.parts():
            rung.setdefault(part, Tally()).add(tally)
    return ladder


def _results(jobs: Sequence[Job], workers: int) -> Iterable[Outcome]:
    if workers < 2:
        yield from map(run, jobs)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(run, jobs, chunksize=8)


COLUMNS = (
    "reports", "cells", "nonzero", "zero", "wrong", "doubted", "nulls", "abstained", "planted", "who", "failed",
    "ms_median", "ms_p99",
)  # fmt: skip


def markdown(ladder: Mapping[str, Mapping[str, Tally]]) -> str:
    """The ladder as a Markdown table, one rung a line."""
    lines = ["| rung | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for rung, parts in ladder.items():
        rates = parts["all"].rates()
        lines.append(f"| {rung} | " + " | ".join(_shown(rates[c]) for c in COLUMNS) + " |")
    return "\n".join(lines) + "\n"


def _shown(value: float | int | None) -> str:
    return "" if value is None else f"{value:.5f}" if isinstance(value, float) and value <= 1 else str(value)


def show(job: Job) -> None:
    """Print the text of one report, what was done to it, and what is misread in it."""
    written, done = make(job)
    tally = judge(written, read_report(written.data, written.suffix))
    print(written.text)
    print(f"--- {done}, {written.layout}, {written.facts.epoch}, {written.facts.body} {written.facts.year}")
    for miss in tally.misses:
        print(f"{miss.address}: read {miss.read}, accepted {' or '.join(miss.accepted)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Climb the ladder, print the table, write JSON and Markdown where `--output` says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ladder", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=200, help="reports a rung")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operators", nargs="+", choices=RUNGS, default=RUNGS)
    parser.add_argument("--layouts", nargs="+", choices=tuple(LAYOUTS), default=TEXT_LAYOUTS)
    parser.add_argument("--epochs", nargs="+", choices=EPOCHS, default=("E2", "E3"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, help="JSON file; a Markdown table is written beside it")
    parser.add_argument("--misses", type=Path, help="JSON lines: every report in which a cell was misread")
    parser.add_argument("--show", nargs=2, metavar=("RUNG", "INDEX"), help="print one report and its misses, no more")
    options = parser.parse_args(arguments)
    if options.show:
        show(Job(options.show[0], int(options.show[1]), options.seed, tuple(options.layouts), tuple(options.epochs)))
        return 0
    jobs = [
        Job(rung, i, options.seed, tuple(options.layouts), tuple(options.epochs))
        for rung in options.operators
        for i in range(options.n)
    ]
    with ExitStack() as stack:
        misses = stack.enter_context(options.misses.open("w", encoding="utf-8")) if options.misses else None
        ladder = climb(jobs, options.workers, misses)
    print(markdown(ladder), end="")
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        rates = {rung: {part: tally.rates() for part, tally in parts.items()} for rung, parts in ladder.items()}
        setup = {"n": options.n, "seed": options.seed, "layouts": options.layouts, "epochs": options.epochs}
        options.output.write_text(json.dumps({"setup": setup, "rungs": rates}, ensure_ascii=False, indent=1), "utf-8")
        options.output.with_suffix(".md").write_text(markdown(ladder), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
