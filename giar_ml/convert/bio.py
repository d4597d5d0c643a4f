"""Tags of rows, one layer: BIO is written; BIO, IOB1, BIOES and BILOU are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from giar_ml.convert.labelled import Mark

TAG = re.compile(r"O|([BIESLU])-(.+)", re.S)
_BEGINS, _ENDS = "BSU", "ESLU"


def encode(spans: Iterable[Mark], ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    """A tag for each range; ranges do not cross the edges of spans, spans do not overlap."""
    waiting = iter(spans)
    mark = next(waiting, None)
    for start, _ in ranges:
        while mark is not None and mark.end <= start:
            mark = next(waiting, None)
        if mark is None or start < mark.start:
            yield "O"
        else:
            yield f"{'B' if start == mark.start else 'I'}-{mark.label}"


def decode(tags: Iterable[str], ranges: Iterable[tuple[int, int]]) -> list[Mark]:
    """The spans of tags that match `TAG`. A tag that cannot go on with the span before begins a new one."""
    found: list[Mark] = []
    label = ""  # of the span that may go on
    for tag, (start, end) in zip(tags, ranges, strict=True):
        match = TAG.fullmatch(tag)
        if match is None:
            raise ValueError(f"no tag: {tag}")
        if match[1] is None:
            label = ""
        elif match[2] == label and match[1] not in _BEGINS:
            found[-1] = Mark(found[-1].start, end, label)
        else:
            found.append(Mark(start, end, match[2]))
            label = match[2]
        if match[1] and match[1] in _ENDS:
            label = ""
    return found
