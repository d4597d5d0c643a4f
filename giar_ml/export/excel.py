"""Records as an Excel workbook: an overview, the tables in their printed form, statistics, findings, repairs.

Wrong cells are coloured and carry a note; no text can become a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from giar_ml.errors import SetupError
from giar_ml.export import csv
from giar_ml.export.grid import Table, tables
from giar_ml.export.record import Cell, Record

LONGEST = 32_000  # characters that Excel takes in one cell, with room to spare
EXACT_DIGITS = 15  # more digits than a double holds are written as text
SHEETS = {
    "overview": "总览",
    "requests": "申请办理",
    "disclosure": "主动公开",
    "review": "复议诉讼",
    "annex": "统计表",
    "statistics": "文字数据",
    "findings": "核对结果",
    "repairs": "修正建议",
}
HEAD = PatternFill("solid", fgColor="EEF2F7")
TITLE = PatternFill("solid", fgColor="26303D")
WRONG = PatternFill("solid", fgColor="F9D2CF")
DOUBTFUL = PatternFill("solid", fgColor="FFECB8")
UNREAD = PatternFill("solid", fgColor="ECEEF1")
THIN = Border(*[Side("thin", color="C9D0D9")] * 4)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)


def write(records: Iterable[Record], path: Path) -> None:
    """Write the workbook. Raises `SetupError` where `path` cannot be written."""
    book = Workbook()
    book.remove(book.active)
    sheets = {key: book.create_sheet(name) for key, name in SHEETS.items()}
    _heading(sheets["overview"], ("文件 path", "份 part", *csv.DOCUMENT))
    _heading(sheets["statistics"], (*csv.KEY, "body", "year", *csv.STATISTIC))
    _heading(sheets["findings"], (*csv.KEY, "body", "year", *csv.FINDING))
    _heading(sheets["repairs"], (*csv.KEY, "body", "year", *csv.REPAIR))
    for record in records:
        _add(sheets, record)
    for key in ("requests", "disclosure", "review", "annex"):
        _finish(book, sheets[key])
    _save(book, path)


def _save(book: Workbook, path: Path) -> None:
    partial = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(partial)
        partial.replace(path)
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)


def _add(sheets: dict[str, Worksheet], record: Record) -> None:
    places = _forms(sheets, record)
    key = (record.source.path, record.source.part)
    _append(sheets["overview"], (*key, *csv.document_row(record)))
    _link(sheets["overview"], places)
    who = (*key, record.report.body, record.report.year)
    for name, rows in (
        ("statistics", csv.statistic_rows(record)),
        ("findings", csv.finding_rows(record)),
        ("repairs", csv.repair_rows(record)),
    ):
        for row in rows:
            _append(sheets[name], (*who, *row))
            if name == "findings" and row[1] == "violated":
                sheets[name].cell(sheets[name].max_row, len(who) + 1).fill = WRONG


def _link(sheet: Worksheet, places: list[tuple[str, int]]) -> None:
    """From the path in the overview to the first table of the report."""
    if places:
        title, row = places[0]
        cell = sheet.cell(sheet.max_row, 1)
        cell.hyperlink = f"#'{title}'!A{row}"
        cell.font = Font(color="1F5FBF", underline="single")


def _forms(sheets: dict[str, Worksheet], record: Record) -> list[tuple[str, int]]:
    """Write the tables below what stands in their sheets; returns where each section begins."""
    notes = _notes(record)
    cells = {cell.address: cell for cell in record.cells}
    places = []
    for section, made in groupby(tables(record.report.epoch, tuple(cells)), key=lambda table: table.section):
        sheet = sheets.get(section, sheets["annex"])
        places.append((sheet.title, sheet.max_row + 2 if sheet.max_row > 1 else 1))
        _title(sheet, record, places[-1][1])
        for table in made:
            _table(sheet, table, cells, notes)
    return sorted(places, key=lambda place: place[0] != SHEETS["requests"])


def _title(sheet: Worksheet, record: Record, row: int) -> None:
    about = record.report
    words = [about.body or record.source.path, f"{about.year}年度" if about.year else "", about.epoch or ""]
    _put(sheet, row, 1, "  ".join(filter(None, words)))
    for column in range(1, 11):
        sheet.cell(row, column).fill = TITLE
        sheet.cell(row, column).font = Font(bold=True, color="FFFFFF")


def _table(sheet: Worksheet, table: Table, cells: dict[str, Cell], notes: dict[str, list[str]]) -> None:
    top = sheet.max_row + 1
    corner = table.title.zh.partition(" ")[2]
    heads = [corner, "", *(column.zh for column in table.columns)]
    if table.section == "requests":
        _header_row(sheet, top, ["申请人情况", "", "", "法人或其他组织", "", "", "", "", ""])
        sheet.merge_cells(start_row=top, start_column=4, end_row=top, end_column=8)
        top += 1
    _header_row(sheet, top, heads)
    row = top
    for group, members in groupby(table.rows, key=lambda r: r.group):
        first = row + 1
        for member in members:
            row += 1
            _label(sheet, row, 1, group.zh if group else f"{member.item} {member.label.zh}".strip())
            _label(sheet, row, 2, f"{member.item} {member.label.zh}" if group else "")
            for column, address in enumerate(member.addresses, 3):
                _value(sheet, row, column, cells.get(address), notes.get(address, []))
            if not group:
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        if group and row > first:
            sheet.merge_cells(start_row=first, start_column=1, end_row=row, end_column=1)


def _header_row(sheet: Worksheet, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, 1):
        _put(sheet, row, column, text)
        cell = sheet.cell(row, column)
        cell.fill, cell.alignment, cell.border, cell.font = HEAD, CENTRED, THIN, Font(bold=True)


def _label(sheet: Worksheet, row: int, column: int, text: str) -> None:
    _put(sheet, row, column, text)
    cell = sheet.cell(row, column)
    cell.alignment, cell.border = LEFT, THIN


def _value(sheet: Worksheet, row: int, column: int, read: Cell | None, notes: list[str]) -> None:
    """The printed value, coloured and with a note where there is something to say about it."""
    place = sheet.cell(row, column)
    place.border, place.alignment = THIN, Alignment(horizontal="right", vertical="center")
    if read is None:
        return
    said = list(notes)
    if read.value is None:
        _put(sheet, row, column, (read.raw or "").strip())
        place.fill = UNREAD
        said.insert(0, f"{read.origin}: {read.reason or ''}")
    else:
        _put(sheet, row, column, read.value)
    if read.derived is not None:
        said.append(f"推得 derived: {read.derived:f}")
    if read.abstained:
        place.fill = DOUBTFUL
        said.append(f"存疑 abstained, confidence {read.confidence:.2f}")
    if notes:
        place.fill = WRONG
    if said and (notes or read.abstained or read.derived is not None or read.value is None):
        place.comment = Comment(_clean("\n".join(said))[:2000], "giar_ml", width=320, height=40 + 24 * len(said))


def _notes(record: Record) -> dict[str, list[str]]:
    """What findings and repairs say about each address."""
    notes: dict[str, list[str]] = {}
    for finding in record.findings:
        if finding.status == "violated":
            words = f"{finding.rule}: {finding.message.zh}" if finding.message else finding.rule
            for address in finding.addresses:
                notes.setdefault(address, []).append(words)
    for repair in record.repairs:
        for change in repair.changes:
            proposed = "空白" if change.proposed is None else format(change.proposed, "f")
            notes.setdefault(change.address, []).append(f"建议 proposed: {proposed}")
    return notes


def _finish(book: Workbook, sheet: Worksheet) -> None:
    """Column widths; a sheet that no report wrote to is taken out."""
    if sheet.max_row <= 1:
        book.remove(sheet)
        return
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 46
    for column in "CDEFGHI":
        sheet.column_dimensions[column].width = 14


def _heading(sheet: Worksheet, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, 1):
        cell = sheet.cell(1, column, text)
        cell.fill, cell.font, cell.alignment = HEAD, Font(bold=True), Alignment(vertical="center")
        sheet.column_dimensions[cell.column_letter].width = max(10, min(48, len(text) + 4))
    sheet.freeze_panes = "A2"


def _append(sheet: Worksheet, values: Sequence[Any]) -> None:
    row = sheet.max_row + 1
    for column, value in enumerate(values, 1):
        _put(sheet, row, column, value)
    sheet.auto_filter.ref = sheet.dimensions


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """A value that Excel shows as it is: numbers stay numbers, text stays text."""
    cell = sheet.cell(row, column)
    if isinstance(value, tuple):
        value = " ".join(map(str, value))
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        if len(value.as_tuple().digits) > EXACT_DIGITS:
            value = format(value, "f")
        else:
            cell.number_format = f"0.{'0' * places}" if places else "0"
    if isinstance(value, str):
        cell.value = _clean(value)
        cell.data_type = "s"
        cell.quotePrefix = csv.guarded(value) != value
    elif value is not None:
        cell.value = value


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))[:LONGEST]


def read_back(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """The sheets of a workbook as plain rows."""
    from openpyxl import load_workbook

    for sheet in load_workbook(path):
        yield sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()]
