"""The print of an annex without what is neither label nor number of a row, every offset as it was.

Blanked are units that other tables do not have (篇, 人次), item numbers that a line break tore from their labels, the
names of the columns (甲 乙 1 2), and page numbers with running titles between the rows.
"""

from __future__ import annotations

import re

UNIT = re.compile(r"(?<=\d)\s?(?:万?人次|篇次?|人·次|册|批次?|家次?|期|份)(?=\s|$|[;；。,，])", re.MULTILINE)
ITEM_NUMBER = re.compile(r"(?<![\d.])([1-9]\d?)(\n?)[.、．](?=\s?[\u3400-\u9fff“《])")
BRACKETED = re.compile(r"\(\s?\d(?:\s?\d)?(?=\s?\))")
DASH = "[-—–~·]"
PAGE = rf"(?:{DASH}+ ?\d{{1,3}} ?{DASH}+|第 ?\d{{1,3}} ?页[^\n]*|\d{{1,3}})"
TITLE = r"[^\n\d]{0,20}(?:\d{4}年?度?)?[^\n\d]{0,12}(?:年度报告|年报)[^\n\d]{0,8}"
RUNNING = re.compile(rf"^[ \t]?(?:{PAGE}[ \t]+{TITLE}|{TITLE}[ \t]+{PAGE})[ \t]?$", re.MULTILINE)
STRAY = re.compile(r"(?<=\d)[ \t]*[。，、；;]+$|(?<=[\d条件次篇个人元])[；;]+$", re.MULTILINE)
PAGE_IN_CELL = re.compile(rf"(?<=[\t ]){DASH}+ \d{{1,3}} {DASH}+(?= \d+(?:\s|$))", re.MULTILINE)
COLUMNS = re.compile(  # a number on a line of its own is a column's as well, were it 1
    r"^甲[ \t]+乙(?:[ \t]+[丙丁戊])*(?:[ \t]+1(?:[ \t]+2(?:[ \t]+3)?)?|[ \t]?\n+1)?(?=\s)"
    r"|^甲\n+乙(?:\n+[丙丁戊])*(?:\n+1(?:\n+2(?:\n+3)?)?)?(?=\n)",
    re.MULTILINE,
)
COLON = re.compile(r"(?<=\)):(?=\s?\d)")
SCOPE = re.compile(r"(?<=范围)\s?([1-9])(?=\s?[”\"]|\s?数)")  # of labels that differ in it alone
LONE_DASH = re.compile(r"(?<=[条件次篇个人元]) (?=[-—–]{1,4}$)", re.MULTILINE)  # a cell of its own, were there cells
HAN = dict(zip("123456789", "一二三四五六七八九", strict=True))


def numbered(text: str) -> str:
    """The text with the number that labels differ in as a word, since numbers are no part of labels."""
    return SCOPE.sub(lambda found: found[0].replace(found[1], HAN[found[1]]), text)


def plain(text: str, start: int, end: int) -> str:
    """The clean text with what is no row's blanked between `start` and `end`; as long as it was."""
    zone = text[start:end]
    for noise in (RUNNING, PAGE_IN_CELL, COLUMNS, BRACKETED, STRAY, UNIT):
        zone = noise.sub(lambda found: _blank(found[0]), zone)
    zone = COLON.sub("：", _without_item_numbers(zone))
    return text[:start] + LONE_DASH.sub("\t", numbered(zone)) + text[end:]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _without_item_numbers(zone: str) -> str:
    """The text without item numbers whose dot stands on the next line, where they go on from the one before."""
    parts, done, last = [], 0, 0
    for found in ITEM_NUMBER.finditer(zone):
        number = int(found[1])
        if not found[2]:
            last = number
        elif number in (1, last + 1):
            parts += [zone[done : found.start()], _blank(found[1])]
            done, last = found.end(1), number
    return "".join((*parts, zone[done:]))
