"""HTML to tokens with their places in the markup: lenient, never recursive, linear in the length of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_NAME = re.compile(r"</?([a-zA-Z][^\s/>]{0,60})")
_STOP = re.compile(r">|=\s*([\"'])")
_RAW = re.compile(r"</(?:script|style)\b", re.IGNORECASE)
_ATTRIBUTE = r"""(?<![\w-]){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_ATTRIBUTES = {
    name: re.compile(_ATTRIBUTE.format(name=name), re.IGNORECASE) for name in ("rowspan", "colspan", "style")
}
_CONCEALED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|\s)hidden(?:\s|=|/|$)", re.IGNORECASE)
_LONGEST_ATTRIBUTES = 4_000  # what follows is an inlined picture, nothing we ask for


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text, or an opening or closing tag, at raw `[start, end)`; `name` in lower case."""

    kind: Literal["text", "open", "close"]
    name: str
    start: int
    end: int
    attributes: str = ""

    def span(self, name: Literal["rowspan", "colspan"]) -> int:
        """The number in the attribute; 1 where there is none or it is nonsense."""
        digits = re.match(r"\s*(\d{1,9})", _attribute(self.attributes, name))
        return max(1, int(digits[1])) if digits else 1

    @property
    def hidden(self) -> bool:
        """Whether the tag itself says that nobody sees what is in it."""
        if "none" not in self.attributes and "hidden" not in self.attributes.lower():
            return False
        bare = re.sub(r"""=\s*(?:"[^"]*"|'[^']*')""", "=", self.attributes)
        return bool(_CONCEALED.search(_attribute(self.attributes, "style")) or _HIDDEN.search(bare))


def tokens(markup: str) -> Iterator[Token]:
    """Text and tags in order; comments, declarations, scripts and styles are left out. What is no tag is text."""
    position = text_start = 0
    while True:
        here = markup.find("<", position)
        if here < 0:
            break
        closed = _end_of(markup, here)
        if closed is None:
            position = here + 1
            continue
        if closed < 0:  # a tag begun and never ended: no other can end behind it
            break
        if text_start < here:
            yield Token("text", "", text_start, here)
        position = text_start = closed
        name = _NAME.match(markup, here)
        if not name or markup[here + 1] in "!?":
            continue
        kind: Literal["open", "close"] = "close" if markup[here + 1] == "/" else "open"
        tag = name[1].lower()
        attributes = markup[name.end() : min(closed - 1, name.end() + _LONGEST_ATTRIBUTES)]
        yield Token(kind, tag, here, closed, attributes)
        if kind == "open" and tag in ("script", "style") and not attributes.endswith("/"):
            raw = _RAW.search(markup, closed)
            position = text_start = raw.start() if raw else len(markup)
    if text_start < len(markup):
        yield Token("text", "", text_start, len(markup))


def _end_of(markup: str, here: int) -> int | None:
    """Where the construct that begins with the `<` at `here` ends; None if it is plain text, -1 if nothing ends it."""
    if markup.startswith("<!--", here):
        end = markup.find("-->", here + 2)
        return end + 3 if end >= 0 else _after(markup, ">", here)
    if markup.startswith(("<!", "<?"), here):
        return _after(markup, ">", here)
    if not _NAME.match(markup, here):
        return here + 3 if markup.startswith("</>", here) else None
    position = here
    while True:
        stop = _STOP.search(markup, position)
        if stop is None:
            return -1
        if not stop[1]:
            return stop.end()
        quote = markup.find(stop[1], stop.end())
        if quote < 0:
            return _after(markup, ">", stop.end())
        position = quote + 1


def _after(markup: str, mark: str, start: int) -> int:
    found = markup.find(mark, start)
    return found + len(mark) if found >= 0 else -1


def _attribute(attributes: str, name: str) -> str:
    found = _ATTRIBUTES[name].search(attributes)
    return next((group for group in found.groups() if group is not None), "") if found else ""
