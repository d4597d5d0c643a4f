"""The frozen values that travel between the stages.

Offsets are half-open code-point ranges. "Raw" offsets count in `Document.source`, the decoded text exactly as found;
"clean" offsets count in the text of an `AlignedText` made from it. Every clean character knows its raw slice.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Epoch = Literal["E1a", "E1b", "E2", "E3"]
Origin = Literal["read", "blank", "absent"]
Qualifier = Literal["exact", "about", "above", "at_least", "at_most", "stated_absence"]
FindingStatus = Literal["holds", "violated", "unknown"]
Severity = Literal["error", "warning", "info"]
Attribution = Literal["issuer", "extraction", "undecided"]


class AlignedText:
    """A text whose every character knows the slice of the source that it came from.

    `starts[i]` and `ends[i]` are the raw offsets of character `i`; an inserted character has `starts[i] == ends[i]`.
    Values are never changed in place: every method returns a new text.
    """

    __slots__ = ("ends", "starts", "text")

    def __init__(self, text: str, starts: array[int], ends: array[int]) -> None:
        if not len(text) == len(starts) == len(ends):
            raise ValueError(f"{len(text)} characters but {len(starts)} starts and {len(ends)} ends")
        self.text, self.starts, self.ends = text, starts, ends

    @classmethod
    def identity(cls, text: str, offset: int = 0) -> AlignedText:
        """The text as its own source, beginning at raw offset `offset`."""
        return cls(
            text,
            array("l", range(offset, offset + len(text))),
            array("l", range(offset + 1, offset + len(text) + 1)),
        )

    @classmethod
    def join(cls, parts: Iterable[AlignedText | str]) -> AlignedText:
        """One text from several; a plain `str` part is inserted text of width 0 at the end of what stands before it."""
        texts: list[str] = []
        starts, ends = array("l"), array("l")
        for part in parts:
            if isinstance(part, str):
                here = ends[-1] if ends else 0
                starts.extend([here] * len(part))
                ends.extend([here] * len(part))
                texts.append(part)
            else:
                starts.extend(part.starts)
                ends.extend(part.ends)
                texts.append(part.text)
        return cls("".join(texts), starts, ends)

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"AlignedText({self.text!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AlignedText):
            return NotImplemented
        return self.text == other.text and self.starts == other.starts and self.ends == other.ends

    __hash__ = None  # type: ignore[assignment]

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw range that the clean range `[start, end)` covers (an empty range maps to an empty one)."""
        if start >= end:
            if start < len(self.starts):
                return self.starts[start], self.starts[start]
            here = self.ends[-1] if self.ends else 0
            return here, here
        return min(self.starts[start:end]), max(self.ends[start:end])

    def slice(self, start: int, end: int) -> AlignedText:
        """The clean range `[start, end)` as a text of its own."""
        return AlignedText(self.text[start:end], self.starts[start:end], self.ends[start:end])

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> AlignedText:
        """Apply sorted, non-overlapping clean edits `(start, end, replacement)`.

        A replacement as long as what it replaces is aligned character by character; any other maps as a whole.
        """
        texts: list[str] = []
        starts, ends = array("l"), array("l")
        done = 0
        for start, end, new in edits:
            if start < done or end < start:
                raise ValueError(f"edit {(start, end, new)!r} overlaps what stands before {done}")
            texts.append(self.text[done:start])
            starts.extend(self.starts[done:start])
            ends.extend(self.ends[done:start])
            texts.append(new)
            if len(new) == end - start:
                starts.extend(self.starts[start:end])
                ends.extend(self.ends[start:end])
            else:
                low, high = self.raw(start, end)
                starts.extend([low] * len(new))
                ends.extend([high] * len(new))
            done = end
        texts.append(self.text[done:])
        starts.extend(self.starts[done:])
        ends.extend(self.ends[done:])
        return AlignedText("".join(texts), starts, ends)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left corner; `start`, `end`: raw offsets of what it holds."""

    start: int
    end: int
    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Document:
    """One decoded file. `source` is what offsets count in; `visible` what a person would read of it, in that order.

    In `visible` a line break ends a line or table row, a tab separates table cells; empty cells stay as adjacent tabs,
    and a cell that spans columns or rows stands once, at its top left place, with empty cells for the rest. For text
    files `visible` is the identity of `source`.
    """

    path: str
    format: str  # txt, md, html, pdf, docx
    encoding: str | None
    sha256: str
    source: str
    visible: AlignedText
    boxes: tuple[Box, ...] = ()  # sorted by start; PDF only: one a word or cell
    part: int = 1
    notes: tuple[str, ...] = ()  # e.g. "undecodable bytes replaced"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change made by normalising: raw range, what stood there, what it became, and the noise family behind it."""

    start: int
    end: int
    before: str
    after: str
    family: str
    score: float = 1.0  # how sure it is noise, 0 to 1


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """Clean text with origins. Line breaks and tabs of `Document.visible` survive: they are layout."""

    text: AlignedText
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of clean text under an official heading (`key` "1" to "6"), "0" before them, "annex" after.

    `start` is where the heading begins, `body` where the text under it begins. A section printed again carries
    `repeats`: the index in `Outline.sections` of the first print; `equal` says whether both prints say the same.
    """

    key: str
    start: int
    body: int
    end: int
    heading: str = ""
    repeats: int | None = None
    equal: bool | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of prose with hard line breaks joined; `text` keeps its origins. Tables never stand in passages."""

    text: AlignedText
    section: str
    index: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What the segment stage found: sections in print order, prose passages, furniture taken out (raw ranges).

    `doubtful` may belong to other articles of the site: pointed at with a score, and still read.
    """

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    furniture: tuple[Edit, ...] = ()
    doubtful: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of one passage (clean offsets in `Passage.text`): the role it plays, not what it means."""

    start: int
    end: int
    label: str  # COUNT CATEGORY DATE AGENCY NIL NOISE ...
    score: float = 1.0
    guesses: tuple[tuple[str, float], ...] = ()  # of a model: indicators with their probabilities, the best first


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for a person, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell. `value` is what the source prints, never what it should print."""

    address: str
    value: Decimal | None
    origin: Origin
    raw: str | None = None
    start: int | None = None
    end: int | None = None
    unit: str | None = None
    reason: str | None = None
    derived: Decimal | None = None
    confidence: float = 1.0
    abstained: bool = False
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """One number about the body's own work, printed in prose."""

    indicator: str
    value: Decimal
    qualifier: Qualifier
    unit: str
    raw: str
    start: int
    end: int
    agency: str | None = None
    topic: str | None = None
    channel: str | None = None
    period: str | None = None
    part_of: int | None = None
    share: Decimal | None = None
    change: Decimal | None = None
    change_unit: str | None = None
    change_base: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, evaluated once. `left` and `right` are the two sides compared, None where not computable."""

    rule: str
    status: FindingStatus
    severity: Severity
    left: Decimal | None = None
    right: Decimal | None = None
    delta: Decimal | None = None
    addresses: tuple[str, ...] = ()
    message: Message | None = None
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a repair would do to one cell: the printed value beside the proposed one."""

    address: str
    printed: Decimal | None
    proposed: Decimal | None


