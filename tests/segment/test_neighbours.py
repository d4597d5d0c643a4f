"""Neighbour articles: a certain list is taken out, anything less is pointed at, the report's own words are neither."""

from __future__ import annotations

import pytest

from giar_ml.segment import outline
from giar_ml.types import AlignedText, NormalizedText, Outline

REPORT = """云岭县水务局2023年政府信息公开工作年度报告
一、总体情况
2023年，我局在网站发布信息128条，答复依申请公开3件。全年组织培训2次，公开目录已更新。
五、存在的主要问题及改进情况
一是公开内容不够全面；二是解读形式单一。下一步将加强培训，完善制度。
六、其他需要报告的事项
本年度未收取信息处理费。
"""
SIGNED = REPORT + "云岭县水务局\n2024年1月18日\n"
LIST = """松湖开展义务植树活动 2024-03-12
松湖举行新春座谈会 2024-02-06
白石发布高温天气提示 2024-07-10
"""
NEWS = """苹果喜获丰收果农笑开颜
近日，青禾的果园里一派繁忙，52名村民正把苹果装箱。
"""


def plan(text: str) -> Outline:
    return outline(NormalizedText(AlignedText.identity(text)))


def test_a_list_of_titles_behind_the_signature_is_taken_out() -> None:
    found = plan(SIGNED + LIST)
    assert [(e.family, e.before) for e in found.furniture] == [("neighbour_articles", LIST.rstrip("\n"))]
    assert not any("植树" in str(passage.text) for passage in found.passages)


def test_without_a_signature_the_same_list_is_only_pointed_at() -> None:
    found = plan(REPORT + LIST)
    assert found.furniture == ()
    assert [e.before for e in found.doubtful if e.score >= 0.5] == LIST.splitlines()


@pytest.mark.parametrize("report", [REPORT, SIGNED])
def test_an_article_without_a_list_is_pointed_at_and_still_read(report: str) -> None:
    found = plan(report + NEWS)
    assert found.furniture == ()
    assert [e.before for e in found.doubtful if e.score >= 0.5] == NEWS.splitlines()
    assert any("52名村民" in str(passage.text) for passage in found.passages)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "无。\n",
        "云岭县水务局网站为公众提供查询，如需了解更多内容，请到办公室查阅。\n",
        "1.召开座谈会 2023-03-02\n2.更新公开指南 2023-05-06\n3.培训信息员 2023-07-01\n",
        "(一)加强组织领导。3月12日，局党组研究公开工作。\n(二)政务公开培训 2023-06-01\n",
        "附件：2023年信息公开统计\n",
    ],
)
def test_what_a_report_says_last_is_its_own(tail: str) -> None:
    found = plan(REPORT + tail)
    assert found.furniture == ()
    assert [e.before for e in found.doubtful if e.score >= 0.5] == []


def test_every_doubt_stands_where_it_says() -> None:
    text = SIGNED + NEWS + LIST
    found = plan(text)
    assert all(text[e.start : e.end] == e.before and 0 <= e.score <= 1 for e in (*found.doubtful, *found.furniture))
