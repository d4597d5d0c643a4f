"""Ruled lines out of what is drawn, dots among it."""

from __future__ import annotations

from made_pages import pdf, text
from reportlab.pdfgen.canvas import Canvas

from giar_ml.read import read_bytes


def dotted(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A line of small filled squares, as browsers print dotted borders; y from the top edge."""
    steps = round(max(abs(x1 - x0), abs(y1 - y0)) / 1.5)
    for n in range(steps + 1):
        x, y = x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps
        canvas.rect(x, canvas._pagesize[1] - y, 0.75, 0.75, stroke=0, fill=1)


def test_dotted_borders_make_a_table() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (100, 130, 160):
            dotted(canvas, 50, y, 250, y)
        for x in (50, 150, 210, 250):
            dotted(canvas, x, 100, x, 160)
        for y, row in ((118, ("一、本年新收", "7", "3522")), (148, ("二、上年结转", "", "12"))):
            for x, cell in zip((55, 200, 213), row, strict=True):
                text(canvas, x, y, [cell])

    assert "一、本年新收\t7\t3522\n二、上年结转\t\t12" in read_bytes(pdf(draw), "a.pdf").visible.text


def test_numbers_of_narrow_columns_stay_apart_without_borders() -> None:
    def draw(canvas: Canvas) -> None:
        for n, row in enumerate((("甲", "12", "7", "3522"), ("乙", "3", "0", "18"), ("丙", "5", "1", "27"))):
            for x, cell in zip((50, 150, 200, 214), row, strict=True):
                text(canvas, x, 100 + 20 * n, [cell])

    assert "甲\t12\t7\t3522" in read_bytes(pdf(draw), "a.pdf").visible.text
