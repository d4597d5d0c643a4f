"""Labels wrapped over several lines with their number on the first: put together again, where they are so printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from giar_ml.assemble.arcs import Row
from giar_ml.assemble.labels import Labels, labels_of
from giar_ml.assemble.stream import Gap, Stream

FEWEST = 6  # labels that show how a table is printed
MISPRINTED = 0.5  # a label costs at least, on the average, in a table of wrapped ones
CLEARLY = 0.5  # of what the labels cost as they stand: what they may cost when put together
LONGEST_REST = 24  # Han characters of the last label below its number
GROUP = re.compile(
    r"[一二三四五六七八九]?(?:主动公开|回应解读|依申请公开|机构建设和保障经费|政府信息公开会议和培训)情况?"
    r"|[一二]?通过不同渠道和方式(?:公开政府信息|回应解读)的情况?"
)
UNIT = re.compile("(?:人次|[条件次篇个人元]|万元)$")


def unwrapped(stream: Stream, rows: Sequence[Row]) -> Stream:
    """The stream with every label before its numbers; as it is unless its labels fit far better that way."""
    labels, gaps = labels_of(tuple(row.labels for row in rows)), stream.gaps
    starts = [k for k in range(len(stream.items)) if gaps[k].text]
    if len(starts) < FEWEST:
        return stream
    found = {k: _whole(gaps[k], gaps[j]) for k, j in pairwise((*starts, len(stream.items)))}
    price = _price(labels, (gaps[k].text for k in starts))
    if price < MISPRINTED * len(starts) or _price(labels, found.values()) > CLEARLY * price:
        return stream
    last = UNIT.sub("", gaps[starts[-1]].tail)
    ends = (last + gaps[-1].text[:k] for k in range(LONGEST_REST))  # what stands below the table follows
    found[starts[-1]] = min(ends, key=lambda text: min(labels.before(text)))
    mended = {k: replace(gaps[k], text=text, head=text, tail=text) for k, text in found.items() if text}
    return replace(stream, gaps=(*(mended.get(k, gap) for k, gap in enumerate(gaps[:-1])), Gap("", "line")))


def _whole(before: Gap, after: Gap) -> str:
    """The label whose first line stands on the line of its numbers, the others below them."""
    return UNIT.sub("", before.tail) + GROUP.sub("", after.text[: len(after.text) - len(after.tail)])


def _price(labels: Labels, texts: Iterable[str]) -> float:
    return sum(min(labels.before(text)) for text in texts)
