from __future__ import annotations

from decimal import Decimal

import pytest

from giar_ml.export.explain import Recovery, explain
from giar_ml.export.record import from_report
from giar_ml.types import AlignedText, Cell, Document, Report

ADDRESS = "review.review_upheld"


def said(recovery: Recovery | None) -> str:
    document = Document("a.txt", "txt", "utf-8", "0" * 64, "文", AlignedText.identity("文"))
    report = Report("E3", 2023, "甲县人民政府", cells=(Cell(ADDRESS, None, "blank", reason="not_printed"),))
    record = from_report(report, document)
    return "\n".join(f"{h}  {v}" for h, v in explain(record, ADDRESS, None, {ADDRESS: recovery} if recovery else None))


@pytest.mark.parametrize(
    ("recovery", "words"),
    [
        (("determined", Decimal(4), Decimal(4)), "determined: 4"),
        (("bounded", Decimal(0), Decimal(3)), "from 0 to 3"),
        (("bounded", Decimal(2), None), "at least 2"),
        (("free", Decimal(0), None), "the identities say nothing"),
    ],
)
def test_a_null_says_what_the_identities_leave_open(recovery: Recovery, words: str) -> None:
    assert words in said(recovery)


def test_without_that_knowledge_nothing_is_claimed() -> None:
    assert "recoverable" not in said(None)
