"""PDFs: objects that lead in a circle, streams that never end, pages as large as a country, scans, passwords."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from functools import cache, partial

from benchmarks.faults import Fault, fault, report
from benchmarks.fuzz_targets import pdf_file

CATALOGUE, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>"
)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
TEXT = b"BT /F1 12 Tf 72 720 Td (Report of the year 2023, 12 cases in all) Tj ET "
FORM = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]"
READ_OR = "read malformed no_text_layer too_complex"


def stream(data: bytes, settings: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (settings, len(data), data)


def simple(
    content: bytes = TEXT,
    *,
    catalogue: bytes = CATALOGUE,
    pages: bytes = PAGES,
    page: bytes = PAGE,
    stream_object: bytes = b"",
    font: bytes = FONT,
    more: tuple[bytes, ...] = (),
) -> bytes:
    """A file of one page."""
    return pdf_file((catalogue, pages, page, stream_object or stream(content), font, *more))


def lines(n: int) -> bytes:
    """A page with some lines of text."""
    return b"".join(
        b"BT /F1 10 Tf 72 %d Td (line %d has 5 words) Tj ET\n" % (800 - i % 70 * 11, i) for i in range(40 * n)
    )


@cache
def sound(n: int) -> bytes:
    """A written report as the layout of the writer prints it, with as many lines of text behind it."""
    return simple(lines(n))


@cache
def locked(owner_only: bool, n: int) -> bytes:
    """A file with a password."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("" if owner_only else "secret", "owner"), invariant=1)
    for i in range(30 * n):
        canvas.drawString(72, 800 - i % 60 * 12, f"line {i}: 5 cases")
        if i % 60 == 59:
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def cut(share: float, n: int) -> bytes:
    """The first part of a file."""
    return sound(n)[: int(len(sound(n)) * share)]


def swapped(old: bytes, new: bytes, n: int) -> bytes:
    """A sound file in which something is replaced throughout."""
    return sound(n).replace(old, new)


def deep_tree(n: int) -> bytes:
    """Page nodes in page nodes."""
    depth = 60 * n
    nodes = tuple(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (i + 7) for i in range(depth))
    last = PAGE
    return simple(pages=b"<</Type/Pages/Kids[6 0 R]/Count 1>>", more=(*nodes, last))


def many_pages(n: int) -> bytes:
    """More pages than a report has."""
    kids = b" ".join(b"%d 0 R" % (i + 6) for i in range(401 + n))
    return simple(pages=b"<</Type/Pages/Kids[%s]/Count 9>>" % kids, more=tuple(PAGE for _ in range(401 + n)))


