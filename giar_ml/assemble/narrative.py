"""Spans to statistics: which indicator every count is, with value, qualifier, unit, part-whole links, share and change.

Any labeler may have made the spans: only COUNT, DATE, AGENCY and NIL are read, and the words of the passage itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from giar_ml.assemble.narrative_absence import absences
from giar_ml.assemble.narrative_match import Frames, Match, best, clauses_of, frames_for, frames_in
from giar_ml.assemble.narrative_parts import Whole, inherited, is_channel_list, part_key
from giar_ml.assemble.narrative_phrase import Phrase, distributed, phrases
from giar_ml.schema.narrative import narrative
from giar_ml.types import Passage, Qualifier, Span, Statistic

_PLAIN = ("disclosed.total", "disclosed.website", "disclosed.category.other")
_DOCUMENTS = ("disclosed.documents", "disclosed.normative_documents", "disclosed.regulations")
_SHARE = re.compile(r"(?:占|比例|占比)[^，,；;：:率]{0,14}$")
_CHANGE = re.compile(
    r"(?:(?P<base>同比|环比|较[^，,]{0,10}|比[^，,]{0,8}(?:年|期)[^，,]{0,4}|与[^，,]{0,10}相比|同期|年均)(?:分别|数量|总数|信息)*"
    r"(?:[^，,；;]{0,8}?)|(?:增幅|增长率|降幅)[^，,]{0,4})"
    r"(?P<verb>增长|增加|上升|提高|提升|多|增幅|增|下降|减少|回落|降低|降幅|少|减)?(?:了|约|近|达|为|到|超过|至)*$"
)
_GROWTH = re.compile(r"(?:^|[，,、])(?:增长|增加|增幅|上升|下降|减少|回落|降低)(?:了|约|达|为)*$")
_DOWN = ("下降", "减少", "回落", "降低", "降幅", "少", "减")
_PLANNED = re.compile(r"(?:计划(?=举办|开展|组织|召开|建|在|于|完成|公开)|拟(?!定)|力争|预计|争取|下一步|＃将|将(?:举办|开展|组织|召开|建成|新建))[^，,；;]{0,20}$")
_DUTY = re.compile(r"(?:每|一)(?:年|半年|月|季度?|周|天|日|两周|半月)[^，,；;]{0,16}$|原则上[^，,；;]{0,16}$")
_AVERAGE = re.compile(r"(?P<per>月|日|周|季)均")
_TWO = re.compile(
    r"(?P<first>收到|受理|接收|接到|接收到|收|受理的|接办)[^，,；;]{0,16}?(?:并|和|及|、|与|且)(?:均|全部|已|按[时期]|及时|依法|予以|其)*"
    r"(?P<second>答复|回复|办结|处理完毕|办理完毕|回应|办理答复|办理回复)"
)
_QUALIFIERS: dict[str, Qualifier] = {"近": "about", "约": "about", "超": "above", "超过": "above", "突破": "above", "逾": "above"}
_BEFORE = re.compile(r"(近|约|超过|超|突破|逾)(?:了)?$")


def read_statistics(
    passages: Sequence[Passage], spans: Sequence[Sequence[Span]], *, source: str, year: int | None = None
) -> tuple[Statistic, ...]:
    """The statistics of a report's prose, in print order.

    `spans[i]` belong to `passages[i]` (clean offsets there); `source` is what raw offsets count in, so that `raw` is
    `source[start:end]`. `year` is the fiscal year, where known. Counts that no indicator fits give no statistic.
    """
    result: list[Statistic] = []
    for passage, labelled in zip(passages, spans, strict=True):
        heading = frames_in(passage.text.text[:24].split("。")[0])
        reader = _Reader(passage, source, heading, len(result))
        for phrase in distributed(phrases(passage, labelled)):
            reader.take(phrase)
        found = reader.found + [replace(s, part_of=None) for s in absences(passage, labelled, source)]
        result += found
    return tuple(_cumulative(_with_units(result)))


class _Reader:
    """Walks the counts of one passage; what carries over from count to count stands here."""

    def __init__(self, passage: Passage, source: str, heading: dict[str, frozenset[str]], offset: int) -> None:
        self.passage, self.source, self.offset = passage, source, offset
        self.heading: Frames = {g: (f, 0.5) for g, f in heading.items() if g == "domain"}
        self.frames: Frames = self.heading
        self.found: list[Statistic] = []
        self.wholes: list[Whole] = []  # innermost last; brackets open a level
        self.scope = False

    def take(self, phrase: Phrase) -> None:
        """Reads one count: an attribute of the fact before it, a fact, or nothing."""
        self._move(phrase)
        if self._is_attribute(phrase) or _PLANNED.search(phrase.clause) or _DUTY.search(phrase.clause):
            return
        frames = frames_for([*clauses_of(phrase.left), phrase.tail], self.frames)
        parent = self.wholes[-1] if self.scope and self.wholes else None
        match = self._match(phrase, frames, parent)
        carried = dict(self._faded(frames, phrase))
        if match and (frame := narrative().carried(match.key)):
            group = narrative().groups[frame]
            if group not in carried or group == "domain":
                carried[group] = (frozenset({frame}), 0.8)
        self.frames = carried
        if match:
            self._keep(phrase, match, frames, parent)

    def _faded(self, frames: Frames, phrase: Phrase) -> Frames:
        """What the next count inherits: named frames weaken, and a list of parts by channel leaves the whole's."""
        return {g: (f, min(b, 0.8)) for g, (f, b) in frames.items()}

    def _move(self, phrase: Phrase) -> None:
        if phrase.first:
            self.frames = self.heading
            if not phrase.left.startswith(("其中", "，其中")):
                self.wholes, self.scope = [], False
        for _ in range(phrase.closes):
            if len(self.wholes) > 1:
                self.wholes.pop()
            else:
                self.scope = False
        if phrase.opens and self.found:
            self.wholes.append(self._whole(None))
            self.scope = True
        elif phrase.part and self.found and self._nearby(phrase):
            if not self.scope or not phrase.first:
                self.wholes = [self._whole(phrase.quantity.unit)]
            self.scope = True
        elif phrase.gap.endswith(("：", ":")) and self.found and not phrase.first:
            self.wholes, self.scope = [self._whole(phrase.quantity.unit)], True

    def _nearby(self, phrase: Phrase) -> bool:
        return not phrase.first or phrase.left.startswith("其中")

    def _whole(self, unit: str | None) -> Whole:
        """The statistic that parts are announced of: the last one, or the last in the same unit (of the three before)."""
        back = next((i for i, s in enumerate(reversed(self.found[-3:])) if unit in (None, "", s.unit)), 0)
        at = len(self.found) - 1 - back
        whole = self.found[at]
        return Whole(self.offset + at, whole.indicator, whole.unit, whole.topic)

    def _is_attribute(self, phrase: Phrase) -> bool:
        """Shares and changes belong to the fact before them; they are no facts of their own."""
        unit, clause = phrase.quantity.unit, phrase.clause
        if unit in ("%", "％") and _SHARE.search(clause) and not re.search("[好差]评", clause):
            if self.found and not phrase.first:
                self.found[-1] = replace(self.found[-1], share=phrase.quantity.value)
            return True
        change = _CHANGE.search(clause) or _GROWTH.search(clause) if clause else None
        if change is None or (unit not in ("%", "％") and not re.search(r"[增减升降落少多]", clause)):
            return False
        value = -phrase.quantity.value if any(d in clause for d in _DOWN) else phrase.quantity.value
        base = change.groupdict().get("base")
        if self.found and not phrase.first:
            self.found[-1] = replace(self.found[-1], change=value, change_unit=unit, change_base=base)
        return True

    def _match(self, phrase: Phrase, frames: Frames, parent: Whole | None) -> Match | None:
        quantity = phrase.quantity
        match = best(phrase.left, phrase.clause, phrase.tail, quantity.unit, frames)
        if (match is None or match.score < 5) and phrase.after != phrase.tail:
            wider = best(phrase.left, phrase.clause, phrase.after, quantity.unit, frames)
            if wider and (match is None or wider.score > match.score + 1):
                match = wider
        topic = _topic_match(phrase, parent)
        if topic and (match is None or match.key in _PLAIN or match.score < topic.score):
            match = topic
        if match and match.key in _PLAIN and match.said.endswith("主动公开") and self._of_documents(phrase):
            match = replace(match, key=self.found[-1].indicator)
        if parent is None:
            return match
        return part_key(parent, phrase, match) or inherited(parent, phrase, match)

    def _of_documents(self, phrase: Phrase) -> bool:
        """制发公文60件，主动公开52件: the second number counts documents too."""
        return bool(self.found) and not phrase.first and self.found[-1].indicator in _DOCUMENTS

    def _keep(self, phrase: Phrase, match: Match, frames: Frames, parent: Whole | None) -> None:
        for key in _both(phrase, match):
            statistic = self._statistic(phrase, replace(match, key=key), frames)
            if parent and is_channel_list(parent, key, statistic.unit):
                statistic = replace(statistic, part_of=parent.index)
            self.found.append(statistic)

    def _statistic(self, phrase: Phrase, match: Match, frames: Frames) -> Statistic:
        start, end = self.passage.text.raw(phrase.start, phrase.end)
        quantity = phrase.quantity
        media = frames.get("media", (frozenset(), 0.0))[0]
        average = _AVERAGE.search(phrase.clause)
        return Statistic(
            indicator=match.key,
            value=quantity.value,
            qualifier=_qualifier(phrase),
            unit="%" if quantity.unit == "％" else quantity.unit,
            raw=self.source[start:end],
            start=start,
            end=end,
            agency=phrase.agency,
            topic=narrative().topic(phrase.clause) if match.key.startswith("disclosed.") else None,
            channel=next(iter(media)) if len(media) == 1 else None,
            period=f"{average['per']}均" if average else phrase.period,
            confidence=_confidence(phrase, match),
        )


