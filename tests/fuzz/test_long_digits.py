"""Strings of digits that are longer than any number: no reading turns them into an integer of Python's."""

import pytest

import giar_ml

BIG = "9" * 6_000
ROW = "一、本年新收政府信息公开申请数量"
REPORTS = {
    "prose": f"一、总体情况\n1、通过网站公开；2、发布{BIG}、其他{BIG}，微博{BIG}条；{BIG}、公开信。\n",
    "tab rows": "三、收到和处理政府信息公开申请情况\n" + f"{ROW}\t{BIG}\t{BIG}\t1\t2\t\t\t\t\t\n" * 8,
    "padded rows": "三、收到和处理政府信息公开申请情况\n" + f"{ROW} |\n{BIG} |\n{BIG} |\n||||||\n" * 8,
    "annex": "附表\n统计指标\t代码\t2009年度\t历年累计\n" + f"主动公开信息数\t{BIG}\t{BIG}\t{BIG}\n" * 8,
}


@pytest.mark.parametrize("part", REPORTS)
def test_endless_digits_stop_no_report(part: str) -> None:
    text = f"石桥县2023年政府信息公开工作年度报告\n{REPORTS[part]}"
    record = giar_ml.load().read_bytes(text.encode(), "report.txt")[0].record
    assert record.error is None
    assert record.status != "failed"
    assert record.cause not in {"internal", "timeout"}
