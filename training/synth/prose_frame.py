"""The prose around the tables: short sentences of our own, as plain and as repetitive as the real thing."""

from __future__ import annotations

from random import Random

from training.synth.facts import Facts

HEADINGS = {
    "1": ("总体情况", "总体概述", "工作基本情况"),
    "2": ("主动公开政府信息情况", "行政机关主动公开政府信息情况"),
    "3": ("收到和处理政府信息公开申请情况", "行政机关收到和处理政府信息公开申请情况"),
    "4": ("政府信息公开行政复议、行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    "5": ("存在的主要问题及改进情况", "存在问题及改进情况", "存在问题和改进措施"),
    "6": ("其他需要报告的事项", "其他需要报告事项"),
}
NUMERALS = "〇一二三四五六"
OPENING = (
    "根据有关规定，现公布{body}{year}年政府信息公开工作年度报告。",
    "本报告由{body}编制，所列数据的统计期限为{year}年1月1日至12月31日。",
    "{body}按照统一格式编制本报告，对报告有疑问的，请与我单位办公室联系，电话0{area}-{phone}。",
)
OVERVIEW = (
    "{year}年，我单位把公开工作排进年度计划，由专人负责，逐月核对。",
    "全年在门户网站更新栏目{a}个，发布各类信息{b}条。",
    "政务新媒体共推送消息{c}条，其中图文解读{a}篇。",
    "我们对公开指南作了修订，并把旧栏目合并整理。",
    "全年组织业务学习{a}次，参加人员{d}人次。",
    "依申请公开的受理渠道保持畅通，办理流程有登记、有审核、有归档。",
    "在监督方面，每季度抽查一次，发现的问题当月改正。",
)
PROBLEMS = (
    "一是有的栏目更新不够及时；二是解读形式比较单一。",
    "工作中还有不足：部分科室对公开的范围掌握不准，材料报送偏慢。",
    "公开内容与公众的期待仍有差距，经办人员变动较多。",
)
PLANS = (
    "下一步，我们将补齐栏目短板，安排{a}次培训，把责任落实到岗位。",
    "今后将完善内部流程，提高答复质量，丰富解读方式。",
    "针对上述问题，我们将加强检查，按季度通报整改情况。",
)
OTHERS = ("无", "无。", "没有其他需要报告的事项。", "本年度未收取信息处理费。", "")
AFTER_REQUESTS = ("", "", "", "本年度的申请均在法定期限内办理。", "以上数据以登记台账为准。")


def paragraphs(facts: Facts, rng: Random) -> dict[str, list[str]]:
    """Paragraphs by section: "0" title and opening, "1" to "6", "end" signature and date."""
    words = {
        "body": facts.body,
        "year": facts.year,
        "area": rng.randint(310, 999),
        "phone": rng.randint(2000000, 8999999),
        "a": rng.randint(2, 30),
        "b": rng.randint(40, 5000),
        "c": rng.randint(31, 900),
        "d": rng.randint(20, 300),
    }

    def some(sentences: tuple[str, ...], low: int, high: int) -> list[str]:
        return [s.format(**words) for s in rng.sample(sentences, rng.randint(low, min(high, len(sentences))))]

    date = f"{facts.year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日"
    return {
        "0": [f"{facts.body}{facts.year}年政府信息公开工作年度报告", *some(OPENING, 1, 2)],
        "1": ["".join(some(OVERVIEW, 1, 3)) for _ in range(rng.randint(1, 3))],
        "2": [],
        "3": [],
        "3end": [s for s in some(AFTER_REQUESTS, 1, 1) if s],
        "4": [],
        "5": [*some(PROBLEMS, 1, 1), *some(PLANS, 1, 2)],
        "6": [s for s in some(OTHERS, 1, 1) if s],
        "end": [facts.body, date],
    }


def heading(section: str, rng: Random, bare: bool) -> str:
    """One of the official headings in one of its wordings, with or without its numeral."""
    text = rng.choice(HEADINGS[section])
    return text if bare else f"{NUMERALS[int(section)]}、{text}"
