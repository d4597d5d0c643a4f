"""Stated absence: 未收到政府信息公开申请 is zero requests, said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from giar_ml.assemble.narrative_phrase import with_dates, words
from giar_ml.schema.narrative import narrative
from giar_ml.types import Passage, Span, Statistic

_WORD = re.compile(r"^(?:均|暂|也|都|尚|目前|仍)?(?:未(?:曾|有|再)?|没有?|从未|不存在|无)(?:任何|相关|新增)?")
_STOP = re.compile(r"[。；;，,]")
_COST = re.compile(r"(?:复议|诉讼|申诉|应诉)[^，,。；;]{0,8}(?:有关|相关|引起|产生)的?费用")
_UNDONE = re.compile(r"^[^，,。；;]{0,6}(?:未|没有|不)(?:回复|答复|办|处理)")


def absences(passage: Passage, spans: Sequence[Span], source: str) -> Iterator[Statistic]:
    """One statistic of value 0 for every NIL span whose object the schema knows."""
    text = with_dates(passage.text.text, spans)
    for span in spans:
        if span.label != "NIL" or _UNDONE.match(text[span.end : span.end + 20]):
            continue
        clause = text[span.start : span.end] + _STOP.split(text[span.end : span.end + 20])[0]
        if _COST.search(clause):
            continue  # what lawsuits cost, not whether there were any
        what = _WORD.sub("", words(text[span.start : span.end]))
        if not what:
            what = words(_STOP.split(text[: span.start])[-1])
        for absence in narrative().absence:
            if absence.regex.search(what):
                start, end = passage.text.raw(span.start, span.end)
                for key in absence.indicators:
                    yield Statistic(
                        key,
                        Decimal(0),
                        "stated_absence",
                        absence.unit,
                        source[start:end],
                        start,
                        end,
                        confidence=round(0.85 * span.score, 3),
                    )
                break
