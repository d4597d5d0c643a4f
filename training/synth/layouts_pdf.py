"""A written report as a PDF with ruled tables: pages, wrapped labels, merged cells, page numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Any

from training.synth.pieces import Piece, rows

FONT = "STSong-Light"  # one of the fonts that every PDF reader brings along; nothing is embedded


def render(pieces: Sequence[Piece]) -> bytes:
    """The tab layout of `pieces` as a PDF. The same pieces give the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=10, leading=15, wordWrap="CJK")
    small = ParagraphStyle("small", parent=body, fontSize=7.5, leading=9)
    story: list[Any] = []
    for block in _blocks(pieces):
        if isinstance(block, str):
            story.extend((Paragraph(escape(block), body), Spacer(1, 4)))
        else:
            story.append(_table(block, small))
    out = BytesIO()
    frame = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=50, invariant=1
    )
    frame.build(story, onFirstPage=_number, onLaterPages=_number)
    return out.getvalue()


def _number(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(297, 28, f"- {document.page} -")


def _blocks(pieces: Sequence[Piece]) -> Iterator[str | list[list[str | None]]]:
    """Paragraphs as text, tables as rows of cells (None where a merged cell lies)."""
    table: list[list[str | None]] = []
    for row, group in rows(pieces):
        if row and group[0].kind not in ("junk", "rule"):
            table.append(_cells(group))
            continue
        text = [line for line in "".join(p.text for p in group).split("\n") if line.strip()]
        if table and (text or not row):
            yield table
            table = []
        yield from text
    if table:
        yield table


def _cells(group: Sequence[Piece]) -> list[str | None]:
    cells: list[str | None] = [None]
    for piece in group:
        if piece.kind == "gap" and piece.text == "\t":
            cells.append(None)
        elif piece.kind not in ("edge", "junk"):
            cells[-1] = (cells[-1] or "") + piece.text
    return cells


def _table(cells: list[list[str | None]], style: Any) -> Any:
    from reportlab.lib.colors import black
    from reportlab.platypus import Paragraph, Table

    width = max(map(len, cells))
    cells = [[*line, *[""] * (width - len(line))] for line in cells]
    spans = [("SPAN", (x0, y0), (x1, y1)) for x0, y0, x1, y1 in _merged(cells) if (x0, y0) != (x1, y1)]
    data = [[Paragraph(escape(cell or "").replace("\n", "<br/>"), style) for cell in line] for line in cells]
    labels = {4: 1, 15: 0}.get(width, width - 7 if width > 7 else 1)
    shares = [2.6 if x < labels else 1.0 for x in range(width)]
    rules = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    return Table(data, [495 * s / sum(shares) for s in shares], style=[*rules, *spans])


def _merged(cells: Sequence[Sequence[str | None]]) -> list[tuple[int, int, int, int]]:
    """Rectangles: places without a cell belong to the cell on their left, at the start of a row to the one above."""
    owner: dict[tuple[int, int], int] = {}
    boxes: list[list[int]] = []
    for y, line in enumerate(cells):
        leading = True
        for x, cell in enumerate(line):
            leading = leading and cell is None
            if cell is None and leading and y:
                owner[x, y] = owner[x, y - 1]
                boxes[owner[x, y]][3] = y
            elif cell is None and not leading:
                owner[x, y] = owner[x - 1, y]
                boxes[owner[x, y]][2] = max(x, boxes[owner[x, y]][2])
            else:
                owner[x, y] = len(boxes)
                boxes.append([x, y, x, y])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in boxes]
