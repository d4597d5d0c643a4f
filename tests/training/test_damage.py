"""Damage keeps the truth honest: what stands there is what is accepted, what is gone may be null."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random
from unicodedata import normalize

import pytest

from training.synth import LAYOUTS, Written, random_facts, write
from training.synth.damage import ONLY_IN, OPERATORS, blanked, numbers, pairs
from training.synth.style import Style

TEXT = tuple(name for name in LAYOUTS if name != "pdf")


def clean_report(layout: str, seed: int, epoch: str = "E3", profile: str = "county") -> Written:
    rng = Random(seed)
    return write(random_facts(rng, epoch, profile), layout, rng, Style())  # type: ignore[arg-type]


def damaged(name: str, layout: str, seed: int, severity: float = 0.5) -> tuple[Written, Written]:
    report = clean_report(layout, seed)
    return report, OPERATORS[name](report, Random(seed), severity)


def read_back(text: str) -> Decimal:
    return Decimal(re.sub(r"[\s,]", "", normalize("NFKC", text)))


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("layout", TEXT)
def test_what_still_stands_is_accepted_and_nothing_else(name: str, layout: str) -> None:
    for seed in range(3):
        _, report = damaged(name, layout, seed)
        for address, truth in report.truth.items():
            if truth.printed:
                assert read_back(report.text[truth.start : truth.end]) in truth.accepted
                assert len(truth.accepted) == 1
            else:
                assert None in truth.accepted, address


@pytest.mark.parametrize("name", OPERATORS)
def test_the_same_chance_gives_the_same_damage(name: str) -> None:
    assert damaged(name, "flat", 4)[1].text == damaged(name, "flat", 4)[1].text


@pytest.mark.parametrize("name", [name for name in OPERATORS if name not in ("clean", "commas")])
def test_every_operator_changes_the_text(name: str) -> None:
    for layout in ONLY_IN.get(name, TEXT):
        assert any(a.text != b.text for a, b in (damaged(name, layout, seed) for seed in range(3))), layout


def gone(report: Written) -> set[str]:
    return {address for address, truth in report.truth.items() if not truth.printed}


@pytest.mark.parametrize("layout", TEXT)
def test_one_blank_takes_one_number(layout: str) -> None:
    before, after = damaged("one_blank", layout, 2)
    lost = gone(after) - gone(before)
    assert len(lost) == 1
    assert after.truth[lost.pop()].accepted > {None}


@pytest.mark.parametrize("layout", TEXT)
def test_dropped_zeros_are_zeros_of_the_request_table(layout: str) -> None:
    before, after = damaged("drop_zeros", layout, 2)
    lost = gone(after) - gone(before)
    assert len(lost) > 5
    assert all(address.startswith("requests.") and after.facts.cells[address] == 0 for address in lost)


def test_a_dropped_number_leaves_nothing_behind_in_a_flat_layout() -> None:
    report = clean_report("lines", 2)
    row = [i for i in numbers(report) if report.pieces[i].row == "requests.carried_in"]
    line = next(line for line in blanked(report, row[1:4]).text.splitlines() if "上年结转" in line)
    assert len(line.split(" ")) == 1 + 4
    assert "  " not in line


def test_a_dropped_number_leaves_an_empty_cell_in_a_table() -> None:
    report = clean_report("tab", 2)
    row = [i for i in numbers(report) if report.pieces[i].row == "requests.carried_in"]
    line = next(line for line in blanked(report, row[1:4]).text.splitlines() if "上年结转" in line)
    assert line.count("\t") == 9
    assert "\t\t\t\t" in line


@pytest.mark.parametrize("layout", TEXT)
def test_a_lost_row_takes_its_label_and_all_its_numbers(layout: str) -> None:
    before, after = damaged("lost_row", layout, 3)
    rows = {p.row for p in before.pieces if p.kind == "label"} - {p.row for p in after.pieces if p.kind == "label"}
    assert len(rows) == 1
    row = rows.pop()
    assert gone(after) - gone(before) == {p.address for p in before.pieces if p.row == row and p.kind == "number"}


@pytest.mark.parametrize(
    "name",
    ["torn_labels", "page_footer", "repeated_headers", "shifted_rows", "vertical_labels", "label_typos", "garbage"],
)
@pytest.mark.parametrize("layout", TEXT)
def test_damage_around_numbers_keeps_every_number_in_order(name: str, layout: str) -> None:
    for seed in range(4):
        before, after = damaged(name, layout, seed)
        assert [p for p in before.pieces if p.kind == "number"] == [p for p in after.pieces if p.kind == "number"]


def test_torn_labels_come_in_every_way() -> None:
    texts = [damaged("torn_labels", "lines", seed)[1].text for seed in range(20)]
    assert any(re.search(r"^(\d+ ){6}\d+\n.*公开", text, re.M) for text in texts)  # numbers above their label
    assert any(re.search(r"^[^\d\s]+ (\d+ ){6}\d+\n[^\d\s]+$", text, re.M) for text in texts)  # label around them
    assert any(re.search(r"^((\d+ ){6}\d+\n){2}", text, re.M) for text in texts)  # labels first, then numbers


def test_a_slid_row_keeps_its_cells() -> None:
    before, after = damaged("shifted_rows", "tab", 1, 1.0)
    slid = [(a, b) for a, b in zip(before.text.splitlines(), after.text.splitlines(), strict=True) if a != b]
    assert len(slid) > 3
    assert all(a.split() == b.split() for a, b in slid)


def test_blank_totals_empty_the_total_of_result_rows_only() -> None:
    before, after = damaged("blank_totals", "tab", 2)
    lost = gone(after) - gone(before)
    assert len(lost) == len(after.facts.request_rows()) - 3
    assert all(address.endswith(".total") for address in lost)
    assert after.truth["requests.new_received.total"].printed


def test_a_split_number_is_still_one_number() -> None:
    before, after = damaged("split_digits", "spaces", 2, 1.0)
    torn = [p for p in after.pieces if p.kind == "number" and " " in p.text]
    assert torn
    assert not gone(after) - gone(before)


def test_commas_group_thousands() -> None:
    report = clean_report("flat", 3, "E2", "province")
    after = OPERATORS["commas"](report, Random(0), 0.5)
    large = [p for p in after.pieces if p.kind == "number" and p.value is not None and abs(p.value) >= 1000]
    assert large
    assert all(re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", p.text) for p in large)


def test_a_dash_is_no_number() -> None:
    before, after = damaged("zero_as_dash", "tab", 2)
    lost = gone(after) - gone(before)
    assert lost
    assert all(after.truth[address].accepted == {None} for address in lost)


def test_merged_numbers_demand_no_reading() -> None:
    _, after = damaged("merged_digits", "lines", 2)
    unsure = [p.address for p in after.pieces if p.kind == "number" and p.also]
    assert len(unsure) >= 2
    assert all(None in after.truth[str(address)].accepted for address in unsure)


def test_a_wrong_sum_stands_as_printed_and_breaks_an_identity() -> None:
    for seed in range(30):
        _, after = damaged("wrong_sum", "tab", seed)
        (address,) = after.planted
        value = after.truth[address].value
        assert value is not None
        assert value != after.facts.cells[address]
        row = address.split(".")[1]
        cells = [after.truth[f"requests.{row}.{c}"].value or 0 for c in _columns()]
        assert sum(cells[:-1]) != cells[-1]


def _columns() -> list[str]:
    return [a.split(".")[2] for a in clean_report("tab", 0).facts.cells if a.startswith("requests.new_received.")]


def test_sections_printed_twice_hold_every_number_twice() -> None:
    for layout in TEXT:
        before, after = damaged("sections_twice", layout, 1)
        assert len(numbers(after)) == 2 * len(numbers(before))
        assert {a: (t.start, t.end) for a, t in after.truth.items()} == {
            a: (t.start, t.end) for a, t in before.truth.items()
        }


def test_traditional_script_changes_words_and_no_number() -> None:
    _, after = damaged("traditional", "lines", 1)
    assert "屬於國家秘密" in after.text
    assert "属于" not in after.text


def test_full_width_digits_keep_their_value() -> None:
    _, after = damaged("full_width", "flat", 1)
    assert all(not re.search("[0-9]", p.text) for p in after.pieces if p.kind == "number")


def test_pairs_do_both() -> None:
    report = clean_report("tab", 1)
    after = pairs(OPERATORS["full_width"], OPERATORS["one_blank"])(report, Random(1), 0.5)
    assert len(gone(after) - gone(report)) == 1
    assert not re.search("[0-9]", "".join(p.text for p in after.pieces if p.kind == "number"))
