"""Sections, prose and furniture: whole texts with what must be found, and what must hold for any text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.normalize import normalize
from giar_ml.segment import outline
from giar_ml.types import AlignedText, NormalizedText, Outline

CASES = sorted((Path(__file__).parents[1] / "cases" / "outline").glob("*.txt"))


def outlined(text: str) -> tuple[NormalizedText, Outline]:
    normalized = normalize(AlignedText.identity(text))
    return normalized, outline(normalized)


def sections_of(found: Outline) -> list[str]:
    """Sections as the cases write them: key, heading, and `=3` or `~3` for an equal or unequal repeat of the fourth."""
    marks = {True: "=", False: "~", None: ""}
    return [
        f"S {s.key} {s.heading or '-'}" + (f" {marks[s.equal]}{s.repeats}" if s.repeats is not None else "")
        for s in found.sections
    ]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_text_is_laid_out_as_a_person_would(path: Path) -> None:
    text, _, expected = path.read_text("utf-8").partition("=====\n")
    _, found = outlined(text)
    lines = [line.replace("|", "\n") for line in expected.splitlines()]
    assert sections_of(found) == [line for line in lines if line.startswith("S ")]
    assert [f"P {p.section} {p.text.text}" for p in found.passages] == [line for line in lines if line.startswith("P ")]
    for line in (line for line in lines if line.startswith("F ")):
        _, family, word = line.split(" ", 2)
        assert any(edit.family == family and word in edit.before for edit in found.furniture), line
    families = {line.split(" ")[1] for line in lines if line.startswith("F ")}
    assert {edit.family for edit in found.furniture} <= families


def test_real_reports_have_six_sections_and_no_table_in_their_prose(seeds: list[Path]) -> None:
    for path in seeds:
        text = path.read_text("utf-8-sig")
        _, found = outlined(text)
        keys = [s.key for s in found.sections if s.repeats is None]
        assert keys == ["0", "1", "2", "3", "4", "5", "6"][: len(keys)]
        prose = "\n".join(p.text.text for p in found.passages)
        assert not re.search(r"属于国家秘密|勾稽关系|未经复议直接起诉|本年新制作", prose)


def test_offsets_of_prose_point_at_the_characters_they_came_from(seeds: list[Path]) -> None:
    for path in seeds:
        text = path.read_text("utf-8-sig")
        _, found = outlined(text)
        for passage in found.passages:
            for index, char in enumerate(passage.text.text):
                if char.isdigit():
                    assert char in text[passage.text.starts[index] : passage.text.ends[index]]


WORDS = (
    "一、总体情况 二、主动公开政府信息情况 三、 规章 0 1,808 公开信息12条。 -3- | 第二十条第（一）项 "
    "六、其他需要报告的事项 下一篇：无 （一）主动公开 ， 2023年 统计表 行政复议 a"
)
words = st.sampled_from([*WORDS.split(), "\t", "\n", "\n\n", " ", "\f"])


@given(st.lists(words, max_size=60).map("".join))
def test_sections_cover_any_text_and_prose_keeps_its_order(text: str) -> None:
    clean = NormalizedText(AlignedText.identity(text))
    found = outline(clean)
    starts = [s.start for s in found.sections]
    assert starts == sorted(starts)
    assert all(a.end == b.start for a, b in zip(found.sections, found.sections[1:], strict=False))
    if text:
        assert (found.sections[0].start, found.sections[-1].end) == (0, len(text))
    assert all(s.start <= s.body <= s.end for s in found.sections)
    for passage in found.passages:
        assert passage.text.text.strip()
        assert list(passage.text.starts) == sorted(passage.text.starts)
    firsts = [p.text.starts[0] for p in found.passages]
    assert firsts == sorted(firsts)
    assert [p.index for p in found.passages] == list(range(len(found.passages)))
    for edit in found.furniture:
        assert text[edit.start : edit.end] == edit.before


@pytest.mark.parametrize(
    "unit", ["一、总体情况", "公开信息12条，", "0\t", "、", "2023年政府信息公开工作年度报告", " ", "行政许可"]
)
def test_two_million_characters_of_one_line_take_seconds(unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    begin = time.perf_counter()
    outline(NormalizedText(AlignedText.identity(text)))
    assert time.perf_counter() - begin < 20


@pytest.mark.parametrize("unit", ["\n", "-3-\n", "规章\n0\n", "公开，\n"])
def test_a_hundred_thousand_lines_take_seconds(unit: str) -> None:
    begin = time.perf_counter()
    outline(NormalizedText(AlignedText.identity(unit * 100_000)))
    assert time.perf_counter() - begin < 20
