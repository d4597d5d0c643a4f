import html
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml.read import read_bytes
from giar_ml.types import Document


def page(markup: str) -> Document:
    return read_bytes(f"<html><body>{markup}</body></html>".encode(), "a.html")


def seen(markup: str) -> str:
    return page(markup).visible.text


def assert_exact(document: Document) -> None:
    """Every visible character is what its raw slice reads as; what was inserted is white space of no width."""
    visible = document.visible
    for character, start, end in zip(visible.text, visible.starts, visible.ends, strict=True):
        raw = document.source[start:end]
        if character == " ":
            assert not html.unescape(raw).strip()
        elif start == end:
            assert character in "\n\t\f"
        else:
            assert html.unescape(html.unescape(raw)) == character


def test_blocks_and_breaks_end_lines_and_white_space_collapses():
    assert seen("<h1>甲</h1>\n<div>乙<p> 丙\n  丁 </p>戊</div>己<br/>庚") == "甲\n乙\n丙 丁\n戊\n己\n庚"


def test_entities_are_decoded_also_those_escaped_twice_with_exact_origins():
    document = page("<p>&ldquo;甲&rdquo;&amp;nbsp;12&#20214;&nbsp3 a<5 &lt;6 AT&T &unknown;</p>")
    assert document.visible.text == "“甲”\xa012件\xa03 a<5 <6 AT&T &unknown;"
    assert_exact(document)
    start, end = document.visible.raw(0, 1)
    assert document.source[start:end] == "&ldquo;"
    assert document.source[slice(*document.visible.raw(3, 4))] == "&amp;nbsp;"


def test_scripts_styles_comments_and_hidden_parts_are_left_out():
    text = seen(
        "甲<script>if (a<b) '</p>'</script><style>p{}</style><!-- 乙 --><p hidden>丙</p>"
        "<div style='color:red; display : none'><div>丁</div>戊</div><p style='display:none'>己<p>庚"
        "<nav>首页</nav><select><option>辛</select><noscript>壬</noscript>"
    )
    assert text == "甲\n庚"


def test_a_report_shown_by_a_script_is_read_although_it_is_hidden():
    document = page(f"<p>加载</p><div style='display:none'>一、总体情况{'全年收到申请十二件，' * 9}</div>")
    assert "收到申请十二件" in document.visible.text
    assert document.notes == ("hidden parts and navigation read too",)


def test_spans_become_empty_cells_so_that_columns_align():
    table = (
        "<table><tr><td rowspan=2 colspan='2'>项目</td><td colspan=2>申请人</td><td rowspan=2>总计</td></tr>"
        "<tr><td>自然人</td><td>企业</td></tr>"
        "<tr><td rowspan=2>公开</td><td>全部</td><td>1</td><td>&nbsp;</td><td>1</td></tr>"
        "<tr><td>部分</td><td></td><td>2</td><td>2</td></tr></table>"
    )
    document = page(table)
    assert [line.split("\t") for line in document.visible.text.split("\n")] == [
        ["项目", "", "申请人", "", "总计"],
        ["", "", "自然人", "企业", ""],
        ["公开", "全部", "1", "", "1"],
        ["", "部分", "", "2", "2"],
    ]
    assert_exact(document)


def test_absurd_spans_cost_nothing():
    started = time.perf_counter()
    rows = "<tr><td>甲</td><td rowspan=100000 colspan=99999999>1</td><td>2</td></tr>" * 50
    lines = seen(f"<table>{rows}</table>").split("\n")
    assert len(lines) == 50
    assert max(map(len, lines)) < 500
    assert time.perf_counter() - started < 2


def test_a_cell_stays_on_one_line():
    assert (
        seen("<table><tr><td>三<br>、<br>本<p>年</p></td><td>AB<br>CD</td><td>1</td></tr></table>")
        == "三、本年\tAB CD\t1"
    )


def test_unclosed_cells_and_rows_are_read():
    assert seen("<table><tr><td>甲<td>1<tr><td>乙<td>2</table>丙") == "甲\t1\n乙\t2\n丙"


