"""The promise behind every offset: the source between them is `raw`, and `raw` read again gives the value."""

from random import Random

import pytest

import giar_ml
from giar_ml.pipeline import Reader, Reading
from giar_ml.reread import read_cell, read_statistic
from training.synth import LAYOUTS, random_facts, write
from training.synth.damage import OPERATORS


@pytest.fixture(scope="module")
def reader() -> Reader:
    return giar_ml.load()


def broken(reading: Reading) -> list[str]:
    record, found = reading.record, []
    kind = record.source.format or "txt"
    for cell in record.cells:
        if cell.value is not None:
            raw = reading.source[cell.start : cell.end]
            if raw != cell.raw or read_cell(raw, kind) != cell.value:
                found.append(f"{cell.address} {cell.value} {raw!r}")
    for statistic in record.statistics:
        raw = reading.source[statistic.start : statistic.end]
        quantity = read_statistic(raw, kind)
        if raw != statistic.raw or quantity is None or quantity.value != statistic.value:
            found.append(f"{statistic.indicator} {statistic.value} {raw!r}")
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("operator", OPERATORS)
def test_every_printed_value_can_be_read_again_at_its_place(reader: Reader, layout: str, operator: str) -> None:
    rng = Random(f"{layout} {operator}")
    written = write(random_facts(rng, rng.choice(["E1b", "E2", "E3"])), layout, rng)
    written = OPERATORS[operator](written, rng, 0.5)
    for reading in reader.read_bytes(written.data, f"report{written.suffix}"):
        assert reading.record.status != "failed"
        assert broken(reading) == []


def test_the_seeds_too(reader: Reader, seeds: list[str]) -> None:
    for reading in reader.readings(seeds):
        assert broken(reading) == []
