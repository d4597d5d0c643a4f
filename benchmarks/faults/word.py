"""Word files: containers that lie, parts that are missing, entities that multiply, tables in tables in tables."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import partial
from random import Random

from benchmarks.faults import Fault, fault, report

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "word/document.xml"


def packed(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip container."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


def word(body: str, *, prolog: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    """A Word file with this body."""
    main = f"{prolog}<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": "<Types/>", MAIN: main} | (more or {}))


def paragraph(text: str) -> str:
    """One paragraph."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<w:p><w:r><w:t>{escaped}</w:t></w:r></w:p>"


def sound(n: int) -> bytes:
    """A report, one paragraph a line."""
    return word("".join(map(paragraph, report().splitlines())) + paragraph("工作有序开展。") * 30 * n)


def cut(share: float, n: int) -> bytes:
    """The first part of a file."""
    data = sound(n)
    return data[: int(len(data) * share)]


def inner_cut(share: float, n: int) -> bytes:
    """A sound container whose main part ends early."""
    main = f"<w:document {NAMESPACE}><w:body>{paragraph('报告') * 50 * n}".encode()
    return packed({MAIN: main[: int(len(main) * share)]})


def nested(opening: str, closing: str, n: int) -> bytes:
    """Elements in each other around one paragraph."""
    return word(opening * 40 * n + paragraph("公开信息5件") + closing * 40 * n)


def table(cells: str, n: int) -> bytes:
    """A table of equal rows."""
    return word(f"{paragraph('2023年度报告')}<w:tbl>{f'<w:tr>{cells}</w:tr>' * 20 * n}</w:tbl>")


def wide_row(n: int) -> bytes:
    """Rows of as many numbers as there may be, no two rows the same."""
    rng = Random(n)
    rows = ("".join(cell(str(rng.randrange(10**6))) for _ in range(60 * n)) for _ in range(20))
    return word(f"{paragraph('2023年度报告')}<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")


def cell(text: str, settings: str = "") -> str:
    """One table cell."""
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{paragraph(text)}</w:tc>"


def laughs(depth: int, width: int, n: int) -> bytes:
    """Entities made of entities."""
    lines = ['<!ENTITY a0 "哈">'] + [f'<!ENTITY a{i} "{f"&a{i - 1};" * width}">' for i in range(1, depth)]
    return word(f"<w:p><w:r><w:t>&a{depth - 1};</w:t></w:r></w:p>" * n, prolog=f"<!DOCTYPE x [{''.join(lines)}]>")


def entity(declared: str, n: int) -> bytes:
    """One entity of another kind."""
    return word("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>" * n, prolog=f"<!DOCTYPE x [{declared}]>")


def flagged(n: int) -> bytes:
    """A container that says its members are encrypted."""
    data = bytearray(sound(n))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def lying(field: str, value: int, n: int) -> bytes:
    """A container whose directory says something wrong of the main part."""
    data = bytearray(sound(n))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(MAIN.encode()))
    places = {"method": (10, "<H"), "crc": (16, "<I"), "packed": (20, "<I"), "size": (24, "<I"), "offset": (42, "<I")}
    place, form = places[field]
    struct.pack_into(form, data, at + place, value)
    return bytes(data)


