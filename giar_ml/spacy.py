"""The spaCy component `giar`: the same records and spans on a `Doc`.

    nlp = spacy.blank("zh"); nlp.add_pipe("giar"); doc = nlp(text)
    doc._.giar_record, doc._.giar_records, doc.spans["giar"], doc.spans["giar_noise"]

Labels of `doc.spans["giar"]`: CELL (a printed table cell), COUNT (a number in the prose), NIL (a word that states
absence). `span.id_` is the address or indicator. Spans are widened to whole tokens; the record keeps exact offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc, Span

import giar_ml

if TYPE_CHECKING:
    from giar_ml.pipeline import Reading

KEY = "giar"
NOISE_KEY = "giar_noise"


class Reads(Protocol):
    """What the component needs of a reader."""

    def read_bytes(self, data: bytes, name: str = ...) -> list[Reading]:
        """The readings of a text in memory."""


class Giar:
    """Reads a `Doc` as one file; a text that cannot be read gets a failed record and no spans."""

    def __init__(self, reader: Reads, name: str = "doc.txt") -> None:
        self.reader, self.name = reader, name

    def __call__(self, doc: Doc) -> Doc:
        """Set the records and the spans; nothing else of the `Doc` is touched."""
        data = doc.text.encode("utf-8", "replace")
        readings = self.reader.read_bytes(data, self.name)
        records = [reading.record for reading in readings]
        # Offsets count in the reader's source: they fit the Doc only where both are the same text.
        fitting = [reading.record for reading in readings if reading.source == doc.text]
        doc._.giar_records = records
        doc._.giar_record = records[0] if records else None
        doc.spans[KEY] = _distinct(span for record in fitting for span in _facts(doc, record))
        doc.spans[NOISE_KEY] = _distinct(span for record in fitting for span in _noise(doc, record))
        return doc


@Language.factory("giar")
def make_giar(nlp: Language, name: str) -> Giar:  # noqa: ARG001 (spaCy calls factories with both)
    """The factory behind `nlp.add_pipe("giar")`; made for the tokenizer of `spacy.blank("zh")`, fit for every one."""
    for extension in ("giar_record", "giar_records"):
        if not Doc.has_extension(extension):
            Doc.set_extension(extension, default=None)
    return Giar(giar_ml.load())


def displacy(doc: Doc) -> dict[str, Any]:
    """What `displacy.render(displacy(doc), style="ent", manual=True)` draws: spans that do not overlap, in order."""
    ents: list[dict[str, Any]] = []
    for span in sorted(doc.spans.get(KEY, ()), key=lambda s: (s.start_char, -s.end_char)):
        if not ents or span.start_char >= ents[-1]["end"]:
            ents.append({"start": span.start_char, "end": span.end_char, "label": span.label_})
    record = doc._.giar_record
    return {"text": doc.text, "ents": ents, "title": record.report.title if record else None}


def _facts(doc: Doc, record: Any) -> Iterator[Span | None]:
    for cell in record.cells:
        if cell.value is not None and cell.start is not None:
            yield _span(doc, cell.start, cell.end, "CELL", cell.address)
    for statistic in record.statistics:
        label = "NIL" if statistic.qualifier == "stated_absence" else "COUNT"
        yield _span(doc, statistic.start, statistic.end, label, statistic.indicator)


def _noise(doc: Doc, record: Any) -> Iterator[Span | None]:
    for noise in record.noise:
        yield _span(doc, noise.start, noise.end, "NOISE", noise.family)


def _span(doc: Doc, start: int, end: int, label: str, key: str) -> Span | None:
    span: Span | None = doc.char_span(start, end, label=label, span_id=key, alignment_mode="expand")
    return span


def _distinct(spans: Iterable[Span | None]) -> list[Span]:
    """Each span once, those that fit no token left out."""
    found = {(s.start, s.end, s.label_, s.id_): s for s in spans if s is not None}
    return list(found.values())
