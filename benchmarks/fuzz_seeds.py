"""What the coverage-guided runs start from: the examples, written reports, small sound files; and a dictionary.

Everything is made here from a seed; nothing binary is kept in the repository.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.fuzz_targets import CONTAINERS, READERS, pdf_of
from training.synth import LAYOUTS, random_facts, write
from training.synth.damage import OPERATORS

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("[0-9]*"))
TEXT_LAYOUTS = tuple(name for name in LAYOUTS if name != "pdf")

WORDS = (
    "政府信息公开工作年度报告",
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
    "第二十条第（一）项",
    "第二十条第（五）项",
    "第二十条第（六）项",
    "第二十条第（八）项",
    "信息内容",
    "本年制发件数",
    "本年废止件数",
    "现行有效件数",
    "规章",
    "规范性文件",
    "行政许可",
    "行政处罚",
    "行政强制",
    "行政事业性收费",
    "本年处理决定数量",
    "本年收费金额（单位：万元）",
    "上一年项目数量",
    "本年增/减",
    "政府集中采购",
    "采购总金额",
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "三、本年度办理结果",
    "（一）予以公开",
    "（二）部分公开",
    "（三）不予公开",
    "（四）无法提供",
    "（五）不予处理",
    "（六）其他处理",
    "（七）总计",
    "四、结转下年度继续办理",
    "自然人",
    "法人或其他组织",
    "商业企业",
    "科研机构",
    "社会公益组织",
    "法律服务机构",
    "其他",
    "总计",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "行政复议",
    "行政诉讼",
    "结果维持",
    "结果纠正",
    "其他结果",
    "尚未审结",
    "未经复议直接起诉",
    "复议后起诉",
    "勾稽关系",
    "本列数据的勾稽关系",
    "单位：件",
    "条",
    "件",
    "万元",
    "次",
    "〇",
    "零",
    "十",
    "百",
    "千",
    "万",
    "亿",
    "两",
    "约",
    "余",
    "0",
    "1",
    "12",
    "1,204",
    "104.50",
    "-",
    "—",
    "/",
    "\t",
    "\n",
    "|",
    "| --- |",
    "　",
    "\u200b",
    "\u00ad",
    "\ufffd",
    "\f",
    "２０２３",
    "2023年",
    "20１9",
    "同比增长",
    "占",
    "%",
    "％",
    "其中",
    "不含",
    "附件",
    "第 3 页 共 5 页",
    "— 1 —",
    "政府資訊公開",
    "縣",
    "臺",
)
MARKUP = (
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    '<td rowspan="9">',
    '<td colspan="99">',
    "<th>",
    "<p>",
    "<br>",
    "<div hidden>",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "<pre>",
    "&nbsp;",
    "&amp;amp;",
    "&#48;",
    "&#x110000;",
    "<title>",
    "<!doctype html>",
    '<meta charset="gbk">',
    "<textarea>",
    "<![CDATA[",
    "<html>",
    "<nav>",
    "display:none",
)
FORMATS: dict[str, tuple[str, ...]] = {
    "pdf": (
        "%PDF-1.7",
        "obj",
        "endobj",
        "stream",
        "endstream",
        "xref",
        "trailer",
        "startxref",
        "%%EOF",
        "/Root",
        "/Kids",
        "/Parent",
        "/Count",
        "/Type/Page",
        "/Contents",
        "/Length",
        "/Filter/FlateDecode",
        "/FlateDecode",
        "/LZWDecode",
        "/ASCII85Decode",
        "/ASCIIHexDecode",
        "/RunLengthDecode",
        "/DecodeParms",
        "/Predictor 12",
        "/ObjStm",
        "/XRef",
        "/Prev",
        "/Encrypt",
        "/Font",
        "/Type0",
        "/ToUnicode",
        "/Encoding/UniGB-UCS2-H",
        "/XObject",
        "/Form",
        "Do",
        "BT",
        "ET",
        "Tf",
        "Tj",
        "TJ",
        "Td",
        "Tm",
        "T*",
        "cm",
        "q",
        "Q",
        "re",
        "f",
        "l",
        "m",
        "S",
        "(abc)",
        "<0041>",
        "1 0 R",
        "2 0 R",
        "/MediaBox[0 0 9e9 9e9]",
        "/Rotate 90",
        "BI",
        "ID",
        "EI",
        "-1",
        "99999999999",
    ),
    "docx": (
        "<w:document>",
        "<w:body>",
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "<w:t>",
        "<w:tbl>",
        "<w:tr>",
        "<w:tc>",
        "<w:tcPr>",
        '<w:gridSpan w:val="999"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
        "<w:del>",
        "<w:txbxContent>",
        "<w:tab/>",
        "<w:br/>",
        '<w:gridBefore w:val="9"/>',
        "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        "&b;",
        "&lt;",
        "<w:vanish/>",
        ' xmlns:w="w"',
        "<w:sdt>",
        "<w:trPr>",
        "<w:rPr>",
    ),
    "warc": (
        "WARC/1.0\\r\\n",
        "WARC-Type: response\\r\\n",
        "Content-Length: 5\\r\\n",
        "\\r\\n\\r\\n",
        "HTTP/1.1 200 OK\\r\\n",
        "Content-Type: application/http\\r\\n",
        "Transfer-Encoding: chunked\\r\\n",
        "Content-Encoding: gzip\\r\\n",
        "WARC-Target-URI: http://",
        "5\\r\\n",
    ),
    "jsonl": ('{"text": "', '"}', '{"html": ', "null", "[[[[", "\\\\ud800", "1e999", "NaN", "\\n"),
    "zip": ("PK\\x03\\x04", "PK\\x01\\x02", "PK\\x05\\x06", "PK\\x06\\x06", "../", "/etc/", ".txt"),
    "tar": ("ustar", "\\x1f\\x8b", "BZh9", "\\xfd7zXZ", "../", "././@LongLink"),
    "parquet": ("PAR1", "ARROW1", "text", "html"),
}


def reports(n: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Suffix and text of `n` written reports in all layouts, half of them damaged."""
    for number in range(n):
        rng = Random(f"fuzz/{seed}/{number}")
        layout = TEXT_LAYOUTS[number % len(TEXT_LAYOUTS)]
        written = write(random_facts(rng, rng.choice(("E1b", "E2", "E3", "E3"))), layout, rng)
        if number % 2:
            written = OPERATORS[rng.choice(sorted(OPERATORS))](written, rng, 0.4)
        yield written.suffix.removeprefix("."), written.text


