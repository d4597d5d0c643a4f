from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from giar_ml.check import check
from giar_ml.types import Finding, Report, Statistic

Make = Callable[..., Report]
Said = Callable[..., Statistic]
CELLS: dict[str, Any] = {
    "requests.new_received.total": 40,
    "requests.new_received.natural_person": 33,
    "requests.carried_in.total": 5,
    "requests.carried_in.natural_person": 4,
    "requests.results_total.total": 42,
    "requests.carried_out.total": 3,
    "requests.granted_in_full.total": 20,
    "requests.unavailable_not_held.total": 9,
    "requests.unavailable_requires_creation.total": 2,
    "requests.unavailable_unclear_after_correction.total": 0,
    "review.review_total": 2,
    "review.litigation_direct_total": 1,
    "review.litigation_after_review_total": 3,
}


def by_id(made: Report) -> dict[str, Finding]:
    return {f.rule: f for f in check(made)}


@pytest.mark.parametrize(
    ("indicator", "value", "rule", "status"),
    [
        ("foi.received", 40, "T-RECV", "holds"),
        ("foi.received", 45, "T-RECV", "holds"),
        ("foi.received", 41, "T-RECV", "violated"),
        ("foi.handled", 45, "T-RECV/handled", "holds"),
        ("foi.replied", 42, "T-REPLY", "holds"),
        ("foi.replied", 41, "T-REPLY", "unknown"),
        ("foi.carried_out", 4, "T-OUT", "unknown"),
        ("foi.unable", 11, "T-RESULTS/unable", "holds"),
        ("foi.unable", 9, "T-RESULTS/unable", "holds"),
        ("foi.applicant.natural", 37, "T-APPL/natural", "holds"),
        ("litigation.total", 4, "T-S4/litigation", "holds"),
        ("review.total", 3, "T-S4/review", "violated"),
    ],
)
def test_a_number_in_the_text_is_compared_with_every_base_it_may_mean(
    report: Make, said: Said, indicator: str, value: int, rule: str, status: str
) -> None:
    finding = by_id(report(CELLS, statistics=(said(indicator, value),)))[rule]
    assert finding.status == status
    assert finding.severity in ("warning", "info")
    assert finding.left == value
    assert finding.addresses[0] == "statistics[0]"


def test_the_finding_says_which_base_matched(report: Make, said: Said) -> None:
    finding = by_id(report(CELLS, statistics=(said("foi.received", 45),)))["T-RECV"]
    assert finding.right == 45
    assert finding.addresses == ("statistics[0]", "requests.new_received.total", "requests.carried_in.total")
    assert finding.message is not None
    assert "new and carried in" in finding.message.en


def test_a_number_above_a_round_one_agrees(report: Make, said: Said) -> None:
    made = report(CELLS, statistics=(said("foi.received", 30, qualifier="above"),))
    assert by_id(made)["T-RECV"].status == "holds"


def test_what_an_agency_received_is_not_the_total(report: Make, said: Said) -> None:
    assert "T-RECV" not in by_id(report(CELLS, statistics=(said("foi.received", 7, agency="甲县公安局"),)))


def test_what_counts_all_years_is_not_compared_with_the_year(report: Make, said: Said) -> None:
    cells = {"disclosure.regulations_newly_disclosed": 0, "disclosure.regulations_total_disclosed": 0}
    made = report(cells, "E2", statistics=(said("disclosed.regulations", 1, period="累计"),))
    assert "T-S2/regulations" not in by_id(made)


def test_words_of_absence_go_with_zero_or_blank_and_with_nothing_else(report: Make, said: Said) -> None:
    none = (said("review.total", 0, qualifier="stated_absence"),)
    assert by_id(report(CELLS, statistics=none))["T-ZERO/review"].status == "violated"
    assert by_id(report({"review.review_total": 0}, statistics=none))["T-ZERO/review"].status == "holds"
    assert by_id(report({"review.review_total": None}, statistics=none))["T-ZERO/review"].status == "holds"
    assert "T-S4/review" not in by_id(report(CELLS, statistics=none))


def test_channels_are_added_up_once_there_are_two(report: Make, said: Said) -> None:
    online, letter = said("foi.channel.online", 38), said("foi.channel.letter", 2)
    assert by_id(report(CELLS, statistics=(online, letter)))["T-CHANNEL"].status == "holds"
    assert "T-CHANNEL" not in by_id(report(CELLS, statistics=(online,)))
    annex = report({"annex.requests_received": 41}, "E1b", statistics=(online, letter))
    assert by_id(annex)["T-CHANNEL"].status == "violated"


def test_a_rate_is_its_part_of_the_whole_as_rounded_in_print(report: Make, said: Said) -> None:
    cells = {"annex.disclosed_fulltext": 673, "annex.disclosed_total": 707}
    for printed, status in (("95.19", "holds"), ("95.2", "holds"), ("95", "holds"), ("96", "violated")):
        made = report(cells, "E1a", statistics=(said("disclosed.fulltext_rate", printed, "%"),))
        assert by_id(made)["E1a-FT"].status == status, printed
