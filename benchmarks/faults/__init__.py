"""Hostile and broken files, made from a seed: some hundred kinds, each in three sizes, each with the cause it deserves.

    python -m benchmarks.faults                     # all of them by the real batch engine; exit code 1 if one is wrong
    python -m benchmarks.faults --sizes 0 --only pdf
    python -m benchmarks.faults --keep out/faults   # the files stay there

A kind is right when every input it gives ends in exactly one record, for a cause that is allowed, within the limits of
time and memory; a run in which a worker had to be ended for it (`timeout`, `memory`, `crash`) is never right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from training.synth import random_facts, write

SIZES = (1, 12, 96)  # times the smallest form
READ = "read"  # ok or partial
NOTHING = "nothing"  # no input at all: an empty folder in a folder

Make = Callable[[int], bytes]  # the content of a file, for a size
Place = Callable[[Path, int], None]  # what is no plain file: puts itself at a path


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of broken file. Every input of it ends in one of `allowed`; each of `must` is among the endings."""

    family: str
    name: str
    suffix: str
    allowed: frozenset[str]
    must: frozenset[str]
    make: Make | None = None
    place: Place | None = None

    def put(self, folder: Path, size: int) -> Path:
        """Make the file in a folder; `size` is an index of `SIZES`."""
        path = folder / f"{self.family}-{self.name}-{size}{self.suffix}"
        if self.place:
            self.place(path, SIZES[size])
        elif self.make:
            path.write_bytes(self.make(SIZES[size]))
        return path


def fault(
    family: str, name: str, suffix: str, causes: str, make: Make | None = None, *, place: Place | None = None
) -> Fault:
    """A fault; `causes`: words, the allowed endings. One that must occur has a `!`; a single one always must."""
    words = causes.split()
    must = frozenset(w.rstrip("!") for w in words if w.endswith("!") or len(words) == 1)
    return Fault(family, name, suffix, frozenset(w.rstrip("!") for w in words), must, make, place)


@cache
def report(layout: str = "tab", seed: int = 1) -> str:
    """One written report."""
    rng = Random(f"faults/{layout}/{seed}")
    return write(random_facts(rng, "E3"), layout, rng).text


def reports(n: int, layout: str = "tab") -> str:
    """Reports one after another: about 2,000 characters each."""
    return "\n".join(report(layout, seed) for seed in range(1, 1 + n))


def page(n: int) -> str:
    """A whole HTML page with reports in it."""
    body = "\n".join(report("html", seed) for seed in range(1, 1 + n))
    return body if "<html" in body[:300].lower() else f"<!doctype html><html><body>{body}</body></html>"


def every() -> Iterator[Fault]:
    """All kinds, family by family."""
    from benchmarks.faults import archives, encodings, files, formats, html, pdf, rows, text, tree, warc, word

    for module in (text, encodings, html, word, pdf, formats, archives, warc, rows, tree, files):
        yield from module.faults()