@dataclass(frozen=True, slots=True)
class Repair:
    """The smallest set of changes that makes `rules` hold. A proposal: nothing applies it."""

    changes: tuple[Change, ...]
    rules: tuple[str, ...]
    cost: float
    unique: bool
    cause: str | None = None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Convention:
    """How one table prints zero: `printed` is `blank`, `dropped` or a mark such as `-`; `cells` are printed so, `zero`
    and `other` of them are forced to be 0 or not to be."""

    table: str
    printed: str
    means: Literal["zero", "not_zero", "unknown"]
    cells: int
    zero: int
    other: int
    confidence: float
    message: Message


@dataclass(frozen=True, slots=True)
class Report:
    """What one report says: the assembled facts, before any verdict."""

    epoch: Epoch | None
    year: int | None
    body: str | None
    title: str | None = None
    published: str | None = None  # ISO date, or as much of it as is printed
    region: str | None = None
    is_report: float = 1.0
    cells: tuple[Cell, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def values(self) -> dict[str, Decimal | None]:
        """The cells as a mapping from address to printed value."""
        return {cell.address: cell.value for cell in self.cells}


def sections_of(outline: Outline, key: str) -> Sequence[Section]:
    """The sections with this key in print order, repeats left out."""
    return [s for s in outline.sections if s.key == key and s.repeats is None]
