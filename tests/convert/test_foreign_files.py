"""Files as other programs write them, and files that nobody should have written."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml import convert
from giar_ml.convert import DataError, Limits, Mark, Options
from tests.convert.made import FLAT, NESTED

NAMES = (
    "text", "spans", "label", "entities", "data", "annotations", "result", "value", "start", "end", "labels", "id",
    "choices", "meta", "indicators", "group", "body_id", "relations",
)  # fmt: skip


def read(path: Path, content: object, form: str | None = None, **options) -> list[convert.Labelled]:
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    path.write_bytes(content)
    return list(convert.read(path, form, Options(**options)))


def try_to_read(path: Path, content: object, form: str | None) -> None:
    """Either texts whose spans fit, or a `DataError` that names the file; nothing else."""
    said = str(path)
    try:
        for text in read(path, content, form):
            assert all(0 <= m.start < m.end <= len(text.text) for m in text.spans)
    except DataError as error:
        said = str(error)
    assert str(path) in said


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "data"


def region(start, end, label, text=None, id="r1", **more) -> dict:
    value = {"start": start, "end": end, "labels": [label]} | ({"text": text} if text is not None else {})
    return {"id": id, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def choice(start, end, indicator, id="r1") -> dict:
    value = {"start": start, "end": end, "choices": [indicator]}
    return {"id": id, "from_name": "indicator", "to_name": "text", "type": "choices", "value": value}


def task(text, *annotations, **more) -> dict:
    return {"id": 7, "data": {"text": text, "body_id": "b3"}, "annotations": list(annotations), **more}


def test_label_studio_gives_regions_with_their_choices_notes_id_and_body(path) -> None:
    results = [region(2, 5, "COUNT", "36条"), choice(2, 5, "received.total"), region(0, 2, "CATEGORY", id="r2")]
    noted = region(2, 5, "COUNT", meta={"text": ["received.total"]})
    (one, two) = read(path, [task("受理36条", {"result": results}), task("受理36条", {"result": [noted]})])
    assert one.spans == (Mark(0, 2, "CATEGORY"), Mark(2, 5, "COUNT", "received.total"))
    assert (one.id, one.group, one.meta) == ("7", "b3", {"body_id": "b3"})
    assert two.spans == (Mark(2, 5, "COUNT", "received.total"),)


def test_label_studio_offsets_are_told_by_the_words_of_the_region(path) -> None:
    text = "😀受理36条"
    for start, end in ((3, 6), (4, 7)):
        (found,) = read(path, [task(text, {"result": [region(start, end, "COUNT", "36条")]})])
        assert found.spans == (Mark(3, 6, "COUNT"),)
    with pytest.raises(DataError, match=r"task 7: at 2:5 stands '理36', not '36条'"):
        read(path, [task(text, {"result": [region(2, 5, "COUNT", "36条")]})])
    with pytest.raises(DataError, match="cannot be told"):
        read(path, [task(text, {"result": [region(4, 6, "COUNT")]})])
    (found,) = read(path, [task(text, {"result": [region(4, 7, "COUNT")]})], offsets="utf16")
    assert found.spans == (Mark(3, 6, "COUNT"),)
    with pytest.raises(DataError, match="no range of characters"):
        read(path, [task(text, {"result": [region(1, 3, "COUNT")]})], offsets="utf16")


def test_words_that_fit_both_ways_are_decided_by_the_other_regions(path) -> None:
    results = [region(2, 3, "COUNT", "1", "a"), region(4, 6, "COUNT", "条件", "b")]
    (found,) = read(path, [task("😀111条件", {"result": [results[0], region(5, 7, "X", "条件", "b")]})])
    assert found.spans == (Mark(1, 2, "COUNT"), Mark(4, 6, "X"))
    (found,) = read(path, [task("😀111条件", {"result": results})])
    assert found.spans == (Mark(2, 3, "COUNT"), Mark(4, 6, "COUNT"))


def test_of_annotations_that_differ_a_person_picks_and_cancelled_ones_do_not_count(path) -> None:
    one, two = {"result": [region(2, 5, "COUNT")]}, {"result": [region(0, 2, "CATEGORY")]}
    with pytest.raises(DataError, match="2 annotations that differ"):
        read(path, [task("受理36条", one, two)])
    assert read(path, [task("受理36条", one, two)], pick="last")[0].spans == (Mark(0, 2, "CATEGORY"),)
    for others in ([one, {**two, "was_cancelled": True}], [{**one, "ground_truth": True}, two], [one, one]):
        assert read(path, [task("受理36条", *others)])[0].spans == (Mark(2, 5, "COUNT"),)


def test_tasks_that_nobody_annotated_are_left_out_with_a_note_unless_there_are_predictions(path) -> None:
    said: list[str] = []
    tasks = [
        task("空"),
        task("空", {"result": []}),
        task("受理36条", predictions=[{"result": [region(2, 5, "COUNT")]}]),
    ]
    found = read(path, tasks, note=said.append)
    assert [len(text.spans) for text in found] == [0, 1]
    assert said == [f"{path}: 1 tasks that nobody annotated were left out"]


def test_label_studio_min_and_tasks_a_line_are_read(path) -> None:
    minimal = {"id": 3, "text": "受理36条", "label": [{"start": 2, "end": 5, "labels": ["COUNT"]}], "annotator": 1}
    assert read(path, [minimal])[0].spans == (Mark(2, 5, "COUNT"),)
    line = json.dumps(task("受理36条", {"result": [region(2, 5, "COUNT")]}))
    assert len(read(path, f"{line}\n{line}\n")) == 2


def test_what_a_labelled_text_cannot_hold_is_refused_or_left_out_on_request(path) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b"}
    for content in (
        [task("受理36条", {"result": [region(2, 5, "COUNT"), relation]})],
        {"text": "受理36条", "entities": [{"id": 1, "label": "COUNT", "start_offset": 2, "end_offset": 5}],
         "relations": [{"id": 1, "from_id": 1, "to_id": 1}]},
        {"text": "受理36条", "label": [[2, 5, "COUNT"]], "indicators": {"0": "gone"}},
    ):  # fmt: skip
        with pytest.raises(DataError):
            read(path, content)
        assert read(path, content, leave_out=True)[0].spans == (Mark(2, 5, "COUNT"),)


def test_doccano_old_and_new(path) -> None:
    entity = {"id": 1, "label": "COUNT", "start_offset": 2, "end_offset": 5}
    for line in (
        {"id": 9, "text": "受理36条", "label": [[2, 5, "COUNT"]], "Comments": []},
        {"id": 9, "text": "受理36条", "labels": [[2, 5, "COUNT"]]},
        {"id": 9, "text": "受理36条", "label": [], "entities": [entity], "relations": []},
    ):
        (found,) = read(path, line)
        assert (found.id, found.spans) == ("9", (Mark(2, 5, "COUNT"),))


def test_metadata_that_doccano_would_take_for_labels_is_refused(path) -> None:
    with pytest.raises(DataError, match="cannot be called label in doccano"):
        convert.write([convert.Labelled("x", meta={"label": 1})], path, "doccano")


@pytest.mark.parametrize(
    ("rows", "text", "spans"),
    [
        ("3 B-COUNT\n6 I-COUNT\n条 I-COUNT\n。 O\n", "36条。", [(0, 3)]),
        ("受理\tO\r\n36\tB-COUNT\r\n条\tE-COUNT\r\n", "受理36条", [(2, 5)]),
        ("-DOCSTART- -X- O\n\nthe DT O\ntown NN I-AGENCY\nhall NN I-AGENCY\n", "the town hall", [(4, 13)]),
        ("# text = the town  hall.\nthe O\ntown B-A\nhall L-A\n. O\n", "the town  hall.", [(4, 14)]),
        ("3 B-COUNT\n件 I-COUNT\n5 B-COUNT\n件 I-COUNT\n", "3件5件", [(0, 2), (2, 4)]),
        ("3 S-COUNT\n5 S-COUNT\n# O\n", "35#", [(0, 1), (1, 2)]),
    ],
)  # fmt: skip
def test_conll_of_others_regains_its_offsets(path, rows, text, spans) -> None:
    (found,) = read(path, rows)
    assert found.text == text
    assert [(mark.start, mark.end) for mark in found.spans] == spans


def test_indicators_of_spans_that_begin_together_keep_their_own(path) -> None:
    line = {"text": "36条", "spans": [[0, 3, "COUNT"], [0, 2, "COUNT"], [0, 1, "X"]], "indicators": {"0:2:COUNT": "a"}}
    (found,) = read(path, line)
    assert [mark.indicator for mark in found.spans] == [None, "a", None]
    line = {"text": "36条", "spans": [[0, 3, "COUNT"], [0, 1, "X"]], "indicators": {"0": "a"}}
    (found,) = read(path, line)
    assert [mark.indicator for mark in found.spans] == ["a", None]


def test_spacy_reads_what_spacy_tokenized_and_finds_the_same_text(path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin, Span

    nlp = spacy.blank("en")
    doc = nlp("The  town hall\n answered 36 requests.")
    doc.ents = [Span(doc, 2, 4, "AGENCY")]
    doc.spans["sc"] = [Span(doc, 6, 8, "COUNT"), Span(doc, 6, 7, "DATE")]
    doc.spans["other"] = [Span(doc, 2, 4, "AGENCY", span_id="a.b")]
    # A number of their own as id.
    doc.spans["number"] = [Span(doc, 6, 8, "COUNT", span_id=5000)]
    joined = spacy.tokens.Doc(nlp.vocab, words=["36", "requests"])
    path.write_bytes(DocBin(docs=[doc, joined, nlp("")]).to_bytes())
    found = list(convert.read(path))
    assert [text.text for text in found] == [doc.text, joined.text, ""]
    assert {(m.label, doc.text[m.start : m.end], m.indicator) for m in found[0].spans} == {
        ("AGENCY", "town hall", "a.b"), ("COUNT", "36 requests", None), ("DATE", "36", None),
    }  # fmt: skip


def test_spacy_itself_reads_what_we_write(path) -> None:
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    convert.write([NESTED, FLAT], path, "spacy")
    nested, flat = DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab)
    assert (nested.text, len(nested.ents), len(nested.spans["sc"])) == (NESTED.text, 0, 3)
    assert [(s.start_char, s.end_char, s.label_, s.id_) for s in flat.ents] == [
        (m.start, m.end, m.label, m.indicator) for m in FLAT.spans
    ]


def test_data_sets_of_tokens_and_class_labels_are_read(tmp_path) -> None:
    d = pytest.importorskip("datasets")
    tags = d.Sequence(d.ClassLabel(names=["O", "B-COUNT", "I-COUNT"]))
    features = d.Features({"tokens": d.Sequence(d.Value("string")), "ner_tags": tags, "id": d.Value("int64")})
    rows = d.Dataset.from_dict(
        {"tokens": [["受理", "36", "条"]], "ner_tags": [[0, 1, 2]], "id": [4]}, features=features
    )
    d.DatasetDict({"train": rows, "test": rows}).save_to_disk(str(tmp_path / "set"))
    found = list(convert.read(tmp_path / "set"))
    assert [(t.text, t.spans, t.id, t.meta["split"]) for t in found] == [
        ("受理36条", (Mark(2, 5, "COUNT"),), "4", split) for split in ("train", "test")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"text": "a", "spans": []}\n{"text": "a", "spa\n', r"data:2 is not JSON"),
        ('{"text": "a", "spans": []}\n[1]\n', "data:2 is not a JSON object"),
        ('{"text": "a", "spans": []}\n{"text": "a", "spans": [[0, 2, "X"]]}', "data:2: the span 0:2 X"),
        ('{"text": "a", "spans": []}\n{"text": "\\ud83d", "spans": []}', "data:2: the text has half of a surrogate"),
        ('{"text": "a", "spans": []}\n{"text": 5, "spans": []}', "data:2: the text is not a string"),
        ('{"text": "a", "spans": [[[], {}, []]]}', "data:1: the offsets of a span are whole numbers"),
        ('{"text": "a", "spans": [[0, 1, []]]}', "data:1: the label of the span 0:1 is not a string"),
        ('{"text": "a", "spans": [[0, true, "X"]]}', "whole numbers"),
        ('{"text": "a", "spans": [[0, 1, "X"]], "indicators": {"0": []}}', "data:1"),
        ('{"text": "a", "spans": [], "x": NaN}', "data:1 is not JSON"),
        ('{"text": "a", "spans": ' + "[" * 100_000, "data:1 is not JSON"),
        ('{"text": "a", "spans": [], "x": ' + "1" * 5000 + "}", "data:1 is not JSON"),
        (b'{"text": "a", "spans": []}\n{"text": "\xff"}', "data:2 is not UTF-8"),
        ('[{"data": {"text": "a"}, "annotations": 5}]', "the annotations are not a list"),
        ('[{"data": {"text": "a"}},\n {"data": ', "data:2 is not JSON"),
        ('[{"data": {"text": "a"}}', "not closed"),
        ("[" * 100_000, "not JSON"),
        ("受\tO\n理 O X\n", "data:2: is no row"),
        ("受\tO\n\\q\tO\n", None),
        ('# giar_ml = {}\n\\q\tO\n', "a backslash that escapes nothing"),
        ("report text\n", "cannot be told"),
        ("", "cannot be told"),
        (b"\x78\x9c nothing", "not packed with zlib"),
        (zlib.compress(b"\xc1"), "no DocBin"),
        (zlib.compress(b"\x80"), "no DocBin"),
        (zlib.compress(b"\x80")[:-3], "cut off"),
    ],
)  # fmt: skip
def test_malformed_files_are_refused_with_their_place(path, content, said) -> None:
    if said is None:
        read(path, content)
        return
    with pytest.raises(DataError, match=said):
        read(path, content)


def test_what_is_too_large_is_refused_before_it_is_held(path) -> None:
    limits = Limits(max_line_bytes=100, max_file_bytes=1000, max_inflated_bytes=1000, max_characters=10)
    for content, said in (
        ('{"text": "' + "x" * 200, "longer than 100 bytes"),
        ("[" + " " * 2000, "larger than 1,000 bytes"),
        (zlib.compress(b"x" * 100_000), "when inflated"),
        ('{"text": "12345678901", "spans": []}', "more than 10 characters"),
        ("x O\n" * 20, "more than 10 rows"),
    ):
        with pytest.raises(DataError, match=said):
            read(path, content, limits=limits)


def test_a_docbin_of_very_many_empty_texts_is_refused(path) -> None:
    pytest.importorskip("spacy")
    from srsly import msgpack_dumps

    message = {"attrs": [65], "strings": [], "lengths": b"\0" * 400, "tokens": b"", "spaces": b"", "cats": []}
    assert len(read(path, zlib.compress(msgpack_dumps(message)))) == 100
    with pytest.raises(DataError, match="more than 99 texts"):
        read(path, zlib.compress(msgpack_dumps(message)), limits=Limits(max_texts=99))


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_docbin_gives_texts_or_one_clear_error(tmp_path_factory, data) -> None:
    pytest.importorskip("spacy")
    path = tmp_path_factory.mktemp("damaged") / "data"
    convert.write([NESTED, FLAT], path, "spacy")
    plain = bytearray(zlib.decompress(path.read_bytes()))
    for _ in range(data.draw(st.integers(1, 4))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    try_to_read(path, zlib.compress(bytes(plain)), None)


@settings(max_examples=150)
@given(st.recursive(
    st.none() | st.booleans() | st.integers(-2, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
))  # fmt: skip
def test_json_of_any_shape_gives_texts_or_one_clear_error(tmp_path_factory, value) -> None:
    path = tmp_path_factory.mktemp("shapes") / "data"
    for form in ("jsonl", "doccano", "label-studio"):
        for content in (value, [value], {"text": "受理36条", "spans": value, "label": value, "indicators": value},
                        {"data": {"text": "受理"}, "annotations": [{"result": value}]}):  # fmt: skip
            try_to_read(path, content, form)


def test_a_folder_that_is_no_data_set_is_refused(tmp_path) -> None:
    with pytest.raises(DataError, match="no saved data set"):
        convert.detect(tmp_path)


def test_a_broken_data_set_is_refused(tmp_path) -> None:
    pytest.importorskip("datasets")
    for state in ("{}", "[", '{"_data_files": [{"filename": "x.arrow"}], "_fingerprint": "a", "_split": null}'):
        (tmp_path / "state.json").write_text(state)
        (tmp_path / "dataset_info.json").write_text('{"features": {"text": {"dtype": "string", "_type": "Value"}}}')
        (tmp_path / "x.arrow").write_bytes(b"ARROW1 and nothing")
        with pytest.raises(DataError, match="data set that can be read"):
            list(convert.read(tmp_path))
