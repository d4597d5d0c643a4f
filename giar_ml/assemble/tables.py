"""Which stretch of the text is which table, and every cell of it.

The outline's sections are tried first; a section that holds too few of the table's labels, or a report without
headings, falls back to the labels themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from giar_ml import schema
from giar_ml.assemble.annex import read_annex
from giar_ml.assemble.annex_zone import annex_zone
from giar_ml.assemble.disclosure import disclosure_labels, read_disclosure
from giar_ml.assemble.labels import Labels, spaced
from giar_ml.assemble.pages import without_pages
from giar_ml.assemble.requests import read_requests, request_labels
from giar_ml.assemble.review import read_review
from giar_ml.assemble.scattered import read_scattered
from giar_ml.assemble.stream import NOT_HAN
from giar_ml.schema import EpochSchema
from giar_ml.types import AlignedText, Box, Cell, Epoch, NormalizedText, Outline, sections_of

Range = tuple[int, int]
FEWEST_LABELS = 3
MOST_MARKS = 40  # places tried for one table
FEWEST_NUMBERS = 6
FEWEST_LIKELY = {"2": 4, "3": 8}
LIKELY = 2.0  # nats, less than this: a heading of another table, or a title, costs as much
LONGEST_LABEL = 60  # Han characters of a line that may be a row's label
MOST_ABOVE = 40  # lines
LONGEST_TABLE = 4_000  # characters from the middle of a table with one cell a line
LONE_NUMBER = re.compile(r"(?:^|(?<=[\t\n ]))[+-]?\d[\d,.]*(?=[\t\n ]|$)")


MARKS = {
    "2": ("第二十条第", "信息内容", "上一年项目数量", "现行有效件", "本年制发件"),
    "3": ("勾稽关系", "申请人情况", "本年新收政府信息公开申请", "商业企业"),
    "4": ("行政复议、行政诉讼情况", "行政复议行政诉讼", "结果维持", "未经复议直接起诉", "尚未审结"),
}
MARK = {key: re.compile("|".join(map(spaced, words))) for key, words in MARKS.items()}
LABELS = {
    "2": ("规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"),
    "3": ("国家秘密", "予以公开", "部分公开", "三安全一稳定", "第三方合法权益", "内部事务信息", "过程性信息",
          "执法案卷", "查询事项",
          "不掌握相关", "现成信息", "仍不明确", "信访举报", "重复申请", "公开出版物", "反复申请", "重新出具", "结转"),
    "4": ("维持", "纠正", "审结", "直接起诉", "复议后", "总计"),
}  # fmt: skip
NUMBER = re.compile(r"\d")


def _score(text: str, key: str) -> int:
    bare = re.sub(r"\s", "", text)
    if not NUMBER.search(bare):
        return 0
    return sum(1 for label in LABELS[key] if label in bare)


def _holds_table(text: str, key: str) -> bool:
    """Whether a section under the right heading holds its table: a few labels, or numbers in cells of their own."""
    return _score(text, key) >= FEWEST_LABELS or _in_cells(text)


def _in_cells(text: str) -> bool:
    return len(LONE_NUMBER.findall(text)) >= FEWEST_NUMBERS


def _marked(text: str, key: str) -> Range | None:
    """From a mark of this table to the first mark of another, line by line; the stretch with the most labels.

    One with numbers in cells comes before the others. Where several have as many labels, the first: a sentence that
    names the tables has few of them, and so has the heading of a section whose table stands elsewhere.
    """
    best, most = None, (False, FEWEST_LABELS - 1)
    others = {k: [m.start() for m in islice(MARK[k].finditer(text), MOST_MARKS)] for k in MARK if k != key}
    for first in islice(MARK[key].finditer(text), MOST_MARKS):
        start = text.rfind("\n", 0, first.start()) + 1
        later = [places[at] for places in others.values() if (at := bisect_left(places, first.end())) < len(places)]
        end = _line_of(text, min(later)) if later else len(text)
        end = end if end > first.end() else len(text)
        score = _score(text[start:end], key)
        found = score >= FEWEST_LABELS and _in_cells(text[start:end]), score
        if found > most:
            best, most = (start, end), found
    return best


def zone(text: str, outline: Outline, key: str) -> Range | None:
    """The clean range that holds the table of section `key` ("2", "3", "4"), or None where there is none."""
    ranges = [(s.body, s.end) for s in sections_of(outline, key)]
    best = max(ranges, key=lambda r: _score(text[r[0] : r[1]], key), default=None)
    if best is None or not _holds_table(text[best[0] : best[1]], key):
        best = _marked(text, key)
    elif not _in_cells(text[best[0] : best[1]]):  # prose has labels as well; its table may stand at the end
        marked = _marked(text, key)
        best = marked if marked and _in_cells(text[marked[0] : marked[1]]) else best
    where = best and _cut(text, best, key)
    bare = where is not None and all(
        where[0] > end or where[0] < start for start, end in ranges
    )  # no heading of its own
    return (_upward(text, where[0]), where[1]) if where and key == "2" and bare else where


def _upward(text: str, start: int) -> int:
    """Where the lines of a table begin above its first mark that can be read; `start` where no label stands there."""
    top, labelled, labels = start, False, disclosure_labels()
    for line in islice(reversed(text[:start].split("\n")[:-1]), MOST_ABOVE):
        bare = NOT_HAN.sub("", line)
        if "。" in line or len(bare) > LONGEST_LABEL:
            break
        top -= len(line) + 1
        labelled |= bare == "规章" or (len(bare) > 2 and labels.fits(bare))
    return top if labelled else start


def zones(text: str, outline: Outline) -> dict[str, Range]:
    """The range of every table that is there; where marks are damaged, lines like the right labels tell."""
    found = {key: where for key in MARK if (where := zone(text, outline, key))}
    if "3" not in found and (likely := _likely(text, request_labels(), FEWEST_LIKELY["3"])):
        found["3"] = likely
        for key, (start, end) in list(found.items()):
            if key < "3" and start < likely[0] < end:
                found[key] = (start, likely[0])
            elif key > "3" and likely[0] <= start < likely[1]:
                found["3"] = (likely[0], start)
    if "2" not in found:
        before = text[: found["3"][0]] if "3" in found else text
        likely = _likely(before, disclosure_labels(), FEWEST_LIKELY["2"])
        if likely:
            found["2"] = likely
    return found


def _likely(text: str, labels: Labels, fewest: int) -> Range | None:
    """Where lines that look like the labels of so many different rows stand, to the end of that stretch of text."""
    hits: list[Range] = []
    rows, at = set[int](), 0
    for line in text.split("\n"):
        bare = NOT_HAN.sub("", line)
        row = labels.nearest(bare, LIKELY) if 3 <= len(bare) <= LONGEST_LABEL else None
        if row is not None:
            hits.append((at, at + len(line)))
            rows.add(row)
        at += len(line) + 1
    if len(rows) < fewest:
        return None
    middle = hits[len(hits) // 2]
    near = [h for h in hits if abs(h[0] - middle[0]) <= LONGEST_TABLE]
    end = text.find("\n\n\n", near[-1][1])
    return near[0][0], end if end >= 0 else len(text)


def _cut(text: str, where: Range, key: str) -> Range:
    """The range up to where another table begins: reports without headings print on, some print everything twice."""
    own = MARK[key].search(text, *where)
    others = [m.start() for k in MARK if k != key and own and (m := MARK[k].search(text, own.end(), where[1]))]
    end = _line_of(text, min(others)) if others else where[1]
    return (where[0], end) if own and end > own.end() else where


def _line_of(text: str, mark: int) -> int:
    """Where the line of a mark begins, or the mark itself where numbers stand before it in its line."""
    start = text.rfind("\n", 0, mark) + 1
    return mark if LONE_NUMBER.search(text[start:mark]) else start


def _absent(addresses: Iterable[str]) -> list[Cell]:
    return [Cell(a, None, "absent", reason="table_not_found") for a in addresses]


def _without_tables(epoch: EpochSchema, prefix: str) -> list[Cell]:
    return _absent(a for a in epoch.addresses() if a.startswith(prefix))


READERS = {
    "2": ("disclosure.", read_disclosure),
    "3": ("requests.", read_requests),
    "4": ("review.", read_review),
}


def read_tables(
    normalized: NormalizedText, outline: Outline, epoch: Epoch | None, source: str, boxes: tuple[Box, ...] = ()
) -> tuple[Cell, ...]:
    """Every cell of the epoch's tables in print order; a table that is not there gives `absent` cells with the reason.

    `source` is what the raw offsets count in; `boxes` (PDF) give cells their page and rectangle.
    """
    if epoch is None:
        return ()
    template = schema.epoch(epoch)
    text = without_pages(normalized.text)
    cells: list[Cell] = []
    if template.annex:
        where = annex_zone(text, outline, epoch)
        cells = read_annex(text, where, template, source) if where else _without_tables(template, "annex.")
    else:
        tables = _tables(text, zones(text.text, outline), template, source)
        cells = [cell for key in READERS for cell in tables[key]]
    return tuple(_located(cells, boxes))


def _tables(
    text: AlignedText, ranges: dict[str, Range], template: EpochSchema, source: str
) -> dict[str, Sequence[Cell]]:
    """The cells of each table by its section."""
    tables: dict[str, Sequence[Cell]] = {}
    for key, (prefix, read) in READERS.items():
        where = ranges.get(key)
        tables[key] = read(text, *where, template, source) if where else _without_tables(template, prefix)
    if "3" in ranges:
        first, last = min(start for start, _ in ranges.values()), max(end for _, end in ranges.values())
        tables |= read_scattered(text, (first, last), template, source, tables)
    return tables


def _located(cells: list[Cell], boxes: tuple[Box, ...]) -> Iterable[Cell]:
    if not boxes:
        return cells
    starts = [box.start for box in boxes]
    located = []
    for cell in cells:
        if cell.start is not None:
            k = bisect_left(starts, cell.start + 1) - 1
            if k >= 0 and boxes[k].start <= cell.start < boxes[k].end:
                box = boxes[k]
                cell = replace(cell, page=box.page, box=(box.x0, box.y0, box.x1, box.y1))
        located.append(cell)
    return located
