"""The labeler without ML: lexicon and grammar. The baseline that a model must beat, and the double for quick tests."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from giar_ml.label.tokens import tokens
from giar_ml.schema import content_hash
from giar_ml.schema.lexicon import either, is_glued, lexicon
from giar_ml.types import Passage, Span

_FUSED = re.compile(r"\d{2,}(?=(12345)[”\"’]?(?:热线|政[府务]|市长|便民))")
_TAIL = re.compile(r"\s*(?:[，,。；;、）)：:]|占|$|为[\u4e00-\u9fff]{2})")
_GOES_ON = re.compile(  # the unit is lost and the next clause begins: 结果 5梳理职权
    r"\s*(?:梳理|公开|发布|办理|办结|受理|收到|开展|组织|举办|召开|答复|回复|完成|推进|加强|及时|同时|其中|全年"
    r"|[一二三四五六七]是)"
)
_MARKED = re.compile(r"[余多万亿千]\s*$")
_ABSENT = (
    r"(?:申请(?!人|表|书|内容|流程)|(?:要求|请求)公开的?(?:政府|政务)?信息(?![^，,。；;]{0,12}申请)|复议|诉讼|应诉|费用|收费|处理费|投诉|举报|责任追究|结转|申诉"
    r"|检索费|复制费|邮寄费|工本费)"
)
_HAPPEN = (
    r"(?:收到|接到|接收到|接收|受理|发生|产生|出现|涉及|收取|引发|引起|被|提起|结转|向[^，,。；;]{1,16}?收取|因)"
    r"(?:过|了)?(?:任何|一[件起例宗]|有关)?"
)
_NIL = re.compile(
    rf"(?:均|暂|也|都|尚|目前|仍)?(?:(?:未(?:曾|有|再)?|没有?|从未|无){_HAPPEN}[^，,。；;：:\d]{{0,40}}?{_ABSENT}"
    rf"|(?:均|也)?(?:(?:未|没有)(?:对|就|因|向)[^，,。；;：:\d]{{1,24}}|不存在(?:向[^，,。；;：:\d]{{1,12}})?)(?:收取|收费)[^，,。；;：:\d]{{0,12}}?(?:费用|费|情况)"
    rf"|(?:没有|不存在|无)(?:任何|相关|新增)?[^，,。；;：:、\d的正需法人权论]{{0,14}}?{_ABSENT})"
    rf"(?:[^，,。；;：:\d未]{{0,12}}?(?:复议|诉讼|应诉|案件|投诉|举报|申诉|费用|事项|情况|件)){{0,4}}"
    r"|(?:均|暂|也|都|尚)?(?:未|没有?|无)(?:再|新)?(?:制发|制定|出台|印发|发布|废止|新增|修订)(?:过|任何|新的)?[\u4e00-\u9fff、]{0,8}?规范性文件"
    r"|(?<=[：:为均])\s*无(?=[。；;，,]|$)"
)
_CLAUSE = "，,。；;：:！!？?\n"
_LEAD = re.compile(
    r"^(?:(?:其中|其它|全年|一年来|年内|本年度?|今年|目前|截至目前|同时|另外?|并(?!联)|及|和|以及|共计?|累计|合计|总计"
    r"|一共|已|均|分别|我[市县区局镇乡省委办厅]|全[市县区局镇乡省]|[一二三四五六七八九]是|年度?|新增?(?=开|建|设)|、|的|还|又|先后|通过[^，]{0,4}等)\s*)+"
)
_END = re.compile(r"(?:\s|总?共计?|累计|合计|总计|分别|达到?|约?为|是|有|了|近|超过?|约|已|的|全部|均|各|“|”|\")+$")
_AFTER = re.compile(r"(?:的)?[\u4e00-\u9fff“”、]{1,20}")
_STOP_AFTER = re.compile(r"^(?:占|同比|较|比|以上|以下|左右|等|均|已|并|并且|其中|和|及|为|全部|按|，|后|人民)")
_REACH = 120  # characters that a category may reach back


class LexiconLabeler:
    """Labels COUNT, CATEGORY, DATE, AGENCY and NIL by word lists and grammar alone; same spans for the same passage."""

    id = "lexicon"

    @property
    def hash(self) -> str:
        """SHA-256 over the schema whose words and grammar do the labelling."""
        return content_hash(".")

    def label(self, passages: Sequence[Passage]) -> list[tuple[Span, ...]]:
        """One tuple of sorted spans a passage, clean offsets. Never raises for odd text."""
        return [tuple(_label(passage.text.text)) for passage in passages]


def _label(text: str) -> list[Span]:
    nils = [Span(m.start(), m.end(), "NIL") for m in _NIL.finditer(text)]
    spans = list(_outside(_numbers(text), nils))
    counts = [s for s in spans if s.label == "COUNT"]
    spans += nils
    spans += _agencies(text)
    spans += _categories(text, counts, spans)
    return sorted(spans, key=lambda s: (s.start, s.end))


def _outside(spans: Iterable[Span], holes: list[Span]) -> Iterator[Span]:
    """The sorted spans that touch none of the sorted holes."""
    i = 0
    for span in spans:
        while i < len(holes) and holes[i].end <= span.start:
            i += 1
        if i == len(holes) or span.end <= holes[i].start:
            yield span


def _numbers(text: str) -> Iterator[Span]:
    """COUNT and DATE spans in order; fused hotline names give their head back (584312345” is 5843 and 12345)."""
    place, scan = 0, tokens()
    while match := scan.search(text, place):
        place = max(match.end(), match.start() + 1)
        start, end = match.span()
        if match.lastgroup == "date" or match["date"]:
            yield Span(start, end, "DATE")
        elif match["count"]:
            if fused := _FUSED.match(text, start):
                yield Span(start, fused.start(1), "COUNT", 0.5)
                place = fused.end(1)
            elif match["bare"] is None or _stands_alone(text, start, end):
                if is_glued(text, start):
                    start += 1 + len(text[start + 1 : end]) - len(text[start + 1 : end].lstrip())
                end = start + len(text[start:end].rstrip())
                yield Span(start, end, "COUNT", 1.0 if match["bare"] is None else 0.8)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A number without a unit is a count at the end of a phrase, with a mark of size, or with three digits and more."""
    if start == 0 or text[start - 1] in "-－—/.~～+＋#":
        return False
    if _MARKED.search(text[start:end]) or _TAIL.match(text, end):
        return True
    if _GOES_ON.match(text, end) and "\u4e00" <= text[:start].rstrip()[-1:] <= "\u9fff":
        return True
    following = text[end : end + 1]
    return len(text[start:end].strip()) >= 3 and "\u4e00" <= following <= "\u9fff" and following not in "年月日号级度"


