"""Labelled lines of table text: `python -m training.synth.table_text --n 400 --seed 1 --output FILE.jsonl`.

Whole reports are written in every layout of text and broken as the noise ladder breaks them; of their tables each line
becomes a text with ROW (names of rows and of groups of rows), COLUMN (names of columns) and NOISE (what is no part of
the report). Numbers, units, notes and articles are left unmarked: the table reader reads them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import get_args

import click

from giar_ml.types import Epoch
from training.synth.damage import OPERATORS
from training.synth.facts import random_facts
from training.synth.layouts import LAYOUTS, write
from training.synth.pieces import Piece

Mark = tuple[int, int, str]
LABELS = {"label": "ROW", "group": "ROW", "head": "COLUMN", "junk": "NOISE"}
TEXT = tuple(name for name, layout in LAYOUTS.items() if layout.suffix in (".txt", ".md"))
AGAIN = 4  # times that the same line may come
_EDGE = r"[\s|*#：:，,。、．.·—\-]"
_BEFORE = re.compile(
    rf"{_EDGE}*(?:(?:[（(][一二三四五六七八九十\d]{{1,3}}[)）]|[一二三四五六七八九十\d]{{1,3}}[、.．:：]|其\s*中[：:])\s*)*{_EDGE}*"
)
_AFTER = re.compile(rf"(?:{_EDGE}|[（(]\s*(?:单位[：:])?[^（()）]{{1,3}}[)）])*$")
_HAN = re.compile(r"[㐀-鿿]")
_NOTE = re.compile(r"第.{1,4}条|勾稽|项之和|^——$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; `group` is the body, for disjoint splits."""

    text: str
    spans: tuple[Mark, ...]
    group: str

    def json(self) -> str:
        """The line of the file."""
        spans = [list(span) for span in self.spans]
        return json.dumps({"text": self.text, "spans": spans, "group": self.group}, ensure_ascii=False)


def lines(n: int, seed: int) -> Iterator[Line]:
    """The labelled lines of `n` reports, the same for the same seed."""
    rng, seen = Random(seed), Counter[str]()
    operators = tuple(OPERATORS.values())
    for _ in range(n):
        facts = random_facts(rng, rng.choice(get_args(Epoch)))
        written = write(facts, rng.choice(TEXT), rng)
        for operator in rng.sample(operators, rng.choice((0, 1, 1, 2, 3))):
            written = operator(written, rng, rng.random())
        for text, spans in marked(written.pieces):
            seen[text] += 1
            if seen[text] <= AGAIN and (spans or rng.random() < 0.1):
                yield Line(text, tuple(spans), f"table/{facts.body}")


def marked(pieces: Sequence[Piece]) -> Iterator[tuple[str, list[Mark]]]:
    """The lines of the tables with their marks, which are ranges `[start, end)` of the line."""
    text, spans = "", list[Mark]()
    for piece in (*pieces, Piece("\n", "edge", "end")):
        for number, part in enumerate(piece.text.split("\n")):
            if number:
                if text.strip():
                    yield text, spans
                text, spans = "", []
            if piece.row and (span := _span(piece, part)):
                spans.append((len(text) + span[0], len(text) + span[1], span[2]))
            text += part if piece.row or piece.kind == "junk" else ""


def _span(piece: Piece, text: str) -> Mark | None:
    """The name within a part of a piece: without its enumerator and the unit in brackets. None where there is none."""
    label = LABELS.get(piece.kind)
    if label is None or _NOTE.search(text):
        return None
    if label == "NOISE":
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        return (start, end, label) if start < end else None
    if label == "COLUMN" and piece.row.startswith("annex.") and piece.row != "annex.head":
        return None  # units and codes
    before, after = _BEFORE.match(text), _AFTER.search(text)
    start, end = before.end() if before else 0, after.start() if after else len(text)
    return (start, end, label) if len(_HAN.findall(text[start:end])) > 1 else None


@click.command(help=__doc__)
@click.option("--n", "amount", default=400, show_default=True, help="Reports.")
@click.option("--seed", default=1, show_default=True)
@click.option("--output", type=click.Path(path_type=Path), required=True)
def main(amount: int, seed: int, output: Path) -> None:
    """Write the file."""
    with output.open("w", encoding="utf-8") as file:
        for line in lines(amount, seed):
            file.write(line.json() + "\n")


if __name__ == "__main__":
    main()
