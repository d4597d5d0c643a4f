from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from giar_ml.check import check
from giar_ml.types import Finding, Report, Statistic

Make = Callable[..., Report]
Said = Callable[..., Statistic]


def by_id(made: Report) -> dict[str, Finding]:
    return {f.rule: f for f in check(made)}


@pytest.mark.parametrize(
    ("first", "second", "rule", "status"),
    [
        (("interaction.messages.received", 23), ("interaction.messages.replied", 23), "R07/messages", "holds"),
        (("interaction.messages.received", 23), ("interaction.messages.replied", 24), "R07/messages", "violated"),
        (("disclosed.total", 470), ("disclosed.cumulative_total", 300), "R22/disclosed", "violated"),
        (("newmedia.wechat.accounts", 17), ("newmedia.accounts", 20), "R17/wechat", "holds"),
    ],
)
def test_two_numbers_of_the_text_are_compared(
    report: Make, said: Said, first: tuple[str, int], second: tuple[str, int], rule: str, status: str
) -> None:
    assert by_id(report({}, statistics=(said(*first), said(*second))))[rule].status == status


def test_a_relation_is_not_evaluated_where_one_of_its_numbers_is_not_in_the_text(report: Make, said: Said) -> None:
    found = by_id(report({}, statistics=(said("interaction.messages.received", 23),)))
    assert not [i for i in found if i.startswith("R")]


def test_an_approximate_number_leaves_a_relation_open(report: Make, said: Said) -> None:
    made = (said("hotline.received", 700, qualifier="about"), said("hotline.completed", 690))
    assert by_id(report({}, statistics=made))["R07/hotline"].status == "unknown"
    made = (said("hotline.received", 700, qualifier="above"), said("hotline.completed", 750))
    assert by_id(report({}, statistics=made))["R07/hotline"].status == "unknown"


def parts(said: Said, whole: int, *values: int, **more: object) -> tuple[Statistic, ...]:
    unit = str(more.pop("unit", "条"))
    first = said("disclosed.total", whole, unit, **more)
    return first, *(said(f"disclosed.category.c{i}", v, unit, part_of=0) for i, v in enumerate(values))


def test_parts_that_add_up_hold_and_an_open_list_may_be_short(report: Make, said: Said) -> None:
    assert by_id(report({}, statistics=parts(said, 100, 60, 40)))["R01/disclosed.total"].status == "holds"
    assert by_id(report({}, statistics=parts(said, 100, 20, 30)))["R02/disclosed.total"].status == "holds"


def test_parts_above_the_whole_are_pointed_at_mildly(report: Make, said: Said) -> None:
    finding = by_id(report({}, statistics=parts(said, 100, 80, 60)))["R02/disclosed.total"]
    assert (finding.status, finding.severity, finding.delta) == ("violated", "info", 40)
    assert finding.addresses == ("statistics[0]", "statistics[1]", "statistics[2]")


def test_a_long_list_that_misses_its_whole_by_little_is_a_slip(report: Make, said: Said) -> None:
    finding = by_id(report({}, statistics=parts(said, 500, 100, 200, 50, 149)))["R01/disclosed.total"]
    assert (finding.status, finding.severity, finding.delta) == ("violated", "warning", -1)


def test_parts_of_different_kinds_are_added_up_together(report: Make, said: Said) -> None:
    kinds = parts(said, 314, 3, 2, 1, 8, 20, 268)
    made = (*kinds, said("disclosed.policy_documents", 12, "条", part_of=0))
    assert by_id(report({}, statistics=made))["R01/disclosed.total"].status == "holds"
    made = (*kinds, said("disclosed.policy_documents", 30, "条", part_of=0))
    assert by_id(report({}, statistics=made))["R02/disclosed.total"].status == "holds"  # no list is complete


def test_a_whole_of_nothing_has_no_parts(report: Make, said: Said) -> None:
    made = (said("foi.disclosed", 0, "条"), *(said(f"disclosed.category.c{k}", 40, "条", part_of=0) for k in range(2)))
    assert not [rule for rule in by_id(report({}, statistics=made)) if rule.startswith(("R01", "R02"))]


def test_an_approximate_whole_may_be_below_its_parts(report: Make, said: Said) -> None:
    made = parts(said, 3600, 1668, 58, 1891, qualifier="above")
    assert by_id(report({}, statistics=made))["R05/disclosed.total"].status == "holds"


def test_agencies_add_up_and_fees_have_their_own_rule(report: Make, said: Said) -> None:
    by_agency = [said("fee.collected", v, "元", agency=a, part_of=0) for a, v in (("甲局", 420), ("乙局", 290))]
    made = report({}, statistics=(said("fee.collected", 710, "元"), *by_agency))
    assert by_id(made)["T-FEE/fee.collected"].status == "holds"
    calls = [said("hotline.received", v, agency=a, part_of=0) for a, v in (("甲局", 40), ("乙局", 28))]
    made = report({}, statistics=(said("hotline.received", 70), *calls))
    assert by_id(made)["R12/hotline.received"].status == "violated"


def test_some_agencies_named_out_of_many_are_an_open_list(report: Make, said: Said) -> None:
    calls = [said("hotline.received", v, agency=a, part_of=0) for a, v in (("甲局", 40), ("乙局", 28))]
    found = by_id(report({}, statistics=(said("hotline.received", 700), *calls)))
    assert found["R02/hotline.received"].status == "holds"
    assert "R12/hotline.received" not in found


def test_a_share_fits_one_of_the_bases_it_may_be_computed_on(report: Make, said: Said) -> None:
    cells = {"requests.new_received.total": 47, "requests.carried_in.total": 12}
    for count, share, status in ((39, "82.98", "holds"), (39, "66.1", "holds"), (39, "70", "violated")):
        made = report(cells, statistics=(said("foi.channel.online", count, share=Decimal(share)),))
        assert by_id(made)["R10/foi.channel.online"].status == status


def test_a_part_that_points_nowhere_or_at_itself_is_left_alone(report: Make, said: Said) -> None:
    made = (said("disclosed.total", 5, part_of=0), said("disclosed.website", 9, part_of=77))
    assert not [f for f in check(report({}, statistics=made)) if f.status == "violated"]
