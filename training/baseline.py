"""The baseline to beat: a character n-gram tagger of scikit-learn (logistic regression, neighbours as features)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import SGDClassifier

from giar_ml.label.tags import Tags
from giar_ml.label.windows import windows
from giar_ml.types import Passage, Span
from training.data import Example

_REACH = 4  # characters seen on each side


class NgramLabeler:
    """A `Labeler` fitted on labelled windows; knows no grammar and no lexicon."""

    def __init__(self, examples: Sequence[Example], tags: Tags, *, seed: int = 1) -> None:
        self.id, self.hash = "ngram", ""
        self.tags, self.hasher = tags, FeatureHasher(2**20, input_type="string")
        target = [tag for e in examples for tag in tags.encode(e.spans, len(e.text))]
        self.model = SGDClassifier(loss="log_loss", alpha=1e-7, max_iter=8, tol=None, random_state=seed)
        self.model.fit(self.hasher.transform(f for e in examples for f in _features(e.text)), target)

    def label(self, passages: Sequence[Passage]) -> list[tuple[Span, ...]]:
        """One tuple of sorted spans a passage, clean offsets."""
        return [tuple(self._label(passage.text.text)) for passage in passages]

    def _label(self, text: str) -> Iterator[Span]:
        for start, end in windows(text):
            rows = self.model.predict_proba(self.hasher.transform(_features(text[start:end])))
            scores = np.full((end - start, len(self.tags)), -30.0, dtype=np.float32)
            scores[:, self.model.classes_] = np.log(rows + 1e-9)
            for span in self.tags.decode(scores):
                yield Span(start + span.start, start + span.end, span.label, span.score)


def _features(text: str) -> Iterator[list[str]]:
    padded = "^" * _REACH + text + "$" * _REACH
    for i in range(_REACH, _REACH + len(text)):
        around = range(-_REACH, _REACH + 1)
        ones = [f"{d}:{padded[i + d]}" for d in around]
        twos = [f"{d}:{padded[i + d : i + d + 2]}" for d in around[:-1]]
        threes = [f"{d}:{padded[i + d : i + d + 3]}" for d in range(-3, 2)]
        yield ones + twos + threes
