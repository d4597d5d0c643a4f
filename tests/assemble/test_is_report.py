"""Whether a page is a report at all: kinds of pages in sentences of our own, and what always holds."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

import giar_ml
from giar_ml.assemble import genuine
from giar_ml.assemble.identity import identify
from giar_ml.errors import ModelError
from giar_ml.normalize import normalize
from giar_ml.segment import outline
from giar_ml.types import AlignedText, Document

OTHER = {
    "a self-check in one line": "2019年三季度政务公开工作自查报告石桥市水务局2019年9月28日一、对照情况按要求逐栏核对，"
    "补齐了人事和采购两类内容，更换了过期的指南。三季度共公布信息57条，其中专栏21条，微博36条。有申请1件，已经答复，没有复议和诉讼。",
    "an explanation": """《石桥县水务局2022年政府信息公开工作年度报告》解读
一、编制背景
为便于公众了解，现对年度报告作如下说明。
二、主要内容
《报告》共六个部分，总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等均有反映。
三、解读机关
石桥县水务局办公室""",
    "rules for writing reports": """石桥县政府信息公开工作年度报告制度
第一条 为规范年度报告的编制，制定本制度。
第二条 各单位应当于每年1月31日前公布年度报告。
第三条 年度报告包括主动公开、依申请公开、收费、复议诉讼、存在问题五方面情况。
第四条 本制度自印发之日起施行。""",
    "a check of one's own": """石桥县水务局关于政务公开工作自查情况的报告
县政务公开办：
按照专项检查的通知要求，我局逐项自查，现将情况报告如下：
一、自查情况。检查栏目14个，发现更新不及时3处，已整改。
二、存在的问题。部分股室报送偏慢。
特此报告。""",
    "a plan": """石桥县2023年政务公开工作要点
一、围绕稳就业深化公开。责任单位：人社局。
二、加强政策解读。各部门要在文件印发时同步解读。
三、各单位要将政务公开纳入考核，12月底前报送总结。""",
    "a report on the rule of law": """石桥县水务局2022年法治政府建设年度报告
一、主要举措。2022年办理行政处罚12件，行政检查230次，行政复议2件，出庭应诉率100%。
二、不足。执法力量薄弱。
三、2023年打算。继续开展普法，完善法制审核。""",
    "accounts": """石桥县水务局2021年度部门决算
第一部分 部门概况
第二部分 决算情况说明
本年收入合计310.25万元，一般公共预算财政拨款支出298.10万元，“三公”经费支出4.20万元。
第三部分 名词解释""",
    "a year's sheet of a web site": """政府网站工作年度报表（2021年度）
填报单位：石桥县水务局
政府网站标识码\t4100000001
独立用户访问总量（单位：个）\t20311
网站总访问量（单位：次）\t98120
信息发布（单位：条）\t总数\t1204
留言办理\t收到留言数量\t31""",
    "a menu": """首页 政务公开 办事服务 互动交流
政府信息公开指南
法定主动公开内容
政府信息公开年报
依申请公开
上一页 下一页 尾页""",
    "a notice with the form to be filled in": """石桥市关于做好2009年度政府信息公开年度报告有关事项的通知
一、概述
二、主动公开政府信息情况，包括数量、类别和形式；
二、依申请公开情况
受理方式和答复情况，不予公开的原因；
三、政府信息公开的收费及减免情况
四、因政府信息公开申请行政复议、提起行政诉讼的情况
五、存在的主要问题及改进情况
六、需要说明的事项与附表
指标名称\t计量单位\t2009年度\t历年累计
主动公开信息数
其中：全文电子化的主动公开信息数
网站专栏页面访问量
现场接待人数
依申请公开信息目录数
其中：1.当面申请数
对申请的答复总数
行政复议数
行政诉讼数""",
    "a study": """政府信息公开年度报告质量的实证研究
摘要：本文考察了30份省级年度报告的文本结构。
关键词：信息公开；年度报告
一、问题的提出
已有研究多讨论立法。参考文献附后。""",
}
REPORTS = {
    "a town's two sentences": """柳溪镇人民政府2016年政府信息公开工作年度报告
2016年，我镇在公示栏和网站公开信息96条，没有收到公开申请，未收取费用，未发生行政复议和诉讼。
柳溪镇人民政府
2017年2月8日""",
    "the old form": """石桥县水务局2010年政府信息公开年度报告
根据《条例》，现公布本局2010年度报告，统计期限为2010年1月1日至12月31日。
一、概述
本局调整了领导小组。
二、主动公开政府信息情况
全年主动公开信息120条。
三、依申请公开情况
受理申请3件，均已答复。
四、收费及减免情况
未收取检索、复制费用。
五、行政复议、诉讼情况
无。""",
    "the old form in Traditional characters": """石橋縣水務局2010年政府信息公開年度報告
一、概述
本局調整了領導小組。
二、主動公開政府信息情況
全年主動公開信息120條。
三、依申請公開情況
未收到公開申請，沒有收取費用。
四、行政複議、訴訟情況
未發生行政複議。""",
    "a beginning in prose, without a figure": """石桥市农业局2008年政府信息公开年度报告
一、概述
我局把政府信息公开摆上日程，对照条例要求改进了石桥农业网，编制了指南和目录，明确了受理与答复的流程，定了保密审查制度。
（一）健全体系。按照要求认真贯彻条例，整理了历年信息，结合本局实际逐步扩大公开范围，做好基本制度建设。""",
    "a news-like title": """首页>> 工作动态
