"""Two labelers on the same labelled texts and reports: what the gate counts, document by document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import numpy as np

from giar_ml.assemble.narrative import read_statistics
from giar_ml.convert import Labelled
from giar_ml.label import Labeler
from giar_ml.label.guesses import NONE, indicator_name
from giar_ml.normalize import normalize
from giar_ml.pipeline import Reader
from giar_ml.types import AlignedText, Passage, Span
from training.data import printed
from training.evaluate_statistics import facts, tally
from training.gate import Counts, Doubts, Kind, calibration_counts
from training.labelled import document, line
from training.metrics import tally as span_tally
from training.synth import Written, random_facts, write

Found = tuple[Span, ...]
SURE = 0.9  # score from which an answer that both models give is held against a label
LAYOUTS = ("tab", "flat", "spaces", "html")


def labelled_by(labeler: Labeler, texts: Sequence[Labelled]) -> list[tuple[Passage, Found, Found]]:
    """Each text as the line sees it: its passage, the spans there, and the same spans in offsets of the text."""
    passages = [Passage(normalize(AlignedText.identity(text.text)).text, "1", 0) for text in texts]
    return [
        (passage, spans, tuple(printed(span, passage, text.text) for span in spans))
        for text, passage, spans in zip(texts, passages, labeler.label(passages), strict=True)
    ]


def compare_texts(
    data: str, texts: Sequence[Labelled], before: Labeler, after: Labeler, labels: Sequence[str]
) -> Iterator[Counts]:
    """Exact spans in all and by label, statistics (of texts whose indicators were judged), calibration of spans."""
    found = [labelled_by(labeler, texts) for labeler in (before, after)]
    places = _places(texts)

    def counts(measure: str, kind: Kind, count: Callable[[Labelled, tuple[Passage, Found, Found]], list[float]]) -> Any:
        tables = []
        for side in found:
            rows = [count(text, it) for text, it in zip(texts, side, strict=True)]
            table = np.zeros((max(places) + 1 if places else 0, len(rows[0]) if rows else 3))
            for place, row in zip(places, rows, strict=True):
                table[place] += row
            tables.append(table)
        return Counts(data, measure, kind, *tables)

    here = [label for label in labels if any(m.label == label for text in texts for m in text.spans)]
    yield counts("spans", "spans", lambda text, it: _spans(text, it[2], here))
    for label in here:
        yield counts(label, "spans", lambda text, it, label=label: _spans(text, it[2], [label]))  # type: ignore[misc]
    yield counts("statistics", "statistics", _statistics)
    yield counts("calibration", "calibration", lambda text, it: _calibration(text, it[2], here))


def _places(texts: Sequence[Labelled]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(document(text), len(numbers)) for text in texts]


def _marks(text: Labelled) -> set[tuple[int, int, str]]:
    return {(m.start, m.end, m.label) for m in text.spans}


def _spans(text: Labelled, found: Found, labels: Sequence[str]) -> list[float]:
    ours, wanted = [(s.start, s.end, s.label) for s in found], sorted(_marks(text))
    rows = [span_tally(ours, wanted, label, overlap=False) for label in labels]
    return [float(sum(column)) for column in zip(*((r.right, r.found, r.wanted) for r in rows), strict=True)]


def _statistics(text: Labelled, it: tuple[Passage, Found, Found]) -> list[float]:
    if not text.judged:
        return [0.0, 0.0, 0.0]
    passage, spans, _ = it
    found = read_statistics([passage], [spans], source=text.text, year=None)
    result = tally(facts(line(text)), found)
    return [float(result.hit), float(result.miss), float(result.false)]


def _calibration(text: Labelled, found: Found, labels: Sequence[str]) -> list[float]:
    judged, marks = [s for s in found if s.label in labels], _marks(text)
    return calibration_counts([s.score for s in judged], [(s.start, s.end, s.label) in marks for s in judged])


def doubts(
    texts: Sequence[Labelled], before: Labeler, after: Labeler, labels: Sequence[str]
) -> tuple[tuple[Doubts, Doubts], list[dict[str, Any]]]:
    """How often both models are sure of one answer and deny a new label; and these places, the surest first."""
    asked, places = {"spans": 0, "indicators": 0}, list[dict[str, Any]]()
    sides = (labelled_by(before, texts), labelled_by(after, texts))
    for text, (_, _, ours), (_, _, theirs) in zip(texts, *sides, strict=True):
        for what, answer, denied in (*_same_spans(text, ours, theirs, labels), *_same_guesses(text, ours, theirs)):
            asked[what] += 1
            if denied:
                places.append({"document": document(text), "what": what, **answer, "labelled": denied, "in": text.text})
    kinds = {what: sum(place["what"] == what for place in places) for what in asked}
    places.sort(key=lambda place: -place["sure"])
    return (
        Doubts("spans", asked["spans"], kinds["spans"]),
        Doubts("indicators", asked["indicators"], kinds["indicators"]),
    ), places


_Answer = tuple[str, dict[str, Any], str]


def _same_spans(text: Labelled, ours: Found, theirs: Found, labels: Sequence[str]) -> Iterator[_Answer]:
    """Spans that both are sure of; what the labels say there instead, "" where they agree."""
    also, marks = {(s.start, s.end, s.label) for s in theirs if s.score >= SURE}, _marks(text)
    for span in ours:
        key = (span.start, span.end, span.label)
        if span.score >= SURE and span.label in labels and key in also:
            words = text.text[span.start : span.end]
            other = [f"{text.text[s:e]} {x}" for s, e, x in sorted(marks) if s < span.end and e > span.start]
            said = {"start": span.start, "found": f"{words} {span.label}", "sure": span.score}
            yield "spans", said, "" if key in marks else "; ".join(other) or "-"


def _same_guesses(text: Labelled, ours: Found, theirs: Found) -> Iterator[_Answer]:
    """Indicators that both are sure of for a marked count, where indicators were judged."""
    also = {(s.start, s.end): s.guesses[0][0] for s in theirs if s.guesses and s.guesses[0][1] >= SURE}
    marked = {(m.start, m.end): m.indicator or NONE for m in text.spans} if text.judged else {}
    for span in ours:
        place = (span.start, span.end)
        if span.guesses and place in marked and span.guesses[0][1] >= SURE and also.get(place) == span.guesses[0][0]:
            name, sure = span.guesses[0]
            right = {NONE if k == NONE else indicator_name(k) for k in marked[place].replace("+", "/").split("/")}
            said = {"start": span.start, "found": f"{text.text[slice(*place)]} {name}", "sure": sure}
            if right != {None}:
                yield "indicators", said, "" if name in right else marked[place]


def written_reports(count: int, seed: int) -> list[Written]:
    """Whole reports with tables, their cells known."""
    rng = Random(seed)
    return [write(random_facts(rng, "E3" if i % 2 else "E2"), LAYOUTS[i % len(LAYOUTS)], rng) for i in range(count)]


def compare_cells(reports: Sequence[Written], before: Labeler, after: Labeler) -> Counts:
    """Cells read right by the whole line with either model."""
    tables = [np.array([_cells(Reader(labeler=labeler), r) for r in reports]) for labeler in (before, after)]
    return Counts("reports", "cells", "cells", *(table.reshape(-1, 2) for table in tables))


def _cells(reader: Reader, written: Written) -> list[float]:
    record = reader.read_bytes(written.data, f"report{written.suffix}")[0].record
    values = {cell.address: cell.value for cell in record.cells}
    right = sum(values.get(address) in truth.accepted for address, truth in written.truth.items())
    return [float(right), float(len(written.truth))]
