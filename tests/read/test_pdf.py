import contextlib
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pages import FONT, pdf, request_table, table, text

from giar_ml.errors import ReadError
from giar_ml.read import Limits, read_bytes
from giar_ml.read.reports import SIDE_BY_SIDE
from giar_ml.types import Document

LANDSCAPE = (842, 595)


def lines(*pages, **options) -> list[str]:
    return read_bytes(pdf(*pages, **options), "a.pdf").visible.text.split("\n")


def grid(found: list[str]) -> list[list[str]]:
    return [line.split("\t") for line in found if "\t" in line]


def cause_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.pdf", limits=limits or Limits())
    return caught.value.cause


def test_lines_come_in_reading_order_with_boxes():
    def draw(canvas):
        text(canvas, 60, 80, ["收到申请15件", "均已答复。"])
        text(canvas, 60, 60, ["某县2023年报告"], size=14)

    document = read_bytes(pdf(draw, draw), "report")
    assert document.format == "pdf"
    assert document.visible.text == "某县2023年报告\n收到申请15件\n均已答复。\n" * 2
    assert document.visible.text == document.source
    assert_boxes(document)
    box = next(box for box in document.boxes if document.source[box.start : box.end] == "15" and box.page == 2)
    assert box.x0 == pytest.approx(100, abs=1)
    assert box.x1 == pytest.approx(110, abs=1)
    assert 65 < box.y0 < box.y1 < 85


def assert_boxes(document: Document) -> None:
    starts = [box.start for box in document.boxes]
    assert starts == sorted(starts)
    covered = {place for box in document.boxes for place in range(box.start, box.end)}
    assert {n for n, c in enumerate(document.source) if not c.isspace()} <= covered


def test_ruled_tables_keep_merged_and_empty_cells():
    rows, spans = request_table()

    def draw(canvas):
        bottom = table(canvas, 60, 60, rows, [30, 60, 120, 60, 60, 60], *spans)
        text(canvas, 60, bottom + 20, ["四、行政复议情况"])

    document = read_bytes(pdf(draw), "a.pdf")
    found = document.visible.text.strip().split("\n")
    assert found[-1] == "四、行政复议情况"
    assert grid(found) == [
        ["申请情况", "", "", "申请人情况", "", "总计"],
        ["", "", "", "自然人", "商业企业", ""],
        ["一、本年新收申请数量", "", "", "12", "3", "15"],
        ["三、本年度", "（一）予以公开", "", "0", "", "20"],
        ["", "（二）部分公开", "", "1", "", "21"],
        ["", "（三）不予公开", "1.属于国家秘密", "2", "", "22"],
        ["", "", "2.其他禁止公开", "3", "", "23"],
        ["", "其他处理", "", "4", "", "24"],
    ]
    assert_boxes(document)


def test_a_table_goes_on_behind_the_page_footer():
    def draw(canvas):
        table(canvas, 60, 60, [["规章", "1"], ["规范性文件", "2"]], [100, 60])
        text(canvas, 280, 800, [f"- {canvas.getPageNumber()} -"])

    assert lines(draw, draw)[:6] == ["规章\t1", "规范性文件\t2", "- 1 -", "规章\t1", "规范性文件\t2", "- 2 -"]


def test_a_number_broken_inside_its_cell_is_one_number():
    def draw(canvas):
        table(canvas, 60, 60, [["政府集中采购", "2926258.\n34元", "1234567890\n12", "3\n4"]], [80, 48, 52, 60])

    assert lines(draw)[0] == "政府集中采购\t2926258.34元\t123456789012\t3 4"