def test_rows_torn_out_of_their_table_are_read():
    assert seen("<tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr><p>丙</p>") == "甲\t1\n乙\t2\n丙"


def test_a_table_that_arranges_the_page_becomes_lines():
    inner = "<table><tr><td>规章</td><td>1</td></tr></table>"
    assert seen(f"<table><tr><td>左</td><td><p>上</p>{inner}<p>下</p></td></tr></table>") == "左\n上\n规章\t1\n下"
    prose = "本机关依照条例办理申请。" * 50
    assert seen(f"<table><tr><td><p>甲</p><p>{prose}</p></td><td>乙</td></tr></table>") == f"甲\n{prose}\n乙"


def test_prose_over_the_whole_width_does_not_dissolve_the_table():
    prose = "本机关依照条例办理申请。" * 50
    text = seen(f"<table><tr><td colspan=2><p>{prose}</p></td></tr><tr><td>规章</td><td>1</td></tr></table>")
    assert text == f"{prose}\n规章\t1"


def test_a_tiny_table_in_a_cell_is_a_cell():
    assert seen("<table><tr><td>规章<td><table><tr><td>5</td></tr></table><td>6</table>") == "规章\t5\t6"


def test_two_reports_in_two_cells_are_parted_by_a_form_feed():
    cell = "<td><p>{0}年报告</p><p>一、总体情况</p><p>{0}年收到申请{1}件</p><p>" + "已按时办结。" * 20 + "</p></td>"
    text = seen(f"<table><tr>{cell.format(2023, 3)}{cell.format(2024, 4)}</tr></table>")
    left, right = text.split("\f")
    assert "2023年收到申请3件" in left
    assert "2024年收到申请4件" in right


def test_the_title_stands_first_where_the_page_does_not_repeat_it():
    head = "<html><head><title>某局2023年度报告 - 某网</title></head><body>"
    assert read_bytes(f"{head}<p>正文</p>".encode(), "a.html").visible.text == "某局2023年度报告\n正文"
    assert read_bytes(f"{head}<p>某局2023年度报告</p>".encode(), "a.html").visible.text == "某局2023年度报告"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 10_000 + "甲" + "</div>" * 10_000,
        "<table><tr><td>" * 10_000 + "甲",
        "<a b='" * 100_000 + "甲",
        "<!--" * 100_000 + "-->甲",
        "<a " * 100_000 + "<p>甲",
        "</p>" * 200_000 + "甲",
        "<nav>" * 50_000 + "甲",
    ],
)
def test_hostile_markup_is_read_in_a_moment(markup):
    started = time.perf_counter()
    assert "甲" in read_bytes(f"<html>{markup}".encode(), "a.html").visible.text
    assert time.perf_counter() - started < 5


TAGS = "<p> </p> <br> <table> </table> <tr> </tr> <td> </td> <td\xa0rowspan=2> <td\xa0colspan=3> <b> </b> <pre> </pre>"
TEXTS = [
    "甲",
    "12",
    " ",
    "\r\n",
    "&nbsp;",
    "&amp;lt;",
    "&#x4e00;",
    "&",
    '"',
    "2023年报告",
    "一、总体情况\n二、主动公开情况",
]
MORE = ["<nav>", "</nav>", "<p hidden>", "<title>", "</title>", "<!--", "-->", "<", ">"]
PIECES = st.sampled_from([*(tag.replace("\xa0", " ") for tag in TAGS.split(" ")), *MORE, *TEXTS])


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_every_visible_character_is_what_its_origin_reads_as(pieces):
    assert_exact(page("甲" + "".join(pieces)))


@given(st.text(alphabet="甲乙 1<>&;\n", max_size=40))
def test_escaped_text_comes_back(text):
    assert re.sub(r"\s", "", seen(f"<p>甲{html.escape(html.escape(text))}</p>")) == "甲" + re.sub(
        r"\s", "", html.unescape(html.unescape(text))
    )
