"""The public record: what one report becomes. The JSON Schema is generated from these models.

Fields whose default is null are left out of the JSON where they are null; every other field is always there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from giar_ml import types

SCHEMA_VERSION = "1.0.0"
SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
NOISE_TEXT = 200  # characters of a noise span that are repeated in the record; its offsets tell the rest
_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAFE_DIGITS = 15  # integers of more digits are written as strings: JSON readers with doubles would round them

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
    whole = isinstance(exponent, int) and exponent >= 0 and value.adjusted() < _SAFE_DIGITS
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
    after: str = Field(description="what it was read as; empty where it was taken out")


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
    provenance: Provenance
    error: Error | None = Field(default=None, description="of a failed record")
    cause: str | None = Field(default=None, description="of a skipped record")
    duplicate_of: str | None = Field(default=None, description="path of the file with the same content, read before")

    def cell(self, address: str) -> Cell | None:
        """The cell with this address, or None."""
        return next((cell for cell in self.cells if cell.address == address), None)


UNKNOWN = Provenance(model="", model_hash="", rules_hash="", configuration_hash="", package_version="")
NOTHING = About(title=None, body=None, year=None, epoch=None, published=None, region=None, is_report=None, notes=())


def from_report(
    report: types.Report,
    document: types.Document,
    *,
    findings: Iterable[types.Finding] = (),
    repairs: Iterable[types.Repair] = (),
    noise: Iterable[types.Edit] = (),
    provenance: Provenance = UNKNOWN,
    status: Status = "ok",
) -> Record:
    """The record of a report read from `document`; `noise` is what was taken out or changed, in raw offsets."""
    return Record(
        schema_version=SCHEMA_VERSION,
        source=source_of(document),
        status=status,
        report=_about(report, document.notes),
        cells=tuple(_cell(c) for c in report.cells),
        statistics=tuple(_statistic(s) for s in report.statistics),
        findings=tuple(map(finding, findings)),
        repairs=tuple(map(repair, repairs)),
        noise=tuple(_noise(n) for n in noise),
        provenance=provenance,
    )


def failed(
    path: str,
    cause: str,
    message: str,
    *,
    source: Source | None = None,
    provenance: Provenance = UNKNOWN,
) -> Record:
    """The record of a file that could not be read; `source` tells what is known of it."""
    return _empty("failed", source or _unread(path), provenance, error=Error(cause=cause, message=well_formed(message)))


def skipped(
    path: str,
    cause: str,
    *,
    duplicate_of: str | None = None,
    source: Source | None = None,
    provenance: Provenance = UNKNOWN,
) -> Record:
    """The record of a file that was left out on purpose, such as a copy of one that was read before."""
    return _empty("skipped", source or _unread(path), provenance, cause=cause, duplicate_of=duplicate_of)


def source_of(document: types.Document) -> Source:
    """What a record tells about its file."""
    return Source(
        path=safe_path(document.path),
        part=document.part,
        sha256=document.sha256,
        format=document.format,
        encoding=document.encoding,
        characters=len(document.source),
    )


def to_report(record: Record) -> types.Report:
    """The facts of a record, to be checked again: also those that a person edited."""
    about = record.report
    return types.Report(
        epoch=about.epoch,
        year=about.year,
        body=about.body,
        title=about.title,
        published=about.published,
        region=about.region,
        is_report=1.0 if about.is_report is None else about.is_report,
        cells=tuple(types.Cell(**dict(cell)) for cell in record.cells),
        statistics=tuple(types.Statistic(**dict(statistic)) for statistic in record.statistics),
        notes=about.notes,
    )


def checked(
    record: Record,
    findings: Iterable[types.Finding],
    repairs: Iterable[types.Repair],
    cells: Iterable[types.Cell] | None = None,
) -> Record:
    """The record with new verdicts; `cells`, where given, carry what is derived anew."""
    new: dict[str, Any] = {"findings": tuple(map(finding, findings)), "repairs": tuple(map(repair, repairs))}
    if cells is not None:
        new["cells"] = tuple(map(_cell, cells))
    return record.model_copy(update=new)


def to_json(record: Record) -> str:
    """The record as one line of JSON, without a line end."""
    return record.model_dump_json(exclude_defaults=True)


def from_json(line: str | bytes) -> Record:
    """Raises `pydantic.ValidationError` where the line is no record."""
    return Record.model_validate_json(line)


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of a record."""
    schema = Record.model_json_schema(mode="serialization")
    return {"$schema": SCHEMA_ID, "version": SCHEMA_VERSION, **schema}