def test_borders_drawn_as_thin_boxes_and_open_sides_make_a_table():
    def draw(canvas):
        for x in (160, 260):
            canvas.rect(x, 700, 0.5, 60, stroke=0, fill=1)
        for y in (700, 730, 760):
            canvas.rect(60, y, 300, 0.5, stroke=0, fill=1)
        for y, row in ((740, ["规章", "0", "12"]), (710, ["规范性文件", "", "9"])):
            for n, cell in enumerate(row):
                canvas.drawString(70 + 100 * n, y, cell)

    assert lines(draw)[:2] == ["规章\t0\t12", "规范性文件\t\t9"]


def test_columns_without_rulings_keep_their_blanks():
    def draw(canvas):
        for y, row in enumerate(
            [["信息内容", "制发件数", "废止件数"], ["规章", "0", ""], ["规范性文件", "", "12"], ["许可", "1", "2"]]
        ):
            for n, cell in enumerate(row):
                text(canvas, 60 + 120 * n, 60 + 16 * y, [cell])

    assert lines(draw)[:4] == ["信息内容\t制发件数\t废止件数", "规章\t0\t", "规范性文件\t\t12", "许可\t1\t2"]


def test_vertical_and_turned_labels_are_joined():
    def draw(canvas):
        table(canvas, 60, 60, [["结\n果\n维\n持", "1"]], [24, 40])
        bottom = table(canvas, 60, 300, [["", "甲\n\n"], ["", "乙\n\n"]], [30, 60], ("SPAN", (0, 0), (0, 1)))
        canvas.translate(80, 842 - bottom + 10)
        canvas.rotate(90)
        canvas.setFont(FONT, 10)
        canvas.drawString(0, 0, "办理结果")

    assert lines(draw)[:3] == ["结果维持\t1", "办理结果\t甲", "\t乙"]


def test_letters_printed_twice_for_boldness_are_read_once():
    def draw(canvas):
        for shift in (0, 0.3):
            canvas.drawString(60 + shift, 700, "总体情况2023年11件")

    assert lines(draw)[0] == "总体情况2023年11件"


def test_a_frame_around_the_text_is_no_table():
    def draw(canvas):
        text(canvas, 60, 60, ["一、总体情况"])
        bottom = table(canvas, 60, 80, [["规章", "1"]], [60, 60])
        text(canvas, 60, bottom + 20, ["二、主动公开"])
        canvas.rect(40, 40, 500, 760)

    assert [line for line in lines(draw) if line] == ["一、总体情况", "规章\t1", "二、主动公开"]


SENTENCES = ["本机关依照条例的规定主动公开各类信息并且", "按时答复群众的申请同时加强平台建设和管理"] * 4


def test_two_columns_are_read_one_after_the_other():
    def draw(canvas):
        text(canvas, 60, 60, ["某市二〇二三年政府信息公开工作情况的一份较长的通报标题一直跨过中缝"], size=14)
        for side, x in (("左", 60), ("右", 320)):
            text(canvas, x, 100, [f"{side}{n}{line}" for n, line in enumerate(SENTENCES)])

    document = read_bytes(pdf(draw), "a.pdf")
    body = document.visible.text.split("\n")[1:-1]
    assert [line[0] for line in body] == ["左"] * 8 + ["右"] * 8
    assert "\f" not in document.source


def side_by_side(*years: int, ruled: bool = False):
    def draw(canvas):
        for n, year in enumerate(years):
            x = 40 + 400 * n
            y = text(canvas, x, 60, [f"某县教育局{year}年政府信息公开工作年度报告"], size=14)
            y = text(
                canvas,
                x,
                y + 10,
                ["一、总体情况", f"{year}年主动公开信息{year - 2000}条。", "二、主动公开政府信息情况"],
            )
            y = table(
                canvas, x, y, [["信息内容", "制发件数"], ["规章", str(year - 2000)], ["规范性文件", ""]], [100, 100]
            )
            text(canvas, x, y + 30, ["三、收到和处理政府信息公开申请情况"])
        if ruled:
            canvas.rect(30, 30, 790, 530)
            canvas.line(420, 30, 420, 560)
        text(canvas, 412, 580, ["- 1 -"])

    return draw


