"""Ruled lines to tables: elementary boxes between the lines, joined wherever no line is drawn between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from giar_ml.read.pdf_page import Glyph
from giar_ml.read.pdf_rules import Rule

_SNAP = 3.0  # points; lines closer than this are one line
_DRAWN = 0.6  # share of a box side that must be ruled to count as ruled
_MOST_PAIRS = 2_000_000
_MOST_BOXES = 20_000


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell over the grid rows `[row, row + rowspan)` and columns; its rectangle; what is printed in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    x0: float
    top: float
    x1: float
    bottom: float
    glyphs: tuple[Glyph, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    columns: int
    cells: tuple[TableCell, ...]  # by row, then column

    @property
    def top(self) -> float:
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        return max(cell.bottom for cell in self.cells)

    @property
    def x0(self) -> float:
        return min(cell.x0 for cell in self.cells)

    @property
    def x1(self) -> float:
        return max(cell.x1 for cell in self.cells)


def tables(glyphs: Sequence[Glyph], rules: Sequence[Rule]) -> tuple[list[Table], list[Glyph]]:
    """The ruled tables of an area with their glyphs, and the glyphs that stand in none. A mere frame is no table."""
    found: list[Table] = []
    left = list(glyphs)
    groups = [_grid(group) for group in _connected(_merged(rules))]
    for table in sorted((t for t in groups if t), key=lambda t: (t.bottom - t.top) * (t.x1 - t.x0)):
        filled, left = _fill(table, left)
        # One column of cells is a frame around the text: its lines keep their order with the tables inside it.
        if len({cell.column for cell in table.cells}) > 1 and any(cell.glyphs for cell in filled.cells):
            found.append(filled)
        else:
            left += [glyph for cell in filled.cells for glyph in cell.glyphs]
    return sorted(found, key=lambda t: t.top), left


def _fill(table: Table, glyphs: Iterable[Glyph]) -> tuple[Table, list[Glyph]]:
    inside: list[list[Glyph]] = [[] for _ in table.cells]
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.middle
        for number, cell in enumerate(table.cells):
            if cell.x0 <= x <= cell.x1 and cell.top <= y <= cell.bottom:
                inside[number].append(glyph)
                break
        else:
            outside.append(glyph)
    cells = tuple(
        TableCell(c.row, c.column, c.rowspan, c.colspan, c.x0, c.top, c.x1, c.bottom, tuple(own))
        for c, own in zip(table.cells, inside, strict=True)
    )
    return Table(table.rows, table.columns, cells), outside


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Pieces of one drawn line (dashes, cell by cell borders) as one."""
    done: list[Rule] = []
    for horizontal in (True, False):
        own = [rule for rule in rules if rule.horizontal == horizontal]
        by_place = sorted(own, key=lambda r: r.top if horizontal else r.x0)
        for level in _levels(by_place, horizontal):
            spans = sorted((r.x0, r.x1) if horizontal else (r.top, r.bottom) for r in level)
            where = sum(r.top if horizontal else r.x0 for r in level) / len(level)
            low, high = spans[0]
            for start, end in [*spans[1:], (float("inf"), 0.0)]:
                if start <= high + _SNAP:
                    high = max(high, end)
                    continue
                if high - low > _SNAP:
                    done.append(Rule(low, where, high, where) if horizontal else Rule(where, low, where, high))
                low, high = start, end
    return done


def _levels(rules: Sequence[Rule], horizontal: bool) -> Iterable[list[Rule]]:
    level: list[Rule] = []
    for rule in rules:
        place = rule.top if horizontal else rule.x0
        if level and place - (level[0].top if horizontal else level[0].x0) > _SNAP:
            yield level
            level = []
        level.append(rule)
    if level:
        yield level


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Lines that touch or cross, directly or through others, as groups."""
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    if len(across) * len(down) > _MOST_PAIRS:
        return []
    parent = list(range(len(across) + len(down)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if h.x0 - _SNAP <= v.x0 <= h.x1 + _SNAP and v.top - _SNAP <= h.top <= v.bottom + _SNAP:
                parent[root(i)] = root(j)
    groups: dict[int, list[Rule]] = {}
    for number, rule in enumerate([*across, *down]):
        groups.setdefault(root(number), []).append(rule)
    return list(groups.values())


def _grid(rules: Sequence[Rule]) -> Table | None:
    across = [rule for rule in rules if rule.horizontal]
    down = [rule for rule in rules if not rule.horizontal]
    if len(across) < 2 or not down:
        return None
    # The outer border counts as drawn: many tables leave their sides open.
    xs = _places([v.x0 for v in down] + [min(h.x0 for h in across), max(h.x1 for h in across)])
    ys = _places([h.top for h in across] + [min(v.top for v in down), max(v.bottom for v in down)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > _MOST_BOXES:
        return None
    walls = [[_ruled(xs[c], ys[r], ys[r + 1], down, False) for c in range(columns + 1)] for r in range(rows)]
    floors = [[_ruled(ys[r], xs[c], xs[c + 1], across, True) for c in range(columns)] for r in range(rows + 1)]
    return Table(rows, columns, tuple(_boxes(xs, ys, walls, floors)))


def _places(values: Iterable[float]) -> list[float]:
    done: list[float] = []
    for value in sorted(values):
        if not done or value - done[-1] > _SNAP:
            done.append(value)
    return done


def _ruled(place: float, low: float, high: float, rules: Sequence[Rule], horizontal: bool) -> bool:
    """Whether the side at `place` from `low` to `high` is drawn."""
    drawn = 0.0
    for rule in rules:
        where, start, end = (rule.top, rule.x0, rule.x1) if horizontal else (rule.x0, rule.top, rule.bottom)
        if abs(where - place) <= _SNAP:
            drawn += max(0.0, min(end, high) - max(start, low))
    return drawn >= _DRAWN * (high - low)


def _boxes(
    xs: Sequence[float], ys: Sequence[float], walls: list[list[bool]], floors: list[list[bool]]
) -> Iterable[TableCell]:
    """Cells by row and column: each grows right, then down, as long as nothing is drawn in between."""
    rows, columns = len(ys) - 1, len(xs) - 1
    taken = [[False] * columns for _ in range(rows)]
    for r in range(rows):
        for c in range(columns):
            if taken[r][c]:
                continue
            right = c + 1
            while right < columns and not walls[r][right] and not taken[r][right]:
                right += 1
            below = r + 1
            while below < rows and _open_below(below, c, right, walls, floors, taken):
                below += 1
            for row in range(r, below):
                taken[row][c:right] = [True] * (right - c)
            yield TableCell(r, c, below - r, right - c, xs[c], ys[r], xs[right], ys[below])


def _open_below(
    row: int, left: int, right: int, walls: list[list[bool]], floors: list[list[bool]], taken: list[list[bool]]
) -> bool:
    return (
        not any(floors[row][left:right]) and not any(walls[row][left + 1 : right]) and not any(taken[row][left:right])
    )


def grid_rows(table: Table) -> list[list[TableCell | None]]:
    """The table as rows of the same length: each cell at its top left place, None elsewhere.

    Columns and rows in which no cell begins, and slivers without text (lines that do not quite meet), are taken out.
    """
    columns = sorted({cell.column for cell in table.cells if cell.glyphs or cell.x1 - cell.x0 > 2 * _SNAP})
    rows = sorted({cell.row for cell in table.cells})
    at = {(cell.row, cell.column): cell for cell in table.cells}
    return [[at.get((row, column)) for column in columns] for row in rows]
