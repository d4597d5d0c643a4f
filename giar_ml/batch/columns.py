"""The columns of a data set, as data: what the Parquet files hold and what the data dictionary says."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, INT, REAL, BOOL, TEXTS = "string", "int64", "double", "bool", "list<string>"


@dataclass(frozen=True, slots=True)
class Column:
    """`path` is where a value stands in the JSON of its row's object, dots between keys; empty: it is computed."""

    name: str
    type: str
    meaning: str
    path: str = ""


def _c(name: str, type: str, meaning: str, path: str | None = None) -> Column:
    return Column(name, type, meaning, name if path is None else path)


def _number(name: str, meaning: str) -> tuple[Column, Column]:
    return (
        Column(name, REAL, f"{meaning}; for computing", name),
        Column(f"{name}_exact", TEXT, f"{meaning}, digit by digit as the record has it", name),
    )


KEY = (
    Column("path", TEXT, "the input: a file, archive.zip!member, or pages.jsonl#17; with `part`, the key of a record"),
    Column("part", INT, "1, 2, ... where one input holds several reports, else 1"),
    Column("body", TEXT, "who reports: full official name, in Simplified characters"),
    Column("year", INT, "fiscal year that the report is about"),
    Column("epoch", TEXT, "the form: E1a, E1b, E2, E3"),
)
_DOCUMENTS = (
    _c("status", TEXT, "ok, partial, failed or skipped"),
    _c("cause", TEXT, "why it failed or was skipped: stable code", ""),
    _c("message", TEXT, "one sentence on why it failed", "error.message"),
    _c("duplicate_of", TEXT, "path of the input with the same content that was read instead"),
    _c("title", TEXT, "as printed", "report.title"),
    _c("published", TEXT, "ISO date, or as much of it as is printed", "report.published"),
    _c("region", TEXT, "where the body is", "report.region"),
    _c("is_report", REAL, "probability that this is such a report at all", "report.is_report"),
    _c("notes", TEXTS, "remarks of the reading", "report.notes"),
    _c("sha256", TEXT, "of the bytes", "source.sha256"),
    _c("format", TEXT, "txt, md, html, pdf or docx", "source.format"),
    _c("encoding", TEXT, "of a text, as detected", "source.encoding"),
    _c("characters", INT, "of the decoded source, which all offsets count in", "source.characters"),
    _c("cells_read", INT, "cells with a value", ""),
    _c("statistics", INT, "statistics of the prose", ""),
    _c("holds", INT, "rules that hold", ""),
    _c("violated", INT, "rules that are violated", ""),
    _c("violated_errors", INT, "violated rules of severity error", ""),
    _c("unknown", INT, "rules that could not be evaluated", ""),
    _c("repairs", INT, "proposed repairs", ""),
    _c("schema_version", TEXT, "of the record"),
    _c("model", TEXT, "id of the labelling model", "provenance.model"),
    _c("model_hash", TEXT, "of the labelling model", "provenance.model_hash"),
    _c("rules_hash", TEXT, "of the rules", "provenance.rules_hash"),
    _c("configuration_hash", TEXT, "of the configuration", "provenance.configuration_hash"),
    _c("package_version", TEXT, "of giar_ml", "provenance.package_version"),
)
_PLACE = (
    _c("raw", TEXT, "the text as found, equal to source[start:end]"),
    _c("start", INT, "first code point in the decoded source"),
    _c("end", INT, "one after the last code point"),
)
_CELLS = (
    _c("address", TEXT, "disclosure.<cell>, requests.<row>.<column>, review.<cell> or annex.<row>"),
    _c("section", TEXT, "first part of the address", ""),
    _c("row", TEXT, "second part of the address", ""),
    _c("column", TEXT, "third part of the address: the kind of applicant", ""),
    _c("label_zh", TEXT, "what the form prints there", ""),
    _c("label_en", TEXT, "the same in English", ""),
    *_number("value", "the number as printed; null where none is printed: blank is not zero"),
    _c("origin", TEXT, "read; blank: the place is there, no number is printed; absent: no such place"),
    *_PLACE,
    _c("confidence", REAL, "probability that value is what the source prints"),
    _c("abstained", BOOL, "the reading is too doubtful to be trusted"),
    _c("unit", TEXT, "as printed or as the form fixes it"),
    _c("reason", TEXT, "why value is null, or why the reading is doubtful"),
    *_number("derived", "what the identities force although none is printed"),
    _c("page", INT, "PDF: page, from 1"),
    *(_c(name, REAL, f"PDF: {name} in points from the top left corner", f"box.{i}") for i, name in enumerate(
        ("x0", "y0", "x1", "y1"))),
)  # fmt: skip
_STATISTICS = (
    _c("index", INT, "place in the record's list, from 0", ""),
    _c("indicator", TEXT, "from the taxonomy; other.<snake_case> for what it lacks"),
    *_number("value", "in base units: 3.5万 is 35000; percent as printed"),
    _c("qualifier", TEXT, "exact, about, above, at_least, at_most, stated_absence"),
    _c("unit", TEXT, "as printed, or the unit implied"),
    *_PLACE,
    _c("confidence", REAL, "probability that value and indicator are right"),
    _c("agency", TEXT, "whose number it is, where it is not the body itself"),
    _c("topic", TEXT, "subject the text gives"),
    _c("channel", TEXT, "channel the text gives"),
    _c("period", TEXT, "period, where it is not the fiscal year"),
    _c("part_of", INT, "index of the whole"),
    *_number("share", "share of the whole in percent, as printed"),
    *_number("change", "change as printed, signed"),
    _c("change_unit", TEXT, "unit of the change"),
    _c("change_base", TEXT, "what the change is against"),
)
_FINDINGS = (
    _c("rule", TEXT, "id, with / and row, column or block where it applies"),
    _c("status", TEXT, "holds, violated or unknown"),
    _c("severity", TEXT, "error or warning"),
    _c("attribution", TEXT, "of a violation: issuer, extraction or undecided"),
    *_number("left", "left side of the comparison"),
    *_number("right", "right side of the comparison"),
    *_number("delta", "left minus right"),
    _c("addresses", TEXTS, "cells and indicators used"),
    _c("message_zh", TEXT, "one sentence, in Chinese", "message.zh"),
    _c("message_en", TEXT, "one sentence, in English", "message.en"),
)
_REPAIRS = (
    _c("repair", INT, "rows of a record with the same number are one repair", ""),
    _c("address", TEXT, "the cell to be changed"),
    *_number("printed", "what stands there"),
    *_number("proposed", "what would make the rules hold"),
    _c("unique", BOOL, "no other repair is as small", ""),
    _c("cost", REAL, "of the whole repair", ""),
    _c("rules", TEXTS, "the rules that would hold", ""),
    _c("cause", TEXT, "what may have happened", ""),
    _c("message_zh", TEXT, "one sentence, in Chinese", ""),
    _c("message_en", TEXT, "one sentence, in English", ""),
)

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "documents": ("One row a record, failed and skipped inputs included.", KEY + _DOCUMENTS),
    "cells": ("One row a cell of the tables.", KEY + _CELLS),
    "statistics": ("One row a number, or word of absence, of the prose.", KEY + _STATISTICS),
    "findings": ("One row an evaluated rule.", KEY + _FINDINGS),
    "repairs": ("One row a proposed change. Proposals are never applied.", KEY + _REPAIRS),
}
