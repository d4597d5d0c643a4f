"""The sentences marked by hand hold to the guideline and agree with their sources; no writer of text has them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from giar_ml.assemble.numbers import read_number
from giar_ml.schema.narrative import narrative
from training.gold import convert

ROOT = Path(__file__).parents[2]
LABELS = ("COUNT", "CATEGORY", "DATE", "AGENCY", "NIL")
LEVELS = ("ministry", "province", "city", "district", "county", "town", "street", "department")
WILD = ("disclosed.topic.", "press.conferences.topic")  # keys written out by the reader
TEXTS = {".py", ".yaml", ".txt", ".json", ".jsonl"}


@pytest.fixture(scope="module")
def marked() -> list[dict[str, Any]]:
    files = sorted((ROOT / "training/gold").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def _said(sentence: dict[str, Any], label: str) -> list[str]:
    return [sentence["text"][start:end] for start, end, name in sentence["spans"] if name == label]


def test_spans_lie_in_the_text_in_order_and_apart(marked: list[dict[str, Any]]) -> None:
    for sentence in marked:
        place = 0
        for start, end, label in sentence["spans"]:
            assert label in LABELS
            assert place <= start < end <= len(sentence["text"]), sentence["id"]
            words = sentence["text"][start:end]
            assert words == words.strip(), (sentence["id"], words)
            assert not set("。！？") & set(words), (sentence["id"], words)
            place = end


def test_every_count_can_be_read_as_a_number(marked: list[dict[str, Any]]) -> None:
    unread = [(s["id"], words) for s in marked for words in _said(s, "COUNT") if read_number(words) is None]
    assert unread == []


def test_a_left_qualifier_stands_inside_its_count(marked: list[dict[str, Any]]) -> None:
    marks = ("约", "近", "超过", "突破", "逾", "不少于", "不足")
    outside = [
        (sentence["id"], sentence["text"][start:end])
        for sentence in marked
        for start, end, label in sentence["spans"]
        if label == "COUNT" and sentence["text"][:start].rstrip().endswith(marks)
    ]
    assert outside == []


def test_categories_begin_and_end_where_the_guideline_says(marked: list[dict[str, Any]]) -> None:
    lead, tail = ("共", "累计", "其中", "全年", "我局", "通过", "依托"), ("的", "等", "共", "达", "为", "累计", "：")
    wrong = [(s["id"], k) for s in marked for k in _said(s, "CATEGORY") if k.startswith(lead) or k.endswith(tail)]
    assert wrong == []


def test_indicators_belong_to_counts_or_words_of_absence_and_are_known(marked: list[dict[str, Any]]) -> None:
    known = {indicator.key for indicator in narrative().indicators}
    for sentence in marked:
        starts = {str(start) for start, _, label in sentence["spans"] if label in ("COUNT", "NIL")}
        assert set(sentence["indicators"]) <= starts, sentence["id"]
        for value in sentence["indicators"].values():
            for key in value.replace("+", "/").split("/"):
                assert key in known or key.startswith(WILD), (sentence["id"], key)


def test_ids_and_texts_are_unique_and_a_body_is_always_of_one_kind(marked: list[dict[str, Any]]) -> None:
    assert len({s["id"] for s in marked}) == len({s["text"] for s in marked}) == len(marked)
    kinds = {(s["body_id"], s["body_kind"], s["level"]) for s in marked}
    assert len(kinds) == len({s["body_id"] for s in marked})


def test_the_set_is_large_and_varied_enough_to_measure_the_bars(marked: list[dict[str, Any]]) -> None:
    spans = Counter(label for s in marked for _, _, label in s["spans"])
    assert spans["COUNT"] >= 600
    assert all(spans[label] >= 200 for label in ("CATEGORY", "DATE", "AGENCY"))
    assert len({s["body_id"] for s in marked}) >= 60
    assert {s["level"] for s in marked} >= set(LEVELS)
    assert {s["year"] for s in marked} == set(range(2009, 2026))
    keys = {key for s in marked for value in s["indicators"].values() for key in value.replace("+", "/").split("/")}
    assert len(keys) >= 100


def test_the_lines_are_those_of_the_marked_sources(marked: list[dict[str, Any]]) -> None:
    source = [s for path in sorted((ROOT / "training/gold/marked").glob("*.txt")) for s in convert.read(path)]
    assert [json.loads(json.dumps(s)) for s in source] == marked


def test_no_sentence_is_an_example_or_stands_in_what_writes_or_reads_text(marked: list[dict[str, Any]]) -> None:
    examples = {indicator.example[0] for indicator in narrative().indicators}
    folders = (ROOT / "training/synth", ROOT / "giar_ml/schema", ROOT / "configs")
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in TEXTS]
    written = "\n".join(path.read_text(encoding="utf-8") for path in files)
    shared = [s["id"] for s in marked if s["text"] in examples or (len(s["text"]) > 14 and s["text"] in written)]
    assert shared == []


def test_no_sentence_stands_in_a_real_report(marked: list[dict[str, Any]], seeds: list[Path]) -> None:
    reports = "\n".join(path.read_text(encoding="utf-8") for path in seeds)
    assert [s["id"] for s in marked if s["text"] in reports] == []


def test_a_bracket_that_is_no_mark_is_refused() -> None:
    assert convert.parse("共[K:公开信息][N:3条|disclosed.total]。") == (
        "共公开信息3条。",
        [(1, 5, "CATEGORY"), (5, 7, "COUNT")],
        {"5": "disclosed.total"},
    )
    with pytest.raises(ValueError, match="no mark"):
        convert.parse("共[公开信息][N:3条]。")
