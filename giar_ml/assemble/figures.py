"""What a table prints in one cell or on one line: numbers, marks that stand for none, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

HAN = "\u3400-\u9fff"
NUMBER = r"[+-]?\d[\d,]{0,59}(?:\.\d{1,20})?"  # a row of fifteen numbers without anything between is the longest
UNIT = r"(?:[亿万]?元|[亿万]|件次|件|项|个|条|份|宗|起|次|人)"
NOTE = r"(?:[*※†‡☆★△▲#]{1,3}|[(\[](?:注\d?|\d)[)\]])"  # of a footnote
REMARK = rf"[(][{HAN}]{{1,8}}(?:[)]|$)"  # on the number: 预算金额
# A cell that holds one number and nothing else, its unit, a remark and the mark of a footnote allowed.
CELL_NUMBER = re.compile(rf"[(]?({NUMBER})\s*({UNIT})?(?:[)]|\s?{NOTE}|\s?{REMARK})?")
# Letters among digits, or digits without end: a number that was misread, and the cell of one all the same.
MISREAD = re.compile(r"[lI]|(?=[lIoO〇○]*\d)(?=\d*[lIoO〇○])[\dlIoO〇○]{2,9}|\d+[?\ufffd]\d*|\d[\d,.]{60,}")
# What stands among numbers in the place of one.
NIL = rf"(?:[-/—–]+|无|{MISREAD.pattern})"
# A change in words: 减少24.
CHANGE = re.compile(rf"(?:(减少?\s*|下降\s*|- )|(增加?\s*|上升\s*|[+] ))(\d[\d,]*(?:\.\d+)?)\s*({UNIT})?")
CELL_NIL = re.compile(r"[-/—–−_~*]{1,4}|无|空|无数据|未统计")
# A number inside a line of text: set off by spaces, or glued to the label before it or to the heading after it.
INLINE = re.compile(
    rf"(?:(?<=^)|(?<=\s)|(?P<glued>(?<=[{HAN})”，：；])))"
    rf"(?:(?P<number>{NUMBER})(?: ?(?P<unit>{UNIT}))?(?:{NOTE}(?=\s|$))?|(?P<nil>(?:(?<=^)|(?<=\s)){NIL}))"
    rf"(?=\s|$|[(][一二三四五六七]|[一二三四五六七]、)"
)
# The digits of one cell, set apart.
SPLIT_NUMBER = re.compile(r"[+-]?\d+ +\d+(?:\.\d+)?|\d+ +\d{3} +\d{3}|\d+\. +\d+|\d+ +\.\d+")
NUMBER_BESIDE = re.compile(r"(?:^|\s)(?:\d[\d,]*|[-/—–]{1,3})\s+(?:\d|[-/—–])")
FIGURES = re.compile(rf"\s*(?:(?:{NUMBER}{UNIT}?|{NIL})(?:\s+|$))+")  # of one line: nothing else stands there
PAGE_LINE = re.compile(
    r"\s*(?:[-—–~·]+\s*[1-9]\d{0,2}\s*[-—–~·]+|[1-9]\d{0,2}\s*[-—–~·]+"
    r"|第\s*\d{1,3}\s*页.*|共?\s*\d{1,3}\s*页|[Pp](?:age|\.)\s*\d{1,3}\s*(?:-|of\s*\d{1,3})?|\d{1,3}\s*/\s*\d{1,3})\s*"
)
PAGE_ZERO = re.compile(r"\s*[-—–~·]+\s*0\s*[-—–~·]+\s*")
FIRST_WORD = re.compile(rf"\s*(?:\s[.、]\s*)?[{HAN}]")
LONE_CHARACTER = re.compile(rf"\s*(?![无空〇])[{HAN}、，.:：()]\s*")  # of a label printed from top to bottom
NOT_HAN = re.compile(rf"[^{HAN}]+")

UNREADABLE = "?"  # the digits of a number that cannot be read
GLUED = 1.5  # doubt of a number that is glued to the text before it
LONGEST_ROW = 200  # characters of a row's numbers


@dataclass(frozen=True, slots=True)
class Item:
    """One number, or one explicit blank (`value` None). `start`, `end` are clean offsets of what stands there."""

    value: Decimal | None
    digits: str
    start: int
    end: int
    line: int
    unit: str | None = None
    doubt: float = 0.0  # how cheaply it may be passed over, in nats: an enumerator or page number in disguise
    alone: bool = False  # the only number of its line where rows stand on lines
    crowd: bool = False  # one of more numbers in succession than any table has: the number of no cell

    @property
    def blank(self) -> bool:
        return self.value is None


def blank_at(at: int, line: int) -> Item:
    """An empty cell at a clean offset."""
    return Item(None, "", at, at, line)


@dataclass(slots=True)
class Text:
    content: str
    start: int
    line: int


def number_of(text: str) -> Decimal:
    """The value of a printed table number: sign and thousands separators read, nothing else tolerated."""
    return Decimal(text.replace(",", ""))


def scan_cell(cell: str, offset: int, line: int, *, of_row: bool = False, signed: bool = True) -> Iterable[Item | Text]:
    """The items and texts of one cell, `offset` being its clean position; `of_row`: one cell of several on its line;
    `signed`: "- 5" may be one number."""
    stripped = cell.strip()
    start = offset + len(cell) - len(cell.lstrip())
    if of_row and SPLIT_NUMBER.fullmatch(stripped):
        digits = re.sub(r"\s", "", stripped)
        return [Item(Decimal(digits), digits, start, start + len(stripped), line)]
    changed = CHANGE.fullmatch(stripped) if signed else None
    if changed:
        amount = number_of(changed[3])
        digits = f"{'-' if changed[1] else '+'}{amount}"
        value = -amount if changed[1] and amount else amount
        return [Item(value, digits, start, start + len(stripped), line, changed[4])]
    whole = CELL_NUMBER.fullmatch(stripped)
    if whole:
        at = start + whole.start(1)
        end = start + (whole.end(2) if whole[2] else whole.end(1))
        bracket = stripped[whole.end(2) if whole[2] else whole.end(1) :] == ")"
        torn = (stripped[0] == "(") != bracket  # an item number or a label, its other part elsewhere
        return [Item(number_of(whole[1]), whole[1].replace(",", ""), at, end, line, whole[2], 1.0 if torn else 0.0)]
    if CELL_NIL.fullmatch(stripped):
        return [Item(None, "", start, start + len(stripped), line)]
    if MISREAD.fullmatch(stripped):
        return [Item(None, UNREADABLE, start, start + len(stripped), line)]
    return _scan_words(cell, offset, line)


def _scan_words(cell: str, offset: int, line: int) -> Iterator[Item | Text]:
    """The numbers within a text, and the text between them."""
    begins = len(cell) - len(cell.lstrip())
    marks = NUMBER_BESIDE.search(cell) is not None  # a dash stands for a number where one stands beside it
    figures = marks and len(cell) <= LONGEST_ROW and FIGURES.fullmatch(cell)  # else one that begins a line is a bullet
    done = 0
    for match in INLINE.finditer(cell):
        first = match.start() <= begins
        if match["glued"] is not None and first:
            continue
        if match["nil"] and not (figures if first else marks or not cell[match.end() :].strip()):
            continue
        if cell[done : match.start()].strip():
            yield Text(cell[done : match.start()], offset + done, line)
        done = match.end("nil") if match["nil"] else match.end("unit") if match["unit"] else match.end("number")
        if match["nil"]:
            digits = UNREADABLE if MISREAD.fullmatch(match["nil"]) else ""
            yield Item(None, digits, offset + match.start("nil"), offset + done, line)
            continue
        doubt = 0.0
        if match["glued"] is not None:
            doubt = GLUED
        elif first and FIRST_WORD.match(cell, match.end()):
            doubt = 1.0  # "1 属于国家秘密": an enumerator that lost its dot, or the last number of the row before
        number = match["number"]
        start = offset + match.start("number")
        end = offset + (done if match["unit"] and match.end("number") == match.start("unit") else match.end("number"))
        yield Item(number_of(number), number.replace(",", ""), start, end, line, match["unit"], doubt)
    if cell[done:].strip():
        yield Text(cell[done:], offset + done, line)
