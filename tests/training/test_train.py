"""The training line from labelled lines to a model folder that labels, on a network small enough for seconds."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.label.tags import Tags
from giar_ml.types import AlignedText, Passage
from training.config import TrainConfig, load_train_config
from training.data import Example, batches, clean, cut, divide, featurize, read_examples
from training.evaluate import evaluate, table
from training.export import export
from training.metrics import calibration_error, f1, tally
from training.train import train

ROOT = Path(__file__).parents[2]
TAGS, HINTS = Tags(("COUNT", "CATEGORY", "DATE", "AGENCY", "NIL")), Tags(("COUNT", "DATE"))


def sample(count: int, seed: int = 1) -> list[dict[str, object]]:
    """Very plain labelled sentences."""
    rng, found = Random(seed), []
    for i in range(count):
        text, spans = "", []
        date, noun, number = (
            f"{rng.randint(2009, 2025)}年",
            rng.choice(["公开信息", "办结信访件"]),
            f"{rng.randint(2, 900)}条",
        )
        for words, label in ((date, "DATE"), ("共", None), (noun, "CATEGORY"), (number, "COUNT"), ("。", None)):
            if label:
                spans.append([len(text), len(text) + len(words), label])
            text += words
        found.append({"text": text, "spans": spans, "group": f"body{i % 20}"})
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the tiny configuration, made smaller still."""
    place = tmp_path_factory.mktemp("train")
    data = place / "sentences.jsonl"
    data.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in sample(200)), "utf-8")
    changes = {
        "output": str(place / "run"), "data.train": [str(data)], "steps": 60, "check_every": 30, "batch": 512,
        "backbone.width": 32, "backbone.layers": 1, "head_rate": 0.01,
    }  # fmt: skip
    train(load_train_config(ROOT / "configs/train/tiny.yaml", changes))
    return place / "run"


def test_a_run_leaves_its_configuration_its_log_and_its_best_network(run: Path) -> None:
    log = [json.loads(line) for line in (run / "log.jsonl").read_text("utf-8").splitlines()]
    assert log[-1]["step"] == 60
    assert log[-1]["f1"] > 80
    assert {p.name for p in (run / "best").iterdir()} >= {"model.safetensors", "vocab.json", "labels.json"}
    TrainConfig.model_validate(load_train_config(run / "config.yaml").model_dump())


def test_the_exported_model_labels_new_sentences(run: Path, tmp_path: Path) -> None:
    folder = export(run, tmp_path / "model")
    examples = [Example(str(d["text"]), tuple(map(tuple, d["spans"])), "") for d in sample(30, seed=9)]  # type: ignore[arg-type,call-overload]
    result = {"onnx": evaluate(OnnxLabeler(folder), examples, ("COUNT", "CATEGORY"))}
    assert result["onnx"]["scores"]["COUNT"][0].value > 80
    assert "onnx" in table(result, ("COUNT", "CATEGORY"))
    hybrid = evaluate(HybridLabeler(folder), examples, ("COUNT",))
    assert hybrid["scores"]["COUNT"][0].value == 100


def test_the_gpu_backend_agrees_with_the_shipped_one(run: Path, tmp_path: Path) -> None:
    from giar_ml.label.torch import TorchLabeler

    folder = export(run, tmp_path / "model", whole=True, program=True)
    passages = [Passage(AlignedText.identity(str(d["text"]) * (1 + i % 3)), "1", i) for i, d in enumerate(sample(9))]
    ours, theirs = OnnxLabeler(folder).label(passages), TorchLabeler(folder, device="cpu").label(passages)
    assert [[(s.start, s.end, s.label) for s in x] for x in ours] == [
        [(s.start, s.end, s.label) for s in x] for x in theirs
    ]


def test_a_broken_off_run_goes_on_where_it_was(run: Path, tmp_path: Path) -> None:
    config = load_train_config(run / "config.yaml", {"output": str(tmp_path / "run"), "steps": 30})
    train(config)
    train(config.model_copy(update={"steps": 40}), resume=True)
    steps = [json.loads(line).get("step") for line in (tmp_path / "run/log.jsonl").read_text("utf-8").splitlines()]
    assert steps == [None, 30, None, 40]


def test_a_finished_network_can_be_trained_further(run: Path, tmp_path: Path) -> None:
    changes = {"output": str(tmp_path / "more"), "base": str(run / "best"), "steps": 4, "check_every": 2}
    assert train(load_train_config(run / "config.yaml", changes)) > 80
    with pytest.raises(ValueError, match="not those of this run"):
        train(load_train_config(run / "config.yaml", changes | {"labels": ["COUNT"]}))


@pytest.mark.parametrize("path", sorted(ROOT.glob("configs/train/*.yaml")), ids=lambda p: p.name)
def test_every_configuration_is_valid(path: Path) -> None:
    assert load_train_config(path).name


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(ValidationError, match="learning_rate"):
        load_train_config(ROOT / "configs/train/tiny.yaml", {"learning_rate": 1})


def test_a_group_stands_on_one_side_only() -> None:
    examples = [Example("公开", (), f"body{i % 40}") for i in range(400)]
    one, two = divide(examples, 0.3, seed=1)
    assert one
    assert two
    assert not {e.group for e in one} & {e.group for e in two}


def test_spans_follow_their_words_through_cleaning_and_cutting() -> None:
    text = "全年公开信息３６ 条。办结 信访件9件。"
    spans = tuple((text.index(w), text.index(w) + len(w), "COUNT") for w in ("３６ 条", "9件"))
    windows = list(cut(clean(Example(text, spans))))
    assert [[w.text[s:e] for s, e, _ in w.spans] for w in windows] == [["36条"], ["9件"]]


def test_spans_that_do_not_fit_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "公开", "spans": []}\n{"text": "公开", "spans": [[0, 9, "COUNT"]]}\n', "utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl:2"):
        read_examples([path])


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(64, 400))
def test_batches_hold_every_window_once_and_stay_within_their_size(lengths: list[int], size: int) -> None:
    features = featurize([Example("公" * n, ()) for n in lengths], {}, TAGS, HINTS)
    made = list(batches(features, size, Random(1)))
    assert sorted(int(m.sum()) - 2 for b in made for m in b["mask"]) == sorted(lengths)
    assert all(b["mask"].numel() <= max(size, 64) for b in made)


def test_scores_count_what_they_should() -> None:
    wanted, found = [(0, 4, "COUNT"), (6, 9, "COUNT")], [(0, 4, "COUNT"), (5, 8, "COUNT"), (9, 10, "COUNT")]
    assert f1([tally(found, wanted, "COUNT", overlap=False)]).value == pytest.approx(40)
    assert f1([tally(found, wanted, "COUNT", overlap=True)]).value == pytest.approx(80)
    assert calibration_error([0.9, 0.9], [True, False]) == pytest.approx(0.4)