def tables_of(text: str, around: int = 700) -> Iterator[str]:
    """Stretches of a report where its numbers stand."""
    for start in range(0, len(text), around):
        part = text[start : start + around]
        if sum(c.isdigit() for c in part) > around // 60:
            yield part


def seeds(target: str) -> list[bytes]:
    """The inputs that a target begins with."""
    if target in CONTAINERS:
        return list(_containers(target))
    found = [(suffix, text.encode()) for suffix, text in reports(24)]
    if target in {"pdf", "docx"}:
        return list(_files(target))
    if target in READERS:
        wanted = {"txt": {"txt"}, "md": {"md", "txt"}, "html": {"html"}}[target]
        return [data for suffix, data in found if suffix in wanted] + _examples(f".{target}")
    if target == "tables":
        return [
            bytes([n % 5]) + part.encode() for n, (_, text) in enumerate(reports(24)) for part in tables_of(text, 200)
        ]
    if target == "line":
        kinds = {"txt": 0, "md": 1, "html": 2}
        return [bytes([kinds[suffix]]) + data for suffix, data in found]
    return [data for _, data in found]


def dictionary(target: str) -> str:
    """Words in the form that libFuzzer reads; the bytes of a word as they stand in a UTF-8 text."""
    words = {*WORDS, *MARKUP} if target not in {"pdf", *CONTAINERS} else set[str]()
    lines = [f'"{_escaped(word)}"' for word in sorted(words)]
    lines += [
        f'"{word if chr(92) in word else _escaped(word)}"'.replace("\\r", "\\x0d").replace("\\n", "\\x0a")
        for word in FORMATS.get(target, ())
    ]
    return "\n".join(lines) + "\n"


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _examples(suffix: str) -> list[bytes]:
    return [path.read_bytes() for path in EXAMPLES if path.suffix == suffix]


def _files(target: str) -> Iterator[bytes]:
    """Whole files and their parts: Word's main part, PDFs with streams that are not compressed."""
    for path in EXAMPLES:
        if path.suffix == f".{target}":
            yield path.read_bytes()
    if target == "docx":
        with zipfile.ZipFile(next(p for p in EXAMPLES if p.suffix == ".docx")) as file:
            whole = file.read("word/document.xml")
        yield whole
        yield SMALL_WORD
        yield ENTITIES
    else:
        content = b"BT /F1 12 Tf 72 720 Td (2023 report) Tj 0 -20 Td [(12) -500 (345)] TJ ET 72 700 200 20 re S"
        yield content
        yield pdf_of(content)
        yield pdf_of(b"q 1 0 0 1 50 50 cm 0 0 m 100 0 l S Q " + content)


SMALL_WORD = (
    '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>云岭县2023年度报告</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr>'
    '<w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc>'
    "<w:tc><w:p><w:r><w:t>5</w:t></w:r></w:p>"
    '</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    "</w:body></w:document>"
).encode()
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb">]><w:document xmlns:w="w"><w:body><w:p>&b;</w:p></w:body></w:document>'


def _containers(target: str) -> Iterator[bytes]:
    pages = ("本机关2023年制发规范性文件3件。".encode(), b"<html><p>2023</p></html>")
    if target == "zip":
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", method) as file:
                for number, page in enumerate(pages):
                    file.writestr(f"a/{number}.html", page)
            yield buffer.getvalue()
    elif target == "tar":
        for mode in ("w", "w:gz", "w:bz2", "w:xz"):
            buffer = io.BytesIO()
            with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
                for number, page in enumerate(pages):
                    info = tarfile.TarInfo(f"a/{number}.html")
                    info.size = len(page)
                    archive.addfile(info, io.BytesIO(page))
            yield buffer.getvalue()
    elif target == "warc":
        yield b"".join(map(_warc_record, pages))
        yield _warc_record(b"5\r\nabcde\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n")
        yield _warc_record(gzip.compress(pages[0]), "Content-Encoding: gzip\r\n")
    elif target == "jsonl":
        yield b"".join(json.dumps({"text": page.decode()}).encode() + b"\n" for page in pages)
        yield b'{"html": "<p>1"}\n\n{"id": 1}\n[1]\n{"text": null}\n'
    else:
        yield from _parquet(pages)


def _warc_record(body: bytes, more: str = "") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{more}\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/1\r\nContent-Length: {len(http)}\r\n"
    return head.encode() + b"Content-Type: application/http; msgtype=response\r\n\r\n" + http + b"\r\n\r\n"


def _parquet(pages: tuple[bytes, ...]) -> Iterator[bytes]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return
    for compression in ("none", "gzip"):
        buffer = io.BytesIO()
        pq.write_table(pa.table({"text": [page.decode() for page in pages]}), buffer, compression=compression)
        yield buffer.getvalue()
