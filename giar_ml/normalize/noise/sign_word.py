"""A sign written as a word in a cell of its own: 减少403 is -403, 增加39 is +39; and `- 403` set apart in its cell.

Told by its company: a cell of a tab line, or a number printed right before or behind it. In a sentence it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import Change, in_order
from giar_ml.types import AlignedText

FAMILY = "sign_word"
LEVEL = 53  # before the spaces between characters go

WORDS = {"增加": "+", "新增": "+", "增": "+", "减少": "-", "减": "-", "減少": "-", "減": "-"}
WORD = re.compile(r"(?<!\S)(?P<word>增加|新增|增|[减減]少?) {0,3}(?=\d[\d,]{0,12}[项个件条]?(?!\S))")
APART = re.compile(r"(?:(?<=\t)|(?<=  ))[-+] (?=\d[\d,]{0,12}(?: {0,9}[\t\n]|  | ?\Z))")
NUMBER_BEFORE = re.compile(r"(?:\t|(?<!\S)[-+]?\d[\d,.]{0,12}[项个件条]?\s{1,60})\Z")
NUMBER_BEHIND = re.compile(r"\d[\d,]{0,12}[项个件条]?(?:\s{1,60}[-+]?\d[\d,.]{0,12}[项个件条]?(?!\S)|\t)")
ALONE = re.compile(r"\s{0,9}(?:增加|新增|增|[减減]少?) {0,3}\d[\d,]{0,12}[项个件条]?\s{0,9}")  # a cell read again
WINDOW = 80  # characters: columns set apart by spaces stand as far from each other


def undo(text: AlignedText) -> list[Change]:
    return in_order([*_words(text.text), *_apart(text.text)])


def _words(text: str) -> Iterator[Change]:
    alone = len(text) <= WINDOW and ALONE.fullmatch(text) is not None
    for match in WORD.finditer(text):
        before = text[max(0, match.start() - WINDOW) : match.start()]
        if alone or NUMBER_BEFORE.search(before) or NUMBER_BEHIND.match(text, match.end()):
            yield match.start(), match.end(), WORDS[match["word"]]


def _apart(text: str) -> Iterator[Change]:
    for match in APART.finditer(text):
        before = text[max(0, match.start() - WINDOW) : match.start()]
        if NUMBER_BEFORE.search(before):
            yield match.start() + 1, match.end(), ""


def make(text: str, rng: Random) -> str:
    words = rng.choice([{"+": "增加", "-": "减少"}, {"+": "增", "-": "减"}])
    return re.sub(r"(?<=\t)[+-](?=\d{1,9}(?:\t|\n|\Z))", lambda m: words[m.group()], text)
