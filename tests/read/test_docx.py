import io
import time
import zipfile

import pytest
from docx import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from giar_ml.errors import ReadError
from giar_ml.read import read_bytes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(word) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def packed(body: str, prolog: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr("word/document.xml", f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def seen(body: str) -> list[str]:
    return read_bytes(packed(body), "a.docx").visible.text.split("\n")[:-1]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def cause_of(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.docx")
    return caught.value.cause


def test_paragraphs_and_tables_come_in_the_order_of_the_body():
    word = Word()
    word.add_paragraph("二、主动公开情况")
    table = word.add_table(2, 3)
    for cell, text in zip(table._cells, ["规章", "0", "", "规范性文件", "4", "12"], strict=True):
        cell.text = text
    word.add_paragraph("三、申请情况")
    document = read_bytes(saved(word), "report")
    assert document.format == "docx"
    assert document.source == "二、主动公开情况\n规章\t0\t\n规范性文件\t4\t12\n三、申请情况\n"
    assert document.visible.text == document.source
    assert document.visible.raw(0, 2) == (0, 2)


def test_merged_cells_stand_once_with_empty_cells_for_the_rest():
    word = Word()
    table = word.add_table(3, 4)
    for row in range(3):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 0).merge(table.cell(1, 1)).text = "合并"
    table.cell(1, 3).merge(table.cell(2, 3)).text = "竖"
    assert read_bytes(saved(word), "a.docx").source == "合并\t\t02\t03\n\t\t12\t竖\n20\t21\t22\t\n"


def test_lines_of_one_cell_are_joined():
    word = Word()
    table = word.add_table(1, 2)
    table.cell(0, 0).text = "三\n、\n本年度"
    table.cell(0, 1).text = "12"
    assert read_bytes(saved(word), "a.docx").source == "三、本年度\t12\n"


def test_deleted_hidden_and_moved_text_is_left_out_and_inserted_text_read():
    body = (
        f"<w:p>{run('收到')}<w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins>{run('12')}</w:ins>"
        f"<w:moveFrom>{run('旧')}</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>件</w:t><w:br/><w:t>答复</w:t></w:r></w:p>"
    )
    assert seen(body) == ["收到12件", "答复"]


def test_text_boxes_are_read_once():
    word = Word()
    holder = word.add_paragraph("正文").add_run()._r
    holder.append(
        parse_xml(
            f'<mc:AlternateContent {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
            "</mc:AlternateContent>"
        )
    )
    assert read_bytes(saved(word), "a.docx").source == "正文\n框内\n"


def test_content_controls_and_a_table_that_arranges_the_page_are_read():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('规章')}</w:tc><w:tc>{paragraph('1')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('左')}</w:tc><w:tc>{inner}{paragraph('下')}</w:tc></w:tr></w:tbl>"
    assert seen(f"<w:sdt><w:sdtContent>{paragraph('上')}{outer}</w:sdtContent></w:sdt>") == [
        "上",
        "左",
        "规章\t1",
        "下",
    ]


def test_two_reports_in_two_cells_are_parted_by_a_form_feed():
    def cell(year: int) -> str:
        texts = [f"{year}年报告", "一、总体情况", f"{year}年收到申请{year - 2000}件", "已按时办结。" * 20]
        return f"<w:tc>{''.join(map(paragraph, texts))}</w:tc>"

    left, right = read_bytes(packed(f"<w:tbl><w:tr>{cell(2023)}{cell(2024)}</w:tr></w:tbl>"), "a.docx").source.split(
        "\f"
    )
    assert "申请23件" in left
    assert "申请24件" in right


def test_entities_that_multiply_are_refused():
    entities = '<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert cause_of(packed(paragraph("&i;"), f"<!DOCTYPE x [{entities}]>")) == "too_complex"


def test_a_zip_bomb_is_refused_before_it_is_inflated():
    started = time.perf_counter()
    assert cause_of(packed(f"<w:p>{' ' * 60_000_000}</w:p>")) == "zip_bomb"
    assert time.perf_counter() - started < 5


def test_damaged_files_are_named_so():
    assert cause_of(packed("<w:p>")) == "malformed"
    good = packed(paragraph("正文" * 50))
    assert cause_of(good[:-30]) == "malformed"
    assert cause_of(good.replace(b"word/document.xml", b"word/documint.xml")) == "malformed"


def test_nesting_without_end_is_refused_or_read_quickly():
    started = time.perf_counter()
    deep = "<w:sdt>" * 10_000 + paragraph("甲") + "</w:sdt>" * 10_000
    assert seen(deep) == ["甲"]
    tables = "<w:tbl><w:tr><w:tc>" * 2_000 + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * 2_000
    assert cause_of(packed(tables)) == "too_complex"
    assert time.perf_counter() - started < 5


def test_an_empty_document_is_named_so():
    word = Word()
    word.element.body.append(OxmlElement("w:p"))
    assert cause_of(saved(word)) == "empty"


def test_an_encoding_that_nobody_knows_is_a_damaged_file():
    assert cause_of(packed("<w:p/>", '<?xml version="1.0" encoding="x-none"?>')) == "malformed"


def test_packing_that_word_never_uses_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as container:
        container.writestr("word/document.xml", f"<w:document {W}><w:body>{paragraph('5')}</w:body></w:document>")
    assert cause_of(out.getvalue()) == "malformed"
