"""Spans to statistics: which indicator every count is, with value, qualifier, unit, part-whole links, share and change.

Any labeler may have made the spans: only COUNT, DATE, AGENCY and NIL are read, and the words of the passage itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from giar_ml import deadline
from giar_ml.assemble.narrative_absence import absences
from giar_ml.assemble.narrative_advice import advised
from giar_ml.assemble.narrative_attributes import attribute, risen
from giar_ml.assemble.narrative_confidence import confidence
from giar_ml.assemble.narrative_lists import (
    is_bare,
    is_listing,
    is_member,
    is_rest,
    is_sum,
    is_topic,
    may_be_listed,
    of_cases,
    of_requests,
    unnamed,
)
from giar_ml.assemble.narrative_match import Frames, Match, best, clauses_of, frames_for, frames_in, mixed
from giar_ml.assemble.narrative_parts import (
    KINDS,
    OF_A_KIND,
    Whole,
    added_up,
    as_whole,
    inherited,
    is_apart,
    is_kin,
    kind_of,
    listed_key,
    name_of,
    part_key,
)
from giar_ml.assemble.narrative_phrase import Phrase, distributed, phrases
from giar_ml.assemble.narrative_topics import topic_match
from giar_ml.assemble.narrative_void import states_nothing
from giar_ml.schema.lexicon import is_glued
from giar_ml.schema.narrative import narrative
from giar_ml.types import Passage, Qualifier, Span, Statistic

PLAIN = ("disclosed.total", "disclosed.website", "disclosed.category.other")  # "information", said without a kind
_DECISIONS = ("disclosed.category.licensing", "disclosed.category.penalties")
_DOCUMENTS = ("disclosed.documents", "disclosed.normative_documents", "disclosed.regulations")
_POSTS = frozenset("条篇期份")  # 举措40条、通报30期、提示20条: one list
_WEAK = 5.0  # a match under this gives way to one that reads further
_OTHERS = re.compile(r"^(?:，|其中)?(?:其余|剩余|余下|另外?)的?$")  # 其余8件均已办结: what follows tells what they are
# the words before the first statement
_HEADING = re.compile(r"\s*(?:[（(]?\d{1,2}\s*[)）.．、])?(?P<words>[^。，,；;\d]{0,24})")
_PUBLISHED = re.compile(r"(?:主动|集中)?(?:公开|发布)(?!的$)")
_AND_SO = re.compile(r"[，,](?:全年|＃)?(?:共计|累计|总共|共)+(?:主动)?(?:公开|公布|发布)(?:了)?$")
_SAID = re.compile(r"(?:全过程|及时|全部|主动|内容|情况|予以|依法|全面|结果|进行)*(?:公开|公布|发布)[^，,]{0,8}$")
_SO_FAR = re.compile(r"^，?(?:历年|历史)(?:以来|来)?(?:共|总|累计)*$")
_PLACE = re.compile(r"(?:在|通过|利用|依托|借助|运用)[^，,；;]{2,30}?(?:平台|系统|程序)")
_BACK = 12  # statistics that the whole of parts may lie back
_TOTALS = ("disclosed.cumulative_total", "disclosed.total")  # the year's last: it is preferred
_AVERAGE = re.compile(r"(?P<per>月|日|周|季)均")
_EVER = re.compile("对外公开总数量?")  # the column of the form that counts those of earlier years too
_TILL, _LAST_DAY = re.compile("截[至止]到?＃"), re.compile(r"12月31日?$")
_OF_ALL = re.compile(r"(?:等(?:各类|各方面|方面|相关|政府|政务|的)*(?:信息|内容)|合计|共计|总计)(?:共|为|达|有)*$")
_NEW = re.compile(r"新增|本年|当年|今年|＃")
_TWO = re.compile(
    r"(?:(?:收到|受理|接收|接到|接收到|收|受理的|接办)[^，,；;]{0,16}?(?:并|和|及|、|与|且)|受理(?=答复|回复|办结))"
    r"(?:均|全部|已|按[时期]|及时|依法|予以|其|妥善|规范|认真)*"
    r"(?P<second>答复|回复|办结|处理完毕|办理完毕|回应|办理答复|办理回复|(?:办理|处理)(?!情况|结果|中|的))"
)
_SECOND = dict.fromkeys(("办结", "处理完毕", "办理完毕"), "completed") | dict.fromkeys(("办理", "处理"), "handled")
_BEFORE = re.compile(r"(近|约|超过|超|突破|逾)(?:了)?$")


def read_statistics(
    passages: Sequence[Passage],
    spans: Sequence[Sequence[Span]],
    *,
    source: str,
    year: int | None = None,
    confidence: Callable[[Phrase, Match], float] = confidence,
) -> tuple[Statistic, ...]:
    """The statistics of a report's prose, in print order.

    `spans[i]` belong to `passages[i]` (clean offsets there); `source` is what raw offsets count in, so that `raw` is
    `source[start:end]`. `year`, the fiscal year, is the period where the passage names none. Counts that no indicator
    fits give no statistic; `part_of` counts in the returned tuple.
    """
    result: list[Statistic] = []
    for passage, labelled in zip(passages, spans, strict=True):
        reader = _Reader(passage, source, result, confidence)
        for phrase in deadline.each(distributed(phrases(passage, labelled))):
            reader.take(phrase)
        reader.close()
        result += reader.found
        result += absences(passage, labelled, source)
    whole_year = f"{year}年" if year else None
    return tuple(replace(s, period=s.period or whole_year) for s in _with_units(result))


class _Reader:
    """Walks the counts of one passage; what carries over from count to count stands here."""

    def __init__(
        self, passage: Passage, source: str, earlier: Sequence[Statistic], confidence: Callable[[Phrase, Match], float]
    ) -> None:
        self.passage, self.source, self.earlier, self.confidence = passage, source, earlier, confidence
        self.offset = len(earlier)
        heading = frames_in("".join(m["words"] for m in [_HEADING.match(passage.text.text[:32])] if m))
        self.heading: Frames = {g: (f, 0.5) for g, f in heading.items() if g == "domain"}
        self.frames: Frames = self.heading
        self.found: list[Statistic] = []
        self.begun = 0  # how many had been found when the sentence began
        self.wholes: list[Whole] = []  # innermost last; brackets open a level
        self.listed: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)  # sum of parts by whole and unit
        self.scope = False  # whether parts of the innermost whole are being listed
        self.cumulative: int | None = None  # the disclosure total said to be 累计, in `found`
        self.made: str | None = None  # the words of the last fact found
        self.unsaid = ""  # the words of the count before, where they said nothing
        self.waiting: list[tuple[Phrase, Frames, Whole | None]] = []  # perhaps members of a list, without words of own

    def take(self, phrase: Phrase) -> None:
        """Reads one count: an attribute of the fact before it, a fact, or nothing."""
        if phrase.first:
            self.close()
        self._move(phrase)
        said = attribute(phrase)
        if said is not None:
            if self.found and not phrase.first and ("share" not in said or self.found[-1].share is None):
                self.found[-1] = replace(self.found[-1], **said)
            return
        if risen(phrase):
            if self._risen(phrase):
                return
            phrase = replace(phrase, left=self.unsaid + phrase.left, clause=self.unsaid + phrase.clause)
        if states_nothing(phrase, self.passage.text.text) or self._sums_up_others(phrase):
            self.frames = _carried(frames_for(clauses_of(phrase.left), self.frames), None)
            return
        carried = self.frames
        if "；" in phrase.gap or ";" in phrase.gap or _PLACE.search(phrase.clause):  # the last channel no longer holds
            carried = {group: said for group, said in carried.items() if group != "media"}
        noun = phrase.after if is_listing(phrase) else phrase.tail
        frames = frames_for([*clauses_of(phrase.left), noun], carried)
        parent = self.wholes[-1] if self.scope and self.wholes else None
        match = advised(self._match(phrase, frames, parent), phrase)
        if match and is_rest(phrase, match, parent) and not self._in_list(phrase):
            match = None
        self.frames = _carried(frames, match)
        self.unsaid = "" if match else phrase.left
        if match is None and may_be_listed(phrase):
            self.waiting.append((phrase, frames, parent))
            return
        self._settle(match is not None and is_member(phrase, match.key, [w[0] for w in self.waiting]))
        if match:
            self._keep(phrase, match, frames, parent)

    def close(self) -> None:
        """The sentence ends: several counts that may be members of a list, or one that is announced, are."""
        alone = self.waiting[0][0] if len(self.waiting) == 1 else None
        announced = alone is not None and (alone.clause.startswith("其中") or is_topic(alone))
        self._settle(len(self.waiting) > 1 or announced)
        self.found[self.begun :] = added_up(self.found[self.begun :], self.offset + self.begun)
        self.begun = len(self.found)

    def _settle(self, listed: bool) -> None:
        """The counts that waited are kinds of information, or nothing."""
        waiting, self.waiting = self.waiting, []
        for phrase, frames, parent in waiting if listed else ():
            self._keep(phrase, topic_match(phrase, parent, True) or unnamed(phrase), frames, parent)

    def _risen(self, phrase: Phrase) -> bool:
        """由＃的20件增长到＃的50件: the fact found last was an earlier year's; this year's takes its place."""
        last = self.found[-1] if self.found and not phrase.first else None
        if last is None or phrase.quantity.unit != last.unit:
            return False
        if phrase.gap != phrase.clause and not re.search("[由从]", self.made or ""):
            return False
        match = Match(last.indicator, 5.0, phrase.clause)
        self.found[-1] = replace(self._statistic(phrase, match, self.frames), part_of=last.part_of)
        return True

    def _move(self, phrase: Phrase) -> None:
        """Opens and closes the lists of parts that the words before a count announce."""
        if phrase.first:
            self.frames = self.heading
            if not phrase.left.startswith(("其中", "，其中")):
                self.wholes, self.scope = [], False
        closed = None
        for _ in range(phrase.closes):
            closed = self.wholes[-1] if self.wholes and self.scope else None
            if len(self.wholes) > 1:
                self.wholes.pop()
            else:
                self.scope = False
        if not self.found:
            self._looks_back(phrase)
        elif phrase.opens:
            again = closed is not None and phrase.gap.startswith((")(", "）（"))  # two brackets after one whole
            self.wholes.append(closed if closed and again else replace(self._whole(phrase.quantity.unit), most=None))
            self.scope = True
        elif phrase.part and (not phrase.first or phrase.left.startswith("其中")):
            if not self.scope or not phrase.first:
                self.wholes = [self._whole(phrase.quantity.unit, bool(_PUBLISHED.match(name_of(phrase))))]
            self.scope = True
        elif (phrase.gap[:1] in "：:" or phrase.gap[-1:] in "：:") and phrase.gap and not phrase.first:
            self.wholes, self.scope = [self._whole(phrase.quantity.unit)], True
        else:
            self._outgrow(phrase)

    def _looks_back(self, phrase: Phrase) -> None:
        """主动公开的信息中，动态类20条 at the head of a passage: parts of what an earlier one says was disclosed."""
        if not phrase.left.startswith("其中"):
            return
        totals = [i for key in _TOTALS for i, s in enumerate(self.earlier) if s.indicator == key]
        last = next((i for i in reversed(totals) if self.earlier[i].unit == phrase.quantity.unit), None)
        if last is not None and phrase.quantity.value <= self.earlier[last].value:
            self.wholes, self.scope = [as_whole(last, self.earlier[last])], True

    def _outgrow(self, phrase: Phrase) -> None:
        """41条，其中解读2条，部门信息55条: what exceeds the whole, and no word calls a part, stands beside it."""
        while self.scope and self.wholes and self._exceeds(phrase, self.wholes[-1]):
            last = self.wholes.pop()
            above = self._at(last.index).part_of
            if above is not None:
                self.wholes.append(as_whole(above, self._at(above)))
            self.scope = bool(self.wholes)

    def _exceeds(self, phrase: Phrase, listed: Whole) -> bool:
        """Whether a count is more than its whole, or the parts before it are all of what was disclosed."""
        if listed.most is None or phrase.quantity.unit != listed.unit:
            return False
        full = listed.indicator.startswith("disclosed.") and self.listed[listed.index, listed.unit] == listed.most
        return phrase.quantity.value > (0 if full else listed.most)

    def _has_sites(self, parent: Whole) -> bool:
        """通过网站、微信发布信息90条，其中网站50条，微信40条: the channels of the whole are its parts."""
        return any(s.part_of == parent.index and s.indicator == parent.indicator for s in self.found)

    def _at(self, index: int) -> Statistic:
        """A statistic of the report by its place in the result."""
        return self.earlier[index] if index < self.offset else self.found[index - self.offset]

    def _sums_up_others(self, phrase: Phrase) -> bool:
        """收到申请2件，历年累计6件: so many since the beginning of what is not disclosed, which no indicator counts."""
        last = self.found[-1] if self.found and not phrase.first else None
        return last is not None and not last.indicator.startswith("disclosed.") and bool(_SO_FAR.search(phrase.clause))

    def _whole(self, unit: str | None, published: bool = False) -> Whole:
        """The statistic that parts are announced of: the last one, or the last in the same unit (of three).

        Where the parts are `published`, it is the last of what was disclosed.
        """
        recent = list(enumerate(reversed(self.found[-_BACK:])))
        alike = [(i, s) for i, s in recent[:3] if unit in (None, "", s.unit)]
        back = next((i for i, s in alike if not s.indicator.startswith("foi.carried")), alike[0][0] if alike else 0)
        if published and not self.found[-1 - back].indicator.startswith("disclosed."):
            back = next((i for i, s in recent if s.indicator.startswith("disclosed.") and s.unit == unit), back)
        at = len(self.found) - 1 - back
        return as_whole(self.offset + at, self.found[at])

    def _match(self, phrase: Phrase, frames: Frames, parent: Whole | None) -> Match | None:
        unit = phrase.quantity.unit
        match = best(phrase.left, phrase.clause, phrase.tail, unit, frames)
        if (match is None or match.score < _WEAK or is_listing(phrase)) and phrase.after != phrase.tail:
            wider = best(phrase.left, phrase.clause, phrase.after, unit, frames)
            if wider and (match is None or wider.score > match.score + 1):
                match = wider
        if match is None and (_OTHERS.search(phrase.clause) or is_bare(phrase)):
            match = best(phrase.tail, phrase.tail, "", unit, frames)
        if (match is None or match.key in PLAIN) and _AND_SO.search(phrase.left):  # 采购全过程公开，共公开12件
            match = self._before(phrase, frames) or match
        if match:
            match = of_cases(phrase, match)
        various = match is not None and _may_be_mixed(phrase, parent) and mixed(phrase.clause + phrase.tail, unit)
        if various and parent and not frames_in(phrase.clause).get("media"):
            match = Match("disclosed.category.other", 5.0, phrase.clause)
        elif various:
            match = best("公开信息", "公开信息", "", unit, frames) or match
        elif match and match.key in PLAIN[:2] and (parent or match.key != PLAIN[0] or OF_A_KIND.search(phrase.clause)):
            match = kind_of(phrase, parent) or match
        topic = None if various else topic_match(phrase, parent, self._in_list(phrase))
        if topic and (match is None or match.key in PLAIN or match.score < topic.score):
            match = topic
        if match and match.key in PLAIN and match.said.endswith("主动公开") and self._of_documents(phrase):
            match = replace(match, key=self.found[-1].indicator)
        if parent is None and self._in_list(phrase, any_kind=True):
            match = listed_key(phrase, match, frames, self.found[-1].indicator)
        if match is None and self.found and not phrase.first:
            match = of_requests(phrase, self.found[-1])
        if match is None and phrase.first and unit == "条" and is_sum(phrase):  # of information, where nothing is said
            match = best("公开信息", "公开信息", "", unit, frames)
        if parent is None:
            return match
        return part_key(parent, phrase, match) or inherited(parent, phrase, match)

    def _before(self, phrase: Phrase, frames: Frames) -> Match | None:
        """What the clause before says, where the last one says only that so many were published."""
        clause = _SAID.sub("", _AND_SO.sub("", phrase.left).rpartition("，")[-1])
        found = best(clause, clause, "", phrase.quantity.unit, frames)
        clear = found is not None and found.score >= _WEAK and found.key.startswith(KINDS) and found.key not in PLAIN
        return found if clear else None

    def _in_list(self, phrase: Phrase, any_kind: bool = False) -> bool:
        """发布政务动态20条，党务公开26条: kinds of information, one after the other."""
        last = self.found[-1] if self.found and not phrase.first else None
        kinds = ("disclosed.",) if any_kind else ("disclosed.category.", "disclosed.topic.")
        if last is None or not last.indicator.startswith(kinds):
            return False
        return last.unit == phrase.quantity.unit or bool(
            phrase.gap[:1] == "、" and {last.unit, phrase.quantity.unit} <= _POSTS
        )

    def _of_documents(self, phrase: Phrase) -> bool:
        """制发公文60件，主动公开52件: the second number counts documents too."""
        return bool(self.found) and not phrase.first and self.found[-1].indicator in _DOCUMENTS

    def _keep(self, phrase: Phrase, match: Match, frames: Frames, parent: Whole | None) -> None:
        if (
            match.key == "disclosed.cumulative_total"
            and _TILL.search(match.said)
            and _LAST_DAY.search(phrase.period or "")
        ):
            match = replace(
                match, key="disclosed.total"
            )  # till the year's last day: the year's count, unless 新增 follows
        self._recount(phrase, match)
        if match.key in _DECISIONS and self._goes_on(phrase):  # 行政检查5项、行政处罚7项
            match = replace(match, key="powers.total")
        elif match.key == "powers.total" and self._goes_on(phrase, _DECISIONS):
            self.found[-1] = replace(self.found[-1], indicator="powers.total")
        match = self._produced(phrase, match)
        for key in _both(phrase, match):
            statistic = self._statistic(phrase, replace(match, key=key), frames)
            if parent and is_apart(parent, key) and not self._has_sites(parent):
                self.scope = False
            elif parent and is_kin(parent, key, statistic.unit):
                statistic = replace(statistic, part_of=parent.index)
                self.listed[parent.index, statistic.unit] += statistic.value
            self.found.append(statistic)
        self.made = phrase.clause

    def _goes_on(self, phrase: Phrase, keys: Sequence[str] = ("powers.total",)) -> bool:
        """行政许可24项、行政裁决2项: powers, of which the first alone could be decisions published."""
        last = self.found[-1] if self.found and not phrase.first else None
        return last is not None and last.indicator in keys and last.unit == phrase.quantity.unit == "项"

    def _recount(self, phrase: Phrase, match: Match) -> None:
        """累计公开4002条，新增362条: the first counts since the site opened, the second is the year's."""
        if match.key not in PLAIN[:2]:
            return
        before = self.cumulative
        if before is not None and _NEW.search(phrase.left) and phrase.quantity.value < self.found[before].value:
            self.found[before] = replace(self.found[before], indicator="disclosed.cumulative_total")
        said = _TILL.sub("", phrase.left)
        self.cumulative = len(self.found) if "累计" in said and not _NEW.search(said) else None

    def _produced(self, phrase: Phrase, match: Match) -> Match:
        """信息3603条，主动公开3054条: the first counts what was produced, of which the second was published."""
        said = match.key in PLAIN[:2] and not phrase.first and phrase.clause.endswith("主动公开") and self.found
        if not said or self.found[-1].indicator not in PLAIN[:2] or self.made is None or "公开" in self.made:
            return match
        if phrase.quantity.value >= self.found[-1].value or phrase.quantity.unit != self.found[-1].unit:
            return match
        self.found[-1] = replace(self.found[-1], indicator="disclosed.produced_total")
        return replace(match, key="disclosed.total")

    def _statistic(self, phrase: Phrase, match: Match, frames: Frames) -> Statistic:
        start, end = self.passage.text.raw(phrase.start, phrase.end)
        media = frames.get("media", (frozenset(), 0.0))[0]
        average, ever = _AVERAGE.search(phrase.clause), _EVER.search(phrase.clause)
        return Statistic(
            indicator=match.key,
            value=phrase.quantity.value,
            qualifier=_qualifier(phrase),
            unit=phrase.quantity.unit,
            raw=self.source[start:end],
            start=start,
            end=end,
            agency=phrase.agency,
            topic=narrative().topic(phrase.clause) if match.key.startswith("disclosed.") else None,
            channel=next(iter(media)) if len(media) == 1 else None,
            period=f"{average['per']}均" if average else "累计" if ever else phrase.period,
            confidence=self.confidence(phrase, match),
        )


