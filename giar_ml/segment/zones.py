"""Which lines belong to tables. Judged first line by line, then by company: a table is a run of such lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache, lru_cache

from giar_ml.segment.layout import Line, layout, plain

LONGEST_LABEL = 120  # bare characters; the longest official label has 40, notes in brackets make it longer
BRIDGE = 3  # short unknown lines that may stand between two table lines
_SENTENCE_END = re.compile(r"[。;!?](?:\s|$|[^\s)\"])")
_COUNTED = re.compile(r"\d(?:余|多)?(?:条|件|次|篇|个|期|人|份|项|家|场|万)")


class Kind(Enum):
    """What one line looks like by itself."""

    BLANK = "blank"
    ROW = "row"  # several cells, or a label with its numbers
    NUMBER = "number"  # one cell that holds a number or an explicit blank
    LABEL = "label"  # one cell that holds a label of a template
    SHORT = "short"  # a piece of something: table or prose, its neighbours know
    TEXT = "text"


@cache
def _letters() -> frozenset[str]:
    """Every character that labels are written with."""
    return frozenset("".join(layout().labels))


@cache
def _labels() -> tuple[frozenset[str], str, re.Pattern[str]]:
    """Every label of the templates: as a set, as one text for fragments, and as a pattern."""
    labels = layout().labels
    return frozenset(labels), "\n".join(labels), re.compile("|".join(labels))


@lru_cache(maxsize=2048)
def is_label(text: str) -> bool:
    """Whether a bare text is a table label, a piece of one, or several run together."""
    known, blob, pattern = _labels()
    han = plain(text)
    if len(text) > LONGEST_LABEL or not han:
        return False
    if "勾稽关系" in han or han in known or (len(han) >= 3 and han in blob):
        return True
    if "(" in text and text.index("(") >= 2 and plain(text[: text.index("(")]) in known:
        return True
    left = pattern.sub("", han)
    return len(left) <= max(1, len(han) // 5) and left[:1] not in tuple("无未没")


def kind_of(line: Line) -> Kind:
    """What the line looks like by itself."""
    bare = line.bare
    if not bare:
        return Kind.BLANK
    if layout().cell.fullmatch(bare):
        return Kind.ROW if "\t" in line.text.strip(" ") else Kind.NUMBER
    if "\t" in line.text:
        kind = _kind_of_cells([cell.strip() for cell in line.text.split("\t")])
        if kind is not None:
            return kind
    if len(bare) > LONGEST_LABEL + 60:
        return Kind.TEXT
    return _kind_of_words(line.text, bare)


def _kind_of_cells(cells: list[str]) -> Kind | None:
    """A line with tabs: a table row, or prose that holds a tab by accident (None where one cell is left)."""
    filled = [cell for cell in cells if cell]
    numbers = sum(1 for cell in filled if layout().cell.fullmatch(cell.replace(" ", "")))
    if any(_SENTENCE_END.search(cell) and len(cell) > 12 for cell in filled):
        return Kind.TEXT
    if (
        any(len(cell) > 40 for cell in filled)
        and numbers < 2
        and not all(is_label(cell) for cell in filled if len(cell) > 40)
    ):
        return Kind.TEXT
    if len(filled) < 2 and not numbers:
        return Kind.LABEL if filled and is_label(filled[0]) else None
    if not numbers and any("," in cell and not is_label(cell) for cell in filled):
        return Kind.TEXT
    return Kind.ROW


def _kind_of_words(text: str, bare: str) -> Kind:
    """A line without cell borders: numbers among words are a row if the words are a label."""
    rules = layout()
    if bare[-1] in "。;!?":
        return Kind.TEXT
    words = text.split()
    numbers = [word for word in words if rules.cell.fullmatch(word)]
    rest = "".join(word for word in words if not rules.cell.fullmatch(word))
    if len(numbers) >= 2 and (not rest or is_label(rest)):
        return Kind.ROW
    if numbers and rest and words[-1] == numbers[-1] and is_label(rest) and plain(rest) not in "年月日":
        return Kind.ROW
    if is_label(bare) and not _COUNTED.search(bare):
        return Kind.LABEL
    if len(bare) <= 30 and not _SENTENCE_END.search(bare) and not _COUNTED.search(bare):
        return Kind.SHORT if not (rules.sentence.match(bare) and len(plain(bare)) > 3) else Kind.TEXT
    return Kind.TEXT


def table_lines(lines: Mapping[int, Line] | Sequence[Line], indices: Sequence[int], tabular: bool) -> set[int]:
    """Those of `indices` (one section's lines, furniture left out) that stand in a table.

    `tabular`: the section's official form is a table, so labels without any number are a table too.
    """
    kinds = [(index, kind) for index in indices if (kind := kind_of(lines[index])) is not Kind.BLANK]
    found: set[int] = set()
    run: list[tuple[int, Kind]] = []
    for index, kind in [*kinds, (-1, Kind.TEXT)]:
        if kind is Kind.TEXT:
            for group in _groups(run, lines if tabular else {}):
                if _is_table([kind for _, kind in group], tabular):
                    found |= {index for index, _ in group}
            run = []
        else:
            run.append((index, kind))
    return found


def _groups(run: list[tuple[int, Kind]], lines: Mapping[int, Line] | Sequence[Line]) -> list[list[tuple[int, Kind]]]:
    """What may be a table in a run without sentences: from a sure line to the last sure line that is near enough.

    Headers that were torn to letters stand before the first sure line; `lines` is empty where none are expected.
    """
    groups: list[list[tuple[int, Kind]]] = []
    waiting: list[tuple[int, Kind]] = []
    for index, kind in run:
        if kind is Kind.SHORT:
            waiting.append((index, kind))
        elif groups and len(waiting) <= BRIDGE:
            groups[-1] += [*waiting, (index, kind)]
            waiting = []
        else:
            head = len(waiting)
            while head and lines and _is_torn(lines[waiting[head - 1][0]].bare):
                head -= 1
            groups.append([*waiting[head:], (index, kind)])
            waiting = []
    return groups


def _is_torn(bare: str) -> bool:
    """A piece of a label or of several, read across: 结结其尚."""
    return len(bare) <= 16 and (len(bare) > 1 or bare not in "无") and _letters().issuperset(bare)


def _is_table(kinds: list[Kind], tabular: bool) -> bool:
    rows, numbers, labels = (kinds.count(kind) for kind in (Kind.ROW, Kind.NUMBER, Kind.LABEL))
    if tabular:
        return bool(rows or numbers) or labels >= 1
    return rows >= 1 or (numbers >= 1 and numbers + labels >= 2) or labels >= 4
