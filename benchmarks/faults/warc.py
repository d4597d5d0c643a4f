"""Crawls: records without an end, answers that are no documents, transfers that broke off."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from functools import partial

from benchmarks.faults import Fault, fault, page
from benchmarks.faults.archives import cut, zeros

OK = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def record(body: bytes, http: str = OK, more: str = "", length: str | None = None) -> bytes:
    """One response."""
    block = (http + "\r\n").encode() + body if http else body
    kind = "Content-Type: application/http; msgtype=response\r\n" if http else ""
    size = f"Content-Length: {len(block)}\r\n" if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\n{kind}{size}{more}\r\n"
    return head.encode() + block + b"\r\n\r\n"


def crawl(n: int) -> bytes:
    """Some responses that can be read."""
    return record(page(1).encode()) * (1 + n // 12)


def broken(http: str, body: bytes, n: int) -> bytes:
    """One odd response among sound ones."""
    return crawl(n) + record(body * n, OK + http) + crawl(1)


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        yield fault("warc", f"cut_{share}", ".warc", "malformed! read", lambda n, share=share: cut(crawl(n), share))
        yield fault(
            "warc",
            f"cut_{share}",
            ".warc.gz",
            "malformed! read",
            lambda n, share=share: cut(gzip.compress(crawl(n), mtime=0), share),
        )
    yield fault("warc", "nothing", ".warc", "empty", lambda n: b"\r\n" * n)
    yield fault("warc", "no_warc", ".warc", "malformed", lambda n: page(n).encode())
    yield fault("warc", "no_gzip", ".warc.gz", "read", crawl)
    yield fault(
        "warc",
        "only_requests",
        ".warc",
        "empty",
        lambda n: record(b"GET /").replace(b"response\r\nWARC-T", b"request\r\nWARC-T") * n,
    )
    for name, length in {
        "none": "",
        "negative": "Content-Length: -5\r\n",
        "words": "Content-Length: many\r\n",
        "arabic": "Content-Length: ٣\r\n",
    }.items():
        yield fault(
            "warc",
            f"length_{name}",
            ".warc",
            "malformed! read",
            lambda n, length=length: crawl(n) + record(b"x", length=length),
        )
    yield fault(
        "warc",
        "length_huge",
        ".warc",
        "malformed! read",
        lambda n: crawl(n) + record(b"x", length=f"Content-Length: {10**15}\r\n"),
    )
    yield fault(
        "warc",
        "length_of_4301_digits",
        ".warc",
        "malformed! read",
        lambda n: crawl(n) + record(b"x", length=f"Content-Length: {'9' * 4400}\r\n"),
    )
    yield fault(
        "warc",
        "length_short",
        ".warc",
        "malformed! read",
        lambda n: record(page(n).encode(), length="Content-Length: 90\r\n"),
    )
    yield fault("warc", "header_without_end", ".warc", "malformed", lambda n: b"WARC/1.0\r\n" + b"A: b\r\n" * 300 * n)
    yield fault(
        "warc", "header_line_without_end", ".warc", "malformed", lambda n: b"WARC/1.0\r\nA: " + b"b" * 20_000 * n
    )
    yield fault(
        "warc",
        "pictures",
        ".warc",
        "skipped",
        lambda n: record(b"\x89PNG", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n") * n,
    )
    yield fault("warc", "not_found", ".warc", "skipped", lambda n: record(b"no", "HTTP/1.1 404 Not Found\r\n") * n)
    yield fault("warc", "no_status", ".warc", "skipped", lambda n: record(b"no", "\0\1\2\r\n") * n)
    yield fault("warc", "empty_answers", ".warc", "empty", lambda n: record(b"") * n)
    for name, http, body in (
        ("chunks_cut", "Transfer-Encoding: chunked\r\n", b"5\r\nabcde\r\nFF\r\nabc"),
        ("chunks_negative", "Transfer-Encoding: chunked\r\n", b"-5\r\nabcde"),
        ("chunks_huge", "Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFFF\r\nabc"),
        ("coding_unknown", "Content-Encoding: br\r\n", b"abc"),
        ("coding_list", "Content-Encoding: gzip, gzip\r\n", b"abc"),
        ("gzip_cut", "Content-Encoding: gzip\r\n", gzip.compress(b"abc" * 99, mtime=0)[:-9]),
        ("gzip_not", "Content-Encoding: gzip\r\n", b"<p>5 cases</p>"),
        ("deflate", "Content-Encoding: deflate\r\n", zlib.compress(b"<p>5 cases</p>")[2:-4]),
    ):
        yield fault("warc", name, ".warc", "read! malformed", partial(broken, http, body))
    bomb = gzip.compress(b" " * 70 * 2**20, mtime=0)
    yield fault(
        "warc",
        "gzip_bomb_in_an_answer",
        ".warc",
        "too_large",
        lambda n: record(bomb, OK + "Content-Encoding: gzip\r\n"),
    )
    yield fault("warc", "gzip_bomb", ".warc.gz", "malformed", lambda n: zeros(64 * n, "gz"))
    yield fault(
        "warc",
        "gzip_bomb_in_a_record",
        ".warc.gz",
        "zip_bomb malformed",
        lambda n: gzip.compress(record(b"x", length=f"Content-Length: {10**13}\r\n"), mtime=0) + zeros(64 * n, "gz"),
    )
    yield fault(
        "warc",
        "address_as_markup",
        ".warc",
        "read",
        lambda n: crawl(n).replace(b"a.example/1", b"a.example/<script>\x1b[1m"),
    )
    yield fault("warc", "too_large_record", ".warc", "too_large", lambda n: record(b" " * (65 * 2**20)))
