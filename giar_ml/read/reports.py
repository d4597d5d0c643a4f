"""Whether two columns of text are two reports side by side (two years, or two bodies), not one text in two columns."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized
from typing import TypeVar

from giar_ml.read.grid import Spanned

T = TypeVar("T", bound=Sized)
_SHORTEST = 60  # characters of a report; a list of links to reports has fewer in a column

SIDE_BY_SIDE = "two reports side by side; a form feed stands between them"
_TITLE = re.compile(r"[^，。；]{0,40}?(20\d\d)年?(?:度)?[^，。；]{0,40}报告")
_YEAR_ONLY = re.compile(r"^\D{0,4}(20\d\d)年?度?$", re.MULTILINE)
_HEADINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^[一—－\d]{1,2}[、.．]?总体情况|^[一1][、.．]概述",
        r"^[二\d][、.．]?主动公开(?:政府信息)?(?:的)?情况",
        r"^[三\d][、.．]?(?:收到和处理|依申请公开|政府信息依?申请)",
        r"^[四\d][、.．]?.{0,12}(?:行政复议|行政诉讼)",
        r"^[五\d][、.．]?(?:存在的)?(?:主要)?问题",
        r"^[六\d][、.．]?其他需要",
    )
)


def are_two_reports(left: str, right: str) -> bool:
    """Both begin with a title of their own and the years differ, or both carry the same official headings."""
    left, right = _tight(left), _tight(right)
    if min(len(left), len(right)) < _SHORTEST:
        return False
    if _differ(_year(_TITLE, left), _year(_TITLE, right)):
        return True
    headings = sum(1 for heading in _HEADINGS if _has(heading, left) and _has(heading, right))
    return headings >= 2 or (headings == 1 and _differ(_year(_YEAR_ONLY, left), _year(_YEAR_ONLY, right)))


def halves(rows: Sequence[Sequence[Spanned[T]]]) -> tuple[list[T], list[T], list[T]] | None:
    """The lines above, left and right of a table whose two columns are two reports; None for any other table."""
    pairs = [row for row in rows if len(row) == 2]
    left = [line for row in pairs for line in row[0].lines]
    right = [line for row in pairs for line in row[1].lines]
    if not are_two_reports("\n".join(map(str, left)), "\n".join(map(str, right))):
        return None
    return [line for row in rows if len(row) != 2 for cell in row for line in cell.lines], left, right


def _tight(text: str) -> str:
    return re.sub(r"[^\S\n]+", "", text)


def _year(pattern: re.Pattern[str], text: str) -> str | None:
    """The year in what stands first: a title, however broken over lines, or a line of its own."""
    head = text.split("\n")[:5]
    found = pattern.match("".join(head)) if pattern is _TITLE else pattern.search("\n".join(head))
    return found[1] if found else None


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _has(heading: re.Pattern[str], text: str) -> bool:
    return any(heading.match(line) for line in text.splitlines())
