"""Retraining from a model folder: weights come back, the gate decides, the same data give the same model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import yaml
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("sklearn")

import torch

from benchmarks.retraining import spoilt
from giar_ml import convert
from giar_ml.cli import cli
from giar_ml.convert import DataError, Labelled, Mark
from giar_ml.errors import ConfigError, ModelError
from giar_ml.label.calibration import Calibration
from giar_ml.label.model import read_folder
from giar_ml.label.onnx import OnnxEngine, OnnxLabeler
from training.calibrate import write as write_calibration
from training.compare import compare_cells, compare_texts, doubts, labelled_by, written_reports
from training.config import load_train_config
from training.data import featurize
from training.export import export
from training.gate import Decision
from training.labelled import document, example, part, read_labelled
from training.restore import restore, write_base
from training.retrain import RetrainConfig, load_retrain_config, retrain
from training.synth.house_style import HOUSE, reports
from training.train import train

ROOT = Path(__file__).parents[2]
LABELS = ("COUNT", "CATEGORY", "DATE", "AGENCY", "NIL")
WORDS = {"公开信息": "disclosed.total", "办结信访件": "interaction.petitions", "举办培训": "training.sessions"}
QUICK = {"steps": 30, "batch": 512, "rate": 5e-3, "judged": 24, "reports": 1, "threads": 1, "passes": 4}


def texts(bodies: int, seed: int, words: dict[str, str] = WORDS) -> Iterator[Labelled]:
    """Very plain labelled sentences, six a body."""
    rng = Random(seed)
    for body in range(bodies):
        for _ in range(6):
            noun, count, year = rng.choice(list(words)), f"{rng.randint(2, 900)}条", f"{rng.randint(2009, 2025)}年"
            text = f"{year}共{noun}{count}。"
            marks = (
                Mark(0, len(year), "DATE"),
                Mark(len(year) + 1, len(year) + 1 + len(noun), "CATEGORY"),
                Mark(len(year) + 1 + len(noun), len(text) - 1, "COUNT", words[noun]),
            )
            yield Labelled(text, marks, group=f"body{seed}-{body}")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder of a very small network that knows the plain sentences."""
    place = tmp_path_factory.mktemp("base")
    convert.write(texts(40, seed=1), place / "data.jsonl", "jsonl")
    changes = {
        "name": "small-3", "output": str(place / "run"), "data.train": [str(place / "data.jsonl")], "steps": 80,
        "check_every": 80, "batch": 512, "backbone.width": 32, "backbone.layers": 2, "head_rate": 0.01, "threads": 1,
    }  # fmt: skip
    train(load_train_config(ROOT / "configs/train/tiny.yaml", changes))
    return export(place / "run", place / "model")


def test_the_weights_of_a_model_folder_give_the_network_back(base: Path) -> None:
    folder, tagger = read_folder(base), restore(base)
    sentences = [example(text) for text in texts(6, seed=5)]
    same = places = 0
    for sentence, row in zip(
        sentences, featurize(sentences, folder.vocabulary, folder.tags, folder.hints), strict=True
    ):
        ours = OnnxEngine(folder, threads=1).run([(sentence.text, tuple(row.hints[1:-1]))])[0]
        with torch.no_grad():
            theirs = tagger(torch.tensor([row.characters]), torch.tensor([row.hints]))
        for one, other in zip(ours, theirs, strict=True):
            other = other[0, 1:-1].numpy()
            assert one.shape == other.shape
            same += int((one.argmax(-1) == other.argmax(-1)).sum())
            places += len(one)
    assert same / places > 0.97  # activations are int8 in one of them


def test_the_shipped_model_can_be_trained_further() -> None:
    folder = read_folder(ROOT / "giar_ml/models/tagger")
    shape = restore(folder.path).config
    assert (shape.num_labels, shape.num_indicators) == (len(folder.tags), len(folder.indicators))
    assert shape.vocab_size == len(folder.vocabulary)


def test_a_restored_base_is_one_that_training_takes(base: Path, tmp_path: Path) -> None:
    names = {path.name for path in write_base(base, tmp_path / "base").iterdir()}
    assert names >= {"model.safetensors", "config.json", "vocab.json", "labels.json"}
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl"))]


