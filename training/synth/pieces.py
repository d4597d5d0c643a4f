"""The text of a report as pieces that know what they are: truth follows the pieces, whatever is done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Literal

from training.synth.facts import Facts

# head: column headers and corner note; group: a label over several rows; blank: a cell that is there and empty;
# dash: a mark in place of a number; gap: what separates the cells of a row; edge: what begins or ends a row;
# junk: page furniture; rule: separator rows, markup and space between paragraphs.
Kind = Literal[
    "prose", "heading", "head", "group", "label", "number", "blank", "dash", "unit", "gap", "edge", "junk", "rule"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the written text. `row` is "" outside tables, else the table row it belongs to.

    A `number` piece carries the address of its cell and the value that it prints; `also` holds what else may be read
    where the damage left digits whose reading cannot be demanded (two numbers run together).
    """

    text: str
    kind: Kind
    row: str = ""
    address: str | None = None
    value: Decimal | None = None
    also: frozenset[Decimal | None] = frozenset()


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader may answer for one cell. Offsets are half-open in `Written.text`; None where nothing is printed."""

    accepted: frozenset[Decimal | None]
    start: int | None = None
    end: int | None = None
    printed: bool = False

    @property
    def value(self) -> Decimal | None:
        """The number that stands there, None where none is printed for sure."""
        return next(iter(self.accepted)) if self.printed and len(self.accepted) == 1 else None


@dataclass(frozen=True)
class Written:
    """One report as written: its facts, the pieces of its text, and which cells carry an error of the issuer."""

    facts: Facts
    layout: str
    suffix: str
    pieces: tuple[Piece, ...]
    planted: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def data(self) -> bytes:
        """The bytes of the file: UTF-8, or the rendered PDF."""
        if self.suffix == ".pdf":
            from training.synth.layouts_pdf import render

            return render(self.pieces)
        return self.text.encode()

    @cached_property
    def truth(self) -> dict[str, Truth]:
        """Address -> what may be read.

        A cell still printed accepts only what stands there; where the print was removed, null or the true value; a
        place that the issuer left empty, or where a dash stands for the number, null. Offsets count in `text`.
        """
        truth = {a: Truth(frozenset({None, value})) for a, value in self.facts.cells.items()}
        offset = 0
        for piece in self.pieces:
            address = piece.address
            if address is not None and not truth[address].printed:
                truth[address] = self._truth_of(piece, address, offset)
            offset += len(piece.text)
        return truth

    def _truth_of(self, piece: Piece, address: str, offset: int) -> Truth:
        end = offset + len(piece.text)
        if piece.kind == "dash":
            return Truth(frozenset({None}), offset, end)
        if piece.kind == "number":
            return Truth(frozenset({piece.value}) | piece.also, offset, end, printed=not piece.also)
        return Truth(frozenset({None, self.facts.cells[address]}), offset, end)

    def with_pieces(self, pieces: Iterable[Piece], planted: tuple[str, ...] | None = None) -> Written:
        """The same report with other pieces."""
        return Written(
            self.facts, self.layout, self.suffix, tuple(pieces), self.planted if planted is None else planted
        )

    def map_rows(self, change: Callable[[list[Piece]], Iterable[Piece]]) -> Written:
        """Apply `change` to the pieces of every table row; everything else stays."""
        out: list[Piece] = []
        for row, pieces in rows(self.pieces):
            out.extend(change(pieces) if row else pieces)
        return self.with_pieces(out)


def rows(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Piece]]]:
    """Neighbouring pieces of the same table row, in print order; row "" for what stands between."""
    for row, group in groupby(pieces, key=lambda piece: piece.row):
        yield row, list(group)
