"""Fits the calibration of a model folder: `python -m training.calibrate --model giar_ml/models/tagger`.

Span scores become probabilities by isotonic regression where a label has many spans and by Platt's logistic curve where
it has few; spans of the number grammar get their share of right ones; the indicators get one temperature. What the
error will be on new reports is measured by cross-fitting: the bodies of the gold are divided into five parts, and each
is judged by a calibration fitted on the other four. What ships is fitted on all. Writes `calibration.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from giar_ml.label import Labeler
from giar_ml.label.calibration import FILE, Calibration
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.model import DEFAULT, ModelLabeler
from giar_ml.label.onnx import OnnxLabeler
from training.data import IGNORE, Example, clean, cut, featurize, read_examples
from training.metrics import calibration_error, reliability

FOLDS = 5
MANY = 500  # spans of a label from which its curve may have any rising shape
LEAST, MOST = 0.01, 0.995  # nothing is surer than the gold can tell
STEPS = np.concatenate([np.linspace(0, 0.95, 20), [0.97, 0.98, 0.99, 0.995, 1.0]])
TEMPERATURES = np.exp(np.linspace(np.log(0.4), np.log(4), 60))
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One span that was found: its raw score, whether it is exactly right, the fold of its body, who said it."""

    label: str
    score: float
    right: bool
    fold: int
    grammar: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The indicator scores of one COUNT or NIL of the gold, the right one's number, the fold of its body."""

    scores: Array
    wanted: int
    fold: int


def folds(groups: Iterable[str]) -> dict[str, int]:
    """The fold of every body, in turn by name."""
    return {group: i % FOLDS for i, group in enumerate(sorted(set(groups)))}


def raw(labeler: Labeler) -> Labeler:
    """The same labeler, from now on with scores as the model gives them."""
    if isinstance(labeler, ModelLabeler):
        labeler.folder = replace(labeler.folder, calibration=Calibration())
        labeler.known.clear()
    return labeler


def judged(labeler: Labeler, examples: Sequence[Example]) -> list[Judged]:
    """Every span that the labeler finds in the examples, with its raw score."""
    from training.evaluate import label_as_printed  # which prints what is fitted here

    parts = folds(e.group for e in examples)
    fixed = labeler.fixed if isinstance(labeler, ModelLabeler) else ()
    found = []
    for example, spans in zip(examples, label_as_printed(raw(labeler), examples), strict=True):
        marks = set(example.spans)
        for s in spans:
            right, told = (s.start, s.end, s.label) in marks, s.label in fixed
            found.append(Judged(s.label, s.score, right, parts[example.group], told))
    return found


def choices(labeler: ModelLabeler, examples: Sequence[Example]) -> list[Choice]:
    """The indicator scores at every COUNT and NIL of the examples whose indicator is marked and known to the model."""
    folder = labeler.folder
    parts = folds(e.group for e in examples)
    windows = [window for example in examples for window in cut(clean(example))]
    features = featurize(windows, folder.vocabulary, folder.tags, folder.hints, folder.indicators)
    runs = labeler.engine.run([(w.text, tuple(f.hints[1:-1])) for w, f in zip(windows, features, strict=True)])
    found = []
    for window, row, (_, scores) in zip(windows, features, runs, strict=True):
        places = [i for i, wanted in enumerate(row.indicators[1:-1]) if wanted != IGNORE]
        found += [
            Choice(scores[i].astype(np.float64), row.indicators[i + 1], parts[window.group])
            for i in places
            if scores.shape[1]
        ]
    return found


def fit_label(scores: Sequence[float], right: Sequence[bool]) -> tuple[Array, Array]:
    """Knots from score to share of right ones, rising, for one label."""
    values, hits = np.asarray(scores, dtype=float), np.asarray(right, dtype=float)
    if len(set(hits)) < 2:
        return np.array([0.0, 1.0]), np.full(2, _smoothed(hits))
    if len(values) >= MANY:
        model = IsotonicRegression(out_of_bounds="clip", y_min=LEAST, y_max=MOST).fit(values, hits)
        return model.X_thresholds_, model.y_thresholds_
    curve = LogisticRegression(C=10.0).fit(_logit(values)[:, None], hits)
    return STEPS, np.clip(curve.predict_proba(_logit(STEPS)[:, None])[:, 1], LEAST, MOST)


def _logit(scores: Array) -> Array:
    inside = np.clip(scores, 0.001, 0.9995)
    return np.asarray(np.log(inside / (1 - inside)))


def _smoothed(hits: Array) -> float:
    return float(np.clip((hits.sum() + 1) / (len(hits) + 2), LEAST, MOST))


def fit(spans: Sequence[Judged], asked: Sequence[Choice] = ()) -> Calibration:
    """The calibration that these spans and choices tell."""
    model, grammar = {}, {}
    for label in sorted({s.label for s in spans}):
        ours = [s for s in spans if s.label == label and not s.grammar]
        told = np.array([s.right for s in spans if s.label == label and s.grammar], dtype=float)
        if ours:
            xs, ys = fit_label([s.score for s in ours], [s.right for s in ours])
            model[label] = (tuple(np.round(xs, 5).tolist()), tuple(np.round(ys, 5).tolist()))
        if len(told):
            grammar[label] = round(_smoothed(told), 5)
    return Calibration(model, grammar, temperature(asked))


