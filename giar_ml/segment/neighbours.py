"""Neighbour articles: what a site prints behind a report without saying so, such as a list of titles with their dates.

Every line behind the report's last words is weighed: by its form (a title with a date, the opening of a piece of news),
by its place (behind the date of signature), by the lines around it, and by how few of its word pairs the report itself
uses. Only a list that reaches to the end and is certain is taken out; all else is pointed at and still read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import exp

from giar_ml.segment.layout import HAN, Line, plain
from giar_ml.segment.passages import is_signature, is_subheading, starts_paragraph

FAMILY = "neighbour_articles"
DATE = r"[\[(]?(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?[\])]?"
DATED = re.compile(rf"[·•>*\-]*(?:.{{5,60}}?{DATE}|{DATE}.{{5,60}})")
ONLY_DATE = re.compile(rf"{DATE}|.{{0,4}}二[〇0]..年.{{2,6}}日")
NEWS = re.compile(
    r"(?:近日|日前|连日来|近期|[今昨][日天]|(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚|,|，)|本报讯|.{2,14}讯[:：(])"
)
STOP = re.compile(r"[。;；!?！？,，:：]")
OWN = re.compile(
    "政府信息|信息公开|政务公开|公开工作|依申请|申请人|收费|本机关|本单位|本报告|年度报告|需要报告|信息处理费|统计|附件|联系|解读"
)
REPORT = re.compile(r".{4,40}(?:政府信息|政务|信息)公开.{0,8}(?:报告|年报)")
SIGNER = re.compile("(?:局|厅|委|委员会|政府|办公[室厅]|办事处|管委会|中心|大队|支队)$")
SURE = 0.9  # taken out from here on, where the whole list is
UNSIGNED = 0.89  # at most, where no signature says that the report is over: pointed at, never taken out
LEAST = 3  # titles with dates that make a list
NEAR = 2  # lines around a line that are looked at
USUAL = 0.35  # of a line's pairs are the report's own, where it is not of it but of the same kind of office
MOST = 400  # lines weighed, at most


def weigh(lines: Sequence[Line], skipped: Mapping[int, str], first: int) -> dict[int, float]:
    """Line index -> how sure it belongs to another article, for the lines from index `first` on."""
    inside = [i for i in range(first, len(lines)) if lines[i].bare and i not in skipped][:MOST]
    if not inside:
        return {}
    begin, signed = _begin(lines, inside)
    own = _pairs("\n".join(lines[i].bare for i in range(begin) if i not in skipped))
    region = [i for i in inside if i >= begin]
    alien = [is_dated(lines[i].bare) or bool(NEWS.match(lines[i].bare)) for i in region]
    found = {}
    for at, index in enumerate(region):
        around = [*alien[max(0, at - NEAR) : at], *alien[at + 1 : at + 1 + NEAR]]
        weight = _weight(lines[index].bare, own) + 2.0 * signed + 1.5 * sum(around) / max(1, len(around))
        found[index] = round((0.97 if signed else UNSIGNED) / (1 + exp(-weight)), 3)
    return found


def certain(lines: Sequence[Line], weights: Mapping[int, float]) -> set[int]:
    """The lines of a list that may be taken out: none, or all from its first title to the end of the text."""
    titles = [i for i in weights if is_dated(lines[i].bare)]
    if len(titles) < LEAST:
        return set()
    tail = {i for i in weights if i >= titles[0]}
    plainly = all(weights[i] >= 0.5 and not OWN.search(lines[i].bare) for i in tail)
    return tail if plainly and all(weights[i] >= SURE for i in titles) else set()


def is_dated(bare: str) -> bool:
    """A title with its date in front or behind: no sentence, and not who signed."""
    if not DATED.fullmatch(bare) or STOP.search(re.sub(DATE, "", bare)) or is_signature(bare):
        return False
    words = plain(re.sub(DATE, "", bare))
    return len(words) >= 5 and not SIGNER.search(words) and not starts_paragraph(bare)


def _begin(lines: Sequence[Line], inside: Sequence[int]) -> tuple[int, bool]:
    """The first line that may belong to another article, and whether the report was signed and dated before it."""
    for index in inside:
        if ONLY_DATE.fullmatch(lines[index].bare) and not NEWS.match(lines[index].bare):
            return index + 1, True
    return inside[0], False


def _weight(bare: str, own: frozenset[str]) -> float:
    pairs = _pairs(bare)
    strange = (USUAL - len(pairs & own) / len(pairs)) / USUAL if pairs else 0.0
    weight = -3.5 + 2.5 * max(-1.0, min(1.0, strange))
    sentence = bool(STOP.search(bare))
    if is_dated(bare):
        weight += 3.0
    elif NEWS.match(bare):
        weight += 2.5
    elif not sentence and len(plain(bare)) >= 8:
        weight += 2.0 if REPORT.fullmatch(bare) else 1.0
    if starts_paragraph(bare) or is_subheading(bare) or len(plain(bare)) < 5:
        weight -= 2.0
    return weight - 2.5 * bool(OWN.search(bare) and not REPORT.fullmatch(bare))


_WORDS = re.compile(f"[{HAN}]{{2,}}")


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 2] for run in _WORDS.findall(text) for i in range(len(run) - 1))
