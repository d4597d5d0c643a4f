"""The three tables of a report as grids of spanning cells, for the scripts that draw them.

A grid is a list of rows; a row lists only the cells that begin in it. The labels come from the schema, the values from
a mapping of addresses to what shall be printed there (an address that is missing prints 0).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from giar_ml import schema

NUMERALS = "一二三四五六七"


class Box(NamedTuple):
    text: str
    rowspan: int = 1
    colspan: int = 1


Grid = list[list[Box]]
Values = Mapping[str, object]


def disclosure(epoch: str, values: Values) -> Grid:
    """Section two: four columns; a block with fewer columns lets the last one span."""
    grid: Grid = []
    for block in schema.epoch(epoch).disclosure:
        grid.append([Box(block.article, colspan=4)])
        grid.append(_stretched(["信息内容", *(c.label for c in block.columns)]))
        for row in block.rows:
            if not row.extension:
                grid.append(_stretched([row.label, *(str(values.get(c.address, 0)) for c in row.cells)]))
    return grid


def _stretched(texts: list[str]) -> list[Box]:
    *head, last = texts
    return [*map(Box, head), Box(last, colspan=4 - len(head))]


def requests(epoch: str, values: Values) -> Grid:
    """Section three: three label columns and seven columns of numbers under three header rows."""
    template = schema.epoch(epoch)
    persons, *organisations, total = [c.label for c in template.request_columns]
    note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    grid: Grid = [
        [Box(note, 3, 3), Box("申请人情况", colspan=7)],
        [Box(persons, 2), Box("法人或其他组织", colspan=5), Box(total, 2)],
        [Box(label) for label in organisations],
    ]
    results = sum(row.item.startswith("三") for row in template.request_rows)
    opened = False
    for item, rows in groupby(template.request_rows, key=lambda row: row.item.rstrip("0123456789")):
        members = list(rows)
        for index, row in enumerate(members):
            boxes: list[Box] = []
            if item.startswith("三") and not opened:
                boxes.append(Box("三、本年度办理结果", results))
                opened = True
            if not item.startswith("三"):
                boxes.append(Box(f"{item}、{row.label}", colspan=3))
            elif len(members) == 1:
                boxes.append(Box(f"（{item[2]}）{row.label}", colspan=2))
            else:
                if index == 0:
                    boxes.append(Box(str(row.group), len(members)))
                boxes.append(Box(f"{index + 1}.{row.label}"))
            numbers = [str(values.get(f"requests.{row.key}.{c.key}", 0)) for c in template.request_columns]
            grid.append([*boxes, *map(Box, numbers)])
    return grid


def review(epoch: str, values: Values) -> Grid:
    """Section four: fifteen columns, one row of numbers."""
    cells = schema.epoch(epoch).review
    labels = [cell.label for cell in cells]
    return [
        [Box("行政复议", colspan=5), Box("行政诉讼", colspan=10)],
        [*(Box(label, 2) for label in labels[:5]), Box("未经复议直接起诉", colspan=5), Box("复议后起诉", colspan=5)],
        [Box(label) for label in labels[5:]],
        [Box(str(values.get(f"review.{cell.key}", 0))) for cell in cells],
    ]


def tabbed(grid: Grid, columns: int) -> list[str]:
    """The grid as lines of tab-separated cells: what a span covers stays as empty cells."""
    covered: set[tuple[int, int]] = set()
    lines: list[str] = []
    for y, row in enumerate(grid):
        texts, x = [""] * columns, 0
        for box in row:
            while (y, x) in covered:
                x += 1
            texts[x] = box.text
            covered.update((y + dy, x + dx) for dy in range(box.rowspan) for dx in range(box.colspan))
            x += box.colspan
        lines.append("\t".join(texts))
    return lines
