"""Names that a file system allows and nobody expects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.faults import Fault, fault, report

NAMES: dict[str, bytes] = {
    "break": b"a\nb.txt",
    "escape": b"a\x1b[31mb.txt",
    "not_utf_8": b"a\xff\xfe.txt",
    "gbk": "年报.txt".encode("gbk"),
    "markup": b"<b>a&amp;.txt",
    "formula": b"=1+1.txt",
    "option": b"--output.txt",
    "at": b"@list.txt",
    "star": b"*.txt",
    "brackets": b"[a].txt",
    "quote": b"'\".txt",
    "braces": b"{path}.txt",
    "percent": b"%s%d.txt",
    "dots": b"a..txt",
    "long": b"n" * 240 + b".txt",
    "right_to_left": "a\u202e.txt".encode(),
    "space": b" .txt",
    "exclamation": b"a!b#3.txt",
}


def named(name: bytes, path: Path, n: int) -> None:
    """A report under this name, in a folder of its own."""
    path.mkdir()
    inner = os.path.join(os.fsencode(path), name)  # noqa: PTH118 (bytes)
    with open(inner, "wb") as file:  # noqa: PTH123 (bytes)
        file.write(report().encode() * max(1, n // 12))


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for kind, name in NAMES.items():
        yield fault("name", kind, "", "read", place=partial(named, name))
