"""HTML tags left in the text: cells become tabs, blocks become lines, the rest goes; scripts and styles go whole.

A `<br>` in a short cell of a pipe table is a space: its row stands on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import Change, in_order, replaced
from giar_ml.types import AlignedText

FAMILY = "tag"
LEVEL = 30

INLINE = (
    "a|abbr|b|big|body|button|center|col|colgroup|em|font|form|head|html|i|iframe|img|input|label|link|meta|nobr|o:p|option"
    r"|s|select|small|span|strong|sub|sup|tt|u|ucapcontent|ucaptitle|zoom|[wv]:\w{1,20}|st1:\w{1,20}|!DOCTYPE"
)
BLOCK = "p|div|br|hr|h[1-6]|table|thead|tbody|tfoot|caption|tr|ul|ol|li|dl|dd|dt|title|blockquote|pre|section|article"
REST = r"[^<>]{0,2000}>"

TAG = re.compile(
    r"(?P<next></t[dh]\s{0,20}>\s{0,200}(?=<t[dh][\s>]))"
    r"|(?P<inner></(?:p|div)\s{0,20}>\s{0,200}(?=</t[dh]))"
    rf"|(?P<open><(?:table|thead|tbody|tr|td|th|p|div|ul|ol|li)(?=[\s/>]){REST})"
    rf"|(?P<block></?(?:{BLOCK})(?=[\s/>]){REST})"
    rf"|(?P<inline></?(?:{INLINE}|td|th)(?=[\s/>]){REST})",
    re.IGNORECASE,
)
WHOLE = [
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<script\b", re.I), re.compile(r"</script\s{0,20}>", re.I)),
    (re.compile(r"<style\b", re.I), re.compile(r"</style\s{0,20}>", re.I)),
]
BECOMES = {"next": "\t", "block": "\n"}
PIPE_ROW = re.compile(r"^[ \t]{0,9}\|[^\n]*\|[ \t]{0,9}$", re.MULTILINE)
PIPE_CELL = re.compile(r"[^|\n]*<br\b[^|\n]*", re.IGNORECASE)
BREAK = re.compile(r"<br\b", re.IGNORECASE)
LONGEST_CELL = 120  # characters of a label; whole paragraphs stand in the cells of layout tables


def undo(text: AlignedText) -> list[Change]:
    source = text.text
    if "<" not in source or ">" not in source:
        return []
    whole = [(start, end, "") for pair in WHOLE for start, end in enclosed(source, *pair)]
    spaces = set(breaks_in_cells(source))
    becomes = replaced(source, TAG, lambda m: " " if m.start() in spaces else BECOMES.get(m.lastgroup or "", ""))
    return in_order([*whole, *becomes])


def breaks_in_cells(text: str) -> Iterator[int]:
    """Where a `<br>` stands in a cell of a pipe row."""
    for row in PIPE_ROW.finditer(text) if "|" in text and "<br" in text.lower() else ():
        for cell in PIPE_CELL.finditer(text, *row.span()):
            if len(cell.group()) <= LONGEST_CELL and "。" not in cell.group():
                yield from (m.start() for m in BREAK.finditer(text, *cell.span()))


def enclosed(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Ranges from an opening to the next closing mark; one that is never closed is left alone."""
    at = 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        yield start.start(), end.end()
        at = end.end()


def make(text: str, rng: Random) -> str:
    wraps = [("<b>", "</b>"), ('<span style="font-family:宋体">', "</span>"), ("<o:p>", "</o:p>"), ("", "<!-- x -->")]
    opening, closing = rng.choice(wraps)
    wrapped = re.compile(r"[^\n\t]{2,12}")
    return wrapped.sub(lambda m: rng.choice([m.group(), f"{opening}{m.group()}{closing}"]), text)
