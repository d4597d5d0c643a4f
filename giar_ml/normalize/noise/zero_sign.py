"""A zero written as a word, a circle or a letter in a cell of its own: 〇, 零, O.

Told by its company: another cell of a tab line, or the numbers printed before and behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import Change
from giar_ml.types import AlignedText

FAMILY = "zero_sign"
LEVEL = 53  # before the spaces between characters go

SIGNS = "〇零○OoΟο"
FEWEST = 3  # cells in a row that hold numbers, blanks or signs
MAYBE = re.compile(rf"(?<!\S)[{SIGNS}](?!\S)")
# Cells of numbers, dashes and signs with nothing but white space between; the longest row has 15, a column 300.
RUN = re.compile(
    rf"(?<!\S)(?:[{SIGNS}]|[-+]?\d[\d,.]{{0,20}}|[-/—无]{{1,2}})"
    rf"(?:\s{{1,40}}(?:[{SIGNS}]|[-+]?\d[\d,.]{{0,20}}|[-/—无]{{1,2}})(?!\S))+"
)
ALONE = re.compile(rf"\s{{0,9}}[{SIGNS}]\s{{0,9}}")  # the cell itself, read again
ROW_CELL = re.compile(rf"(?<=\t) {{0,9}}[{SIGNS}] {{0,9}}(?=[\t\n]|\Z)")


def undo(text: AlignedText) -> list[Change]:
    if not MAYBE.search(text.text):
        return []
    if ALONE.fullmatch(text.text):
        return [(text.text.index(text.text.strip()), len(text.text.rstrip()), "0")]
    return [(at, at + 1, "0") for at in sorted({*_in_rows(text.text), *_in_runs(text.text)})]


def _in_rows(text: str) -> Iterator[int]:
    for cell in ROW_CELL.finditer(text):
        yield cell.start() + len(cell.group()) - len(cell.group().lstrip(" "))


def _in_runs(text: str) -> Iterator[int]:
    for run in RUN.finditer(text):
        if len(run.group().split()) >= FEWEST:
            yield from (sign.start() for sign in MAYBE.finditer(text, run.start(), run.end()))


def make(text: str, rng: Random) -> str:
    sign = rng.choice("〇零O")
    return re.sub(r"(?<=\t)0(?=[\t\n]|\Z)", lambda m: sign if rng.random() < 0.5 else m.group(), text)
