"""Years side by side in tables: cells under "2023年" and "2024年", or the same labels twice in a row, cut by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from giar_ml.segment import headings
from giar_ml.segment.layout import Line, fold, layout, lines_of, plain, squeeze
from giar_ml.segment.zones import is_label
from giar_ml.types import AlignedText

LONGEST_HEADER = 40  # bare characters of a cell that names a year
FEWEST_ROWS = 8  # rows with five numbers or more on each side: the request table is there twice
FEWEST_LABELS = 12  # rows with a template's label and one number on each side
FEWEST_SECTIONS = 2  # official headings on each side, where the cells hold text
LONGEST_LINE = 2000
_USUAL = (7, 15, 3, 1)  # numbers in a row of the request, review and disclosure tables, most telling first
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_RULE = re.compile(r"[\s|:+=-]*")
_SPACED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int  # clean offsets, white space around the content left out
    end: int
    bare: str


@dataclass(frozen=True, slots=True)
class _Header:
    """Where each year begins in a header row of `size` cells."""

    columns: tuple[int, ...]
    size: int


@dataclass(slots=True)
class _Cut:
    """Both sides while they are written, and what speaks for their being reports."""

    parts: list[list[AlignedText | str]]
    wide: int = 0
    labelled: int = 0
    whole: int = 0  # rows of the request table that were not cut
    keys: list[set[str]] = field(default_factory=list)


def by_paired_cells(visible: AlignedText) -> list[AlignedText]:
    """One text a year, cells before the first year column in all of them; [] where tables are not printed in pairs."""
    text = visible.text
    lines = lines_of(text)
    years = next((years for line in lines if _names_two_years(line.text) and (years := _years(text, line))), None)
    if years is None:
        return []
    cut = _Cut([[] for _ in years], keys=[set() for _ in years])
    header: _Header | None = None
    for line in lines:
        cells = _cells(text, line.start, line.end)
        if (found := _header(cells)) and len(found.columns) == len(years):
            header = found
        if not cells and line.bare:
            continue  # the rule under the head of a Markdown table
        groups = _groups(cells, header, found is not None) if header is not None and len(cells) > 1 else None
        _write(cut, visible, cells, groups, line.start, line.end)
    return [AlignedText.join(part) for part in cut.parts] if _convincing(cut) else []


def _names_two_years(line: str) -> bool:
    return len(line) <= LONGEST_LINE and len(set(_YEAR.findall(line))) >= 2


def _years(text: str, line: Line) -> tuple[int, ...]:
    found = _header(_cells(text, line.start, line.end))
    return found.columns if found else ()


def _cells(text: str, start: int, end: int) -> list[_Cell]:
    """The cells of a line: between tabs, between pipes, or the words of a line with numbers."""
    line = fold(text[start:end])
    if _RULE.fullmatch(line):
        return []
    if "\t" in line or line.count("|") >= 2:
        border = "\t" if "\t" in line else "|"
        begin, stop = 0, len(line)
        if border == "|":
            content = line.strip()
            begin = line.index(content) + content.startswith("|")
            stop = line.index(content) + len(content) - content.endswith("|")
        found, at = [], begin
        for part in line[begin:stop].split(border):
            found.append(_cell(line, start, at, at + len(part)))
            at += len(part) + 1
        return found
    words = [_cell(line, start, m.start(), m.end()) for m in _SPACED.finditer(line)] if len(line) <= 400 else []
    numbers = sum(1 for word in words if _is_number(word))
    return words if numbers >= 2 or sum(1 for w in words if _year(w)) >= 2 else [_cell(line, start, 0, len(line))]


def _cell(line: str, offset: int, start: int, end: int) -> _Cell:
    content = line[start:end]
    low = start + len(content) - len(content.lstrip())
    return _Cell(offset + min(low, end), offset + max(low, start + len(content.rstrip())), squeeze(content))


def _is_number(cell: _Cell) -> bool:
    return bool(cell.bare) and bool(layout().cell.fullmatch(cell.bare))


def _year(cell: _Cell) -> str | None:
    """The year that a header cell is about."""
    if not 4 <= len(cell.bare) <= LONGEST_HEADER or re.search(r"[。;,]", cell.bare):
        return None
    years = set(_YEAR.findall(cell.bare))
    named = re.fullmatch(
        r"[^\d]{0,30}20\d\d(?:年|财年)?(?:度|报告|年报|数据|统计数|情况|数量|件数|\)|[^\d]{0,24}报告)?[^\d]{0,10}",
        cell.bare,
    )
    return years.pop() if len(years) == 1 and named else None


def _header(cells: Sequence[_Cell]) -> _Header | None:
    """The year columns of a header row, None where the row is no header."""
    if len(cells) < 2:
        return None
    found = [(index, year) for index, cell in enumerate(cells) if (year := _year(cell))]
    starts = [index for at, (index, year) in enumerate(found) if at == 0 or found[at - 1][1] != year]
    years = {year for _, year in found}
    others = sum(1 for cell in cells if cell.bare and not _year(cell))
    if 2 <= len(years) == len(starts) <= 4 and others <= starts[0]:
        return _Header(tuple(starts), len(cells))
    return None


def _groups(cells: Sequence[_Cell], header: _Header, is_header: bool) -> tuple[int, int] | None:
    """(cells that belong to all years, cells a year) of a row, None where the row cannot be cut."""
    size, count, first = len(cells), len(header.columns), header.columns[0]
    if sum(1 for cell in cells if cell.bare) < 2:
        return None
    step = header.columns[1] - first
    even = all(b - a == step for a, b in pairwise((*header.columns, header.size)))
    if is_header or (size == header.size and even):
        return (first, (size - first) // count) if (size - first) % count == 0 else None
    if size % count == 0 and ((size == count and first == 0) or _is_paired(cells, size // count, count)):
        return 0, size // count
    texts = [index for index, cell in enumerate(cells) if cell.bare and not _is_number(cell)]
    labels = texts[-1] + 1 if texts else first
    blanks = next((at for at, cell in enumerate(cells[labels:]) if cell.bare), 0)
    fitting = [at for at in range(labels, labels + blanks + 1) if size > at and (size - at) % count == 0]
    if fitting and labels >= min(first, 1):
        shared = min(fitting, key=lambda at: _USUAL.index(w) if (w := (size - at) // count) in _USUAL else len(_USUAL))
        return shared, (size - shared) // count
    return (first, (size - first) // count) if size > first and (size - first) % count == 0 else None


def _is_paired(cells: Sequence[_Cell], width: int, count: int) -> bool:
    """Whether every year repeats the same labels."""
    labels = ["\t".join(plain(c.bare) for c in cells[at * width : (at + 1) * width]) for at in range(count)]
    return bool(labels[0].strip("\t")) and len(set(labels)) == 1


def _write(
    cut: _Cut, visible: AlignedText, cells: Sequence[_Cell], groups: tuple[int, int] | None, start: int, end: int
) -> None:
    """One row to every side: its own cells, or the whole line where it is common to all."""
    if groups is None:
        if len(cells) > 1 and sum(map(_is_number, cells)) == 7:
            cut.whole += 1
        for part in cut.parts:
            part += [visible.slice(start, end), "\n"]
        return
    shared, width = groups
    sides = [[*cells[:shared], *cells[shared + at * width : shared + (at + 1) * width]] for at in range(len(cut.parts))]
    for part, keys, side in zip(cut.parts, cut.keys, sides, strict=True):
        for index, cell in enumerate(side):
            part += ["\t"] if index else []
            part.append(visible.slice(cell.start, cell.end))
        part.append("\n")
        keys.update(key for cell in side[shared:] if (key := _section(visible.text[cell.start : cell.end])))
    numbers = min(sum(map(_is_number, side)) for side in sides)
    cut.wide += numbers >= 5
    cut.labelled += numbers >= 1 and any(is_label(cell.bare) for cell in sides[0])


def _section(text: str) -> str | None:
    """The official heading that a cell begins with."""
    for line in lines_of(text[:200]):
        if line.bare and (head := headings.of_line(line)):
            return head.key
    return None


def _convincing(cut: _Cut) -> bool:
    """Whether both sides are reports: an ordinary report may well compare some numbers with last year's."""
    if cut.whole >= 5:
        return False
    return cut.wide >= FEWEST_ROWS or cut.labelled >= FEWEST_LABELS or min(map(len, cut.keys)) >= FEWEST_SECTIONS