def _qualifier(phrase: Phrase) -> Qualifier:
    """The span's own mark; a labeler may leave the word before the number out of the span."""
    if phrase.quantity.qualifier == "exact" and (before := _BEFORE.search(phrase.left)):
        return _QUALIFIERS[before[1]]
    return phrase.quantity.qualifier


def _confidence(phrase: Phrase, match: Match) -> float:
    """A first guess, to be calibrated: the span's score, more for stronger words, less without a unit."""
    words = min(0.97, 0.45 + 0.06 * match.score)
    return round(phrase.score * words * (1.0 if phrase.quantity.unit else 0.85), 3)


_TOPIC_END = re.compile(r"(?:信息|政策|文件|内容|动态|信号|数据|公告|事项|稿件|文章)(?:的)?(?:共|计|达|约|近|有|：)*$")
_PUBLISH = re.compile(r"公开(?!$)|发布|推送|更新|公布|上传|网站|平台|公众号|微博")
_TOPIC_NOT = re.compile(r"解读|其[他它]|新闻|动态|要闻|留言|回应|发布会|访谈|申请|咨询|培训|检查|工单|问答|会议|公报|答复|办件|采购|规范性")


def _topic_match(phrase: Phrase, parent: Whole | None) -> Match | None:
    """Items on a named topic: 就业领域信息115条; only where something is published."""
    clause = phrase.clause + (phrase.tail if not _TOPIC_END.search(phrase.clause) else "")
    if phrase.quantity.unit not in ("", "条", "篇", "件", "期", "份", "项", "次") or _TOPIC_NOT.search(clause):
        return None
    disclosing = parent is not None and parent.indicator.startswith(("disclosed.", "newmedia."))
    if not _TOPIC_END.search(clause) and not disclosing:
        return None
    noun = _PUBLISH.split(clause)[-1]
    topic = narrative().topic(noun)
    if topic is None and not (re.search(r"领域(?:相关|的)?(?:政府)?信息", noun) and "重点领域" not in noun):
        return None
    strength = 7.5 if re.search(r"领域|类|相关|方面|专题|防控|信号", clause) else 6.5
    return Match(f"disclosed.topic.{topic or 'other'}", strength, clause)


