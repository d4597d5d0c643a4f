"""DOCX to lines and table rows in body order. The container is checked before anything is inflated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from giar_ml.read.causes import failure
from giar_ml.read.content import Content
from giar_ml.read.grid import Spanned, glue, is_layout, is_prose, place
from giar_ml.read.limits import Clock
from giar_ml.read.reports import SIDE_BY_SIDE, halves
from giar_ml.read.sniff import BROKEN_ZIP
from giar_ml.types import AlignedText

_BODY = "word/document.xml"
_SAFE_SIZE = 4 * 1024 * 1024  # bytes; what stays below is harmless however well it was deflated
_DEEPEST = 60  # tables and text boxes in each other
# Deleted or moved text, field codes, pronunciation marks, and the older copy of what newer Word shows another way.
_DELETED = frozenset(["del", "moveFrom", "delText", "instrText", "rt", "Fallback"])
_SETTINGS = frozenset(["pPr", "rPr", "sdtPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"])
_SIGNS = {"br": "\n", "cr": "\n", "noBreakHyphen": "-", "tab": "\t", "ptab": "\t"}


def read_bytes(data: bytes, clock: Clock) -> Content:
    """Lay out the document; raises `encrypted`, `malformed`, `zip_bomb`, `too_large`, `too_complex`, `timeout`."""
    try:
        root = fromstring(_member(data, clock))
    except DefusedXmlException as error:
        raise failure("too_complex", what="XML 实体 / XML entities") from error
    except (ParseError, ValueError, LookupError) as error:  # the last: an encoding that nobody knows
        raise failure("malformed", format="DOCX", detail=f"{type(error).__name__}") from error
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise failure("malformed", format="DOCX", detail="没有正文 / no body")
    found = _Reader(clock)
    source = "".join(line + "\n" for line in found.blocks(body, 0))
    return Content("docx", source, AlignedText.identity(source), notes=(SIDE_BY_SIDE,) if found.split else ())


class _Reader:
    """Walks the body. Depth counts tables in tables and boxes in paragraphs, and is bounded."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.split = False

    def blocks(self, parent: Element, depth: int) -> list[str]:
        """Paragraphs and tables of a body, cell or text box as lines, whatever wraps them."""
        if depth > _DEEPEST:
            raise failure("too_complex", what="嵌套过深 / nested too deeply")
        lines: list[str] = []
        for node in _inside(parent, {"p", "tbl"}):
            self.clock.count(0)
            lines += self._table(node, depth) if _name(node) == "tbl" else self._paragraph(node, depth)
        return lines

    def _paragraph(self, paragraph: Element, depth: int) -> list[str]:
        text = ""
        boxed: list[str] = []
        for node in _inside(paragraph, {"t", "txbxContent", "r", *_SIGNS}):
            if _name(node) == "r":
                text += "" if _vanished(node) else self._run(node, depth, boxed)
            elif _name(node) == "t":  # formulas keep their text outside of runs
                text += node.text or ""
        self.clock.count(len(text))
        # A tab or two are an indent or a form line; more make a table without borders. In cells a tab is white space.
        tabs = 0 if depth else text.strip("\t ").count("\t")
        return [line if tabs > 1 else line.replace("\t", " ").rstrip() for line in text.split("\n")] + boxed

    def _run(self, run: Element, depth: int, boxed: list[str]) -> str:
        text = ""
        for node in _inside(run, {"t", "txbxContent", *_SIGNS}):
            name = _name(node)
            if name == "txbxContent":
                boxed += self.blocks(node, depth + 1)
            else:
                text += (node.text or "").replace("\n", " ") if name == "t" else _SIGNS[name]
        return text

    def _table(self, table: Element, depth: int) -> list[str]:
        rows = [list(self._cells(row, depth)) for row in _inside(table, {"tr"}) if not _is_deleted(row)]
        if found := halves(rows):
            self.split = True
            above, left, right = found
            return [*above, *left, "\f", *right]
        if is_layout(rows) or any("\t" in line for row in rows for cell in row for line in cell.lines):
            return [line for row in rows for cell in row for line in cell.lines]
        lines: list[str] = []
        for row, placed in zip(rows, place(rows), strict=True):
            if len(row) == 1 and is_prose(row[0]):
                lines += row[0].lines
            else:
                cells = [_joined(cell.lines) if cell else "" for cell in placed]
                lines += ["\t".join(cells)] if any(cells) else []
        return lines

    def _cells(self, row: Element, depth: int) -> Iterator[Spanned[str]]:
        before = _number(row, "gridBefore")
        if before:
            yield Spanned((), colspan=before)
        for cell in _inside(row, {"tc"}):
            width = _number(cell, "gridSpan") or 1
            merge = _property(cell, "vMerge")
            continued = merge is not None and _value(merge) != "restart"
            lines = [] if continued else self.blocks(cell, depth + 1)
            yield Spanned(tuple(line for line in lines if line.strip()), colspan=width)


def _member(data: bytes, clock: Clock) -> bytes:
    """The main part of the container, inflated within the limits."""
    limits = clock.limits
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            if len(container.infolist()) > limits.max_members:
                raise failure("zip_bomb", what=f"{limits.max_members:,} members")
            info = container.getinfo(_BODY)
            if info.flag_bits & 1:
                raise failure("encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others take memory at will
                raise failure("malformed", format="DOCX", detail="zip method")
            ratio = info.file_size / max(1, info.compress_size)
            if info.file_size > _SAFE_SIZE and ratio > limits.max_ratio:
                raise failure("zip_bomb", what=f"{ratio:,.0f} : 1")
            if info.file_size > limits.max_member_bytes:
                raise failure("too_large", what=f"{limits.max_member_bytes:,} bytes")
            with container.open(info) as member:
                return member.read(limits.max_member_bytes)
    except BROKEN_ZIP as error:
        raise failure("malformed", format="DOCX", detail=f"{type(error).__name__}") from error


def _inside(parent: Element, wanted: set[str]) -> Iterator[Element]:
    """The outermost descendants with these names in document order; unseen parts are left out. Not recursive."""
    waiting = [iter(parent)]
    while waiting:
        for node in waiting[-1]:
            name = _name(node)
            if name in wanted:
                yield node
            elif name not in _DELETED | _SETTINGS:
                waiting.append(iter(node))
                break
        else:
            waiting.pop()


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _property(node: Element, name: str) -> Element | None:
    """A setting in the `...Pr` child of a row, cell or run."""
    settings = next((child for child in node if _name(child) in ("trPr", "tcPr", "rPr")), None)
    return next((child for child in settings if _name(child) == name), None) if settings is not None else None


def _value(node: Element) -> str:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _number(node: Element, name: str) -> int:
    found = _property(node, name)
    digits = _value(found) if found is not None else ""
    return int(digits[:6]) if digits[:6].isdigit() else 0


def _vanished(run: Element) -> bool:
    found = _property(run, "vanish")
    return found is not None and _value(found) not in ("0", "false", "off")


def _is_deleted(row: Element) -> bool:
    return _property(row, "del") is not None


def _joined(lines: Sequence[str]) -> str:
    stripped = [line.strip() for line in lines]
    return "".join((glue(before, line) if before else "") + line for before, line in pairwise(["", *stripped]))
