"""Damaged reports made ready once, so that their tables can be read again and again at other prices.

A price is a float of a module of `giar_ml.assemble`, named as in docs/table-reading.md (`readings.JOINED`), or one
entry of a mapping of them (`arcs.CUT_LINE[False]`).
"""

from __future__ import annotations

import pkgutil
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module
from math import log, sqrt
from statistics import fmean
from types import ModuleType
from typing import Any
from unittest.mock import patch

import giar_ml.assemble
from benchmarks.ladder import TEXT_LAYOUTS, Job, make
from giar_ml import schema
from giar_ml.assemble import disclosure, requests, review, tables
from giar_ml.assemble.cells import fill
from giar_ml.normalize import normalize
from giar_ml.read import read_bytes
from giar_ml.segment import outline
from giar_ml.types import AlignedText
from training.synth import Written

LEAST = 1e-3  # probability: one misread cell costs at most -log of it
SURE = 1e-3  # loss of a report that every fair set of prices reads as well
RARELY = 8
TRUSTED = 5.0  # a wrong number that is trusted is so many times as bad as a cell that is not right
ENTRY = re.compile(r"(\w+)\.(\w+)(?:\[(True|False)\])?")
READS = (requests, disclosure, review)  # the modules that hand a decision to `fill`
Accepted = Mapping[str, Collection[Decimal | None]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The tables of one damaged report: where they stand in its clean text, and what may be read in every cell."""

    rung: str
    layout: str
    epoch: str
    text: AlignedText
    source: str
    zones: Mapping[str, tuple[int, int]]
    accepted: Accepted
    weight: float = 1.0


@dataclass(slots=True)
class Score:
    """Counts of one report or of many; `log` is the sum of log probabilities of what may be read, clipped."""

    cells: int = 0
    log: float = 0.0
    right: int = 0
    wrong: int = 0  # numbers that may not be read, trusted
    abstained: int = 0

    @property
    def loss(self) -> float:
        """What the search makes small: nats a cell, the shares of cells not right and of trusted wrong ones."""
        return (self.cells - self.right - self.log + TRUSTED * self.wrong) / self.cells if self.cells else 0.0


@dataclass(slots=True)
class Scores:
    """A score for every sheet, in their order."""

    each: Sequence[Score]
    weights: Sequence[float]

    @property
    def loss(self) -> float:
        return fmean([s.loss for s in self.each], self.weights)

    def better_than(self, other: Scores) -> tuple[float, float]:
        """By how much the loss is lower, report by report, and the standard error of that mean."""
        gains = [b.loss - a.loss for a, b in zip(self.each, other.each, strict=True)]
        mean = fmean(gains, self.weights)
        spread = sum((w * (gain - mean)) ** 2 for w, gain in zip(self.weights, gains, strict=True))
        return mean, sqrt(spread) / sum(self.weights)


def total(each: Iterable[Score]) -> Score:
    """Scores added up."""
    scored = list(each)
    return Score(*(sum(getattr(s, name) for s in scored) for name in Score.__slots__))


def sheet(written: Written, rung: str) -> Sheet:
    """Everything that comes before the tables, done once."""
    document = read_bytes(written.data, f"report{written.suffix}")
    normalized = normalize(document.visible)
    zones = tables.zones(normalized.text.text, outline(normalized))
    accepted = {address: truth.accepted for address, truth in written.truth.items()}
    epoch = written.facts.epoch
    return Sheet(rung, written.layout, epoch, normalized.text, document.source, zones, accepted)


def sheets(rungs: Iterable[str], n: int, seed: int, layouts: Sequence[str] = TEXT_LAYOUTS) -> list[Sheet]:
    """`n` reports a rung, wholly determined by the arguments."""
    return [sheet(make(Job(rung, k, seed, tuple(layouts)))[0], rung) for rung in rungs for k in range(n)]


def score(page: Sheet) -> Score:
    """Read the tables of one report at the present prices."""
    found, shares = Score(), dict[str, float]()

    def listening(decision: Any, slots: Any, *rest: Any, **more: Any) -> Any:
        for row, cells in enumerate(slots):
            for column, slot in enumerate(cells):
                wanted = page.accepted.get(slot.address, ())
                shares[slot.address] = share(decision.rows.get(row, ()), column, wanted)
        return fill(decision, slots, *rest, **more)

    with ExitStack() as stack:
        for module in READS:
            stack.enter_context(patch.object(module, "fill", listening))
        cells = [
            cell
            for key, (_, read) in tables.READERS.items()
            if key in page.zones
            for cell in read(page.text, *page.zones[key], schema.epoch(page.epoch), page.source)
        ]
    for cell in cells:
        if cell.address not in page.accepted:
            continue
        right = cell.value in page.accepted[cell.address]
        found.cells += 1
        found.right += right
        found.abstained += cell.abstained
        found.wrong += cell.value is not None and not right and not cell.abstained
        found.log += log(max(LEAST, min(1.0, shares.get(cell.address, float(right)))))
    return found


def share(choices: Iterable[tuple[Any, Any, float]], column: int, wanted: Collection[Decimal | None]) -> float:
    """The probability of the accepted values of one cell; a row that is not read counts as null."""
    seen = said = 0.0
    for _, reading, weight in choices:
        if reading is not None and reading.values:
            said += weight
            seen += weight if reading.values[column] in wanted else 0.0
    return seen + (max(0.0, 1.0 - said) if None in wanted else 0.0)


def scores(pages: Sequence[Sheet], prices: Mapping[str, float] | None = None) -> Scores:
    """Every report read at these prices (the others as they stand)."""
    with applied(prices or {}):
        return Scores([score(page) for page in pages], [page.weight for page in pages])


def telling(pages: Sequence[Sheet], found: Scores) -> list[Sheet]:
    """The reports that can tell prices apart, and of the sure ones one in `RARELY`, which counts for all of them."""
    kept = [page for page, one in zip(pages, found.each, strict=True) if one.loss > SURE]
    sure = [page for page, one in zip(pages, found.each, strict=True) if one.loss <= SURE][::RARELY]
    return [*kept, *(replace(page, weight=page.weight * RARELY) for page in sure)]


def modules() -> list[ModuleType]:
    """The modules of the table reader, imported."""
    return [import_module(f"giar_ml.assemble.{m.name}") for m in pkgutil.iter_modules(giar_ml.assemble.__path__)]


def price(name: str) -> float:
    """The present value of a price."""
    module, constant, entry = _parts(name)
    value = getattr(module, constant)
    return float(value if entry is None else value[entry])


def _parts(name: str) -> tuple[ModuleType, str, bool | None]:
    found = ENTRY.fullmatch(name)
    if not found:
        raise ValueError(f"not the name of a price: {name}")
    entry = None if found[3] is None else found[3] == "True"
    return import_module(f"giar_ml.assemble.{found[1]}"), found[2], entry


@contextmanager
def applied(prices: Mapping[str, float]) -> Iterator[None]:
    """The table reader at these prices, also where a module has imported them; as before afterwards."""
    before = {name: price(name) for name in prices}
    try:
        for name, value in prices.items():
            _set(name, value)
        _forget()
        yield
    finally:
        for name, value in before.items():
            _set(name, value)
        _forget()


def _set(name: str, value: float) -> None:
    module, constant, entry = _parts(name)
    old = getattr(module, constant)
    if entry is not None:
        old[entry] = value
        return
    for user in modules():
        if vars(user).get(constant) is old:  # the very object: another module may have its own price of that name
            setattr(user, constant, value)


def _forget() -> None:
    """Empty the caches of the table reader: they hold prices."""
    for module in modules():
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear") and getattr(thing, "__module__", "").startswith("giar_ml.assemble"):
                thing.cache_clear()


def by_rung(pages: Sequence[Sheet], found: Scores) -> dict[str, Score]:
    """The scores of every rung added up."""
    rungs: dict[str, list[Score]] = defaultdict(list)
    for page, one in zip(pages, found.each, strict=True):
        rungs[page.rung].append(one)
    return {rung: total(each) for rung, each in rungs.items()}
