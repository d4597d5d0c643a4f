from __future__ import annotations

import pytest
from clean_text import texts
from hypothesis import given

from giar_ml.normalize import suspects
from giar_ml.types import AlignedText


@pytest.mark.parametrize(
    ("text", "family", "what"),
    [
        ("主动***息的数量", "word_filter", "***"),
        ("民**国国务院", "word_filter", "**"),
        ("一、总体情况\n各。ㄗ灾螀区", "mojibake", "各。ㄗ灾螀区"),
        ("公开\ufffd\ufffd信息", "mojibake", "\ufffd\ufffd"),
        ("锟斤拷锟斤拷公开", "mojibake", "锟斤拷锟斤拷"),
        ("足彩平台印发通知", "spam", "足彩"),
        ("新葡京博彩区政府", "spam", "葡京"),
    ],
)
def test_what_cannot_be_mended_is_pointed_at(text: str, family: str, what: str) -> None:
    found = suspects(AlignedText.identity(text, offset=7))
    assert (found[0].family, found[0].before, found[0].after) == (family, what, "")
    assert text[found[0].start - 7 : found[0].end - 7] == what


@given(text=texts)
def test_clean_text_is_not_suspect(text: str) -> None:
    assert suspects(AlignedText.identity(text)) == ()