def test_a_graph_that_is_none_of_ours_is_said_to_be_so(base: Path, tmp_path: Path) -> None:
    for name in ("vocab.json", "labels.json"):
        (tmp_path / name).write_bytes((base / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"model\.onnx"):
        restore(tmp_path)


def test_documents_are_divided_whole_and_always_alike() -> None:
    data = list(texts(10, seed=2))
    one, two = part(data, 0.3, seed=1)
    assert {document(t) for t in one}.isdisjoint(document(t) for t in two)
    assert len({document(t) for t in two}) == 3
    assert (one, two) == part(data[::-1][::-1], 0.3, seed=1)
    with pytest.raises(DataError, match="4 are needed"):
        part(list(texts(3, seed=2)), 0.3, seed=1)


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "doccano"])
def test_every_format_gives_the_same_examples(form: str, tmp_path: Path) -> None:
    data = list(reports(3, seed=4, size=3))
    path = tmp_path / ("data.json" if form == "label-studio" else "data.jsonl")
    convert.write(data, path, form)
    assert [example(t) for t in read_labelled([path])] == [example(t) for t in data]


def test_what_was_not_judged_is_unknown_and_what_was_has_an_indicator_or_none() -> None:
    marks = (Mark(0, 2, "CATEGORY"), Mark(2, 5, "COUNT"))
    assert example(Labelled("公开36条", marks)).keys == (None, None)
    assert example(Labelled("公开36条", marks, judged=True)).keys == (None, "none")


def test_a_model_beside_itself_is_neither_better_nor_worse(base: Path) -> None:
    data, labeler = list(texts(8, seed=6)), OnnxLabeler(base)
    counts = [*compare_texts("new", data, labeler, labeler, LABELS)]
    counts.append(compare_cells(written_reports(1, seed=1), labeler, labeler))
    assert [c.measure for c in counts] == [
        "spans", "COUNT", "CATEGORY", "DATE", "statistics", "calibration", "cells",
    ]  # fmt: skip
    assert all((c.before == c.after).all() and len(c.before) == 8 for c in counts[:-1])
    assert counts[0].before.sum(axis=0)[2] == 3 * len(data)


def test_wrong_labels_are_those_that_both_models_deny(base: Path) -> None:
    data, labeler = list(texts(12, seed=7)), OnnxLabeler(base)
    right, nothing = doubts(data, labeler, labeler, LABELS)
    wrong, places = doubts(list(spoilt(data, 0.3, seed=1)), labeler, labeler, LABELS)
    assert right[0].share < 0.05
    assert not nothing or right[0].denied
    assert wrong[0].share > 0.15
    assert wrong[0].denied + wrong[1].denied == len(places)
    assert {"document", "what", "found", "sure", "labelled", "in"} <= places[0].keys()


def test_the_gate_reads_spans_in_the_text_as_printed(base: Path) -> None:
    text = Labelled("２０２０年共公开信息 ３６ 条。")
    ((_, _, found),) = labelled_by(OnnxLabeler(base), [text])
    assert "３６ 条" in {text.text[s.start : s.end] for s in found}


