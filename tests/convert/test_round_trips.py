"""What is written in a format is read back as it was, whatever stands in the text."""

from __future__ import annotations

import json
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from giar_ml import convert
from giar_ml.convert import FORMATS, DataError, Labelled, Mark, Options
from tests.convert.made import FLAT, NESTED, labelled

NESTING = sorted(set(FORMATS) - {"conll"})
EXAMPLES = {"jsonl": 150, "label-studio": 150, "doccano": 150, "conll": 150, "spacy": 40, "datasets": 15}


def there_and_back(texts: list[Labelled], form: str, options: Options | None = None, *, detected: bool = True) -> None:
    if form in ("spacy", "datasets"):
        pytest.importorskip(form)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        convert.write(texts, path, form, options)
        if texts and detected:
            assert convert.detect(path) == form
        assert list(convert.read(path, form)) == texts


@pytest.mark.parametrize("form", NESTING)
def test_every_format_but_conll_gives_back_nested_and_overlapping_spans(form) -> None:
    @settings(max_examples=EXAMPLES[form])
    @given(st.lists(labelled(), max_size=3))
    @example([NESTED, FLAT])
    @example([Labelled("")])
    @example([])
    def holds(texts: list[Labelled]) -> None:
        there_and_back(texts, form)

    holds()


@settings(max_examples=EXAMPLES["conll"])
@given(st.lists(labelled(flat=True), max_size=3), st.booleans())
@example([FLAT, Labelled(""), Labelled("# a = b\n\n\\n", (Mark(0, 1, "O"), Mark(1, 2, "O")))], True)
def test_conll_gives_back_every_character_and_span_by_characters_and_by_tokens(texts, tokens) -> None:
    there_and_back(texts, "conll", Options(tokens=tokens))


@settings(max_examples=80)
@given(st.lists(labelled(), max_size=2))
def test_label_studio_counts_utf16_units_when_asked(texts) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, options = Path(folder) / "data.json", Options(offsets="utf16")
        convert.write(texts, path, "label-studio", options)
        for text, task in zip(texts, json.loads(path.read_bytes()), strict=True):
            units = text.text.encode("utf-16-le")
            for result in task["annotations"][0]["result"]:
                value = result["value"]
                assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
        assert list(convert.read(path, options=options)) == texts


@pytest.mark.parametrize("form", ["jsonl", "doccano", "conll"])
@given(labelled(flat=True))
@settings(max_examples=60)
def test_a_line_stays_a_line_for_programs_that_split_as_python_does(form, text) -> None:
    if form == "conll" and any(c in "".join(m.label for m in text.spans) for c in "\x85\u2028"):
        return
    written = "".join(FORMATS[form].load().pieces([text], Options()))
    assert written.splitlines() == written.split("\n")[:-1]


@pytest.mark.parametrize("first", sorted(FORMATS))
@pytest.mark.parametrize("second", sorted(FORMATS))
def test_one_format_after_another_loses_nothing(tmp_path, first, second) -> None:
    for form in {first, second} & {"spacy", "datasets"}:
        pytest.importorskip(form)
    texts = [FLAT, Labelled("没有收到申请", (Mark(0, 6, "NIL"),), "2", judged=True), Labelled("空")]
    convert.write(texts, tmp_path / "a", first)
    convert.write(convert.read(tmp_path / "a"), tmp_path / "b", second)
    assert list(convert.read(tmp_path / "b")) == texts


def test_conll_names_text_and_span_that_it_cannot_hold_and_flattens_on_request(tmp_path) -> None:
    with pytest.raises(DataError, match="text 1 t1: CoNLL cannot hold the span 3:6 COUNT, which overlaps 1:6 CATEGORY"):
        convert.write([NESTED], tmp_path / "a", "conll")
    assert not list(tmp_path.iterdir())
    said: list[str] = []
    convert.write([NESTED], tmp_path / "a", "conll", Options(flatten=True, note=said.append))
    assert said == ["1 spans that overlap longer ones were left out"]
    (back,) = convert.read(tmp_path / "a")
    assert back.spans == (NESTED.spans[0], NESTED.spans[2])


@given(labelled())
def test_flattening_keeps_the_longest_and_only_what_does_not_overlap(text) -> None:
    flat = convert.flatten(text)
    kept = flat.spans
    assert all(a.end <= b.start for a, b in pairwise(kept))
    for mark in set(text.spans) - set(kept):
        rivals = [k for k in kept if k.start < mark.end and mark.start < k.end]
        assert max(k.end - k.start for k in rivals) >= mark.end - mark.start


def test_the_gold_sentences_come_back_key_by_key_from_every_format(tmp_path) -> None:
    source = Path(__file__).parents[2] / "training/gold/e_frames_pitfalls.jsonl"
    lines = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    for form in FORMATS:
        if form in ("spacy", "datasets"):
            pytest.importorskip(form)
        convert.write(convert.read(source), tmp_path / form, form)
        convert.write(convert.read(tmp_path / form), tmp_path / "back", "jsonl")
        assert [json.loads(line) for line in (tmp_path / "back").read_text("utf-8").splitlines()] == lines, form
