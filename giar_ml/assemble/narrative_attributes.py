"""Shares and changes: 占4.6%, 同比增长12%, 较上年增加42件. They belong to the fact before them and are no facts."""

from __future__ import annotations

import re
from typing import Any

from giar_ml.assemble.narrative_phrase import Phrase

_SHARE = re.compile(r"(?:占[^，,；;：:率]{0,14}|(?<!解读)比例(?:为|达|达到|约)*)$")
_RATING = re.compile(r"[好差]评")  # the share of good or bad ratings is a fact of its own
_THEN = r"(?:上一?年度?|去年|前年|往年|年初|上期|上月|＃度?|同期|全年)*"
_CHANGE = re.compile(
    rf"(?:(?P<base>同比|环比|同期|[较比](?![例率重值]){_THEN}(?:相比)?|与{_THEN}相比)[^，,；;]{{0,10}}?|(?:增幅|增长率|降幅)[^，,]{{0,4}}"
    r"|(?:^|[，,、])(?=增长|增加|增量|净增|增幅|上升|上涨|下降|下滑|减少|减量|回落|降低))"
    r"(?P<verb>增长|增加|增量|净增|新增|递增|上升|上涨|提高|提升|增幅|多|增|下降|下滑|减少|减量|递减|回落|降低|降幅|少|减)?(?:了|约|近|达|为|到|超过|至)*$"
)
_RISEN = re.compile(
    r"(?:增长|增加|上升|提高|提升|增|下降|减少|回落|降低|降)(?:到|至|为)(?:了|＃度?|本年|今年|现在|目前|现有|的|约|近)*$"
)
_DOWN = ("下降", "下滑", "回落", "降低", "降幅", "少", "减")


def risen(phrase: Phrase) -> bool:
    """由＃的20件增长到＃的50件: the second number is the fact itself, no change."""
    return bool(_RISEN.search(phrase.clause))


def attribute(phrase: Phrase) -> dict[str, Any] | None:
    """The fields that this count sets on the statistic before it, `None` where it is a fact of its own."""
    unit, value, clause = phrase.quantity.unit, phrase.quantity.value, phrase.clause
    if unit == "%" and _SHARE.search(clause) and not _RATING.search(clause):
        return {"share": value}
    change = _CHANGE.search(clause)
    if change is None or risen(phrase) or not (change["verb"] or unit == "%"):
        return None
    down = any(word in change.group() for word in _DOWN)
    return {"change": -value if down else value, "change_unit": unit, "change_base": change["base"]}
