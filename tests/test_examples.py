"""The example reports, written by us, read as examples/expected.yaml says that they read."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import giar_ml
from giar_ml import schema
from giar_ml.export.record import Record
from giar_ml.pipeline import Reading

EXAMPLES = Path(__file__).parents[1] / "examples"
REPORTS: list[dict[str, Any]] = yaml.safe_load((EXAMPLES / "expected.yaml").read_text("utf-8"))["reports"]
IDS = [f"{r['file']}-{r.get('part', 1)}" for r in REPORTS]
each = pytest.mark.parametrize("truth", REPORTS, ids=IDS)


@cache
def _readings(name: str) -> dict[int, Reading]:
    """The readings of a file by part."""
    return {r.record.source.part: r for r in giar_ml.load().readings([EXAMPLES / name])}


def _reading(truth: dict[str, Any]) -> Reading:
    readings = _readings(truth["file"])
    parts = {r.get("part", 1) for r in REPORTS if r["file"] == truth["file"]}
    assert readings.keys() == parts
    return readings[truth.get("part", 1)]


def _record(truth: dict[str, Any]) -> Record:
    return _reading(truth).record


def _accepts(pattern: str, indicator: str) -> bool:
    return indicator == pattern or (pattern.endswith(".*") and indicator.startswith(pattern[:-1]))


def _hits(wanted: list[dict[str, Any]], found: list[tuple[str, Decimal]]) -> list[dict[str, Any]]:
    """The wanted statistics that stand in `found`; each found one counts once and is taken out."""
    hits = []
    for fact in wanted:
        value = Decimal(str(fact["value"]))
        for got in found:
            if got[1] == value and _accepts(fact["indicator"], got[0]):
                found.remove(got)
                hits.append(fact)
                break
    return hits


def test_every_example_file_has_its_truth_written_down() -> None:
    documents = {p.name for p in EXAMPLES.iterdir() if p.name[:2].isdigit()}
    assert documents == {r["file"] for r in REPORTS}


@each
def test_the_truth_names_only_addresses_of_the_template(truth: dict[str, Any]) -> None:
    assert set(truth["cells"]) <= set(schema.epoch(truth["epoch"]).addresses())


@each
def test_the_truth_is_consistent_unless_it_says_otherwise(truth: dict[str, Any]) -> None:
    cells = truth["cells"] | truth.get("repair", {})
    template = schema.epoch(truth["epoch"])
    columns = [c.key for c in template.request_columns]

    def row(key: str) -> list[int]:
        return [cells.get(f"requests.{key}.{column}", 0) for column in columns]

    for entry in template.request_rows:
        assert sum(row(entry.key)[:-1]) == row(entry.key)[-1], entry.key
    results = [row(r.key) for r in template.request_rows if r.item.startswith("三") and r.key != "results_total"]
    assert [sum(column) for column in zip(*results, strict=True)] == (row("results_total") if results else [])
    for new, carried, done, out in zip(
        row("new_received"), row("carried_in"), row("results_total"), row("carried_out"), strict=True
    ):
        assert new + carried == done + out


@each
def test_epoch_year_and_body_are_recognised(truth: dict[str, Any]) -> None:
    report = _record(truth).report
    assert (report.epoch, report.year, report.body) == (truth["epoch"], truth["year"], truth["body"])


@each
def test_every_printed_number_of_the_tables_is_read(truth: dict[str, Any]) -> None:
    cells = {c.address: c.value for c in _record(truth).cells}
    wanted = {address: Decimal(str(value)) for address, value in truth["cells"].items()}
    wrong = {a: (v, cells.get(a)) for a, v in wanted.items() if cells.get(a) is None or Decimal(cells[a]) != v}
    assert not wrong, f"address: (printed, read) {wrong}"
    invented = {a: v for a, v in cells.items() if a not in wanted and v is not None and Decimal(v) != 0}
    assert not invented


def _compared(truth: dict[str, Any]) -> tuple[int, list[dict[str, Any]], list[tuple[str, Decimal]]]:
    """How many statistics of the prose were read, which were missed, and which were read but do not stand there."""
    found = [(s.indicator, Decimal(s.value)) for s in _record(truth).statistics]
    hits = _hits(truth["statistics"], found)
    missed = [fact for fact in truth["statistics"] if fact not in hits]
    _hits(truth.get("may_also_have", []), found)
    return len(hits), missed, found


def _f1(hits: int, missed: int, invented: int) -> float:
    return 2 * hits / (2 * hits + missed + invented)


@each
def test_most_statistics_of_each_report_are_read_and_few_invented(truth: dict[str, Any]) -> None:
    hits, missed, invented = _compared(truth)
    assert _f1(hits, len(missed), len(invented)) >= 0.75, f"missed {missed}; not in the prose {invented}"


def test_nearly_all_statistics_of_all_reports_are_read() -> None:
    compared = [_compared(truth) for truth in REPORTS]
    score = _f1(sum(c[0] for c in compared), sum(len(c[1]) for c in compared), sum(len(c[2]) for c in compared))
    assert score >= 0.93


@each
def test_only_the_wrong_sums_are_found_violated(truth: dict[str, Any]) -> None:
    violated = {f.rule for f in _record(truth).findings if f.status == "violated" and f.severity == "error"}
    assert violated == set(truth.get("violated", ()))


def test_the_repair_of_the_wrong_sum_is_proposed_and_not_applied() -> None:
    (truth,) = [r for r in REPORTS if "repair" in r]
    record = _record(truth)
    ((address, proposed),) = truth["repair"].items()
    changes = [{c.address: c.proposed for c in repair.changes} for repair in record.repairs]
    assert {address: Decimal(proposed)} in changes
    assert {c.address: c.value for c in record.cells}[address] == truth["cells"][address]


@each
def test_every_value_stands_in_the_source_where_it_says(truth: dict[str, Any]) -> None:
    record, source = (reading := _reading(truth)).record, reading.source
    assert record.source.characters == len(source)
    for value in (*record.cells, *record.statistics):
        if value.value is not None:
            assert value.start is not None
            assert source[value.start : value.end] == value.raw != ""
