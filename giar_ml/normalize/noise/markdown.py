"""Markdown left in the text: emphasis, links, images, headings, quotes, bullets, fences and backslash escapes.

Pipes are a family of their own. Runs of three and more asterisks are what word filters leave: they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import HAN, Change, in_order
from giar_ml.types import AlignedText

FAMILY = "markdown"
LEVEL = 50

BOLD = re.compile(r"(?<![*\\])(\*\*|__|~~)(?![*_~\s])([^*_~\n\t]{1,300})(?<!\s)(\1)(?![*_~])")
ITALIC = re.compile(rf"(?<![*\\\w])(\*)(?=[{HAN}A-Za-z“(《])([^*\n\t]{{1,300}})(?<!\s)(\*)(?![*\d])")
LINK = re.compile(
    r"(!?\[)([^\[\]\n]{0,500})(\]\((?:(?:[#/.]|[a-zA-Z][\w+.-]{0,20}:|www\.)[^()\s]{0,2000})?(?:\s\"[^\"\n]{0,200}\")?\))"
)
AUTOLINK = re.compile(r"(<)((?:https?://|mailto:)[^<>\s]{1,2000})(>)")
CODE = re.compile(rf"(?<!`)(`)([^`\n]{{0,80}}[{HAN}\d][^`\n]{{0,80}})(`)(?!`)")
LONE = re.compile(
    r"^[ ]{0,3}#{1,6}(?:[ ]+|(?=[^#\s\d\w]|[一-鿿]))"  # heading
    r"|^[ ]{0,3}>[ ]?"  # quote
    rf"|^[ ]{{0,8}}[*+-][ ]+(?=[{HAN}“《(])"  # bullet; "- 3 -" is a page number, "-" a blank value
    r"|^`{3,}\w{0,20}$"  # fence
    r"|\\(?=[\\`*_{}\[\]()#+\-.!>~])",  # escape
    re.MULTILINE,
)


def undo(text: AlignedText) -> list[Change]:
    return in_order(delimiters(text.text))


def delimiters(text: str) -> Iterator[Change]:
    """What is markup and not text. Only the marks go, so that numbers between them keep exact origins."""
    for mark, pattern in (("*", ITALIC), ("`", CODE), ("](", LINK), ("<", AUTOLINK)):
        if mark in text:
            yield from _pairs(text, pattern)
    if "**" in text or "__" in text or "~~" in text:
        yield from _pairs(text, BOLD)
    yield from ((m.start(), m.end(), "") for m in LONE.finditer(text))


def _pairs(text: str, pattern: re.Pattern[str]) -> Iterator[Change]:
    for match in pattern.finditer(text):
        if match.group().startswith("!["):
            yield match.start(), match.end(), ""
        else:
            yield match.start(1), match.end(1), ""
            yield match.start(3), match.end(3), ""


def make(text: str, rng: Random) -> str:
    def mark(match: re.Match[str]) -> str:
        word = match.group()
        return rng.choice([f"**{word}**", f"[{word}](#)", f"[{word}](http://example.com/a_b)", word, word])

    return re.sub(rf"(?<![{HAN}*])[{HAN}]{{2,6}}", mark, text)
