from __future__ import annotations

import pytest
from clean_text import texts
from hypothesis import given

from giar_ml.normalize import normalize, suspects
from giar_ml.normalize.suspects import weighed
from giar_ml.schema.noise import SURE
from giar_ml.types import AlignedText


@pytest.mark.parametrize(
    ("text", "family", "what"),
    [
        ("主动***息的数量", "word_filter", "***"),
        ("民**国国务院", "word_filter", "**"),
        ("一、总体情况\n各。ㄗ灾螀区", "mojibake", "各。ㄗ灾螀区"),
        ("公开\ufffd\ufffd信息", "mojibake", "\ufffd\ufffd"),
        ("锟斤拷锟斤拷公开政府信息", "mojibake", "锟斤拷锟斤拷"),
        ("足彩平台印发通知", "spam", "足彩"),
        ("新葡京博彩区政府", "hijacked_name", "新葡京"),
        ("365bet(中国)县财政局", "hijacked_name", "365bet(中国)"),
        ("中国体育彩票市人民政府", "hijacked_name", "中国体育彩票"),
        ("公开霉嚷雄戲信息", "inserted", "霉嚷雄戲"),
        ("落实到岗\n說獎縟薹揪膽幟霉兆位置", "mojibake", "說獎縟薹揪膽幟霉兆位置"),
    ],
)
def test_what_cannot_be_mended_is_pointed_at(text: str, family: str, what: str) -> None:
    found = suspects(AlignedText.identity(text, offset=7))
    assert (found[0].family, found[0].before, found[0].after) == (family, what, "")
    assert text[found[0].start - 7 : found[0].end - 7] == what


@given(text=texts)
def test_clean_text_is_not_suspect(text: str) -> None:
    assert suspects(AlignedText.identity(text)) == ()


@pytest.mark.parametrize(
    "text",
    ["使用福利彩票公益金", "县政府官方网站发布信息", "拨打12345热线", "岑岭县薇湖街道办事处", "开展网络直播活动"],
)
def test_what_offices_write_about_is_no_spam(text: str) -> None:
    assert suspects(AlignedText.identity(text)) == ()


def test_a_rare_word_weighs_little_and_is_not_named() -> None:
    text = AlignedText.identity("内容丰富多样，岑岭县按季度公布。")
    assert all(0 < suspect.score < SURE for suspect in weighed(text))
    assert suspects(text) == ()


@given(text=texts)
def test_scores_are_probabilities(text: str) -> None:
    assert all(0 <= suspect.score <= 1 for suspect in weighed(AlignedText.identity(text)))


@pytest.mark.parametrize(
    "text",
    [
        "全年发布政策动漫解读3条。",
        "制作政策漫画解读2件，推出沙画解读1件。",
        "汇编信息集锦公开发布。",
        "主动向焦岭公开办事指南。",
        "通过平台锦绣专栏建设巩固成果。",
    ],
)
def test_rare_words_beside_known_phrases_stay(text: str) -> None:
    clean = normalize(AlignedText.identity(text))
    assert clean.text.text == text
    assert not any(edit.family == "han_garbage" for edit in clean.edits)


def test_a_piece_that_stands_elsewhere_is_a_word_of_the_report() -> None:
    text = "嚼糊镇设立公开栏。全年向政府嚼糊信息员培训两次。"
    assert normalize(AlignedText.identity(text)).text.text == text
    alone = "全年向政府嚼糊信息员培训两次。"
    assert normalize(AlignedText.identity(alone)).text.text == alone.replace("嚼糊", "")


@pytest.mark.parametrize(
    "text",
    [
        "公众可登录县人民政府网站查询，也可关注政务平台。",
        "在市政府官网设立专栏，通过政务服务平台市县联动。",
        "下载安装办事客户端区级部门，注册登录平台县级用户3万人。",
        "县政府门户网站平台区级公开专栏更新及时，体育局发布信息。",
        "县体育集团公司公开经费，国际交流办公室发布直播市民关心的事。",
        "通过“云岭发布”平台县直单位公开信息，网上平台市民可在线查询。",
    ],
)
def test_sites_and_platforms_of_offices_are_no_brands(text: str) -> None:
    assert suspects(AlignedText.identity(text)) == ()


@pytest.mark.parametrize(
    "name",
    [
        "松湖国际港务区管理委员会",
        "云海市国际贸易促进委员会",
        "东屏市国有资产集团管理局",
        "云岭县公共资源交易平台管理局",
        "白石县体育局",
    ],
)
def test_a_word_that_brands_use_makes_no_brand_of_an_honest_name(name: str) -> None:
    text = f"{name}2023年政府信息公开工作年度报告\n{name}编制本报告。\n2023年，{name}公开信息30条。\n{name}\n"
    assert suspects(AlignedText.identity(text)) == ()
