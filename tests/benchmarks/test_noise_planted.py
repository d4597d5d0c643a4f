"""Small versions of `benchmarks.noise`."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.noise import COLUMNS, FAMILIES, Tally, line, measure, sample

LEAST = dict.fromkeys(FAMILIES, 0.95) | {"hijacked_held_out": 0.9, "neighbours_unsigned": 0.9}


@pytest.mark.parametrize("family", FAMILIES)
def test_noise_scores_above_text(family: str) -> None:
    tally = measure(family, n=4, seed=2)
    assert tally.noise.total() > 0
    assert tally.auroc() >= LEAST[family]
    assert tally.share(tally.text) < 0.01
    assert tally.cells_same == tally.cells
    if family in ("hijacked_name", "hijacked_by_unseen"):
        assert tally.bodies_wrong == 0
    assert line(family, tally).count("|") == len(COLUMNS) + 1


@pytest.mark.parametrize("family", FAMILIES)
def test_a_sample_knows_where_its_noise_stands(family: str) -> None:
    one = sample(family, 1, 2)
    assert one == sample(family, 1, 2)
    assert one.noisy != one.clean
    assert all(0 <= start < end <= len(one.noisy) for start, end in one.spans)
    rest, done = "", 0
    for start, end in one.spans:
        rest += one.noisy[done:start]
        done = end
    rest += one.noisy[done:]
    characters = iter(one.clean)
    assert all(any(c == other for other in characters) for c in rest), "what is no noise stands in the report"


def test_auroc_counts_ties_as_one_half() -> None:
    assert Tally(Counter({1.0: 2}), Counter({0.0: 5})).auroc() == 1
    assert Tally(Counter({0.0: 2}), Counter({1.0: 5})).auroc() == 0
    assert Tally(Counter({0.0: 1, 1.0: 1}), Counter({0.0: 5})).auroc() == 0.75
