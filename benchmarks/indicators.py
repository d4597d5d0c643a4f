"""Which indicator a count is: words of the schema against a trained head, retrieval, and what they say together.

    python -m benchmarks.indicators --gold training/gold --model giar_ml/models/tagger --json out/indicators.json

The spans are given, so that only the choice of the indicator is scored. `words` are the patterns of the schema, `head`
the model's best guess, `retrieval` the indicator whose definition, name and example are nearest to the phrase (TF-IDF
over characters), `both` is what the line does. `--unseen FILE` names indicators (one a line) that the model was not
trained on: they are scored apart, with the words of the schema left as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from giar_ml.assemble.narrative import read_statistics
from giar_ml.assemble.narrative_phrase import phrases
from giar_ml.label.guesses import ATTRIBUTE, NONE, TOPIC
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.schema.narrative import narrative
from giar_ml.types import AlignedText, Passage, Span
from training.evaluate_statistics import read_sentences

Choice = Mapping[int, str]  # start of a COUNT -> indicator; counts that are no statistic are left out
Way = Callable[[Passage, Sequence[Span]], Choice]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts whose indicator was wanted, given, and given rightly."""

    wanted: int
    given: int
    right: int

    @property
    def f1(self) -> float:
        """In points."""
        return 200 * self.right / max(1, self.wanted + self.given)


def by_words(passage: Passage, spans: Sequence[Span]) -> Choice:
    """What the line reads without a model."""
    plain = [replace(span, guesses=()) for span in spans]
    return {s.start: s.indicator for s in read_statistics([passage], [plain], source=passage.text.text)}


def by_both(passage: Passage, spans: Sequence[Span]) -> Choice:
    """What the line reads with the model's guesses."""
    return {s.start: s.indicator for s in read_statistics([passage], [spans], source=passage.text.text)}


def by_head(_: Passage, spans: Sequence[Span]) -> Choice:
    """The model's best guess alone."""
    best = {s.start: s.guesses[0][0] for s in spans if s.label == "COUNT" and s.guesses}
    return {start: key for start, key in best.items() if key not in (NONE, ATTRIBUTE)}


class Retrieval:
    """The nearest indicator by characters; nothing where even the nearest is far."""

    def __init__(self, least: float = 0.15) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        indicators = narrative().indicators
        self.keys, self.least = [i.key for i in indicators], least
        said = ["".join(c for c in "".join(p.regex.pattern for p in i.patterns) if c > "一") for i in indicators]
        documents = [f"{i.example[0]} {words}" for i, words in zip(indicators, said, strict=True)]
        self.vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
        self.rows = self.vectors.fit_transform(documents)

    def __call__(self, passage: Passage, spans: Sequence[Span]) -> Choice:
        """One indicator a count."""
        found = phrases(passage, spans)
        if not found:
            return {}
        near = (self.vectors.transform([p.clause + p.tail for p in found]) @ self.rows.T).toarray()
        best = [(p.start, int(row.argmax()), float(row.max())) for p, row in zip(found, near, strict=True)]
        return {start: self.keys[i] for start, i, share in best if share >= self.least}


def told(sentence: Mapping[str, Any], labeler: OnnxLabeler) -> tuple[Passage, list[Span]]:
    """The sentence with its marked spans, and on each count what the model guesses of the count found there."""
    passage = Passage(AlignedText.identity(sentence["text"]), "1", 0)
    found = {s.start: s.guesses for s in labeler.label([passage])[0] if s.label == "COUNT"}
    return passage, [Span(s, e, label, 1.0, found.get(s, ())) for s, e, label in sentence["spans"]]


def score(choice: Choice, sentence: Mapping[str, Any], only: Callable[[str], bool]) -> Score:
    """Counts of a sentence whose key passes `only`; an answer is right where one of the accepted keys is given."""
    wanted = given = right = 0
    for start, _, label in sentence["spans"]:
        keys = [k for part in sentence["indicators"].get(str(start), "").split("+") for k in part.split("/") if k]
        said = choice.get(start)
        if label != "COUNT" or any(k.startswith("other.") for k in keys):
            continue
        wanted += bool(keys) and only(keys[0])
        given += bool(said) and (only(keys[0]) if keys else only(str(said)))
        right += bool(said) and bool(keys) and only(keys[0]) and any(_same(k, str(said)) for k in keys)
    return Score(wanted, given, right)


def _same(wanted: str, said: str) -> bool:
    return wanted == said or (wanted.startswith(TOPIC) and said.startswith(TOPIC))


def interval(scores: Sequence[Score], draws: int = 1000) -> tuple[float, float]:
    """95 % of the bootstrap over sentences, in points."""
    table = np.array([(s.wanted, s.given, s.right) for s in scores], dtype=float)
    picks = np.random.default_rng(1).integers(0, len(table), (draws, len(table)))
    sums = table[picks].sum(axis=1)
    low, high = np.percentile(200 * sums[:, 2] / np.maximum(1, sums[:, 0] + sums[:, 1]), [2.5, 97.5])
    return float(low), float(high)


@click.command()
@click.option("--gold", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--model", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--unseen", type=click.Path(exists=True, path_type=Path), help="Indicators the model never saw.")
@click.option("--json", "output", type=click.Path(path_type=Path))
def main(gold: Path, model: Path, unseen: Path | None, output: Path | None) -> None:
    """Compare ways to tell which indicator a count is."""
    labeler = OnnxLabeler(model, fixed=("COUNT", "DATE"))
    sentences = read_sentences(gold)
    given = [told(sentence, labeler) for sentence in sentences]
    ways: dict[str, Way] = {"words": by_words, "retrieval": Retrieval(), "head": by_head, "both": by_both}
    names = set(unseen.read_text("utf-8").split()) if unseen else set()
    parts: dict[str, Callable[[str], bool]] = {"all": lambda _: True}
    if names:
        parts |= {"seen": lambda key: key not in names, "unseen": lambda key: key in names}
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for part, only in parts.items():
        for name, way in ways.items():
            scores = [score(way(*g), sentence, only) for g, sentence in zip(given, sentences, strict=True)]
            total = Score(*(sum(getattr(s, f) for s in scores) for f in ("wanted", "given", "right")))
            low, high = interval(scores)
            figures.setdefault(part, {})[name] = {"f1": total.f1, "low": low, "high": high, "wanted": total.wanted}
            click.echo(f"{part:7} {name:10} F1 {total.f1:5.1f} [{low:.1f}, {high:.1f}] of {total.wanted} counts")
    if output:
        output.write_text(json.dumps(figures, indent=1), "utf-8")


if __name__ == "__main__":
    main()
