"""Parts of a whole: 其中…, brackets, lists by agency, level or channel, and what a part inherits from its whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from giar_ml.assemble.narrative_match import Frames, Match, best, frames_in
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.types import Statistic

_WHO = re.compile(
    r"(?:中央|国家|央|省|市|县|区|州|乡镇|镇|乡|街道|基层|村|本|直属)级?(?:主流|主要|新闻)?(?:媒体?|层面)?(?:以上)?$"
    r"|(?:局|委|办|厅|部|院|镇|乡|街道|办事处|政府|部门|单位|机关|分局|中心|公司|县|区|市|开发区|大队|支队|学校|医院|所|站|园区|机构)(?:共|各|有|收到|受理|公开|发布)*$"
)
_BY_BODY = re.compile(
    r"^(?:各|全)?[\u4e00-\u9fff、]{0,10}?(?:本级|县区|区县|部门|单位|局|镇|乡|街道|县|政府|机关|乡镇|办事处)(?:各部门)?(?:主动|共|累计)*(?:公开|发布)"
)
_PUBLISHED = re.compile(r"公开|发布|更新|公布|上传|公示|推送")
_CHANGED = re.compile(r"^(?!.*[失有]效).*(?:制定|修改|修订|废止|出台|新增)")
_LEAD = re.compile(r"^(?:其中|包括|包含|含|分别(?:为|是)?|具体(?:为|是)|主要(?:是|为)?|有|[，,：:、（(])+")
_END = re.compile(r"(?:共计|总计|总共|一共|共|累计|合计|为|有|各|是|达|计|约|近|：)+$")
_THING = re.compile(r"信息$|规范性文件|规章")
_OUTLET = re.compile(r"(?:报|台|网|平台|号|刊|社|频道|客户端|》)(?:发布|刊发|播发|刊登|播出)?$")
_SUM = re.compile(r"^(?:以上|总共|共计|合计|总计|累计|共)+$")
_SUMMED = re.compile(r"^(?:以上|总共|共计|合计|总计|累计|共)+(?:主动)?(?:公开|发布|更新|公布)(?:政府|政务)?(?:信息)?$")
_NEW = re.compile(r"^(?:＃度?|本年度?|今年|当年|年内)?新增(?:主动)?(?:公开|发布)?(?:政府|政务)?(?:信息)?$")
_OWN = re.compile(r"主动公开|依申请公开|不予公开")
_POWER = re.compile(
    r"^(?:行政|其[他它])?(?:许可|处罚|强制|征收|征用|确认|给付|裁决|奖励|检查|规划|权力|行政权力|类|职权)+"
    r"(?:事项|类)?$"
)
_REST = dict.fromkeys(("foi.received", "foi.handled", "foi.completed"), "foi.other_processing")
_MADE = ("disclosed.regulations", "disclosed.normative_documents")
_LISTED = ("catalogue.items", "powers.total", "columns.built")  # named in a list of information, not counted
_PLAIN = ("disclosed.total", "disclosed.website")
_KIND = dict.fromkeys((*_PLAIN, "disclosed.documents"), "disclosed.category.other")
_SORTED = ("foi.received", "foi.handled", "review.total", "litigation.total")
_SORT = re.compile(r"(?:类|方面|领域|事项)(?:的|申请|有|共)*$")  # 其中规划许可类3件: requests by what they are about
KINDS = ("disclosed.", "interpretation.", "proposals.", "meetings.", "response.", "normative.")
OF_A_KIND = re.compile(r"[^各两三四五六七八九十多几种]类别?的?(?:政府|政务)?信息$")  # 法规标准类信息, but no 各类信息
_CLEAR = 5.4  # score from which the noun published decides
_POSTS = ("条", "篇", "期", "份")
ACT = re.compile(  # a new statement, no member of a list
    r"公开(?!$)|发布|收到|受理|办|答复|回复|举|召开|开展|推送|更新|上传|转|组织(?!机构|人事)|新增|访问|点击|接|网站|平台|微信|公众号|微博|媒体|报(?!告|表)"
)
_WHOLE = frozenset(("信息", "政府信息", "政务信息", "各类信息", "公开信息", "主动公开", "政务公开", "信息公开"))
_ELSEWHERE = {  # what these are called among the information published
    "normative.documents_database": "disclosed.normative_documents",
    "normative.regulations_database": "disclosed.regulations",
    "interaction.messages.received": "disclosed.category.other",
}
_OTHER_MEDIA = ("newmedia.", "disclosed.noticeboard", "disclosed.newspaper", "website.")
_SCREEN = re.compile("屏|宣传栏|橱窗|展板|LED")  # no column of a website
_UNPUBLISHED = ("foi.disclosed", "foi.refused")  # produced, though not of one's own accord disclosed
_ITEMS = frozenset("条篇件个项份次期则") | {"", "件次", "条次", "篇次"}


@dataclass(frozen=True, slots=True)
class Whole:
    """The statistic whose parts are being listed; `index` in the result of the report.

    `most` is the largest value that a part can have which no word announces (None: any).
    """

    index: int
    indicator: str
    unit: str
    most: Decimal | None = None


def as_whole(index: int, statistic: Statistic) -> Whole:
    """The statistic at that place of the result as a whole."""
    exact = statistic.qualifier == "exact"
    return Whole(index, statistic.indicator, statistic.unit, statistic.value if exact else None)


def added_up(sentence: Sequence[Statistic], first: int) -> list[Statistic]:
    """The facts of a sentence, where no word announces parts, linked if they add up to the one before them.

    `first` is the place of the first one in the result.
    """
    if len(sentence) < 3 or sentence[0].indicator not in _PLAIN:
        return list(sentence)
    head, parts = as_whole(first, sentence[0]), sentence[1:]
    alike = all(s.part_of is None and s.unit == head.unit and is_kin(head, s.indicator, s.unit) for s in parts)
    if not alike or sum(s.value for s in parts) != sentence[0].value:
        return list(sentence)
    return [sentence[0], *(replace(s, part_of=first) for s in parts)]


def name_of(phrase: Phrase) -> str:
    """The bare name of a part: its clause without the words that announce it."""
    return _END.sub("", _LEAD.sub("", phrase.clause))


def part_key(parent: Whole, phrase: Phrase, match: Match | None) -> Match | None:
    """Changes what the words say where the whole tells better; None leaves the decision open."""
    if parent.indicator in _MADE and _CHANGED.search(phrase.clause):
        return Match(parent.indicator, 5.0, phrase.clause)
    if parent.indicator == "powers.total" and _POWER.search(name_of(phrase)) and phrase.quantity.unit in _ITEMS:
        return Match(parent.indicator, 5.0, phrase.clause)
    if match is None:
        return None
    if match.key == "inspection.notices" and parent.indicator.startswith(("disclosed.", "newmedia.")):
        return Match(_KIND.get(parent.indicator, parent.indicator), match.score, match.said)  # 其中工作简报9篇
    if (
        match.key == "interaction.total"
        and parent.indicator.startswith("disclosed.")
        and not ACT.search(name_of(phrase))
    ):
        return Match("disclosed.category.other", match.score, match.said)  # 网站公开信息127条，其中政策咨询10条
    if match.key in _PLAIN and _SUMMED.search(phrase.clause):
        return match
    if match.key.startswith("disclosed.") and parent.indicator in ("review.total", "litigation.total"):
        return Match(parent.indicator, match.score, match.said)  # 其中涉及政府信息公开的5件
    if match.key.startswith("disclosed.") and parent.indicator.startswith(("foi.", "interaction.", "hotline.")):
        return Match(_REST.get(parent.indicator, parent.indicator), match.score, match.said)
    if (
        match.key.startswith("gov_services.")
        and parent.indicator.startswith("disclosed.")
        and phrase.quantity.unit == "条"
    ):
        return Match("disclosed.category.other", match.score, match.said)
    if match.key in _LISTED and parent.indicator.startswith("disclosed.") and phrase.quantity.unit in ("条", "篇"):
        return Match("disclosed.category.other", match.score, match.said)
    if match.key in _PLAIN and parent.indicator.startswith("disclosed."):
        if frames_in(phrase.clause + phrase.tail).get("media"):
            return match
        if _NEW.match(name_of(phrase)):  # 累计公开1300条，其中＃新增300条: the year's among all
            return Match("disclosed.total", match.score, match.said)
        if _BY_BODY.match(name_of(phrase)):
            return Match(parent.indicator, match.score, match.said)
        own = _OWN.search(phrase.clause)
        return match if own else Match("disclosed.category.other", match.score, match.said)
    if parent.indicator.startswith("disclosed.") and match.key in _ELSEWHERE and _THING.search(phrase.clause):
        return Match(_ELSEWHERE[match.key], match.score, match.said)
    if match.key == "database.policy_documents" and parent.indicator.startswith("disclosed."):
        return Match("disclosed.category.documents", match.score, match.said)  # 文件库19条: a column of the catalogue
    if (
        parent.indicator == "disclosed.website"
        and match.key == "disclosed.noticeboard"
        and not _SCREEN.search(match.said)
    ):
        return Match(parent.indicator, match.score, match.said)  # 网站双公示栏发布信息68条
    if match.key == "press.conferences" and parent.indicator == "press.conferences":
        return Match("press.conferences.topic", match.score, match.said)
    return match


def kind_of(phrase: Phrase, parent: Whole | None) -> Match | None:
    """在网站发布政策解读10篇, 其中更新机关简介信息1条: the kind published tells more than verb or channel.

    In a list of parts a weak word tells it; where a channel is named, or no list is open, only a clear one does.
    """
    if parent and not parent.indicator.startswith("disclosed."):
        return None
    listed = parent is not None and not frames_in(phrase.clause + phrase.tail).get("media")
    verb, noun = _published(name_of(phrase))
    if not noun or not (verb or listed or OF_A_KIND.search(noun)):
        return None
    found = best(noun, noun, phrase.tail, phrase.quantity.unit, {})
    if OF_A_KIND.search(noun) and (found is None or found.key in _PLAIN):
        return Match("disclosed.category.other", 4.6, noun)
    if found is None or found.key in _PLAIN or not found.key.startswith("disclosed." if listed else KINDS):
        return None
    return found if listed or found.score >= _CLEAR else None


def _published(name: str) -> tuple[bool, str]:
    """Whether the words name an act of publishing, and what stands after the last one."""
    parts = _PUBLISHED.split(name)
    return len(parts) > 1, parts[-1]


def listed_key(phrase: Phrase, match: Match | None, frames: Frames, last: str) -> Match | None:
    """What a member of a list of kinds of information is: 政策文件51条，计划规划40条，决策信息28条.

    After an item in the media (`last`) an unknown name is one of them: 晚报刊发信息17篇、人民网21篇.
    """
    name, unit = name_of(phrase), phrase.quantity.unit
    if match is None and not name and _SUM.search(phrase.clause):  # 通知公告63条，动态6条，共计69条
        return best("公开信息", "公开信息", "", unit, frames)
    if not name or len(name) > 14 or unit not in _POSTS or ACT.search(name):
        return match
    if match and match.key == "normative.documents_database":
        return Match(_ELSEWHERE[match.key], match.score, match.said)
    unknown = (
        match is None or match.key in _LISTED or (match.key in _PLAIN and match.said != name and name not in _WHOLE)
    )
    rest = last if last == "disclosed.press" else "disclosed.category.other"
    return Match(rest, 4.0, phrase.clause) if unknown else match


def inherited(parent: Whole, phrase: Phrase, match: Match | None) -> Match | None:
    """What a part without words of its own is: the whole's indicator for a list by agency, level or kind."""
    name, unit = name_of(phrase), phrase.quantity.unit
    if match is not None or unit in ("%", "％") or len(name) > 30 or not _same_unit(parent.unit, unit):
        return match
    whole = parent.indicator
    if whole.startswith("disclosed.") and _NEW.match(name):
        return Match("disclosed.total", 4.0, name)
    if not name and phrase.tail:
        name = phrase.tail
    if not name:
        return None
    if _WHO.search(name) or _is_agency(phrase, name) or (whole in _SORTED and _SORT.search(name)):
        return Match(whole, 5.0, name)
    if whole == "disclosed.press" and _OUTLET.search(name):
        return Match(whole, 5.0, name)
    if whole.startswith("disclosed.") and unit in _ITEMS and not (unit in ("次", "个", "项") and parent.unit != unit):
        return Match("disclosed.category.other", 4.0, name)
    if whole.startswith(("newmedia.", "interaction.", "hotline.", "proposals.", "normative.", "press.", "meetings.")):
        return Match(whole, 3.5, name)
    return None


def _is_agency(phrase: Phrase, name: str) -> bool:
    """Whether a part is named by an agency, or by what it did: 市教育局受理, not 教育局主要职责."""
    _, found, after = name.partition(phrase.agency or "\0")
    return bool(found) and (not after or bool(ACT.search(after)))


def _same_unit(whole: str, part: str) -> bool:
    return whole == part or not part or not whole or (whole in _ITEMS and part in _ITEMS)


def is_kin(parent: Whole, key: str, unit: str) -> bool:
    """Whether a fact found in a list of parts is of the whole's family, so that it may be linked as its part."""
    if parent.indicator == "disclosed.produced_total" and key in _UNPUBLISHED:
        return True
    family = parent.indicator.split(".")[0]
    kin = {"disclosed": ("disclosed", "newmedia", "interpretation", "proposals", "gazette", "meetings", "normative")}
    return key.split(".")[0] in kin.get(family, (family,)) and _same_unit(parent.unit, unit)


def is_apart(parent: Whole, key: str) -> bool:
    """Whether a fact found in a list of what a website published is of another medium: no part, and the list ends."""
    return parent.indicator == "disclosed.website" and key.startswith(_OTHER_MEDIA)
