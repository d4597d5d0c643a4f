from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from giar_ml.check import check
from giar_ml.schema import epoch
from giar_ml.types import Finding, Report
from training.synth.facts import random_facts

Make = Callable[..., Report]
Table = Callable[..., dict[str, Any]]


def by_id(report: Report) -> dict[str, Finding]:
    return {f.rule: f for f in check(report)}


def errors(report: Report) -> set[str]:
    return {f.rule for f in check(report) if f.status == "violated" and f.severity == "error"}


@pytest.mark.parametrize("name", ["E2", "E3"])
@pytest.mark.parametrize("seed", range(5))
def test_a_consistent_table_violates_nothing(report: Make, table: Table, name: str, seed: int) -> None:
    assert errors(report(table(seed, name), name)) == set()


@pytest.mark.parametrize("name", ["E1a", "E1b", "E2", "E3"])
def test_whole_reports_from_random_consistent_facts_violate_no_official_rule(report: Make, name: str) -> None:
    rng = Random(7)
    for _ in range(15):
        facts = random_facts(rng, name)  # type: ignore[arg-type]
        assert errors(report(facts.cells, name, facts.year, facts.body)) == set()


def test_a_total_left_at_zero_is_pointed_at_with_both_sides_and_a_sentence(report: Make, table: Table) -> None:
    cells = {**table(1), "requests.new_received.total": 0}
    found = by_id(report(cells))
    row = found["S3-ROW/new_received"]
    expected = table(1)["requests.new_received.total"]
    assert (row.status, row.left, row.right, row.delta) == ("violated", expected, 0, expected)
    assert row.addresses[0] == "requests.new_received.natural_person"
    assert len(row.addresses) == 7
    assert row.message is not None
    assert str(expected) in row.message.zh
    assert str(expected) in row.message.en
    assert "本年新收" in row.message.zh
    assert errors(report(cells)) == {"S3-ROW/new_received", "S3-BAL/total"}


def test_the_balance_sentence_names_its_four_items_with_their_numbers(report: Make) -> None:
    cells = {"new_received": 9, "carried_in": 0, "results_total": 0, "carried_out": 8}
    found = by_id(report({f"requests.{row}.total": v for row, v in cells.items()}))
    message = found["S3-BAL/total"].message
    assert message is not None
    assert message.zh.startswith("总计列：一、")
    assert "差 1。" in message.zh
    assert "（9）+" in message.zh
    assert "=8" in message.zh


def test_a_blank_cell_makes_its_row_and_column_unknown(report: Make, table: Table) -> None:
    found = by_id(report({**table(2), "requests.granted_in_full.org_other": None}))
    unknown = {i for i, f in found.items() if f.status == "unknown" and i.startswith("S3")}
    assert unknown == {"S3-ROW/granted_in_full", "S3-SUM7b/org_other"}
    assert found["S3-ROW/granted_in_full"].right is not None
    assert found["S3-ROW/granted_in_full"].left is None


def test_printed_cells_that_exceed_the_total_violate_the_row_although_one_is_blank(report: Make, table: Table) -> None:
    cells = {**table(2), "requests.granted_in_full.org_other": None, "requests.granted_in_full.natural_person": 9999}
    finding = by_id(report(cells))["S3-ROW/granted_in_full"]
    assert finding.status == "violated"
    assert finding.left is not None
    assert finding.left >= 9999


def test_a_missing_table_is_unknown_and_no_error(report: Make) -> None:
    found = check(report({}))
    assert {f.status for f in found} == {"unknown"}


def test_one_row_for_other_processing_stands_for_its_three(report: Make, table: Table) -> None:
    cells = table(3)
    for column in [c.key for c in epoch("E3").request_columns]:
        parts = [a for a in cells if a.startswith("requests.other_") and a.endswith("." + column)]
        cells[f"requests.other_processing_total.{column}"] = sum(cells.pop(a) for a in parts)
    found = by_id(report(cells))
    assert found["S3-SUM7b/natural_person"].status == "holds"
    assert found["S3-ROW/other_processing_total"].status == "holds"
    assert "S3-ROW/other_misc" not in found
    cells["requests.other_processing_total.natural_person"] += 1
    assert errors(report(cells)) == {"S3-SUM7b/natural_person", "S3-ROW/other_processing_total"}


