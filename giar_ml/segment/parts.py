"""`split`: a file that holds several reports becomes one `Document` each. An ordinary report is never split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from giar_ml.segment import headings
from giar_ml.segment.alternating import by_alternating_blocks
from giar_ml.segment.big_cells import by_big_cells
from giar_ml.segment.gutter import by_gutter
from giar_ml.segment.layout import Line, layout, lines_of, squeeze
from giar_ml.segment.paired import by_paired_cells
from giar_ml.types import AlignedText, Document

MOST = 20  # reports in one file; more cuts are links or pages, not reports
FEWEST_SECTIONS = 3  # what a text must hold of the six sections, or of their tables, to be a report of its own
_TITLE = re.compile(
    r"[^。;,>|]{0,40}?(20\d\d)年?(?:度)?[^。;,>|]{0,24}?(?:信息公开|政务公开|年度)[^。;,>|]{0,14}(?:报告|年报)(?:\(?全文\)?)?"
)
_OTHER = re.compile(r"解读|通知|通报|方案|图解|上一篇|下一篇|关于做好|链接")
_OPENING = re.compile(r"(20\d\d)年?(?:度)?[^。;\n]{0,40}(?:报告|年报)")
_PERIOD = re.compile(r"(20\d\d)年?1月1日.{0,16}12月31日")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_NUMBER = re.compile(r"\d+")
MOST_UNEVEN = 8  # times the size of another report
SHORTEST_NAME = 4  # characters of a body
_NAME_LINE = re.compile(
    r"[\u3400-\u9fff]{2,30}(?:政府|办公[室厅]|局|厅|委|会|办事处|中心|海关|[支总大]队|院|所|站|省|市|县|区|镇|乡|街道)|关于"
)


def split(document: Document) -> tuple[Document, ...]:
    """One document a report: years side by side as printed from left to right, or one after another.

    `source` stays whole, so raw offsets still count in the file; `visible` is the report's own, `part` counts from 1.
    """
    for way in (_by_form_feed, _by_gap, _by_cells, _by_blocks, _one_after_another):
        parts = way(document)
        if len(parts) > 1:
            return tuple(replace(document, visible=part, part=number) for number, part in enumerate(parts, 1))
    return (document,)


def _by_form_feed(document: Document) -> list[AlignedText]:
    """The streams that a reader of two columns left with a form feed between them."""
    text = document.visible.text
    if "\f" not in text:
        return []
    cuts = [-1, *(match.start() for match in re.finditer("\f", text)), len(text)]
    pieces = [(a + 1, b) for a, b in pairwise(cuts) if text[a + 1 : b].strip()]
    return _reports(document.visible, pieces, one_year=True)  # the reader has compared them: they may be two bodies


def _by_cells(document: Document) -> list[AlignedText]:
    parts = by_big_cells(document.visible)
    return parts if _are_two_years([part.text for part in parts]) else by_paired_cells(document.visible)


def _by_blocks(document: Document) -> list[AlignedText]:
    parts = by_alternating_blocks(document.visible)
    return parts if _are_two_years([part.text for part in parts]) else []


def _by_gap(document: Document) -> list[AlignedText]:
    parts = by_gutter(document.visible, _are_two_years, _page_ends(document))
    return parts if _are_two_years([part.text for part in parts]) else []


def _page_ends(document: Document) -> list[int]:
    """The clean offsets of the form feeds that the reader of text shows as line ends."""
    source, visible = document.source, document.visible
    if "\f" not in source:
        return []
    return [i for i, c in enumerate(visible.text) if c == "\n" and source[visible.starts[i] : visible.ends[i]] == "\f"]


def _are_two_years(texts: Sequence[str]) -> bool:
    """Whether each text is a report, and each of another year."""
    if len(texts) < 2 or not all(map(_is_report, texts)):
        return False
    years = [year_of(text) for text in texts]
    return None not in years and len(set(years)) == len(years)


def _is_report(text: str) -> bool:
    """Whether a text has sections, or tables, enough to be a report."""
    keys: set[str] = set()
    lines = lines_of(text)
    for line in lines:
        if line.bare:
            keys.update(head.key for head in (headings.of_line(line), *headings.of_middle(line)) if head)
            keys.update(key for key, anchor in layout().anchors.items() if anchor.fullmatch(line.bare[:120]))
        if len(keys) >= FEWEST_SECTIONS:
            return True
    return len({head.key for head in headings.find(lines, {})[0]}) >= FEWEST_SECTIONS


def year_of(text: str) -> str | None:
    """The year that a text is about, from its first lines, its period, or the year it names most."""
    lines = [line.bare for line in lines_of(text) if line.bare]
    for line in lines[:12]:
        if match := _OPENING.search(line[:200]):
            return match[1]
    if match := _PERIOD.search("".join(lines[:30])):
        return match[1]
    for line in lines[:12]:
        if (match := _YEAR.search(line[:60])) and len(line) <= 30:
            return match[1]
    years = _YEAR.findall(text[:20_000])
    return max(sorted(set(years)), key=years.count) if years else None


def _one_after_another(document: Document) -> list[AlignedText]:
    """Cut before every title line that names another year, or another body, than the title before it."""
    lines = lines_of(document.visible.text)
    cuts: list[int] = []
    year, body = None, ""
    for index, line in enumerate(lines):
        if not 8 <= len(line.bare) <= 70 or "报" not in line.bare or _OTHER.search(line.bare):
            continue
        match = _TITLE.fullmatch(line.bare)
        if not match or len(set(re.findall(r"20\d\d", line.bare))) != 1:
            continue
        start = _title_start(lines, index)
        named = squeeze(document.visible.text[start : line.start + line.text.find(match[1])]).removesuffix("关于")
        if match[1] != year or _is_other(named, body):
            cuts.append(start)
            year, body = match[1], named
    if len(cuts) < 2:
        return []
    bounds = [0, *cuts[1:], len(document.visible)]
    return _reports(document.visible, list(pairwise(bounds)), bodies=True)


def _is_other(name: str, before: str) -> bool:
    """Whether two titles name two bodies: a name that lost its beginning or its end is the same."""
    return min(len(name), len(before)) >= SHORTEST_NAME and name not in before and before not in name


def _title_start(lines: Sequence[Line], index: int) -> int:
    """Where a title begins that ends at line `index`: its first line may hold the name alone."""
    start, at = lines[index].start, index - 1
    if re.match(r"20\d\d|关于", lines[index].bare):
        while at >= 0 and not lines[at].bare:
            at -= 1
        if at >= 0 and _NAME_LINE.fullmatch(lines[at].bare):
            start = lines[at].start
    return start


def _reports(
    visible: AlignedText, pieces: Sequence[tuple[int, int]], one_year: bool = False, bodies: bool = False
) -> list[AlignedText]:
    """The clean ranges as texts, a range that is no report of its own joined to that before it; [] if only one is.

    `bodies`: reports of several bodies may be about one year, if their numbers differ.
    """
    if len(pieces) > MOST:
        return []
    merged: list[tuple[int, int]] = []
    for start, end in pieces:
        if merged and not (_is_report(visible.text[start:end]) and _is_report(visible.text[slice(*merged[-1])])):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    texts = [visible.slice(start, end) for start, end in merged]
    if one_year:
        return texts if len(texts) > 1 and all(_is_report(text.text) for text in texts) else []
    whole = [text.text for text in texts]
    return texts if _are_two_years(whole) or (bodies and _are_two_bodies(whole)) else []


def _are_two_bodies(texts: Sequence[str]) -> bool:
    """Whether each text is a report, and none says the same as another."""
    numbers = {tuple(_NUMBER.findall(text)) for text in texts}
    sizes = [len(squeeze(text)) for text in texts]
    whole = MOST_UNEVEN * min(sizes) >= max(sizes)  # else the short one is a cover with its list of contents
    return whole and 1 < len(texts) == len(numbers) and all(map(_is_report, texts))
