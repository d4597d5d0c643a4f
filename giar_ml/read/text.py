"""Plain text and Markdown: what stands there is what is seen, but for HTML tables pasted into it."""

from __future__ import annotations

import re

from giar_ml.read.content import Content
from giar_ml.read.html import fragment
from giar_ml.read.limits import Clock
from giar_ml.types import AlignedText

_BREAK = re.compile(r"\r\n?|\f")
_TABLE = re.compile(r"<(/?)table\b[^<>]{0,2000}>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)


def read_text(source: str, kind: str, clock: Clock) -> Content:
    """Identity, but for line ends (shown as line feeds) and HTML tables (laid out as rows); raises `too_large`."""
    clock.count(len(source))
    parts: list[AlignedText | str] = []
    done = 0
    for start, end in _tables(source):
        parts += [_plain(source, done, start), "\n", fragment(source[start:end], start, clock), "\n"]
        done = end
    visible = AlignedText.join([*parts, _plain(source, done, len(source))]) if parts else _plain(source, 0, len(source))
    return Content(kind, source, visible)


def _plain(source: str, start: int, end: int) -> AlignedText:
    text = AlignedText.identity(source[start:end], start)
    edits = [(found.start(), found.end(), "\n") for found in _BREAK.finditer(text.text)]
    return text.edit(edits) if edits else text


def _tables(source: str) -> list[tuple[int, int]]:
    """Raw ranges of the outermost `<table>` elements that hold cells; an unclosed one is left as it stands."""
    found: list[tuple[int, int]] = []
    start = depth = 0
    for tag in _TABLE.finditer(source):
        if not tag[1]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and _CELL.search(source, start, tag.end()):
                found.append((start, tag.end()))
    return found
