r"""Pipe tables: `规章 | 0 | 0 |` becomes a tab row with its empty cells kept.

A border at either end is no cell; the line `|---|---|` goes. Where every cell stands on its own line between lines that
hold only a pipe, those lines go and one cell a line is left. Runs of pipes too long for any table are page layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import Change
from giar_ml.types import AlignedText

FAMILY = "pipe"
LEVEL = 50

LINE = re.compile(r"^[^\n|]*\|[^\n]*\n?", re.MULTILINE)
DASHES = r"[ \t]{0,9}(?::-+:?|-+:|-{2,})[ \t]{0,9}"  # one alone is a blank cell
RULE = re.compile(rf"[ \t]{{0,9}}\|?(?:{DASHES}\|)*(?:{DASHES})?\n?")
RUN = re.compile(r"(?:\|[ \t]?){25,}")  # the widest table of any template has 17 columns
BAR = re.compile(r" {0,40}(?<!\\)\| {0,40}")
NUMBER_CELL = re.compile(r"\| {0,40}[-+]?\d[\d,.]{0,20} {0,3}(?:[万亿]?元)? {0,40}(?:\||$)", re.MULTILINE)


def undo(text: AlignedText) -> list[Change]:
    if "|" not in text.text:
        return []
    return [change for line in LINE.finditer(text.text) for change in line_changes(line)]


def line_changes(line: re.Match[str]) -> Iterator[Change]:
    """The changes in one line that holds a pipe (its line break included)."""
    full = line.group()
    stripped = full.strip()
    if RUN.search(full):
        yield from ((line.start() + run.start(), line.start() + run.end(), "\n") for run in RUN.finditer(full))
    elif stripped == "|" or (len(full) < 1000 and "-" in full and RULE.fullmatch(full)):
        yield line.start(), line.end(), ""
    elif stripped[0] == "|" or stripped[-1] == "|" or NUMBER_CELL.search(full):
        yield from row_changes(full.rstrip("\n"), line.start())


def row_changes(row: str, offset: int) -> Iterator[Change]:
    """Bars become tabs, borders go; spaces around a bar go with it."""
    left, right = len(row) - len(row.lstrip(" ")), len(row.rstrip(" "))
    for bar in BAR.finditer(row):
        border = bar.start() <= left or bar.end() >= right
        yield offset + bar.start(), offset + bar.end(), "" if border else "\t"


def make(text: str, rng: Random) -> str:
    style = rng.choice(["| {} |", "{} |", "{}"])

    def row(match: re.Match[str]) -> str:
        cells = match.group().split("\t")
        whole = cells[0] and cells[-1]  # an empty cell at an end needs its border to be seen
        return (style if whole else "| {} |").format(" | ".join(cells))

    return re.sub(r"^[^\n|]*\t[^\n|]*$", row, text, flags=re.MULTILINE)
