"""Annexes whose numbers do not stand behind their labels: they stand before or above them, or behind all labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from giar_ml.assemble.annex_zone import labels_in
from giar_ml.assemble.arcs import Row
from giar_ml.assemble.labels import CERTAIN_LABEL, FITTING, Labels
from giar_ml.assemble.stream import NOT_HAN, Gap, Item, Stream, runs, without
from giar_ml.assemble.wrapped import GROUP

FEWEST = 6  # rows that show how a table is printed
MOSTLY = 0.8  # ... of those that have a number
GROUPS = re.compile(rf"(?:{GROUP.pattern})+$")
LONGEST = 60  # Han characters of a label
SHORTEST = 3  # Han characters behind a number that leads its line


def leads(stream: Stream, text: str) -> bool:
    """Whether the numbers of a table stand before their labels, on the same lines."""
    numbers = [item for item in stream.items if not item.blank]
    first = [item for item in numbers if not _line(text, item)[0].strip()]
    led = sum(len(NOT_HAN.sub("", _line(text, item)[1])) >= SHORTEST for item in first)
    counted = sum(b.value == (a.value or 0) + 1 for a, b in pairwise(first))
    return led >= FEWEST and led >= MOSTLY * len({item.line for item in numbers}) and 2 * counted < led


def leading(stream: Stream, text: str) -> Stream:
    """The numbers that stand first on their lines: what follows a label there is its unit, its code, a dash."""
    return without(stream, {k for k, item in enumerate(stream.items) if _line(text, item)[0].strip()})


def _line(text: str, item: Item) -> tuple[str, str]:
    """What stands before a number on its line, and behind it."""
    begin, end = text.rfind("\n", 0, item.start) + 1, text.find("\n", item.end)
    return text[begin : item.start], text[item.end : end if end >= 0 else len(text)]


def turned(stream: Stream, text: str, labels: Labels, *, surely: bool) -> Stream | None:
    """The stream with every label before its number, where they stand behind; None where nothing says that they do.

    `surely`: lines begin with their numbers. Else it is said by the ends of the table: a number that no label precedes
    before the first label of all, and a label that no number follows at the end.
    """
    if not surely and not all(
        gap.text for gap in stream.gaps[1:-1]
    ):  # the line of a label may hold its code, or the number of the period
        stream = without(stream, {k for k, item in enumerate(stream.items) if any(map(str.strip, _line(text, item)))})
    gaps = stream.gaps
    if len(stream.items) < FEWEST or any(not gap.text for gap in gaps[1:-1]) or stream.items[0].blank:
        return None
    last = gaps[-1]
    if not surely and not (_begins(gaps, labels) and min(labels.after(last.text)) <= CERTAIN_LABEL):
        return None

    def price(text: str) -> float:
        return min(labels.before(text))

    names, rest = [], ""
    for gap in gaps[1:-1]:
        name = _first(gap, labels, surely)
        names.append(rest + name)
        rest = gap.text[len(name) :]  # labels of rows without a number
    ends = (last.text[:k] for k in range(1, LONGEST))  # what stands below the table follows
    return _labelled(stream, 0, [*names, rest + min(ends, key=price)])


def _begins(gaps: Sequence[Gap], labels: Labels) -> bool:
    """Whether the first number stands before the first row's label, and no label before it."""
    header, first = labels.before(gaps[0].text)[0], labels.before(gaps[1].text)
    return first[0] <= CERTAIN_LABEL < header and min(first[1:]) > FITTING / 2


def _first(gap: Gap, labels: Labels, surely: bool) -> str:
    """The first label of a text: rows without a number may follow, or the name of a group."""
    line = surely or min(labels.before(gap.head)) <= CERTAIN_LABEL
    return gap.head if line else GROUPS.sub("", gap.text)


def dealt(stream: Stream, rows: Sequence[Row], text: str, epoch: str) -> Stream | None:
    """The stream with its numbers behind their labels, where all labels are printed first, then as many numbers.

    A column of codes or of units may stand between them. None where the counts differ.
    """
    for i, j in runs(stream):
        if j - i < FEWEST:
            continue
        listed = _in_turn(labels_in(text, stream.gaps[0].start, stream.items[i].start, epoch))
        if 2 * len(listed) == j - i and _counts(stream.items[i : i + len(listed)]):
            i += len(listed)
        if listed and len(listed) == j - i and not _counts(stream.items[i:j]):
            return _labelled(stream, i, [rows[r].labels[0] for r in listed])
    return None


def _counts(items: Sequence[Item]) -> bool:
    """Whether numbers are the codes of the rows, 1 and so on."""
    return all(item.value == k for k, item in enumerate(items, 1))


def _labelled(stream: Stream, i: int, names: Sequence[str]) -> Stream:
    """The items from `i` on, each behind its label."""
    items = stream.items[i : i + len(names)]
    return Stream(items, (*(Gap(name, "text", name, name) for name in names), Gap("", "line")), wide=False)


def _in_turn(found: Sequence[tuple[int, int, tuple[int, ...]]]) -> list[int]:
    """The rows of labels in print order, which has to be the order of the table; empty where it is not."""
    listed: list[int] = []
    for _, _, rows in found:
        later = [r for r in rows if r > (listed[-1] if listed else -1)]
        if not later:
            return []
        listed.append(later[0])
    return listed
