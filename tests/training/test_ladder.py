"""The ladder counts what was read against what may be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.ladder import COMPOSED, SINGLE, Job, Tally, judge, make, markdown
from benchmarks.reader import Read


def written(rung: str, index: int = 1):  # type: ignore[no-untyped-def]
    return make(Job(rung, index, seed=1))[0]


@pytest.mark.parametrize("rung", [*SINGLE, *COMPOSED])
def test_a_perfect_reader_is_perfect_on_every_rung(rung: str) -> None:
    report = written(rung)
    tally = judge(report, Read({address: truth.value for address, truth in report.truth.items()}))
    assert tally.right == tally.cells > 190
    assert tally.wrong == tally.nulls == 0
    assert tally.zero == tally.zero_right
    assert tally.nonzero == tally.nonzero_right


def test_nulls_and_wrong_numbers_are_told_apart() -> None:
    report = written("clean")
    printed = sum(t.printed for t in report.truth.values())
    assert judge(report, Read({})).nulls == printed
    assert judge(report, Read({})).wrong == 0
    wrong = judge(report, Read({a: Decimal(-1) for a in report.truth}))
    assert wrong.wrong == wrong.cells
    who = (report.facts.epoch, report.facts.year, None)
    assert judge(report, Read({}, who=who)).who_right == 2
    assert judge(report, Read({"requests.no_such_row.total": Decimal(1)})).wrong == 1


def test_the_printed_error_counts_as_planted() -> None:
    report = written("wrong_sum")
    (address,) = report.planted
    values = {a: t.value for a, t in report.truth.items()}
    assert judge(report, Read(values)).planted_right == 1
    repaired = judge(report, Read({**values, address: report.facts.cells[address]}))
    assert (repaired.planted, repaired.planted_right, repaired.wrong) == (1, 0, 1)


def test_the_table_has_a_line_a_rung() -> None:
    report = written("clean")
    tally = Tally()
    tally.add(judge(report, Read({a: t.value for a, t in report.truth.items()})))
    assert "| clean | 1 | 1.00000 |" in markdown({"clean": {"all": tally}})
