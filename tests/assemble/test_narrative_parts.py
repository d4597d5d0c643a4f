"""Which statistic parts belong to, where a list of them ends, and what is said of the whole."""

from __future__ import annotations

from decimal import Decimal

import pytest

from giar_ml.assemble.narrative import read_statistics
from giar_ml.label import LexiconLabeler
from giar_ml.types import AlignedText, Passage, Statistic


def read(*paragraphs: str) -> tuple[Statistic, ...]:
    source = "".join(paragraphs)
    starts = [sum(map(len, paragraphs[:i])) for i in range(len(paragraphs))]
    whole = AlignedText.identity(source)
    passages = [Passage(whole.slice(at, at + len(p)), "1", 0) for at, p in zip(starts, paragraphs, strict=True)]
    return read_statistics(passages, LexiconLabeler().label(passages), source=source)


def links(*paragraphs: str) -> list[int | None]:
    return [s.part_of for s in read(*paragraphs)]


@pytest.mark.parametrize(
    ("word", "change"), [("同比增量9条", 9), ("较上年净增9条", 9), ("同比减量9条", -9), ("同比下滑9条", -9)]
)
def test_every_word_of_change_leaves_the_whole_to_its_parts(word: str, change: int) -> None:
    found = read(f"通过各种渠道公开信息260条，{word}。其中政府网站公开120条，微信公众号推送80条。")
    assert [(s.value, s.part_of) for s in found] == [(260, None), (120, 0), (80, 0)]
    assert found[0].change == change


def test_kinds_named_under_a_channel_are_that_channel() -> None:
    found = read("公开信息260条，其中微信公众号公开工作动态、政策法规等信息80条。")
    assert [s.indicator for s in found] == ["disclosed.total", "newmedia.wechat.posts"]


def test_what_exceeds_the_whole_unannounced_stands_beside_it() -> None:
    assert links("政务网发布信息70条，其中规范性文件2条，电子屏播放信息85条。") == [None, 0, None]
    assert links("公开信息90条，其中网站公开通知公告30条，其中食品信息6条，科室信息60条。") == [None, 0, 1, 0]


def test_a_list_whose_parts_are_all_of_the_whole_is_over() -> None:
    assert links("公开信息240条，其中网站200条，微信公众号40条，报刊发布信息80条。") == [None, 0, 0, None]
    assert links("公开信息73条，其中网站公开73条；微信公众号公开73条。") == [None, 0, None]
    assert links("公开信息24条，其中动态20条，公告4条，解读0条。") == [None, 0, 0, 0]


def test_a_part_that_a_word_announces_may_exceed_its_whole() -> None:
    assert links("网站公开信息20条，其中转载信息30条。") == [None, 0]
    assert links("网站公开信息20条（转载信息5条、工作动态30条）。") == [None, 0, 0]


def test_another_medium_is_no_part_of_what_a_website_published() -> None:
    text = "门户网站发布信息310条，其中政务动态200条；微信公众号发布信息15条，重要会议4条。"
    assert links(text) == [None, 0, None, None]
    assert links("网站、微信共发布信息310条，其中网站200条，微信110条。") == [None, 0, 0]


def test_what_was_carried_in_is_no_whole_of_the_results() -> None:
    assert links("收到公开申请14件，上年结转公开申请0件，其中予以公开13件，部分公开1件。") == [None, None, 0, 0]


def test_what_was_published_is_part_of_what_was_disclosed() -> None:
    text = "主动公开信息130条，依申请公开信息0条，发布规范性文件0件，整改问题6处，其中：发布疫苗信息40条。"
    assert read(text)[-1].part_of == 0


def test_parts_of_the_information_disclosed_find_it_in_an_earlier_passage() -> None:
    first = "2015年主动公开信息11条，全文电子化率100%。历年累计公开信息240条。"
    second = "在主动公开的信息中，政策法规类信息2条，机构职能类信息3条。"
    assert links(first, second) == [None, None, None, 0, 0]
    assert links("收到公开申请5件。", second) == [None, None, None]


def test_what_was_produced_splits_into_published_and_not() -> None:
    text = "全年制作政府信息230条，其中主动公开150条，依申请公开信息50条，不予公开信息30条。"
    assert links(text) == [None, 0, 0, 0]


def test_kinds_that_add_up_to_the_number_before_them_are_its_parts() -> None:
    assert links("主动公开信息50条，政策法规类13条，工作动态类37条。") == [None, 0, 0]
    assert links("主动公开信息50条，政策法规类13条，工作动态类30条。") == [None, None, None]


def test_a_share_whose_number_is_lost_belongs_to_nothing() -> None:
    found = read("公开信息9条，其中政策类信息2条，占22%；规划类信息，占11%。")
    assert found[1].share == Decimal(22)


def test_all_that_was_ever_disclosed_is_not_of_the_year() -> None:
    (statistic,) = read("2020年，规章对外公开总数量1件。")
    assert statistic.period == "累计"


def test_the_owner_of_a_platform_is_not_who_acts() -> None:
    assert all(s.agency is None for s in read("在县民政局救助管理平台发布信息50条。"))
