"""Every kind of acceptance document and how much of it is read right: `python tests/acceptance/survey.py [WORD ...]`.

Slow converters are run once; their output is kept in `out/acceptance` and read again.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from documents import DOCUMENTS  # noqa: E402
from judge import judged, read  # noqa: E402

OUT = Path(__file__).parents[2] / "out" / "acceptance"


def main(words: list[str]) -> None:
    verbose = "-v" in words
    words = [w for w in words if w != "-v"]
    OUT.mkdir(parents=True, exist_ok=True)
    total = [0, 0, 0, 0]
    for name, document in DOCUMENTS.items():
        if words and not any(word in name for word in words):
            continue
        began = time.perf_counter()
        try:
            path = document.file(OUT)
        except Exception as error:
            print(f"{name:44} NOT MADE {error!r}"[:300])
            continue
        if path is None:
            print(f"{name:44} converter missing")
            continue
        middle = time.perf_counter()
        verdict = judged(read(path), document.facts)
        took = time.perf_counter() - middle
        mark = "ok " if verdict.perfect else "BAD"
        print(f"{name:44} {mark} {took:5.2f}s (made {middle - began:4.1f}s) {verdict}", flush=True)
        if verbose:
            for miss in verdict.misses[:60]:
                print("      ", miss)
        for k, n in enumerate((verdict.right, verdict.cells, verdict.nonzero_right, verdict.nonzero)):
            total[k] += n
    shares = [total[k] / max(1, total[k + 1]) for k in (0, 2)]
    print(f"cells {total[0]}/{total[1]} = {shares[0]:.4f}, non-zero {total[2]}/{total[3]} = {shares[1]:.4f}")


if __name__ == "__main__":
    main(sys.argv[1:])