def _both(phrase: Phrase, match: Match) -> Iterator[str]:
    """One key, or two where one number states two facts."""
    two = _TWO.search(phrase.clause + phrase.tail)
    family = narrative().carried(match.key)
    pairs = narrative().pairs.get(family or "")
    if two is None or pairs is None or phrase.quantity.unit in ("%", "％"):
        yield match.key
        return
    yield pairs["received"]
    yield pairs["replied" if two["second"] in ("答复", "回复", "回应", "办理答复", "办理回复") else "completed"]


def _with_units(found: list[Statistic]) -> list[Statistic]:
    """A number printed without a unit takes that of its nearest sibling of the same kind (offsets within 80)."""
    result = list(found)
    for i, statistic in enumerate(found):
        if statistic.unit or statistic.qualifier == "stated_absence":
            continue
        kin = [
            (abs(o.start - statistic.start), o.unit)
            for o in found[max(0, i - 3) : i + 4]
            if o.unit not in ("", "%") and o.indicator.split(".")[0] == statistic.indicator.split(".")[0]
        ]
        if kin and min(kin)[0] <= 80:
            result[i] = replace(statistic, unit=min(kin)[1])
    return result


def _cumulative(found: list[Statistic]) -> Iterator[Statistic]:
    """累计 counts since the site opened where a smaller number, new in the year, follows it (遂宁: 4002, then 362 new)."""
    for i, statistic in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else None
        if (
            after
            and statistic.indicator == after.indicator
            and statistic.indicator in _PLAIN
            and after.value < statistic.value
            and statistic.channel == "cumulative"
        ):
            yield replace(statistic, indicator="disclosed.cumulative_total")
        else:
            yield statistic
