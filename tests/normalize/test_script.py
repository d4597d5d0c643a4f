from __future__ import annotations

import pytest
from clean_text import SENTENCES, texts
from hypothesis import given

from giar_ml.normalize import normalize, script_of
from giar_ml.normalize.data import load
from giar_ml.normalize.script import converted, simplified
from giar_ml.types import AlignedText

REPORT = converted("\n".join(SENTENCES), "s2t")


def test_the_script_is_that_of_most_of_the_text() -> None:
    assert script_of(REPORT) == "traditional"
    assert script_of("\n".join(SENTENCES)) == "simplified"
    assert script_of("\n".join(SENTENCES) * 5 + "相關詞條 熱門詞條 聯絡我們") == "simplified"
    assert script_of("") == "simplified"


def test_a_sentence_alone_tells_its_script_where_no_character_is_simplified_only() -> None:
    assert script_of("主動公開各類政府信息417條") == "traditional"
    assert script_of("馆藏《論語》一部") == "simplified"


def test_a_slice_is_read_in_the_script_it_is_told() -> None:
    slice_ = AlignedText.identity("3.5萬")
    assert normalize(slice_).text.text == "3.5萬"
    assert normalize(slice_, script="traditional").text.text == "3.5万"
    assert normalize(AlignedText.identity(REPORT), script="simplified").text.text != "\n".join(SENTENCES)


@given(text=texts)
def test_traditional_text_comes_back_with_every_origin_of_width_one(text: str) -> None:
    source = converted(text, "s2t")
    clean = normalize(AlignedText.identity(source), script="traditional").text
    assert clean.text == text
    assert list(clean.starts) == list(range(len(source)))


@pytest.mark.parametrize(
    ("source", "word", "origin"),
    [
        ("最佳化營商環境", "优化", "最佳化"),
        ("保護智慧財產權", "知识产权", "智慧財產權"),
        ("附屬檔案見下", "附件", "附屬檔案"),
        ("規範性檔案三件", "文件", "檔案"),
    ],
)
def test_words_of_another_length_keep_their_origin(source: str, word: str, origin: str) -> None:
    clean = normalize(AlignedText.identity(source), script="traditional").text
    at = clean.text.index(word)
    assert source[slice(*clean.raw(at, at + len(word)))] == origin


def test_conversion_never_changes_the_length() -> None:
    every = "".join(chr(c) for c in range(0x3400, 0xA000)) + "".join(chr(c) for c in range(0x20000, 0x2A6E0))
    assert len(simplified(every)) == len(every)


def test_writings_and_their_variants_have_one_length() -> None:
    data = load("variants")
    pairs = {**data["characters"], **data["words"]}
    assert all(len(old) == len(new) and old != new for old, new in pairs.items())


def test_taiwan_words_are_traditional_and_what_they_become_is_simplified() -> None:
    data = load("taiwan")
    assert all(simplified(new) == new for new in data["words"].values())
    assert set(data["unless"]) <= set(data["words"])
