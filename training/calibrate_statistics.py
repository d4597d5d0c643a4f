"""Fits how sure a statistic is: `python -m training.calibrate_statistics --gold training/gold`.

Two logistic regressions on the statistics that the line finds in sentences marked by hand, with and without a model.
The figures printed are cross-fitted: every body is judged by curves that were fitted without it. `--write` fits on all
and writes `giar_ml/schema/statistics.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from giar_ml.assemble.narrative import read_statistics
from giar_ml.assemble.narrative_confidence import MODEL, WORDS, Features, features
from giar_ml.assemble.narrative_match import Match
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.label import Labeler, LexiconLabeler
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.normalize import normalize
from giar_ml.types import AlignedText, Passage
from training.evaluate_statistics import facts, read_sentences
from training.metrics import calibration_error

TARGET = Path(__file__).parents[1] / "giar_ml" / "schema" / "statistics.yaml"
HEAD = """# Weights of the two logistic curves that tell how sure a statistic is: giar_ml.assemble.narrative_confidence.
# Written by `python -m training.calibrate_statistics --write`; cross-fitted calibration errors stand behind them.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One found statistic: what its confidence is made from, whether value and indicator are right, its body."""

    features: Features
    right: bool
    body: str


def judge(sentences: Sequence[dict[str, Any]], labeler: Labeler) -> list[Judged]:
    """Every statistic that the line finds in the sentences by this labeler, those of absence left out."""
    found = []
    for sentence in sentences:
        passage = Passage(normalize(AlignedText.identity(sentence["text"])).text, "1", 0)
        seen: list[Features] = []

        def note(phrase: Phrase, match: Match, seen: list[Features] = seen) -> float:
            seen.append(features(phrase, match))
            return float(len(seen) - 1)

        spans = labeler.label([passage])
        wanted = facts(sentence)
        for statistic in read_statistics([passage], spans, source=sentence["text"], confidence=note):
            if statistic.qualifier == "stated_absence" or statistic.indicator.startswith("other."):
                continue
            right = any(fact.accepts(statistic) for fact in wanted)
            found.append(Judged(seen[int(statistic.confidence)], right, sentence["body_id"]))
    return found


def fitted(judged: Sequence[Judged]) -> LogisticRegression:
    """The curve through these; the bias is one of the features."""
    curve = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000)
    return curve.fit([j.features for j in judged], [j.right for j in judged])


def cross_fitted(judged: Sequence[Judged], folds: int = 5) -> list[float]:
    """The confidence of each by a curve fitted on other bodies alone."""
    table, bodies = np.array([j.features for j in judged]), [j.body for j in judged]
    result = np.zeros(len(judged))
    for inside, outside in GroupKFold(folds).split(table, groups=bodies):
        result[outside] = fitted([judged[i] for i in inside]).predict_proba(table[outside])[:, 1]
    return [float(x) for x in result]


@click.command()
@click.option("--gold", type=click.Path(exists=True, path_type=Path), required=True)
@click.option(
    "--model", type=click.Path(exists=True, path_type=Path), help="Model folder (the shipped one if not given)."
)
@click.option("--write", is_flag=True, help=f"Write {TARGET.name}.")
def main(gold: Path, model: Path | None, write: bool) -> None:
    """Fit the confidence of statistics."""
    sentences = read_sentences(gold)
    lines = [HEAD]
    labelers: dict[str, tuple[Labeler, tuple[str, ...]]] = {
        "words": (LexiconLabeler(), WORDS),
        "model": (HybridLabeler(model), MODEL),
    }
    for name, (labeler, names) in labelers.items():
        judged = [j for j in judge(sentences, labeler) if len(j.features) == len(names)]
        sure, right = cross_fitted(judged), [j.right for j in judged]
        error = calibration_error(sure, right)
        click.echo(
            f"{name}: {len(judged)} statistics, {sum(right)} right, calibration error {error:.3f} (cross-fitted)"
        )
        weights = fitted(judged).coef_[0]
        values = ", ".join(f"{n}: {w:.3f}" for n, w in zip(names, weights, strict=True))
        lines.append(f"{name}: {{{values}}}  # {len(judged)} statistics, calibration error {error:.3f}\n")
    if write:
        TARGET.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
