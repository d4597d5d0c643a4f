"""Small PDF and DOCX files for the tests of the read stage, made in memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = A4
GROUPS = ["（一）予以公开", "（二）部分公开", "1.属于国家秘密", "2.其他禁止公开", "其他处理"]


def pdf(*pages: Callable[[Canvas], None], password: str | None = None, size: tuple[float, float] = A4) -> bytes:
    """A PDF of one page for each drawing function."""
    out = io.BytesIO()
    encrypt = StandardEncryption(password, "owner") if password is not None else None
    canvas = Canvas(out, pagesize=size, encrypt=encrypt, invariant=1)
    for draw in pages:
        canvas.setFont(FONT, 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def text(canvas: Canvas, x: float, y: float, lines: Sequence[str], leading: float = 16, size: float = 10) -> float:
    """Draw lines downward from `y` points below the top edge; returns where the next would stand."""
    canvas.setFont(FONT, size)
    height = canvas._pagesize[1]
    for line in lines:
        canvas.drawString(x, height - y, line)
        y += leading
    return y


def table(
    canvas: Canvas, x: float, y: float, rows: Sequence[Sequence[str]], widths: Sequence[float], *style: tuple
) -> float:
    """Draw a ruled table whose top is `y` below the top edge; returns where its bottom is."""
    drawn = Table([list(row) for row in rows], colWidths=list(widths))
    drawn.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), FONT, 8),
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                *style,
            ]
        )
    )
    _, high = drawn.wrapOn(canvas, 1000, 1000)
    drawn.drawOn(canvas, x, canvas._pagesize[1] - y - high)
    return y + high


def request_table() -> tuple[list[list[str]], list[tuple]]:
    """Rows and spans of a small table like that of section three, with a vertical label and merged heads."""
    rows = [["申请情况", "", "", "申请人情况", "", "总计"], ["", "", "", "自然人", "商业企业", ""]]
    rows.append(["一、本年新收申请数量", "", "", "12", "3", "15"])
    label = "\n".join("三、本年度")
    for number, name in enumerate(GROUPS):
        group = "（三）\n不予公开" if number == 2 else ""
        inner = ["", name] if number in (2, 3) else [name, ""]
        rows.append([label if number == 0 else "", group or inner[0], inner[1], str(number), "", str(number + 20)])
    spans = [
        ("SPAN", (0, 0), (2, 1)),
        ("SPAN", (3, 0), (4, 0)),
        ("SPAN", (5, 0), (5, 1)),
        ("SPAN", (0, 2), (2, 2)),
        ("SPAN", (0, 3), (0, 7)),
        ("SPAN", (1, 5), (1, 6)),
        *(("SPAN", (1, row), (2, row)) for row in (3, 4, 7)),
    ]
    return rows, spans
