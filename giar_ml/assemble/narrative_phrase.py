"""From the spans of a passage to phrases: for every count the words that say what it counts.

A phrase is plain words: no white space, no quotation marks, a date as `＃`, titles of laws left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from giar_ml.assemble.numbers import Quantity, read_number
from giar_ml.types import Passage, Span

_REACH = 160  # characters that a phrase may reach back or forward
_SENTENCE = re.compile(r"[。！？!?\n]")
_STOP = re.compile(r"[，,。；;：:（）()、！？!?\n]")
_CLOSE = re.compile(r"[，,。；;：:（）()！？!?\n]")
_CLAUSE = re.compile(r"[，,；;：:（(）)]")
_DROP = re.compile(r"[\s“”‘’\"'\x00*]+")
_NAME = re.compile(  # the name of an account may itself name a website
    r"[“\"][^“”\"]{1,24}[”\"](?=(?:政务|官方|的|微信)*(?:微信|公众号|微博|抖音|网站|客户端|APP|新媒体|栏目|专栏))"
)
_LAW = re.compile(
    r"《[^《》]{0,80}(?:办法|条例|通知|意见|方案|规定|细则|要点|决定|规划|法|制度)(?:[（(][^）)]{0,8}[）)])?》"
)
_AMONG = re.compile(  # 主动公开的信息中规划类5条
    r"^.{0,40}公开的(?:政府|政务|各类|各项)*(?:信息|内容)(?:当?中|里)|^.{0,30}(?:公示|公告|信息|文件|内容)中："
)
_NOUN_FIRST = re.compile(  # 疫情信息公开8条: as many items of that kind; not 完成政府信息公开8条
    r"(?<=[\u4e00-\u9fff]{3})(?<!政府)(?<!政务)(?<!主动)(?<!会议)(?<!单位)(?<!企业)(?<!申请)(?<!线上)(?<!网上)(?<!线下)信息公开(?:数|数量|情况)?$"
)
_PART = re.compile(r"其中|的(?:政府|政务|各类)?信息[中里]|包括|包含|含|分别|具体(?:为|是)|分为")
_ASIDE = re.compile(  # 收到申请（含上年结转）9件, 通过网站（两个站点，下同）发布信息9条; not （二）依申请公开
    r"[（(](?![一二三四五六七八九十]{1,3}[）)])[^（）()\d。；;]{1,60}[）)](?:\s*(?:共计?|为)?\s*$)?"
)
_SUMMED = re.compile(r"^[^（(]*[)）]\s*(?:共计|合计|总计|累计|共|总数|数量|为|有|达)+\s*$")
# whose site it is, not who acts
_OWNED = re.compile(
    r"[”\"]?(?:门户|官方|政务|政府)?(?:网|微信|公众号|微博|公报|信息公开|抖音|客户端|新媒体|[\u4e00-\u9fff]{2,10}平台)"
)
_JOINED = re.compile(r"^[、，,和及与]*$")
_EACH = re.compile(r"数?(?:各|各为|各达|均|均为|均是|均达到?|都是|都达到?|分别|分别为)$")  # A、B各3件
_SPLIT = re.compile(r"[、，,和及与]+|以及")
_RATES = re.compile(r"率(?:和|、|及|与)[^，,、]{1,10}率(?:达到|达|为|是|实现|：|:)*$")  # 公开率和解读率100%


@dataclass(frozen=True, slots=True)
class Phrase:
    """One count and the words around it. `start`, `end` are clean offsets in the passage.

    `left` reaches back to the count or sentence before, `clause` is its last clause, `tail` the words right after the
    number, `after` the rest of the sentence part. `opens` says that a bracket was opened since the count before,
    `closes` how many were closed, `part` that the words announce parts (其中), `first` that a sentence begins here.
    """

    start: int
    end: int
    quantity: Quantity
    score: float
    left: str
    clause: str
    tail: str
    after: str
    gap: str
    opens: bool
    closes: int
    part: bool
    first: bool
    sentence: int
    agency: str | None = None
    period: str | None = None
    guesses: tuple[tuple[str, float], ...] = ()  # of the span


def words(text: str) -> str:
    """The text as a phrase: white space, quotation marks, names of accounts and titles of laws dropped."""
    return _DROP.sub("", _LAW.sub("《》", _NAME.sub("", text)))


def with_dates(text: str, spans: Sequence[Span]) -> str:
    """The text, same length, with every DATE span as one `＃` and dropped characters."""
    parts, place = [], 0
    for span in spans:
        if span.label == "DATE" and span.start >= place:
            parts += [text[place : span.start], "＃", "\x00" * (span.end - span.start - 1)]
            place = span.end
    return "".join(parts) + text[place:]


def phrases(passage: Passage, spans: Sequence[Span]) -> list[Phrase]:
    """The counts of a passage in print order; spans that no number can be read from are left out."""
    ordered = sorted(spans, key=lambda s: (s.start, -s.end))
    text = with_dates(passage.text.text, ordered)
    found: list[Phrase] = []
    counts = [(s, q) for s in _apart(ordered) if (q := read_number(passage.text.text[s.start : s.end])) is not None]
    for i, (span, quantity) in enumerate(counts):
        before = found[-1] if found else None
        ceiling = counts[i + 1][0].start if i + 1 < len(counts) else len(text)
        found.append(_phrase(text, span, quantity, before, ceiling))
    return list(_with_names(passage.text.text, found, ordered))


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    place = -1
    for span in spans:
        if span.label == "COUNT" and span.start >= place:
            yield span
            place = span.end


def _phrase(text: str, span: Span, quantity: Quantity, before: Phrase | None, ceiling: int) -> Phrase:
    floor = before.end if before else 0
    gap = text[floor : span.start]
    stops = list(_SENTENCE.finditer(gap))
    first = before is None or bool(stops)
    begin = floor + (stops[-1].end() if stops else 0)
    raw = text[max(begin, span.start - _REACH) : span.start]
    summed = None if first or not _SUMMED.search(raw) else _before_bracket(text, floor)
    if summed:  # 公开信息（包括4个栏目）共计800条
        raw = summed
    elif not first and (stop := _STOP.search(raw)):
        raw = raw[stop.end() :] if stop.group() not in "（(" else raw[stop.start() :]
    left = _NOUN_FIRST.sub("信息", _AMONG.sub("其中", words(_ASIDE.sub("", raw))))
    if not first and before and (_JOINED.match(words(gap)) or (not left and before.tail)):
        left = before.left  # 294期1014条, 发布8条审批信息、3条核准信息: all say what the words before the first say
    clause = _CLAUSE.split(left)[-1]
    tail = _until(_STOP, text, span.end, min(ceiling, span.end + 40))
    after = _until(_CLOSE, text, span.end, span.end + 60)
    close = _CLOSE.search(text, span.end, span.end + 60)
    if ceiling < (close.start() if close else len(text)) and "、" in text[span.end : ceiling]:
        after = tail  # a list goes on: what follows belongs to its next member
    number = (before.sentence + (1 if stops else 0)) if before else 0
    return Phrase(
        start=span.start,
        end=span.end,
        quantity=quantity,
        score=span.score,
        guesses=span.guesses,
        left=left,
        clause=clause,
        tail=tail,
        after=after,
        gap=words(gap),
        opens=bool(re.search(r"[（(][^）)]*$", gap)),
        closes=len(re.findall(r"[）)]", re.sub(r"[（(][^（）()]*[）)]", "", gap))),
        part=bool(_PART.search(left)),
        first=first,
        sentence=number,
    )


def _before_bracket(text: str, end: int) -> str:
    """The words before the bracket opened last before `end`, back to the begin of their sentence; may be empty."""
    place = max(text.rfind(c, max(0, end - _REACH), end) for c in "(（")
    begin = max(text.rfind(c, 0, max(place, 0)) for c in "。！？!?\n；;") + 1
    return text[max(begin, place - _REACH) : max(place, 0)]


def _until(stop: re.Pattern[str], text: str, start: int, end: int) -> str:
    match = stop.search(text, start, end)
    return words(text[start : match.start() if match else end])


def _with_names(text: str, found: list[Phrase], spans: Sequence[Span]) -> Iterator[Phrase]:
    """Adds the agency named since the count before and the period named last in the passage."""
    names = [s for s in spans if s.label in ("AGENCY", "DATE")]
    place, i, period = 0, 0, None
    for phrase in found:
        agency = None
        while i < len(names) and names[i].end <= phrase.start:
            name = words(text[names[i].start : names[i].end])
            if names[i].label == "DATE":
                period = name
            elif names[i].start >= place and not _OWNED.match(text, names[i].end):
                agency = name
            i += 1
        place = phrase.end
        yield replace(phrase, agency=agency, period=period)


_RESPECTIVELY = "分别"


def distributed(found: list[Phrase]) -> list[Phrase]:
    """Names and values given apart are brought together: A、B分别为3件、4件; A、B各3件 (one phrase for each name)."""
    result: list[Phrase] = []
    i = 0
    while i < len(found):
        run = _run(found, i) if _RESPECTIVELY in found[i].left else [found[i]]
        named = _names(found[i], len(run))
        if named and len(run) > 1:
            result += [replace(p, left=n, clause=n) for p, n in zip(run, named, strict=True)]
            i += len(run)
            continue
        each = _each(found[i])
        result += [replace(found[i], left=name, clause=name, guesses=()) for name in each] or [found[i]]
        i += 1
    return result


def _run(found: list[Phrase], i: int) -> list[Phrase]:
    end = i + 1
    while end < len(found) and not found[end].first and _JOINED.match(found[end].gap) and found[end].gap:
        end += 1
    return found[i:end]


def _names(phrase: Phrase, wanted: int) -> list[str] | None:
    head, mark, rest = phrase.left.rpartition(_RESPECTIVELY)
    if not mark or len(rest) > 6:
        return None
    names = [n for n in _SPLIT.split(head) if n]
    if len(names) < wanted:
        return None
    return [name + rest for name in names[-wanted:]]  # 专题、专栏分别发布20条、30条


def _each(phrase: Phrase) -> list[str]:
    head = _EACH.sub("", phrase.clause)
    if phrase.quantity.unit == "%" and _RATES.search(phrase.clause):
        head = phrase.clause
    elif head == phrase.clause:
        return []
    names = [n for n in _SPLIT.split(head) if len(n) > 1]
    return names if 2 <= len(names) <= 4 else []
