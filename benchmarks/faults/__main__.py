"""Makes the broken files, reads them as a batch, and holds every ending against what it should be; see the package."""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import resource
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults import NOTHING, READ, SIZES, Fault, every
from giar_ml import inputs
from giar_ml.batch import engines, runner, sources
from giar_ml.batch.items import Item, Outcome, Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from giar_ml.read import Limits

SECONDS, MEMORY = 60.0, 1024  # what one document may take; MB beyond the loaded reader


@dataclass
class Seen:
    """What became of the inputs of one broken file."""

    fault: Fault
    open_to_us: bool  # whether we may read what nobody should: root may
    endings: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def wrong(self) -> str | None:
        """What is not as it should be, in words."""
        found = set(self.endings) or {NOTHING}
        allowed = self.fault.allowed
        if self.fault.name.startswith("closed_") and self.open_to_us:
            allowed |= {READ, "malformed"}
            found |= self.fault.must
        if found - allowed:
            return f"ended in {', '.join(sorted(found - allowed))}; allowed: {', '.join(sorted(allowed))}"
        return f"never ended in {', '.join(sorted(self.fault.must - found))}" if self.fault.must - found else None


def ending(outcome: Outcome) -> str:
    """How an input ended: read, skipped, or the cause of its failure."""
    if outcome.status in {"ok", "partial"}:
        return READ
    return "skipped" if outcome.status == "skipped" else outcome.cause or "unknown"


def examine(faults: Sequence[Fault], sizes: Sequence[int], folder: Path, workers: int = 2) -> list[Seen]:
    """Make the files in `folder`, read them all in one batch run, and tell what became of each."""
    made = folder / "in"
    made.mkdir(parents=True)
    paths = {fault.put(made, size): fault for fault in faults for size in sizes}
    seen = {str(path): Seen(fault, os.access(path, os.R_OK)) for path, fault in paths.items()}
    total = 0

    def watch(item: Item, outcome: Outcome) -> None:
        nonlocal total
        total += 1
        owner = next((seen[name] for name in owners(item.id) if name in seen), None)
        if owner is None:
            raise AssertionError(f"an input that belongs to no file: {item.id!r}")
        owner.endings[ending(outcome)] += 1
        owner.seconds = max(owner.seconds, outcome.seconds)

    settings = Settings(workers, SECONDS, MEMORY)
    with closing(engines.start("local", settings)) as engine:
        found = lambda: sources.items(inputs.expand([str(made)]), Limits())  # noqa: E731
        if not runner.run(found, Plan(folder / "out.jsonl"), engine, Meter(), watch):
            raise SystemExit(f"stopped after {total} inputs")
    lines = sum(1 for line in (folder / "out.jsonl").open("rb") if b'"part":1,' in line)
    assert lines == total, f"{total} inputs, {lines} records"
    return list(seen.values())


def owners(id: str) -> list[str]:
    """The paths of the file that an input may come from: the longest first."""
    return [id[:end] for end in sorted({len(id), *(m.start() for m in re.finditer("[!#/]", id))}, reverse=True)]


def table(seen: Sequence[Seen]) -> str:
    """One line a family."""
    families: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        families[one.fault.family].append(one)
    lines = ["| family | kinds | files | inputs | endings | slowest (s) | wrong |", "|---|---|---|---|---|---|---|"]
    for name, found in [*families.items(), ("all", list(seen))]:
        endings = sum((one.endings for one in found), Counter[str]())
        said = ", ".join(f"{count} {cause}" for cause, count in endings.most_common())
        kinds = len({(one.fault.family, one.fault.name, one.fault.suffix) for one in found})
        slowest = max(one.seconds for one in found)
        wrong = sum(one.wrong() is not None for one in found)
        lines.append(f"| {name} | {kinds} | {len(found)} | {endings.total()} | {said} | {slowest:.1f} | {wrong} |")
    return "\n".join(lines)


def without_rights(arguments: Sequence[str]) -> None:
    """Begin again without root's right to read what nobody may; never returns. Linux only."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if prctl(24, right, 0, 0, 0):  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "the rights cannot be given up")
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks.faults", *arguments])  # noqa: S606


def main(arguments: Sequence[str] | None = None) -> int:
    """See the package."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(range(len(SIZES))), choices=range(len(SIZES)))
    parser.add_argument("--only", default="", help="a pattern for family-name")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    parser.add_argument("--closed", action="store_true", help="give up root's right to read every file first")
    chosen = parser.parse_args(arguments)
    if chosen.closed:
        without_rights([word for word in (arguments or sys.argv[1:]) if word != "--closed"])
    faults = [fault for fault in every() if re.search(chosen.only, f"{fault.family}-{fault.name}")]
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="giar-faults-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        seen = examine(faults, chosen.sizes, folder, chosen.workers)
    finally:
        if not chosen.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(table(seen))
    for one in sorted(seen, key=lambda one: -one.seconds)[:5]:
        print(f"{one.seconds:.1f} s {one.fault.family}-{one.fault.name}{one.fault.suffix}")
    for one in seen:
        if problem := one.wrong():
            print(f"WRONG {one.fault.family}-{one.fault.name}{one.fault.suffix}: {problem}")
    print(f"peak memory of the run itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return int(any(one.wrong() for one in seen))


if __name__ == "__main__":
    sys.exit(main())
