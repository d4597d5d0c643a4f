"""Tables of sections 二 and 四 wherever and however they stand: at the end, in another order, on their side, in one."""

from __future__ import annotations

from decimal import Decimal

import pytest

import giar_ml
from giar_ml import schema
from giar_ml.assemble.digits import blocks_in

TITLE = "云岭县农业农村局2023年政府信息公开工作年度报告\n"
HEADS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
         "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况",
         "六、其他需要报告的事项")  # fmt: skip
BLOCKS = (
    "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t30\n行政规范性文件\t4\t5\t61\n",
    "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t1207\n",
    "第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t18\n行政强制\t9\n",
    "第二十条第（八）项\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t3.25\n",
)
KEYS = [cell.address for block in schema.epoch("E3").disclosure for row in block.rows for cell in row.cells
        if not row.extension]  # fmt: skip
PRINTED = dict(zip(KEYS, map(Decimal, ("1", "2", "30", "4", "5", "61", "1207", "18", "9", "3.25")), strict=True))
ROWS = schema.epoch("E3").request_rows
COUNTS = {"new_received": 5, "granted_in_full": 3, "not_processed_duplicate": 2, "results_total": 5}
REVIEW = (3, 1, 0, 2, 6, 10, 0, 4, 1, 15, 0, 2, 0, 0, 2)
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
PROCEDURES = ("行政复议", "未经复议直接起诉", "复议后起诉")
UPRIGHT = "\t".join(OUTCOMES * 3) + "\n" + "\t".join(map(str, REVIEW)) + "\n"


def _requests(groups: dict[str, str] | None = None) -> str:
    lines = ["申请人情况\n自然人\t法人或其他组织\t总计\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他"]
    for row in ROWS:
        count = COUNTS.get(row.key, 0)
        group = (groups or {}).get(row.key, "")
        lines.append("\t".join((group, row.label, *map(str, (count, 0, 0, 0, 0, 0, count)))))
    return "\n".join(lines) + "\n"


def _report(disclosure: str = "".join(BLOCKS), requests: str = "", review: str = UPRIGHT, end: str = "") -> str:
    bodies = ("本年平稳有序。", disclosure, requests or _requests(), review, "栏目更新不够快。", "无。" + end)
    return TITLE + "\n".join(f"{head}\n{body}" for head, body in zip(HEADS, bodies, strict=True))


def _cells(text: str, part: str) -> dict[str, Decimal | None]:
    cells = giar_ml.load().read_bytes(text.encode(), "report.txt")[0].record.cells
    return {
        c.address: None if c.value is None or c.abstained else Decimal(str(c.value))
        for c in cells
        if c.address.startswith(part)
    }


def _review(text: str) -> list[Decimal | None]:
    return list(_cells(text, "review.").values())


@pytest.mark.parametrize(
    "words", ["（见附表）", "本年受理复议6件，结果维持3件、结果纠正1件、尚未审结2件，总计6件（见附表）。"]
)
def test_tables_at_the_end_are_read_whatever_their_sections_say(words: str) -> None:
    end = "\n附表\n" + "".join(BLOCKS) + _requests() + "行政复议\t行政诉讼\n" + UPRIGHT
    text = _report("（见附表）", "（见附表）", words, end)
    assert _cells(text, "disclosure.") == PRINTED
    assert _review(text) == [*REVIEW]
    assert _cells(text, "requests.results_total.total") == {"requests.results_total.total": 5}


@pytest.mark.parametrize("order", [(2, 0, 3, 1), (1, 0, 2, 3), (3, 2, 1, 0)])
def test_blocks_of_section_two_are_read_in_any_order(order: tuple[int, ...]) -> None:
    assert _cells(_report("".join(BLOCKS[k] for k in order)), "disclosure.") == PRINTED


@pytest.mark.parametrize("mark", ["\n", "    "])
def test_blocks_in_another_order_need_no_grid(mark: str) -> None:
    text = "".join(BLOCKS[k] for k in (3, 1, 0, 2)).replace("\t", mark)
    assert _cells(_report(text), "disclosure.") == PRINTED


