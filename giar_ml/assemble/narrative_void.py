"""Numbers that state no fact of the year: plans, duties, sums of the budget, telephone and list numbers, 一次性."""

from __future__ import annotations

import re

from giar_ml.assemble.narrative_phrase import Phrase

_PLANNED = re.compile(
    r"(?:计划(?=举办|开展|组织|召开|建|在|于|完成|公开)|拟(?!定|修[改订]|废止|保留|[审报]批|许可|处罚|录用|任|聘|征|稿)|力争|预计|争取|下一步|＃将"
    r"|将(?:举办|开展|组织|召开|建成|新建))[^，,；;]{0,20}$"
)
_DUTY = re.compile(  # an obligation, not a count: 每年组织培训不少于2次
    r"(?:每[一两二三半]?|一)(?:年(?!来|中|间|内|度|以来)|半年|月|季度?|(?:周|天|日)(?!工作|要[闻事]|动态|会议|回顾|热点|播报|[\u4e00-\u9fff]{0,4}(?:头条|新闻|[网报]))|两周|半月)[^，,；;]{0,16}$|原则上[^，,；;]{0,16}$"
    r"|每(?:个|家|名|位)?(?:行政|局属|下属|直属)?(?:村|社区|单位|部门|科室|镇|街道|乡镇|人)(?:[（(][^）)]{0,8}[）)])?(?:均|都)?(?:有|设|设有|设置|配备)?$"
)
_CUT = re.compile(  # 下放67项权力事项: what is gone
    r"(?:取消|下放|承接|精简|削减|减少|合并|衔接|压减)(?:了)?(?:[^，,、；;]{0,8}(?:事项|职权|权力))?$"
)
_FISCAL = re.compile(
    r"事业性收费|(?:收入|支出|投资|拨款|补贴|资金|经费|预算|决算)(?:总额|金额|总计|合计)?(?:共|约|为|达)*$"
)
_IDLE = re.compile(r"次性|件(?:为民|民生)?实事|(?:字|亩|公里|平方|学时|岁|吨|倍)(?![数段])")  # 一次性补贴, 130万字
_REQUEST = re.compile(  # requests for something else than information
    r"(?:道路|许可|施工|低保|救助|补贴|补助|贷款|专利|执行|仲裁|商标|参保|登记|入学|减免|准入|立项|核准)[^，,；;]{0,6}申请(?!公开)(?:件|书|表)?$"
)
_LATE = re.compile(r"(?:超期|逾期)(?:未)?(?:答复|回复|办结|办理)(?:的|件|数|申请)*$")  # how many were answered too late
_AUDIT = re.compile(r"审计(?:[（(]调查[）)])?项目|审计建议|违规金额")  # the work of an audit office
_SAME = re.compile(r"(?:相同|同一)(?:的)?(?:政府)?信息[^，]{0,4}计$")  # 不同渠道公开同一信息计1条
_LONGEST_PLACE = 3  # digits of a place in a list
_LIST = 600  # characters that a numbered list may reach back
_MEDIA = re.compile(r"(?:自|新)?媒体|(?:公开|发布|政务|信息)?(?:平台|网站|渠道|账号|公众号)")
_MONEY = ("元", "万元", "亿元")
_NUMBER = re.compile(r"\d{7,8}|\d{11,12}")  # of a telephone, where nothing says that it counts
_LINE = re.compile(r"[\u4e00-\u9fff]{0,4}(?:电话|热线|专线)")  # 23456电话咨询18次: whose number it is
_MONTH = re.compile(r"20[0-3]\d(?:0?[1-9]|1[0-2])(?:0?[1-9]|[12]\d|3[01])?")  # 20243: a date without its words
_BEGINS = re.compile(r"(?:^|[\s。；;，,)）至止])\Z")
_VERSION = re.compile(r"\d{1,2}\.\d(?:系统|版|平台)")  # 管理3.0系统
_COUNTER = re.compile(r"(?:^|[\d＃：])(?:浏览|点击|阅读|查看)(?:次数|量|数)：$")  # in the head of a page
_ITEM = re.compile(r"(?<![\d.．])\d{1,2}(?=[、.．](?!\d))")  # 1、公开栏2、报纸: the numbers of a list
_COUNTED = re.compile(r"[量数达约近超共计过至破为]$|次数?$|人数?$|点击|访问|浏览|阅读")


def states_nothing(phrase: Phrase, text: str) -> bool:
    """Whether the words around a count of `text`, or its digits, say that it is no statistic of the body's work."""
    raw, clause, unit = text[phrase.start : phrase.end], phrase.clause, phrase.quantity.unit
    if not unit and _is_a_name(phrase, raw, text):
        return True
    if (
        _PLANNED.search(clause)
        or _DUTY.search(clause)
        or _SAME.search(clause)
        or _LATE.search(clause)
        or _AUDIT.search(phrase.left)
    ):
        return True
    if _REQUEST.search(clause) and "公开" not in phrase.left:
        return True
    if _NUMBER.fullmatch(raw) and not _COUNTED.search(phrase.left):
        return True
    if unit in _MONEY or (not unit and phrase.quantity.exponent):
        return "采购" not in clause and bool(_FISCAL.search(clause))
    restated = raw[0] in "两二三" and "、" in clause and _MEDIA.match(phrase.tail)  # 微博、微信两个平台
    return bool(restated or _IDLE.match(unit + phrase.tail) or (unit == "项" and _CUT.search(clause)))


def _is_a_name(phrase: Phrase, raw: str, text: str) -> bool:
    """Whether digits without a unit are no quantity: a telephone line, the place in a list, a date, a version."""
    if not raw.isdecimal():
        return bool(_VERSION.match(raw + phrase.tail))
    if _COUNTER.search(phrase.left) or (len(raw) > 2 and _LINE.match(phrase.tail)):
        return True
    if _MONTH.fullmatch(raw):
        return bool(_BEGINS.search(text[max(0, phrase.start - 1) : phrase.start]))
    if len(raw) > _LONGEST_PLACE:
        return False
    before = _ITEM.findall(text[max(0, phrase.start - _LIST) : phrase.start]) if _ITEM.match(text, phrase.start) else []
    return {"1", str(int(raw) - 1)} <= set(before)
