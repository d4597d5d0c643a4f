"""From a report to its public record, to JSON, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from giar_ml import types
from giar_ml.export.models import (
    NOISE_TEXT,
    SAFE_DIGITS,
    SCHEMA_VERSION,
    About,
    Cell,
    Change,
    Convention,
    Error,
    Finding,
    Message,
    Noise,
    Number,
    Provenance,
    Record,
    Repair,
    Source,
    Statistic,
    Status,
)

__all__ = [
    "NOISE_TEXT",
    "About",
    "Cell",
    "Change",
    "Convention",
    "Error",
    "Finding",
    "Message",
    "Noise",
    "Number",
    "Provenance",
    "Record",
    "Repair",
    "Source",
    "Statistic",
    "Status",
    "checked",
    "failed",
    "from_json",
    "from_report",
    "json_schema",
    "skipped",
    "to_json",
    "to_report",
]

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
_SURROGATE = re.compile("[\ud800-\udfff]")

UNKNOWN = Provenance(model="", model_hash="", rules_hash="", configuration_hash="", package_version="")
NOTHING = About(title=None, body=None, year=None, epoch=None, published=None, region=None, is_report=None, notes=())


def from_report(
    report: types.Report,
    document: types.Document,
    *,
    findings: Iterable[types.Finding] = (),
    repairs: Iterable[types.Repair] = (),
    noise: Iterable[types.Edit] = (),
    conventions: Iterable[types.Convention] = (),
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
        conventions=tuple(map(_convention, conventions)),
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
    return value.quantize(Decimal(1)) if value.adjusted() < SAFE_DIGITS else value


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
        score=_rounded(edit.score),
    )


def _convention(value: types.Convention) -> Convention:
    return Convention(
        table=value.table,
        printed=well_formed(value.printed),
        means=value.means,
        cells=value.cells,
        zero=value.zero,
        other=value.other,
        confidence=_rounded(value.confidence),
        message=Message(zh=well_formed(value.message.zh), en=well_formed(value.message.en)),
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
