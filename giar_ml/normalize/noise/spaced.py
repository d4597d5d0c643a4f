"""Spaces inside words and between a number and its unit: `结 果 维 持`, `公开 2242 条`, `4 %`.

Works on one cell (between tabs and line breaks) at a time, and takes a space for a separator unless it cannot be one:

- between two numbers it always stays; a cell that has such a space, or several colons, and no full stop is a row of a
  table or a list of metadata set with spaces: there only words set letter by letter and spaces beside marks close;
- beside Chinese punctuation and after a section number it goes;
- between a number and its unit it goes; so does one between a word and a number that has a unit;
- in a cell that reads as a sentence, or between tabs, those between Han go too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import HAN, Change, in_order
from giar_ml.types import AlignedText

FAMILY = "spaced"
LEVEL = 90

UNIT = (
    "年月日号时分秒条件项个人次份篇期家万亿千百余多元位起宗批类种场部页例户名张册本套台辆所处栏款倍成几天周季岁届轮则"
    "幅组对只封通座间村镇县市区省层级栋部"
)
NUMBER = rf"\d[\d,.]{{0,20}} {{0,2}}[{UNIT}%％]"
SILENT = "无有是否元件"  # stand alone as the value of a cell
NUMERAL = "一二三四五六七八九十〇甲乙丙"

CELL = re.compile(r"^[^\n ]*? [^\n]*$", re.MULTILINE)
COUNTED = "(?:[件项个条份宗起次人]|[万亿]?元|[件人]次)"  # the unit of a number in a table
ROW = re.compile(rf"[\d%]{COUNTED}? +[-+]?\d|\d {COUNTED} +[-+]?\d[\d,.]* ?{COUNTED}(?= |$)")
SENTENCE = re.compile("[，。；]")
STOP = re.compile("[。；]")

LETTERS = re.compile(
    rf"(?<![^ \t\n，。：、(]) {{0,2}}(?![{SILENT}{NUMERAL}])[{HAN}](?: (?![{SILENT}{NUMERAL}])[{HAN}])+(?![{HAN}])"
)
BESIDE_MARK = re.compile(
    "(?<=[，。；：、！？“‘《〈〔]) {1,40}| {1,40}(?=[，。；：、！？”’》〉〕])|(?<=\\() {1,40}| {1,40}(?=\\))"
)
NEXT_NUMBER = re.compile(rf"[-+]?\d[\d,.]*{COUNTED}?(?= |$)")
NUMBERED = re.compile(rf"(?<![\d.])(?:\([一二三四五六七八九十\d]{{1,3}}\)|\d{{1,2}}[.、])( {{1,40}})(?=[{HAN}“《])")
PERCENT = re.compile(r"(?<=\d) {1,2}(?=%)")
UNITS = re.compile(
    rf"(?<=\d) {{1,2}}(?=[{UNIT}])|(?<=\d[万亿余多]) {{1,2}}(?=[{UNIT}])|(?<=[{HAN}(]) {{1,2}}(?={NUMBER})"
)
PROSE = re.compile(
    rf"(?<=\d) {{1,2}}(?=[{HAN}“《])|(?<=[{HAN}”》]) {{1,2}}(?=\d)"
    rf"|(?<=[{HAN}”》)%]) (?![{SILENT}](?![{HAN}]))(?=[{HAN}“《])|(?<=[{HAN}”》]) (?=\()"
)


def undo(text: AlignedText) -> list[Change]:
    if " " not in text.text:
        return []
    return [change for line in CELL.finditer(text.text) for change in line_changes(line)]


def line_changes(line: re.Match[str]) -> Iterator[Change]:
    at = line.start()
    cells = line.group().split("\t")
    for cell in cells:
        if " " in cell:
            yield from ((at + start, at + end, "") for start, end, _ in cell_changes(cell, tabbed=len(cells) > 1))
        at += len(cell) + 1


def cell_changes(cell: str, *, tabbed: bool) -> list[Change]:
    """The spaces of one cell that are noise."""
    listed = (ROW.search(cell) or cell.count("：") > 1) and not STOP.search(cell)
    patterns = [BESIDE_MARK, PERCENT] if listed else [BESIDE_MARK, PERCENT, UNITS]
    if not listed and (tabbed or SENTENCE.search(cell)):
        patterns.append(PROSE)
    found = [(m.start(), m.end(), "") for pattern in patterns for m in pattern.finditer(cell)]
    if listed:  # a label may end in a mark, the rest of it on the next line
        found = [change for change in found if not NEXT_NUMBER.match(cell, change[1])]
    found += [(m.start(1), m.end(1), "") for m in NUMBERED.finditer(cell)]
    found += [change for word in LETTERS.finditer(cell) for change in inner_spaces(word)]
    return in_order(found)


def inner_spaces(word: re.Match[str]) -> list[Change]:
    """The spaces of a word set letter by letter, but not those before it."""
    first = word.start() + len(word.group()) - len(word.group().lstrip(" "))
    return [(i, i + 1, "") for i in range(first, word.end()) if word.string[i] == " "]


def make(text: str, rng: Random) -> str:
    units = re.compile(rf"(?<=[{HAN}])(?={NUMBER})|(?<=\d)(?=[条件个人次项篇])")
    return units.sub(lambda _: " " if rng.random() < 0.6 else "", text)
