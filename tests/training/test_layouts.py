"""Every layout prints every fact once, where the truth says."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from random import Random

import pdfplumber
import pytest

from training.synth import LAYOUTS, Written, random_facts, write
from training.synth.style import Style

EPOCHS = ("E1a", "E1b", "E2", "E3")


def written(layout: str, epoch: str, seed: int, style: Style | None = None) -> Written:
    rng = Random(seed)
    return write(random_facts(rng, epoch), layout, rng, style)  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("epoch", EPOCHS)
def test_every_fact_is_printed_once_where_the_truth_says(layout: str, epoch: str) -> None:
    for seed in range(12):
        report = written(layout, epoch, seed)
        assert set(report.truth) == set(report.facts.cells)
        addresses = [p.address for p in report.pieces if p.kind == "number"]
        assert len(addresses) == len(set(addresses))
        for address, truth in report.truth.items():
            value = report.facts.cells[address]
            assert truth.accepted == {value}, address
            assert truth.printed == (value is not None)
            if value is not None:
                assert Decimal(report.text[truth.start : truth.end]) == value


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_seed_gives_the_same_file(layout: str) -> None:
    assert written(layout, "E3", 5).data == written(layout, "E3", 5).data
    assert written(layout, "E3", 5).text != written(layout, "E3", 6).text


def test_numbers_stand_in_print_order_after_their_label() -> None:
    for layout in LAYOUTS:
        report = written(layout, "E2", 3, Style())
        places = [t.start for a, t in report.truth.items() if a.startswith("requests.")]
        assert None not in places
        assert places == sorted(places)  # type: ignore[type-var]
        label = report.text.index("1.属于国家秘密")
        start = report.truth["requests.exempt_state_secret.natural_person"].start
        assert start is not None
        assert 0 < start - label < 120


def test_the_tab_layout_has_a_rectangle_of_cells() -> None:
    report = written("tab", "E2", 3, Style())
    lines = report.text.splitlines()
    row = next(line for line in lines if line.startswith("一、本年新收"))
    assert row.count("\t") == 9  # three label columns, seven numbers
    assert next(line for line in lines if "2.其他法律行政法规禁止公开" in line).startswith("\t\t2.")


def test_html_spans_cover_the_table() -> None:
    report = written("html", "E3", 4, Style())
    assert '<td rowspan="8">（三）不予公开</td>' in report.text.replace(
        '<p style="text-align:center"><span>', ""
    ).replace("</span></p>", "").replace("<p>", "").replace("</p>", "")
    assert report.text.count("<tr>") >= 40


def test_the_pdf_holds_the_numbers_of_the_request_table() -> None:
    report = written("pdf", "E2", 9)
    found: list[str] = []
    with pdfplumber.open(BytesIO(report.data)) as document:
        for page in document.pages:
            for table in page.extract_tables():
                found.extend(cell for row in table for cell in row if cell and cell.isdigit())
    printed = [p.text for p in report.pieces if p.kind == "number" and p.text.isdigit()]
    assert sorted(found) == sorted(printed)


def test_headings_and_header_rows_may_be_lost() -> None:
    with_all, without = (
        written("lines", "E2", 3, Style()),
        written("lines", "E2", 3, Style(headings=False, header="lost")),
    )
    assert "申请人情况" in with_all.text
    assert "申请人情况" not in without.text
    assert not any(p.kind == "heading" for p in without.pieces)


def test_a_place_that_the_issuer_left_empty_accepts_only_null() -> None:
    seen = 0
    for seed in range(80):
        report = written("flat", "E3", seed)
        for address, value in report.facts.cells.items():
            if value is None:
                seen += 1
                assert report.truth[address].accepted == {None}
                assert not report.truth[address].printed
    assert seen > 0
