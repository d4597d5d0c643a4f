"""Members of lists that no word announces: 专项规划29条、区域规划30条. Neighbours, or being several, tell them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from giar_ml.assemble.narrative_match import Match
from giar_ml.assemble.narrative_parts import ACT, Whole, name_of
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.schema.narrative import narrative
from giar_ml.types import Statistic

_KINDS = ("disclosed.", "interpretation.")
_MADE = re.compile(  # things and papers that were made or handed out, no information disclosed
    "(?:，|＃|今年|全年|共)*(?:制定|收集|征集|发放|归集|修建|修订|建成|梳理|形成|绘制|整治|查处|采集)"
)
_OTHER_THINGS = re.compile(  # counted in 条 too, and no information
    r"(?:路|道|线|河|渠|沟|街|巷|鱼|犬|措施|举措|规定|经验|建议|意见|线索|标语|横幅|短信|留言|评论|视频|问题|诉求|工单|链接|错误|任务|事项)$"
)
_BARE = re.compile(r"^(?:，|其中|有|另有|还有|另|另外)*$")
_SUM = re.compile(r"^(?:＃|，|总共|共计|合计|总计|累计|共)+$")
_DONE = re.compile(r"(?:均|已|全部|都)[^，,]{0,14}?(答复|回复|办结|办理完毕|处理完毕)")
_BY_BODY = re.compile(r"(?:部门|单位|[局县区市镇乡委]|街道|政府|机关|[)）])(?:共|分别)?(?:收到|受理|接收)(?:了)?$")
_SAID = re.compile("信息|内容|文件|公开|发布")
_CASES = ("件", "宗", "起", "例", "份")


def may_be_listed(phrase: Phrase) -> bool:
    """Whether a count without words of its own may count information of the kind it names: 规划计划4条."""
    name = name_of(phrase)
    return (
        phrase.quantity.unit == "条"
        and 1 < len(name) <= 12
        and not (ACT.search(name) or _OTHER_THINGS.search(name) or phrase.tail)
        and not _MADE.match(phrase.clause)
    )


def is_member(phrase: Phrase, key: str, waiting: Sequence[Phrase]) -> bool:
    """Whether a count of known kind goes on a list: 应急管理1条，公告公示1条."""
    same = all(phrase.quantity.unit == w.quantity.unit for w in waiting)
    return same and key.startswith(_KINDS) and not ACT.search(name_of(phrase))


def unnamed(phrase: Phrase) -> Match:
    """A kind of information that has no indicator of its own."""
    return Match("disclosed.category.other", 3.5, phrase.clause)


def is_topic(phrase: Phrase) -> bool:
    """Whether a count stands alone in its sentence with the name of a topic: 重大建设项目17条."""
    return phrase.left == phrase.clause and narrative().topic(name_of(phrase)) is not None


def of_cases(phrase: Phrase, match: Match) -> Match:
    """5件申请均已答复 says what became of requests already counted, not that as many came."""
    done = _DONE.search(phrase.tail) if match.key == "foi.received" and _BARE.match(phrase.clause) else None
    if done is None:
        return match
    key = "foi.replied" if done[1] in ("答复", "回复") else "foi.completed"
    return Match(key, match.score, done.group())


def of_requests(phrase: Phrase, last: Statistic) -> Match | None:
    """A count that only the one before it explains: 上年结转4件，共计64件; 共收到留言90条，各部门收到60条."""
    if last.unit != phrase.quantity.unit:
        return None
    if last.indicator == "foi.carried_in" and is_sum(replace(phrase, left=phrase.clause)):
        return Match("foi.handled", 4.0, phrase.clause)
    if last.indicator.endswith(".received") and _BY_BODY.search(phrase.clause):
        return Match(last.indicator, 4.0, phrase.clause)
    return None


def is_rest(phrase: Phrase, match: Match, parent: Whole | None) -> bool:
    """Whether 其他类380件 stands without what the others are: cases of any kind, no information."""
    unsaid = phrase.quantity.unit in _CASES[:4] and not _SAID.search(phrase.clause)
    return match.key == "disclosed.category.other" and parent is None and unsaid


def is_sum(phrase: Phrase) -> bool:
    """Whether nothing but a word of adding up stands before a count: 总计2401条."""
    return bool(_SUM.match(phrase.left)) and not phrase.tail


def is_listing(phrase: Phrase) -> bool:
    """Whether a list follows the number, all of which it counts: 164件议案、建议和提案."""
    return phrase.after.startswith(phrase.tail + "、")


def is_bare(phrase: Phrase) -> bool:
    """Whether only the words after a number of cases tell of it: 其中，6件均按时答复."""
    return phrase.quantity.unit in _CASES and bool(_BARE.match(phrase.clause)) and bool(phrase.tail)
