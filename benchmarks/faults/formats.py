"""Every kind of content under every wrong name: the content decides what is said."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Iterator

from benchmarks.faults import Fault, fault, page, reports, word
from benchmarks.faults.pdf import sound as pdf

SUFFIXES = (".txt", ".html", ".md", ".pdf", ".docx", ".doc", "")
BAD, OTHER = "unsupported_format binary malformed", "unsupported_format malformed"


def tarred(n: int) -> bytes:
    """A tar archive under a name that does not say so."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 5 * n
        archive.addfile(info, io.BytesIO(b"5 ok\n" * n))
    return buffer.getvalue()


CONTENT: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "text": ("read", lambda n: reports(n).encode()),
    "page": ("read", lambda n: page(n).encode()),
    "pdf": ("read", pdf),
    "word": ("read", word.sound),
    "png": (OTHER, lambda n: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1" * 400 * n),
    "jpeg": (OTHER, lambda n: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\1\0" * 400 * n),
    "gif": (OTHER, lambda n: b"GIF89a\1\0\1\0" + b"\0" * 400 * n),
    "bitmap": (OTHER, lambda n: b"BM" + b"\0\1" * 400 * n),
    "sound": (BAD, lambda n: b"ID3\3\0\0" + b"\xff\xfb\x90\0" * 300 * n),
    "film": (BAD, lambda n: b"\0\0\0\x18ftypmp42" + b"\0\1\2" * 300 * n),
    "program": (BAD, lambda n: b"\x7fELF\2\1\1\0" + b"\0\1\2" * 300 * n),
    "program_windows": (BAD, lambda n: b"MZ\x90\0" + b"\0\1\2" * 300 * n),
    "data_base": (BAD, lambda n: b"SQLite format 3\0" + b"\0\1" * 300 * n),
    "word_97": (OTHER, lambda n: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900 * n),
    "rich_text": (OTHER, lambda n: b"{\\rtf1\\ansi " + b"report\\par " * 99 * n),
    "word_xml": (OTHER, lambda n: b'<?xml version="1.0"?><w:wordDocument>' + b"<w:p/>" * n),
    "sheet": (OTHER, lambda n: word.packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>" * n})),
    "slides": (OTHER, lambda n: word.packed({"ppt/presentation.xml": "<a/>" * n})),
    "ofd": (OTHER, lambda n: word.packed({"OFD.xml": "<a/>" * n})),
    "open_document": (OTHER, lambda n: word.packed({"content.xml": "<a/>" * n})),
    "zip": (OTHER, lambda n: word.packed({"a.txt": "x" * n})),
    "gzip": (OTHER, lambda n: gzip.compress(reports(n).encode(), mtime=0)),
    "bzip2": (OTHER, lambda n: bz2.compress(reports(n).encode())),
    "xz": (OTHER, lambda n: lzma.compress(reports(n).encode())),
    "rar": (OTHER, lambda n: b"Rar!\x1a\7\1\0" + b"\0\1" * 300 * n),
    "seven_zip": (OTHER, lambda n: b"7z\xbc\xaf\x27\x1c" + b"\0\1" * 300 * n),
    "tar": ("binary malformed read", tarred),
    "json": ("read", lambda n: ('{"a": "' + "报告" * 300 * n + '"}').encode()),
}


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for name, (causes, make) in CONTENT.items():
        for suffix in SUFFIXES:
            yield fault("format", f"{name}_as_{suffix[1:] or 'nothing'}", suffix, causes, make)
