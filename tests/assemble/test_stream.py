"""A table zone becomes items in print order and the label text between them."""

from decimal import Decimal

import pytest

from giar_ml.assemble.stream import UNREADABLE, Stream, read_stream
from giar_ml.assemble.tabbed import MOST_BLANKS, cells_of


def stream(text: str, width: int = 7) -> Stream:
    return read_stream(text, 0, len(text), width)


def values(text: str, width: int = 7) -> list[int | None]:
    return [None if item.value is None else int(item.value) for item in stream(text, width).items]


def test_numbers_of_a_tab_row_follow_its_label() -> None:
    read = stream("予以公开\t1\t0\t2\t0\t0\t0\t3")
    assert [str(i.value) for i in read.items] == ["1", "0", "2", "0", "0", "0", "3"]
    assert read.gaps[0].text == "予以公开"
    assert read.wide


def test_an_enumerator_is_no_number() -> None:
    assert values("1.属于国家秘密\n0\n0\n2、重复申请\n5") == [0, 0, 5]


def test_one_cell_a_line_is_not_wide() -> None:
    assert not stream("予以公开\n1\n2\n3\n4").wide


def test_empty_cells_of_a_row_are_explicit_blanks() -> None:
    assert values("总计\t1\t\t2\t\t0\t0\t3") == [1, None, 2, None, 0, 0, 3]


def test_what_merged_label_cells_leave_empty_goes() -> None:
    assert values("一、本年新收\t\t\t8\t0\t0\t0\t0\t1\t9") == [8, 0, 0, 0, 0, 1, 9]


def test_a_margin_of_empty_cells_at_the_end_is_seen_from_the_full_rows() -> None:
    full = "甲\t1\t0\t0\t0\t0\t0\t1\t"
    assert values(f"{full}\n乙\t1\t0\t0\t0\t0\t\t1\t")[7:] == [1, 0, 0, 0, 0, None, 1]


def test_columns_that_are_empty_from_top_to_bottom_of_a_grid_go() -> None:
    rows = ["规章\t0\t\t1\t\t2", "甲件\t3\t\t4\t\t5", "乙件\t6\t\t7\t\t8", "丙件\t9\t\t1\t\t2"]
    assert values("\n".join(rows), 3) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2]


def test_a_column_that_is_empty_behind_labels_of_one_cell_and_of_two_is_one_of_the_table() -> None:
    rows = [
        "甲\t8\t2\t3\t4\t\t\t17\t\t",
        "乙件\t1\t\t\t\t\t\t1\t\t",
        "丙\t丁件\t4\t\t\t1\t\t\t5\t",
        "戊件\t\t2\t\t\t\t\t2\t\t",
    ]
    read = [
        [8, 2, 3, 4, None, None, 17],
        [1, *[None] * 5, 1],
        [4, None, None, 1, None, None, 5],
        [None, 2, *[None] * 4, 2],
    ]
    assert values("\n".join(rows)) == [value for row in read for value in row]


def test_columns_left_by_merged_cells_go_where_labels_take_one_cell_and_two() -> None:
    first, second = "3\t\t0\t1\t0\t0\t0\t4", "0\t\t2\t1\t0\t5\t6\t14"
    rows = [f"甲\t{first}\t\t", f"乙\t{second}\t\t", f"丙\t丁\t{first}\t", f"戊\t己\t{second}\t"]
    assert values("\n".join(rows)) == [3, 0, 1, 0, 0, 0, 4, 0, 2, 1, 0, 5, 6, 14] * 2


def test_words_in_the_cell_of_a_number_are_no_label_of_a_narrow_grid() -> None:
    rows = ["规章\t0\t0\t1\t", "甲件\t2\t0\t3\t", "乙件\t4\t0/0\t5\t", "丙件\t不涉及\t6\t7\t"]
    assert values("\n".join(rows), 3) == [0, 0, 1, 2, 0, 3, 4, 5, 6, 7]


def test_a_blank_total_is_no_margin_where_full_rows_end_with_theirs() -> None:
    full = ["甲\t2\t0\t0\t1\t0\t0\t3", "乙\t0\t0\t4\t0\t0\t0\t4"]
    blank = [f"{label}\t0\t0\t1\t0\t0\t0\t\t" for label in ("丙件", "丁件", "戊件")]
    assert values("\n".join([*full, *blank]))[14:] == [0, 0, 1, 0, 0, 0, None] * 3


def test_a_blank_total_before_the_margin_of_the_table_keeps_its_place() -> None:
    full = "甲\t2\t0\t0\t1\t0\t0\t3\t\t"
    assert values(f"{full}\n乙\t丙\t0\t0\t0\t0\t0\t0\t\t")[7:] == [0, 0, 0, 0, 0, 0, None]


def test_totals_next_to_the_number_before_say_that_the_blanks_were_pushed_to_the_end() -> None:
    rows = ["甲\t5\t1\t6\t\t\t\t", "乙\t2\t2\t\t\t\t\t", "丙\t1\t1\t2\t4\t\t\t", "丁\t1\t0\t0\t0\t0\t2\t3"]
    assert values("\n".join(rows)) == [5, 1, 6, 2, 2, 1, 1, 2, 4, 1, 0, 0, 0, 0, 2, 3]