def well_formed(text: str) -> str:
    """The text with lone surrogates (which UTF-8 cannot hold) replaced one by one: offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def safe_path(path: str) -> str:
    """A path as text: bytes of a file name that are no UTF-8 are written as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def finding(value: types.Finding) -> Finding:
    """A finding as it is published."""
    return Finding(
        rule=value.rule,
        status=value.status,
        severity=value.severity,
        addresses=value.addresses,
        left=_plain(value.left),
        right=_plain(value.right),
        delta=_plain(value.delta),
        message=_message(value.message),
        attribution=value.attribution,
    )


def repair(value: types.Repair) -> Repair:
    """A repair as it is published."""
    return Repair(
        changes=tuple(Change(address=c.address, printed=c.printed, proposed=_plain(c.proposed)) for c in value.changes),
        rules=value.rules,
        cost=value.cost,
        unique=value.unique,
        cause=value.cause,
        message=_message(value.message),
    )


def _plain(value: Decimal | None) -> Decimal | None:
    """A computed number without trailing zeros: 35000.0 becomes 35000."""
    if value is None or value != value.to_integral_value():
        return value
    return value.quantize(Decimal(1)) if value.adjusted() < _SAFE_DIGITS else value


def _text(value: str | None) -> str | None:
    return None if value is None else well_formed(value)


def _message(value: types.Message | None) -> Message | None:
    return None if value is None else Message(zh=well_formed(value.zh), en=well_formed(value.en))


def _about(report: types.Report, notes: tuple[str, ...]) -> About:
    return About(
        title=_text(report.title),
        body=_text(report.body),
        year=report.year,
        epoch=report.epoch,
        published=_text(report.published),
        region=_text(report.region),
        is_report=_rounded(report.is_report),
        notes=tuple(well_formed(note) for note in dict.fromkeys((*notes, *report.notes))),
    )


def _rounded(confidence: float) -> float:
    """Four digits are more than any confidence can promise, and keep records small."""
    return round(min(1.0, max(0.0, confidence)), 4)


def _fields(value: types.Cell | types.Statistic) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _cell(cell: types.Cell) -> Cell:
    changes = {
        "raw": _text(cell.raw),
        "reason": _text(cell.reason),
        "derived": _plain(cell.derived),
        "confidence": _rounded(cell.confidence),
    }
    return Cell(**(_fields(cell) | changes))


def _statistic(statistic: types.Statistic) -> Statistic:
    fields = _fields(statistic)
    texts = {k: well_formed(v) for k, v in fields.items() if isinstance(v, str)}
    changes = {"value": _plain(statistic.value), "confidence": _rounded(statistic.confidence)}
    return Statistic(**(fields | texts | changes))


def _noise(edit: types.Edit) -> Noise:
    before = edit.before if len(edit.before) <= NOISE_TEXT else edit.before[: NOISE_TEXT - 1] + "…"
    return Noise(
        start=edit.start,
        end=edit.end,
        family=edit.family,
        before=well_formed(before),
        after=well_formed(edit.after[:NOISE_TEXT]),
    )


def _unread(path: str) -> Source:
    return Source(path=safe_path(path), part=1, sha256=None, format=None, encoding=None, characters=None)


def _empty(status: Status, source: Source, provenance: Provenance, **why: Any) -> Record:
    return Record(
        schema_version=SCHEMA_VERSION,
        source=source,
        status=status,
        report=NOTHING,
        cells=(),
        statistics=(),
        findings=(),
        repairs=(),
        noise=(),
        provenance=provenance,
        **why,
    )
