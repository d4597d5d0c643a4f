"""Pipe tables with every cell on a line of its own."""

from __future__ import annotations

from giar_ml.normalize import normalize
from giar_ml.types import AlignedText

ROWS = [["规章", "0", "", "3"], ["规范性文件", "", "2", "3"], ["行政许可", "1", "", ""], ["行政处罚", "4", "5", "6"]]


def lone(rows: list[list[str]]) -> str:
    return "".join("|\n" + "\n|\n".join(row) + "\n|\n" for row in rows)


def clean(text: str) -> str:
    return normalize(AlignedText.identity(text)).text.text


def test_cells_on_lines_of_their_own_are_rows_with_their_empty_cells() -> None:
    assert "\n".join("\t".join(row) for row in ROWS) in clean("前言\n\n" + lone(ROWS) + "\n后记\n")


def test_text_between_two_tables_stays_a_line_of_its_own() -> None:
    lines = clean(lone(ROWS) + "\n三、申请情况\n\n" + lone(ROWS)).split("\n")
    assert "三、申请情况" in lines
    assert lines.count("规章\t0\t\t3") == 2


def test_a_label_begins_the_row_where_every_cell_stands_between_lone_pipes() -> None:
    text = "|\n" + "\n|\n".join(cell or " " for row in ROWS for cell in row) + "\n|\n"
    assert clean(text).strip() == "\n".join("\t".join(row) for row in ROWS)


def test_a_pipe_that_ends_every_cell_and_its_line_is_a_blank_where_it_stands_alone() -> None:
    text = "".join("".join(f"{cell} |\n" if cell else "|\n" for cell in row) for row in ROWS)
    assert clean(text).strip() == "\n".join("\t".join(row) for row in ROWS)


def test_pipes_that_fill_a_row_up_are_its_blanks() -> None:
    text = "行政许可 |\n12 | ||\n行政处罚 |\n3 |\n||\n行政强制 |\n0 |\n||\n许可 |\n1 |\n"
    assert clean(text).strip() == "行政许可\t12\t\t\n行政处罚\t3\t\t\n行政强制\t0\t\t\n许可\t1"


def test_a_change_in_words_or_signs_is_no_label() -> None:
    rows = [["行政许可", "3", "未增未减", "4"], ["行政处罚", "2", "+(0) -(0)", "5"], ["行政强制", "0", "增12", "0"]]
    text = "".join(f"{cell} |\n" for row in rows for cell in row)
    assert clean(text).strip() == "\n".join("\t".join(row) for row in rows).replace("增12", "+12")


def test_what_follows_pipes_that_stand_together_is_in_the_next_row() -> None:
    text = "未审结 |\n总计 |\n|||\n0 |\n0 |\n1 |\n0 |\n1 |\n|\n|\n"
    assert clean(text).rstrip("\n") == "未审结\n总计\t\t\t\n0\t0\t1\t0\t1\t\t"


def test_blank_cells_between_lone_pipes_part_no_rows() -> None:
    text = "\n|\n".join(cell for row in ROWS for cell in row).replace("\n\n", "\n") + "\n|\n"
    assert clean(text).strip() == "\n".join("\t".join(row) for row in ROWS).strip()


def test_a_row_that_was_broken_at_its_blanks_goes_on() -> None:
    text = "规章 | 40 | 25 |\n| 18 |\n|\n| 83 | ||\n规范性文件 |\n|\n| 0 |\n| 0 |\n|\n行政许可 | 1 | 2 | 3 |\n"
    assert clean(text).rstrip("\n").split("\n") == [
        "规章\t40\t25\t\t18\t\t\t83\t\t", "规范性文件\t\t\t0\t\t0\t", "行政许可\t1\t2\t3"
    ]  # fmt: skip


def test_a_row_below_a_rule_or_with_a_left_border_is_a_row_of_its_own() -> None:
    text = "| 规章 | 1 |\n| 2 | 3 |\n"
    assert clean(text) == "规章\t1\n2\t3\n"
    assert clean("规章 | 数量 |\n|---|---|\n许可 | 3 |\n") == "规章\t数量\n许可\t3\n"
