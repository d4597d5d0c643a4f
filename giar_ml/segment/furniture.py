"""Page furniture: lines that a page, portal or archive put around the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from giar_ml.schema.noise import scores
from giar_ml.segment.layout import Line, layout
from giar_ml.types import AlignedText, Edit

LINKS = "related_links"  # of the site to other articles
LONGEST = 200  # bare characters; no pattern describes a longer line


def family_of(bare: str) -> str | None:
    """The family of a whole bare line, None where the line is no furniture."""
    if not bare or len(bare) > LONGEST or (bare[-1] in "。；" and len(bare) > 30):
        return None
    match = layout().furniture.fullmatch(bare)
    return match.lastgroup if match else None


def tail_family(bare: str) -> str | None:
    """The family of a line that ends the page: what follows belongs to the site or to its neighbour articles."""
    if not bare or len(bare) > LONGEST:
        return None
    match = layout().tail.fullmatch(bare)
    return match.lastgroup if match else None


def find(lines: Sequence[Line]) -> dict[int, str]:
    """Line index -> family, by the look of the single line."""
    return {index: family for index, line in enumerate(lines) if (family := family_of(line.bare))}


def find_tail(lines: Sequence[Line], first: int) -> dict[int, str]:
    """Everything from the first foot line at or after index `first`, if no sentences of a report follow."""
    for index in range(first, len(lines)):
        family = tail_family(lines[index].bare)
        if family:
            return {at: family for at in range(index, len(lines)) if lines[at].bare}
    return {}


def doubtful(text: AlignedText, lines: Sequence[Line], weights: Mapping[int, float], family: str) -> tuple[Edit, ...]:
    """Lines that may be furniture, one edit a line, with their scores."""
    found = ((lines[index], weight) for index, weight in sorted(weights.items()))
    return tuple(Edit(*text.raw(ln.start, ln.end), text.text[ln.start : ln.end], "", family, w) for ln, w in found)


def edits(text: AlignedText, lines: Sequence[Line], found: dict[int, str]) -> tuple[Edit, ...]:
    """The furniture as edits: raw ranges, neighbouring lines of one family as one."""
    result: list[Edit] = []
    runs: list[tuple[int, int, str]] = []
    for index in sorted(found):
        if runs and runs[-1][2] == found[index] and all(not ln.bare for ln in lines[runs[-1][1] + 1 : index]):
            runs[-1] = (runs[-1][0], index, found[index])
        else:
            runs.append((index, index, found[index]))
    for first, last, family in runs:
        start, end = lines[first].start, lines[last].end
        score = scores().get(family, 1.0)
        result.append(Edit(*text.raw(start, end), text.text[start:end], "", family, score))
    return tuple(result)
