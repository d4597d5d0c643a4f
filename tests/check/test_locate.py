from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml.check import check, repair
from giar_ml.types import Cell, Repair, Report
from training.synth.facts import random_facts

Make = Callable[..., Report]
Table = Callable[..., dict[str, Any]]


def with_changes(made: Report, changes: dict[str, Any]) -> Report:
    cells = tuple(
        Cell(c.address, Decimal(str(changes[c.address])) if c.address in changes else c.value, c.origin)
        for c in made.cells
    )
    return Report(made.epoch, made.year, made.body, cells=cells)


def repairs(made: Report) -> tuple[Repair, ...]:
    return repair(made, check(made))


def proposed(one: Repair) -> dict[str, int]:
    return {c.address: int(c.proposed) for c in one.changes if c.proposed is not None}


def another(rng: Random, value: int) -> int:
    """A wrong number: any other from zero to a bit above."""
    wrong = rng.randint(0, max(20, 2 * value))
    return wrong if wrong != value else value + 1


@pytest.mark.parametrize("name", ["E2", "E3"])
def test_every_single_wrong_cell_is_detected_and_is_the_unique_smallest_repair(
    report: Make, table: Table, name: str
) -> None:
    rng = Random(11)
    for seed, zeros in ((1, 0.3), (2, 0.95)):
        cells = table(seed, name, zeros=zeros)
        made = report(cells, name)
        for address, value in cells.items():
            damaged = with_changes(made, {address: another(rng, value)})
            found = repairs(damaged)
            assert found, address
            assert found[0].unique, address
            assert proposed(found[0]) == {address: value}


@pytest.mark.parametrize("name", ["E2", "E3"])
def test_most_pairs_of_wrong_cells_are_recovered_as_the_unique_smallest_repair(report: Make, name: str) -> None:
    rng, right, tried = Random(13), 0, 0
    while tried < 240:
        facts = random_facts(rng, name)  # type: ignore[arg-type]
        made = report(facts.cells, name)
        printed = [a for a, v in facts.cells.items() if a.startswith("requests.") and v is not None]
        for _ in range(8):
            pair = rng.sample(printed, 2)
            truth = {a: int(facts.cells[a] or 0) for a in pair}
            found = repairs(with_changes(made, {a: another(rng, v) for a, v in truth.items()}))
            right += bool(found) and found[0].unique and proposed(found[0]) == truth
            tried += 1
    assert right / tried >= 0.92


def test_two_totals_left_at_zero_are_one_repair(report: Make, table: Table) -> None:
    cells = table(5)
    zero = ["requests.granted_in_full.total", "requests.results_total.total"]
    (found,) = repairs(report({**cells, **dict.fromkeys(zero, 0)}))
    assert proposed(found) == {a: cells[a] for a in zero}
    assert found.unique
    assert found.cause == "total_left_zero"
    assert set(found.rules) >= {"S3-ROW/granted_in_full", "S3-ROW/results_total", "S3-BAL/total"}
    assert found.message is not None
    assert f"0 → {cells[zero[0]]}" in found.message.zh
    assert f"0 -> {cells[zero[0]]}" in found.message.en


@pytest.mark.parametrize(
    ("printed", "cause"),
    [(12, "lost_digit"), (1274, "one_digit"), (12345, "added_digit"), (1324, "transposition"), (77, "other")],
)
def test_the_likely_cause_is_named(report: Make, table: Table, printed: int, cause: str) -> None:
    cells = table(5, zeros=1.0)
    true = 123 if cause == "lost_digit" else 1234
    for row in ("new_received", "results_total", "granted_in_full"):
        cells[f"requests.{row}.natural_person"] += true
        cells[f"requests.{row}.total"] += true
    (found, *_) = repairs(report({**cells, "requests.granted_in_full.natural_person": printed}))
    assert proposed(found) == {"requests.granted_in_full.natural_person": true}
    assert found.cause == cause


def test_a_number_in_the_neighbouring_column_is_recognised_among_many_possible_swaps(
    report: Make, table: Table
) -> None:
    cells = table(8, zeros=0.2)
    here, there = "requests.granted_in_full.org_research", "requests.granted_in_full.org_public_welfare"
    for column, value in (("org_research", 25), ("org_public_welfare", 0)):
        change = value - cells[f"requests.granted_in_full.{column}"]
        for row in ("granted_in_full", "results_total", "new_received"):
            cells[f"requests.{row}.{column}"] += change
            cells[f"requests.{row}.total"] += change
    (first, *others) = repairs(report({**cells, here: 0, there: 25}))
    assert others
    assert proposed(first) == {here: 25, there: 0}
    assert first.cause == "neighbouring_cell"


