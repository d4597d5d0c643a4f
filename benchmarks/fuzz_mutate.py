"""Inputs made by chance out of the seeds, without a look at what they cover: ten times as many in the same time.

    python -m benchmarks.fuzz_mutate tables --runs 500000 --output out/fuzz     # begins with the corpus found there

Every input is known by its number: the same seed makes the same ones. What breaks a promise is kept in `found`.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from benchmarks.fuzz_seeds import FORMATS, MARKUP, WORDS, seeds
from benchmarks.fuzz_targets import TARGETS, Broken

HANGS, MEMORY, LONGEST = 60, 4 * 2**30, 4_000
MOST_FOUND = 40


def mutated(rng: random.Random, pool: Sequence[bytes], words: Sequence[bytes], longest: int) -> bytes:
    """One input: a stretch of a seed, changed in a few places."""
    data = bytearray(rng.choice(pool))
    if len(data) > longest:
        start = rng.randrange(len(data) - longest)
        data = data[:1] + data[start : start + longest]
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        at = rng.randrange(len(data) + 1)
        size = min(len(data) - at, int(rng.expovariate(0.1)))
        match rng.randrange(7):
            case 0:
                data[at : at + size] = b""
            case 1:
                data[at:at] = rng.choice(words)
            case 2:
                data[at : at + size] = rng.choice(words)
            case 3:
                data[at:at] = data[at : at + size] * rng.randrange(1, 4)
            case 4:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 5:
                other = rng.choice(pool)
                begin = rng.randrange(len(other) + 1)
                data[at : at + size] = other[begin : begin + rng.randrange(1, 200)]
            case _:
                data[at : at + size] = str(rng.randrange(10 ** rng.randrange(1, 9))).encode()
    return bytes(data[:longest])


def run(target: str, folder: Path, *, runs: int, seconds: float, seed: int, longest: int) -> dict[str, object]:
    """Try `runs` inputs, or as many as there is time for."""
    kept = [path.read_bytes() for path in sorted((folder / "corpus").glob("*"))] if (folder / "corpus").is_dir() else []
    pool = [data for data in seeds(target) + kept if data]
    words = [word.encode() for word in (*WORDS, *MARKUP, *FORMATS.get(target, ()))]
    (folder / "found").mkdir(parents=True, exist_ok=True)
    began, done, found, slowest = time.monotonic(), 0, dict[str, str](), 0.0
    for number in range(runs):
        if time.monotonic() - began > seconds or len(found) >= MOST_FOUND:
            break
        data = mutated(random.Random(f"{seed}/{number}"), pool, words, longest)
        done += 1
        signal.setitimer(signal.ITIMER_PROF, HANGS)
        start = time.process_time()
        try:
            TARGETS[target](data)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} {Path(place.filename).name}:{place.lineno}"
            if key not in found:
                found[key] = f"{seed}-{number}"
                (folder / "found" / f"mutated-{seed}-{number}").write_bytes(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - start)
    took = round(time.monotonic() - began)
    return {"target": target, "mutated": done, "seconds": took, "slowest": round(slowest, 2), "found": found}


def main(arguments: Sequence[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="+", choices=sorted(TARGETS))
    parser.add_argument("--runs", type=int, default=100_000, help="inputs a target")
    parser.add_argument("--seconds", type=float, default=3600, help="a target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=LONGEST, help="bytes of an input")
    parser.add_argument("--output", type=Path, default=Path("out/fuzz"))
    chosen = parser.parse_args(arguments)

    def ring(_number: int, _frame: object) -> NoReturn:
        raise Broken(f"no end after {HANGS} s")

    signal.signal(signal.SIGPROF, ring)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for target in chosen.targets:
        folder = chosen.output / target
        summary = run(
            target, folder, runs=chosen.runs, seconds=chosen.seconds, seed=chosen.seed, longest=chosen.longest
        )
        print(json.dumps(summary), flush=True)
        with (chosen.output / "summary.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(summary) + "\n")


if __name__ == "__main__":
    main()
