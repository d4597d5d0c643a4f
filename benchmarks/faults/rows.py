"""JSON Lines, Parquet and Arrow: broken lines, no column of text, values that are no text, files cut off."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from typing import Any

from benchmarks.faults import Fault, fault, report
from benchmarks.faults.archives import cut, zeros

GOOD = json.dumps({"text": "本机关2023年公开信息5件。"}, ensure_ascii=False)
LINES: dict[str, tuple[str, str]] = {
    "broken": ("read! malformed!", '{"text": "a'),
    "bare": ("read! malformed!", "no json"),
    "number": ("read! no_text_column!", "7"),
    "list": ("read! no_text_column!", "[1, 2]"),
    "null": ("read! no_text_column!", "null"),
    "null_text": ("read! no_text_column!", '{"text": null}'),
    "number_text": ("read! no_text_column!", '{"text": 5}'),
    "list_text": ("read! no_text_column!", '{"text": ["a"]}'),
    "no_text": ("read! no_text_column!", '{"url": "u"}'),
    "empty_text": ("read! empty!", '{"text": ""}'),
    "blank_text": ("read! empty!", '{"text": " \\n\\u3000"}'),
    "two_on_a_line": ("read! malformed!", '{"text":"a"}{"text":"b"}'),
    "surrogate": ("read", '{"text": "公开\\ud800信息5件"}'),
    "nul": ("read", '{"text": "公开\\u0000信息5件"}'),
    "not_a_number": ("read", '{"text": "5件", "n": NaN}'),
    "endless_number": ("read! malformed!", '{"text": "5件", "n": ' + "9" * 5000 + "}"),
    "huge_exponent": ("read", '{"text": "5件", "n": 1e99999}'),
    "deep": ("read! malformed!", "[" * 100_000),
    "deep_objects": ("read! malformed!", '{"a":' * 100_000),
    "twice": ("read", '{"text": "5件", "text": "6件"}'),
    "single_quotes": ("read! malformed!", "{'text': '5件'}"),
    "comma": ("read! malformed!", '{"text": "5件",}'),
    "comment": ("read! malformed!", "// 5件"),
    "control": ("read! malformed!", '{"text": "a\tb\x01"}'),
    "binary_text": ("read! binary!", json.dumps({"text": "\x01\x02\x03" * 99})),
    "pdf_text": ("read! malformed!", '{"text": "%PDF-1.4 nothing"}'),
}


def among(line: str, n: int) -> bytes:
    """Odd lines among good ones."""
    return "\n".join([GOOD, line] * (1 + n // 12) + [GOOD]).encode()


def table(columns: dict[str, Any], **more: Any) -> bytes:
    """A Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **more)
    return buffer.getvalue()


def streamed(columns: dict[str, Any]) -> bytes:
    """An Arrow file as data sets are saved."""
    import pyarrow as pa

    made, buffer = pa.table(columns), io.BytesIO()
    with pa.ipc.new_stream(buffer, made.schema) as out:
        out.write_table(made)
    return buffer.getvalue()


def texts(n: int) -> list[str]:
    """Some texts."""
    return [report()] * (1 + n // 12)


def turned(data: bytes, share: float) -> bytes:
    """One byte turned."""
    at = int(len(data) * share)
    return data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for name, (causes, line) in LINES.items():
        yield fault("jsonl", name, ".jsonl", causes, partial(among, line))
    lines = lambda n: "\n".join(json.dumps({"text": text}) for text in texts(n)).encode()  # noqa: E731
    for share in (0.3, 0.7, 0.99):
        yield fault("jsonl", f"cut_{share}", ".jsonl", "malformed! read", lambda n, share=share: cut(lines(n), share))
        yield fault(
            "jsonl",
            f"cut_{share}",
            ".jsonl.gz",
            "malformed! read",
            lambda n, share=share: cut(gzip.compress(lines(n), mtime=0), share),
        )
    yield fault("jsonl", "nothing", ".jsonl", "empty", lambda n: b"")
    yield fault("jsonl", "blank_lines", ".jsonl", "empty", lambda n: b"\n \n" * 99 * n)
    yield fault("jsonl", "mark", ".jsonl", "read", lambda n: b"\xef\xbb\xbf" + lines(n))
    yield fault(
        "jsonl", "utf_16", ".jsonl", "read malformed no_text_column", lambda n: lines(n).decode().encode("utf-16")
    )
    yield fault("jsonl", "gbk", ".jsonl", "malformed", lambda n: among(GOOD, n).decode().encode("gbk"))
    yield fault("jsonl", "returns", ".jsonl", "read", lambda n: among(GOOD, n).replace(b"\n", b"\r\n"))
    yield fault("jsonl", "no_gzip", ".jsonl.gz", "read", lines)
    yield fault("jsonl", "huge_line", ".jsonl", "too_large", lambda n: b'{"text": "' + b"a" * (17 + n) * 2**20 + b'"}')
    yield fault("jsonl", "endless_line", ".jsonl.gz", "malformed too_large zip_bomb", lambda n: zeros(64 * n, "gz"))
    yield fault(
        "jsonl",
        "values_without_end",
        ".jsonl",
        "too_complex no_text_column",
        lambda n: b"[" + b"[]," * 100_000 * n + b"1]",
    )
    yield fault(
        "jsonl",
        "keys_without_end",
        ".jsonl",
        "too_complex no_text_column",
        lambda n: b"{" + b",".join(b'"%d":1' % i for i in range(20_000 * n)) + b"}",
    )
    if find_spec("pyarrow"):
        yield from _arrow()


def _arrow() -> Iterator[Fault]:
    for suffix, make in ((".parquet", table), (".arrow", streamed)):
        kind = suffix[1:]
        for share in (0.05, 0.5, 0.9, 0.99):
            yield fault(
                kind,
                f"cut_{share}",
                suffix,
                "malformed! read",
                lambda n, share=share, make=make: cut(make({"text": texts(n)}), share),
            )
        for share in (0.02, 0.3, 0.6, 0.95):
            yield fault(
                kind,
                f"turned_{share}",
                suffix,
                "malformed read empty binary no_text_column",
                lambda n, share=share, make=make: turned(make({"text": texts(n)}), share),
            )
        for name, columns in {
            "no_column": {"url": ["u"]},
            "numbers": {"text": [1]},
            "nothing_there": {"text": [None]},
            "lists": {"text": [["a"]]},
            "objects": {"text": [{"a": "b"}]},
            "truth": {"text": [True]},
        }.items():
            yield fault(
                kind,
                name,
                suffix,
                "no_text_column",
                lambda n, columns=columns, make=make: make({k: v * n for k, v in columns.items()}),
            )
        yield fault(
            kind, "bytes", suffix, "read", lambda n, make=make: make({"text": [report().encode()] * (1 + n // 12)})
        )
        yield fault(
            kind, "broken_bytes", suffix, "binary", lambda n, make=make: make({"html": [bytes(range(256))] * n})
        )
        yield fault(kind, "no_rows", suffix, "empty malformed", lambda n, make=make: make({"text": []}))
        yield fault(kind, "nothing", suffix, "empty", lambda n: b"")
        yield fault(kind, "other", suffix, "malformed", lambda n: report().encode() * n)
        yield fault(kind, "too_large", suffix, "too_large", lambda n, make=make: make({"text": ["a" * (17 * 2**20)]}))
    yield fault(
        "parquet",
        "one_value_many_times",
        ".parquet",
        "too_large",
        lambda n: table({"text": ["a" * (17 * 2**20)] * (n // 8 + 1)}, compression="zstd"),
    )
