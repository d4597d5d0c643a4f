"""Whether workers grow is told from each worker's own life, whatever replaces it."""

import pytest

from benchmarks.corpus import LIFE, Sample, slope

MB = 2**20


def samples(*rises: float) -> list[Sample]:
    """One life after the other: memory fills for half of each, then grows by so many MB a second."""
    found = []
    for life, growth in enumerate(rises):
        for k in range(4 * LIFE):
            size = 100 + min(k, 2 * LIFE) * 0.5 + max(0, k - 2 * LIFE) * growth
            found.append(Sample(float(life * 4 * LIFE + k), 0, {life: int(size * MB)}))
    return found


@pytest.mark.parametrize("growth", [0.0, 0.05])
def test_the_filling_of_a_new_worker_is_no_growth(growth: float) -> None:
    mean, error = slope(samples(growth, growth))
    assert mean == pytest.approx(growth, abs=0.004)
    assert error == pytest.approx(0, abs=0.004)


def test_workers_that_differ_leave_the_growth_in_doubt() -> None:
    mean, error = slope(samples(0.02, 0.06))
    assert mean == pytest.approx(0.04, abs=0.004)
    assert error == pytest.approx(0.02, abs=0.004)


def test_a_short_run_tells_nothing() -> None:
    assert slope(samples(1.0)[: LIFE // 2]) == (0.0, None)
