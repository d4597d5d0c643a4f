r"""Pipe tables: `规章 | 0 | 0 |` becomes a tab row with its empty cells kept.

A border at either end is no cell; the line `|---|---|` goes. Where every cell stands on its own line between lines that
hold only a pipe, two such lines in a row part the rows: tab rows again. Where that gives no grid, and where a pipe ends
every cell and its line, a pipe alone is a blank cell: a label and the numbers and blanks behind it are a row.
Runs of pipes too long for any table are page layout.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

from giar_ml.normalize.changes import Change
from giar_ml.types import AlignedText

FAMILY = "pipe"
LEVEL = 50

LINE = re.compile(r"^[^\n|]*\|[^\n]*\n?", re.MULTILINE)
DASHES = r"[ \t]{0,9}(?::-+:?|-+:|-{2,})[ \t]{0,9}"  # one alone is a blank cell
RULE = re.compile(rf"[ \t]{{0,9}}\|?(?:{DASHES}\|)*(?:{DASHES})?\n?")
RUN = re.compile(r"(?:\|[ \t]?){25,}")  # the widest table of any template has 17 columns
BAR = re.compile(r"[ \n]{0,40}(?<!\\)\|[ \n]{0,40}")
NUMBER_CELL = re.compile(r"\| {0,40}[-+]?\d[\d,.]{0,20} {0,3}(?:[万亿]?元)? {0,40}(?:\||$)", re.MULTILINE)
FIGURE = re.compile(
    r"[增减加少+-]{0,2} ?\d[\d,. ]{0,20}(?:[万亿]?元?|[件项个条次人]{1,2})|[-+/—\d(). 增减]{1,20}"
    r"|无|未增未减|[无不]变化?|持平"
)
HAN = re.compile("[\u3400-\u9fff]")
WIDEST_ROW = 20  # bars; the widest row of any template has 17 columns
LONE = re.compile(r"^[ \t]{0,9}\|[ \t]{0,9}(?:\n|\Z)", re.MULTILINE)  # a line that holds only a pipe
END = re.compile(r"\|(?:[ \t]{0,9}(?:\n|\Z)|(?=[ \t|]{0,99}(?:\n|\Z)))")  # a pipe behind which its line is empty
BREAK = re.compile(r"[ \t]{0,9}\n")
BETWEEN = re.compile(r"\s*\n[ \t]*\S[^\0]*\n[ \t]*\n")  # text set off by blank lines
HEADING = re.compile(  # of a section: it stands between two tables
    r"[^\n]{0,8}(?:主[动動]公[开開]政府信息|收到和[处處]理政府信息|政府信息公[开開][^\n]{0,24}行政[诉訴][讼訟])[^\n]{0,8}情[况況]\s{0,9}(?:\n|$)"
)
LONGEST_CELL = 200  # characters
LONGEST_RULE = 1_000
MOST_EXTRA = 2  # cells by which a shifted row exceeds its neighbours
USUAL_SIZES = 3  # as many tables may follow each other
USUAL = 0.75  # of the rows have the size of one of them
FEWEST_ROWS = 4
FEWEST_FIGURES = 6

Cell = tuple[int, int]  # where it stands, without white space around it


def undo(text: AlignedText) -> list[Change]:
    if "|" not in text.text:
        return []
    changes, done = [], 0
    for pipes in ends_of_lines(text.text):
        lone = list(LONE.finditer(text.text, text.text.rfind("\n", 0, pipes[0].start()) + 1, pipes[-1].end()))
        found = grid_changes(text.text, lone) if len(lone) == len(pipes) else []
        found = found or rows_of_labels(text.text, pipes)
        if found:
            changes += outside(text.text, done, pipes[0].start())
            changes += found
            done = pipes[-1].end()
    return changes + outside(text.text, done, len(text.text))


def outside(text: str, start: int, end: int) -> list[Change]:
    changes: list[Change] = []
    for row in rows_of_lines(LINE.finditer(text, start, end)):
        if len(row) > 1:
            changes += row_changes(text[row[0].start() : row[-1].end()].rstrip("\n"), row[0].start())
        else:
            changes += line_changes(row[0])
    return changes


def rows_of_lines(lines: Iterable[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The lines of every row: in a table without a left border, a line of figures that begins with a pipe goes on.

    It was broken at a blank cell, which stands between the two pipes.
    """
    return together(lines, lambda row, line: row[-1].end() == line.start() and goes_on(row[0][0], row[-1][0], line[0]))


def together(
    found: Iterable[re.Match[str]], joined: Callable[[Sequence[re.Match[str]], re.Match[str]], bool]
) -> Iterator[list[re.Match[str]]]:
    """The matches in groups: each goes to the one before it if it is `joined` to that."""
    group: list[re.Match[str]] = []
    for match in found:
        if group and not joined(group, match):
            yield group
            group = []
        group.append(match)
    if group:
        yield group


def goes_on(first: str, before: str, line: str) -> bool:
    if first.lstrip()[0] == "|" or not before.rstrip().endswith("|") or not line.lstrip().startswith("|"):
        return False
    return HAN.search(line) is None and not is_rule(line)


def is_rule(line: str) -> bool:
    return len(line) < LONGEST_RULE and "-" in line and RULE.fullmatch(line) is not None


def ends_of_lines(text: str) -> Iterator[list[re.Match[str]]]:
    """The pipes behind which their lines are empty, those together between which nothing stands but one cell."""
    return together(END.finditer(text), lambda pipes, pipe: not apart(text, pipes[-1].end(), pipe.start()))


def apart(text: str, start: int, end: int) -> bool:
    """Whether what stands between two pipes is no cell but text between two tables, or a row of several cells."""
    if end - start > LONGEST_CELL or "|" in text[start:end] or BETWEEN.fullmatch(text, start, end) is not None:
        return True
    return HEADING.match(text[start:end].strip()) is not None


