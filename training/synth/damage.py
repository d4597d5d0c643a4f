"""Damage that real reports suffer: by clerks, converters, crawlers and mirrors. The truth follows the pieces.

Every operator takes a written report, a source of chance and a severity from 0 to 1, and gives a new report. What it
removes becomes "null or the true value" in the truth, what still stands stays as it stands.
"""

# ruff: noqa: ARG001 -- every operator has the same signature, whatever it uses of it
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from training.synth import damage_layout, damage_script
from training.synth.layouts import LAYOUTS
from training.synth.pieces import Piece, Written

Operator = Callable[[Written, Random, float], Written]


def flowing(written: Written) -> bool:
    """True where an empty cell leaves no place behind."""
    return not LAYOUTS[written.layout].keeps_places


def numbers(written: Written, prefix: str = "") -> list[int]:
    """Indices of the printed numbers, of one table where `prefix` says so."""
    return [
        i for i, p in enumerate(written.pieces) if p.kind == "number" and p.address and p.address.startswith(prefix)
    ]


def some(rng: Random, items: Sequence[int], share: float, least: int = 1) -> set[int]:
    """A random part of the items."""
    return set(rng.sample(items, min(len(items), max(least, round(share * len(items))))))


def blanked(written: Written, chosen: Iterable[int]) -> Written:
    """The report with these numbers gone: an empty place where the layout keeps places, nothing at all elsewhere."""
    gone, drop = set(chosen), set[int]()
    pieces = list(written.pieces)
    for i in sorted(gone):
        pieces[i] = Piece("", "blank", pieces[i].row, pieces[i].address)
        if i + 1 < len(pieces) and pieces[i + 1].kind == "unit":
            drop.add(i + 1)
        if flowing(written):
            drop.update((i, _separator(pieces, i, drop)))
    return written.with_pieces(p for i, p in enumerate(pieces) if i not in drop)


def _separator(pieces: Sequence[Piece], i: int, gone: set[int]) -> int:
    """The separator that goes with cell `i`: before it, or after it where it opens the row; `i` itself if none."""
    before, after = i - 1, i + 1
    if before >= 0 and before not in gone and pieces[before].kind == "gap" and pieces[before].row == pieces[i].row:
        return before
    while after < len(pieces) and (after in gone or pieces[after].kind == "unit"):
        after += 1
    return after if after < len(pieces) and pieces[after].row == pieces[i].row else i


