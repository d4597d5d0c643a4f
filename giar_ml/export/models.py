"""The public record: what one report becomes. The JSON Schema is generated from these models.

Fields whose default is null or an empty list are left out of the JSON where they hold it; every other field is always
there.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from giar_ml import types

SCHEMA_VERSION = "1.1.0"
NOISE_TEXT = 200  # characters of a noise span that are repeated in the record; its offsets tell the rest
_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
SAFE_DIGITS = 15  # integers of more digits are written as strings: JSON readers with doubles would round them

Status = Literal["ok", "partial", "failed", "skipped"]


def _decimal(value: Any) -> Decimal:
    """A JSON number or decimal string as an exact `Decimal`."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = Decimal(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = Decimal(repr(value))
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError("expected an integer or a decimal string such as 27759.17695")
    return value


def _number(value: Decimal) -> int | str:
    """Whole numbers as integers, everything else as the decimal string that is printed."""
    exponent = value.as_tuple().exponent
    whole = isinstance(exponent, int) and exponent >= 0 and value.adjusted() < SAFE_DIGITS
    return int(value) if whole else format(value, "f")


Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    PlainSerializer(_number, return_type=int | str),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": f"^{_DECIMAL.pattern}$"}]}),
]
Confidence = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class Source(_Model):
    """The file that was read."""

    path: str = Field(description="as given")
    part: Annotated[int, Field(ge=1)] = Field(description="1, 2, ... where one file holds several reports, else 1")
    sha256: str | None = Field(description="of the bytes; null where they could not be read")
    format: str | None = Field(description="txt, md, html, pdf or docx")
    encoding: str | None = Field(description="of a text file, as detected")
    characters: int | None = Field(description="length of the decoded source that all offsets count in, in code points")


class Error(_Model):
    """Why a file could not be read."""

    cause: str = Field(description="stable code, such as empty, encrypted, unsupported")
    message: str = Field(description="one sentence: what was found and what to do")


class About(_Model):
    """Who reports, about which year, on which form."""

    title: str | None = Field(description="as printed")
    body: str | None = Field(description="full official name of the reporting body, in Simplified characters")
    year: int | None = Field(description="fiscal year that the report is about, not that of publication")
    epoch: types.Epoch | None = Field(description="the form: E1a 2008-2013, E1b 2014-2018, E2 2019-2020, E3 from 2021")
    published: str | None = Field(description="ISO date, or as much of it as is printed")
    region: str | None = Field(description="where the body is")
    is_report: Confidence | None = Field(description="probability that this is such a report at all")
    notes: tuple[str, ...] = Field(description="remarks of the reading, for a person")


class Cell(_Model):
    """One cell of a table. `value` is what the source prints, never what it should print."""

    address: str = Field(description="disclosure.<cell>, requests.<row>.<column>, review.<cell> or annex.<row>")
    value: Number | None = Field(description="the number as printed, in the printed unit; null where none is printed")
    origin: types.Origin = Field(
        description="read; blank: the place is there, no number is printed; absent: no such place found"
    )
    raw: str | None = Field(description="the text as found, equal to source[start:end]")
    start: Offset | None = Field(description="first code point in the decoded source")
    end: Offset | None = Field(description="one after the last code point")
    confidence: Confidence = Field(description="probability that value is what the source prints")
    abstained: bool = Field(description="the reading is too doubtful to be trusted")
    unit: str | None = Field(default=None, description="as printed or as the form fixes it")
    reason: str | None = Field(default=None, description="why value is null, or why the reading is doubtful")
    derived: Number | None = Field(default=None, description="what the identities force although none is printed")
    page: int | None = Field(default=None, description="PDF: page, from 1")
    box: tuple[float, float, float, float] | None = Field(
        default=None, description="PDF: x0, y0, x1, y1 in points from the top left corner"
    )


