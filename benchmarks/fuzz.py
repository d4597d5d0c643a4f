"""Coverage-guided fuzzing of every reader, of the table reading and of the whole line; needs `atheris` (extra `fuzz`).

    python -m benchmarks.fuzz html --runs 100000 --output out/fuzz       # one target, so many inputs
    python -m benchmarks.fuzz --all --seconds 600 --output out/fuzz      # every target for so long
    python -m benchmarks.fuzz html --repeat out/fuzz/html/found/crash-...  # one input again

A finding is kept in `OUTPUT/TARGET/found` and the run begins again with what it has learnt: at most `--restarts` times.
`OUTPUT/summary.jsonl` gets one line a target: inputs, seconds, edges covered, findings. Every run is a process of its
own, with bounds of time and memory for each input.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

INSTRUMENTED = ["giar_ml", "pdfminer", "zipfile", "tarfile", "defusedxml"]
# Arithmetic in inner loops: its branches tell little of the input, and following them costs most of the time.
HOT = [
    "giar_ml.types", "giar_ml.assemble.joint", "giar_ml.assemble.lattice", "giar_ml.assemble.arcs",
    "giar_ml.assemble.affinity", "pdfminer.utils", "pdfminer.psparser",
]  # fmt: skip
LONGEST = {"tables": 600, "line": 1_500, "view": 1_500, "normalize": 2_000, "pdf": 4_000}  # bytes of an input
LONGEST_ELSE = 6_000
EXECUTED = re.compile(r"^#(\d+)\s", re.M)
DONE = re.compile(r"Done (\d+) runs")
COVERED = re.compile(r"cov: (\d+)")
HANGS, MEMORY = 30, 3072  # seconds and MB for one input, before the run is broken off and the input kept


def fuzz(target: str, arguments: list[str]) -> None:
    """Never returns: atheris ends the process."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED, exclude=HOT):
        from benchmarks.fuzz_targets import TARGETS

        TARGETS[target](b"")  # imports what is imported late
    atheris.Setup([sys.argv[0], *arguments], TARGETS[target])
    atheris.Fuzz()


def run(target: str, folder: Path, *, runs: int, seconds: int, restarts: int) -> dict[str, object]:
    """Fuzz one target in processes of its own; what came of it."""
    from benchmarks.fuzz_seeds import dictionary, seeds

    corpus, begun, found = folder / "corpus", folder / "seeds", folder / "found"
    for path in (corpus, begun, found):
        path.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(target)):
        (begun / f"{number:03}").write_bytes(data)
    (folder / "words.dict").write_text(dictionary(target), "utf-8")
    began, done, covered, known = time.monotonic(), 0, 0, len(list(found.iterdir()))
    for number in range(restarts + 1):
        left = seconds - int(time.monotonic() - began)
        if left <= 0 or done >= runs:
            break
        log = folder / f"{number}.log"
        options = [
            str(corpus), str(begun), f"-dict={folder / 'words.dict'}", f"-artifact_prefix={found}/",
            f"-max_len={LONGEST.get(target, LONGEST_ELSE)}", f"-timeout={HANGS}", f"-rss_limit_mb={MEMORY}",
            f"-runs={runs - done}", f"-max_total_time={left}", f"-seed={number + 1}", "-print_final_stats=1",
        ]  # fmt: skip
        with log.open("wb") as file:
            command = [sys.executable, "-m", "benchmarks.fuzz", target, "--inside", *options]
            subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, timeout=left + 300, check=False)  # noqa: S603
        executed, edges = told(log.read_text("utf-8", "replace"))
        done, covered = done + executed, max(covered, edges)
    names = sorted(path.name for path in found.iterdir())
    took = round(time.monotonic() - began)
    return {"target": target, "inputs": done, "seconds": took, "edges": covered, "found": names, "known": known}


def told(log: str) -> tuple[int, int]:
    """Inputs tried and edges covered, as libFuzzer's log has them."""
    numbers = [*map(int, DONE.findall(log)), *map(int, EXECUTED.findall(log))]
    executed = re.findall(r"stat::number_of_executed_units:\s*(\d+)", log)
    return int(executed[-1]) if executed else max(numbers, default=0), max(map(int, COVERED.findall(log)), default=0)


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--runs", type=int, default=10**9, help="inputs a target")
    parser.add_argument("--seconds", type=int, default=600, help="a target")
    parser.add_argument("--restarts", type=int, default=20, help="after a finding")
    parser.add_argument("--output", type=Path, default=Path("out/fuzz"))
    parser.add_argument("--repeat", type=Path)
    chosen = parser.parse_args(arguments)
    from benchmarks.fuzz_targets import TARGETS

    if chosen.repeat:
        TARGETS[chosen.targets[0]](chosen.repeat.read_bytes())
        return 0
    for target in TARGETS if chosen.all else chosen.targets:
        summary = run(
            target, chosen.output / target, runs=chosen.runs, seconds=chosen.seconds, restarts=chosen.restarts
        )
        print(json.dumps(summary), flush=True)
        with (chosen.output / "summary.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(summary) + "\n")
    return 0


if __name__ == "__main__":
    if "--inside" in sys.argv:
        fuzz(sys.argv[1], sys.argv[sys.argv.index("--inside") + 1 :])
    sys.exit(main())