def temperature(asked: Sequence[Choice]) -> float:
    """What to divide indicator scores by so that the right one is as likely as the model says."""
    if not asked:
        return 1.0
    scores, wanted = np.stack([c.scores for c in asked]), np.array([c.wanted for c in asked])
    losses = [-np.log(_softmax(scores / t)[np.arange(len(wanted)), wanted] + 1e-12).mean() for t in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 4)


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def share(calibration: Calibration, span: Judged) -> float:
    """The probability that this calibration gives to a span."""
    known = calibration.of_grammar if span.grammar else calibration.share
    return known(span.label, span.score)


def crossed(spans: Sequence[Judged], fitted: Callable[[Sequence[Judged]], Calibration] = fit) -> list[float]:
    """For every span its probability by a calibration that has not seen its body."""
    known = [fitted([s for s in spans if s.fold != fold]) for fold in range(FOLDS)]
    return [share(known[s.fold], s) for s in spans]


def report(labeler: ModelLabeler, examples: Sequence[Example]) -> dict[str, Any]:
    """Errors before and after, cross-fitted, over all spans and by label; the same of the indicators."""
    known = {label for example in examples for _, _, label in example.spans}
    spans, asked = [s for s in judged(labeler, examples) if s.label in known], choices(labeler, examples)
    hits, after = [s.right for s in spans], crossed(spans)
    figures: dict[str, Any] = {
        "spans": len(spans),
        "before": calibration_error([s.score for s in spans], hits),
        "after": calibration_error(after, hits),
        "reliability_before": reliability([s.score for s in spans], hits),
        "reliability": reliability(after, hits),
        "labels": {
            label: {
                "spans": len(mine),
                "before": calibration_error([spans[i].score for i in mine], [hits[i] for i in mine]),
                "after": calibration_error([after[i] for i in mine], [hits[i] for i in mine]),
            }
            for label in sorted({s.label for s in spans})
            if (mine := [i for i, s in enumerate(spans) if s.label == label])
        },
    }
    return figures | ({"indicators": _of_indicators(asked)} if asked else {})


def _of_indicators(asked: Sequence[Choice]) -> dict[str, Any]:
    hits = [int(c.scores.argmax()) == c.wanted for c in asked]
    heats = [temperature([c for c in asked if c.fold != fold]) for fold in range(FOLDS)]
    before = [float(_softmax(c.scores[None]).max()) for c in asked]
    after = [float(_softmax(c.scores[None] / heats[c.fold]).max()) for c in asked]
    return {
        "asked": len(asked),
        "right": sum(hits) / len(hits),
        "before": calibration_error(before, hits),
        "after": calibration_error(after, hits),
        "temperature": temperature(asked),
    }


def write(calibration: Calibration, folder: Path) -> Path:
    """Writes `calibration.json` into a model folder."""
    model = {label: {"scores": xs, "shares": ys} for label, (xs, ys) in calibration.model.items()}
    data = {"model": model, "grammar": dict(calibration.grammar), "temperature": calibration.temperature}
    path = folder / FILE
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    return path


def calibrate(folder: Path, examples: Sequence[Example]) -> Calibration:
    """Fits a model folder on labelled examples that it was not trained on, and writes what was fitted.

    The model is judged with the division of work that ships (grammar for COUNT and DATE), and for those two labels
    once more alone, for whoever runs it without the grammar; the grammar for all, since it labels what is not run.
    """
    hybrid, alone = HybridLabeler(folder, gate="hints"), OnnxLabeler(folder, gate="hints")
    spans = judged(hybrid, examples)
    spans += [s for s in judged(alone, examples) if s.label in hybrid.fixed]
    spans += [replace(s, grammar=True) for s in judged(hybrid.grammar, examples) if s.label not in hybrid.fixed]
    known = {label for example in examples for _, _, label in example.spans}  # of the others nothing can be said
    calibration = fit([s for s in spans if s.label in known], choices(hybrid, examples))
    write(calibration, folder)
    return calibration


@click.command()
@click.option("--model", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DEFAULT)
@click.option("--gold", type=click.Path(exists=True, path_type=Path), default=Path("training/gold"), show_default=True)
@click.option("--dry-run", is_flag=True, help="Only print the errors; write nothing.")
def main(model: Path, gold: Path, dry_run: bool) -> None:
    """Fit the calibration of a model folder."""
    from training.evaluate import gold_files

    examples = read_examples(gold_files(gold))
    figures = report(HybridLabeler(model, gate="hints"), examples)
    for name, row in {"all": figures, **figures["labels"], "indicators": figures.get("indicators")}.items():
        if row:
            click.echo(f"{name:10s} calibration error {row['before']:.3f} -> {row['after']:.3f}")
    if not dry_run:
        calibrate(model, examples)
        click.echo(f"wrote {model / FILE}")


if __name__ == "__main__":
    main()
