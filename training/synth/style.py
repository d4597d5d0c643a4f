"""How one clerk and one converter print things: drawn once a report, then kept."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

GroupPlace = Literal["own_line", "prefix", "dropped"]


@dataclass(frozen=True, slots=True)
class Style:
    """Choices that hold for a whole report."""

    enumerator: str = "{n}."  # before the sub-rows 1., 2., ...
    bracket: str = "（{n}）"  # around 一, 二, ... of the result groups
    short_labels: bool = False
    headings: bool = True
    bare_headings: bool = False  # headings without 一、
    corner: str = "full"  # full, bracketed, lost
    header: str = "full"  # full, split, lost
    groups: GroupPlace = "prefix"  # where lines and flat layouts put the label of several rows
    result_group: bool = True  # 三、本年度办理结果 is printed
    spans: str = "empty"  # what a converter leaves of spanned cells: empty, collapsed
    trailing: bool = False  # an empty cell at the end of rows
    blank: str = ""  # text of an empty cell
    amount: str = "header"  # unit of an amount: header, cell, spaced (in the cell after a space), none
    signs: bool = True  # + before a growth
    spaced_heads: bool = False  # 结果 维持
    markdown_heads: bool = False


def draw_style(rng: Random, layout: str) -> Style:
    """Draw a style that suits the layout."""
    flowing = layout in ("flat", "flat_blank", "lines", "spaces")
    return Style(
        enumerator=rng.choice(("{n}.", "{n}.", "{n}、", "{n}. ", "{n}．", "（{n}）", "({n})")),
        bracket=rng.choice(("（{n}）", "（{n}）", "({n})", "({n}) ")),
        short_labels=rng.random() < 0.15,
        headings=rng.random() < 0.85,
        bare_headings=rng.random() < 0.05,
        corner=rng.choice(("full", "full", "bracketed", "lost")),
        header=rng.choices(("full", "split", "lost"), (8, 1, 1.5))[0],
        groups=rng.choices(("own_line", "prefix", "dropped"), (6, 4, 1 if flowing else 0))[0],
        result_group=rng.random() < 0.85,
        spans=rng.choice(("empty", "empty", "collapsed")),
        trailing=rng.random() < 0.3,
        blank=rng.choice(("", "", " ", "\xa0")),
        amount=rng.choice(("header", "header", "cell", "spaced", "none")),
        signs=rng.random() < 0.6,
        spaced_heads=rng.random() < 0.25,
        markdown_heads=rng.random() < 0.5,
    )
