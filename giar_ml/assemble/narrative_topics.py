"""Items on a named topic: 就业创业领域相关信息115条 is `disclosed.topic.employment`. The topics stand in the schema."""

from __future__ import annotations

import re

from giar_ml.assemble.narrative_match import Match
from giar_ml.assemble.narrative_parts import Whole
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.schema.narrative import narrative

_UNITS = ("", "条", "篇", "件", "期", "份", "项", "次")
_ITEMS = re.compile(r"(?:信息|政策|文件|内容|动态|信号|数据|公告|事项|稿件|文章)(?:的)?(?:共|计|达|约|近|有|：)*$")
_OTHER = re.compile(
    r"解读|归集|其[他它]|新闻|动态|要闻|留言|回应|发布会|访谈|申请|咨询|培训|检查|工单|问答|会议|公报|答复|办件|采购|规范性"
)
_PUBLISH = re.compile(r"公开(?!$)|发布|推送|更新|公布|上传|网站|平台|公众号|微博")
_NAMED = re.compile(r"领域|类|相关|方面|专题|防控|信号")


def topic_match(phrase: Phrase, parent: Whole | None, listed: bool) -> Match | None:
    """The topic that a published number of items is on; None where nothing is published or no topic is named.

    `listed` says that the count before it in the sentence was of a kind of information too.
    """
    clause = phrase.clause + ("" if _ITEMS.search(phrase.clause) else phrase.tail)
    if phrase.quantity.unit not in _UNITS or _OTHER.search(clause):
        return None
    disclosing = listed or parent is not None and parent.indicator.startswith(("disclosed.", "newmedia."))
    if not disclosing and not _ITEMS.search(clause):
        return None
    noun = _PUBLISH.split(clause)[-1]
    topic = narrative().topic(noun)
    if topic is None and ("重点领域" in noun or not re.search(r"领域(?:相关|的)?(?:政府)?信息", noun)):
        return None
    return Match(f"disclosed.topic.{topic or 'other'}", 7.5 if _NAMED.search(clause) else 6.5, clause)
