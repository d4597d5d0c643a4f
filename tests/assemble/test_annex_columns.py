"""Annexes with other columns of numbers beside the year's, rows of their own, misprinted serial numbers, blank rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

import giar_ml
from giar_ml import schema
from giar_ml.schema import EpochSchema
from giar_ml.types import Cell

OLD, NEW = schema.epoch("E1a"), schema.epoch("E1b")
HEAD = (
    "青石县水务局{year}年政府信息公开工作年度报告\n\n本报告由青石县水务局办公室编制。\n\n附表：政府信息公开情况统计表\n"
)
NAMES = ["指标名称", "计量单位"]

Table = list[list[str]]


def _tabs(table: Table) -> str:
    return "".join("\t".join(cells) + "\n" for cells in table)


def _pipes(table: Table) -> str:
    return "".join("| " + " | ".join(cells) + " |\n" for cells in table)


def _spaces(table: Table) -> str:
    return "".join("  ".join(filter(None, cells)) + "\n" for cells in table)


def _lines(table: Table) -> str:
    return "".join(cell + "\n" for cells in table for cell in cells if cell)


def _apart(table: Table) -> str:
    return "".join((cell or "\u00a0") + "\n\n" for cells in table for cell in cells)


def _piped_lines(table: Table) -> str:
    return "".join("\n| ".join(cells) + "\n|\n" for cells in table)


GRIDS = (_tabs, _pipes)
SHAPES = (*GRIDS, _spaces, _lines, _apart, _piped_lines)
shapes = pytest.mark.parametrize("shape", SHAPES)
grids = pytest.mark.parametrize("shape", GRIDS)
both = pytest.mark.parametrize("epoch", [OLD, NEW], ids=["old form", "new form"])


def _cells(epoch: EpochSchema, text: str) -> dict[str, Cell]:
    year = 2011 if epoch is OLD else 2016
    (found,) = giar_ml.load().read_bytes((HEAD.format(year=year) + text).encode(), "report.txt")
    return {cell.address.removeprefix("annex."): cell for cell in found.record.cells}


def _sure(epoch: EpochSchema, text: str) -> dict[str, Decimal | None]:
    """The numbers that are trusted."""
    cells = _cells(epoch, text)
    return {key: None if c.value is None or c.abstained else Decimal(str(c.value)) for key, c in cells.items()}


def _rows(epoch: EpochSchema) -> list[tuple[str, str, str, int]]:
    """Key, label, unit and number of the rows of a form."""
    rows = epoch.annex[: 35 if epoch is OLD else None]
    return [(r.key, r.label.partition(" (")[0], r.unit, 0 if k % 3 == 1 else 800 + 7 * k) for k, r in enumerate(rows)]


def _table(epoch: EpochSchema, names: Sequence[str], numbers: Callable[[int, int], Sequence[str]]) -> Table:
    rows = [[label, unit, *numbers(k, own)] for k, (_, label, unit, own) in enumerate(_rows(epoch))]
    return [[*NAMES, *names], *rows] if names else rows


def _wanted(epoch: EpochSchema) -> dict[str, Decimal | None]:
    keys = {row.key: None for row in epoch.annex}
    return keys | {key: Decimal(own) for key, _, _, own in _rows(epoch)}


@both
@shapes
@pytest.mark.parametrize(
    ("names", "year"),
    [
        (["{0}年度", "历年累计"], 0),
        (["本年数", "上年数"], 0),
        (["统计数", "同比增减"], 0),
        (["数量", "比上年增减"], 0),
        (["去年同期", "今年"], 1),
        (["上年数", "本年数", "增减（%）"], 1),
        (["本期实际", "本年累计"], 1),
    ],
)
def test_the_names_of_the_columns_tell_which_is_the_years(
    epoch: EpochSchema, shape: Callable[[Table], str], names: list[str], year: int
) -> None:
    names = [name.format(2011, 2010) if epoch is OLD else name.format(2016, 2015) for name in names]
    table = _table(epoch, names, lambda k, own: [str(own if n == year else own + 5 + k) for n in range(len(names))])
    assert _sure(epoch, shape(table)) == _wanted(epoch)


@both
@pytest.mark.parametrize("shape", [_lines, _apart, _piped_lines])
@pytest.mark.parametrize("own_first", [True, False])
def test_of_two_years_the_later_is_the_reports(
    epoch: EpochSchema, shape: Callable[[Table], str], own_first: bool
) -> None:
    year = 2011 if epoch is OLD else 2016
    turn = 1 if own_first else -1
    names = [f"{year}年", f"{year - 1}年"][::turn]
    table = _table(epoch, names, lambda k, own: [str(own), str(own + 5 + k)][::turn])
    assert _sure(epoch, shape(table)) == _wanted(epoch)


@both
@grids
def test_a_sum_over_the_years_is_not_the_years_own_in_cells(epoch: EpochSchema, shape: Callable[[Table], str]) -> None:
    table = _table(epoch, ["当年", "累计"], lambda k, own: [str(own), str(own + 5 + k)])
    assert _sure(epoch, shape(table)) == _wanted(epoch)


@both
@pytest.mark.parametrize("shape", [_lines, _apart, _piped_lines])
def test_names_that_are_broken_over_lines_are_put_together(epoch: EpochSchema, shape: Callable[[Table], str]) -> None:
    year = 2011 if epoch is OLD else 2016
    table = _table(epoch, [f"{year}\n年度", "历年\n累计"], lambda k, own: [str(own), str(own + 5 + k)])
    assert _sure(epoch, shape(table)) == _wanted(epoch)


@both
@grids
@pytest.mark.parametrize("blank", ["", "-"])
def test_a_blank_in_the_years_column_is_no_number_of_another(
    epoch: EpochSchema, shape: Callable[[Table], str], blank: str
) -> None:
    table = _table(epoch, ["2011年度", "历年累计"], lambda k, own: [blank if k % 4 == 1 else str(own), str(own + 9)])
    wanted = _wanted(epoch) | {key: None for k, (key, *_) in enumerate(_rows(epoch)) if k % 4 == 1}
    assert _sure(epoch, shape(table)) == wanted


@both
@shapes
def test_a_years_column_that_is_blank_throughout_is_not_read_from_another(
    epoch: EpochSchema, shape: Callable[[Table], str]
) -> None:
    table = _table(epoch, ["2011年度", "历年累计"], lambda k, own: ["", str(own)])
    cells = _cells(epoch, shape(table))
    assert not [cell for cell in cells.values() if cell.value is not None]


@both
@shapes
@pytest.mark.parametrize(("serial", "code"), [(True, False), (False, True), (True, True)])
def test_columns_that_count_the_rows_are_none_of_them(
    epoch: EpochSchema, shape: Callable[[Table], str], serial: bool, code: bool
) -> None:
    table = [[*(["序号"] if serial else []), *NAMES, *(["代码"] if code else []), "上年数", "本年数"]]
    for k, (_, label, unit, own) in enumerate(_rows(epoch), 1):
        table.append(
            [*([str(k)] if serial else []), label, unit, *([f"{k:02}"] if code else []), str(own + 5), str(own)]
        )
    assert _sure(epoch, shape(table)) == _wanted(epoch)


@both
@shapes
@pytest.mark.parametrize("names", [["县政府统计数", "县直单位统计数", "乡镇统计数"], ["县本级", "其他"], []])
def test_columns_whose_names_do_not_decide_are_left_alone(
    epoch: EpochSchema, shape: Callable[[Table], str], names: list[str]
) -> None:
    count = len(names) or 2
    table = _table(epoch, names, lambda k, own: [str(own + 3 + (7 * k * n) % 11 + n) for n in range(count)])
    assert set(_sure(epoch, shape(table)).values()) == {None}


@shapes
def test_columns_that_lost_their_names_are_taken_for_those_of_the_form_and_not_trusted(
    shape: Callable[[Table], str],
) -> None:
    cells = _cells(OLD, shape(_table(OLD, [], lambda k, own: [str(own + 3 + k % 5), str(own)])))
    read = {key: None if cell.value is None else Decimal(str(cell.value)) for key, cell in cells.items()}
    assert read == _wanted(OLD)
    assert all(cell.abstained for cell in cells.values() if cell.value is not None)


@both
@grids
def test_the_only_column_with_numbers_is_the_bodys_own(epoch: EpochSchema, shape: Callable[[Table], str]) -> None:
    table = _table(epoch, ["县政府统计数", "县直单位统计数", "乡镇统计数"], lambda k, own: ["", "", str(own)])
    assert _sure(epoch, shape(table)) == _wanted(epoch)


@shapes
def test_a_count_from_one_in_a_column_with_a_name_is_no_serial_number(shape: Callable[[Table], str]) -> None:
    table = _table(NEW, ["2016年度", "历年累计"], lambda k, own: [str(k + 1), str(own + 100)])
    found = _sure(NEW, shape(table))
    assert [found[key] for key, *_ in _rows(NEW)] == [*range(1, len(NEW.annex) + 1)]


@pytest.mark.parametrize("shape", [_tabs, _pipes, _lines])
def test_a_row_that_the_form_lacks_is_not_the_nearest_free_one(shape: Callable[[Table], str]) -> None:
    names = {"disclosed_total": "主动公开信息数", "requests_received": "受理依申请公开信息总数"}
    table = [["指标名称", "计量单位", "2011年度"]]
    for key, label, unit, own in _rows(OLD):
        if key == "requests_received":
            table += [["其中：1.政府网站", "条", "77"], ["2.政府公报", "条", "88"]]
        if key == "disclosed_total" or key.startswith(("requests", "repl", "review", "lit")):
            table.append([names.get(key, label), unit, str(own)])
    found = {key: cell.value for key, cell in _cells(OLD, shape(table)).items() if cell.value is not None}
    assert not {77, 88} & {*map(int, found.values())}
    assert found["requests_received"] == 863


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("shape", [_tabs, _pipes, _lines])
def test_misprinted_serial_numbers_are_no_values(shape: Callable[[Table], str], wrapped: bool) -> None:
    serials = {5: 9, 6: 73, 7: 12, 8: 9, 9: 10, 10: 11}
    table = [["序号", "统计指标", "单位", "统计数"]]
    for k, (_, label, unit, own) in enumerate(_rows(NEW)[:12], 1):
        table.append(
            [str(serials.get(k, k)), label, unit, ("\n" if wrapped and shape is not _lines else "") + str(own)]
        )
    found = _sure(NEW, shape(table))
    assert [found[key] for key, *_ in _rows(NEW)[:11]] == [own for *_, own in _rows(NEW)[:11]]


@both
@pytest.mark.parametrize("shape", [_tabs, _pipes, _lines, _piped_lines])
def test_a_row_that_is_printed_without_a_number_is_blank(epoch: EpochSchema, shape: Callable[[Table], str]) -> None:
    cells = _cells(epoch, shape(_table(epoch, ["统计数"], lambda k, own: [""])))
    assert {cell.origin for key, cell in cells.items() if key in {key for key, *_ in _rows(epoch)}} == {"blank"}
    assert all(cell.value is None and cell.reason for cell in cells.values())
