"""What of an earlier run may be used again, and how: as it is, stamped anew, checked anew, or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from giar_ml.batch.items import Outcome
from giar_ml.batch.manifest import Row
from giar_ml.check import check, derive, repair
from giar_ml.export.record import Provenance, Record, checked, from_json, to_json, to_report

Use = Literal["keep", "stamp", "check", "read"]
# What stopped these is no property of the content alone: with anything changed they may fare better.
_CIRCUMSTANCE = {"timeout", "memory", "crash", "internal"}


def use(row: Row, old: Provenance, new: Provenance) -> Use:
    """How the records of an input, made under `old`, serve under `new`.

    Another program or configuration: read again. Another model: read again what could be read. Other rules alone:
    the values stay, the verdicts are made anew.
    """
    if old == new:
        return "keep"
    if (old.package_version, old.configuration_hash) != (new.package_version, new.configuration_hash):
        return "read"
    if row.status == "failed":
        return "read" if row.cause in _CIRCUMSTANCE else "stamp"
    return "check" if (old.model, old.model_hash) == (new.model, new.model_hash) else "read"


def outcome(n: int, row: Row, lines: tuple[bytes, ...], how: Use, provenance: Provenance) -> Outcome:
    """The outcome of input `n` from its old records, as a run under `provenance` would write them."""
    error = row.error
    if how != "keep":
        records = [from_json(line).model_copy(update={"provenance": provenance}) for line in lines]
        records = list(map(again, records)) if how == "check" else records
        lines = tuple(to_json(record).encode() for record in records)
        error = any(f.status == "violated" and f.severity == "error" for r in records for f in r.findings)
    return Outcome(n, lines, row.status, row.cause, row.message, error=error, kept=True)


def again(record: Record) -> Record:
    """The record with its rules evaluated again."""
    report = to_report(record)
    report = derive(replace(report, cells=tuple(replace(cell, derived=None) for cell in report.cells)))
    findings = check(report)
    return checked(record, findings, repair(report, findings), report.cells)
