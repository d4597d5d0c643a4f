"""The conformal threshold: what it promises, on cells made up."""

from __future__ import annotations

from random import Random

from benchmarks.calibration import Judged, threshold

RISK = 0.005


def made(rng: Random, wrong: float) -> list[Judged]:
    """A report of 200 numbers; wrong ones have lower confidences on the whole."""
    found = []
    for _ in range(200):
        right = rng.random() >= wrong
        found.append(Judged(rng.betavariate(20, 1) if right else rng.betavariate(4, 2), right, False, True))
    return found


def test_the_promise_holds_for_other_reports() -> None:
    rng = Random(3)
    least = threshold([made(rng, 0.02) for _ in range(500)], RISK, value=True)
    assert 0 < least < 1
    others = [cell for _ in range(500) for cell in made(rng, 0.02)]
    assert sum(c.confidence >= least and not c.right for c in others) / len(others) <= RISK


def test_good_readings_need_no_threshold() -> None:
    rng = Random(1)
    assert threshold([made(rng, 0.0) for _ in range(300)], RISK, value=True) == 0.0


def test_few_reports_promise_nothing() -> None:
    rng = Random(1)
    assert threshold([made(rng, 0.0) for _ in range(20)], RISK, value=True) == 1.0


def test_numbers_and_nulls_are_judged_apart() -> None:
    rng = Random(1)
    assert threshold([made(rng, 0.5) for _ in range(300)], RISK, value=False) == 0.0
