from hypothesis import given
from hypothesis import strategies as st

from giar_ml.read import read_bytes


@given(st.text(alphabet="甲乙12 \t\r\n\f", min_size=1).filter(str.strip))
def test_text_is_its_own_origin_but_for_line_ends(text):
    document = read_bytes(text.encode(), "a.txt")
    visible = document.visible
    assert document.source == text
    for character, start, end in zip(visible.text, visible.starts, visible.ends, strict=True):
        raw = text[start:end]
        assert raw == character or (character == "\n" and raw in ("\r", "\r\n", "\f"))
    assert "".join(text[a:b] for a, b in zip(visible.starts, visible.ends, strict=True)) == text


def test_html_tables_pasted_into_markdown_become_rows():
    source = "# 二、情况\r\n\n<table><tr><td rowspan='2'>规章</td><td>1</td></tr><tr><td>2</td></tr></table>\n\n三、a<b"
    document = read_bytes(source.encode(), "a.md")
    assert document.format == "md"
    assert document.visible.text == "# 二、情况\n\n\n规章\t1\n\t2\n\n\n三、a<b"
    for character, start, end in zip(
        document.visible.text, document.visible.starts, document.visible.ends, strict=True
    ):
        assert start == end or character == "\n" or source[start:end] == character


def test_an_unclosed_table_stays_as_it_stands():
    assert read_bytes("甲 <table><tr><td>1".encode(), "a.md").visible.text == "甲 <table><tr><td>1"


def test_line_breaks_in_the_cells_of_a_markdown_table_leave_its_rows_as_they_stand() -> None:
    table = "| 本年新收<br>申请 |  | 3 |\n| --- | --- | --- |\n| 上年结转<br>申请 | 2 |  |\n"
    assert read_bytes(table.encode(), "report.md").visible.text == table
