"""The arithmetic of the promotion gate: what is worse, what is better, and what is only chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.gate import NEW, Counts, Doubts, Kind, Rules, calibration_counts, compare, decide
from training.metrics import calibration_error, f1, tally

SURE = (Doubts("spans", 200, 4), Doubts("indicators", 60, 2))


def spans(rights: list[int], wanted: int = 10, data: str = NEW, measure: str = "spans") -> Counts:
    """Before: eight of ten right in every document; after: `rights`."""
    before = np.array([[8.0, wanted, wanted]] * len(rights))
    after = np.array([[float(r), wanted, wanted] for r in rights])
    return Counts(data, measure, "spans", before, after)


def test_points_are_those_of_the_metrics() -> None:
    found, wanted = [(0, 4, "COUNT"), (6, 8, "COUNT")], [(0, 4, "COUNT"), (9, 11, "COUNT"), (12, 14, "COUNT")]
    one = tally(found, wanted, "COUNT", overlap=False)
    table = np.array([[one.right, one.found, one.wanted]], dtype=float)
    assert compare(Counts(NEW, "x", "spans", table, table), Rules()).before == pytest.approx(f1([one]).value)
    facts = np.array([[3.0, 1.0, 2.0]])
    row = compare(Counts(NEW, "x", "statistics", facts, facts), Rules())
    assert (row.before, row.cases) == (pytest.approx(200 * 3 / 9), 4)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60), st.integers(1, 5))
def test_calibration_adds_up_over_documents_to_the_error_of_the_whole(
    answers: list[tuple[float, bool]], documents: int
) -> None:
    parts = [answers[i::documents] for i in range(documents)]
    table = np.array([calibration_counts([s for s, _ in p], [r for _, r in p]) for p in parts])
    row = compare(Counts(NEW, "x", "calibration", table, table), Rules())
    assert row.before == pytest.approx(100 * calibration_error(*map(list, zip(*answers, strict=True))))  # type: ignore[arg-type]
    assert row.cases == len(answers)


def test_a_rise_in_every_document_is_better_and_a_fall_is_worse() -> None:
    assert compare(spans([9] * 12), Rules()).verdict == "better"
    assert compare(spans([7] * 12), Rules()).verdict == "worse"


def test_a_rise_in_one_document_of_many_is_chance() -> None:
    row = compare(spans([10, *[8] * 11]), Rules())
    assert row.change > Rules().tolerance
    assert row.verdict == "same"


def test_a_great_fall_on_many_cases_counts_even_where_the_interval_does_not_show_it() -> None:
    few, many = spans([0, *[8] * 9]), spans([0, *[8] * 19])
    assert compare(few, Rules(many=1000)).verdict == "same"
    assert compare(few, Rules(many=100)).verdict == "worse"
    assert compare(many, Rules(alarm=50)).verdict == "same"


def test_what_stands_on_a_handful_of_cases_is_shown_and_not_judged() -> None:
    row = compare(spans([0, 0], wanted=4), Rules())
    assert (row.cases, row.verdict) == (8, "same")


def test_the_interval_holds_the_change_and_is_the_same_every_time() -> None:
    counts = spans([9, 8, 7, 10, 8, 9, 6, 10])
    row = compare(counts, Rules())
    assert row.low <= row.change <= row.high
    assert row == compare(counts, Rules())


def test_an_error_of_calibration_is_good_when_it_falls() -> None:
    sure = np.array([calibration_counts([0.95] * 20, [True] * 10 + [False] * 10)] * 8)
    right = np.array([calibration_counts([0.95] * 20, [True] * 19 + [False])] * 8)
    assert compare(Counts("gold", "calibration", "calibration", sure, right), Rules()).verdict == "better"
    assert compare(Counts("gold", "calibration", "calibration", right, sure), Rules()).verdict == "worse"


def test_no_cell_may_be_lost() -> None:
    before, after = np.array([[300.0, 300.0]] * 4), np.array([[300.0, 300.0]] * 3 + [[299.0, 300.0]])
    assert compare(Counts("reports", "cells", "cells", before, after), Rules()).verdict == "worse"
    assert compare(Counts("reports", "cells", "cells", after, after), Rules()).verdict == "same"


def test_a_better_model_is_promoted_and_its_table_says_so() -> None:
    decision = decide([spans([9] * 12), spans([8] * 12, data="replay")], SURE)
    assert decision.promoted
    assert "| new | spans | 120 | 80.0 | 90.0 | +10.0 [+10.0, +10.0] | better |" in decision.markdown()


def reasons(*counts: Counts, doubts: tuple[Doubts, ...] = SURE) -> str:
    decision = decide(counts, doubts)
    assert not decision.promoted
    assert all(reason.zh for reason in decision.reasons)
    return " ".join(reason.en for reason in decision.reasons)


def test_a_model_that_gains_nothing_is_refused() -> None:
    assert "No gain" in reasons(spans([8] * 12))


def test_a_model_that_forgets_is_refused_whatever_it_gained() -> None:
    assert "AGENCY on replay is worse" in reasons(spans([9] * 12), spans([6] * 12, data="replay", measure="AGENCY"))


def test_a_gain_in_spans_does_not_pay_for_statistics() -> None:
    hit = np.array([[8.0, 2.0, 0.0]] * 3)
    lost = np.array([[9.0, 1.0, 0.0], [8.0, 2.0, 0.0], [6.0, 4.0, 0.0]])
    statistics = Counts(NEW, "statistics", "statistics", hit, lost)
    assert compare(statistics, Rules()).verdict == "same"
    assert "statistics of the new data went down" in reasons(spans([9] * 12), statistics)


@pytest.mark.parametrize("what", ["spans", "indicators"])
def test_labels_that_both_models_deny_are_not_learned(what: str) -> None:
    assert f"new {what} are doubtful" in reasons(spans([9] * 12), doubts=(Doubts(what, 100, 25),))


def test_a_few_denied_labels_are_no_reason() -> None:
    assert decide([spans([9] * 12)], (Doubts("spans", 6, 3), Doubts("indicators", 100, 9))).promoted


@pytest.mark.parametrize("kind", ["spans", "statistics", "cells", "calibration"])
def test_no_document_at_all_is_no_crash(kind: Kind) -> None:
    empty = np.zeros((0, 30 if kind == "calibration" else 3))
    assert compare(Counts("gold", "x", kind, empty, empty), Rules()).verdict == "same"
