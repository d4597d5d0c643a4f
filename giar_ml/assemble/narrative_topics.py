"""Items on a named topic: 就业创业领域相关信息115条 is `disclosed.topic.employment`. The topics stand in the schema."""

from __future__ import annotations

import re

from giar_ml.assemble.narrative_match import Match
from giar_ml.assemble.narrative_parts import Whole
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.schema.narrative import narrative

_UNITS = ("", "条", "篇", "件", "期", "份", "项", "次")
_ITEMS = re.compile(
    r"(?:信息|抽查结果|政策|文件|内容|动态|信号|数据|公告|事项|稿件|文章)(?:的)?(?:共|计|达|约|近|有|：)*$"
)
_OTHER = re.compile(
    r"解读|归集|报告|年报|其[他它]|新闻|动态|要闻|留言|回应|发布会|访谈|申请|咨询|培训(?!类?信息)|检查|工单|问答|会议|公报|答复|办件|采购|规范性|热点|舆情"
)
_TITLE = re.compile(r"《[^《》]*》?")
_BODY = re.compile(r"(?:局|委|办|厅|院|镇|乡|街道|办事处|政府|支队|大队)(?:共|各|有|为|达)*$")
_FIELD = re.compile(r"(?<!各)(?:领域|方面)(?:相关|的)*(?:政府|政务)?信息|[^重点各]领域$")
_PUBLISH = re.compile(r"公开(?!$)|发布|推送|更新|公布|上传|网站|平台|公众号|微博|[印制]发|出台")
_ALL = re.compile(
    r"文字、图片|(?:文字|图片|图文)(?:、|和|及)视频|"
    r"、[^，；]{1,24}等各类|(?:、[^，；、]{1,16}){2}等(?:各|多)?(?:个|类)?(?:方面|领域)的?(?:政府|政务)?信息"
    r"|公开政府[\u4e00-\u9fff]{2}信息"
    r"|公开(?:了)?(?:各类|各种|各项|全部|所有)(?!.*(?:领域|方面|专题))"
)
_NAMED = re.compile(r"领域|类|相关|方面|专题|防控|信号")


def topic_match(phrase: Phrase, parent: Whole | None, listed: bool) -> Match | None:
    """The topic that a published number of items is on; None where nothing is published or no topic is named.

    `listed` says that the count before it in the sentence was of a kind of information too.
    """
    clause = phrase.clause + ("" if _ITEMS.search(phrase.clause) else phrase.tail)
    if phrase.quantity.unit not in _UNITS or _OTHER.search(clause):
        return None
    if parent is None and _ALL.search(clause):
        return None  # 主动公开各类政府交通运输信息: all that a body of that field publishes
    disclosing = listed or (parent is not None and parent.indicator.startswith(("disclosed.", "newmedia.")))
    if not disclosing and not _ITEMS.search(clause):
        return None
    noun = _TITLE.sub("", _PUBLISH.split(clause)[-1])
    if phrase.agency or _BODY.search(noun):
        return None  # a member of a list by body: 市民政局35条
    topic = narrative().topic(noun)
    if topic is None and ("重点领域" in noun or not _FIELD.search(noun)):
        return None
    return Match(f"disclosed.topic.{topic or 'other'}", 7.5 if _NAMED.search(clause) else 6.5, clause)
