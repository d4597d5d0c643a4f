"""Runs of items as one row: what the print leaves open, the row sum decides."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.assemble.readings import floor, readings
from giar_ml.assemble.stream import Item


def items(*digits: str | None) -> list[Item]:
    return [
        Item(None, "", k, k, 0) if d is None else Item(Decimal(d), d, 2 * k, 2 * k + 1, 0) for k, d in enumerate(digits)
    ]


def row(*digits: str | None, whole: bool = True) -> list[str]:
    found = readings(items(*digits), 7, bound=True, whole=whole)
    return ["-" if v is None else str(v) for v in found[0].values] if found else []


def test_seven_numbers_are_read_as_printed() -> None:
    assert row("8", "0", "0", "0", "0", "1", "9") == ["8", "0", "0", "0", "0", "1", "9"]


def test_a_wrong_sum_is_read_as_printed_and_is_not_sound() -> None:
    found = readings(items("1", "0", "0", "0", "0", "0", "0"), 7, bound=True, whole=True)
    assert found[0].values[0] == 1
    assert not found[0].sound


def test_a_wrong_sum_cut_out_of_a_longer_run_costs_more() -> None:
    wrong = items("1", "0", "0", "0", "0", "0", "0")
    whole = readings(wrong, 7, bound=True, whole=True)[0].cost
    assert readings(wrong, 7, bound=True, whole=False)[0].cost > whole


def test_dropped_zeros_leave_first_and_total_in_place() -> None:
    assert row("5", "0", "0", "0", "5") == ["5", "0", "0", "0", "0", "0", "5"]


def test_where_no_zero_is_printed_the_cells_are_null() -> None:
    assert row("3", "3") == ["3", "-", "-", "-", "-", "-", "3"]


def test_cells_that_share_a_printed_zero_point_at_it() -> None:
    found = readings(items("5", "0", "5"), 7, bound=True, whole=True)[0]
    assert set(found.places[1:6]) == {(1, 1)}


def test_a_digit_group_split_in_two_is_joined_where_the_sum_says_so() -> None:
    assert row("2", "08", "0", "0", "0", "0", "1", "209") == ["208", "0", "0", "0", "0", "1", "209"]


def test_a_stray_page_number_is_dropped_where_the_sum_says_so() -> None:
    assert row("7", "1", "0", "4", "0", "0", "0", "8") == ["7", "1", "0", "0", "0", "0", "8"]


def test_a_cell_that_is_not_zero_and_not_printed_is_implied_not_invented() -> None:
    found = readings(items("6", "2", "0", "3", "0", "151"), 7, bound=True, whole=True)
    lost = next(r for r in found if r.implied == (0, Decimal(140)))
    assert lost.values[0] is None
    assert lost.amount(0) == 140


def test_an_explicit_blank_total_is_null_and_implied() -> None:
    found = readings(items("4", "0", "0", "0", "0", "1", None), 7, bound=True, whole=True)[0]
    assert found.values[6] is None
    assert found.implied == (6, Decimal(5))


def test_explicit_blanks_keep_the_columns() -> None:
    assert row(None, "2", None, None, None, None, "2") == ["-", "2", "-", "-", "-", "-", "2"]


@given(st.lists(st.integers(0, 999), min_size=6, max_size=6), st.data())
def test_the_true_row_is_among_the_readings_whatever_zeros_are_dropped(parts: list[int], data: st.DataObject) -> None:
    truth = [*parts, sum(parts)]
    kept = [n for n in truth if n or data.draw(st.booleans())]
    if not kept or len(kept) < 2:
        return
    found = readings(items(*map(str, kept)), 7, bound=True, whole=True)
    assert any([int(r.amount(c)) for c in range(7)] == truth for r in found)


@pytest.mark.parametrize("count", [0, 11, 40])
def test_runs_that_cannot_be_a_row_have_no_reading(count: int) -> None:
    assert readings(items(*["0"] * count), 7, bound=True, whole=True) == ()


def test_a_zero_printed_together_with_the_number_after_it_is_two_cells_with_their_own_digits() -> None:
    run = items("3", "0", "0", "0", "0", "03")
    best = min(readings(run, 7, bound=True, whole=True), key=lambda r: r.cost)
    assert best.values == (3, 0, 0, 0, 0, 0, 3)
    assert best.places[5:] == ((5, 5, 0, 1), (5, 5, 1, 2))


def test_without_a_sum_any_cell_of_a_short_row_may_be_the_one_that_is_not_printed() -> None:
    found = readings(items("0", "0"), 3, bound=False, whole=True)
    assert {r.values for r in found if None in r.values} == {(None, 0, 0), (0, None, 0), (0, 0, None)}


def test_the_floor_of_a_run_is_never_above_its_cheapest_reading() -> None:
    rng = Random(5)
    for _ in range(300):
        run = items(*(rng.choice(("0", "0", "1", "2", "12", "04", "20")) for _ in range(rng.randint(1, 9))))
        numbers = [int(item.digits) for item in run]
        halves = sum(len(item.digits) > 1 and item.digits[0] == "0" for item in run)
        least = floor(
            len(run),
            7,
            sound=sum(numbers) == 2 * numbers[-1],
            whole=True,
            numbers=sum(map(bool, numbers)),
            halves=halves,
            likely=False,
        )
        for reading in readings(run, 7, bound=True, whole=True):
            assert least <= reading.cost + 1e-9, (run, reading)


@pytest.mark.parametrize(("before", "after"), [((None,), ()), ((), (None,))])
def test_two_zeros_in_one_cell_fill_the_row_that_a_margin_seemed_to_fill(
    before: tuple[None, ...], after: tuple[None, ...]
) -> None:
    assert row(*before, "0", "00", "0", "5", "0", "5", *after) == ["0", "0", "0", "0", "5", "0", "5"]