def _may_be_mixed(phrase: Phrase, parent: Whole | None) -> bool:
    """A part may be of several kinds, unless it ends in the name of one: 解读、回应等信息, not 解读、回应等动态."""
    return parent is None or (parent.indicator in PLAIN and bool(_OF_ALL.search(phrase.clause + phrase.tail)))


def _carried(frames: Frames, match: Match | None) -> Frames:
    """What the next count inherits: named frames, weaker, and the frame of the indicator found."""
    carried = {group: (names, min(bonus, 0.8)) for group, (names, bonus) in frames.items()}
    frame = narrative().carried(match.key) if match else None
    if frame:
        group = narrative().groups[frame]
        if group not in carried or group == "domain":
            carried[group] = (frozenset({frame}), 0.8)
    return carried


def _qualifier(phrase: Phrase) -> Qualifier:
    """The span's own mark; a labeler may leave the word before the number out of the span."""
    before = _BEFORE.search(phrase.left)
    if phrase.quantity.qualifier == "exact" and before and not is_glued(phrase.left, before.start()):
        return "about" if before[1] in "近约" else "above"
    return phrase.quantity.qualifier


def _both(phrase: Phrase, match: Match) -> Iterator[str]:
    """One key, or two where one number states two facts (受理和答复数为0件)."""
    two = _TWO.search(phrase.clause + phrase.tail)
    pairs = narrative().pairs.get(narrative().carried(match.key) or "")
    if two is None or pairs is None or phrase.quantity.unit == "%":
        yield match.key
        return
    yield pairs["received"]
    if second := pairs.get(_SECOND.get(two["second"], "replied")):
        yield second


def _with_units(found: list[Statistic]) -> Iterator[Statistic]:
    """A number printed without a unit takes that of its nearest sibling of the same kind (80 characters at most)."""
    for i, statistic in enumerate(found):
        kin = [
            (abs(o.start - statistic.start), o.unit)
            for o in found[max(0, i - 3) : i + 4]
            if o.unit not in ("", "%") and o.indicator.split(".")[0] == statistic.indicator.split(".")[0]
        ]
        alone = statistic.unit or statistic.qualifier == "stated_absence" or not kin or min(kin)[0] > 80
        yield statistic if alone else replace(statistic, unit=min(kin)[1])