def grid_changes(text: str, pipes: Sequence[re.Match[str]]) -> list[Change]:
    """Tab rows of cells that stand between lone pipes, a row between two pipes in a row; none where that is no grid."""
    rows: list[list[Cell]] = [[]]
    for before, after in pairwise(pipes):
        if before.end() == after.start():
            rows.append([])
        else:
            rows[-1].append(between(text, before.end(), after.start()))
    rows = parted([row for row in rows if row])
    sizes = Counter(map(len, rows))
    if sum(any(starts_inside(text, row)) for row in rows) > 1:
        return []  # blanks, not rows, stand between pipes in a row
    if len(rows) < FEWEST_ROWS or sum(n for _, n in sizes.most_common(USUAL_SIZES)) < USUAL * len(rows):
        return []
    changes, at = [], pipes[0].start()
    for row in rows:
        for k, (start, end) in enumerate(row):
            changes.append((at, start, "\t" if k else "" if at == pipes[0].start() else "\n"))
            changes += [(m.start(), m.end(), " ") for m in BREAK.finditer(text, start, end)]
            at = end
    return [*changes, (at, pipes[-1].end(), "\n")]


def starts_inside(text: str, row: Sequence[Cell]) -> Iterator[bool]:
    """For every cell of a row but the first whether it is a label behind a figure."""
    figures = [FIGURE.fullmatch(text, start, end) is not None for start, end in row]
    return (
        figure and start < end and not after
        for figure, after, (start, end) in zip(figures, figures[1:], row[1:], strict=False)
    )


def rows_of_labels(text: str, pipes: Sequence[re.Match[str]]) -> list[Change]:
    """A line for every label, with the figures and blanks that follow it as its tab cells; none where there are few.

    Pipes that stand together fill a row up: what follows them is in the next.
    """
    cells = [between(text, before.end(), after.start()) for before, after in pairwise(pipes)]
    figures = [start == end or FIGURE.fullmatch(text, start, end) is not None for start, end in cells]
    printed = any(figure and start < end for figure, (start, end) in zip(figures, cells, strict=True))
    if not printed or sum(figures) < FEWEST_FIGURES:
        return []
    at = pipes[0].start()
    while at and text[at - 1] in (" \n" if figures[0] else " "):  # of the first row's label
        at -= 1
    changes, filled = [], False
    for figure, (start, end), (before, after) in zip(figures, cells, pairwise(pipes), strict=True):
        fills = start == end and "\n" not in text[before.start() : after.start()]
        changes.append((at, start, "\t" if figure and (fills or not filled) else "\n"))
        changes += [(m.start(), m.end(), " ") for m in BREAK.finditer(text, start, end)]
        at, filled = end, fills
    return [*changes, (at, pipes[-1].end(), "\n")]


def between(text: str, start: int, end: int) -> Cell:
    """What stands between two pipes, an empty cell where the second pipe does."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return start + left, start + max(left, len(inner.rstrip()))


def parted(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows, the last of a table parted from the first of the next where a blank line is all between them."""
    found = rows[:1]
    for row, after in pairwise([*rows[1:], []]):
        places = (len(found[-1]), len(row) - 1 - len(after))
        seam = next((k for k in places if 0 < k < len(row) - 1 and row[k][0] == row[k][1]), None)
        if seam is not None and after and len(row) > max(len(found[-1]), len(after)) + MOST_EXTRA:
            found += [row[:seam], row[seam + 1 :]]
        else:
            found.append(row)
    return found


def line_changes(line: re.Match[str]) -> Iterator[Change]:
    """The changes in one line that holds a pipe (its line break included)."""
    full = line.group()
    stripped = full.strip()
    if RUN.search(full):
        yield from ((line.start() + run.start(), line.start() + run.end(), "\n") for run in RUN.finditer(full))
    elif stripped == "|" or is_rule(full):
        yield line.start(), line.end(), ""
    elif stripped[0] == "|" or stripped[-1] == "|" or NUMBER_CELL.search(full):
        yield from row_changes(full.rstrip("\n"), line.start())


def row_changes(row: str, offset: int) -> Iterator[Change]:
    """Bars become tabs, borders go; spaces around a bar go with it."""
    left, right = len(row) - len(row.lstrip(" ")), len(row.rstrip(" "))
    bars = list(BAR.finditer(row))
    seams = row_seams(row, bars)
    for bar in bars:
        border = bar.start() <= left or bar.end() >= right
        yield offset + bar.start(), offset + bar.end(), "" if border else "\n" if bar.start() in seams else "\t"


def row_seams(row: str, bars: Sequence[re.Match[str]]) -> set[int]:
    """Where the rows of a table that lost its line breaks part: a label behind a number begins the next one."""
    if len(bars) <= WIDEST_ROW:
        return set()
    seams: set[int] = set()
    figure = False  # whether the last cell that is not empty held one
    for before, after in pairwise(bars):
        if before.end() < after.start():
            label = FIGURE.fullmatch(row, before.end(), after.start()) is None
            if label and figure:
                seams.add(before.start())
            figure = not label
    return seams if len(seams) >= FEWEST_ROWS - 1 else set()


def make(text: str, rng: Random) -> str:
    style = rng.choice(["| {} |", "{} |", "{}"])

    def row(match: re.Match[str]) -> str:
        cells = match.group().split("\t")
        whole = cells[0] and cells[-1]  # an empty cell at an end needs its border to be seen
        return (style if whole else "| {} |").format(" | ".join(cells))

    return re.sub(r"^[^\n|]*\t[^\n|]*$", row, text, flags=re.MULTILINE)
