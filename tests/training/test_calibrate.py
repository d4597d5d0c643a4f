"""Calibration: rising, between 0 and 1, better on bodies it has not seen, and applied by the labeler."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("sklearn")

from giar_ml.errors import ModelError
from giar_ml.label.calibration import FILE, Calibration, read_calibration
from training.calibrate import FOLDS, Choice, Judged, crossed, fit, fit_label, folds, temperature, write
from training.metrics import calibration_error


def spans(count: int, seed: int = 1, label: str = "CATEGORY") -> list[Judged]:
    """Scores that claim too much: right with the square of the score."""
    rng = Random(seed)
    scores = [rng.random() for _ in range(count)]
    return [Judged(label, s, rng.random() < s * s, i % FOLDS, False) for i, s in enumerate(scores)]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=700))
@settings(max_examples=30, deadline=None)
def test_curves_rise_and_are_shares(pairs: list[tuple[float, bool]]) -> None:
    scores, shares = fit_label([s for s, _ in pairs], [r for _, r in pairs])
    assert len(scores) == len(shares) > 0
    assert (np.diff(scores) >= 0).all()
    assert (shares >= 0).all()
    assert (shares <= 1).all()


@pytest.mark.parametrize("count", [200, 3000])
def test_claims_too_high_are_mended_on_bodies_not_seen(count: int) -> None:
    found = spans(count)
    hits = [s.right for s in found]
    before, after = calibration_error([s.score for s in found], hits), calibration_error(crossed(found), hits)
    assert before > 0.1
    assert after < before / 2


def test_bodies_are_dealt_out_whole() -> None:
    assert folds(["b", "a", "b", "c"]) == {"a": 0, "b": 1, "c": 2}


def test_the_grammar_has_its_own_share() -> None:
    told = [Judged("COUNT", 1.0, i % 10 != 0, i % FOLDS, True) for i in range(500)]
    known = fit(told)
    assert known.of_grammar("COUNT", 1.0) == pytest.approx(0.9, abs=0.01)
    assert known.share("COUNT", 0.4) == 0.4  # nothing is known of the model's


def test_a_temperature_cools_what_is_too_sure() -> None:
    rng = np.random.default_rng(1)
    plain = rng.normal(size=(400, 5)) * 2
    wanted = [int(rng.choice(5, p=np.exp(row) / np.exp(row).sum())) for row in plain]
    asked = [Choice(row * 3, w, 0) for row, w in zip(plain, wanted, strict=True)]
    assert temperature(asked) == pytest.approx(3, rel=0.25)
    assert temperature([]) == 1


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    known = fit(spans(300))
    write(known, tmp_path)
    assert read_calibration(tmp_path) == known
    assert known.share("CATEGORY", 0.5) < 0.4


def test_a_folder_without_calibration_changes_nothing(tmp_path: Path) -> None:
    assert read_calibration(tmp_path) == Calibration()
    assert Calibration().share("COUNT", 0.25) == Calibration().of_grammar("COUNT", 0.25) == 0.25


@pytest.mark.parametrize(
    "data",
    [
        "no JSON",
        "[]",
        "{}",
        json.dumps({"model": {"A": {"scores": [0, 1], "shares": [0.5]}}, "grammar": {}, "temperature": 1}),
        json.dumps({"model": {"A": {"scores": [1, 0], "shares": [0, 1]}}, "grammar": {}, "temperature": 1}),
        json.dumps({"model": {"A": {"scores": [0, 1], "shares": [0, 2]}}, "grammar": {}, "temperature": 1}),
        json.dumps({"model": {}, "grammar": {"A": 3}, "temperature": 1}),
        json.dumps({"model": {}, "grammar": {}, "temperature": 0}),
    ],
)
def test_a_broken_calibration_is_named(tmp_path: Path, data: str) -> None:
    (tmp_path / FILE).write_text(data, "utf-8")
    with pytest.raises(ModelError, match=r"calibration\.json"):
        read_calibration(tmp_path)
