"""Tables as plain text: the ways in which converters and crawlers print a grid."""

# ruff: noqa: ARG001 -- every renderer has the same signature
from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from unicodedata import east_asian_width

from training.synth.pieces import Piece
from training.synth.style import Style
from training.synth.tables import Row, Slot

DASH = "-"  # what stands for a place left empty where a line has no places


def grid(rows: Sequence[Row]) -> list[list[Slot | None]]:
    """The rows with spans filled: None where a spanning cell of this or an earlier row lies."""
    covered: dict[tuple[int, int], None] = {}
    out: list[list[Slot | None]] = []
    for y, row in enumerate(rows):
        line: list[Slot | None] = []
        for slot in row.slots:
            while (y, len(line)) in covered:
                line.append(None)
            for below in range(1, slot.rowspan):
                covered.update(dict.fromkeys((y + below, len(line) + right) for right in range(slot.colspan)))
            line.extend([slot, *[None] * (slot.colspan - 1)])
        while (y, len(line)) in covered:
            line.append(None)
        out.append(line)
    return out


def _collapsed(rows: Sequence[Row], style: Style) -> Iterator[tuple[str, list[Slot | None]]]:
    """Grid rows as the converter leaves them: spanned places empty, or dropped altogether."""
    for row, line in zip(rows, grid(rows), strict=True):
        if style.spans == "collapsed":
            line = [slot for slot in line if slot is not None]
        yield row.key, [*line, None] if style.trailing else line


def _cells(key: str, line: Sequence[Slot | None], gap: str, blank: str) -> Iterator[Piece]:
    for x, slot in enumerate(line):
        if x:
            yield Piece(gap, "gap", key)
        yield from slot.pieces(key, blank) if slot else ()


def tab(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """Tab-separated, as converted from a word processor: spans leave empty cells."""
    for key, line in _collapsed(rows, style):
        yield from _cells(key, line, "\t", style.blank)
        yield Piece("\n", "edge", key)
        if rng.random() < 0.01:
            yield Piece("\n", "junk", key)


def pipe(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """A Markdown table with a separator row after the first; empties and padding by taste."""
    pad = rng.choice((" ", " ", ""))
    ruled = rng.random() < 0.8
    for y, (key, line) in enumerate(_collapsed(rows, style)):
        yield Piece(f"|{pad}", "edge", key)
        yield from _cells(key, line, f"{pad}|{pad}", style.blank)
        yield Piece(f"{pad}|\n", "edge", key)
        if y == 0 and ruled:
            yield Piece("|" + " --- |" * len(line) + "\n", "rule", key + ".rule")


def pipe_cells(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """A pipe table with every cell and every pipe on a line of its own."""
    for key, line in _collapsed(rows, style):
        yield Piece("|\n", "edge", key)
        yield from _cells(key, line, "\n|\n", style.blank)
        yield Piece("\n|\n", "edge", key)


def pipe_filled(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """A pipe behind every cell, which may end its line; what merged cells leave over fills the row up, or is gone."""
    lines = grid(rows)
    widest = max(map(len, lines))
    a_line, fill = rng.random() < 0.7, rng.choice(("apart", "apart", "behind", "gone"))
    for row, line in zip(rows, lines, strict=True):
        slots = [slot for slot in line if slot is not None]
        rest = "|" * (widest - len(slots)) if fill != "gone" else ""
        for x, slot in enumerate(slots, 1):
            text = list(slot.pieces(row.key, ""))
            yield from text
            end = " |" if any(piece.text for piece in text) else "|"
            if x < len(slots):
                yield Piece(end + ("\n" if a_line else " "), "gap", row.key)
            else:
                between = "\n" if a_line and fill == "apart" else " "
                yield Piece(end + (between + rest if rest else "") + "\n", "edge", row.key)


def _flowing(rows: Sequence[Row], style: Style) -> Iterator[tuple[str, list[Slot]]]:
    """Rows of slots with text; labels of several rows on a line of their own, before the first sub-row, or gone."""
    for row in rows:
        slots = [slot for slot in row.slots if slot.kind != "blank" or slot.address]
        groups = [slot for slot in slots if slot.kind == "group"]
        if groups and style.groups != "prefix" and len(slots) > len(groups):
            if style.groups == "own_line":
                yield from ((f"{row.key}.group", [group]) for group in groups)
            slots = [slot for slot in slots if slot.kind != "group"]
        if slots:
            yield row.key, slots


def flat(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """One cell a line."""
    yield from _joined(rows, style, "\n", "\n")


def flat_blank(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """One cell a line, a blank line after each."""
    yield from _joined(rows, style, "\n\n", "\n\n")


def lines(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """A row a line: label and numbers with single spaces between."""
    yield from _joined(rows, style, " ", "\n")


def _joined(rows: Sequence[Row], style: Style, gap: str, edge: str) -> Iterator[Piece]:
    for key, slots in _flowing(rows, style):
        for x, slot in enumerate(slots):
            if x:
                yield Piece(gap, "gap", key)
            yield from slot.pieces(key, DASH)
        yield Piece(edge, "edge", key)


def spaces(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """Columns aligned with spaces, as the text layer of a PDF is dumped; long labels wrap around their numbers."""
    indent, wrap = " " * rng.choice((0, 2, 6)), rng.choice((99, 14, 18))
    for key, slots in _flowing(rows, style):
        numbers = [slot for slot in slots if slot.address]
        labels = [slot for slot in slots if not slot.address]
        yield Piece(indent, "gap", key)
        rest, width = "", len(indent)
        for slot in labels:
            text = slot.text
            if slot.kind == "label" and len(text) > wrap and numbers:
                text, rest = text[:wrap], text[wrap:]
            yield Piece(text, slot.kind, key)
            column = 44 if numbers and slot is labels[-1] else width + text_width(text) + 3
            width += text_width(text)
            yield Piece(" " * max(2, column - width), "gap", key)
            width = max(width + 2, column)
        yield from _aligned(numbers, key)
        yield Piece("\n", "edge", key)
        if rest:
            yield Piece(indent + rest, "label", key)
            yield Piece("\n", "edge", key)


def _aligned(numbers: Sequence[Slot], key: str) -> Iterator[Piece]:
    for x, slot in enumerate(numbers):
        yield Piece(" " * max(1 if x == 0 else 2, 8 - len(slot.before + slot.text)), "gap", key)
        yield from slot.pieces(key, DASH)


def text_width(text: str) -> int:
    """Columns on a terminal: Han characters and full-width forms count two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
