"""Tables as HTML markup with rowspan and colspan, as portals print them."""

# ruff: noqa: ARG001 -- every renderer has the same signature
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from random import Random

from training.synth.pieces import Piece
from training.synth.style import Style
from training.synth.tables import Row, Slot


def table(rows: Sequence[Row], style: Style, rng: Random) -> Iterator[Piece]:
    """One `<table>`; blanks may be `&nbsp;`, cells may hold paragraphs."""
    inner = rng.choice((("", ""), ("", ""), ("<p>", "</p>"), ('<p style="text-align:center"><span>', "</span></p>")))
    blank = rng.choice(("", "&nbsp;"))
    name = rows[0].key.split(".")[0]
    yield Piece('<table border="1"><tbody>\n', "edge", f"{name}.open")
    for row in rows:
        opening = "<tr>"
        for x, slot in enumerate(row.slots):
            yield Piece(f"{opening}{_td(slot)}{inner[0]}", "gap" if x else "edge", row.key)
            yield from (_escaped(p) for p in slot.pieces(row.key, blank))
            opening = f"{inner[1]}</td>"
        yield Piece(f"{opening}</tr>\n", "edge", row.key)
    yield Piece("</tbody></table>\n", "edge", f"{name}.close")


def _td(slot: Slot) -> str:
    spans = f' colspan="{slot.colspan}"' * (slot.colspan > 1) + f' rowspan="{slot.rowspan}"' * (slot.rowspan > 1)
    return f"<td{spans}>"


def _escaped(piece: Piece) -> Piece:
    if piece.kind == "blank":
        return piece
    return Piece(escape(piece.text, quote=False), piece.kind, piece.row, piece.address, piece.value)


def page(title: str, body: Iterable[Piece], rng: Random) -> Iterator[Piece]:
    """A page of a portal: navigation, the article inside a layout table or a div, a footer."""
    head = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n<body>\n'
    yield Piece(head, "rule")
    yield Piece('<div class="nav"><a href="/">首页</a> <a href="/gk">信息公开</a></div>\n', "rule")
    wrapped = rng.random() < 0.3
    yield Piece('<table width="100%"><tr><td>\n' if wrapped else '<div class="content">\n', "rule")
    yield from body
    yield Piece("</td></tr></table>\n" if wrapped else "</div>\n", "rule")
    yield Piece('<div class="footer">版权所有</div>\n</body></html>\n', "rule")


def paragraph(piece: Piece) -> Iterator[Piece]:
    """A paragraph or heading of the article."""
    tag = "h2" if piece.kind == "heading" else "p"
    yield Piece(f"<{tag}>", "rule")
    yield Piece(escape(piece.text, quote=False), piece.kind)
    yield Piece(f"</{tag}>\n", "rule")
