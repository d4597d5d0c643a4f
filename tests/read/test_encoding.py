import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.read import read_bytes
from giar_ml.read.encoding import REPLACED, decode, likeness

SIMPLIFIED = "本机关全年收到政府信息公开申请十二件，已按时答复；主动公开规范性文件3件。\r\n二、存在的主要问题及改进情况"
TRADITIONAL = (
    "本機關全年收到政府信息公開申請十二件，已按時答復；主動公開規範性檔案3件。\r\n二、存在的主要問題及改進情況"
)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_simplified_text_is_read_in_every_encoding(codec):
    text, _, notes = decode(SIMPLIFIED.encode(codec))
    assert text == SIMPLIFIED
    assert notes == ()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "big5", "gb18030"])
def test_traditional_text_is_read_in_every_encoding(codec):
    assert decode(TRADITIONAL.encode(codec))[0] == TRADITIONAL


@pytest.mark.parametrize(("text", "codec", "name"), [(SIMPLIFIED, "gbk", "gb18030"), (TRADITIONAL, "big5", "big5")])
def test_the_two_double_byte_encodings_are_told_apart_from_one_line(text, codec, name):
    for length in (8, 12, 20, 40):
        assert decode(text[:length].encode(codec))[:2] == (text[:length], name)


def test_the_declared_charset_of_a_page_is_heard_when_it_decodes():
    page = '<html><head><meta charset="gb2312"></head><body>乙丙丁</body></html>'
    assert decode(page.encode("gbk"))[:2] == (page, "gb18030")
    assert decode(page.encode())[:2] == (page, "utf-8")  # declared wrongly


def test_a_broken_byte_is_replaced_and_noted():
    for codec in ("utf-8", "gb18030"):
        data = SIMPLIFIED.encode(codec)
        text, _, notes = decode(data[:30] + b"\xff" + data[30:])
        assert notes == (REPLACED,)
        assert text.endswith(SIMPLIFIED[20:])


def test_a_few_nul_bytes_are_kept_and_noted():
    document = read_bytes((SIMPLIFIED[:10] + "\0" + SIMPLIFIED[10:]).encode(), "a.txt")
    assert "\0" in document.source
    assert document.notes == ("NUL characters in the text",)


def test_wrongly_decoded_text_does_not_look_like_chinese():
    assert likeness(SIMPLIFIED) > 0.6
    assert likeness(SIMPLIFIED.encode("gbk").decode("big5", "replace")) < 0.2
    assert likeness(TRADITIONAL.encode("big5").decode("gb18030", "replace")) < 0.2


@given(st.binary(max_size=200))
def test_decoding_never_fails(data):
    assert isinstance(decode(data)[0], str)