def test_counts_of_a_spreadsheet_are_whole_numbers() -> None:
    text = "".join(BLOCKS[:3]).replace("\t1207", "\t1207.0")
    for number in ("18", "9", "1\t2\t30", "4\t5\t61"):
        text = text.replace(f"\t{number}\n", "\t" + ".0\t".join(number.split("\t")) + ".0\n")
    assert _cells(_report(text + BLOCKS[3]), "disclosure.") == PRINTED


def test_digits_apart_on_a_line_are_one_number_where_every_cell_has_its_line() -> None:
    text = "".join(BLOCKS).replace("\t", "\n").replace("1207", "12 07").replace("\n61\n", "\n6 1\n")
    assert _cells(_report(text), "disclosure.") == PRINTED


def test_numbers_apart_on_a_line_are_several_where_rows_stand_on_lines() -> None:
    text = "".join(BLOCKS).replace("\t", " ")
    assert _cells(_report(text), "disclosure.") == PRINTED


def test_page_numbers_in_the_cells_of_a_table_are_no_numbers() -> None:
    text = "".join(BLOCKS).replace("（六）项", "（六）项 - 9 -")
    text = text.replace("规章\t1", "— 6 — 云岭县年度报告\n规章\t- 7 - 1")
    review = UPRIGHT.replace("15\t0", "15第8页共9页\t- 8 - 0")
    assert _cells(_report(text, review=review), "disclosure.") == PRINTED
    assert _review(_report(text, review=review)) == [*REVIEW]


