"""The numbers of an annex: its stream without item numbers, the dashes of headings and cells that pad the lines."""

from __future__ import annotations

from dataclasses import replace

from giar_ml.assemble.labels import CERTAIN_LABEL, FITTING, Labels
from giar_ml.assemble.stream import GLUED, Gap, Item, Stream, merged, runs
from giar_ml.assemble.wrapped import UNIT

UNITS = ("条", "件", "次", "篇", "个", "人", "元")  # a number that is glued to one is no part of the label
HEADING = "情况"  # ends the name of a group, which has no numbers of its own
FOOT = ("电话", "手机", "热线", "号码", "邮编", "日期")  # below a table, before a colon
COUNTED = ("信息计", "舆情计")  # 计1条 in a label
MOST_WIDE = 2  # lines of several numbers in a table of one column: the numbers of the columns, a slip

Runs = list[tuple[int, int]]


def values(stream: Stream, text: str, labels: Labels, *, single: bool, several: bool, led: bool = False) -> Stream:
    """The stream of the rows' numbers; only text separates the rows of an annex.

    `single`: a row has one number, not those of two periods; `several`: the header names several columns of them;
    `led`: numbers lead their lines, so that a word behind one does not make it an item number.
    """
    dropped = _of_headings(stream, labels, single) | _padding(stream, several)
    items: list[Item] = []
    gaps: list[Gap] = []
    pending: list[Gap] = []
    for k, (gap, item) in enumerate(zip(stream.gaps, stream.items, strict=False)):
        pending.append(gap)
        before = merged(pending)
        if k in dropped or _of_label(item, gap, before, text, labels, led):
            continue
        gaps.append(before)
        items.append(replace(item, doubt=GLUED if before.tail.endswith(HEADING) else 0.0))
        pending = []
    return Stream(tuple(items), (*gaps, merged([*pending, stream.gaps[-1]])), wide=False)


def _of_label(item: Item, gap: Gap, before: Gap, text: str, labels: Labels, led: bool) -> bool:
    """Whether a number is part of a label, or counts it."""
    if item.digits == "1" and before.text.endswith(COUNTED):
        return True
    if text[max(0, item.start - 1) : item.start] == "(" and not item.blank:
        return True  # (1), alone in its cell
    if item.doubt == GLUED:
        return not (gap.tail.endswith(UNITS) or _of_row(item, before, text, labels))
    return bool(item.doubt) and not led


def _of_row(item: Item, before: Gap, text: str, labels: Labels) -> bool:
    """Whether a number that is glued to a text is the row's: behind a colon or such, or where a label surely ends."""
    price = FITTING if before.tail.endswith(FOOT) else min(labels.before(before.text))
    return price < FITTING if text[item.start - 1] in "：:；;" else price <= CERTAIN_LABEL


def _of_headings(stream: Stream, labels: Labels, single: bool) -> set[int]:
    """The dashes, two or more, behind the name of a group: no row's numbers, those of two periods apart."""
    items, found = stream.items, set[int]()
    for i, j in runs(stream):
        name = UNIT.sub("", stream.gaps[i].text)
        if single:
            pairs = [k for k in range(i, j - 1) if items[k].blank and items[k + 1].blank]
            found.update(*((k, k + 1) for k in pairs))
        elif j - i > 1 and all(item.blank for item in items[i:j]) and (name.endswith(HEADING) or not labels.fits(name)):
            found.update(range(i, j))
    return found


def _padding(stream: Stream, several: bool) -> set[int]:
    """The empty cells behind the numbers of a table that has one column of them."""
    found, wide = set[int](), 0
    for i, j in runs(stream):
        held = [k for k in range(i, j) if not stream.items[k].blank]
        wide += len(held) > 1
        last = held[-1] if held else j
        found.update(k for k in range(last + 1, j) if _empty(stream.items[k]))
    return set() if several or wide > MOST_WIDE else found


def crammed(stream: Stream, *, several: bool) -> bool:
    """Whether numbers of two columns are printed as one, glued to their label: nobody knows where one ends."""
    glued = [item for item in stream.items if item.doubt == GLUED and not item.blank]
    if 2 * len(glued) <= len(stream.items) or any(j - i > 1 for i, j in runs(stream)):
        return False
    zeros = sum(item.digits[:1] == "0" < item.digits and item.digits[1:2] != "." for item in glued)
    return several or zeros > MOST_WIDE


def _empty(item: Item) -> bool:
    return item.start == item.end