class Statistic(_Model):
    """One number, or word of absence, about the body's own work, printed in prose."""

    indicator: str = Field(description="from the taxonomy; other.<snake_case> for what it lacks")
    value: Number = Field(description="in base units: 3.5万 is 35000; percent as printed")
    qualifier: types.Qualifier = Field(description="how exact; stated_absence: a word such as 未收到 means 0")
    unit: str = Field(description="as printed, or the unit implied")
    raw: str = Field(description="number, qualifier and unit as found, equal to source[start:end]")
    start: Offset = Field(description="first code point in the decoded source")
    end: Offset = Field(description="one after the last code point")
    confidence: Confidence = Field(description="probability that value and indicator are right")
    agency: str | None = Field(default=None, description="whose number it is, where it is not the body itself")
    topic: str | None = Field(default=None, description="subject the text gives")
    channel: str | None = Field(default=None, description="channel the text gives")
    period: str | None = Field(default=None, description="period, where it is not the fiscal year")
    part_of: Offset | None = Field(default=None, description="index of the whole in this list")
    share: Number | None = Field(default=None, description="share of the whole in percent, as printed")
    change: Number | None = Field(default=None, description="change as printed, signed")
    change_unit: str | None = Field(default=None, description="unit of the change")
    change_base: str | None = Field(default=None, description="what the change is against")


class Message(_Model):
    """One sentence for a person, in both languages."""

    zh: str
    en: str


class Finding(_Model):
    """One rule, evaluated once."""

    rule: str = Field(description="id, with / and row, column or block where it applies")
    status: types.FindingStatus
    severity: types.Severity
    addresses: tuple[str, ...] = Field(description="cells and indicators used")
    left: Number | None = Field(default=None, description="left side of the comparison")
    right: Number | None = Field(default=None, description="right side of the comparison")
    delta: Number | None = Field(default=None, description="left minus right")
    message: Message | None = None
    attribution: types.Attribution | None = Field(
        None, description="of a violation: issuer (the document really prints this), extraction, undecided"
    )


class Change(_Model):
    """What a repair would do to one cell."""

    address: str
    printed: Number | None
    proposed: Number | None


class Repair(_Model):
    """The smallest changes that make the violated rules hold: a proposal, never applied."""

    changes: tuple[Change, ...]
    rules: tuple[str, ...] = Field(description="the rules that would hold")
    cost: float
    unique: bool = Field(description="no other repair is as small")
    cause: str | None = None
    message: Message | None = None


class Noise(_Model):
    """A span taken out of the reading, or read as something else."""

    start: Offset
    end: Offset
    family: str
    before: str = Field(description=f"what stood there, at most {NOISE_TEXT} characters")
    after: str = Field(description="what it was read as; empty where it was taken out or only pointed at")
    score: Confidence | None = Field(default=None, description="how sure it is noise; null: not weighed")


class Convention(_Model):
    """How a table prints zero: what blanks, marks and missing numbers in it stand for. Never changes a value."""

    table: str = Field(description="disclosure, requests, review or annex")
    printed: str = Field(description="blank: an empty cell; dropped: no place at all; or the mark itself, such as -")
    means: Literal["zero", "not_zero", "unknown"] = Field(description="what such a cell stands for in this table")
    cells: Annotated[int, Field(ge=1)] = Field(description="cells printed so")
    zero: Annotated[int, Field(ge=0)] = Field(description="of them, those that identities or the text force to be 0")
    other: Annotated[int, Field(ge=0)] = Field(description="of them, those that are forced to be something else")
    confidence: Confidence = Field(description="that an undetermined cell printed so is 0")
    message: Message


class Provenance(_Model):
    """What made the record."""

    model: str = Field(description="id of the labelling model")
    model_hash: str
    rules_hash: str
    configuration_hash: str
    package_version: str


class Record(_Model):
    """What one report becomes. Offsets are half-open and count code points of the decoded source."""

    schema_version: str
    source: Source
    status: Status = Field(description="partial: something expected was not found; skipped: see cause")
    report: About
    cells: tuple[Cell, ...]
    statistics: tuple[Statistic, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    noise: tuple[Noise, ...]
    conventions: tuple[Convention, ...] = Field(default=(), description="how the tables print zero")
    provenance: Provenance
    error: Error | None = Field(default=None, description="of a failed record")
    cause: str | None = Field(default=None, description="of a skipped record")
    duplicate_of: str | None = Field(default=None, description="path of the file with the same content, read before")

    def cell(self, address: str) -> Cell | None:
        """The cell with this address, or None."""
        return next((cell for cell in self.cells if cell.address == address), None)
