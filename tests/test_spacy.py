"""The spaCy component gives the same records and spans on a `Doc`."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

import spacy
from spacy import displacy

import giar_ml
from giar_ml.export import record as r
from giar_ml.spacy import KEY, NOISE_KEY
from giar_ml.spacy import displacy as drawn
from tests.export.made import Reading, made_record


class Reader:
    """Answers every text with the made record, and one that says `broken` with a failed one."""

    def read_bytes(self, data: bytes, name: str = "") -> list[Reading]:
        record, source = made_record()
        if b"broken" in data:
            return [Reading(r.failed(name, "empty", "nothing there"), "")]
        return [Reading(record, source)]


@pytest.fixture
def nlp(monkeypatch):
    monkeypatch.setattr(giar_ml, "load", lambda config=None: Reader())
    nlp = spacy.blank("zh")
    nlp.add_pipe("giar")
    return nlp


def test_every_printed_value_is_a_span_with_its_address(nlp) -> None:
    record, source = made_record()
    doc = nlp(source)
    assert doc._.giar_record == record
    found = {span.id_: span for span in doc.spans[KEY]}
    printed = [c for c in record.cells if c.value is not None]
    assert {c.address for c in printed} <= set(found)
    for cell in printed:
        span = found[cell.address]
        assert span.start_char <= cell.start < cell.end <= span.end_char
        assert span.label_ == "CELL"
    assert [(s.text, s.label_) for s in doc.spans[KEY] if s.label_ != "CELL"] == [
        ("128条", "COUNT"), ("12篇", "COUNT"), ("未收到", "NIL"),
    ]  # fmt: skip
    assert [s.id_ for s in doc.spans[NOISE_KEY]] == ["page_furniture"]


def test_a_text_that_cannot_be_read_has_a_failed_record_and_no_spans(nlp) -> None:
    doc = nlp("broken")
    assert doc._.giar_record.status == "failed"
    assert len(doc.spans[KEY]) == 0


def test_offsets_of_another_text_are_never_used(nlp) -> None:
    doc = nlp("另一篇文字，与所读的不同。")
    assert doc._.giar_record.status == "ok"
    assert len(doc.spans[KEY]) == 0


def test_displacy_draws_spans_that_do_not_overlap(nlp) -> None:
    doc = nlp(made_record()[1])
    data = drawn(doc)
    ends = [0, *(e["end"] for e in data["ents"])]
    assert all(e["start"] >= before for e, before in zip(data["ents"], ends, strict=False))
    assert "128条" in displacy.render(data, style="ent", manual=True, jupyter=False)


def test_many_texts_go_through_the_pipe(nlp) -> None:
    docs = list(nlp.pipe(["broken", made_record()[1]]))
    assert [d._.giar_record.status for d in docs] == ["failed", "ok"]
