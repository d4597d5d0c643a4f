"""Counts that state no fact of the year: plans, duties, sums of the budget, telephone numbers, words like 一次性."""

from __future__ import annotations

import re

from giar_ml.assemble.narrative_phrase import Phrase

_PLANNED = re.compile(
    r"(?:计划(?=举办|开展|组织|召开|建|在|于|完成|公开)|拟(?!定|修[改订]|废止|保留|[审报]批|许可|处罚|录用|任|聘|征|稿)|力争|预计|争取|下一步|＃将"
    r"|将(?:举办|开展|组织|召开|建成|新建))[^，,；;]{0,20}$"
)
_DUTY = re.compile(  # an obligation, not a count: 每年组织培训不少于2次
    r"(?:每[一两二三半]?|一)(?:年(?!来|中|间|内|度|以来)|半年|月|季度?|(?:周|天|日)(?!工作|要[闻事]|动态|会议|回顾|热点|播报)|两周|半月)[^，,；;]{0,16}$|原则上[^，,；;]{0,16}$"
    r"|每(?:个|家|名|位)?(?:行政)?(?:村|社区|单位|部门|科室|镇|街道|乡镇|人)(?:[（(][^）)]{0,8}[）)])?(?:均|都)?(?:有|设|设有|设置|配备)?$"
)
_CUT = re.compile(  # 下放67项权力事项: what is gone
    r"(?:取消|下放|承接|精简|削减|减少|合并|衔接|压减)(?:了)?(?:[^，,、；;]{0,8}(?:事项|职权|权力))?$"
)
_FISCAL = re.compile(r"事业性收费|(?:收入|支出|投资|拨款|补贴|资金|预算|决算)(?:总额|金额|总计|合计)?(?:共|约|为|达)*$")
_IDLE = re.compile(r"次性|件(?:为民|民生)?实事|(?:字|亩|公里|平方|学时|岁|吨|倍)(?![数段])")  # 一次性补贴, 130万字
_REQUEST = re.compile(  # requests for something else than information
    r"(?:道路|许可|施工|低保|救助|补贴|补助|贷款|专利|执行|仲裁|商标|参保|登记|入学|减免|准入|立项|核准)[^，,；;]{0,6}申请(?!公开)(?:件|书|表)?$"
)
_AUDIT = re.compile(r"审计(?:[（(]调查[）)])?项目|审计建议|违规金额")  # the work of an audit office
_SAME = re.compile(r"(?:相同|同一)(?:的)?(?:政府)?信息[^，]{0,4}计$")  # 不同渠道公开同一信息计1条
_MEDIA = re.compile(r"(?:自|新)?媒体|(?:公开|发布|政务|信息)?(?:平台|网站|渠道|账号|公众号)")
_MONEY = ("元", "万元", "亿元")
_NUMBER = re.compile(r"\d{7,8}|\d{11,12}")  # of a telephone, where nothing says that it counts
_COUNTED = re.compile(r"[量数达约近超共计过至破为]$|次数?$|人数?$|点击|访问|浏览|阅读")


def states_nothing(phrase: Phrase, raw: str) -> bool:
    """Whether the words around a count, or `raw`, the count itself, say that it is no statistic of the body's work."""
    clause, unit = phrase.clause, phrase.quantity.unit
    if _PLANNED.search(clause) or _DUTY.search(clause) or _SAME.search(clause) or _AUDIT.search(phrase.left):
        return True
    if _REQUEST.search(clause) and "公开" not in phrase.left:
        return True
    if _NUMBER.fullmatch(raw) and not _COUNTED.search(phrase.left):
        return True
    if unit in _MONEY:
        return "采购" not in clause and bool(_FISCAL.search(clause))
    restated = raw[0] in "两二三" and "、" in clause and _MEDIA.match(phrase.tail)  # 微博、微信两个平台
    return bool(restated or _IDLE.match(unit + phrase.tail) or (unit == "项" and _CUT.search(clause)))
