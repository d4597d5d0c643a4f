"""The same reports as Word documents, with merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from made_reports import Made

from training.synth.tables import Row

FONT = "Noto Serif CJK SC"


def write_docx(report: Made, to: Path, *, landscape: bool = False, borders: bool = True, size: float = 10) -> Path:
    """One report."""
    document = _empty(landscape, size)
    _write(document, report, borders, 26 if landscape else 17)
    document.save(str(to))
    return to


def write_two_years(left: Made, right: Made, to: Path, *, by_block: bool = False) -> Path:
    """Two reports in the two cells of one table, or block beside block in many rows."""
    document = _empty(landscape=True, size=8)
    frame = document.add_table(rows=1, cols=2)
    frame.style = "Table Grid"
    cells = frame.rows[0].cells
    if not by_block:
        for cell, report in zip(cells, (left, right), strict=True):
            _write(cell, report, True, 12)
    else:
        for section in left.prose:
            for cell, report in zip(cells, (left, right), strict=True):
                _write(cell, report, True, 12, only=section)
            cells = frame.add_row().cells
    document.save(str(to))
    return to


def _empty(landscape: bool, size: float) -> Any:
    document = Document()
    font = document.styles["Normal"].font
    font.name, font.size = FONT, Pt(size)
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    return document


def _write(into: Any, report: Made, borders: bool, width: float, only: str | None = None) -> None:
    for section, texts in report.prose.items():
        if only is not None and section != only:
            continue
        if section in report.headings:
            into.add_paragraph(report.headings[section])
        for text in texts:
            into.add_paragraph(text)
        if section in report.tables:
            _table(into, report.tables[section], borders, width)
            into.add_paragraph("")


def _table(into: Any, rows: Sequence[Row], borders: bool, width: float) -> None:
    columns = max(sum(slot.colspan for slot in row.slots) for row in rows)
    table = into.add_table(len(rows), columns)
    if borders:
        table.style = "Table Grid"
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for slot in row.slots:
            while (y, x) in taken:
                x += 1
            cell = table.cell(y, x)
            if slot.colspan * slot.rowspan > 1:
                cell = cell.merge(table.cell(y + slot.rowspan - 1, x + slot.colspan - 1))
            cell.paragraphs[0].add_run(slot.before + slot.text + slot.unit)
            taken.update((y + dy, x + dx) for dy in range(slot.rowspan) for dx in range(slot.colspan))
            x += slot.colspan
    for x in range(columns):  # label columns narrow or wide, as clerks drag them
        share = {10: (1, 1.6, 4), 4: (3, 2, 2, 2)}.get(columns, ())
        cm = share[x] if x < len(share) else (width - sum(share)) / max(1, columns - len(share))
        for row in table.rows:
            row.cells[x].width = Cm(cm)