def test_a_row_that_stands_one_column_from_its_place_is_recognised(report: Make, table: Table) -> None:
    cells = table(8, zeros=0.5)
    columns = ("natural_person", "org_commercial", "org_research", "org_public_welfare")
    row = "requests.granted_in_full"
    for column, value in zip(columns, (23, 4, 9, 0), strict=True):
        change = value - cells[f"{row}.{column}"]
        for name in ("granted_in_full", "results_total", "new_received"):
            cells[f"requests.{name}.{column}"] += change
            cells[f"requests.{name}.total"] += change
    printed = {f"{row}.{column}": value for column, value in zip(columns, (0, 23, 4, 9), strict=True)}
    (first, *_) = repairs(report({**cells, **printed}))
    assert proposed(first) == {a: cells[a] for a in printed}
    assert first.cause == "shifted_row"


def test_how_typical_a_slip_is_ranks_but_proves_nothing(report: Make) -> None:
    keys = ("upheld", "corrected", "other_result", "pending", "total")
    found = repairs(report({f"review.review_{k}": v for k, v in zip(keys, (0, 7, 0, 0, 0), strict=True)}))
    assert found[0].cause == "total_left_zero"
    assert not any(one.unique for one in found)


def test_a_doubtful_cell_is_suspected_before_sure_ones(report: Make) -> None:
    keys = ("upheld", "corrected", "other_result", "pending", "total")
    made = report({f"review.review_{k}": v for k, v in zip(keys, (1, 2, 3, 4, 11), strict=True)})
    doubted = tuple(
        Cell(c.address, c.value, c.origin, confidence=0.3 if c.address.endswith("pending") else 1.0) for c in made.cells
    )
    found = repairs(Report("E3", 2023, "甲", cells=doubted))
    assert proposed(found[0]) == {"review.review_pending": 5}
    assert found[0].unique
    sure = repairs(made)
    assert len(sure) == 5
    assert not any(r.unique for r in sure)


def test_parts_of_the_form_that_share_no_cell_are_mended_apart(report: Make, table: Table) -> None:
    review = {f"review.litigation_direct_{k}": 0 for k in ("upheld", "corrected", "other_result", "pending")}
    cells = {**table(4), **review, "review.litigation_direct_total": 7}
    found = repairs(report({**cells, "requests.carried_in.org_other": 999}))
    parts = {r.rules for r in found}
    assert ("S4-LITD",) in parts
    assert len(parts) == 2


def test_a_sum_that_is_part_of_another_sum_is_one_wrong_cell(report: Make) -> None:
    cells = {"reply_granted": 5, "reply_partially_granted": 1, "reply_refused_total": 8, "replies_total": 8}
    refused = {"refused_not_gov_info": 0, "refused_not_exist": 2, "refused_not_held": 0, "refused_unclear": 0}
    scopes = ("1_state_secret", "2_trade_secret", "3_privacy", "4_process", "5_enforcement", "6_law")
    zeros = {**{f"refused_scope{s}": 0 for s in scopes}, "refused_other": 0}
    made = report({f"annex.{k}": v for k, v in {**cells, **refused, **zeros}.items()}, "E1a")
    (found,) = repairs(made)
    assert proposed(found) == {"annex.reply_refused_total": 2}
    assert found.unique


def test_a_consistent_report_needs_no_repair(report: Make, table: Table) -> None:
    assert repairs(report(table(6))) == ()


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    wrong=st.integers(1, 60),
    blank=st.integers(0, 80),
    size=st.sampled_from([1, 50, 10**40]),
)
def test_nonsense_costs_little_and_every_proposal_mends_what_it_claims(
    report: Make, table: Table, seed: int, wrong: int, blank: int, size: int
) -> None:
    rng = Random(seed)
    cells = table(seed)
    for address in rng.sample(sorted(cells), wrong):
        cells[address] = rng.randint(0, size)
    cells.update(dict.fromkeys(rng.sample(sorted(cells), blank)))
    made = report(cells)
    findings = check(made)
    start = time.process_time()
    found = repair(made, findings)
    assert time.process_time() - start < 0.5
    assert len(found) <= 10
    for one in found:
        assert 1 <= len(one.changes) <= 4
        assert all(c.proposed is not None and c.proposed >= 0 for c in one.changes)
        mended = with_changes(made, proposed(one))
        assert not {f.rule for f in check(mended) if f.status == "violated"} & set(one.rules)
