"""Glyphs to lines of text, and lines with wide gaps to rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from giar_ml.read.grid import glue
from giar_ml.read.pdf_page import Glyph

_WIDE = 1.5  # ems; a gap beyond this separates cells
_WIDE_NUMBERS = 0.75  # ... and between digits this much: narrow columns of wide numbers
_LEVEL = (
    0.4  # ems; glyphs whose middles differ by less stand on one line (a number beside a label of two lines does not)
)
_PADDING = 6.0  # points; the usual space between the text and the border of a cell
_RUN = re.compile(r"[\d.,，．%+－–-]+|[^\d.,，．%+－–-]+")

Mark = tuple[int, int, float, float, float, float]  # start and end in the text; x0, top, x1, bottom on the page


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one cell, or of one line without wide gaps, and where its parts stand on the page."""

    text: str
    marks: tuple[Mark, ...] = ()


EMPTY = Piece("")
Row = tuple[Piece, ...]
Fragment = list[Glyph]  # glyphs of one line without a wide gap, from left to right


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one base line, cut at wide gaps."""

    fragments: tuple[Fragment, ...]

    @property
    def top(self) -> float:
        return min(glyph.top for fragment in self.fragments for glyph in fragment)


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Upright glyphs as lines from top to bottom; a character printed twice in one place counts once."""
    found: list[list[Glyph]] = []
    middle = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.top + g.bottom):
        here = glyph.middle[1]
        if found and here - middle <= _LEVEL * max(size, glyph.size):
            found[-1].append(glyph)
            if glyph.size > size:
                middle, size = here, glyph.size
        else:
            found.append([glyph])
            middle, size = here, glyph.size
    return [Line(tuple(_fragments(line))) for line in found]


def text_of(fragment: Fragment) -> str:
    """The glyphs as text, with a space where the print leaves one."""
    return "".join(_spaced(fragment))


def rows(glyphs: Iterable[Glyph]) -> list[tuple[float, Row]]:
    """Lines as rows with their top; neighbouring lines of many cells share their columns, blanks kept."""
    found = lines(glyphs)
    done: list[tuple[float, Row]] = []
    position = 0
    while position < len(found):
        end = position
        while end < len(found) and len(found[end].fragments) >= 2:
            end += 1
        if sum(len(line.fragments) >= 3 for line in found[position:end]) >= 2:
            done += _aligned(found[position:end])
        else:
            end = position + 1
            line = found[position]
            done.append((line.top, tuple(map(_piece, line.fragments))))
        position = max(end, position + 1)
    return done


def cell(glyphs: Sequence[Glyph], x0: float, top: float, x1: float, bottom: float) -> Piece:
    """All text of one ruled cell in reading order, joined to one line; its mark is the rectangle of the cell."""
    text = ""
    full = False
    for fragment in _cell_lines(glyphs):
        new = text_of(fragment)
        text += ("" if not text or _is_broken_number(text, new, full) else glue(text, new)) + new
        full = fragment[-1].x1 - fragment[0].x0 + fragment[-1].size / 2 >= x1 - x0 - 2 * _PADDING
    return Piece(text, ((0, len(text), x0, top, x1, bottom),) if text else ())


def _is_broken_number(before: str, after: str, full: bool) -> bool:
    """Whether a line end inside a cell parts one number: at its sign or point, or because the line was full."""
    digits_on = after[:1].isdigit()
    at_sign = before[-1:] in "+-＋－.," and digits_on
    at_point = before[-1:].isdigit() and after[:1] in ".," and after[1:2].isdigit()
    return at_sign or at_point or (full and before[-1:].isdigit() and digits_on)


def cell_lines(glyphs: Sequence[Glyph]) -> list[str]:
    return [text_of(fragment) for fragment in _cell_lines(glyphs)]


def _cell_lines(glyphs: Sequence[Glyph]) -> list[Fragment]:
    turned = [glyph for glyph in glyphs if glyph.turn]
    upright = [glyph for glyph in glyphs if not glyph.turn]
    found = [[glyph for fragment in line.fragments for glyph in fragment] for line in lines(upright)]
    return found + _turned(turned)


def _turned(glyphs: Sequence[Glyph]) -> list[Fragment]:
    """Text turned by a quarter: columns read left to right where it runs upward, right to left where downward."""
    columns: list[Fragment] = []
    for glyph in sorted(glyphs, key=lambda g: g.turn * g.middle[0]):
        if columns and abs(glyph.middle[0] - columns[-1][0].middle[0]) < 0.5 * glyph.size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return [sorted(column, key=lambda g: -g.turn * g.middle[1]) for column in columns]


def _fragments(line: list[Glyph]) -> Iterable[Fragment]:
    line.sort(key=lambda glyph: glyph.x0)
    fragment: Fragment = []
    for glyph in line:
        if fragment:
            last = fragment[-1]
            if any(g.text == glyph.text and glyph.x0 - g.x0 < 0.2 * glyph.size for g in fragment[-3:]):
                continue
            digits = last.text.isdigit() and glyph.text.isdigit()
            if glyph.x0 - last.x1 > (_WIDE_NUMBERS if digits else _WIDE) * max(last.size, glyph.size):
                yield fragment
                fragment = []
        fragment.append(glyph)
    if fragment:
        yield fragment


def _spaced(fragment: Fragment) -> Iterable[str]:
    """The text of each glyph, with the space that stands before it."""
    yield fragment[0].text
    for before, glyph in pairwise(fragment):
        gap = (glyph.x0 - before.x1) / max(before.size, glyph.size)
        chinese = before.text >= "\u2e80" or glyph.text >= "\u2e80"
        spaced = not glyph.turn and gap > (0.5 if chinese else 0.2)
        yield " " + glyph.text if spaced else glyph.text


def _piece(fragment: Fragment) -> Piece:
    """Text with one mark for each run of digits and each run of anything else."""
    owners: list[Glyph] = []
    text = ""
    for glyph, new in zip(fragment, _spaced(fragment), strict=True):
        text += new
        owners += [glyph] * len(new)
    marks = []
    for run in _RUN.finditer(text):
        own = owners[run.start() : run.end()]
        marks.append(
            (*run.span(), own[0].x0, min(g.top for g in own), own[-1].x1, max(g.bottom for g in own)),
        )
    return Piece(text, tuple(marks))


def _aligned(block: Sequence[Line]) -> Iterable[tuple[float, Row]]:
    """Lines of a table without rulings: columns are where the fullest lines have their cells."""
    most = max(len(line.fragments) for line in block)
    spans = sorted((f[0].x0, f[-1].x1) for line in block if len(line.fragments) >= 0.8 * most for f in line.fragments)
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1]:
            columns[-1] = columns[-1][0], max(x1, columns[-1][1])
        else:
            columns.append((x0, x1))
    for line in block:
        placed: list[list[Fragment]] = [[] for _ in columns]
        for fragment in line.fragments:
            centre = (fragment[0].x0 + fragment[-1].x1) / 2
            nearest = min(range(len(columns)), key=lambda n: _distance(columns[n], centre))
            placed[nearest].append(fragment)
        if all(len(cell) <= 1 for cell in placed):
            yield line.top, tuple(_piece(cell[0]) if cell else EMPTY for cell in placed)
        else:
            yield line.top, tuple(map(_piece, line.fragments))


def _distance(span: tuple[float, float], x: float) -> float:
    return max(span[0] - x, x - span[1], 0.0)