def bomb(n: int) -> bytes:
    """Little that becomes much."""
    return word(paragraph(" " * 400_000 * (20 + n)))


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for share in (0.02, 0.2, 0.5, 0.8, 0.95, 0.999):
        yield fault("docx", f"cut_{share}", ".docx", "malformed", partial(cut, share))
    for share in (0.0, 0.1, 0.5, 0.9, 0.999):
        yield fault("docx", f"main_part_cut_{share}", ".docx", "malformed", partial(inner_cut, share))
    yield fault("docx", "no_main_part", ".docx", "malformed", lambda n: packed({"[Content_Types].xml": "<Types/>" * n}))
    yield fault(
        "docx", "only_other_parts", ".docx", "malformed", lambda n: packed({f"word/{i}.xml": "<a/>" for i in range(n)})
    )
    yield fault("docx", "no_content_types", ".docx", "read", lambda n: packed({MAIN: sound_main(n)}))
    yield fault(
        "docx",
        "no_body",
        ".docx",
        "malformed",
        lambda n: packed({MAIN: f"<w:document {NAMESPACE}>{'<a/>' * n}</w:document>"}),
    )
    yield fault("docx", "other_root", ".docx", "malformed", lambda n: packed({MAIN: f"<html>{'<p/>' * n}</html>"}))
    yield fault("docx", "no_xml", ".docx", "malformed", lambda n: packed({MAIN: "年度报告" * 99 * n}))
    yield fault("docx", "nothing_in_it", ".docx", "empty", lambda n: word("<w:p/>" * 100 * n))
    yield fault(
        "docx", "deleted_text_only", ".docx", "empty", lambda n: word(f"<w:del>{paragraph('旧')}</w:del>" * 100 * n)
    )
    yield fault(
        "docx",
        "pictures_only",
        ".docx",
        "empty",
        lambda n: word("<w:p><w:r><w:drawing/></w:r></w:p>" * n, more={"word/media/1.png": b"\x89PNG"}),
    )
    yield fault(
        "docx",
        "macros",
        ".docx",
        "read",
        lambda n: word(paragraph("5件") * n, more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    )
    yield fault(
        "docx",
        "outside_names",
        ".docx",
        "read",
        lambda n: word(paragraph("5件") * n, more={"../../x": "y", "/etc/x": "y"}),
    )
    yield fault("docx", "laughs", ".docx", "too_complex", partial(laughs, 9, 10))
    yield fault("docx", "quadratic", ".docx", "too_complex", lambda n: laughs(2, 9_000 * n, 2))
    for name, declared in {
        "outer_file": '<!ENTITY e SYSTEM "file:///etc/passwd">',
        "outer_address": '<!ENTITY e SYSTEM "http://a.example/">',
        "parameter": '<!ENTITY % p "x"> %p; <!ENTITY e "y">',
        "plain": '<!ENTITY e "y">',
        "itself": '<!ENTITY e "&e;">',
        "unparsed": '<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "x" NDATA n>',
    }.items():
        yield fault("docx", f"entity_{name}", ".docx", "too_complex malformed", partial(entity, declared))
    yield fault(
        "docx", "entity_unknown", ".docx", "malformed", lambda n: word("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>" * n)
    )
    yield fault(
        "docx",
        "doctype_elsewhere",
        ".docx",
        "read too_complex malformed",
        lambda n: word(paragraph("5件") * n, prolog='<!DOCTYPE x SYSTEM "http://a.example/x.dtd">'),
    )
    yield fault(
        "docx",
        "nested_tables",
        ".docx",
        "read too_complex",
        partial(nested, "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
    )
    yield fault(
        "docx",
        "nested_boxes",
        ".docx",
        "read too_complex",
        partial(nested, "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"),
    )
    yield fault(
        "docx", "nested_settings", ".docx", "read", partial(nested, "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")
    )
    yield fault("docx", "nested_runs", ".docx", "read empty", partial(nested, "<w:p><w:r>", "</w:r></w:p>"))
    yield fault("docx", "nested_unknown", ".docx", "read", partial(nested, "<w:x>", "</w:x>"))
    for name, settings in {
        "span": '<w:gridSpan w:val="99999999"/>',
        "negative_span": '<w:gridSpan w:val="-5"/>',
        "no_span": '<w:gridSpan w:val="x"/>',
        "merged": "<w:vMerge/>",
        "begun": '<w:vMerge w:val="restart"/>',
    }.items():
        causes = "read empty" if name == "merged" else "read"
        yield fault("docx", f"cells_{name}", ".docx", causes, partial(table, cell("5", settings) * 4))
    yield fault("docx", "wide_row", ".docx", "read", wide_row)
    # in the largest size 7 MB of XML in 22 KB: no text packs so well, and what it says is not looked at
    yield fault("docx", "wide_row_of_equals", ".docx", "read zip_bomb", lambda n: table(cell("1") * 60 * n, 1))
    yield fault("docx", "long_table", ".docx", "read", lambda n: table(cell("规章") + cell("1"), 5 * n))
    yield fault("docx", "encrypted_members", ".docx", "encrypted malformed", flagged)
    yield fault(
        "docx",
        "encrypted_office",
        ".docx",
        "encrypted",
        lambda n: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 * n + "EncryptedPackage".encode("utf-16-le"),
    )
    for field, value in {"method": 99, "crc": 1, "packed": 5, "size": 3 * 10**9, "offset": 3}.items():
        yield fault("docx", f"wrong_{field}", ".docx", "malformed zip_bomb too_large", partial(lying, field, value))
    yield fault(
        "docx", "other_method", ".docx", "read malformed", lambda n: packed({MAIN: sound_main(n)}, zipfile.ZIP_LZMA)
    )
    yield fault("docx", "bomb", ".docx", "zip_bomb too_large", bomb)
    yield fault(
        "docx",
        "many_members",
        ".docx",
        "zip_bomb",
        lambda n: word(paragraph("5件"), more={f"{i}": "" for i in range(5_100 + n)}),
    )
    yield fault(
        "docx",
        "utf_16",
        ".docx",
        "read",
        lambda n: packed({MAIN: ('<?xml version="1.0" encoding="utf-16"?>' + sound_main(n)).encode("utf-16")}),
    )
    yield fault(
        "docx",
        "wrong_encoding",
        ".docx",
        "malformed",
        lambda n: packed({MAIN: ('<?xml version="1.0" encoding="utf-8"?>' + sound_main(n)).encode("gbk")}),
    )
    yield fault(
        "docx",
        "unknown_encoding",
        ".docx",
        "malformed",
        lambda n: packed({MAIN: '<?xml version="1.0" encoding="x-none"?>' + sound_main(n)}),
    )
    yield fault(
        "docx", "junk_before", ".docx", "read malformed binary unsupported_format", lambda n: b"\r\n" * n + sound(n)
    )
    yield fault("docx", "junk_behind", ".docx", "read", lambda n: sound(n) + b"\0" * 99 * n)
    yield fault(
        "docx",
        "too_much_text",
        ".docx",
        "too_large",
        lambda n: word("".join(paragraph(f"第{i}件" * 20) for i in range(20_000))),
    )


def sound_main(n: int) -> str:
    """The main part of a sound file."""
    return f"<w:document {NAMESPACE}><w:body>{paragraph('本年公开信息5件。') * 10 * n}</w:body></w:document>"