def inflating(times: int, n: int) -> bytes:
    """A stream that grows out of proportion, packed more than once."""
    data = b" " * 1_200_000 * (80 + n // 4)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return simple(stream_object=stream(data, b"/Filter[%s]" % (b"/FlateDecode" * times)))


def filtered(filters: bytes, data: bytes, n: int) -> bytes:
    """Content that its filter cannot decode."""
    return simple(stream_object=stream(data * n, filters))


def boxed(box: bytes, n: int) -> bytes:
    """A page of a strange size."""
    return simple(lines(n), page=PAGE.replace(b"[0 0 595 842]", box))


CONTENT = {
    "all_in_one_place": b"BT /F1 12 Tf 72 720 Td (12) Tj ET ",
    "tiny": b"BT /F1 0.0001 Tf 72 720 Td (12 cases) Tj ET ",
    "huge": b"BT /F1 99999 Tf 72 720 Td (12 cases) Tj ET ",
    "far_away": b"BT /F1 12 Tf 1e30 1e30 Td (12 cases) Tj ET ",
    "turned": b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm (12 cases) Tj ET ",
    "mirrored": b"BT /F1 12 Tf -1 0 0 1 300 300 Tm (12 cases) Tj ET ",
    "flat": b"BT /F1 12 Tf 0 0 0 0 300 300 Tm (12 cases) Tj ET ",
    "no_font": b"BT 72 720 Td (12 cases) Tj ET ",
    "unknown_font": b"BT /F9 12 Tf 72 720 Td (12 cases) Tj ET ",
    "saved": b"q " + TEXT,
    "restored": b"Q Q " + TEXT,
    "scaled": b"1.1 0 0 1.1 0 0 cm " + TEXT,
    "rules": b"72 700 m 300 700 l S 72 600 200 20 re S " + TEXT,
    "hatched": b"0 0 m 500 800 l S 10 10 1 1 re f ",
    "operands": b"1 2 3 4 5 6 7 8 9 " * 20,
    "unknown": b"foo bar /baz ",
    "strings": b"(((((",
    "hexes": b"<41",
    "arrays": b"[[[[",
    "dictionaries": b"<<<<",
    "names": b"/" + b"N" * 500 + b" ",
    "inline": b"BI /W 9 /H 9 ID \0\0\0 EI ",
    "inline_open": b"BI /W 9 ID ",
    "marked": b"/P <</MCID 1>> BDC " + TEXT,
    "numbers": b"9" * 300 + b" 0 Td ",
    "spacing": b"BT /F1 12 Tf 1e9 Tc 1e9 Tw (12 cases) Tj ET ",
    "comments": b"% nothing\n",
    "nul": b"\0",
    "dashes": b"[1 1 1] 0 d " + TEXT,
    "curves": b"0 0 m 1 1 2 2 3 3 c S ",
}


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for share in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999):
        yield fault("pdf", f"cut_{share}", ".pdf", READ_OR, partial(cut, share))
    yield fault("pdf", "header_only", ".pdf", "malformed", lambda n: b"%PDF-1.7\n" * n)
    yield fault("pdf", "header_and_text", ".pdf", "malformed", lambda n: b"%PDF-1.7\n" + report().encode() * n)
    yield fault("pdf", "no_header", ".pdf", "read malformed", partial(swapped, b"%PDF-1.4", b""))
    yield fault("pdf", "junk_before", ".pdf", "read", lambda n: b"\r\n\0" * 20 + sound(n))
    yield fault("pdf", "junk_behind", ".pdf", "read", lambda n: sound(n) + b"\0junk" * 100 * n)
    yield fault("pdf", "no_places", ".pdf", READ_OR, partial(swapped, b"startxref", b"startnowhere"))
    yield fault("pdf", "wrong_places", ".pdf", READ_OR, partial(swapped, b"xref\n0", b"xref\n7"))
    yield fault("pdf", "zero_places", ".pdf", READ_OR, lambda n: sound(n).replace(b"00000 n", b"00001 f"))
    yield fault("pdf", "no_root", ".pdf", "malformed read", partial(swapped, b"/Root 1 0 R", b""))
    yield fault(
        "pdf",
        "root_elsewhere",
        ".pdf",
        "malformed read no_text_layer",
        partial(swapped, b"/Root 1 0 R", b"/Root 99 0 R"),
    )
    yield fault(
        "pdf",
        "earlier_places_in_a_circle",
        ".pdf",
        READ_OR,
        lambda n: sound(n).replace(b"/Root", b"/Prev %d/Root" % sound(n).rindex(b"xref\n0")),
    )
    yield fault("pdf", "earlier_places_nowhere", ".pdf", READ_OR, partial(swapped, b"/Root", b"/Prev 999999999/Root"))
    yield fault("pdf", "negative_places", ".pdf", READ_OR, partial(swapped, b"/Root", b"/Prev -5/Root"))
    for name, more in {
        "pages_in_a_circle": b"<</Type/Pages/Kids[2 0 R]/Count 1>>",
        "pages_twice": b"<</Type/Pages/Kids[3 0 R 3 0 R 3 0 R]/Count 3>>",
        "no_kids": b"<</Type/Pages/Count 1>>",
        "kids_nowhere": b"<</Type/Pages/Kids[77 0 R]/Count 1>>",
        "kids_no_list": b"<</Type/Pages/Kids 3 0 R/Count 1>>",
        "count_lies": b"<</Type/Pages/Kids[3 0 R]/Count 999999999>>",
        "count_negative": b"<</Type/Pages/Kids[3 0 R]/Count -1>>",
        "pages_null": b"null",
        "pages_number": b"7",
    }.items():
        yield fault("pdf", name, ".pdf", READ_OR, partial(lambda more, n: simple(lines(n), pages=more), more))
    for name, box in {
        "no_box": b"[]",
        "empty_box": b"[0 0 0 0]",
        "endless_box": b"[0 0 1e30 1e30]",
        "negative_box": b"[500 800 0 0]",
        "odd_box": b"[(a) null 5]",
        "short_box": b"[0 0 5]",
        "box_nowhere": b"99 0 R",
        "box_as_name": b"/A4",
        "tiny_box": b"[0 0 0.001 0.001]",
    }.items():
        yield fault("pdf", name, ".pdf", READ_OR, partial(boxed, box))
    for name, old, new in (
        ("page_turned", b"/Parent", b"/Rotate 45/Parent"),
        ("page_turned_far", b"/Parent", b"/Rotate 99999990/Parent"),
        ("no_content", b"/Contents 4 0 R", b""),
        ("content_nowhere", b"/Contents 4 0 R", b"/Contents 88 0 R"),
        ("content_itself", b"/Contents 4 0 R", b"/Contents[3 0 R]"),
        ("no_resources", b"/Resources<<", b"/Other<<"),
        ("font_nowhere", b"/F1 5 0 R", b"/F1 66 0 R"),
        ("font_is_the_page", b"/F1 5 0 R", b"/F1 3 0 R"),
        ("page_is_no_page", b"/Type/Page/", b"/Type/Nothing/"),
        ("length_lies", b"/Length", b"/Length 3/Was"),
        ("length_endless", b"/Length", b"/Length 999999999/Was"),
        ("length_negative", b"/Length", b"/Length -9/Was"),
        ("length_of_itself", b"/Length", b"/Length 4 0 R/Was"),
        ("no_end", b"endstream", b""),
        ("no_objects", b" obj", b" jbo"),
        ("open_dictionaries", b">>", b""),
    ):
        yield fault("pdf", name, ".pdf", READ_OR, partial(swapped, old, new))
    for name, content in CONTENT.items():
        yield fault(
            "pdf", f"content_{name}", ".pdf", READ_OR, partial(lambda content, n: simple(content * 60 * n), content)
        )
    yield fault(
        "pdf",
        "deep_arrays",
        ".pdf",
        READ_OR,
        lambda n: simple(catalogue=b"<</Type/Catalog/Pages 2 0 R/X%s%s>>" % (b"[" * 300 * n, b"]" * 300 * n)),
    )
    yield fault(
        "pdf",
        "deep_dictionaries",
        ".pdf",
        READ_OR,
        lambda n: simple(catalogue=b"<</Type/Catalog/Pages 2 0 R%s%s>>" % (b"/A<<" * 300 * n, b">>" * 300 * n)),
    )
    yield fault("pdf", "deep_pages", ".pdf", READ_OR, deep_tree)
    yield fault("pdf", "many_pages", ".pdf", "too_large read", many_pages)
    yield fault(
        "pdf",
        "form_in_itself",
        ".pdf",
        READ_OR,
        lambda n: simple(
            TEXT + b"/X Do " * n, more=(stream(TEXT + b"/X Do " * 3, FORM[2:] + b"/Resources<</XObject<</X 6 0 R>>>>"),)
        ),
    )
    # a hundred times as many characters as the file has: from the second size on more than any report prints
    yield fault("pdf", "forms_multiply", ".pdf", READ_OR + " too_large timeout", multiplying)
    many_times = partial(swapped, b"/Contents 4 0 R", b"/Contents[" + b"4 0 R " * 50 + b"]")
    yield fault("pdf", "content_many_times", ".pdf", READ_OR + " too_large", many_times)
    yield fault(
        "pdf",
        "scan",
        ".pdf",
        "no_text_layer",
        lambda n: simple(
            b"q 595 0 0 842 0 0 cm /X Do Q", more=(stream(b"\0" * 300 * n, b"/Subtype/Image/Width 10/Height 10"),)
        ),
    )
    yield fault("pdf", "nothing_printed", ".pdf", "no_text_layer", lambda n: simple(b"0 0 m 9 9 l S " * n))
    yield fault(
        "pdf",
        "script",
        ".pdf",
        "read",
        lambda n: simple(
            TEXT * n, catalogue=b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert)>>>>"
        ),
    )
    yield fault(
        "pdf",
        "attachment",
        ".pdf",
        "read",
        lambda n: simple(TEXT * n, more=(stream(b"MZ" * 99 * n, b"/Type/EmbeddedFile"),)),
    )
    yield fault("pdf", "locked", ".pdf", "encrypted", partial(locked, False))
    yield fault("pdf", "locked_for_owners", ".pdf", "read", partial(locked, True))
    for name, handler in {
        "other_lock": b"<</Filter/Odd/V 9>>",
        "broken_lock": b"<</Filter/Standard/V 2/R 3/O()/U()/P 0>>",
        "lock_nowhere": b"44 0 R",
    }.items():
        yield fault(
            "pdf",
            name,
            ".pdf",
            "encrypted malformed read no_text_layer",
            partial(swapped, b"/Root 1 0 R", b"/Encrypt " + handler + b"/ID[(a)(b)]/Root 1 0 R"),
        )
    for times in (1, 2):
        yield fault(
            "pdf", f"bomb_{times}", ".pdf", "zip_bomb too_large no_text_layer malformed", partial(inflating, times)
        )
    for name, filters, data in (
        ("flate", b"/Filter/FlateDecode", b"no flate"),
        ("flate_cut", b"/Filter/FlateDecode", zlib.compress(TEXT * 50)[:60]),
        ("lzw", b"/Filter/LZWDecode", b"\xff\0\x80"),
        ("ascii85", b"/Filter/ASCII85Decode", b"~>zz!!"),
        ("hex", b"/Filter/ASCIIHexDecode", b"4G>1"),
        ("run_length", b"/Filter/RunLengthDecode", b"\x7f\x81"),
        ("unknown", b"/Filter/NoSuchDecode", TEXT),
        ("many", b"/Filter[" + b"/FlateDecode" * 40 + b"]", TEXT),
        ("picture", b"/Filter/DCTDecode", TEXT),
        ("number", b"/Filter 7", TEXT),
        ("fax", b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 99999999>>", b"\0\x10" * 40),
        ("jbig", b"/Filter/JBIG2Decode", b"\0\0\0\1"),
        ("predictor", b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 99999999>>", zlib.compress(TEXT)),
        ("predictor_odd", b"/Filter/FlateDecode/DecodeParms<</Predictor 99/Columns -3>>", zlib.compress(TEXT)),
    ):
        yield fault("pdf", f"filter_{name}", ".pdf", READ_OR, partial(filtered, filters, data))
    yield fault(
        "pdf",
        "code_table_endless",
        ".pdf",
        READ_OR,
        lambda n: with_codes(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffffffff> <0000> endbfrange",
            n,
        ),
    )
    yield fault(
        "pdf",
        "code_table_broken",
        ".pdf",
        READ_OR,
        lambda n: with_codes(b"beginbfchar <01> endbfchar <zz> [ begincmap" * n, n),
    )
    yield fault(
        "pdf", "code_table_itself", ".pdf", READ_OR, lambda n: with_codes(b"/Identity-H usecmap 5 0 R usecmap" * n, n)
    )
    yield fault(
        "pdf",
        "object_streams_in_a_circle",
        ".pdf",
        READ_OR,
        lambda n: simple(TEXT * n, more=(stream(b"6 0 1 0 <<>>", b"/Type/ObjStm/N 2/First 8/Extends 6 0 R"),)),
    )


def with_codes(table: bytes, n: int) -> bytes:
    """A font with its own table from codes to characters."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R>>"
    system = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    child = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X%s>>" % system
    return simple(
        b"BT /F1 12 Tf 72 720 Td <00410042004300440045004600470048> Tj ET " * n, font=font, more=(stream(table), child)
    )


def multiplying(n: int) -> bytes:
    """Forms that each show the next one ten times."""
    depth = min(6, 2 + n // 10)
    forms = tuple(
        stream(
            b"/X Do " * 10 if i < depth else TEXT,
            FORM[2:] + b"/Resources<</Font<</F1 5 0 R>>/XObject<</X %d 0 R>>>>" % (i + 7),
        )
        for i in range(depth + 1)
    )
    return simple(b"/X Do ", more=forms)
