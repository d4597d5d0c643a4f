"""Where the statistical annex stands: many of its row labels in print, whichever of them are damaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from giar_ml import schema
from giar_ml.assemble.annex_print import numbered
from giar_ml.assemble.labels import spaced
from giar_ml.assemble.requests import label_forms
from giar_ml.types import AlignedText, Outline

Range = tuple[int, int]
Hit = tuple[int, int, int]  # clean offsets of a label, and its row

FEWEST_ROWS = 3  # labels that make an annex ...
NEAR = 1_500  # ... within so many characters
MOST_HITS = 600  # labels looked at; a form printed twice has a hundred
SHORTEST = 4  # Han characters of a label that stands in few sentences
MOST_ABOVE = 12  # lines above the first label that is found: the rows before it are damaged, or their names wrapped
OWN_PLACE = re.compile(r"(?:^|[\n\t ])[^\n\t ]{0,5}$")  # the item number of a row may stand before its label
NUMBER = re.compile(r"\d")
UNIT_AND_NUMBER = re.compile(r"[ \t\n](?:人次|[条件次篇个人]|万?元)[ \t\n]+\d")  # in cells of their own: a row
SENTENCE = re.compile("[。；;]")


MARK = re.compile("|".join(map(spaced, ("统计指标", "指标名称", "情况统计表", "计量单位"))))


@cache
def _forms(epoch: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Every form of every label, with its rows."""
    found: dict[str, set[int]] = {}
    for r, row in enumerate(schema.epoch(epoch).annex):
        for form in (*label_forms(row.label, row.variants), *label_forms(numbered(row.label), ())):
            found.setdefault(form, set()).add(r)
    return tuple((form, tuple(sorted(rows))) for form, rows in found.items() if len(form) >= SHORTEST)


@cache
def _own_forms(epoch: str) -> tuple[tuple[str, int], ...]:
    """The forms with their row; a form that two rows share tells neither."""
    return tuple((form, rows[0]) for form, rows in _forms(epoch) if len(rows) == 1)


def labels_in(
    text: str, start: int, end: int, epoch: str, *, own_place: bool = False
) -> list[tuple[int, int, tuple[int, ...]]]:
    """Where labels stand to the letter in print order: clean offsets, and the rows that have such a label.

    `own_place`: only at the begin of a cell.
    """
    forms = _forms(epoch)
    hits = _hits(text, start, end, tuple((form, k) for k, (form, _) in enumerate(forms)), own_place=own_place)
    return [(first, last, forms[k][1]) for first, last, k in hits]


def _hits(text: str, start: int, end: int, forms: Sequence[tuple[str, int]], *, own_place: bool) -> list[Hit]:
    """Where forms of labels stand, spaces and signs inside them passed over; `own_place`: at the begin of a cell."""
    places = [k for k in range(start, end) if "\u3400" <= text[k] <= "\u9fff"]
    bare = "".join([text[k] for k in places])
    found = []
    for form, row in forms:
        at = bare.find(form)
        while at >= 0:
            first = places[at]
            if not own_place or OWN_PLACE.search(text, max(start, first - 8), first):
                found.append((first, places[at + len(form) - 1] + 1, row))
            at = bare.find(form, at + 1)
    return _longest(found)[:MOST_HITS]


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """The hits in print order without those inside a longer one."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h[0], -h[1])):
        if not kept or hit[1] > kept[-1][1]:
            kept.append(hit)
    return kept


def _once(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The labels up to where the table is printed again."""
    seen: set[int] = set()
    for k, (_, _, row) in enumerate(hits):
        again = list(dict.fromkeys(r for _, _, r in hits[k:]))[:FEWEST_ROWS]
        if row in seen and len(again) == FEWEST_ROWS and seen.issuperset(again):
            return hits[:k]
        seen.add(row)
    return hits


def _begin(hits: Sequence[Hit]) -> int | None:
    """The first label that has enough others near."""
    for k, (first, _, _) in enumerate(hits):
        if len({row for at, _, row in hits[k:] if at - first <= NEAR}) >= FEWEST_ROWS:
            return k
    return None


def _above(text: str, first: int) -> int:
    """The begin of the table whose first label that can be read stands at `first`."""
    start = text.rfind("\n", 0, first) + 1
    lowest = start
    for _ in range(MOST_ABOVE):
        if not lowest:
            break
        above = text.rfind("\n", 0, lowest - 1) + 1
        line = text[above:lowest]
        if not line.strip() or SENTENCE.search(line):
            break
        lowest = above
    marks = [m.start() for m in MARK.finditer(text, max(0, first - NEAR), first)]
    return min(marks[-1], lowest) if marks else lowest


def annex_zone(text: AlignedText, outline: Outline, epoch: str) -> Range | None:
    """The clean range of the annex: a section that holds its labels, else from its header on; None without an annex."""
    clean, forms = text.text, _own_forms(epoch)
    section = next((s for s in outline.sections if s.key == "annex" and s.repeats is None), None)
    if section:
        hits = _hits(clean, section.start, section.end, forms, own_place=False)
        if len({row for _, _, row in hits}) >= FEWEST_ROWS:
            return section.start, _end(text, outline, hits, section.end)
    hits = _hits(clean, 0, len(clean), forms, own_place=True)
    begin = _begin(hits)
    if begin is None:
        return None
    return _above(clean, hits[begin][0]), _end(text, outline, hits[begin:], len(clean))


def _end(text: AlignedText, outline: Outline, hits: Sequence[Hit], end: int) -> int:
    """The end of a table with these labels, not behind `end`."""
    first = _once(hits)
    if len(first) < len(hits):
        end = hits[len(first)][0]
    return _foot(text, outline, first[-1][1], end)


def _foot(text: AlignedText, outline: Outline, label: int, end: int) -> int:
    """Where the foot of the page begins below the number of the last label, or `end`."""
    starts = {edit.start for edit in outline.furniture}
    number = NUMBER.search(text.text, label, end)
    at = text.text.find("\n", number.end(), end) if number else -1
    row = max((m.start() for m in UNIT_AND_NUMBER.finditer(text.text, label, end)), default=-1)
    while 0 <= at < end - 1:
        if at >= row and text.raw(at + 1, at + 2)[0] in starts:
            return at
        at = text.text.find("\n", at + 1, end)
    return end
