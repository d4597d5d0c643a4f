"""Invented facts keep every identity that the forms state; the sums are written out here a second time."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.schema import OTHER_TOTAL, epoch
from training.synth.facts import OTHER_ROWS, PROFILES, Facts, random_facts

COLUMNS = (
    "natural_person", "org_commercial", "org_research", "org_public_welfare", "org_legal_service", "org_other", "total",
)  # fmt: skip
seeds = st.integers(0, 10**6)
table_epochs = st.sampled_from(("E2", "E3"))


def number(facts: Facts, address: str) -> int:
    value = facts.cells[address]
    assert value is not None
    assert value == int(value)
    return int(value)


@given(seeds, table_epochs)
def test_every_request_row_adds_up_to_its_total(seed: int, name: str) -> None:
    facts = random_facts(Random(seed), name)
    for row in facts.request_rows():
        parts = [number(facts, f"requests.{row}.{c}") for c in COLUMNS[:-1]]
        assert min(parts) >= 0
        assert sum(parts) == number(facts, f"requests.{row}.total")


@given(seeds, table_epochs)
def test_results_and_balance_hold_in_every_column(seed: int, name: str) -> None:
    facts = random_facts(Random(seed), name)
    flows = ("new_received", "carried_in", "results_total", "carried_out")
    results = [row for row in facts.request_rows() if row not in flows]
    for column in COLUMNS:
        new, before, done, after = (number(facts, f"requests.{row}.{column}") for row in flows)
        assert new + before == done + after
        assert done == sum(number(facts, f"requests.{row}.{column}") for row in results)


@given(seeds, table_epochs)
def test_review_blocks_add_up_or_are_blank_as_a_whole(seed: int, name: str) -> None:
    facts = random_facts(Random(seed), name)
    for block in ("review", "litigation_direct", "litigation_after_review"):
        parts = [facts.cells[f"review.{block}_{k}"] for k in ("upheld", "corrected", "other_result", "pending")]
        total = facts.cells[f"review.{block}_total"]
        if total is None:
            assert parts == [None] * 4
        else:
            assert sum(p for p in parts if p is not None) == total


@given(seeds, table_epochs)
def test_the_addresses_are_those_of_the_template(seed: int, name: str) -> None:
    facts = random_facts(Random(seed), name)
    expected = set(epoch(name).addresses())
    if name == "E3" and OTHER_TOTAL in facts.request_rows():
        expected -= {f"requests.{row}.{c}" for row in OTHER_ROWS for c in COLUMNS}
        expected |= {f"requests.{OTHER_TOTAL}.{c}" for c in COLUMNS}
    assert set(facts.cells) == expected


@given(seeds)
def test_disclosure_of_the_first_form_is_plausible(seed: int) -> None:
    cells = random_facts(Random(seed), "E2").cells
    for row in ("licensing", "other_services", "penalty", "coercion", "admin_fees"):
        before, change = cells[f"disclosure.{row}_prev_items"], cells[f"disclosure.{row}_item_change"]
        assert before is not None
        assert change is not None
        assert before + change >= 0
    assert (cells["disclosure.procurement_projects"] == 0) == (cells["disclosure.procurement_amount"] == 0)


@pytest.mark.parametrize(
    ("name", "total", "parts"),
    [
        ("E1b", "requests_received", ("requests_in_person", "requests_fax", "requests_online", "requests_letter")),
        ("E1b", "requests_completed", ("requests_completed_on_time", "requests_completed_extended")),
        ("E1b", "staff_total", ("staff_full_time", "staff_part_time")),
        ("E1b", "litigation_total", ("litigation_upheld", "litigation_corrected", "litigation_other")),
        ("E1a", "replies_total", ("reply_granted", "reply_partially_granted", "reply_refused_total")),
    ],
)
def test_the_annex_forms_add_up(name: str, total: str, parts: tuple[str, ...]) -> None:
    for seed in range(30):
        cells = random_facts(Random(seed), name).cells  # type: ignore[arg-type]
        assert set(cells) == set(epoch(name).addresses())
        assert cells[f"annex.{total}"] == sum(cells[f"annex.{part}"] or Decimal(0) for part in parts)


def test_the_same_seed_gives_the_same_facts() -> None:
    assert random_facts(Random(7), "E3") == random_facts(Random(7), "E3")
    assert random_facts(Random(7), "E3") != random_facts(Random(8), "E3")


def test_sizes_follow_the_profile() -> None:
    for profile, (low, high) in PROFILES.items():
        sizes = [number(random_facts(Random(seed), "E2", profile), "requests.new_received.total") for seed in range(20)]
        assert low <= min(sizes)
        assert max(sizes) <= high


def test_most_applicants_are_natural_persons_and_many_bodies_report_only_zeros() -> None:
    reports = [random_facts(Random(seed), "E3") for seed in range(200)]
    persons = sum(number(f, "requests.new_received.natural_person") for f in reports)
    assert persons > 0.7 * sum(number(f, "requests.new_received.total") for f in reports)
    silent = sum(number(f, "requests.new_received.total") == 0 for f in reports)
    assert 30 <= silent <= 100
    assert any(OTHER_TOTAL in f.request_rows() for f in reports)
    assert any(number(f, "requests.new_received.total") > 1000 for f in reports)
