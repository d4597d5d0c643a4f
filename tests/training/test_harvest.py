"""Silver labels: from reports that add up, for counts that the tables prove, with where they come from."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")

from benchmarks.harvesting import _with, precision, unlabelled
from giar_ml import convert
from giar_ml.label import LexiconLabeler
from giar_ml.label.tags import Tags, schema_labels
from training.data import IGNORE, clean, featurize
from training.harvest import UNKNOWN, harvest
from training.labelled import example, read_labelled
from training.synth import Written, random_facts, write
from training.synth.damage import wrong_sum


def report(seed: int = 0) -> Written:
    """A report with 20 requests or more, not all of them answered alike."""
    rng = Random(seed)
    while True:
        facts = random_facts(rng, "E3")
        new, done = (facts.cells[f"requests.{row}.total"] for row in ("new_received", "results_total"))
        if new and done and new >= 20 and new != done:
            return write(facts, "tab", rng)


def written(place: Path, report: Written, text: str = "") -> Path:
    path = place / "report.txt"
    path.write_bytes((_with(report, text) if text else report).data)
    return path


def received(report: Written) -> int:
    return int(report.facts.cells["requests.new_received.total"] or 0)


def test_what_words_and_table_say_alike_is_confirmed(tmp_path: Path) -> None:
    one = report()
    path = written(tmp_path, one, f"本年共收到政府信息公开申请{received(one)}件，走访群众31户。")
    (found,) = [t for t in harvest([path], LexiconLabeler()) if "走访" in t.text]
    told = {found.text[m.start : m.end]: m.indicator for m in found.spans if m.label == "COUNT"}
    assert told == {f"{received(one)}件": "foi.received", "31户": UNKNOWN}
    (because,) = found.meta["silver"]["because"]
    assert (because["how"], because["why"]) == ("confirmed", ["T-RECV"])


def test_what_the_table_denies_gives_no_label(tmp_path: Path) -> None:
    one = report()
    path = written(tmp_path, one, f"本年共收到政府信息公开申请{received(one) * 7 + 1}件。")
    assert not [t for t in harvest([path], LexiconLabeler()) if "本年共收到" in t.text]


def test_a_number_that_one_cell_prints_tells_what_unknown_words_mean(tmp_path: Path) -> None:
    one = report()
    (found,) = harvest([written(tmp_path, one, f"请件入柜者，计{received(one)}件。")], LexiconLabeler())
    (because,) = found.meta["silver"]["because"]
    assert (because["how"], because["indicator"]) == ("deduced", "foi.received")
    assert because["why"] == ["requests.new_received.total"]


def test_tables_that_do_not_add_up_prove_nothing(tmp_path: Path) -> None:
    one = report()
    text = f"请件入柜者，计{received(one)}件。"
    broken = wrong_sum(_with(one, text), Random(1))
    assert list(harvest([written(tmp_path, one, text)], LexiconLabeler()))
    assert not list(harvest([written(tmp_path, broken)], LexiconLabeler()))


def test_labels_of_a_style_that_nobody_knows_are_nearly_all_right(tmp_path: Path) -> None:
    paths, truth = unlabelled(30, 2, tmp_path)
    counts = precision(list(harvest(paths, LexiconLabeler())), truth)
    right, every = (sum(column) for column in zip(*counts.values(), strict=True))
    assert every >= 5
    assert right >= 0.85 * every


def test_every_label_says_where_it_is_from(tmp_path: Path) -> None:
    one = report()
    path = written(tmp_path, one, f"请件入柜者，计{received(one)}件。")
    (found,) = harvest([path], LexiconLabeler())
    silver, source = found.meta["silver"], path.read_text("utf-8")
    assert source[silver["start"] : silver["end"]] == found.text
    assert silver["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert silver["model"] == LexiconLabeler().hash


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert not list(harvest([tmp_path / "a.pdf"], LexiconLabeler()))


def test_training_learns_what_is_known_and_nothing_of_the_rest(tmp_path: Path) -> None:
    one = report()
    path = written(tmp_path, one, f"本年共收到政府信息公开申请{received(one)}件，走访群众31户。")
    convert.write(harvest([path], LexiconLabeler()), tmp_path / "silver.jsonl", "jsonl")
    (text,) = [t for t in read_labelled([tmp_path / "silver.jsonl"]) if "走访" in t.text]
    tags, names = Tags(schema_labels()), ("none", "foi.received")
    (row,) = featurize([clean(example(text))], {}, tags, tags, names)
    assert [name for name in row.indicators if name != IGNORE] == [names.index("foi.received")]
