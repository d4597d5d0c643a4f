"""Labels behind their numbers, headings of blocks, totals not printed, wrong sums in rows with lost zeros."""

from decimal import Decimal

from giar_ml import schema
from giar_ml.assemble.disclosure import read_disclosure
from giar_ml.assemble.readings import readings
from giar_ml.assemble.requests import read_requests
from giar_ml.assemble.stream import Item, read_stream
from giar_ml.types import AlignedText, Cell

E2, E3 = schema.epoch("E2"), schema.epoch("E3")
FACTS = {
    "new_received": (5, 0, 0, 0, 0, 0, 5),
    "granted_in_full": (3, 0, 0, 0, 0, 0, 3),
    "partially_granted": (1, 0, 0, 0, 0, 0, 1),
    "exempt_internal_affairs": (1, 0, 0, 0, 0, 0, 1),
    "results_total": (5, 0, 0, 0, 0, 0, 5),
}
KEYS = [row.key for row in E2.request_rows]
COLUMNS = [column.key for column in E2.request_columns]
RESULTS = [key for key in KEYS if key not in ("new_received", "carried_in", "carried_out")]


def table() -> dict[str, tuple[int, ...]]:
    return {key: FACTS.get(key, (0,) * 7) for key in KEYS}


def cells(text: str) -> dict[str, Cell]:
    return {c.address: c for c in read_requests(AlignedText.identity(text), 0, len(text), E2, text)}


def wrong(found: dict[str, Cell], facts: dict[str, tuple[int, ...]]) -> list[str]:
    return [
        f"{key}.{column}"
        for key, numbers in facts.items()
        for column, value in zip(COLUMNS, numbers, strict=True)
        if found[f"requests.{key}.{column}"].value != value
    ]


def test_labels_behind_their_numbers_here_and_there_do_not_shift_the_table() -> None:
    lines = []
    for k, row in enumerate(E2.request_rows):
        numbers = " ".join(map(str, table()[row.key]))
        lines.append(f"{numbers}\n{row.label}" if k % 3 == 0 else f"{row.label} {numbers}")
    assert not wrong(cells("\n".join(lines)), table())


def test_every_label_behind_its_numbers_does_not_shift_the_table() -> None:
    text = "\n".join(f"{' '.join(map(str, table()[row.key]))}\n{row.label}" for row in E2.request_rows)
    assert not wrong(cells(text), table())


def test_rows_below_a_list_of_labels_are_moved_there_though_one_row_inside_kept_its_numbers() -> None:
    facts = table() | {"not_processed_published_material": (1, 0, 0, 0, 0, 0, 1), "exempt_internal_affairs": (0,) * 7}
    labels = {row.key: row.label for row in E2.request_rows}
    waiting = ["not_processed_published_material", "not_processed_excessive_repeated"]
    lines, held = [], []
    for key in KEYS:
        numbers = " ".join(map(str, facts[key]))
        if key in (*waiting, "other_processing_total", "results_total"):
            lines.append(labels[key])
            held.append(numbers)
        else:
            lines.append(f"{labels[key]} {numbers}")
        if key == "results_total":
            lines += held
    assert not wrong(cells("\n".join(lines)), facts)


def dropped(facts: dict[str, tuple[int, ...]], zeros: int) -> str:
    """One number a line; every row keeps so many of its zeros."""
    lines = []
    for row in E2.request_rows:
        lines.append(row.label)
        left = zeros
        for value in facts[row.key]:
            left -= value == 0
            if value or left >= 0:
                lines.append(str(value))
    return "\n".join(lines)


def test_a_wrong_total_of_a_row_that_lost_zeros_is_kept_as_printed() -> None:
    facts = table() | {"exempt_statutory_query": (0, 0, 0, 0, 0, 0, 1)}
    cell = cells(dropped(facts, 4))["requests.exempt_statutory_query.total"]
    assert (cell.value, cell.raw) == (1, "1")


def test_a_number_that_breaks_its_column_is_kept_where_no_result_has_a_total() -> None:
    facts = table() | {"other_processing_total": (1, 0, 0, 0, 0, 0, 1)}
    rows = {key: numbers[:-1] if key in RESULTS else numbers for key, numbers in facts.items()}
    text = "\n".join("\n".join((row.label, *map(str, rows[row.key]))) for row in E2.request_rows)
    found = cells(text)
    assert found["requests.other_processing_total.natural_person"].value == 1
    assert found["requests.other_processing_total.total"].value is None
    assert found["requests.new_received.total"].value == 5


def test_subtotals_of_a_group_are_no_rows() -> None:
    lines = []
    for row in E2.request_rows:
        lines.append(f"{row.label} {' '.join(map(str, table()[row.key]))}")
        if row.key in ("exempt_statutory_query", "other_processing_total"):
            lines.append("小计 1 0 0 0 0 0 1")
    assert not wrong(cells("\n".join(lines)), table())


def disclosure(text: str) -> dict[str, Decimal | None]:
    return {c.address: c.value for c in read_disclosure(AlignedText.identity(text), 0, len(text), E3, text)}


def test_a_number_belongs_to_the_block_below_whose_heading_it_stands() -> None:
    text = (
        "第二十条第（一）项\n本年制发件数\n本年废止件数\n现行有效件数\n0\n0\n0\n规章\n4\n0\n19\n行政规范性文件\n"
        "第二十条第（五）项\n本年处理决定数量\n7\n行政许可\n第二十条第（六）项\n本年处理决定数量\n行政处罚\n2\n"
        "0\n行政强制\n第二十条第（八）项\n本年收费金额（单位：万元）\n0\n行政事业性收费"
    )
    found = disclosure(text)
    rows = ("licensing_decisions", "penalty_decisions", "coercion_decisions")
    assert [found[f"disclosure.{key}"] for key in rows] == [7, 2, 0]
    assert found["disclosure.normative_docs_in_force"] == 19


def test_a_label_with_a_note_longer_than_itself_is_known() -> None:
    found = disclosure("规章(设区的市、自治州人民政府应提供相关数据)\t3\t1\t8\n行政规范性文件\t4\t0\t19\n行政许可\t7")
    assert found["disclosure.regulations_in_force"] == 8


def numbers(text: str) -> list[Decimal | None]:
    return [item.value for item in read_stream(text, 0, len(text), 3).items]


def test_a_change_in_words_has_its_sign() -> None:
    assert numbers("行政许可\t9\t减少24\t3\n行政强制\t9\t增40\t0") == [9, -24, 3, 9, 40, 0]


def test_a_word_for_nothing_between_numbers_is_a_blank() -> None:
    assert numbers("维持 0 0 无 3") == [0, 0, None, 3]


def test_a_unit_apart_from_its_number_separates_nothing() -> None:
    assert numbers("规范性文件 0 件 0件 22 件") == [0, 0, 22]


def test_a_row_whose_sum_fails_says_which_cell_may_be_the_error() -> None:
    items = [Item(Decimal(d), d, 2 * k, 2 * k + 1, 0) for k, d in enumerate("3000002")]
    found = readings(items, 7, bound=True, whole=True, columns=True)
    assert {r.values for r in found} == {tuple(map(Decimal, "3000002"))}
    assert {r.mended for r in found} == {None, (6, Decimal(3)), (0, Decimal(2))}
    assert [r.amount(6) for r in found if r.mended and r.mended[0] == 6] == [3]
