from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml.check import derive, derived_values, intervals
from giar_ml.types import Report

Make = Callable[..., Report]
Table = Callable[..., dict[str, Any]]


def test_a_single_missing_cell_of_a_row_is_forced_and_its_value_stays_null(report: Make, table: Table) -> None:
    cells = table(1)
    gone = "requests.granted_in_full.total"
    made = derive(report({**cells, gone: None}))
    (cell,) = [c for c in made.cells if c.address == gone]
    assert cell.value is None
    assert cell.derived == cells[gone]
    assert all(c.derived is None for c in made.cells if c.address != gone)


def test_a_row_of_blanks_under_a_zero_total_is_zero(report: Make, table: Table) -> None:
    cells = table(1, zeros=1.0)
    row = [a for a in cells if a.startswith("requests.exempt_state_secret.") and not a.endswith(".total")]
    assert derived_values(report({**cells, **dict.fromkeys(row)})) == dict.fromkeys(row, 0)


def test_two_cells_that_can_share_a_sum_are_not_guessed(report: Make) -> None:
    cells: dict[str, Any] = {"upheld": None, "corrected": None, "other_result": 1, "pending": 0, "total": 4}
    made = report({f"review.review_{k}": v for k, v in cells.items()})
    assert derived_values(made) == {}
    assert intervals(made)["review.review_upheld"] == (0, 3)


def test_a_contradiction_derives_nothing(report: Make, table: Table) -> None:
    gone = "requests.granted_in_full.org_other"
    cells = {**table(1), gone: None, "requests.granted_in_full.natural_person": 9999}
    assert gone not in derived_values(report(cells))
    assert gone not in intervals(report(cells))


def test_without_blanks_the_report_is_the_same_object(report: Make) -> None:
    made = report({"review.review_total": 1})
    assert derive(made) is made


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 9999), blank=st.integers(1, 120))
def test_what_is_derived_is_true_and_every_interval_holds_the_truth(
    report: Make, table: Table, seed: int, blank: int
) -> None:
    truth = table(seed)
    gone = Random(seed).sample(sorted(truth), blank)
    made = report({**truth, **dict.fromkeys(gone)})
    for address, value in derived_values(made).items():
        assert value == truth[address]
    for address, (low, high) in intervals(made).items():
        if address in truth:
            assert low is not None
            assert low <= truth[address]
            assert high is None or truth[address] <= high