@cache
def _agency_pattern() -> re.Pattern[str]:
    ends = either(lexicon().agency_ends)
    start = r"(?:(?<=[，,。；;：:、“（(由向和与对在经为及据现布])|(?<=年)|(?<=年度)|(?<=通过)|(?<=根据)|^)"
    office = r"(?:办公厅|办公室|政府信息与政务公开办公室)?"
    return re.compile(rf"{start}\s*(?P<name>(?!年|度)[\u4e00-\u9fff]{{0,14}}?{ends}{office})")


def _agencies(text: str) -> list[Span]:
    return [Span(m.start("name"), m.end("name"), "AGENCY", 0.7) for m in _agency_pattern().finditer(text)]


def _categories(text: str, counts: list[Span], spans: list[Span]) -> list[Span]:
    """For every count the phrase before it, back to the clause or span before; else the noun after it."""
    found: list[Span] = []
    ends = sorted(s.end for s in spans)
    for i, count in enumerate(counts):
        before = bisect_right(ends, count.start)
        floor = max(ends[before - 1] if before else 0, count.start - _REACH)
        clause = max(text.rfind(c, floor, count.start) + 1 for c in _CLAUSE)
        start, end = _trim(text, max(floor, clause), count.start)
        if end - start >= 2:
            found.append(Span(start, end, "CATEGORY", 0.7))
            continue
        ceiling = counts[i + 1].start if i + 1 < len(counts) else len(text)
        after = _AFTER.match(text, count.end, ceiling)
        if after and not _STOP_AFTER.match(after.group()):
            found.append(Span(after.start(), after.end(), "CATEGORY", 0.6))
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    phrase = text[start:end]
    bracket = max(phrase.rfind("("), phrase.rfind("（"))
    if bracket >= 0 and not re.search("[)）]", phrase[bracket:]):
        start, phrase = start + bracket + 1, phrase[bracket + 1 :]
    lead = _LEAD.match(phrase)
    first = lead.end() if lead else 0
    last = _END.search(phrase, first)
    stop = last.start() if last else len(phrase)
    stop += is_glued(phrase, stop)
    core = phrase[first:stop]
    return start + first + len(core) - len(core.lstrip()), start + first + len(core.rstrip())
