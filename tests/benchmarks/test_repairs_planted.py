"""Small versions of `benchmarks.repairs`: planted errors come first, and the benchmark itself counts right."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from benchmarks.repairs import BARS, Setting, measure, planted, rank, slip
from giar_ml.types import Change, Repair


@pytest.mark.parametrize("errors", BARS)
@pytest.mark.parametrize("near", [False, True])
def test_planted_errors_reach_their_bar(errors: int, near: bool) -> None:
    n = 24
    tally = measure(Setting(errors, near=near), n=n, seed=5)
    depth, share = BARS[errors]
    assert (tally.first if depth == 1 else tally.third) >= share * n - (share < 1)
    assert tally.claimed_right == tally.claimed


def test_one_sum_alone_cannot_tell_which_of_its_numbers_is_wrong() -> None:
    tally = measure(Setting(1, "review.", weighted=False), n=30, seed=5)
    assert tally.listed == 30
    assert tally.claimed <= 1


def test_a_planted_error_is_another_number_and_the_same_every_time() -> None:
    assert all(slip(Random(k), "requests.carried_in.total", v) != v for k in range(200) for v in (0, 7, 10, 1001))
    once, again = (planted(Random(3), "E3", Setting(2)) for _ in range(2))
    assert once == again
    report, truth = once
    assert all(report.values()[a] != v for a, v in truth.items())


def one(rules: tuple[str, ...], **proposed: int) -> Repair:
    return Repair(tuple(Change(a, Decimal(0), Decimal(v)) for a, v in proposed.items()), rules, 1.0, False)


def test_rank_asks_every_part_of_the_form() -> None:
    a, b, wrong = one(("S3",), a=1), one(("S4",), b=2), one(("S3",), a=9)
    assert rank([a, b], {"a": 1, "b": 2}) == 0
    assert rank([wrong, a, b], {"a": 1, "b": 2}) == 1
    assert rank([a], {"a": 1, "b": 2}) is None
    assert rank([wrong], {"a": 1}) is None
