"""Bytes that are no UTF-8, or say that they are something else than they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.faults import Fault, fault, page, reports

CODECS = (
    "gb18030",
    "gbk",
    "big5hkscs",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-8-sig",
    "utf-7",
    "hz",
    "cp1252",
)


def coded(codec: str, n: int) -> bytes:
    """Reports in another encoding."""
    return reports(n).encode(codec, "ignore" if codec != "cp1252" else "replace")


def declared(codec: str, said: str, n: int) -> bytes:
    """A page in one encoding that declares another."""
    head = f'<!doctype html><html><head><meta charset="{said}"></head>'
    return (head + page(n).partition("<html>")[2]).encode(codec, "ignore")


def halves(n: int) -> bytes:
    """Two encodings in one file."""
    text = reports(n)
    return text[: len(text) // 2].encode() + text[len(text) // 2 :].encode("gb18030")


def mojibake(codec: str, n: int) -> bytes:
    """UTF-8 read with the wrong table and saved again."""
    return reports(n).encode().decode(codec, "replace").encode()


def slipped(n: int) -> bytes:
    """GBK in which a byte is missing here and there."""
    data = reports(n).encode("gb18030")
    return b"".join(data[i : i + 299] for i in range(0, len(data), 300))


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for codec in CODECS:
        causes = "read binary" if codec in {"cp1252", "utf-16-le", "utf-16-be"} else "read"
        yield fault("encoding", codec, ".txt", causes, partial(coded, codec))
    for codec, said in (
        ("gb18030", "utf-8"),
        ("utf-8", "gbk"),
        ("big5hkscs", "gb2312"),
        ("utf-8", "none-such"),
        ("utf-8", "utf-16"),
    ):
        yield fault("encoding", f"{codec}_said_{said}", ".html", "read", partial(declared, codec, said))
    yield fault("encoding", "two_halves", ".txt", "read binary", halves)
    for codec in ("latin-1", "gb18030", "cp1252"):
        yield fault("encoding", f"mojibake_{codec}", ".txt", "read binary", partial(mojibake, codec))
    yield fault("encoding", "slipped", ".txt", "read binary", slipped)
    yield fault("encoding", "mark_of_utf_16", ".txt", "read binary", lambda n: b"\xff\xfe" + reports(n).encode())
    yield fault("encoding", "mark_of_utf_32", ".txt", "binary read", lambda n: b"\xff\xfe\0\0" + reports(n).encode())
    yield fault("encoding", "mark_only", ".txt", "empty", lambda n: b"\xef\xbb\xbf" + b"\n" * n)
    yield fault("encoding", "marks_amid", ".txt", "read", lambda n: "\ufeff".join(reports(n).split("\n")).encode())
    yield fault("encoding", "overlong", ".txt", "read binary", lambda n: reports(n).encode() + b"\xc0\xaf" * 3 * n)
    yield fault(
        "encoding", "surrogates", ".txt", "read binary", lambda n: reports(n).encode() + b"\xed\xa0\x80" * 3 * n
    )
    yield fault("encoding", "all_ff", ".txt", "binary read", lambda n: b"\xff" * 1500 * n)
    yield fault("encoding", "all_bytes", ".txt", "binary", lambda n: bytes(range(256)) * 6 * n)
    yield fault("encoding", "high_bytes", ".txt", "binary read", lambda n: bytes(range(128, 256)) * 12 * n)
    yield fault("encoding", "odd_utf_16", ".txt", "read", lambda n: reports(n).encode("utf-16")[:-1])
