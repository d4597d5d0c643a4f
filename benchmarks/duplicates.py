"""Time and memory of finding duplicates among many made records, and whether those that were put in are found.

    python -m benchmarks.duplicates --n 50000 200000
    python -m benchmarks.duplicates --n 5000 20000 --crowd 0.5     # half of them claim to be one report

Every size is a process of its own. Of the records three in four are reports of their own (one in five of those with
no number of two digits), the others mirrors, revisions, exact copies and copied numbers of these, by turns.
`share_listed`: of those put in; a report without telling numbers is found by its name alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from giar_ml.batch.duplicates import duplicates

ADDRESSES = tuple(f"requests.row_{row}.column_{column}" for row in range(25) for column in range(4))
KINDS = ("mirror", "nameless", "revised", "exact", "copied")
OWN = 4  # one record in so many repeats another


def record(index: int, n: int, seed: int, crowd: float) -> dict[str, Any]:
    """What duplicates look at in the record number `index` of `n`."""
    owns = n - n // OWN
    rng = Random(f"{seed}/{index}")
    if index < owns:
        return _made(index, _values(index, seed), crowd=index < crowd * owns)
    base, kind = rng.randrange(owns), KINDS[index % len(KINDS)]
    values = _values(base, seed)
    found = _made(base, values, crowd=base < crowd * owns) | {"cells": _cells(_changed(values, kind, rng))}
    found["source"] = {
        "path": f"{kind}/{index}-of-{base}",
        "part": 1,
        "sha256": str(base if kind == "exact" else index),
    }
    if kind == "nameless":
        found["report"] |= {"body": None, "region": None}
    if kind == "copied":
        found["report"] |= {"body": f"{index}县财政局", "region": f"{index}县"}
    return found


def _values(index: int, seed: int) -> dict[str, int]:
    rng = Random(f"values {seed}/{index}")
    scale = 3 if index % 5 == 0 else rng.choice((40, 400, 4000))
    return {address: rng.randrange(1, scale) if rng.random() < 0.35 else 0 for address in ADDRESSES}


def _changed(values: dict[str, int], kind: str, rng: Random) -> dict[str, int]:
    if kind == "revised":
        return values | {address: values[address] + 1 for address in rng.sample(ADDRESSES, 4)}
    if kind in {"mirror", "nameless"}:
        return {address: values[address] for address in ADDRESSES if rng.random() > 0.05}
    return values


def _made(index: int, values: dict[str, int], *, crowd: bool) -> dict[str, Any]:
    place, year = ("石桥县", 2020) if crowd else (f"{index // 5}县", 2018 + index % 5)
    about = {"body": f"{place}民政局", "region": place, "year": year, "published": None, "is_report": 0.99}
    source = {"path": f"own/{index}", "part": 1, "sha256": str(index)}
    return {"source": source, "report": about, "cells": _cells(values), "statistics": []}


def _cells(values: dict[str, int]) -> list[dict[str, Any]]:
    return [{"address": a, "value": v, "confidence": 0.99, "abstained": False} for a, v in values.items()]


def measure(n: int, seed: int, crowd: float) -> dict[str, Any]:
    """One run in this process; `making` is the time that the records themselves took."""
    making = 0.0

    def records() -> Iterator[dict[str, Any]]:
        nonlocal making
        for index in range(n):
            began = time.process_time()
            found = record(index, n, seed, crowd)
            making += time.process_time() - began
            yield found

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kinds: Counter[str] = Counter()
    listed: Counter[str] = Counter()  # by what was put in
    with TemporaryDirectory() as folder:
        scratch, began = 0, time.process_time()
        for row in duplicates(records(), Path(folder)):
            scratch = scratch or sum(path.stat().st_size for path in Path(folder).rglob("*.sqlite"))
            kinds[row.kind] += 1
            listed[row.path.partition("/")[0]] += 1
        seconds = time.process_time() - began - making
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "records": n, "seconds": round(seconds, 1), "ms_each": round(1000 * seconds / n, 2),
        "mb_before": before // 1024, "mb_peak": peak // 1024,
        "kb_scratch_each": round(scratch / 1024 / n, 2), "kinds": dict(sorted(kinds.items())),
        "share_listed": {kind: round(listed[kind] * len(KINDS) * OWN / n, 3) for kind in KINDS},
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each size in a process of its own; a line of JSON each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, nargs="+", default=(50_000,))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--crowd", type=float, default=0.0, help="share of the records with one body and year")
    options = parser.parse_args(arguments)
    if len(options.n) == 1:
        print(json.dumps(measure(options.n[0], options.seed, options.crowd), ensure_ascii=False), flush=True)
        return 0
    for n in options.n:
        more = ["--n", str(n), "--seed", str(options.seed), "--crowd", str(options.crowd)]
        subprocess.run([sys.executable, "-m", "benchmarks.duplicates", *more], check=True)  # noqa: S603
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
