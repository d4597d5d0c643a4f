"""The number grammar: what a span says, also when it is read from raw text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.assemble.numbers import read_number


@pytest.mark.parametrize(
    ("raw", "value", "qualifier", "unit"),
    [
        ("3600余条", "3600", "above", "条"),
        ("近2800余人次", "2800", "above", "人次"),
        ("约700条", "700", "about", "条"),
        ("不少于20次", "20", "at_least", "次"),
        ("不超过5件", "5", "at_most", "件"),
        ("90%以上", "90", "at_least", "%"),
        ("3.5萬條", "35000", "exact", "条"),
        ("2645.3萬人次", "26453000", "exact", "人次"),
        ("近3亿人次", "300000000", "about", "人次"),
        ("285万余件", "2850000", "above", "件"),
        ("3万余册", "30000", "above", "册"),
        ("1,808", "1808", "exact", ""),
        ("４，１６６．７４", "4166.74", "exact", ""),
        ("2 242\n條", "2242", "exact", "条"),
        ("万余人次", "10000", "above", "人次"),
        ("近百条", "100", "about", "条"),
        ("两万三千条", "23000", "exact", "条"),
        ("三十二件", "32", "exact", "件"),
        ("一百零五件", "105", "exact", "件"),
        ("百分之九十五点三", "95.3", "exact", "%"),
        ("百分之百", "100", "exact", "%"),
        ("4 ％", "4", "exact", "%"),
        ("2017.515万元", "2017.515", "exact", "万元"),
        ("11件（次）", "11", "exact", "件次"),
        ("137.6万", "1376000", "exact", ""),
        ("未收到公开申请", "0", "stated_absence", ""),
        ("沒有發生行政訴訟", "0", "stated_absence", ""),
        ("无", "0", "stated_absence", ""),
        ("約5項", "5", "about", "项"),
        ("不少於12頁", "12", "at_least", "页"),
        ("4筆", "4", "exact", "笔"),
    ],
)
def test_a_span_states_value_qualifier_and_unit(raw: str, value: str, qualifier: str, unit: str) -> None:
    quantity = read_number(raw)
    assert quantity is not None
    assert (quantity.value, quantity.qualifier, quantity.unit) == (Decimal(value), qualifier, unit)


@pytest.mark.parametrize("raw", ["", "件", "条信息", "政府", "5件6件", "3.5.2条", "第五条"])
def test_what_states_no_number_is_refused(raw: str) -> None:
    assert read_number(raw) is None


@given(st.integers(0, 10**9), st.sampled_from(["条", "件", "人次", "", "%"]), st.booleans())
def test_any_whole_number_is_read_back(number: int, unit: str, grouped: bool) -> None:
    quantity = read_number(f"{number:,}{unit}" if grouped else f"{number}{unit}")
    assert quantity is not None
    assert quantity.value == number


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_without_error(raw: str) -> None:
    read_number(raw)