def _on_its_side(columns: tuple[int, ...], behind: bool = False) -> str:
    lines = ["\t".join(PROCEDURES[k] for k in columns)]
    for k, outcome in enumerate(OUTCOMES):
        numbers = "\t".join(str(REVIEW[5 * c + k]) for c in columns)
        lines.append(f"{numbers}\t{outcome}" if behind else f"{outcome}\t{numbers}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("columns", [(0, 1, 2), (1, 2, 0)])
@pytest.mark.parametrize("mark", ["\t", "\n", " "])
def test_reviews_with_outcomes_as_rows_are_read_column_by_column(columns: tuple[int, ...], mark: str) -> None:
    assert _review(_report(review=_on_its_side(columns).replace("\t", mark))) == [*REVIEW]


def test_outcomes_may_stand_behind_their_numbers() -> None:
    assert _review(_report(review=_on_its_side((0, 1, 2), behind=True).replace("\t", " "))) == [*REVIEW]


@pytest.mark.parametrize(
    "row",
    ["1\t3\t\t1\t5\t\t\t2\t3\t5\t\t\t\t\t", "\t2\t\t\t2\t\t\t\t\t\t4\t\t\t1\t5", "\t\t\t\t\t1\t\t1\t\t2\t\t\t7\t\t7"],
)
def test_reviews_with_a_cell_for_every_column_are_read_in_place(row: str) -> None:
    printed = [Decimal(cell) if cell else None for cell in row.split("\t")]
    assert _review(_report(review="\t".join(OUTCOMES * 3) + f"\n{row}\n")) == printed


def test_a_word_for_nothing_below_the_reviews_moves_none_of_their_cells() -> None:
    review = "\t".join(OUTCOMES * 3) + "\n" + " \t" * 10 + "0\t0\t0\t0\t0\n\n无\n"
    assert _review(_report(review=review)) == [None] * 10 + [Decimal(0)] * 5


def test_reviews_with_blanks_that_do_not_add_up_in_place_are_not_trusted() -> None:
    row = "\t1\t3\t\t1\t5\t\t\t2\t3\t5\t\t\t\t"
    read = _review(_report(review="\t".join(OUTCOMES * 3) + f"\n{row}\n"))
    assert read != [Decimal(cell) if cell else None for cell in row.split("\t")]


def test_reviews_on_their_side_with_a_number_too_few_are_not_read() -> None:
    table = _on_its_side((0, 1, 2)).replace("其他结果\t0\t4\t0", "其他结果 4").replace("\t", " ")
    assert _review(_report(review=table)) == [None] * 15


def test_cells_without_anything_between_are_parted_by_their_sums() -> None:
    glued = "".join(OUTCOMES * 3) + "".join(map(str, REVIEW)) + "\n"
    assert _review(_report(review=glued)) == [*REVIEW]


@pytest.mark.parametrize(("digits", "cuts"), [("20125", [1, 2, 3, 4, 5]), ("1110012", []), ("99119", [])])
def test_digits_are_parted_only_where_one_way_adds_up(digits: str, cuts: list[int]) -> None:
    assert blocks_in(digits, 1, 4) == cuts


def test_a_row_of_numbers_between_commas_is_a_table_where_the_others_are() -> None:
    numbers = ",".join(map(str, REVIEW)) + "\n"
    text = _report(BLOCKS[0].replace("\t", ","), _requests().replace("\t", ","), numbers)
    assert _review(text) == [*REVIEW]


def test_groups_of_the_request_table_numbered_like_sections_part_no_report() -> None:
    groups = {"exempt_state_secret": "三、不予公开", "unavailable_not_held": "四、无法提供",
              "not_processed_petition_complaint": "五、不予处理"}  # fmt: skip
    found = _cells(_report(requests=_requests(groups)), "requests.")
    assert {key: found[f"requests.{key}.natural_person"] for key in COUNTS} == COUNTS


def test_every_cell_of_a_row_may_have_its_own_label() -> None:
    blocks = schema.epoch("E2").disclosure
    text, wanted = "", dict[str, Decimal]()
    for block in blocks:
        text += block.article + "\n"
        for row in block.rows:
            if not row.extension:
                text += row.label + "\n"
                for column, cell in zip(block.columns[-len(row.cells) :], row.cells, strict=True):
                    wanted[cell.address] = Decimal(len(wanted) + 11)
                    text += f"{column.label}：{len(wanted) + 10}\n"
    people = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    requests = ""
    for line in schema.epoch("E2").request_rows:
        count = {"new_received": 2, "granted_in_full": 2, "results_total": 2}.get(line.key, 0)
        counts = (count, 0, 0, 0, 0, 0, count)
        requests += line.label + "\n" + "".join(f"{p}：{n}\n" for p, n in zip(people, counts, strict=True))
    report = _report(text, requests).replace("2023年", "2019年")
    assert _cells(report, "disclosure.") == wanted


def test_a_table_without_its_heading_begins_above_the_first_mark_that_can_be_read() -> None:
    disclosure = "".join(BLOCKS).replace(
        "第二十条第（一）项\n信息内容\t本年制发件数", "第二肯扒条第(一)项\n信息内鉗容\t本年制扒发件数"
    )
    text = (
        _report(disclosure).replace(HEADS[1] + "\n", "").replace("废止件数\t现行有效件数", "废止鉗件数\t现扒行效件数")
    )
    assert _cells(text, "disclosure.") == PRINTED


def test_the_last_row_of_a_table_may_run_into_the_next_table() -> None:
    twice = "".join(BLOCKS) + _requests() + "行政复议\t行政诉讼\n" + UPRIGHT
    end = "\n附表\n" + twice.rstrip("\n") + "\t" + twice
    text = _report("（见附表）", "（见附表）", "（见附表）", end)
    assert _review(text) == [*REVIEW]


def _lone(text: str) -> str:
    """The lines of a table, one cell a line."""
    return text.replace("\t", "\n")


@pytest.mark.parametrize("requests", ["（详见附图）\n", "本年未收到政府信息公开申请。\n", "\n"])
@pytest.mark.parametrize("epoch", ["E2", "E3"])
def test_numbers_of_section_two_never_become_requests(requests: str, epoch: str) -> None:
    rows = [[column.label for column in block.columns] + [label for row in block.rows
            for label in (row.label, *["0" for _ in row.cells])]
            for block in schema.epoch(epoch).disclosure]  # fmt: skip
    disclosure = "".join(_lone("信息内容\n" + "\n".join(block)) + "\n" for block in rows)
    cells = _cells(_report(disclosure, requests, "本年没有复议和诉讼。\n"), "requests.")
    assert set(cells.values()) == {None}


def _ended(text: str) -> str:
    """One cell a line, each with its pipe; the empty cells that fill a row up stand together."""
    rows = [line.split("\t") for line in text.splitlines()]
    widest = max(map(len, rows))
    return "".join("".join(f"{c} |\n" if c else "|\n" for c in row) + "|" * (widest - len(row)) + "\n" for row in rows)


def test_pipes_that_fill_up_the_rows_of_section_two_leave_no_doubt() -> None:
    blocks = _ended("".join(BLOCKS)).replace(" |\n||\n", " | ||\n")
    assert _cells(_report(blocks), "disclosure.") == PRINTED


def _with_blanks(columns: dict[str, int]) -> list[list[str]]:
    """Rows of the request table that print no zeros, some numbers of companies and every total."""
    rows = []
    for row in ROWS:
        count = columns.get(row.key, 0)
        rows.append([row.label, "", str(count or ""), "", "", "", "", str(count)])
    return rows


LAYOUTS = {
    "a pipe ends every cell": lambda row: "".join(f"{c} |\n" if c else "|\n" for c in row),
    "and two fill the row up": lambda row: "".join(f"{c} |\n" if c else "|\n" for c in row) + "||\n",
    "a pipe between cells": lambda row: "".join(f"{c}\n|\n" for c in row),
    "one line a row, filled up": lambda row: "| " + " | ".join(row) + " | | |\n",
    "two empty lines": lambda row: row[0] + "\n\n" + "".join(f"{c}\n\n" if c else " \n\n" for c in row[1:]),
    "empty lines": lambda row: row[0] + "\n\n" + "".join(f"{c}\n\n" if c else "\n" for c in row[1:]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_cell_keeps_its_column_where_every_cell_stands_on_its_own_line(layout: str) -> None:
    table = "".join(map(LAYOUTS[layout], _with_blanks(COUNTS)))
    cells = _cells(_report(requests="申请人情况\n" + table), "requests.")
    for key, count in COUNTS.items():
        assert cells[f"requests.{key}.org_commercial"] == count
        assert cells[f"requests.{key}.total"] == count
    printed = {address for address, value in cells.items() if value is not None}
    assert printed == {f"requests.{row.key}.total" for row in ROWS} | {
        f"requests.{key}.org_commercial" for key in COUNTS
    }


def test_an_amount_may_carry_its_unit_short_or_a_remark() -> None:
    for amount in ("3.25万", "3.25（决算）", "3.25万元（全年）"):
        text = _report(_lone("".join(BLOCKS).replace("3.25", amount)))
        assert _cells(text, "disclosure.") == PRINTED


def test_zeros_in_the_columns_that_a_row_does_not_have_are_no_digits_of_it() -> None:
    assert _cells(_report("".join(BLOCKS).replace("行政处罚\t18", "行政处罚\t18\t0\t0")), "disclosure.") == PRINTED


def test_most_blocks_tell_the_form_where_one_has_the_heads_of_another() -> None:
    heads = BLOCKS[0].replace(
        "本年制发件数\t本年废止件数\t现行有效件数", "本年新制作数量\t本年新公开数量\t对外公开总数量"
    )
    cells = _cells(_report(_lone(heads + "".join(BLOCKS[1:]))), "disclosure.")
    assert cells["disclosure.licensing_decisions"] == 1207
    assert cells["disclosure.admin_fees_amount_wan"] == Decimal("3.25")


def test_the_definition_of_a_row_in_its_cell_is_no_label() -> None:
    defined = "行政规范性文件：由本机关依照职权和程序制定，涉及公民、法人和其他组织权利义务，可以反复适用的公文"
    assert _cells(_report(_lone("".join(BLOCKS)).replace("行政规范性文件", defined)), "disclosure.") == PRINTED


@pytest.mark.parametrize("blank", ["\n", " \n\n"])
def test_empty_lines_are_blank_cells_of_every_table(blank: str) -> None:
    def lone(row: list[str]) -> str:
        return "".join(f"{cell}\n\n" if cell else blank for cell in row)

    disclosure = "".join(lone(line.split("\t")) for line in "".join(BLOCKS).replace("\t2\t30", "\t\t30").splitlines())
    outcomes = ["3", "1", "", "2", "6", "10", "", "4", "1", "15", "", "2", "", "", "2"]
    text = _report(disclosure, review=lone([*OUTCOMES * 3, *outcomes]))
    assert _cells(text, "disclosure.") == PRINTED | {"disclosure.regulations_repealed": None}
    assert _review(text) == [int(value) if value else None for value in outcomes]
