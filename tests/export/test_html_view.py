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
from giar_ml.export.record import Convention, Message, Noise, Record, failed
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


def with_more(**changes: object) -> Record:
    return made_record()[0].model_copy(update=changes)


def test_how_zeros_are_printed_is_told_with_its_witnesses() -> None:
    dash = "disclosure.regulations_in_force"
    cells = tuple(
        c.model_copy(update={"reason": "nil_mark"}) if c.address == dash else c for c in made_record()[0].cells
    )
    said = Message(zh="主动公开表有 1 格印作“-”。", en="1 cell of the disclosure table is printed -.")
    convention = Convention(
        table="disclosure", printed="-", means="zero", cells=1, zero=1, other=0, confidence=0.91, message=said
    )
    page = html(with_more(cells=cells, conventions=(convention,)), made_record()[1])
    card = page[page.index('id="conventions"') :].partition("</section>")[0]
    for part in ("即为 0", "means 0", said.zh, said.en, "P(0) = 0.91", f'<i class="zero">{"█" * 20}</i></span>'):
        assert part in card
    assert f'data-a="c{[c.address for c in cells].index(dash)}"' in card
    assert 'id="conventions"' not in html(*made_record())
    evil = convention.model_copy(update={"printed": EVIL, "table": EVIL})
    assert "<script>alert" not in html(with_more(conventions=(evil,)), made_record()[1])


def test_what_a_cell_without_a_number_can_be_stands_in_the_table_and_in_the_list() -> None:
    recovery = {"disclosure.regulations_in_force": ("bounded", Decimal(2), Decimal(5))}
    page = html(*made_record(), recovery)
    assert '-<small class="derived">2…5</small></td>' in page
    assert '<span class="pill bounded"><b>1</b> 有范围' in page
    assert "有范围 bounded 2…5" in unescape(page)
    assert "pill bounded" not in html(*made_record())


def test_repairs_of_the_same_rules_are_one_ranked_list() -> None:
    first = made_record()[0].repairs[0]
    change = first.changes[0].model_copy(update={"address": "requests.partially_granted.natural_person"})
    second = first.model_copy(update={"changes": (change,), "unique": False, "cost": 1.2, "cause": "lost_digit"})
    page = html(with_more(repairs=(first.model_copy(update={"unique": False}), second)), made_record()[1])
    assert page.count('<article class="repair">') == 1
    ranked = page[page.index("<ol>") : page.index("</ol>")]
    assert ranked.count("<li>") == 2
    assert ranked.index("1.00") < ranked.index("1.20")
    assert "漏了一位数字" in ranked


def test_whose_error_a_violation_is_stands_on_its_card_and_is_counted() -> None:
    page = html(*made_record())
    assert page.count('<span class="pill issuer">') == 2
    assert '<span class="pill issuer"><b>1</b> 原件如此' in page


def test_noise_is_listed_with_its_score_and_what_became_of_it() -> None:
    def span(start: int, end: int, family: str, score: float, after: str = "") -> Noise:
        return Noise(start=start, end=end, family=family, before=EVIL, after=after, score=score)

    found = (
        span(0, 2, "hijacked_name", 0.77), span(4, 5, "hijacked_name", 0.95), span(6, 8, "page_number", 0.9),
        span(8, 9, "neighbour_articles", 0.61), span(9, 10, "dingbat", 0.95, "x"), span(11, 12, "unheard_of", 0.5),
    )  # fmt: skip
    page = html(with_more(noise=found), made_record()[1])
    table = page[page.index('id="noise"') :].partition("</section>")[0]
    rows = {re.search(r"<code>(\w+)</code>", row)[1]: row for row in table.split("<tr>")[1:]}  # type: ignore[index]
    assert "0.77–0.95" in rows["hijacked_name"]
    assert "still read" in rows["hijacked_name"]
    assert "still read" in rows["neighbour_articles"]
    assert "taken out" in rows["page_number"]
    assert "undone" in rows["dingbat"]
    assert "<script>alert" not in page
    assert re.search(r'<mark class="suspect" data-t="n0">', page)
    assert re.search(r'<mark class="noise" data-t="n2">', page)


def test_colours_have_one_place_and_a_dark_side() -> None:
    style = html(*made_record()).partition("<style>")[2].partition("</style>")[0]
    head, _, rules = style.partition("*{box-sizing")
    assert not re.search(r"#[0-9a-f]{3,6}\b", rules.replace("#facts", ""))
    light, dark = (set(re.findall(r"--([\w-]+):", part)) for part in head.split("@media"))
    assert light == dark
    assert set(re.findall(r"var\(--([\w-]+)\)", rules)) <= light