国家林业部发布2012年政府信息公开工作报告
2012年，林业部按照依法行政要求，围绕群众关心的事项有序推进公开。
一、以公开促进林业审批决策
坚持开门立法，出台规章前听取意见。""",
    "a short title of a township": """登录 注册
双泉乡2010年政府信息公开报告
发布日期：2011-01-01
乡里重视公开，由1人负责此事，把它当作机关的一项基本制度。全乡公开信息65条，努力建设法治政府。""",
    "a body whose name sounds like another subject": """石桥区城市管理综合执法局2021年度政府信息公开工作年度报告
一、总体情况
我局以执法信息为重点，健全机制，拓展内容，公开执法文件6份。""",
    "the last page": """P. 9
四、政府信息公开行政复议、行政诉讼情况
2020年，我单位依法公开信息，未出现申请行政复议、提起行政诉讼的情况。
五、存在的主要问题及改进情况
在工作中还有形式单一的不足。2021年，我局将改进方式，提升公开水平。""",
    "a line of prose at the top": """石桥市财政局编制了2013年年度报告。本年报由基本情况、主动公开等部分组成。
2013年，在市里领导下，以落实《条例》规定为政务信息公开工作的宗旨，
我局有序推进公开，向社会发布信息。""",
    "a body whose name speaks of surveys": """国家统计局云海调查总队2018年度政府信息公开工作报告
按照条例，现公布国家统计局云海调查总队2018年政府信息公开工作报告。
一、总体情况
2018年，总队把公开列入日程，分工到处室，由办公室牵头。""",
    "a title without a year": """市残联政府信息公开工作年度报告
2025年，石桥市残联照章做好公开。现将2025年度市残联政府信息公开工作年度报告如下：
一、总体情况
1.分工。办公室牵头，各科室配合。
2.渠道。通过市政府网站发布信息12条。""",
    "prose without a title": """本报告根据《条例》第五十条编制，统计期限为2022年1月1日至12月31日。
一、总体情况
2022年，我局主动公开信息420条，收到申请5件，均按期答复。
五、存在的主要问题及改进情况
栏目更新偏慢，今后将加强检查。""",
}
TABLE = "\n".join(
    [
        "三、收到和处理政府信息公开申请情况",
        *(
            f"{label}\t1\t0\t0\t0\t0\t0\t1"
            for label in (
                "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开",
                "1.危及“三安全一稳定”", "1.本机关不掌握相关政府信息", "四、结转下年度继续办理",
            )
        ),
    ]
)  # fmt: skip


def said(text: str) -> float:
    document = Document("page.txt", "txt", "utf-8", "", text, AlignedText.identity(text))
    normalized = normalize(document.visible)
    return identify(normalized, outline(normalized), document).is_report


@pytest.mark.parametrize("kind", OTHER)
def test_pages_of_other_kinds_are_told_apart(kind: str) -> None:
    assert said(OTHER[kind]) < 0.5


@pytest.mark.parametrize("kind", REPORTS)
def test_reports_are_known_whatever_is_left_of_them(kind: str) -> None:
    assert said(REPORTS[kind]) > 0.5


@pytest.mark.parametrize("page", ["", OTHER["an explanation"], OTHER["a menu"]])
def test_a_filled_standard_table_decides(page: str) -> None:
    assert said(f"{page}\n{TABLE}") >= genuine.CERTAIN


def test_an_empty_form_does_not_decide() -> None:
    empty = TABLE.replace("\t1\t0\t0\t0\t0\t0\t1", "\t" * 7)
    assert said("关于印发年度报告格式的通知\n各单位：现将格式印发给你们，请遵照执行。\n" + empty) < genuine.CERTAIN


def test_numbers_that_count_the_rows_fill_in_no_form() -> None:
    labels = (
        "主动公开信息数",
        "其中：全文电子化的主动公开信息数",
        "网站专栏页面访问量",
        "依申请公开信息目录数",
        "申请总数",
    )
    rows = (f"{labels[i % 5]}\t条\t{i + 1:02}\t\t" for i in range(36))
    assert (
        said("石桥市政府信息公开情况统计报表\n指标名称\t计量单位\t代码\t本期实际\t本年累计\n" + "\n".join(rows)) < 0.5
    )


def test_a_page_that_is_no_report_is_read_all_the_same() -> None:
    page = OTHER["an explanation"] + "\n2022年，县水务局收到政府信息公开申请7件。\n" + TABLE.replace("\t0", "\t")
    (record,) = (reading.record for reading in giar_ml.load().read_bytes(page.encode(), "page.txt"))
    assert record.report.is_report is not None
    assert record.statistics
    assert any(cell.value is not None for cell in record.cells)


@given(st.text(alphabet="政府信息公开年度报告解读通知一二、。：\n\t |0123456789件条《》", max_size=300))
def test_any_page_has_a_probability(text: str) -> None:
    assert 0 <= said(text) <= 1


def test_the_weights_are_plain_small_and_all_used() -> None:
    data = files("giar_ml").joinpath("models/is_report.json").read_bytes()
    assert len(data) < 1_000_000
    weights = json.loads(data)
    page = genuine.page("标题", 1, "", outline(normalize(AlignedText.identity(""))), genuine.epochs.TableText("", ""))
    assert set(weights["signs"]) == set(genuine.signs(page))
    assert all(0 <= int(bucket) < genuine.BUCKETS for bucket in weights["grams"])


def test_broken_weights_are_an_error_of_the_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genuine.json, "loads", lambda text: {"signs": {}})
    with pytest.raises(ModelError, match="is_report"):
        genuine.model.__wrapped__()
