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


def test_cells_without_rows_stay_one_a_line() -> None:
    text = "|\n" + "\n|\n".join(cell or " " for row in ROWS for cell in row) + "\n|\n"
    assert "\t" not in clean(text)
