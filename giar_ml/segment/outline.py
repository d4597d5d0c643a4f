"""`outline`: sections, prose and furniture of one report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from giar_ml.segment import furniture, headings, neighbours
from giar_ml.segment.headings import Heading
from giar_ml.segment.layout import Line, lines_of, plain
from giar_ml.segment.passages import is_signature, paragraphs, starts_paragraph
from giar_ml.segment.zones import Kind, is_label, kind_of, table_lines
from giar_ml.types import AlignedText, NormalizedText, Outline, Passage, Section

_TITLE = re.compile(r".{0,50}(?:信息公开|政务公开).{0,16}(?:报告|年报)(?:\(.{0,20}\))?|.{0,30}年度报告(?:\(.{0,20}\))?")
_DIGITS = re.compile(r"\d+")
_WIDEST = 1 << 30
EXCERPT = 400  # bare characters of a text without headings that is no whole report
EXCERPT_LINES = 6
TABLE_LINES = 3  # lines of numbers that make a table of it
FIRST_LINES = 60  # in which a title may stand
TABULAR = frozenset(["2", "3", "4", "annex"])


def outline(normalized: NormalizedText) -> Outline:
    """Find the sections, the prose passages and the page furniture of a report.

    Sections are in print order and cover the whole clean text; furniture carries raw ranges.
    """
    text = normalized.text
    lines = lines_of(text.text)
    skipped = furniture.find(lines)
    heads, listed = headings.find(lines, skipped)
    skipped |= listed
    if not heads and _is_excerpt(lines):
        return _excerpt(text, lines)
    last = heads[-1].body if heads else _WIDEST
    first = next((i for i, line in enumerate(lines) if line.start >= last), len(lines))
    after = _after_tables(lines, first)
    skipped |= furniture.find_tail(lines, after)
    weights = neighbours.weigh(lines, skipped, after) if heads else {}
    skipped |= dict.fromkeys(neighbours.certain(lines, weights), neighbours.FAMILY)
    doubts = {index: weight for index, weight in weights.items() if index not in skipped}
    sections = _with_repeats(_sections(heads, lines, skipped, len(text)), lines, skipped)
    return Outline(
        sections,
        _passages(text, lines, sections, skipped),
        furniture.edits(text, lines, skipped),
        furniture.doubtful(text, lines, doubts, neighbours.FAMILY),
    )


def _is_excerpt(lines: Sequence[Line]) -> bool:
    """A few words or sentences cut out of a report: no title, no table."""
    bare = [line.bare for line in lines if line.bare]
    tabular = sum(kind_of(line) in (Kind.ROW, Kind.NUMBER) for line in lines if line.bare) >= TABLE_LINES
    return (
        0 < len(bare) <= EXCERPT_LINES
        and sum(map(len, bare)) <= EXCERPT
        and not tabular
        and not _TITLE.fullmatch(bare[0])
    )


def _excerpt(text: AlignedText, lines: Sequence[Line]) -> Outline:
    """All of an excerpt is prose: what it was cut from cannot be told."""
    view = {i: line for i, line in enumerate(lines) if line.bare}
    found = paragraphs(text, view, list(view), len(text))
    return Outline((Section("1", 0, 0, len(text)),), tuple(Passage(p, "1", i) for i, p in enumerate(found)))


def _after_tables(lines: Sequence[Line], first: int) -> int:
    """The line behind the last table row: the foot of the page cannot begin before it."""
    for index in range(_links(lines, first) - 1, first - 1, -1):
        if kind_of(lines[index]) in (Kind.ROW, Kind.NUMBER) and not is_signature(lines[index].bare):
            return index + 1
    return first


def _links(lines: Sequence[Line], first: int) -> int:
    """The first line of a list of links that no table follows: its numbers are of no table."""
    labels = 0
    found = len(lines)
    for index in range(len(lines) - 1, first - 1, -1):
        bare = lines[index].bare
        if furniture.tail_family(bare) == furniture.LINKS and labels < TABLE_LINES:
            found = index
        labels += kind_of(lines[index]) in (Kind.ROW, Kind.LABEL) and len(plain(bare)) >= 3 and is_label(bare)
    return found


def _sections(heads: Sequence[Heading], lines: Sequence[Line], skipped: dict[int, str], size: int) -> list[Section]:
    """Sections from headings; what stands before the first of them is "0", its prose "1" where no heading says so."""
    kept: list[Heading] = []
    for head in heads:
        if not kept or kept[-1].key != head.key or kept[-1].title == head.title:
            kept.append(head)
    end = kept[0].start if kept else size
    found: list[Section] = []
    prose = None if any(h.key == "1" for h in kept) else _first_prose(lines, skipped, end)
    if prose != 0 and end > 0:
        found.append(Section("0", 0, 0, end if prose is None else prose))
    if prose is not None:
        found.append(Section("1", prose, prose, end))
    ends = [head.start for head in kept[1:]] + [size]
    for head, stop in zip(kept, ends, strict=False):
        found.append(Section(head.key, head.start, head.body, stop, head.title))
    return found


def _first_prose(lines: Sequence[Line], skipped: dict[int, str], end: int) -> int | None:
    """Where prose begins before clean offset `end`: None where there is none, 0 for the very first line."""
    before = [i for i, line in enumerate(lines[:FIRST_LINES]) if line.start < end]
    title = max((i for i in before if i not in skipped and _TITLE.fullmatch(lines[i].bare)), default=-1)
    for index in range(title + 1, len(lines)):
        line = lines[index]
        if line.start >= end:
            break
        if index not in skipped and is_sentence(line.bare):
            return line.start if any(above.bare for above in lines[:index]) else 0
    return None


def is_sentence(bare: str) -> bool:
    """Prose rather than a title, a label or a line of the page."""
    return len(bare) >= 8 and bool(re.search(r"[。;!,]", bare)) and not _TITLE.fullmatch(bare)


def _with_repeats(sections: list[Section], lines: Sequence[Line], skipped: dict[int, str]) -> tuple[Section, ...]:
    """Mark what is printed twice: same heading, or same numbers; `equal` compares text without layout."""
    result: list[Section] = []
    seen: dict[str, list[tuple[int, str, str]]] = {}
    for section in sections:
        body = _digest(section, lines, skipped)
        title = plain(section.heading)
        for index, other_title, other in seen.get(section.key, []):
            if (title and title == other_title) or _same_numbers(body, other):
                section = replace(section, repeats=index, equal=body == other)
                break
        else:
            seen.setdefault(section.key, []).append((len(result), title, body))
        result.append(section)
    return tuple(result)


def _digest(section: Section, lines: Sequence[Line], skipped: dict[int, str]) -> str:
    """What a section says, layout, punctuation and furniture folded away."""
    parts = []
    for index in headings.between(lines, section.body, section.end):
        line = lines[index]
        if index not in skipped and line.bare:
            parts.append(line.text[max(0, section.body - line.start) : max(0, section.end - line.start)])
    return re.sub(r"[^\w+-]|_", "", " ".join(parts)) if parts else ""


def _same_numbers(one: str, other: str) -> bool:
    numbers = _DIGITS.findall(one)
    return len(numbers) >= 4 and numbers == _DIGITS.findall(other)


def _passages(
    text: AlignedText, lines: Sequence[Line], sections: Sequence[Section], skipped: dict[int, str]
) -> tuple[Passage, ...]:
    """Every paragraph once, in print order."""
    found: list[Passage] = []
    seen: set[str] = set()
    tail = _signature_lines(lines, sections, skipped)
    for section in sections:
        if section.equal:
            continue
        keep_short = section.key not in ("0", "annex")
        indices = [i for i in headings.between(lines, section.body, section.end) if i not in skipped and i not in tail]
        cut = {i: _cut(lines[i], section) for i in indices}
        view = {i: line for i, line in cut.items() if line.bare}
        tables = table_lines(view, list(view), section.key in TABULAR)
        prose = [i for i in view if i not in tables and (keep_short or _is_preamble(view[i].bare))]
        for paragraph in _runs(text, view, prose, tables, section.end):
            if paragraph.text not in seen:
                seen.add(paragraph.text)
                found.append(Passage(paragraph, section.key, len(found)))
    return tuple(found)


def _is_preamble(bare: str) -> bool:
    return is_sentence(bare) or starts_paragraph(bare) or (len(bare) >= 20 and not _TITLE.fullmatch(bare))


def _runs(text: AlignedText, view: dict[int, Line], prose: list[int], tables: set[int], end: int) -> list[AlignedText]:
    """Paragraphs of the prose lines; none reaches across a table."""
    found: list[AlignedText] = []
    run: list[int] = []
    for index in sorted([*prose, *tables]):
        if index in tables:
            found += paragraphs(text, view, run, end)
            run = []
        else:
            run.append(index)
    return found + paragraphs(text, view, run, end)


def _cut(line: Line, section: Section) -> Line:
    """The part of a line that belongs to a section."""
    if section.body <= line.start and line.end <= section.end:
        return line
    start, end = max(section.body, line.start), min(section.end, line.end)
    part = line.text[start - line.start : max(start, end) - line.start]
    return Line(start, max(start, end), part, "".join(part.split()))


def _signature_lines(lines: Sequence[Line], sections: Sequence[Section], skipped: dict[int, str]) -> set[int]:
    """Who signed, and when: the last lines of the report and those before its annex."""
    found: set[int] = set()
    ends = [section.start for section in sections if section.key == "annex"] + [sections[-1].end] if sections else []
    for end in ends:
        inside = [i for i in headings.between(lines, 0, end) if lines[i].bare and i not in skipped]
        for index in reversed(inside[1:]):
            if not is_signature(lines[index].bare):
                break
            found.add(index)
    return found
