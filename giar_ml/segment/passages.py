"""Prose: the paragraphs of a section with hard line breaks joined, across blank lines and page feet too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from giar_ml.segment.layout import Line, layout
from giar_ml.types import AlignedText

SHORTEST_WRAP = 15  # bare characters; a shorter line without a stop is a heading or signature, not a broken line
_STOP = re.compile(r"[。;!?:][)\"'”’]*$")
_OPEN = re.compile(r"[,、(《\[]$")
# "1强化政策解读": a digit and then no unit, so it numbers a paragraph.
_BARE_NUMBER = re.compile(
    r"\d(?![条件篇个次期份人名场批例宗起项家册封轮元万亿年月日时分小处本幅部余多位类种大级号台套千百十])[\u3400-\u9fff]"
)
_WORD = re.compile(r"[A-Za-z]")


def starts_paragraph(bare: str) -> bool:
    """Whether a line begins with a paragraph number such as (一), 1. or 二是, or with one that lost its stop."""
    return bool(layout().paragraph.match(bare) or _BARE_NUMBER.match(bare))


def is_subheading(bare: str) -> bool:
    """A numbered line that only names what follows: （一）主动公开情况."""
    return bool(layout().subheading.fullmatch(bare)) and not re.search(r"[,;!?]|。.|\d(?:条|件|次|篇|期|个)", bare)


def goes_on(above: str, below: str) -> bool:
    """Whether the bare line `below` continues the sentence of the bare line `above`."""
    if _STOP.search(above):
        return False
    numbered = bool(re.match(r"\(?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)", below)) and starts_paragraph(below)
    if _OPEN.search(above):
        return not numbered
    return len(above) >= SHORTEST_WRAP and not starts_paragraph(below) and not is_subheading(above)


def is_signature(bare: str) -> bool:
    """A line that only says who signed, or when."""
    rules = layout()
    if len(bare) > 40 or re.search(r"[,。;:]", bare):
        return False
    return bool(rules.date.fullmatch(bare) or rules.signature.fullmatch(bare))


def paragraphs(text: AlignedText, lines: Mapping[int, Line], indices: Iterable[int], end: int) -> list[AlignedText]:
    """The paragraphs made of the given prose lines (blank ones left out); `end` cuts the last line (clean offset)."""
    groups: list[list[Line]] = []
    for index in indices:
        line = lines[index]
        if groups and _belongs(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [paragraph for group in groups if len(paragraph := _joined(text, group, end))]


def _belongs(group: list[Line], line: Line) -> bool:
    above = group[-1].bare
    if is_subheading(above) and len(group) == 1:
        return not starts_paragraph(line.bare) or not is_subheading(line.bare)
    return goes_on(above, line.bare)


def _joined(text: AlignedText, group: list[Line], end: int) -> AlignedText:
    """Lines of one paragraph as one text: nothing between them, but a line break behind a heading that names it."""
    parts: list[AlignedText | str] = []
    for line in group:
        start, stop = _trimmed(line, end)
        if start >= stop:
            continue
        piece = text.slice(start, stop)
        if parts:
            before = str(parts[-1])[-1:]
            if is_subheading(group[0].bare) and len(parts) == 1:
                parts.append("\n")
            elif _WORD.match(before) and _WORD.match(piece.text):
                parts.append(" ")
        parts.append(piece)
    return AlignedText.join(parts)


def _trimmed(line: Line, end: int) -> tuple[int, int]:
    """The clean range of a line without the white space around it, no further than `end`."""
    content = line.text[: max(0, end - line.start)]
    return line.start + len(content) - len(content.lstrip()), line.start + len(content.rstrip())