def test_an_epoch_that_nobody_could_tell_has_no_table_rules(report: Make, table: Table) -> None:
    assert check(report(table(1), None)) == ()


def test_negative_and_broken_counts_are_errors(report: Make, table: Table) -> None:
    negative = by_id(report({**table(1), "requests.carried_in.total": -1}))["S3-NONNEG"]
    assert (negative.status, negative.left) == ("violated", -1)
    assert negative.addresses == ("requests.carried_in.total",)
    assert "S3-NONNEG" in errors(report({**table(1), "requests.carried_in.total": "1.5"}))


def test_review_blocks_are_added_up_and_blank_ones_called_not_reported(report: Make) -> None:
    cells: dict[str, Any] = {f"review.{c.key}": 0 for c in epoch("E3").review}
    assert errors(report(cells)) == set()
    assert errors(report({**cells, "review.review_total": 2})) == {"S4-REV"}
    assert errors(report({**cells, "review.litigation_direct_upheld": 2})) == {"S4-LITD"}
    blank = by_id(report({a: None if a.startswith("review.review_") else v for a, v in cells.items()}))
    assert blank["S4-BLANK/review"].status == "violated"
    assert blank["S4-BLANK/review"].severity == "info"
    assert blank["S4-REV"].status == "unknown"


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"licensing_prev_items": 10, "licensing_item_change": -11}, "S2-E2-CHANGE/licensing"),
        ({"procurement_projects": 3, "procurement_amount": 0}, "S2-PROC"),
        ({"procurement_amount": "152790.00"}, "S2-MONEY"),
        ({"normative_docs_produced": 3, "normative_docs_newly_disclosed": 7}, "S2-E2-DISC/normative_docs"),
    ],
)
def test_heuristics_about_section_two_warn_but_are_no_errors(report: Make, cells: dict[str, Any], rule: str) -> None:
    made = report({f"disclosure.{k}": v for k, v in cells.items()}, "E2")
    finding = by_id(made)[rule]
    assert finding.status == "violated"
    assert finding.severity in ("warning", "info")
    assert finding.message is not None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("乙省人民政府办公厅", "holds"),
        ("丙市人民政府", "unknown"),
        ("丙市丁区卫生健康局", "violated"),
        ("丁县戊镇人民政府", "violated"),
    ],
)
def test_regulations_of_a_body_that_cannot_make_them_are_suspect(report: Make, body: str, status: str) -> None:
    cells = dict.fromkeys(("regulations_made", "regulations_repealed", "regulations_in_force"), 2)
    made = report({f"disclosure.{k}": v for k, v in cells.items()}, body=body)
    assert by_id(made)["S2-REGS-LEVEL"].status == status


def test_extension_rows_are_checked_only_where_they_are_printed(report: Make) -> None:
    rule = "S2-E2-DISC/other_disclosed_docs"
    assert rule not in by_id(report({}, "E2"))
    keys = ("produced", "newly_disclosed", "total_disclosed")
    cells = {f"disclosure.other_disclosed_docs_{k}": v for k, v in zip(keys, (186, 86, 255), strict=True)}
    assert by_id(report(cells, "E2"))[rule].status == "holds"


def test_the_annex_of_2014_is_added_up(report: Make) -> None:
    cells = {"requests_received": 6, "requests_in_person": 1, "requests_fax": 0, "requests_online": 2}
    made = {f"annex.{k}": v for k, v in {**cells, "requests_letter": 3}.items()}
    assert by_id(report(made, "E1b"))["E1-CH"].status == "holds"
    assert errors(report({**made, "annex.requests_letter": 4}, "E1b")) == {"E1-CH"}


def test_a_full_report_is_checked_in_under_five_milliseconds(report: Make, table: Table) -> None:
    made = report(table(1))
    check(made)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        check(made)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


def test_values_are_never_changed(report: Make, table: Table) -> None:
    made = report({**table(1), "requests.carried_in.total": 77})
    before = made.values()
    check(made)
    assert made.values() == before
    assert made.values()["requests.carried_in.total"] == Decimal(77)