def one_blank(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """One printed number is missing."""
    return blanked(written, some(rng, numbers(written), 0))


def many_blanks(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Several numbers anywhere are missing."""
    return blanked(written, some(rng, numbers(written), 0, 2 + round(severity * 8)))


def drop_zeros(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Zeros of the request table are dropped, most or a few, as converters drop "empty" cells."""
    zeros = [i for i in numbers(written, "requests.") if written.pieces[i].value == 0]
    return blanked(written, some(rng, zeros, rng.uniform(0.2, 0.4 + 0.6 * severity))) if zeros else written


def blank_totals(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """The column of totals is left empty in the result rows."""
    results = [
        i
        for i in numbers(written, "requests.")
        if written.pieces[i].row not in ("requests.new_received", "requests.carried_in", "requests.carried_out")
        and str(written.pieces[i].address).endswith(".total")
    ]
    return blanked(written, results)


def lost_row(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """A whole row is gone, its label too."""
    keys = sorted({p.row for p in written.pieces if p.kind == "number" and p.row != "review"})
    lost = set(rng.sample(keys, min(len(keys), 1 + (severity > 0.7))))
    keep = {i for i, p in enumerate(written.pieces) if p.row in lost and p.kind == "group"}  # it stands for other rows
    if not keep or not flowing(written):
        return written.with_pieces(p for p in written.pieces if p.row not in lost)
    return written.with_pieces(_group_line(p) if i in keep else p
                               for i, p in enumerate(written.pieces) if p.row not in lost or i in keep)  # fmt: skip


def _group_line(piece: Piece) -> Piece:
    return replace(piece, text=piece.text + "\n", row=piece.row + ".group")


def split_digits(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """A number is torn in two by justification: `2 08`."""
    pieces = list(written.pieces)
    # Where single spaces also separate cells, only the sums of the request table can tell.
    prefix = "requests." if written.layout == "lines" else ""
    long = [i for i in numbers(written, prefix) if sum(c.isdigit() for c in pieces[i].text) > 1]
    for i in some(rng, long, 0.15 * severity):
        text = pieces[i].text
        places = [x for x in range(1, len(text)) if text[x].isdigit() and text[x - 1].isdigit()]
        if places:
            cut = rng.choice(places)
            pieces[i] = replace(pieces[i], text=f"{text[:cut]} {text[cut:]}")
    return written.with_pieces(pieces)


def commas(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Thousands separators."""

    def grouped(piece: Piece) -> Piece:
        if piece.kind != "number" or piece.value is None or abs(piece.value) < 1000 or not _plain(piece.text):
            return piece
        sign = "+" if piece.text.startswith("+") else ""
        return replace(piece, text=sign + f"{piece.value:,f}")

    return written.with_pieces(grouped(p) for p in written.pieces)


def _plain(text: str) -> bool:
    return all(c in "+-.0123456789" for c in text)


def zero_as_dash(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Zeros are printed as a dash: no number stands there any more."""
    mark = rng.choice(("-", "-", "—", "/"))

    def dashed(piece: Piece) -> Piece:
        hit = piece.kind == "number" and piece.value == 0 and rng.random() < 0.5 + severity / 2
        return Piece(mark, "dash", piece.row, piece.address) if hit else piece

    return written.with_pieces(dashed(p) for p in written.pieces)


def merged_digits(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """Neighbouring numbers of a row stand together without a separator: their digits cannot be told apart for sure."""
    pieces = list(written.pieces)
    pairs = [
        i
        for i in range(1, len(pieces) - 1)
        if pieces[i].kind == "gap"
        and pieces[i - 1].kind == pieces[i + 1].kind == "number"
        and pieces[i - 1].row == pieces[i + 1].row
    ]
    for i in sorted(some(rng, pairs, 0, 1 + (severity > 0.7))):
        first, second = pieces[i - 1], pieces[i + 1]
        pieces[i - 1] = replace(first, also=frozenset({None, _run_together(first.text + second.text)}))
        pieces[i + 1] = replace(second, also=frozenset({None}))
        if written.suffix == ".html":  # both numbers in the first cell, the second one empty
            pieces[i], pieces[i + 1] = pieces[i + 1], pieces[i]
        else:
            pieces[i] = replace(pieces[i], text="")
    return written.with_pieces(pieces)


def _run_together(text: str) -> Decimal | None:
    return Decimal(text) if text.isdecimal() else None


def wrong_sum(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """The issuer's own error: one printed number breaks a sum of the table. It is what stands there."""
    pieces = list(written.pieces)
    totals = [i for i in numbers(written) if _is_total(str(pieces[i].address))]
    i = rng.choice(totals if rng.random() < 0.7 else numbers(written, "requests.") or totals)
    value = int(pieces[i].value or 0)
    digits = str(value)
    wrong = rng.choice((value + rng.randint(1, 9), max(0, value - rng.randint(1, 3)), 0, int(digits[::-1]), value * 10))
    wrong = wrong if wrong != value else value + 1
    pieces[i] = replace(pieces[i], text=str(wrong), value=Decimal(wrong))
    return written.with_pieces(pieces, (*written.planted, str(pieces[i].address)))


def _is_total(address: str) -> bool:
    if address.startswith("annex."):
        return address.endswith("_total") and address not in ("annex.disclosed_total", "annex.appeal_total")
    return address.startswith("requests.") and "total" in address


def pairs(*operators: Operator) -> Operator:
    """Several operators, one after the other."""

    def both(written: Written, rng: Random, severity: float = 0.5) -> Written:
        for operator in operators:
            written = operator(written, rng, severity)
        return written

    return both


def clean(written: Written, rng: Random, severity: float = 0.5) -> Written:
    """No damage."""
    return written


OPERATORS: dict[str, Operator] = {
    "clean": clean,
    "one_blank": one_blank,
    "many_blanks": many_blanks,
    "drop_zeros": drop_zeros,
    "blank_totals": blank_totals,
    "lost_row": lost_row,
    "split_digits": split_digits,
    "commas": commas,
    "zero_as_dash": zero_as_dash,
    "merged_digits": merged_digits,
    "page_footer": damage_layout.page_footer,
    "torn_labels": damage_layout.torn_labels,
    "shifted_rows": damage_layout.shifted_rows,
    "vertical_labels": damage_layout.vertical_labels,
    "repeated_headers": damage_layout.repeated_headers,
    "sections_twice": damage_layout.sections_twice,
    "label_typos": damage_script.label_typos,
    "garbage": damage_script.garbage,
    "traditional": damage_script.traditional,
    "full_width": damage_script.full_width,
    "wrong_sum": wrong_sum,
}
# Operators that mean something in these layouts only.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "shifted_rows": ("tab", "pipe", "pipe_cells", "pipe_filled"),
    "vertical_labels": damage_layout.LINED,
}
