"""The HTML view: self-contained, everything escaped, every span marked, every special cell visible."""

import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.export.html import Views, html, html_index
from giar_ml.export.html_source import AROUND, WHOLE, Mark, render
from giar_ml.export.record import Record, failed
from tests.export.made import made_record

EVIL = "<script>alert(1)</script>\"'&"


def words(page: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", page))


class Balance(HTMLParser):
    """Finds out whether every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("epoch", ["E2", "E3"])
def test_the_page_is_whole_and_needs_nothing_else(epoch) -> None:
    page = html(*made_record(epoch))
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=|url\(|@import|https?:", page)
    assert not re.search(r"\son\w+=|\sstyle=", page), "the policy would forbid it"


def test_findings_come_before_tables_and_a_proposal_stands_beside_the_printed_value() -> None:
    page = html(*made_record())
    assert page.index("S3-ROW/partially_granted") < page.index("收到和处理政府信息公开申请情况")
    cell = re.search(r'<td class="v bad[^>]*>0<small class="fix">→2</small></td>', page)
    assert cell, "printed 0 beside proposed 2"


def test_a_cell_and_its_place_in_the_source_point_at_each_other() -> None:
    record, source = made_record()
    page = html(record, source)
    for index, cell in enumerate(record.cells):
        marks = re.findall(rf'<mark [^>]*data-t="c{index}"[^>]*>(.*?)</mark>', page)
        assert [unescape(m) for m in marks] == [cell.raw]
        assert page.count(f'id="c{index}"') == 1
    assert [unescape(m) for m in re.findall(r'<mark [^>]*data-t="s\d"[^>]*>(.*?)</mark>', page)] == [
        "128条",
        "12篇",
        "未收到",
    ]


def test_doubtful_and_unread_cells_are_listed_with_their_reason() -> None:
    page = html(*made_record())
    assert "存疑的读数" in page
    assert "a dash stands there" in page
    assert '<td class="v abstained low zero"' in page


def test_nothing_from_a_file_becomes_markup() -> None:
    record, _ = made_record()
    source = EVIL + "5件"
    cell = record.cells[0].model_copy(
        update={"raw": "5", "value": Decimal(5), "start": len(EVIL), "end": len(EVIL) + 1, "reason": EVIL, "unit": EVIL}
    )
    report = record.report.model_copy(update={"body": EVIL, "title": EVIL, "notes": (EVIL,)})
    origin = record.source.model_copy(update={"path": EVIL})
    evil = record.model_copy(
        update={"report": report, "source": origin, "cells": (cell,), "statistics": (), "noise": ()}
    )
    plain = html(record, source)
    page = html(evil, source)
    assert page.count("<script>") == plain.count("<script>") == 1
    assert html_index([(evil, EVIL)]).count("<script>") == 0
    assert EVIL in words(page)


def test_a_failed_record_tells_why() -> None:
    page = html(failed("a.pdf", "encrypted", "a password is needed <here>"), None)
    assert "encrypted" in page
    assert "No rule was evaluated" not in page
    assert "&lt;here&gt;" in page


def test_a_record_without_its_source_is_shown_all_the_same() -> None:
    page = html(made_record()[0], None)
    assert "原文不在手边" in page
    assert "128条" in page


def test_an_empty_record_says_that_no_rule_was_evaluated() -> None:
    record, source = made_record()
    empty = record.model_copy(update={"findings": (), "repairs": (), "cells": (), "statistics": ()})
    assert "No rule was evaluated" in html(empty, source)


@given(st.text("ab<&\n", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_marking_never_changes_the_text(source: str, ranges: list[tuple[int, int]]) -> None:
    marks = [Mark(min(r), max(r), "cell", f"c{i}") for i, r in enumerate(ranges)]
    page = render(source, marks, markup=True)
    assert words(page) == source
    for mark in marks:
        if mark.end <= len(source) and mark.start < mark.end:
            pieces = re.findall(rf'<mark [^>]*data-t="(?:[^"]* )?{mark.target}(?: [^"]*)?">(.*?)</mark>', page, re.S)
            assert unescape("".join(pieces)) == source[mark.start : mark.end]


def test_a_long_source_is_cut_around_its_spans_and_says_so() -> None:
    source = "甲" * WHOLE + "42" + "乙" * WHOLE
    page = render(source, [Mark(WHOLE, WHOLE + 2, "cell", "c0"), Mark(0, len(source), "noise")])
    assert len(page) < 10 * AROUND
    assert page.count('class="gap"') == 2
    assert ">42</mark>" in page
    left_out = sum(int(n.replace(",", "")) for n in re.findall(r"略去 ([\d,]+) 字", page))
    assert left_out + len(re.sub("略去 .*? left out", "", words(page)).replace("⋯", "").replace(" ", "")) == len(source)


def test_a_folder_of_views_has_an_index(tmp_path) -> None:
    views = Views(tmp_path)
    record, source = made_record()
    other = record.model_copy(update={"source": Record.model_validate(record).source.model_copy(update={"part": 2})})
    views.add(record, source)
    views.add(other, source)
    views.add(failed("made/云岭.doc", "unsupported", "no"), None)
    views.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["index.html", "云岭.1.html", "云岭.2.html", "云岭.doc.1.html"]
    assert "%E4%BA%91%E5%B2%AD.2.html" in (tmp_path / "index.html").read_text("utf-8")
