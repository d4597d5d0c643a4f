"""Damage to the order of things: page furniture inside tables, labels torn from their numbers, things printed twice."""

# ruff: noqa: ARG001 -- every operator and every tearing has the same signature
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from training.synth.pieces import Piece, Written, rows

PAGE = ("- {n} -", "-{n}-", "— {n} —", "第{n}页", "{n}", "第 {n} 页 共 {m} 页")
LINED = ("flat", "flat_blank", "lines", "spaces")


def footer(written: Written, rng: Random, number: int, bare: bool = True) -> str:
    """A page number as its layout shows it, on a line of its own."""
    text = rng.choice(PAGE if bare else PAGE[:4]).format(n=number, m=number + rng.randint(0, 5))
    if written.suffix == ".html":
        return f"</table>\n<p>{text}</p>\n<table>"
    blank = rng.choice(("", "\n"))
    return f"{blank}{text}\n{blank}"


def page_footer(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Page numbers between the rows of tables, sometimes between the label and the numbers of one row."""
    out: list[Piece] = []
    bounds = [i for i, (row, _) in enumerate(rows(written.pieces)) if row and not row.endswith("open")]
    chosen = dict.fromkeys(sorted(rng.sample(bounds, min(len(bounds), 1 + round(3 * severity)))))
    page = rng.randint(1, 6)
    for i, (_, pieces) in enumerate(rows(written.pieces)):
        if i in chosen:
            page += 1
            inside = [x for x, p in enumerate(pieces) if p.kind == "gap" and "\n" in p.text]
            if inside and rng.random() < 0.3:
                cut = rng.choice(inside)
                junk = Piece(footer(written, rng, page, bare=False), "junk", pieces[0].row)
                pieces = [*pieces[: cut + 1], junk, *pieces[cut + 1 :]]
            else:
                out.append(Piece(footer(written, rng, page), "junk", f"{pieces[0].row}.page"))
        out.extend(pieces)
    return written.with_pieces(out)


def torn_labels(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Labels broken over lines, below their numbers, around them, or a block of labels before all its numbers."""
    if written.layout in LINED and rng.random() < 0.25:
        return _labels_first(written, rng)
    tearings = (_broken, _after, _around) if written.layout in LINED else (_broken,)
    share = 0.1 + 0.4 * severity
    tear = rng.choice(tearings)

    def torn(pieces: list[Piece]) -> list[Piece]:
        whole = any(p.kind == "label" for p in pieces) and any(p.kind == "number" for p in pieces)
        return tear(written, pieces, rng) if whole and rng.random() < share else pieces

    return written.map_rows(torn)


def _label(pieces: Sequence[Piece]) -> int:
    return max(i for i, p in enumerate(pieces) if p.kind == "label")


def _halves(piece: Piece, rng: Random) -> tuple[Piece, Piece] | None:
    if len(piece.text) < 6 or "&" in piece.text:
        return None
    cut = rng.randint(3, len(piece.text) - 1)
    return replace(piece, text=piece.text[:cut]), replace(piece, text=piece.text[cut:])


def _broken(written: Written, pieces: list[Piece], rng: Random) -> list[Piece]:
    """The label goes on in the next line."""
    i = _label(pieces)
    halves = _halves(pieces[i], rng)
    if halves is None:
        return pieces
    line = Piece("<br>" if written.suffix == ".html" else "\n", "gap", pieces[i].row)
    return [*pieces[:i], halves[0], line, halves[1], *pieces[i + 1 :]]


def _cells(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Where the numbers of a row begin and end, separators between them included."""
    places = [i for i, p in enumerate(pieces) if p.kind in ("number", "unit", "dash")]
    return places[0], places[-1] + 1


def _after(written: Written, pieces: list[Piece], rng: Random) -> list[Piece]:
    """The numbers stand in the line above their label."""
    i = _label(pieces)
    low, high = _cells(pieces)
    if low < i:
        return pieces
    line = Piece("\n", "gap", pieces[i].row)
    return [*pieces[:i], *pieces[low:high], line, pieces[i], *pieces[high:]]


def _around(written: Written, pieces: list[Piece], rng: Random) -> list[Piece]:
    """Half of the label, the numbers, the other half: a wrapped cell."""
    i = _label(pieces)
    halves = _halves(pieces[i], rng)
    low, high = _cells(pieces)
    if halves is None or low < i:
        return pieces
    line = Piece("\n", "gap", pieces[i].row)
    return [*pieces[:i], halves[0], *pieces[i + 1 : low], *pieces[low:high], line, halves[1], *pieces[high:]]


def _labels_first(written: Written, rng: Random) -> Written:
    """In a stretch of request rows all labels come first, then all numbers row by row."""
    groups = list(rows(written.pieces))
    inside = [i for i, (row, ps) in enumerate(groups) if row.startswith("requests.") and _whole(ps)]
    size = rng.randint(2, 5)
    if len(inside) < size:
        return written
    start = rng.randrange(len(inside) - size + 1)
    chosen = inside[start : start + size]
    out: list[Piece] = []
    held: list[Piece] = []
    for i, (_, pieces) in enumerate(groups):
        if i not in chosen:
            out.extend(pieces)
            continue
        low, high = _cells(pieces)
        out.extend([*(p for p in pieces[:low] if p.kind != "gap"), Piece("\n", "gap", pieces[0].row)])
        held.extend([*pieces[low:high], *pieces[high:]])
        if i == chosen[-1]:
            out.extend(held)
    return written.with_pieces(out)


def _whole(pieces: Sequence[Piece]) -> bool:
    kinds = [p.kind for p in pieces]
    return "label" in kinds and "number" in kinds and "label" not in kinds[kinds.index("number") :]


def shifted_rows(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Rows of a table whose cells slid: leading empty cells lost, or one too many before the numbers."""

    def slid(pieces: list[Piece]) -> list[Piece]:
        gaps = [i for i, p in enumerate(pieces) if p.kind == "gap"]
        if pieces[0].row.endswith("rule") or len(gaps) < 7 or rng.random() > 0.1 + 0.3 * severity:
            return pieces
        filled = [i for i, p in enumerate(pieces) if p.kind in ("label", "number", "group")]
        leading = [i for i in gaps if i < filled[0]] if filled else []
        if leading:  # seen where a page ends inside a cell that spans rows
            moved = [p for i, p in enumerate(pieces) if i not in leading]
            return [*moved[:-1], *(pieces[i] for i in leading), moved[-1]]
        last = max((i for i in filled if pieces[i].kind == "label"), default=filled[0] if filled else 0)
        return [*pieces[: last + 1], replace(pieces[gaps[0]]), *pieces[last + 1 :]]

    return written.map_rows(slid)


def vertical_labels(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Labels over several rows, by chance column heads too, one character a line, as narrow cells print them."""
    kinds = ("group", "head") if rng.random() < severity / 2 else ("group",)

    def upright(piece: Piece) -> Piece:
        hit = piece.kind in kinds and piece.row.startswith(("requests", "review")) and len(piece.text) < 16
        return replace(piece, text="\n".join(piece.text)) if hit else piece

    return written.with_pieces(upright(p) for p in written.pieces)


def repeated_headers(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """The header rows of the request table again, after a page break in its middle."""
    groups = list(rows(written.pieces))
    head = [p for row, pieces in groups if row.startswith("requests.head") for p in pieces]
    body = [i for i, (row, _) in enumerate(groups) if row.startswith("requests.") and ".head" not in row]
    if not head or len(body) < 3:
        return written
    places = set(rng.sample(body[1:], 1 + (severity > 0.6)))
    again = [replace(p, row=p.row + ".again") for p in head]
    out: list[Piece] = []
    for i, (_, pieces) in enumerate(groups):
        if i in places:
            if rng.random() < 0.5:
                out.append(Piece(footer(written, rng, rng.randint(2, 7), bare=False), "junk", f"requests.page{i}"))
            out.extend(again)
        out.extend(pieces)
    return written.with_pieces(out)


def sections_twice(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Everything from the second heading (or the first table) to the end of the tables is printed again after it."""
    pieces = written.pieces
    tabled = [i for i, p in enumerate(pieces) if p.row]
    if not tabled:
        return written
    headings = [i for i, p in enumerate(pieces) if p.kind == "heading" and i < tabled[0]]
    low, high = headings[-1] if headings else tabled[0], tabled[-1] + 1
    if written.suffix == ".html":  # begin and end between elements
        low, high = low - 1 if headings else low, high
    else:
        high = min(high + 1, len(pieces))
    return written.with_pieces([*pieces[:high], *pieces[low:high], *pieces[high:]])
