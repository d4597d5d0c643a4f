"""What the stage knows of layout (`schema/segment.yaml`), compiled once, and the text seen as lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from giar_ml import schema
from giar_ml.errors import SchemaError

HAN = "\u3400-\u9fff"
_SPACES = "\t\v\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff\r"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: clean offsets without its break; `text` is folded, as long as before; `bare` has no spaces."""

    start: int
    end: int
    text: str
    bare: str

    def offset(self, count: int) -> int:
        """The clean offset behind the first `count` characters of `bare`."""
        seen = 0
        for at, char in enumerate(self.text):
            if seen == count:
                return self.start + at
            seen += not char.isspace()
        return self.end


@dataclass(frozen=True, slots=True)
class Layout:
    """The compiled patterns. `furniture` and `tail` have one named group a family."""

    number: re.Pattern[str]
    longest: int
    official: dict[str, re.Pattern[str]]
    wording: tuple[tuple[str, re.Pattern[str]], ...]
    rows: re.Pattern[str]
    annex: re.Pattern[str]
    anchors: dict[str, re.Pattern[str]]
    listing: re.Pattern[str]
    furniture: re.Pattern[str]
    tail: re.Pattern[str]
    cell: re.Pattern[str]
    sentence: re.Pattern[str]
    paragraph: re.Pattern[str]
    subheading: re.Pattern[str]
    signature: re.Pattern[str]
    date: re.Pattern[str]
    labels: tuple[str, ...]


def _families(data: dict[str, str | list[str]]) -> re.Pattern[str]:
    parts = ((name, [p] if isinstance(p, str) else p) for name, p in data.items())
    return re.compile("|".join(f"(?P<{name}>{'|'.join(f'(?:{p})' for p in patterns)})" for name, patterns in parts))


def _template_labels() -> set[str]:
    found: set[str] = set()
    for template in map(schema.epoch, schema.EPOCHS):
        for block in template.disclosure:
            found.update(text for column in block.columns for text in (column.label, *column.variants))
            found.update(text for row in block.rows for text in (row.label, *row.variants))
        found.update(text for column in template.request_columns for text in (column.label, *column.variants))
        found.update(text for row in template.request_rows for text in (row.label, *row.variants, row.group or ""))
        found.update(text for cell in template.review for text in (cell.label, *cell.group.split("／")))
        found.update(text for line in template.annex for text in (line.label, *line.variants))
    return found


@cache
def layout() -> Layout:
    """The patterns of `schema/segment.yaml`. Raises `SchemaError` where the file is wrong."""
    data = schema.resource("segment.yaml")
    try:
        heads, prose, table = data["headings"], data["prose"], data["table"]
        labels = {plain(fold(label)) for label in (*_template_labels(), *table["labels"])}
        return Layout(
            number=re.compile(heads["number"]),
            longest=heads["longest"],
            official={key: re.compile(pattern) for key, pattern in heads["official"].items()},
            wording=tuple((key, re.compile(pattern)) for key, pattern in heads["wording"]),
            rows=re.compile(heads["rows"]),
            annex=re.compile(heads["annex"]),
            anchors={key: re.compile(pattern) for key, pattern in heads["anchors"].items()},
            listing=re.compile(heads["listing"]),
            furniture=_families(data["furniture"]),
            tail=_families(data["tail"]),
            cell=re.compile(table["number"]),
            sentence=re.compile(prose["sentence"]),
            paragraph=re.compile(prose["paragraph"]),
            subheading=re.compile(prose["subheading"]),
            signature=re.compile(prose["signature"]),
            date=re.compile(prose["date"]),
            labels=tuple(sorted((label for label in labels if len(label) >= 2), key=len, reverse=True)),
        )
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise SchemaError(f"schema/segment.yaml: {error!r}") from error


@cache
def _fold_table() -> dict[int, str]:
    """Half width, one space, Simplified where it matters for layout: always one character for one."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update({ord(char): " " for char in _SPACES if char != "\t"})
    extra = schema.resource("segment.yaml")["fold"]
    if any(len(old) != 1 or len(new) != 1 for old, new in extra.items()):
        raise SchemaError("schema/segment.yaml: every entry of `fold` is one character for one")
    return table | {ord(old): new for old, new in extra.items()}


def fold(text: str) -> str:
    """`text` for comparing: as long as before, so offsets stay."""
    return text.translate(_fold_table())


_NOT_HAN = re.compile(rf"[^{HAN}]+")


def plain(text: str) -> str:
    """The Han characters alone: how labels are compared."""
    return _NOT_HAN.sub("", text)


def squeeze(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a clean text; a form feed ends a line too."""
    found, start = [], 0
    for part in fold(text).replace("\f", "\n").split("\n"):
        found.append(Line(start, start + len(part), part, squeeze(part)))
        start += len(part) + 1
    return tuple(found)
