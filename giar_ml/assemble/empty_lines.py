"""Blank cells of a table printed one cell a line, where a converter kept them as empty lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

    @property
    def count(self) -> int:
        return self.last - self.first

    def blanks(self, between: int, apart: int) -> tuple[int, ...]:
        """The blank cells before the first item and after each, with so many lines between cells and rows anyway."""
        return (
            max(0, self.before - between),
            *(max(0, lines - between) for lines in self.after[:-1]),
            max(0, self.after[-1] - apart),
        )


def with_empty_lines(stream: Stream, text: str, width: int) -> Stream:
    """The stream with a blank for every empty line that stands for a cell; as it is where they mean something else."""
    rows = list(_rows(stream, text))
    short = [row for row in rows if row.count < width]
    if not short:
        return stream
    apart = min((row.after[-1] for row in rows[:-1]), default=0)
    for between in sorted({0, apart}):
        if any(row.count == width and any(lines != between for lines in row.after[:-1]) for row in rows):
            continue  # the lines between cells mean something else
        filled = [(row, row.blanks(between, apart)) for row in short]
        if short[-1] is rows[-1]:  # behind it the table ends, after whatever lines
            *before, last = filled[-1][1]
            filled[-1] = (short[-1], (*before, min(last, max(0, width - short[-1].count - sum(before)))))
        fitting = [(row, blanks) for row, blanks in filled if row.count + sum(blanks) == width]
        if len(fitting) >= max(FEWEST_ROWS, FITTING * len(short)):
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


def _rows(stream: Stream, text: str) -> Iterator[_Row]:
    """The runs of numbers that stand on lines of their own."""
    for first, last in runs(stream):
        items = stream.items[first:last]
        if any(item.blank for item in items) or len({item.line for item in items}) < len(items):
            continue
        lines = text[max(0, items[0].start - NEAR) : items[0].start].split("\n")[-2::-1]
        after = tuple(_empty(text, a.end, b.start) for a, b in zip(items, [*items[1:], None], strict=True) if b)
        behind = text[items[-1].end : items[-1].end + NEAR].split("\n")[1:]
        yield _Row(first, last, _leading(lines), (*after, _leading(behind)))


def _empty(text: str, start: int, end: int) -> int:
    """Empty lines between two numbers."""
    return max(0, text.count("\n", start, end) - 1)


def _leading(lines: Sequence[str]) -> int:
    """How many lines are empty before the first that is not; none where all are."""
    return next((k for k, line in enumerate(lines) if line.strip()), 0)
