from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from giar_ml.check import across
from giar_ml.types import Finding, Report, Statistic

Make = Callable[..., Report]
Table = Callable[..., dict[str, Any]]


def later(first: Report, second: Report) -> dict[str, Finding]:
    """Findings of the second report, given in the other order on purpose."""
    found, none = across([second, first])
    assert none == ()
    return {f.rule: f for f in found}


def test_what_was_carried_out_is_carried_in_next_year_in_every_column(report: Make) -> None:
    first = report({"requests.carried_out.total": 8, "requests.carried_out.natural_person": 5}, "E2", 2020)
    second = report({"requests.carried_in.total": 8, "requests.carried_in.natural_person": 4}, "E3", 2021)
    found = later(first, second)
    assert found["X-CARRY/total"].status == "holds"
    wrong = found["X-CARRY/natural_person"]
    assert (wrong.status, wrong.left, wrong.right, wrong.severity) == ("violated", 4, 5, "warning")
    assert wrong.addresses == ("requests.carried_in.natural_person", "~requests.carried_out.natural_person")
    assert wrong.message is not None
    assert "上年" in wrong.message.zh
    assert "X-CARRY/org_other" not in found


@pytest.mark.parametrize(
    ("epochs", "last", "now", "rule", "status"),
    [
        ("E3 E3", {"normative_docs_in_force": 597}, {"normative_docs_in_force": 420, "normative_docs_made": 50,
         "normative_docs_repealed": 227}, "S2-E3-STOCK/normative_docs", "holds"),
        ("E3 E3", {"regulations_in_force": 11}, {"regulations_in_force": 13, "regulations_made": 2,
         "regulations_repealed": 1}, "S2-E3-STOCK/regulations", "violated"),
        ("E2 E2", {"penalty_prev_items": 619, "penalty_item_change": -403}, {"penalty_prev_items": 216},
         "S2-E2-YEAR/penalty", "holds"),
        ("E2 E2", {"normative_docs_total_disclosed": 30}, {"normative_docs_total_disclosed": 29},
         "S2-E2-TOTAL/normative_docs", "violated"),
        ("E2 E3", {"normative_docs_total_disclosed": 30}, {"normative_docs_in_force": 35, "normative_docs_made": 7,
         "normative_docs_repealed": 2}, "S2-E2E3/normative_docs", "holds"),
    ],
)  # fmt: skip
def test_stock_and_flow_between_years(
    report: Make, epochs: str, last: dict[str, int], now: dict[str, int], rule: str, status: str
) -> None:
    old, new = epochs.split()
    first = report({f"disclosure.{k}": v for k, v in last.items()}, old, 2020)
    second = report({f"disclosure.{k}": v for k, v in now.items()}, new, 2021)
    finding = later(first, second)[rule]
    assert finding.status == status
    assert finding.severity != "error"


def test_pending_reviews_are_expected_again(report: Make) -> None:
    found = later(report({"review.review_pending": 3}, year=2022), report({"review.review_total": 2}, year=2023))
    assert found["X-PENDING"].status == "violated"
    assert found["X-PENDING"].severity == "info"


def test_only_consecutive_years_of_one_body_are_compared(report: Make) -> None:
    cells = {"requests.carried_in.total": 1, "requests.carried_out.total": 2}
    reports = [report(cells, year=2020), report(cells, year=2022), report(cells, year=2021, body="乙县人民政府")]
    assert across(reports) == [(), (), ()]
    assert across([report(cells, year=None), report(cells, body=None)]) == [(), ()]
    assert across([]) == []


def test_a_table_that_repeats_another_is_called_a_copy(report: Make, table: Table) -> None:
    first, second = report(table(1), year=2022), report(table(1), year=2023, body="乙县人民政府")
    none, (copy,) = across([first, second])
    assert none == ()
    assert (copy.rule, copy.status) == ("X-DUP", "violated")
    assert copy.message is not None
    assert "甲县人民政府 2022" in copy.message.zh
    assert across([first, first]) == [(), ()]
    zero = dict.fromkeys(table(1), 0)
    assert across([report(zero), report(zero, body="乙县人民政府")]) == [(), ()]


def test_a_printed_growth_is_compared_on_either_base(report: Make, said: Callable[..., Statistic]) -> None:
    first = report({"requests.new_received.total": 76, "requests.carried_in.total": 0}, year=2023)
    now = {"requests.new_received.total": 80, "requests.carried_in.total": 3}
    for change, status in (("5.26", "holds"), ("9.21", "holds"), ("12", "violated")):
        grown = said("foi.received", 80, change=Decimal(change), change_unit="%")
        found = later(first, report(now, year=2024, statistics=(grown,)))
        assert found["R11/foi.received"].status == status
