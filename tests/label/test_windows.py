"""Windows: every character once, no sentence torn without need, no fact behind the gate."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.label.windows import LIMIT, may_hold, windows

TEXT = st.text(alphabet="公开条1 ，；。！\n”)", max_size=200)


@given(TEXT, st.integers(4, 40))
def test_every_character_but_white_space_stands_in_exactly_one_window(text: str, limit: int) -> None:
    ranges = windows(text, limit)
    edges = [edge for pair in ranges for edge in pair]
    assert edges == sorted(edges)
    assert all(0 < end - start <= limit for start, end in ranges)
    left = text
    for start, end in reversed(ranges):
        left = left[:start] + left[end:]
    assert not left.strip()


def test_a_sentence_is_a_window_and_its_closing_marks_belong_to_it() -> None:
    text = "我们说：“公开信息12条。”办结3件！\n完成。"
    assert [text[s:e] for s, e in windows(text)] == ["我们说：“公开信息12条。”", "办结3件！", "完成。"]


def test_a_long_sentence_is_cut_behind_a_semicolon_rather_than_a_comma() -> None:
    text = "甲" * 14 + "；" + "乙" * 3 + "，" + "丙" * 10
    assert text[: windows(text, 20)[0][1]].endswith("；")


def test_a_number_is_not_torn_where_it_can_be_helped() -> None:
    text = "甲" * 15 + "1,234,567" + "条"
    assert [text[s:e] for s, e in windows(text, 20)] == ["甲" * 15, "1,234,567条"]


@pytest.mark.parametrize(
    "sentence", ["公开信息12条", "召开会议三次", "未收到申请", "无投诉", "为零", "近百件", "数万次"]
)
def test_sentences_with_a_number_or_an_absence_may_hold_a_fact(sentence: str) -> None:
    assert may_hold(sentence)


@pytest.mark.parametrize("sentence", ["进一步提升工作水平", "统一思想认识", "加强组织领导，落实主体责任。"])
def test_sentences_without_may_not(sentence: str) -> None:
    assert not may_hold(sentence)


def test_two_hundred_thousand_characters_without_an_end_take_no_time() -> None:
    begin = time.perf_counter()
    ranges = windows("公开" * 100_000)
    assert sum(e - s for s, e in ranges) == 200_000
    assert max(e - s for s, e in ranges) <= LIMIT
    assert time.perf_counter() - begin < 2