@pytest.fixture(scope="module")
def outcome(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of new words; the folder that retraining with them left, through the command."""
    place = tmp_path_factory.mktemp("retrain")
    data, config = place / "new.jsonl", place / "config.yaml"
    convert.write(texts(12, seed=3, words={"网阅": "website.visits"}), data, "jsonl")
    config.write_text(yaml.safe_dump(QUICK | {"alarm": 100, "tolerance": 100}), "utf-8")
    command = ["train", "--data", str(data), "--base", str(base), "--output", str(place / "models")]
    done = CliRunner().invoke(cli, [*command, "--config", str(config), "--gold", str(data)])
    assert done.exit_code == 1, done.output
    assert "| new | spans |" in done.stdout
    assert "windows" not in done.stdout
    return place / "models/refused/small-4"


def test_a_refused_model_is_put_aside_with_the_table_that_says_why(outcome: Path) -> None:
    folder = outcome
    names = {path.name for path in folder.iterdir()}
    assert names >= {"model.onnx", "vocab.json", "labels.json", "card.json", "gate.md", "doubts.jsonl"}
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert card["base"]["id"] == "small-3"
    assert set(card["data"]) == {"new.jsonl"}
    assert card["gate"]["promoted"] is False
    assert {row["data"] for row in card["gate"]["rows"]} == {"new", "replay", "new (gold)", "reports"}
    assert OnnxLabeler(folder).id == "small-4"
    assert not list(folder.parents[1].glob(".*"))


def test_the_same_data_and_seed_give_the_same_model(base: Path, tmp_path: Path) -> None:
    convert.write(texts(8, seed=3, words={"网阅": "website.visits"}), tmp_path / "new.jsonl", "jsonl")
    config = RetrainConfig(**(QUICK | {"steps": 6, "reports": 0}))  # type: ignore[arg-type]
    folders = [retrain([tmp_path / "new.jsonl"], base, tmp_path / out, config, ()).folder for out in "ab"]
    one, two = (read_folder(folder).hash for folder in folders)
    assert one == two
    cards = [json.loads((folder / "card.json").read_text("utf-8")) for folder in folders]
    assert cards[0] == cards[1]


@pytest.mark.parametrize("with_gold", [False, True])
def test_a_calibrated_base_gives_a_calibrated_candidate(base: Path, tmp_path: Path, with_gold: bool) -> None:
    shutil.copytree(base, tmp_path / "base")
    write_calibration(Calibration(), tmp_path / "base")
    convert.write(texts(8, seed=3), tmp_path / "new.jsonl", "jsonl")
    config = RetrainConfig(**(QUICK | {"steps": 2, "reports": 0}))  # type: ignore[arg-type]
    gold = [tmp_path / "new.jsonl"] if with_gold else []
    found = retrain([tmp_path / "new.jsonl"], tmp_path / "base", tmp_path / "models", config, gold)
    ours, theirs = ((folder / "calibration.json").read_bytes() for folder in (found.folder, tmp_path / "base"))
    assert (ours == theirs) is not with_gold


def test_versions_count_on_from_the_base_the_promoted_and_the_refused(base: Path, tmp_path: Path) -> None:
    convert.write(texts(8, seed=3), tmp_path / "new.jsonl", "jsonl")
    (tmp_path / "models/refused/small-7").mkdir(parents=True)
    config = RetrainConfig(**(QUICK | {"steps": 2, "reports": 0}))  # type: ignore[arg-type]
    found = retrain([tmp_path / "new.jsonl"], base, tmp_path / "models", config, ())
    assert found.folder == tmp_path / "models/refused/small-8"
    assert not found.decision.promoted


def test_a_promoted_model_becomes_the_next_version(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.retrain.decide", lambda *_: Decision(True, (), (), ()))
    convert.write(texts(8, seed=3), tmp_path / "new.jsonl", "jsonl")
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(QUICK | {"steps": 2, "reports": 0}), "utf-8")
    command = [
        "train",
        "--data",
        str(tmp_path / "new.jsonl"),
        "--base",
        str(base),
        "--config",
        str(tmp_path / "c.yaml"),
    ]
    done = CliRunner().invoke(cli, [*command, "--output", str(tmp_path / "models"), "--quiet"])
    assert done.exit_code == 0, done.output
    assert OnnxLabeler(tmp_path / "models/small-4").id == "small-4"
    assert "windows" not in done.output


def test_data_without_a_label_of_the_model_are_an_error(base: Path, tmp_path: Path) -> None:
    data = [Labelled(f"公开36条{i}", (Mark(0, 2, "OTHER"),), group=str(i)) for i in range(6)]
    convert.write(data, tmp_path / "new.jsonl", "jsonl")
    with pytest.raises(DataError, match="None of the model's labels"):
        retrain([tmp_path / "new.jsonl"], base, tmp_path / "models")
    assert not list((tmp_path / "models").glob("*"))


def test_an_unknown_setting_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("learning_rate: 1\n", "utf-8")
    with pytest.raises(ConfigError, match="learning_rate"):
        load_retrain_config(tmp_path / "c.yaml")
    assert load_retrain_config(None, minutes=3.0, seed=None).minutes == 3.0


def test_the_house_style_is_marked_as_it_prints() -> None:
    for text in reports(4, seed=1):
        for mark in text.spans:
            words = text.text[mark.start : mark.end]
            assert words[0].isdigit() if mark.label == "COUNT" else any(words in names for names, *_ in HOUSE.values())
    assert list(reports(4, seed=1)) == list(reports(4, seed=1))
