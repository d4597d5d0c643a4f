"""The whole line on one screen: bytes, document, clean text, spans, report, findings, record."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from giar_ml import __version__, deadline, schema
from giar_ml.assemble.identity import identify
from giar_ml.assemble.narrative import read_statistics
from giar_ml.assemble.tables import read_tables
from giar_ml.check import abstain, check, conventions, derive, repair
from giar_ml.config import Config
from giar_ml.errors import ModelError, ReadError, SetupError
from giar_ml.export.record import Provenance, Record, Status, failed, from_report
from giar_ml.label import Labeler, LexiconLabeler
from giar_ml.normalize import normalize, suspects
from giar_ml.read import read as read_file
from giar_ml.read import read_bytes
from giar_ml.read.causes import failure
from giar_ml.read.limits import alarm
from giar_ml.schema.noise import SURE
from giar_ml.segment import outline, split
from giar_ml.types import Document, Edit, NormalizedText, Outline, Passage, Report, Span, Statistic

logger = logging.getLogger("giar_ml")

# Edits of these families took something out that is not a mere way of writing: they are named in the record.
NOISE = {"han_garbage", "pinyin", "dingbat", "question_mark"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A record beside the decoded source that its offsets count in (empty where the file could not be read)."""

    record: Record
    source: str


class Reader:
    """Reads reports into records. Cheap to keep, safe to use again; one a thread."""

    def __init__(self, config: Config | None = None, labeler: Labeler | None = None) -> None:
        self.config = config or Config()
        self.labeler = labeler or _labeler(self.config)
        self.limits = self.config.read_limits()
        self.seconds = self.limits.line_seconds  # of one document; a batch run, which keeps the time itself, sets it
        self.provenance = Provenance(
            model=self.labeler.id,
            model_hash=self.labeler.hash,
            rules_hash=schema.content_hash("rules"),
            configuration_hash=self.config.hash(),
            package_version=__version__,
        )

    def read(self, path: str | Path) -> list[Record]:
        """The records of one file: one, or one a year where several reports stand side by side."""
        return [reading.record for reading in self.readings([path])]

    def pipe(self, paths: Iterable[str | Path]) -> Iterator[Record]:
        """The records of many files, lazily and in input order; a file that fails becomes a failed record."""
        return (reading.record for reading in self.readings(paths))

    def readings(self, paths: Iterable[str | Path]) -> Iterator[Reading]:
        """As `pipe`, each record beside its source."""
        for path in paths:
            yield from self._guarded(str(path), None)

    def read_bytes(self, data: bytes, name: str = "report.txt") -> list[Reading]:
        """The readings of a file that is in memory; `name` stands for its path and tells the format by its suffix."""
        return list(self._guarded(name, data))

    def _guarded(self, path: str, data: bytes | None) -> Iterator[Reading]:
        try:
            with deadline.within(self.seconds):
                readings = self._readings(path, data)
        except deadline.Late:
            error = failure("timeout", seconds=self.seconds)
            readings = [Reading(failed(path, error.cause, error.message, provenance=self.provenance), "")]
        except ReadError as error:
            readings = [Reading(failed(path, error.cause, error.message, provenance=self.provenance), "")]
        except SetupError:
            raise
        except Exception as error:  # a defect of ours must not stop the batch: named in the record and in the log
            logger.exception("%s: internal error", path)
            message = f"内部错误，请报告 / internal error, please report it: {type(error).__name__}: {error}"
            readings = [Reading(failed(path, "internal", message, provenance=self.provenance), "")]
        yield from readings

    def _readings(self, path: str, data: bytes | None) -> list[Reading]:
        limits = replace(self.limits, seconds=min(self.limits.seconds, self.seconds))
        whole = read_file(path, limits=limits) if data is None else read_bytes(data, path, limits=limits)
        with alarm(deadline.left(), self.seconds):
            return [Reading(self._record(part), part.source) for part in deadline.each(split(whole))]

    def _record(self, document: Document) -> Record:
        normalized = normalize(document.visible)
        plan = outline(normalized)
        doubted = suspects(normalized.text)
        deadline.check()
        spans = self.labeler.label(plan.passages)
        foreign = _foreign(plan.passages, spans, document.source)
        report = self._report(document, normalized, plan, doubted, spans, foreign)
        deadline.check()
        findings = check(report)
        noise = _noise(normalized, plan, (*doubted, *foreign))
        return from_report(
            report,
            document,
            findings=findings,
            repairs=repair(report, findings),
            noise=noise,
            conventions=conventions(report, findings),
            provenance=self.provenance,
            status=_status(report),
        )

    def _report(
        self,
        document: Document,
        normalized: NormalizedText,
        plan: Outline,
        doubted: Sequence[Edit],
        spans: Sequence[tuple[Span, ...]],
        foreign: Sequence[Edit],
    ) -> Report:
        who = identify(normalized, plan, document, doubted)
        deadline.check()
        report = Report(
            epoch=who.epoch,
            year=who.year,
            body=who.body,
            title=who.title,
            published=who.published,
            region=who.region,
            is_report=who.is_report,
            cells=read_tables(normalized, plan, who.epoch, document.source, document.boxes),
            statistics=_doubted(
                read_statistics(plan.passages, spans, source=document.source, year=who.year),
                (*plan.doubtful, *foreign),
            ),
            notes=who.notes,
        )
        return derive(abstain(report))


def _labeler(config: Config) -> Labeler:
    """The labeler that a configuration names; the model's run time is imported only where it is asked for."""
    if config.labeler == "lexicon":
        return LexiconLabeler()
    try:
        from giar_ml.label.hybrid import load_labeler
    except ImportError as error:
        raise ModelError(f"labeler {config.labeler}: {error}; install giar-ml[model]") from error
    return load_labeler(config.labeler, model=config.model, threads=config.threads)


def _foreign(passages: Sequence[Passage], spans: Sequence[tuple[Span, ...]], source: str) -> list[Edit]:
    """What the labeler takes for no part of the report, in raw offsets; it stays in the text."""
    found = []
    for passage, labelled in zip(passages, spans, strict=True):
        for span in labelled:
            if span.label == "NOISE" and span.score >= SURE:
                start, end = passage.text.raw(span.start, span.end)
                found.append(Edit(start, end, source[start:end], "", "labelled", span.score))
    return found


def _doubted(statistics: Sequence[Statistic], doubtful: Sequence[Edit]) -> tuple[Statistic, ...]:
    """The statistics; one that stands in what may be no part of the report is as sure as that it is part of it."""
    starts = {s.start for s in statistics}
    noise = {
        start: max((e.score for e in doubtful if e.start <= start < e.end), default=0.0)
        for start in deadline.each(starts)
    }
    return tuple(replace(s, confidence=min(s.confidence, round(1 - noise[s.start], 3))) for s in statistics)


def _status(report: Report) -> Status:
    """`partial` where something that a report of its epoch has was not found."""
    missing = report.epoch is None or report.year is None or report.body is None
    return "partial" if missing or any(c.reason == "table_not_found" for c in report.cells) else "ok"


def _noise(normalized: NormalizedText, plan: Outline, doubted: Sequence[Edit]) -> list[Edit]:
    taken = [edit for edit in normalized.edits if edit.family in NOISE]
    doubtful = [edit for edit in plan.doubtful if edit.score >= SURE]
    told: list[Edit] = []
    for edit in (*doubtful, *plan.furniture, *taken, *doubted):
        if edit.family != "labelled" or not any(e.start < edit.end and edit.start < e.end for e in told):
            told.append(edit)
    found = {(e.start, e.end, e.family): e for e in told}
    return [found[key] for key in sorted(found)]
