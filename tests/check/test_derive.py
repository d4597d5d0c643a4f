from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml.check import derive, derived_values, intervals, recoverability
from giar_ml.check.equations import equations
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


def test_every_null_is_determined_bounded_or_free(report: Make) -> None:
    cells: dict[str, Any] = {"upheld": None, "corrected": None, "other_result": 1, "pending": 0, "total": 4}
    direct = {"upheld": None, "corrected": 1, "other_result": 1, "pending": 0, "total": 4}
    after = {"upheld": None, "corrected": 1, "other_result": 1, "pending": 0, "total": None}
    made = report(
        {
            **{f"review.review_{k}": v for k, v in cells.items()},
            **{f"review.litigation_direct_{k}": v for k, v in direct.items()},
            **{f"review.litigation_after_review_{k}": v for k, v in after.items()},
            "disclosure.regulations_in_force": None,
        }
    )
    found = recoverability(made)
    assert set(found) == {a for a, v in made.values().items() if v is None}
    assert found["review.review_upheld"] == ("bounded", 0, 3)
    assert found["review.litigation_direct_upheld"] == ("determined", 2, 2)
    assert found["review.litigation_after_review_upheld"] == ("free", 0, None)
    assert found["review.litigation_after_review_total"] == ("bounded", 2, None)
    assert found["disclosure.regulations_in_force"] == ("free", 0, None)


def test_what_may_be_negative_has_no_lower_bound(report: Make) -> None:
    made = report({"disclosure.licensing_item_change": None}, "E2")
    assert recoverability(made)["disclosure.licensing_item_change"] == ("free", None, None)


@pytest.mark.parametrize("seed", range(4))
def test_the_intervals_are_as_tight_as_an_integer_program_makes_them(report: Make, table: Table, seed: int) -> None:
    cp_model = pytest.importorskip("ortools.sat.python.cp_model")
    truth = table(seed, zeros=0.8)
    gone = Random(seed).sample(sorted(truth), 25)
    values = {**truth, **dict.fromkeys(gone)}
    model, most = cp_model.CpModel(), sum(truth.values())
    cells = {a: model.new_int_var(0, most, a) if v is None else v for a, v in values.items()}
    for equation in equations("E3"):
        if equation.rule.startswith("S3"):
            model.add(sum(c * cells[a] for a, c in equation.terms) == 0)
    known = intervals(report(values))
    for address in gone:
        ends = []
        for sign in (1, -1):
            model.minimize(sign * cells[address])
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            assert solver.solve(model) == cp_model.OPTIMAL
            ends.append(solver.value(cells[address]))
        low, high = known[address]
        assert (low, most if high is None else high) == (ends[0], ends[1])
