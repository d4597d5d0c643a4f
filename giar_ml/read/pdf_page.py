"""One PDF page to glyphs and ruled lines, in points from the top left corner. pdfminer.six interprets the page."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTLine, LTPage, LTRect
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from giar_ml.errors import ReadError
from giar_ml.read.causes import failure
from giar_ml.read.limits import Clock
from giar_ml.read.pdf_rules import Rule, rules_of

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of a font, once a page
_MOST_RULES = 40_000  # lines, and the dots of dotted ones; a page with more is a drawing
_MOST_STATES = 10_000
_REACH = 14_400.0  # points: the largest page that there can be (ISO 32000, annex C)
_GLYPH_COST = 4  # a glyph takes as much memory as several characters of text
_STREAM = re.compile(rb"stream\r?\n")
_WIDEST = re.compile(rb"/Columns\s+\d{7}")  # of a fax: pdfminer makes a list of so many numbers
UNMAPPED = "\ufffd"


class Glyph(NamedTuple):
    """A printed character and its rectangle; `turn` is 0 for upright, 1 where the text runs upward, -1 downward."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    number: int  # from 1
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    outside: int = 0  # characters that stand where no page reaches


class _Collector(PDFLayoutAnalyzer):
    """Keeps the page as pdfminer lays it out, and counts what it costs while it is being drawn."""

    def __init__(self, resources: PDFResourceManager, clock: Clock) -> None:
        super().__init__(resources, laparams=None)
        self.clock = clock
        self.page: LTPage | None = None
        self.paths = 0

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        self.clock.count(_GLYPH_COST)
        return float(super().render_char(*args, **kwargs))

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self.clock.check()
        super().begin_figure(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self.paths += 1
        if self.paths % 256 == 0:
            self.clock.check()
        if self.paths <= _MOST_RULES:
            super().paint_path(*args, **kwargs)

    def receive_layout(self, ltpage: LTPage) -> None:
        self.page = ltpage


class _Interpreter(PDFPageInterpreter):
    """Refuses to save graphics states without end: each costs a kilobyte."""

    def do_q(self) -> None:
        if len(self.gstack) >= _MOST_STATES:
            raise failure("too_complex", what="图形状态嵌套过深 / graphics states nested too deeply")
        super().do_q()


def pages(data: bytes, clock: Clock) -> Iterator[Page | None]:
    """The pages in order, None for one that cannot be read.

    Raises `encrypted`, `malformed`, `zip_bomb`, `too_large` (pages, characters) or `timeout`.
    """
    _check_streams(data, clock)
    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        sheets = enumerate(PDFPage.create_pages(document), 1)
        collector = _Collector(PDFResourceManager(), clock)
        interpreter = _Interpreter(collector.rsrcmgr, collector)
        for number, sheet in sheets:
            if number > clock.limits.max_pages:
                raise failure("too_large", what=f"{clock.limits.max_pages:,} pages")
            clock.check()
            yield _page(number, sheet, collector, interpreter)
    except PDFPasswordIncorrect as error:
        raise failure("encrypted") from error
    except (ReadError, MemoryError, RecursionError):
        raise
    except Exception as error:  # a damaged file makes the parser raise whatever it stumbles over
        raise failure("malformed", format="PDF", detail=f"{type(error).__name__}") from error


def _page(number: int, sheet: PDFPage, collector: _Collector, interpreter: PDFPageInterpreter) -> Page | None:
    collector.page, collector.paths = None, 0
    try:
        interpreter.process_page(sheet)
    except (ReadError, MemoryError, RecursionError):
        raise
    except Exception:  # as above: one broken page does not take the others with it
        return None
    if collector.page is None:
        return None
    layout: LTPage = collector.page
    glyphs: list[Glyph] = []
    drawn: list[LTLine | LTRect] = []
    for item in _items(layout):
        if isinstance(item, LTChar):
            glyphs.append(_glyph(item, layout.height))
        elif len(drawn) < _MOST_RULES and isinstance(item, LTLine | LTRect):
            drawn.append(item)
    printed = [glyph for glyph in glyphs if glyph.text.strip()]
    seen = tuple(filter(_within_reach, printed))
    rules = rules_of(drawn, layout.height) if len(drawn) < _MOST_RULES else []
    return Page(number, layout.width, layout.height, seen, tuple(rules), len(printed) - len(seen))


def _within_reach(glyph: Glyph) -> bool:
    """Whether a character stands, and is, where it can be printed; what is no number is not."""
    return all(-_REACH <= place <= _REACH for place in (*glyph[1:5], glyph.size))


def _items(layout: LTPage) -> Iterator[Any]:
    waiting = [iter(layout)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, LTContainer):
                waiting.append(iter(item))
                break
            yield item
        else:
            waiting.pop()


def _glyph(item: LTChar, height: float) -> Glyph:
    text = item.get_text()
    a, b = item.matrix[:2]
    turn = 0 if abs(a) >= abs(b) else (1 if b > 0 else -1)
    size = item.size if turn == 0 else item.width
    text = UNMAPPED if text.startswith("(cid:") else text.replace("\0", "")
    return Glyph(text, item.x0, height - item.y1, item.x1, height - item.y0, max(size, 1.0), turn)


def _check_streams(data: bytes, clock: Clock) -> None:
    """Inflate every stream once, in pieces that are thrown away: pdfminer would inflate without any bound."""
    if _WIDEST.search(data):
        raise failure("malformed", format="PDF", detail="/Columns")
    limit, total, view = clock.limits.max_inflated_bytes, 0, memoryview(data)
    for found in _STREAM.finditer(data):
        clock.check()
        picture = (
            b"/Image" in data[max(0, found.start() - 600) : found.start()]
        )  # a scan may be large; nobody inflates it
        most = 4 * limit if picture else limit
        size = _inflated(view[found.end() :], most)
        total += 0 if picture else size
        if size >= most or total >= limit:
            raise failure("zip_bomb", what=f"{limit:,} bytes")


def _inflated(data: memoryview, limit: int) -> int:
    inflater, size, rest = zlib.decompressobj(), 0, bytes(data[:65536])
    position = len(rest)
    try:
        while rest and size < limit and not inflater.eof:
            size += len(inflater.decompress(rest, 1 << 20))
            rest = inflater.unconsumed_tail
            if not rest:
                rest = bytes(data[position : position + 65536])
                position += len(rest)
    except zlib.error:
        pass
    return size
