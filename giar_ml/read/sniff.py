"""Which format a file has: its content decides, its suffix only where the content says nothing."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from giar_ml.errors import ReadError
from giar_ml.read.causes import failure

# What the library raises on containers that are damaged, or made to be.
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, LookupError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
_MARKUP_SUFFIXES = {".html", ".htm", ".xhtml", ".shtml", ".jhtml", ".jsp", ".asp", ".aspx", ".php"}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"PK")
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_NAMES = {".xls": "Excel (.xls)", ".et": "WPS (.et)", ".ppt": "PowerPoint (.ppt)", ".wps": "WPS (.wps)"}
_MEMBERS = (
    ("xl/", "Excel (.xlsx)"),
    ("ppt/", "PowerPoint (.pptx)"),
    ("OFD.xml", "OFD (.ofd)"),
    ("content.xml", "OpenDocument"),
)
_STARTS_AS_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|script|style|table|tbody|tr|td|div|p|span|article|section|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:/(?:p|div|span|td|tr|table|li|strong|font|a)|br\s*/?)>", re.IGNORECASE)
_RULE = re.compile(r"^[ \t]{0,9}\|?(?:[ \t]{0,9}:?-{2,}:?[ \t]{0,9}\|){2}", re.MULTILINE)  # of a Markdown table
_WORD_XML = re.compile(r"\s*<\?xml.{0,500}?<(?:w:wordDocument|pkg:package)\b", re.DOTALL)

_AS_WORD = {"advice_zh": "请另存为 .docx 或 .pdf", "advice_en": "Save it as .docx or .pdf"}
_AS_TABLE = {
    "advice_zh": "请把表格粘贴到 .docx 或另存为 .html",
    "advice_en": "Paste the tables into a .docx or save it as .html",
}
_AS_TEXT = {
    "advice_zh": "请先做文字识别（OCR），另存为 .txt",
    "advice_en": "Run character recognition (OCR) and save the text as .txt",
}
_UNPACKED = {"advice_zh": "请解压后给出其中的文件", "advice_en": "Unpack it and name the files in it"}


def binary_format(data: bytes, name: str) -> str | None:
    """`pdf`, `docx`, or None for text; raises `unsupported_format`, `encrypted`, `malformed`."""
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024] or (suffix == ".pdf" and b"endobj" in data):  # the parser needs no header
        return "pdf"
    if data.startswith(_OLE):
        raise _ole(data, suffix)
    if data.startswith(b"PK\x03\x04"):
        return _zip(data, suffix)
    if data.startswith(b"{\\rtf"):
        raise failure("unsupported_format", what="RTF (.rtf)", **_AS_WORD)
    if data.startswith(_PICTURES) and b"\0" in data[:512]:
        raise failure("unsupported_format", what="图片 / picture", **_AS_TEXT)
    if data.startswith(_ARCHIVES) and (b"\0" in data[:512] or suffix not in {".txt", ".md"}):
        raise failure("unsupported_format", what="压缩包 / archive", **_UNPACKED)
    if suffix in {".pdf", ".docx"} and b"\0" in data[:4096]:
        raise failure("malformed", format=suffix[1:].upper(), detail="文件头不对 / wrong file header")
    return None


def text_format(text: str, name: str) -> str:
    """`html`, `md` or `txt` for decoded text; raises `unsupported_format` for Word's XML."""
    suffix = PurePath(name).suffix.lower()
    if _WORD_XML.match(text):
        raise failure("unsupported_format", what="Word XML", **_AS_WORD)
    if _STARTS_AS_MARKUP.match(text) and (suffix not in {".md", ".markdown"} or "<html" in text[:4096].lower()):
        return "html"
    sample = text[:100_000]
    tags = len(_TAG.findall(sample))
    if tags and (suffix in _MARKUP_SUFFIXES or (tags * 200 > len(sample) and not _keeps_its_tables(sample))):
        return "html"
    return "md" if suffix in {".md", ".markdown"} else "txt"


def _keeps_its_tables(text: str) -> bool:
    """Whether text with tags has tables that are read as they stand: pasted HTML, Markdown with `<br>` in cells."""
    return "<td" in text.lower() or _RULE.search(text) is not None


def _ole(data: bytes, suffix: str) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return failure("encrypted")
    advice = _AS_TABLE if suffix in {".xls", ".et"} else _AS_WORD
    return failure("unsupported_format", what=_OLE_NAMES.get(suffix, "Word 97-2003 (.doc)"), **advice)


def _zip(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = container.namelist()
    except BROKEN_ZIP as error:
        kind = "DOCX" if suffix == ".docx" else "ZIP"
        raise failure("malformed", format=kind, detail="压缩结构不完整 / broken zip container") from error
    if "word/document.xml" in names or (suffix == ".docx" and "[Content_Types].xml" in names):
        return "docx"
    for prefix, what in _MEMBERS:
        if any(member.startswith(prefix) for member in names):
            raise failure("unsupported_format", what=what, **(_AS_TABLE if prefix == "xl/" else _AS_WORD))
    if suffix == ".docx":
        raise failure("malformed", format="DOCX", detail="缺少 word/document.xml / word/document.xml is missing")
    raise failure("unsupported_format", what="压缩包 / archive", **_UNPACKED)
