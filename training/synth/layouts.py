"""Write facts down as a whole report, in one of many layouts, remembering where every number stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from training.synth import layouts_html, layouts_text
from training.synth.facts import Facts
from training.synth.pieces import Piece, Written
from training.synth.prose_frame import heading, paragraphs
from training.synth.style import Style, draw_style
from training.synth.tables import Row, annex, disclosure, requests, review

Renderer = Callable[[Sequence[Row], Style, Random], Iterator[Piece]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How tables are printed and what kind of file it makes; `apart` stands between paragraphs."""

    name: str
    suffix: str
    table: Renderer
    apart: str = "\n\n"
    keeps_places: bool = False  # an empty cell stays visible as an empty place


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("tab", ".txt", layouts_text.tab, keeps_places=True),
        Layout("flat", ".txt", layouts_text.flat, apart="\n"),
        Layout("flat_blank", ".txt", layouts_text.flat_blank),
        Layout("lines", ".txt", layouts_text.lines),
        Layout("spaces", ".txt", layouts_text.spaces),
        Layout("pipe", ".md", layouts_text.pipe, keeps_places=True),
        Layout("pipe_cells", ".txt", layouts_text.pipe_cells, keeps_places=True),
        Layout("pipe_filled", ".txt", layouts_text.pipe_filled, keeps_places=True),
        Layout("html", ".html", layouts_html.table, keeps_places=True),
        Layout("pdf", ".pdf", layouts_text.tab, keeps_places=True),
    )
}


def write(facts: Facts, layout: str, rng: Random, style: Style | None = None) -> Written:
    """Print `facts` in a layout of `LAYOUTS`; the same arguments and the same state of `rng` give the same text."""
    shape = LAYOUTS[layout]
    style = style or draw_style(rng, layout)
    if shape.suffix == ".pdf":  # a page shows spans as they are, nothing is collapsed
        style = replace(style, spans="empty", trailing=False)
    tables = (
        {"annex": lambda facts, _: annex(facts)}
        if facts.epoch in ("E1a", "E1b")
        else {"2": disclosure, "3": requests, "4": review}
    )
    prose = paragraphs(facts, rng)
    body: list[Piece] = []
    for section, texts in prose.items():
        if section[0] in "234" and "annex" in tables:  # the older forms have no tables in the text
            continue
        if section.isdigit() and section != "0" and style.headings:
            body.append(Piece(_hashes(shape, style) + heading(section, rng, style.bare_headings), "heading"))
        body.extend(Piece(text, "prose") for text in texts)
        if section in tables:
            body.extend(shape.table(tables[section](facts, style), style, rng))
    if "annex" in tables:
        body.append(Piece("附表：政府信息公开情况统计表", "heading"))
        body.extend(shape.table(annex(facts), style, rng))
    return Written(facts, layout, shape.suffix, tuple(_assembled(shape, body, prose["0"][0], rng)))


def _hashes(shape: Layout, style: Style) -> str:
    return "## " if shape.suffix == ".md" and style.markdown_heads else ""


def _assembled(shape: Layout, body: Sequence[Piece], title: str, rng: Random) -> Iterator[Piece]:
    """The pieces with what stands between paragraphs and tables."""
    if shape.suffix == ".html":
        yield from layouts_html.page(title, _paragraphs(body), rng)
        return
    for piece, following in zip(body, [*body[1:], None], strict=True):
        yield piece
        if piece.row == "":
            yield Piece(shape.apart, "rule")
        elif following is None or _table(following) != _table(piece):  # the last row has ended its own line
            yield Piece(shape.apart[1:], "rule")


def _table(piece: Piece) -> str:
    return piece.row.split(".")[0]


def _paragraphs(body: Sequence[Piece]) -> Iterator[Piece]:
    for piece in body:
        yield from layouts_html.paragraph(piece) if piece.row == "" else (piece,)
