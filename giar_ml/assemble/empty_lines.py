"""Blank cells of a table printed one cell a line, where a converter kept them as empty lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from giar_ml.assemble.figures import blank_at
from giar_ml.assemble.stream import Gap, Item, Stream, runs

FEWEST_ROWS = 4  # whose numbers and empty lines make a whole row
NEAR = 200  # characters around a row that are looked at
FITTING = 0.8  # of the rows with too few numbers


@dataclass(frozen=True, slots=True)
class _Row:
    """The items from one label to the next, and the empty lines before the first, after each, and behind the last."""

    first: int
    last: int
    before: int
    after: tuple[int, ...]
    width: int

    @property
    def count(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How many empty lines stand between two cells and two rows anyway, and how many more a blank cell makes."""

    between: int
    apart: int
    blank: int

    def blanks(self, row: _Row, last: bool) -> tuple[int, ...] | None:
        """The blank cells before the first item and after each; None where they do not make the row whole.

        Behind the `last` row the table ends, after whatever lines.
        """
        inner = [row.before - self.between, *(lines - self.between for lines in row.after[:-1])]
        cells = [max(0, lines) // self.blank for lines in inner]
        behind = max(0, row.after[-1] - self.apart) // self.blank
        missing = row.width - row.count - sum(cells)
        if any(lines > 0 and lines % self.blank for lines in inner):
            return None
        return (*cells, missing) if missing == behind or (last and 0 <= missing <= behind) else None


def with_empty_lines(
    stream: Stream, text: str, width: Callable[[str], int | None], fewest: int = FEWEST_ROWS
) -> Stream:
    """The stream with a blank for every empty line that stands for a cell; as it is where they mean something else.

    `width` says how many cells the row behind a label has, None where there is none; so many as `fewest` rows must be
    made whole by their empty lines.
    """
    rows = list(_rows(stream, text, width))
    short = [row for row in rows if row.count < row.width]
    whole = [row for row in rows if row.count == row.width]
    if not short:
        return stream
    apart = min((row.after[-1] for row in rows[:-1]), default=0)
    closest = min((lines for row in rows for lines in row.after[:-1]), default=0)
    for between, wide in sorted({(b, w) for b in (0, apart, closest) for w in (1, b + 1)}):
        if any(lines != between for row in whole for lines in row.after[:-1]):
            continue  # the lines between cells mean something else
        spacing = _Spacing(between, apart, wide)
        filled = [(row, spacing.blanks(row, row is rows[-1])) for row in short]
        fitting = [(row, blanks) for row, blanks in filled if blanks is not None]
        if len(fitting) >= max(fewest, FITTING * len(short)):
            return _with_blanks(stream, fitting)
    return stream


def _with_blanks(stream: Stream, rows: Sequence[tuple[_Row, Sequence[int]]]) -> Stream:
    items, gaps, done = list[Item](), list[Gap](), 0
    for row, blanks in rows:
        items += stream.items[done : row.first]
        gaps += stream.gaps[done : row.first]
        filled = list(_filled(stream.items[row.first : row.last], blanks))
        items += filled
        gaps += [stream.gaps[row.first], *[Gap("", "line")] * (len(filled) - 1)]
        done = row.last
    return Stream((*items, *stream.items[done:]), (*gaps, *stream.gaps[done:]), stream.wide)


def _filled(items: Sequence[Item], blanks: Sequence[int]) -> Iterator[Item]:
    """The items with so many blanks before the first and after each."""
    yield from [blank_at(items[0].start, items[0].line)] * blanks[0]
    for item, after in zip(items, blanks[1:], strict=True):
        yield from (item, *[blank_at(item.end, item.line)] * after)


def _rows(stream: Stream, text: str, width: Callable[[str], int | None]) -> Iterator[_Row]:
    """The runs of numbers that stand on lines of their own."""
    for first, last in runs(stream):
        items, cells = stream.items[first:last], width(stream.gaps[first].text)
        if cells is None or any(item.blank for item in items) or len({item.line for item in items}) < len(items):
            continue
        lines = text[max(0, items[0].start - NEAR) : items[0].start].split("\n")[-2::-1]
        after = tuple(_empty(text, a.end, b.start) for a, b in zip(items, [*items[1:], None], strict=True) if b)
        behind = text[items[-1].end : items[-1].end + NEAR].split("\n")[1:]
        yield _Row(first, last, _leading(lines), (*after, _leading(behind)), cells)


def _empty(text: str, start: int, end: int) -> int:
    """Empty lines between two numbers."""
    return max(0, text.count("\n", start, end) - 1)


def _leading(lines: Sequence[str]) -> int:
    """How many lines are empty before the first that is not; none where all are."""
    return next((k for k, line in enumerate(lines) if line.strip()), 0)
