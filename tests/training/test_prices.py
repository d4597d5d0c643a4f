"""Prices can be changed for a while, reports are scored at them, and the search keeps only what is surely better."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from giar_ml.assemble import arcs, readings, walk
from training import prices
from training.price_events import events, frequencies
from training.price_sheets import Score, Scores, applied, by_rung, price, score, scores, share, sheets, telling, total
from training.synth import random_facts, write
from training.synth.damage import OPERATORS


def reading(*values: str | None) -> readings.Reading:
    cells = tuple(None if v is None else Decimal(v) for v in values)
    return readings.Reading(cells, (None,) * len(cells), 0.0)


def test_a_price_changes_wherever_it_was_imported_and_is_put_back() -> None:
    def stand() -> tuple[float, ...]:
        return readings.DROPPED, vars(arcs)["DROPPED"], vars(arcs)["UNREAD"], arcs.CUT_LINE[False]

    before, mark = stand(), walk.UNREAD
    with applied({"readings.DROPPED": 9.5, "readings.UNREAD": 7.5, "arcs.CUT_LINE[False]": 0.1}):
        assert stand() == (9.5, 9.5, 7.5, 0.1)
        assert mark == walk.UNREAD  # another module's own, by the same name
    assert stand() == before


def test_prices_are_put_back_after_an_error() -> None:
    before = price("readings.JOINED")
    with pytest.raises(RuntimeError), applied({"readings.JOINED": 0.0}):
        raise RuntimeError
    assert price("readings.JOINED") == before


def test_what_is_no_price_is_said() -> None:
    with pytest.raises(ValueError, match="not the name of a price"):
        price("JOINED")


def test_every_searched_price_exists_and_is_positive() -> None:
    assert all(price(name) > 0 for name in prices.PRICES)


def test_the_share_of_a_cell_sums_over_its_readings_and_an_unread_row_is_null() -> None:
    choices = [(None, reading("3", None), 0.6), (None, reading("4", "1"), 0.3), (None, None, 0.1)]
    assert share(choices, 0, {Decimal(3)}) == pytest.approx(0.6)
    assert share(choices, 0, {Decimal(3), None}) == pytest.approx(0.7)
    assert share(choices, 1, {None}) == pytest.approx(0.7)


def test_intact_reports_cost_next_to_nothing_and_broken_prices_cost_much() -> None:
    pages = sheets(("clean", "split_digits"), 2, 5, ("lines",))
    good = scores(pages)
    assert good.loss < 0.02
    assert total(good.each).right > 0.99 * total(good.each).cells
    bad = scores(pages, {"readings.JOINED": 30.0, "arcs.CUT_TIGHT": 0.01, "labels.LABEL": 0.01})
    assert bad.loss > good.loss
    assert score(pages[0]) == good.each[0]  # nothing is left of the bad prices


def test_reports_that_tell_nothing_are_thinned_out_and_count_for_the_others() -> None:
    pages = sheets(("clean",), 4, 5, ("html",)) * 4
    kept = telling(pages, Scores([Score(10, -9.0, 5), *[Score(10, 0.0, 10)] * 15], [1.0] * 16))
    assert [page.weight for page in kept] == [1.0, 8.0, 8.0]
    assert by_rung(kept, Scores([Score(10, -1.0, 9)] * 3, [1.0] * 3))["clean"].cells == 30


def test_the_gain_is_paired_and_weighted() -> None:
    good, bad = (
        Scores([Score(10, 0.0, 10)] * 2, [1.0, 3.0]),
        Scores([Score(10, -1.0, 9), Score(10, 0.0, 10)], [1.0, 3.0]),
    )
    gain, error = good.better_than(bad)
    assert gain == pytest.approx(0.2 / 4)
    assert error > 0


@pytest.mark.parametrize(
    ("operator", "layout", "event"),
    [
        ("drop_zeros", "flat", "dropped"),
        ("split_digits", "lines", "readings.JOINED"),
        ("wrong_sum", "tab", "readings.BROKEN_SUM"),
        ("lost_row", "tab", "lattice.MISS"),
        ("many_blanks", "tab", "readings.BLANK_CELL"),
    ],
)
def test_events_are_counted_where_they_happen_and_nowhere_else(operator: str, layout: str, event: str) -> None:
    counts, intact = Counter[str](), Counter[str]()
    for k in range(12):
        rng = Random(k)
        written = write(random_facts(rng, "E3"), layout, rng)
        intact += events(written)
        counts += events(OPERATORS[operator](written, rng, 1.0))
    assert any(name.startswith(event) for name in counts)
    assert not any(name.startswith(event) for name in intact)


def test_a_rare_event_is_dear() -> None:
    seen = Counter({"row": 1000, "item": 7000, "lattice.PASS": 70, "readings.BROKEN_SUM": 40, "dropped 2": 9})
    often, rare = frequencies(seen), frequencies(seen + Counter({"row": 9000, "item": 63000}))
    assert often.keys() == rare.keys()
    assert rare["lattice.PASS"] > often["lattice.PASS"] > 2
    assert rare["readings.BROKEN_SUM"] > often["readings.BROKEN_SUM"]
    assert rare["readings.DROPPED"] > often["readings.DROPPED"]


def test_the_search_keeps_a_better_price_and_no_worse_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def pretended(pages: object, changed: dict[str, float] | None = None) -> Scores:
        value = (changed or {}).get("readings.JOINED", price("readings.JOINED"))
        return Scores([Score(100, -abs(value - 1.0) * (1 + k / 10), 100) for k in range(4)], [1.0] * 4)

    monkeypatch.setattr(prices, "scores", pretended)
    search = prices.Search([], time.monotonic() + 5, pretended([]))
    search.climb(["readings.JOINED"])
    assert search.prices["readings.JOINED"] == pytest.approx(1.0, abs=0.35)


def test_the_heaviest_prices_are_those_whose_moves_change_most() -> None:
    moved = {"a": [(0.6, 0.1, 0.0)], "b": [(0.6, -0.3, 0.0), (1.6, 0.0, 0.0)], "c": [(0.6, 0.2, 0.0)]}
    assert prices.weightiest(moved, 2) == ["b", "c"]


def test_the_report_tells_learned_from_other_operators_and_layouts() -> None:
    pages = sheets(("clean", "one_blank"), 1, 5, ("flat",))
    found = scores(pages)
    table = prices.report(pages, {"by hand": found, "learned": found})
    assert "| operators learned from | by hand |" in table
    assert "| one_blank | learned |" in table
    assert "by hand by +0.000000" in prices.compared({"by hand": found, "learned": found})[0]
