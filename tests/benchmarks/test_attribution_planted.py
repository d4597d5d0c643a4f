"""Small versions of `benchmarks.attribution`."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.attribution import Score, emulated, f1, issuers, verdicts


@pytest.fixture(scope="module")
def score() -> Score:
    found = Score(Counter(), Counter())
    for case in (*issuers(12, 9), *emulated(12, 9)):
        found.kept += case.kept
        found.printed += case.printed
        found.counts.update((case.kind, truth, verdict) for truth, verdict in verdicts(case))
    return found


def test_errors_of_the_issuer_and_of_reading_are_told_apart(score: Score) -> None:
    assert {truth for truth, _ in score.pairs()} == {"issuer", "extraction"}
    assert score.macro() >= 0.95


def test_what_the_issuer_printed_wrong_is_read_as_printed(score: Score) -> None:
    assert score.kept == score.printed == 12


def test_f1_counts_undecided_as_a_miss() -> None:
    counts = Counter({("issuer", "issuer"): 3, ("issuer", "undecided"): 1, ("extraction", "issuer"): 1})
    assert f1(counts, "issuer") == pytest.approx(6 / 8)
    assert f1(counts, "extraction") == 0
    assert f1(Counter(), "issuer") == 1
