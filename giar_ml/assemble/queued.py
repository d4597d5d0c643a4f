"""Labels whose numbers stand further below: printed in a list, and the numbers of all of them after the last.

Where a row in the middle of such a list keeps its own numbers, print order is not the order of the rows any more. The
lists are told by counting: as many rows of numbers too many in one place as labels without numbers stand before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from giar_ml.assemble.labels import Labels
from giar_ml.assemble.stream import Gap, Item, Stream

LONGEST_REST = 3  # characters behind a label that are no other label
SHORTEST = 3  # characters of a label that tell it inside a list; in the last text of a list shorter ones will do


@dataclass(frozen=True, slots=True)
class _Spot:
    """A label in the text of a gap: where it ends, and its row."""

    gap: int
    end: int
    row: int
    doubtful: bool = False  # the numbers behind the text may be its own


def in_order(stream: Stream, labels: Labels, width: int) -> Stream:
    """The stream with rows of `width` numbers moved behind their labels; the same one where counts do not agree."""
    items, gaps = stream.items, stream.gaps
    starts = [i for i in range(len(items)) if i == 0 or gaps[i].text]
    waiting: list[_Spot] = []
    moved: dict[int, list[tuple[_Spot, tuple[Item, ...]]]] = {}  # by gap
    taken: set[int] = set()
    for i, j in pairwise((*starts, len(items))):
        count, rest = divmod(j - i, width)
        if not gaps[i].text:
            return stream  # numbers before their label: then there is no telling what waits
        if count < 2 or rest:
            waiting += _without_numbers(labels, gaps[i].text, i)
            continue
        own = _spots(labels, gaps[i].text, i, shortest=2)
        rows = [items[k : k + width] for k in range(i, j, width)]
        sure = [spot for spot in waiting if not spot.doubtful]
        queue = next((q for q in ([*sure, *own], [*waiting, *own]) if len(q) == count), [])
        if len(queue) <= len(own) or not own or not all(map(_sound, rows)):
            return stream
        if _next_row(labels, gaps[j].text) not in (None, own[-1].row + 1):
            return stream  # a label is lost here
        for spot, row in zip(queue, rows, strict=True):
            moved.setdefault(spot.gap, []).append((spot, row))
        taken.update(range(i, j))
        waiting = []
    return _rebuilt(stream, moved, taken) if moved else stream


def _sound(row: Sequence[Item]) -> bool:
    values = [item.value for item in row]
    return None not in values and sum(filter(None, values)) == 2 * (values[-1] or 0)


def _next_row(labels: Labels, text: str) -> int | None:
    return labels.anchor(text) if text else None


def _spots(labels: Labels, text: str, gap: int, shortest: int = SHORTEST) -> list[_Spot]:
    """The labels in a text one after another, in the order of the table."""
    found: list[_Spot] = []
    end = 0
    for row, forms in enumerate(labels.forms):
        places = [(at, at + len(f)) for f in forms if len(f) >= shortest and (at := text.find(f, end)) >= 0]
        if places:
            end = max(places, key=lambda place: (-place[0], place[1]))[1]
            found.append(_Spot(gap, end, row))
    last = labels.anchor(text) if text else None
    if last is not None and all(spot.row < last for spot in found):
        found.append(_Spot(gap, len(text), last))  # damaged, or its end stands below
    return found


def _without_numbers(labels: Labels, text: str, gap: int) -> list[_Spot]:
    """The labels in a text before a row, but for the one that is the row's."""
    spots = _spots(labels, text, gap)
    if spots and spots[-1].end + LONGEST_REST < len(text) and labels.anchor(text) != spots[-1].row:
        return [*spots[:-1], replace(spots[-1], doubtful=True)]  # what follows may be the beginning of another
    return spots[:-1]


def _rebuilt(stream: Stream, moved: dict[int, list[tuple[_Spot, tuple[Item, ...]]]], taken: set[int]) -> Stream:
    items: list[Item] = []
    gaps: list[Gap] = []
    left = ""
    for k, gap in enumerate(stream.gaps):
        text, done = left + gap.text, len(left)
        begins = 0
        for spot, row in moved.get(k, ()):
            gaps += [_text(gap, text[begins : done + spot.end]), *[Gap("", "tight")] * (len(row) - 1)]
            items += row
            begins = done + spot.end
        text = text[begins:] if moved.get(k) else text
        if k in taken:
            left = text
            continue
        gaps.append(_text(gap, text) if text != gap.text else gap)
        items += stream.items[k : k + 1]
        left = ""
    return Stream(tuple(items), tuple(gaps), stream.wide)


def _text(gap: Gap, text: str) -> Gap:
    return replace(gap, text=text, kind="text", head=text, tail=text) if text else Gap("", "line")
