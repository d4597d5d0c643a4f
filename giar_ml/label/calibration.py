"""From a model's score to the probability that a span is right, by knots in the model folder's `calibration.json`.

`{"model": {LABEL: {"scores": [...], "shares": [...]}}, "grammar": {LABEL: share}, "temperature": T}`: between knots the
share is interpolated. `grammar` stands for spans that the number grammar says and not the model. A folder without the
file leaves scores as they are. Written by `training.calibrate`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from giar_ml.errors import ModelError

FILE = "calibration.json"
Knots = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class Calibration:
    """Knots by label (scores ascending, shares), shares of the grammar's spans, temperature of the indicators."""

    model: Mapping[str, Knots] = field(default_factory=dict)
    grammar: Mapping[str, float] = field(default_factory=dict)
    temperature: float = 1.0

    def share(self, label: str, score: float) -> float:
        """How many of the model's spans with this label and score are right; the score where that is not known."""
        if label not in self.model:
            return score
        return round(float(np.interp(score, *self.model[label])), 4)

    def of_grammar(self, label: str, score: float) -> float:
        """The same for spans of the number grammar."""
        return self.grammar.get(label, score)


def read_calibration(folder: Path) -> Calibration:
    """The calibration of a model folder, one that changes nothing where there is none. Raises `ModelError`."""
    path = folder / FILE
    if not path.exists():
        return Calibration()
    try:
        data = json.loads(path.read_text("utf-8"))
        model = {label: _knots(data["model"][label]) for label in data["model"]}
        grammar = {label: float(share) for label, share in data["grammar"].items()}
        temperature = float(data["temperature"])
        if temperature <= 0 or not all(0 <= share <= 1 for share in grammar.values()):
            raise ValueError("shares lie between 0 and 1, a temperature above 0")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: this calibration cannot be read ({error}).") from None
    return Calibration(model, grammar, temperature)


def _knots(data: Mapping[str, Any]) -> Knots:
    scores, shares = tuple(map(float, data["scores"])), tuple(map(float, data["shares"]))
    if not scores or len(scores) != len(shares) or list(scores) != sorted(scores):
        raise ValueError("expected as many shares as ascending scores")
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError("shares lie between 0 and 1")
    return scores, shares
