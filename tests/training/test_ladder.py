"""The ladder counts what was read against what may be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.ladder import BARE, COMPOSED, HEADLESS, SINGLE, Job, Tally, judge, make, markdown, run
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


@pytest.mark.parametrize("rung", BARE)
@pytest.mark.parametrize("layouts", [("tab",), ("html",), ("flat",)])
def test_a_rung_without_headings_holds_the_same_reports(rung: str, layouts: tuple[str, ...]) -> None:
    for index in range(4):
        bare, done = make(Job(rung, index, seed=1, layouts=layouts))
        headed, done_too = make(Job(rung.removeprefix(HEADLESS), index, seed=1, layouts=layouts))
        assert done == done_too
        assert not any(piece.kind == "heading" for piece in bare.pieces)
        assert "<h2>" not in bare.text
        kept = [(p.address, p.text) for p in headed.pieces if p.row]
        assert [(p.address, p.text) for p in bare.pieces if p.row] == kept
        assert {a: t.accepted for a, t in bare.truth.items()} == {a: t.accepted for a, t in headed.truth.items()}
        tally = judge(bare, Read({address: truth.value for address, truth in bare.truth.items()}))
        assert (tally.right, tally.wrong, tally.nulls) == (len(bare.truth), 0, 0)


def test_a_report_counts_in_its_facets() -> None:
    parts = run(Job("headless_pairs", 1, seed=1)).parts()
    assert {"all", "epoch=E3", "headings=no", "epoch=E3 headings=no"} <= set(parts)
    assert any(part.startswith("operators=") for part in parts)
    assert "headings=yes" in run(Job("clean", 0, seed=1)).parts()


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
