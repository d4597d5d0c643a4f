"""Where the sections begin, however they are headed; lists of contents are told from the sections they list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from giar_ml.segment.layout import Layout, Line, layout, squeeze

CONTENTS = "contents_list"
MOST = 200  # headings; no file of reports has as many, so what comes after them is no report
_STYLE_NOTE = re.compile(
    r"\([^()]{0,20}(?:号字|字体|加粗|报告要求)[^()]{0,20}\)$|[.·…]{2,}\d{0,3}$|(?<=[\u3400-\u9fff])\d{1,2}$"
)
_CAPTION = re.compile(r"附[表件录]\d{0,2}[:、]?")
NAMED = frozenset("234")  # the sections whose titles leave no doubt
FEWEST_BRACKETED = 3
ROW_NUMBERS = 3  # of a table row, at least
_NUMERALS = "一二三四五六"
_ROWS = "予以公开|部分公开|不予公开|无法提供|不予处理|其他处理"  # rows of the requests table that are numbered so, too
_IN_BRACKETS = re.compile(rf"[#*>]{{0,6}}\((?P<han>[{_NUMERALS}])\)(?P<title>(?!{_ROWS})[^。;!?,]{{2,40}})")
_LISTED = re.compile(r"[,;、:][一二三四五六七]、")


@dataclass(frozen=True, slots=True)
class Heading:
    """A place that looks like a main heading: clean offsets of the heading and of what follows it."""

    key: str
    start: int
    body: int
    title: str  # bare, without its number


def wording_key(title: str) -> str | None:
    """The section that a title names, None where it names none."""
    rules = layout()
    for key, pattern in rules.official.items():
        if pattern.match(title):
            return key
    return next((key for key, pattern in rules.wording if pattern.search(title)), None)


def _official(title: str) -> tuple[str, int] | None:
    for key, pattern in layout().official.items():
        match = pattern.match(title)
        if match:
            return key, match.end()
    return None


def of_line(line: Line) -> Heading | None:
    """The heading at the beginning of a line, if there is one."""
    rules = layout()
    head = line.bare[: 3 * rules.longest]
    number = rules.number.match(head)
    at = number.end() if number else 0
    title = head[at:]
    if not title or rules.rows.search(title[: rules.longest]) or _LISTED.search(head[at:]):
        return None
    numbered = bool(number and any(number[name] for name in ("han", "part", "dash", "digit", "lost")))
    whole = len(line.bare) - at <= rules.longest
    named = _official(title)
    if named and (fits := _fits(line, title, named, numbered, whole)):
        return Heading(named[0], line.start + _indent(line), line.offset(at + fits), title[:fits])
    if whole and number and (number["han"] or number["part"] or number["dash"]) and not _is_row(line):
        short = _STYLE_NOTE.sub("", title).rstrip(":。")
        key = wording_key(short) if not re.search(r"[。;!?,]", short) else None
        if key:
            return Heading(key, line.start + _indent(line), line.end, short)
    return None


def _is_row(line: Line) -> bool:
    """A row of a table that is numbered like a heading: its numbers stand apart."""
    return sum(layout().cell.fullmatch(word) is not None for word in line.text.split()) >= ROW_NUMBERS


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _fits(line: Line, title: str, named: tuple[str, int], numbered: bool, whole: bool) -> int:
    """How many bare characters of `title` the official title takes, 0 where it is only mentioned."""
    length = named[1]
    rest = _STYLE_NOTE.sub("", title[length:])
    if not rest or rest in "。:.":
        return len(title) if whole else length
    if not numbered or rest[0] in ",;、的和及与":
        return 0
    if (
        rest[0] in "。:("
        or "\t" in line.text
        or not whole
        or re.match(r"\d|[一二三四五六七八九十]{1,2}、|无|我|本|截至", rest)
    ):
        return length
    return len(title) if not re.search(r"[。;!?,]", rest) else length


@cache
def _inner() -> re.Pattern[str]:
    """A numbered official heading in the middle of a line, unless a list or a quotation holds it."""
    rules = layout()
    titles = "|".join(f"(?P<k{key}>{pattern.pattern})" for key, pattern in rules.official.items())
    return re.compile(rf"(?<![,;:、和及与\"《(第十])[一二三四五六七]、\s?(?:{titles})(?![,;、的和及与\"》])")


def of_middle(line: Line) -> list[Heading]:
    """Headings that lost the line break before them."""
    if len(line.bare) < 12 or "、" not in line.text:
        return []
    found = []
    for match in islice(_inner().finditer(line.text, 1), MOST):
        key = next(name[1:] for name, value in match.groupdict().items() if value)
        if line.text[: match.start()].strip():
            title = squeeze(match[0])[2:]
            found.append(Heading(key, line.start + match.start(), line.start + match.end(), title))
    return found


def annex_of(line: Line) -> Heading | None:
    """The heading, or the column header, of an annex form."""
    bare = line.bare
    if 2 <= len(bare) <= 60 and not re.search(r"[。;]|[.](?:doc|xls|pdf|wps)", bare) and layout().annex.fullmatch(bare):
        return Heading("annex", line.start + _indent(line), line.end, bare)
    return None


def find(lines: Sequence[Line], skipped: dict[int, str]) -> tuple[list[Heading], dict[int, str]]:
    """All headings in print order, an annex as the last one; and the lines of the list of contents, which has none."""
    rules = layout()
    found: list[Heading] = []
    listed: dict[int, str] = {}
    annex: Heading | None = None
    bracketed = _bracketed(lines, skipped)
    for index, line in enumerate(lines):
        if not line.bare or index in skipped:
            continue
        if _is_list(line):
            listed[index] = CONTENTS
            continue
        here = [h for h in (of_line(line), *of_middle(line)) if h]
        if _is_listing(line, here, rules):
            continue
        if annex is not None:
            here = [h for h in here if _official(h.title)]
            if here:  # the report goes on: what looked like the annex stood in its middle
                if not _CAPTION.fullmatch(annex.title):
                    found.append(annex)
                annex = None
        elif (found or bracketed) and not here:
            annex = annex_of(line)
        found += here
        if len(found) > MOST:
            break
    kept = _without_contents(sorted([*found, *bracketed], key=lambda h: h.start), lines, skipped)
    others = [h for h in kept if h not in bracketed]
    if any(h.key in NAMED for h in others):
        kept = others  # what is in brackets are subheadings
    if annex and any(h.start > annex.start for h in kept):
        kept = kept if _CAPTION.fullmatch(annex.title) else sorted([*kept, annex], key=lambda h: h.start)
        annex = None
    dropped = [h for h in found if h not in kept]
    listed |= {i: CONTENTS for h in dropped for i in between(lines, h.start, h.start + 1) if len(lines[i].bare) <= 60}
    return _with_anchors(kept, lines, skipped) + ([annex] if annex else []), listed


def _bracketed(lines: Sequence[Line], skipped: dict[int, str]) -> list[Heading]:
    """Main headings numbered (一), (二), …: in order, each naming the section of its number; otherwise subheadings."""
    found: list[Heading] = []
    for index, line in enumerate(lines):
        match = None if index in skipped else _IN_BRACKETS.fullmatch(line.bare)
        if not match:
            continue
        title = _STYLE_NOTE.sub("", match["title"]).rstrip(":")
        key = str(_NUMERALS.index(match["han"]) + 1)
        if wording_key(title) == key and (not found or found[-1].key < key):
            found.append(Heading(key, line.start + _indent(line), line.end, title))
    return found if len(found) >= FEWEST_BRACKETED and len(NAMED & {h.key for h in found}) >= 2 else []


def _is_list(line: Line) -> bool:
    """A line that is nothing but the headings in a row: 一、概述,二、主动公开政府信息情况,三、…"""
    head = line.bare[:200]
    number = layout().number.match(head.removeprefix("目录").lstrip(":"))
    return bool(number and number["han"]) and len(_LISTED.findall(head)) >= 3


def _is_listing(line: Line, here: list[Heading], rules: Layout) -> bool:
    """Whether a line only enumerates the sections: several of them, and hardly anything between."""
    if len(here) < 2:
        return False
    spans = [b.start - a.body for a, b in pairwise(here)]
    return max(spans) < 12 and bool(rules.listing.search(line.text[: here[0].start - line.start]))


def _without_contents(found: list[Heading], lines: Sequence[Line], skipped: dict[int, str]) -> list[Heading]:
    """Drop a run of headings with nothing under them if the same sections come again below."""
    for first in range(len(found)):
        last = first
        while last + 1 < len(found) and _size(found[last].body, found[last + 1].start, lines, skipped) <= 6:
            last += 1
        later = {h.key for h in found[last + 1 :]}
        keys = {h.key for h in found[first : last + 1]}
        if last - first >= 2 and (first == 0 or found[first].key == "1") and 3 * len(keys & later) >= 2 * len(keys):
            return found[:first] + found[last + 1 :]
    return found


def _size(start: int, end: int, lines: Sequence[Line], skipped: dict[int, str]) -> int:
    """Visible characters between two clean offsets, counted to 100."""
    size = 0
    for index in between(lines, start, end):
        if index not in skipped:
            line = lines[index]
            size += len(squeeze(line.text[max(0, start - line.start) : max(0, end - line.start)]))
        if size > 100:
            break
    return size


def between(lines: Sequence[Line], start: int, end: int) -> range:
    """Indices of the lines that overlap the clean range."""
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if lines[middle].end < start else (low, middle)
    last = low
    while last < len(lines) and lines[last].start < end:
        last += 1
    return range(low, last)


def _with_anchors(found: list[Heading], lines: Sequence[Line], skipped: dict[int, str]) -> list[Heading]:
    """Where a section has no heading at all, its table begins it."""
    missing = {key: p for key, p in layout().anchors.items() if all(h.key != key for h in found)}
    for index, line in enumerate(lines):
        if not missing:
            break
        if index in skipped or len(line.bare) > 90:
            continue
        for key, pattern in list(missing.items()):
            if pattern.fullmatch(line.bare):
                found.append(Heading(key, line.start, line.start, ""))
                del missing[key]
    return sorted(found, key=lambda h: h.start)
