"""PDF with a text layer to lines and table rows in the order a person reads them; words and cells keep their boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from giar_ml.read.causes import failure
from giar_ml.read.content import Content
from giar_ml.read.grid import Spanned, is_layout, is_prose
from giar_ml.read.limits import Clock
from giar_ml.read.pdf_columns import column_gutter, common_title, halve, report_gutters
from giar_ml.read.pdf_lines import EMPTY, Piece, Row, cell, cell_lines, lines, rows
from giar_ml.read.pdf_page import UNMAPPED, Glyph, Page, pages
from giar_ml.read.pdf_table import Table, TableCell, grid_rows, tables
from giar_ml.read.reports import SIDE_BY_SIDE
from giar_ml.types import AlignedText, Box

_FEWEST = 8  # characters in all; a scan often carries a stamp or a page number as text
SPLIT = "\f"


def read_bytes(data: bytes, clock: Clock) -> Content:
    """Lay out the PDF `data`; raises `encrypted`, `malformed`, `no_text_layer`, `zip_bomb`, `too_large`, `timeout`."""
    found = list(pages(data, clock))
    sheets = [page for page in found if page]
    if not sheets:
        raise failure("malformed", format="PDF", detail="没有可读的页 / no readable page")
    printed = sum(len(page.glyphs) for page in sheets)
    unmapped = sum(glyph.text == UNMAPPED for page in sheets for glyph in page.glyphs)
    if printed - unmapped < max(_FEWEST, printed / 2):
        raise failure("no_text_layer")
    notes = [f"page {number} could not be read" for number, page in enumerate(found, 1) if page is None]
    notes += ["characters without a code replaced"] * bool(unmapped)
    notes += ["characters far outside of the page left out"] * any(page.outside for page in sheets)
    gutters = report_gutters(sheets)
    if gutters:
        notes.append(SIDE_BY_SIDE)
    source, boxes = _written(_streams(sheets, gutters, clock))
    return Content("pdf", source, AlignedText.identity(source), None, boxes, tuple(notes))


def _streams(sheets: Sequence[Page], gutters: dict[int, float] | None, clock: Clock) -> Iterator[tuple[int, Row]]:
    """All rows with their page number: one report, or the left one, a form feed and the right one."""
    if gutters is None:
        for page in sheets:
            clock.check()
            yield from ((page.number, row) for row in _page_rows(page))
        return
    halves = [halve(page, gutters[page.number]) for page in sheets]
    for left, _ in halves:
        yield from ((left.number, row) for row in _page_rows(left))
    yield sheets[0].number, (Piece(SPLIT),)
    title = common_title(sheets[0], gutters[sheets[0].number])
    yield from ((sheets[0].number, row) for _, row in rows(title))
    for _, right in halves:
        clock.check()
        yield from ((right.number, row) for row in _page_rows(right))


def _page_rows(page: Page) -> list[Row]:
    found, outside = tables(page.glyphs, page.rules)
    upright = [glyph for glyph in outside if not glyph.turn]
    turned = [glyph for glyph in outside if glyph.turn]
    gutter = column_gutter(upright)
    bands = [(upright, found)] if gutter is None else list(_bands(upright, found, gutter))
    done = [row for area in bands for row in _in_order(*area)]
    return done + [(Piece(text),) for text in cell_lines(turned)]  # a margin note: after the text


def _bands(glyphs: Sequence[Glyph], found: Sequence[Table], x: float) -> Iterator[tuple[list[Glyph], list[Table]]]:
    """A page in two columns as areas in reading order: what runs over both columns parts them into bands."""
    wide = [
        [g for f in line.fragments for g in f] for line in lines(glyphs) if any(_over(f, x) for f in line.fragments)
    ]
    across = [table for table in found if table.x0 < x - 5 and table.x1 > x + 5]
    stops: list[tuple[float, list[Glyph], list[Table]]] = [(min(g.top for g in line), line, []) for line in wide]
    stops += [(table.top, [], [table]) for table in across]
    used = {id(glyph) for line in wide for glyph in line}
    rest = [glyph for glyph in glyphs if id(glyph) not in used]
    others = [table for table in found if table not in across]
    above = float("-inf")
    for top, own, table in [*sorted(stops, key=lambda stop: stop[0]), (float("inf"), [], [])]:
        for left in (True, False):
            yield (
                [g for g in rest if above <= g.middle[1] < top and (g.middle[0] < x) == left],
                [t for t in others if above <= t.top < top and (t.x1 <= x + 5) == left],
            )
        yield own, table
        above = top


def _over(fragment: Sequence[Glyph], x: float) -> bool:
    return fragment[0].x0 < x - 1 and fragment[-1].x1 > x + 1


def _in_order(glyphs: Sequence[Glyph], found: Sequence[Table]) -> Iterable[Row]:
    """Lines and tables of one column from top to bottom."""
    blocks: list[tuple[float, list[Row]]] = [(table.top, list(_table_rows(table))) for table in found]
    starts = sorted(table.top for table in found)
    # Lines between two tables are laid out together, so that columns without rulings line up.
    for low, high in zip([float("-inf"), *starts], [*starts, float("inf")], strict=True):
        own = [glyph for glyph in glyphs if low <= glyph.middle[1] < high]
        blocks.append((low + 0.001, [row for _, row in rows(own)]))
    return [row for _, block in sorted(blocks, key=lambda block: block[0]) for row in block]


def _table_rows(table: Table) -> Iterator[Row]:
    """One row a grid row, empty cells kept; prose in a cell over the whole width, or in a page frame, becomes lines."""
    grid = grid_rows(table)
    spanned = [[_spanned(cell) for cell in row if cell] for row in grid]
    if is_layout(spanned):
        for row in grid:
            yield from (line for cell in row if cell for _, line in rows(cell.glyphs))
        return
    for row in grid:
        own = [cell for cell in row if cell]
        if len(own) == 1 and own[0].colspan == table.columns and is_prose(_spanned(own[0])):
            yield from (line for _, line in rows(own[0].glyphs))
        elif any(cell.glyphs for cell in own):
            yield tuple(_text(cell) if cell else EMPTY for cell in row)


def _spanned(cell: TableCell) -> Spanned[str]:
    return Spanned(tuple(cell_lines(cell.glyphs)), cell.rowspan, cell.colspan)


def _text(own: TableCell) -> Piece:
    return cell(own.glyphs, own.x0, own.top, own.x1, own.bottom)


def _written(found: Iterable[tuple[int, Row]]) -> tuple[str, tuple[Box, ...]]:
    parts: list[str] = []
    boxes: list[Box] = []
    position = 0
    for number, row in found:
        for place, piece in enumerate(row):
            if place:
                parts.append("\t")
                position += 1
            boxes += [Box(position + start, position + end, number, *box) for start, end, *box in piece.marks]
            parts.append(piece.text)
            position += len(piece.text)
        parts.append("\n")
        position += 1
    return "".join(parts), tuple(boxes)
