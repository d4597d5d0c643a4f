"""Spans to one tag a character and back: BIO, so that adjacent spans of one label stay apart.

The labels stand in `schema/labels.yaml`, read by training and inference alike; a model folder repeats those it knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from giar_ml.errors import SchemaError
from giar_ml.schema import resource
from giar_ml.types import Span

Scores = NDArray[np.float32]
OUTSIDE = 0


@cache
def schema_labels() -> tuple[str, ...]:
    """The labels of the schema in their order. Raises `SchemaError`."""
    data = resource("labels.yaml")
    if not isinstance(data, dict) or not isinstance(data.get("labels"), dict):
        raise SchemaError("schema/labels.yaml: expected a mapping `labels` from label to what it means.")
    return tuple(data["labels"])


@dataclass(frozen=True)
class Tags:
    """Tag 0 is outside; label number i (from 0) begins with tag 2i + 1 and goes on with tag 2i + 2."""

    labels: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return ("O", *(f"{mark}-{label}" for label in self.labels for mark in "BI"))

    def __len__(self) -> int:
        return 2 * len(self.labels) + 1

    def encode(self, spans: Iterable[tuple[int, int, str]], length: int) -> list[int]:
        """One tag for each of `length` characters. Spans of labels that are not ours are left out.

        Raises ValueError for a span that is empty, outside the text or over another one.
        """
        tags = [OUTSIDE] * length
        for start, end, label in spans:
            if label not in self.labels:
                continue
            if not 0 <= start < end <= length or any(tags[start:end]):
                raise ValueError(f"span {(start, end, label)} is empty, outside the text or overlaps another")
            begin = 2 * self.labels.index(label) + 1
            tags[start:end] = [begin] + [begin + 1] * (end - start - 1)
        return tags

    def decode(self, scores: Scores, fixed: Sequence[int] | None = None, forced: Sequence[str] = ()) -> list[Span]:
        """The spans of the most probable legal tag sequence; `scores` are logits, shape (characters, tags).

        With `fixed`, the labels in `forced` are taken from there (tags of ours, one a character) and nowhere else:
        the model decides the rest around them. A span's score is the least probability of its tags and of its end.
        """
        if len(scores) == 0:
            return []
        logs = _log_softmax(scores)
        path = self._path(logs if fixed is None else self._around(logs, fixed, forced))
        return self._spans(path, logs, set(forced) if fixed is not None else set())

    def _around(self, logs: Scores, fixed: Sequence[int], forced: Sequence[str]) -> Scores:
        """Scores in which the tags of forced labels are possible only, and alone, where `fixed` has them."""
        columns = [t for label in forced for t in (2 * self.labels.index(label) + 1, 2 * self.labels.index(label) + 2)]
        bound = np.asarray(fixed)
        here = np.isin(bound, columns)
        result = logs.copy()
        result[:, columns] = -np.inf
        result[here] = -np.inf
        result[here, bound[here]] = 0.0
        return result

    @cached_property
    def _legal(self) -> NDArray[np.bool_]:
        """legal[a, b]: tag b may stand behind tag a. Going on needs a beginning or going on of the same label."""
        tag = np.arange(len(self))
        goes_on = (tag > 0) & (tag % 2 == 0)
        same = (tag[:, None] == tag[None, :]) | (tag[:, None] == tag[None, :] - 1)
        legal: NDArray[np.bool_] = ~goes_on[None, :] | same
        return legal

    def _path(self, logs: Scores) -> NDArray[np.intp]:
        """Viterbi under the legal transitions; the plain best tags where they are legal already (nearly always)."""
        best: NDArray[np.intp] = logs.argmax(axis=1)
        before = np.concatenate([[OUTSIDE], best[:-1]])
        if self._legal[before, best].all():
            return best
        penalty = np.where(self._legal, 0.0, -1e4)
        total = np.maximum(logs[0], -1e6) + penalty[OUTSIDE]
        back = np.zeros(logs.shape, dtype=np.intp)
        for i in range(1, len(logs)):
            reach = total[:, None] + penalty
            back[i] = reach.argmax(axis=0)
            total = reach.max(axis=0) + np.maximum(logs[i], -1e6)
        path = np.zeros(len(logs), dtype=np.intp)
        path[-1] = int(total.argmax())
        for i in range(len(logs) - 1, 0, -1):
            path[i - 1] = back[i, path[i]]
        return path

    def _spans(self, path: NDArray[np.intp], logs: Scores, sure: set[str]) -> list[Span]:
        found: list[Span] = []
        starts = np.flatnonzero(path % 2 == 1)
        for start in starts:
            begin, end = int(path[start]), int(start) + 1
            while end < len(path) and path[end] == begin + 1:
                end += 1
            label = self.labels[begin // 2]
            score = 1.0 if label in sure else self._score(path, logs, int(start), end)
            found.append(Span(int(start), end, label, score))
        return found

    def _score(self, path: NDArray[np.intp], logs: Scores, start: int, end: int) -> float:
        least = float(logs[np.arange(start, end), path[start:end]].min())
        if end < len(path):
            least = min(least, float(np.log1p(-min(np.exp(logs[end, path[start] + 1]), 1 - 1e-7))))
        return round(float(np.exp(least)), 4)


def _log_softmax(scores: Scores) -> Scores:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float32)