@pytest.mark.parametrize("ruled", [False, True])
def test_two_reports_side_by_side_are_parted_by_a_form_feed(ruled):
    def tables_only(canvas):
        for n in range(2):
            table(canvas, 40 + 400 * n, 60, [["行政许可", str(n)], ["行政处罚", str(n + 5)]], [100, 100])

    pages = [side_by_side(2023, 2024, ruled=ruled), tables_only]
    document = read_bytes(pdf(*pages, size=LANDSCAPE), "a.pdf")
    left, right = document.source.split("\n\f\n")
    assert SIDE_BY_SIDE in document.notes
    for half, year, number in ((left, 2023, 0), (right, 2024, 1)):
        assert half.startswith(f"某县教育局{year}年")
        assert f"规章\t{year - 2000}\n规范性文件\t\n" in half
        assert f"行政许可\t{number}\n行政处罚\t{number + 5}" in half
        assert str(2023 + 2024 - year) not in half
    assert_boxes(document)


def test_two_years_in_the_cells_of_a_ruled_comparison_are_parted():
    prose = ["本局认真贯彻条例要求主动公开各类政府信息并做好答复工作"] * 4

    def draw(canvas):
        head = ["一、总体情况", *prose]
        rows = [
            [f"{year}年", "\n".join(head), f"二、主动公开政府信息情况\n规章{year - 2000}件"] for year in (2023, 2024)
        ]
        table(canvas, 40, 40, list(zip(*rows, strict=True)), [250, 250])

    left, right = read_bytes(pdf(draw), "a.pdf").source.split("\n\f\n")
    assert left.split("\n")[0] == "2023年"
    assert "规章23件" in left
    assert right.split("\n")[0] == "2024年"
    assert "规章24件" in right


def test_a_table_of_two_years_is_not_two_reports():
    def draw(canvas):
        text(canvas, 60, 60, ["某县2024年政府信息公开工作年度报告"])
        table(canvas, 60, 80, [["项目", "2023年", "2024年"], ["受理", "1", "2"], ["答复", "1", "2"]], [200, 120, 120])

    assert "\f" not in read_bytes(pdf(draw), "a.pdf").source


def test_pdfs_that_cannot_be_read_say_why():
    def draw(canvas):
        text(canvas, 60, 60, ["收到申请15件，均已答复。"])

    assert cause_of(pdf(draw, password="secret")) == "encrypted"
    assert cause_of(pdf(lambda canvas: canvas.rect(10, 10, 100, 100))) == "no_text_layer"
    assert cause_of(pdf(lambda canvas: canvas.drawString(10, 10, "- 1 -"))) == "no_text_layer"
    assert cause_of(pdf(draw)[:900]) in ("malformed", "no_text_layer")
    assert cause_of(pdf(*[draw] * 5), Limits(max_pages=4)) == "too_large"
    assert cause_of(pdf(draw), Limits(max_characters=5)) == "too_large"
    assert cause_of(pdf(*[draw] * 5), Limits(seconds=0.0)) == "timeout"


def test_a_stream_that_inflates_without_end_is_refused():
    bomb = zlib.compress(b"0 " * 40_000_000, 9)
    data = b"%%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(bomb), bomb)
    assert cause_of(data, Limits(max_inflated_bytes=10_000_000)) == "zip_bomb"


def test_graphics_states_without_end_are_refused():
    assert (
        cause_of(pdf(lambda canvas: [canvas._code.append("q " * 20_000), canvas.drawString(9, 9, "甲")]))
        == "too_complex"
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=30))
def test_a_damaged_pdf_gives_a_document_or_a_read_error(place, junk):
    data = pdf(side_by_side(2023, 2024), size=LANDSCAPE)
    place %= len(data)
    with contextlib.suppress(ReadError):
        assert_boxes(read_bytes(data[:place] + junk + data[place + len(junk) :], "a.pdf"))