def test_two_tabs_are_one_separator_where_no_tab_stands_alone() -> None:
    rows = ["甲\t\t110\t\t\t\t16\t\t\t\t12\t\t\t\t138", "乙\t\t4\t\t0\t\t0\t\t \t\t \t\t \t\t4"]
    assert values("\n".join(rows)) == [110, None, 16, None, 12, None, 138, 4, 0, 0, None, None, None, 4]
    read = stream("规章\t\t7\t\t8\t\t9\n甲件\t\t1\t\t2\t\t3", 3)
    assert [(item.digits, item.start) for item in read.items[:3]] == [("7", 4), ("8", 7), ("9", 10)]


def test_two_tabs_are_two_separators_where_one_stands_alone() -> None:
    rows = ["甲\t1\t\t2\t\t3\t\t6", "乙\t\t2\t\t2\t\t\t4", "丙\t\t\t2\t\t3\t\t5"]
    assert values("\n".join(rows))[:7] == [1, None, 2, None, 3, None, 6]


@pytest.mark.parametrize("mark", ["-", "/", "—", "无"])
def test_a_mark_for_nothing_is_a_blank_with_a_place(mark: str) -> None:
    item = stream(f"予以公开\t1\t{mark}\t0\t0\t0\t0\t1").items[1]
    assert item.value is None
    assert item.end > item.start


def test_a_dash_among_spaced_numbers_is_a_blank() -> None:
    assert values("予以公开 1 - 0 - 0 0 1") == [1, None, 0, None, 0, 0, 1]


@pytest.mark.parametrize("line", ["- 3 -", "第3页", "Page 3", "3 / 12", "— 4 —"])
def test_a_page_number_line_is_passed_over(line: str) -> None:
    assert values(f"予以公开\n1\n{line}\n0") == [1, 0]


def test_a_signed_number_alone_on_its_line_is_no_page_number() -> None:
    assert values("行政许可\n5\n-6\n7", 3) == [5, -6, 7]


def test_units_and_separators_are_read_off() -> None:
    item = stream("政府集中采购\t6\t4,166.74 万元", 3).items[1]
    assert (item.value, item.unit) == (Decimal("4166.74"), "万元")


def test_digits_set_apart_within_one_cell_are_one_number() -> None:
    assert values("行政处罚\t1 234\t0\t5", 3) == [1234, 0, 5]


def test_a_number_glued_to_its_label_is_read_with_doubt() -> None:
    item = stream("予以公开5\n0\n0").items[0]
    assert item.value == 5
    assert item.doubt > 0


def test_thousands_of_empty_cells_are_no_row() -> None:
    (cells,) = cells_of(["规章" + "\t" * 5000 + "3"])
    assert len(cells) == MOST_BLANKS + 2
    assert cells[-1] == ("3", 5002)


def test_a_grid_whose_rows_are_all_empty_makes_no_numbers() -> None:
    assert values("甲\t乙\t丙\n" + "\t" * 17 + "\n", 15) == []


def test_a_tab_behind_every_cell_ends_its_line_and_is_no_blank() -> None:
    text = "\t\n".join(["予以公开", *"1200003", "部分公开", *"0000000", ""])
    assert values(text) == [1, 2, 0, 0, 0, 0, 3] + [0] * 7


@pytest.mark.parametrize("mark", ["*", "※", "(1)", "[注]", " ※"])
def test_the_mark_of_a_footnote_is_no_part_of_its_number(mark: str) -> None:
    for text in (f"予以公开\t1\t5{mark}\t0", f"予以公开\n1\n5{mark}\n0"):
        items = stream(text).items
        assert [item.value for item in items] == [1, 5, 0]
        assert text[items[1].start : items[1].end] == "5"


@pytest.mark.parametrize("cell", ["9l", "l", "3I7", "5?"])
def test_a_misread_number_keeps_its_cell(cell: str) -> None:
    items = stream(f"予以公开\t1\t{cell}\t0\t0\t0\t0\t92").items
    assert [item.value for item in items] == [1, None, 0, 0, 0, 0, 92]
    assert items[1].digits == UNREADABLE


@pytest.mark.parametrize("rows", ["予以公开 -\n- 0 -\n0 - -", "予以公开 - - 0\n- 0 -\n-", "予以公开 - - 0 -\n0 -\n-"])
def test_dashes_of_a_row_that_goes_on_in_the_next_line_are_blanks(rows: str) -> None:
    assert values(rows) == [int(sign) if sign == "0" else None for sign in rows.replace("予以公开", "").split()]


def test_a_dash_before_a_number_is_a_sign_only_where_numbers_have_signs() -> None:
    assert values("部分公开 0 0 0\n- 2") == [0, 0, 0, None, 2]
    assert values("行政许可\n- 2", 3) == [-2]


def test_a_bullet_is_no_blank() -> None:
    assert values("予以公开 1 0\n- 其中重复 2 0") == [1, 0, 2, 0]


def test_two_groups_of_digits_are_one_number_where_numbers_stand_one_a_line() -> None:
    assert values("规章\n3\n0\n12\n行政许可\n2 991\n0\n7", 3) == [3, 0, 12, 2991, 0, 7]
    assert values("规章\n3 0 12\n行政许可\n2 991\n5", 3) == [3, 0, 12, 2, 991, 5]


def test_the_numbers_of_the_columns_are_no_row() -> None:
    assert values("自然人\t总计\n栏次\t1\t2\t3\t4\t5\t6\t7\n新收\t8\t0\t0\t0\t0\t0\t8") == [8, 0, 0, 0, 0, 0, 8]
