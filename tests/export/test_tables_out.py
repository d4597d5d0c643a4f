"""CSV and Excel for people who live there: complete, exact, and no text becomes a formula."""

import csv as reader
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.export import csv, excel
from giar_ml.export.record import Record, failed
from tests.export.made import made_record

EVIL = '=HYPERLINK("http://x","y")'


def evil_record() -> Record:
    record, _ = made_record()
    cells = (record.cells[0].model_copy(update={"raw": EVIL, "reason": "@SUM(1)"}), *record.cells[1:])
    report = record.report.model_copy(update={"body": EVIL, "title": "\x01\x0b控制字符"})
    return record.model_copy(update={"cells": cells, "report": report})


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(reader.DictReader(file))


def test_the_five_tables_hold_everything_and_join_by_path_and_part(tmp_path) -> None:
    record, _ = made_record()
    paths = csv.write([record, failed("x.doc", "unsupported", "no")], tmp_path)
    assert [p.name for p in paths] == ["documents.csv", "cells.csv", "statistics.csv", "findings.csv", "repairs.csv"]
    documents, cells, statistics, findings, repairs = map(rows, paths)
    assert [d["status"] for d in documents] == ["ok", "failed"]
    assert len(cells) == len(record.cells)
    assert {c["address"]: c["value"] for c in cells}["disclosure.admin_fees_amount_wan"] == "104.50"
    assert (len(statistics), len(findings), len(repairs)) == (3, 3, 1)
    assert {r["path"] for r in (*cells, *statistics, *findings, *repairs)} == {"made/云岭.txt"}
    assert [r["value"] for r in cells if r["raw"] == "-"] == [""]


def test_excel_finds_the_mark_that_says_utf_8(tmp_path) -> None:
    for path in csv.write([made_record()[0]], tmp_path, bom=True):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_text_never_begins_a_formula(tmp_path) -> None:
    documents, cells, *_ = map(rows, csv.write([evil_record()], tmp_path))
    assert documents[0]["body"] == "'" + EVIL
    assert cells[0]["raw"] == "'" + EVIL
    assert cells[0]["reason"] == "'@SUM(1)"


@pytest.mark.parametrize("text", ["-", "+39", "-403", "", "27759.17695", "——", "12%"])
def test_printed_numbers_and_dashes_stay_as_they_are(text: str) -> None:
    assert csv.guarded(text) == text


@given(st.text())
def test_guarded_text_is_harmless_or_begins_with_an_apostrophe(text: str) -> None:
    safe = csv.guarded(text)
    assert safe == text or safe == f"'{text}"
    if safe[:1] in {"=", "@", "\t", "\r"}:
        raise AssertionError(safe)


def test_the_workbook_shows_the_request_table_in_its_printed_form(tmp_path) -> None:
    record, _ = made_record()
    excel.write([record, failed("x.doc", "unsupported", "no"), made_record("E2")[0]], tmp_path / "r.xlsx")
    sheets = dict(excel.read_back(tmp_path / "r.xlsx"))
    assert list(sheets) == ["总览", "申请办理", "主动公开", "复议诉讼", "文字数据", "核对结果", "修正建议"]
    assert [row[2] for row in sheets["总览"]] == ["status", "ok", "failed", "ok"]
    table = {(row[1] or row[0]): row[2:9] for row in sheets["申请办理"][:30]}
    assert table["一 本年新收政府信息公开申请数量"] == [6, 0, 0, 0, 0, 0, 6]
    assert table["(七) 总计"] == [6, 0, 0, 0, 0, 0, 6]
    fees = [value for row in sheets["主动公开"] for value in row if value == 104.5]
    assert fees == [104.5]


def test_a_wrong_cell_is_coloured_and_carries_a_note(tmp_path) -> None:
    from openpyxl import load_workbook

    excel.write([made_record()[0]], tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx")["申请办理"]
    marked = [c for row in sheet.iter_rows() for c in row if c.comment and c.fill.fgColor.rgb.endswith("F9D2CF")]
    assert len(marked) == 7
    assert "S3-ROW" in marked[-1].comment.text
    assert "建议 proposed: 2" in marked[-1].comment.text
    assert marked[-1].value == 0


def test_excel_text_is_never_a_formula(tmp_path) -> None:
    from openpyxl import load_workbook

    excel.write([evil_record()], tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert EVIL in [c.value for c in cells]
    assert not [c for c in cells if c.data_type == "f"]


def test_a_number_too_long_for_a_double_is_written_as_text(tmp_path) -> None:
    record, _ = made_record()
    big = record.cells[0].model_copy(update={"value": Decimal("12345678901234567.89")})
    excel.write([record.model_copy(update={"cells": (big,)})], tmp_path / "r.xlsx")
    values = [v for _, sheet in excel.read_back(tmp_path / "r.xlsx") for row in sheet for v in row]
    assert "12345678901234567.89" in values
