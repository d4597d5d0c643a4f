"""Which labeler a run uses, by name; and the division of the work between number grammar and model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from giar_ml.label.lexicon import LexiconLabeler
from giar_ml.label.model import Gate, ModelLabeler
from giar_ml.label.onnx import THREADS, OnnxLabeler

Name = Literal["lexicon", "onnx", "hybrid"]


class HybridLabeler(OnnxLabeler):
    """COUNT and DATE by the number grammar, every other label by the model, which cannot overlap them."""

    def __init__(self, model: str | Path | None = None, *, threads: int = THREADS, gate: Gate = "facts") -> None:
        super().__init__(model, threads=threads, fixed=("COUNT", "DATE"), gate=gate)


def load_labeler(
    name: Name = "hybrid", *, model: str | Path | None = None, threads: int = THREADS, gate: Gate = "facts"
) -> LexiconLabeler | ModelLabeler:
    """The labeler of that name. `model` is a model folder (the shipped one if None). Raises `ModelError`."""
    if name == "lexicon":
        return LexiconLabeler()
    kind = HybridLabeler if name == "hybrid" else OnnxLabeler
    return kind(model, threads=threads, gate=gate)
