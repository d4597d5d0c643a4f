"""The blocks of section 二 and their headings (第二十条第（五）项): which one a number stands in, in any order."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import pairwise

from giar_ml import schema
from giar_ml.assemble.stream import NOT_HAN, Stream
from giar_ml.types import AlignedText

HEADING = re.compile(r"(?:第\s*)?二\s*十\s*条\s*第?\s*(?:[(]\s*)?([一二三四五六七八九])\s*(?:[)]\s*项?|项)")
NUMBER = re.compile(r"\d")
PROSE = re.compile(r"^[^\t\n]*。[^\t\n]*$", re.MULTILINE)  # behind the table


@cache
def _articles(epoch: str) -> tuple[str, ...]:
    """The number in the heading of every block of the form."""
    return tuple(NOT_HAN.sub("", block.article)[-2] for block in schema.epoch(epoch).disclosure)


@cache
def _sizes(epoch: str) -> tuple[int, ...]:
    """How many cells every block has."""
    return tuple(sum(len(row.cells) for row in block.rows) for block in schema.epoch(epoch).disclosure)


def _headings(text: str, epoch: str) -> tuple[list[int], list[int]]:
    """Where the headings stand, and their blocks; copies of one in merged cells or on the next page are one."""
    articles = _articles(epoch)
    places: list[int] = []
    blocks: list[int] = []
    for match in HEADING.finditer(text):
        block = articles.index(match[1]) if match[1] in articles else None
        if block is not None and block not in blocks[-1:]:
            places.append(match.start())
            blocks.append(block)
    return places, blocks


def blocks_of(text: str, stream: Stream, epoch: str) -> tuple[int | None, ...]:
    """The block whose heading stands last before every item; empty where headings and numbers do not take turns."""
    places, order = _headings(text, epoch)
    at = [bisect_left(places, item.start) - 1 for item in stream.items]
    if len(places) < 2 or order != sorted(set(order)) or not set(range(len(places))) <= set(at):
        return ()
    blocks = [None if k < 0 else order[k] for k in at]
    trailing = blocks.count(order[-1]) > _sizes(epoch)[order[-1]]  # what stands below the table
    return tuple(None if trailing and block == order[-1] else block for block in blocks)


def in_form_order(text: AlignedText, epoch: str) -> AlignedText | None:
    """The text with its blocks in the order of the form; None where they stand so, or cannot be told apart."""
    found, order = _headings(text.text, epoch)
    if order == sorted(order) or len(set(order)) < len(order):
        return None
    tail = PROSE.search(text.text, found[-1])
    end = tail.start() if tail else len(text)
    places = [*(_line_start(text.text, place) for place in found), end]
    parts = {block: text.slice(a, b) for block, (a, b) in zip(order, pairwise(places), strict=True)}
    if not all(NUMBER.search(part.text) for part in parts.values()):
        return None  # the headings stand apart from their numbers
    ordered = [part for block in sorted(parts) for part in (parts[block], "\n")]
    return AlignedText.join([text.slice(0, places[0]), *ordered, text.slice(end, len(text))])


def _line_start(text: str, place: int) -> int:
    """The beginning of the line of a heading, or of the heading itself inside a line."""
    start = text.rfind("\n", 0, place) + 1
    return place if text[start:place].strip() else start
