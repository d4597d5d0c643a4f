"""The front door: formats by content and suffix, named causes for what cannot be read."""

import contextlib
import io
import os
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.errors import ReadError
from giar_ml.read import Limits, read, read_bytes
from giar_ml.read.causes import CAUSES, failure


def cause_of(data: bytes, name: str, **limits: int) -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name, limits=Limits(**limits))
    assert caught.value.cause in CAUSES
    return caught.value.cause


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return out.getvalue()


def test_the_document_names_its_file_format_encoding_and_hash(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("一、总体情况\r\n12件".encode())
    document = read(path)
    assert (document.path, document.format, document.encoding, document.part) == (str(path), "txt", "utf-8", 1)
    assert document.source == "一、总体情况\r\n12件"
    assert document.visible.text == "一、总体情况\n12件"
    assert document.visible.raw(6, 7) == (6, 8)
    assert len(document.sha256) == 64


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.html", "<p>总体情况</p>", "html"),
        ("a.txt", "<!DOCTYPE html><html><body>总体情况</body></html>", "html"),
        ("a.html", "总体情况，没有标签", "txt"),
        ("a.md", "# 总体情况\n\n| a | b |", "md"),
        ("报告", "总体情况", "txt"),
        ("a.pdf", "总体情况", "txt"),
        ("a.doc", "<html><body><p>总体情况</p></body></html>", "html"),
        ("a.txt", "满意率 <5% 与 a<b", "txt"),
        ("a.md", "| 本年收费<br>金额 | 3 |\n| --- | --- |\n| 行政<br>许可 | 5 |", "md"),
        ("a.txt", "总体<br>情况<br>良好", "html"),
    ],
)
def test_clear_content_wins_over_the_suffix(name, text, expected):
    assert read_bytes(text.encode(), name).format == expected


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.html", b"<html><body><br></body></html>", "empty"),
        ("a.txt", bytes(range(256)) * 40, "binary"),
        ("a.txt", b"\0" * 1000 + b"text", "binary"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_format"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unsupported_format"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xlsx", zipped(**{"xl/workbook.xml": b"<x/>"}), "unsupported_format"),
        ("a.ofd", zipped(**{"OFD.xml": b"<x/>"}), "unsupported_format"),
        ("a.zip", zipped(**{"a.txt": b"x"}), "unsupported_format"),
        ("a.docx", zipped(**{"a.txt": b"x"}), "malformed"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 50, "malformed"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "unsupported_format"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\x80" * 100, "unsupported_format"),
        ("a.rtf", b"{\\rtf1\\ansi text}", "unsupported_format"),
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0" + b"x" * 40, "unsupported_format"),
        ("a.pdf", b"%PDF-1.4\n" + b"x" * 500, "malformed"),
        ("a.xml", b'<?xml version="1.0"?><w:wordDocument xmlns:w="x"></w:wordDocument>', "unsupported_format"),
    ],
)
def test_what_cannot_be_read_fails_with_a_named_cause(name, data, cause):
    assert cause_of(data, name) == cause


def test_every_message_is_one_sentence_in_each_language():
    facts = dict.fromkeys(["path", "detail", "what", "format", "advice_zh", "advice_en"], "x") | {"seconds": 30}
    for cause in CAUSES:
        message = failure(cause, **facts).message
        assert "{" not in message
        assert any("\u4e00" <= c <= "\u9fff" for c in message)
        assert message.endswith(".")


def test_advice_stands_in_the_message():
    with pytest.raises(ReadError, match=r"docx"):
        read_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.doc")


def test_files_that_are_none(tmp_path):
    with pytest.raises(ReadError) as caught:
        read(tmp_path)
    assert caught.value.cause == "is_directory"
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "missing.txt")
    assert caught.value.cause == "not_found"
    with pytest.raises(ReadError) as caught:
        read("a\0b.txt")
    assert caught.value.cause == "not_found"
    with pytest.raises(ReadError) as caught:
        read("/dev/null")
    assert caught.value.cause == "not_a_file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.cause == "no_permission"


def test_one_huge_line_is_refused_at_once():
    started = time.process_time()
    assert cause_of("年".encode() * 7_000_000, "a.txt") == "too_large"
    assert cause_of(b"<p>" + b"1" * 20_000_000, "a.html") == "too_large"
    assert time.process_time() - started < 2


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)  # sparse
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.cause == "too_large"


def test_a_parser_that_never_ends_is_stopped(monkeypatch):
    def forever(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("giar_ml.read.text.read_text", forever)
    with pytest.raises(ReadError) as caught:
        read_bytes(b"text", "a.txt", limits=Limits(seconds=-0.9))
    assert caught.value.cause == "timeout"


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a"]))
def test_any_bytes_give_a_document_or_a_read_error(data, name):
    with contextlib.suppress(ReadError):
        document = read_bytes(data, name)
        places = zip(document.visible.starts, document.visible.ends, strict=True)
        assert all(0 <= start <= end <= len(document.source) for start, end in places)
