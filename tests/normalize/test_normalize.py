from __future__ import annotations

import re
import time
from random import Random

import pytest
from clean_text import ROWS, SENTENCES, seeds, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml.normalize import families, normalize
from giar_ml.types import AlignedText

NUMBER = re.compile(r"[-+]?\d[\d,.]*%?")
REVERSIBLE = [family for family in families() if family.undo]
HOSTILE = '公开件年一是 \t\n\r\u3000\u200b01,.，。；：:?？!|-—*_`[]()（）<>&#;\\/"“”「」○0①⼈霉嚷後複議為檔案abp=%％+＋'


def noisy_text(text: str, seed: int) -> str:
    rng = Random(seed)
    for family in sorted(rng.sample(REVERSIBLE, 3), key=lambda f: -f.level):
        text = family.make(text, rng)
    return text


@given(text=texts, seed=seeds)
def test_origins_are_ordered_and_inside_the_source(text: str, seed: int) -> None:
    noisy = noisy_text(text, seed)
    clean = normalize(AlignedText.identity(noisy)).text
    assert all(a <= b for a, b in zip(clean.starts, clean.starts[1:], strict=False))
    assert all(a <= b for a, b in zip(clean.ends, clean.ends[1:], strict=False))
    assert all(0 <= a < b <= len(noisy) for a, b in zip(clean.starts, clean.ends, strict=True))


@given(text=texts, seed=seeds)
def test_every_number_reads_the_same_from_its_raw_slice(text: str, seed: int) -> None:
    noisy = noisy_text(text, seed)
    clean = normalize(AlignedText.identity(noisy)).text
    for number in NUMBER.finditer(clean.text):
        start, end = clean.raw(number.start(), number.end())
        again = normalize(AlignedText.identity(noisy[start:end])).text.text
        assert again == number.group(), noisy[start:end]


@given(text=st.text(alphabet=HOSTILE, max_size=60))
@settings(max_examples=400)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize(AlignedText.identity(text)).text
    assert normalize(once).text.text == once.text


@given(text=st.text(max_size=200))
def test_any_text_is_normalized_with_origins_in_order(text: str) -> None:
    clean = normalize(AlignedText.identity(text)).text
    assert all(a <= b for a, b in zip(clean.starts, clean.starts[1:], strict=False))


@given(text=texts, seed=seeds)
def test_layout_survives(text: str, seed: int) -> None:
    family = Random(seed).choice(
        [f for f in REVERSIBLE if f.name not in {"pipe", "comma_row", "tag", "line_break", "escaped"}]
    )
    noisy = family.make(text, Random(seed))
    clean = normalize(AlignedText.identity(noisy)).text.text
    assert [line.count("\t") for line in clean.split("\n")] == [line.count("\t") for line in noisy.split("\n")]


def test_edits_say_what_stood_where_and_why() -> None:
    source = "主动公开政府信息２０条"
    edits = normalize(AlignedText.identity(source)).edits
    assert [(e.start, e.end, e.before, e.after, e.family) for e in edits] == [(8, 10, "２０", "20", "fullwidth")]
    assert source[8:10] == "２０"


def test_offsets_count_in_the_source_of_the_visible_text() -> None:
    visible = AlignedText.identity("收到 36 件", offset=100)
    result = normalize(visible)
    assert result.text.text == "收到36件"
    assert result.text.raw(2, 4) == (103, 105)
    assert [(e.start, e.end) for e in result.edits] == [(102, 103), (105, 106)]


def test_a_number_cut_by_markup_keeps_its_whole_slice() -> None:
    source = "共<b>12</b>34件"
    clean = normalize(AlignedText.identity(source)).text
    assert clean.text == "共1234件"
    assert source[slice(*clean.raw(1, 5))] == "12</b>34"


def test_a_report_of_ten_thousand_characters_takes_milliseconds() -> None:
    text = "\n".join([*SENTENCES, *ROWS] * 40)[:10_000].replace("，", ",").replace("(", "（")
    visible = AlignedText.identity(text)
    assert min(seconds(visible) for _ in range(5)) < 0.06  # 10 ms on an idle machine


@pytest.mark.parametrize(
    "piece",
    [
        "|",
        "a|",
        "|\n",
        "\r",
        "<p ",
        "<!--",
        "&amp;",
        "[a](",
        "**公 ",
        "? ",
        '"',
        "公(a)",
        "-",
        "- ",
        "霉嚷",
        " ",
        "公 ",
        "\t ",
        "１，",
        "`公",
    ],
)
def test_time_grows_with_the_length_and_not_faster(piece: str) -> None:
    small, large = (AlignedText.identity(piece * (size // len(piece))) for size in (10_000, 80_000))
    seconds(small)
    assert min(seconds(large) for _ in range(2)) < 24 * max(0.004, min(seconds(small) for _ in range(3)))


def seconds(visible: AlignedText) -> float:
    start = time.perf_counter()
    normalize(visible)
    return time.perf_counter() - start
