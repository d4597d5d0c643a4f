r"""CoNLL columns: a row a character or token, its tag in the last column, a blank line after every text.

Ours begin each text with a comment `# giar_ml = {...}` (all but text and spans), separate the columns by a tab, and
write what cannot be seen as `\n`, `\t`, `\r`, `\s` (space), `\u{hex}`, the backslash itself as `\\`: the text comes
back character by character. In files of others tokens are joined: as `# text = ...` has them if that stands there,
without anything between characters, else with a space between two words of letters and digits that are not Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from giar_ml.convert import bio
from giar_ml.convert.labelled import DataError, Labelled, overlap
from giar_ml.convert.lines import an_object, dumps, lines, parse, placed
from giar_ml.convert.options import Options
from giar_ml.convert.own import details, made

_OURS, _TEXT = "# giar_ml = ", "# text = "
_COMMENT = re.compile(r"#\s?[\w.-]+\s*=")
_UNSEEN = {"\n": r"\n", "\t": r"\t", "\r": r"\r", " ": r"\s", "\\": r"\\"}
_SEEN = {written[1]: c for c, written in _UNSEEN.items()}
_ESCAPE = re.compile(r"\\(?:([ntrs\\])|u\{([0-9a-f]{1,6})\}|)")
_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+|.", re.S)


@dataclass(slots=True)
class Block:
    """The rows of one text as they are read."""

    where: str
    rest: dict[str, Any] | None = None  # of our own comment: the rows are escaped
    text: str | None = None  # as a comment of others has it
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def read(path: Path, options: Options) -> Iterator[Labelled]:
    """The texts of a file. Raises `DataError`, with file and line."""
    block: Block | None = None
    for where, line in lines(path, options.limits):
        line = line.removesuffix("\r")
        if not line.strip(" \t"):
            yield from _labelled(block, options)
            block = None
            continue
        block = block or Block(where)
        with placed(where):
            _add(block, line)
            if len(block.tokens) > options.limits.max_characters:
                raise DataError(f"more than {options.limits.max_characters:,} rows without a blank line")
    yield from _labelled(block, options)


def pieces(texts: Iterable[Labelled], options: Options) -> Iterator[str]:
    """The texts as rows. Raises `DataError`, naming text and spans, where spans nest or overlap: one layer of tags."""
    for number, text in enumerate(texts, 1):
        if both := overlap(text.spans):
            raise DataError(
                f"text {number} {text.id}: CoNLL cannot hold the span {both[1]}, which overlaps {both[0]}; "
                "flattening leaves it out on request"
            )
        ranges = list(_ranges(text, options.tokens))
        rows = zip(ranges, bio.encode(text.spans, ranges), strict=True)
        written = (f"{escape(text.text[start:end])}\t{escape(tag)}\n" for (start, end), tag in rows)
        yield "".join([_OURS, dumps(details(text)), "\n", *written, "\n"])


def escape(text: str) -> str:
    """The text with nothing in it that cannot be seen."""
    return "".join(_UNSEEN.get(c) or (c if c.isprintable() and not c.isspace() else f"\\u{{{ord(c):x}}}") for c in text)


def unescape(text: str) -> str:
    """What `escape` was given."""
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return _SEEN[match[1]]
    if match[2] is None or int(match[2], 16) > 0x10FFFF:
        raise DataError("a backslash that escapes nothing")
    return chr(int(match[2], 16))


def _ranges(text: Labelled, tokens: bool) -> Iterator[tuple[int, int]]:
    """Characters, or tokens cut at the edges of spans."""
    if not tokens:
        yield from ((i, i + 1) for i in range(len(text.text)))
        return
    cuts = {edge for mark in text.spans for edge in (mark.start, mark.end)}
    for match in _TOKEN.finditer(text.text):
        start = match.start()
        for end in [i for i in range(start + 1, match.end()) if i in cuts] + [match.end()]:
            yield start, end
            start = end


def _add(block: Block, line: str) -> None:
    if line.startswith(_OURS) and not block.tokens and block.rest is None:
        block.rest = an_object(parse(line.removeprefix(_OURS), "the comment"), "the comment")
        return
    if block.rest is None:
        if line.startswith("-DOCSTART-"):
            return
        if line.startswith("#") and not block.tokens and _COMMENT.match(line):
            if line.startswith(_TEXT):
                block.text = line.removeprefix(_TEXT)
            return
    columns = line.split("\t") if "\t" in line else line.split()
    if len(columns) < 2 or not columns[0] or not bio.TAG.fullmatch(columns[-1]):
        raise DataError(f"is no row of a token and a tag such as O, B-COUNT, I-COUNT: {line[:80]!r}")
    ours = block.rest is not None
    block.tokens.append(unescape(columns[0]) if ours else columns[0])
    block.tags.append(unescape(columns[-1]) if ours else columns[-1])


def _labelled(block: Block | None, options: Options) -> Iterator[Labelled]:
    """The text of a block; none where it has comments of others only."""
    if block is None or (block.rest is None and not block.tokens):
        return
    with placed(block.where):
        if block.rest is None:
            text, ranges = joined(block.tokens, block.text)
        else:
            text, ranges = _plain(block.tokens)
        found = made(text, bio.decode(block.tags, ranges), block.rest or {}, options)
    yield found


def _plain(tokens: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    ranges: list[tuple[int, int]] = []
    place = 0
    for token in tokens:
        ranges.append((place, place + len(token)))
        place += len(token)
    return "".join(tokens), ranges


def joined(tokens: list[str], text: str | None = None) -> tuple[str, list[tuple[int, int]]]:
    """Tokens of others as text, and where each of them stands in it; `text` is what they were taken from, if known."""
    if text is not None:
        return text, list(_found(tokens, text))
    if all(len(token) == 1 for token in tokens):
        return _plain(tokens)
    parts: list[str] = []
    ranges: list[tuple[int, int]] = []
    place = 0
    for token in tokens:
        if parts and _is_word(parts[-1][-1:]) and _is_word(token[:1]):
            parts.append(" ")
            place += 1
        parts.append(token)
        ranges.append((place, place + len(token)))
        place += len(token)
    return "".join(parts), ranges


def _found(tokens: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for token in tokens:
        start = place
        while start < len(text) and text[start].isspace() and not text.startswith(token, start):
            start += 1
        if not text.startswith(token, start):
            raise DataError(f"the token {token!r} does not stand at {place} of the text that the comment gives")
        place = start + len(token)
        yield start, place


def _is_word(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"
