"""The token classifier on ONNX Runtime, on the processor: what the package ships.

Every sentence is a run of its own, without padding. Dynamic int8 takes its scale from the whole tensor, so sentences in
one batch would change each other's labels; and on processors a batch gains nothing (docs in `training/LOG.md`).
Parallelism comes from running several sentences at a time, one thread each.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from giar_ml import deadline
from giar_ml.errors import ModelError
from giar_ml.label.model import DEFAULT, Folder, Gate, ModelLabeler, Window, read_folder
from giar_ml.label.tags import Scores

THREADS = 2


class OnnxEngine:
    """Runs windows one by one on `threads` threads. Raises `ModelError` where the model cannot be loaded."""

    def __init__(self, folder: Folder, *, threads: int = THREADS) -> None:
        self.folder = folder
        self.session = _session(folder.path / "model.onnx")
        self.outputs = ["logits", "indicators"] if folder.indicators else ["logits"]
        self.pool = ThreadPoolExecutor(max_workers=threads) if threads > 1 else None

    def run(self, batch: Sequence[Window]) -> list[tuple[Scores, Scores]]:
        """Logits of tags and indicators of every window, in order."""
        found = map(self._one, batch) if self.pool is None or len(batch) < 2 else self.pool.map(self._one, batch)
        return list(deadline.each(found))

    def _one(self, window: Window) -> tuple[Scores, Scores]:
        characters, told = self.folder.inputs(window)
        given = {"characters": np.array([characters], dtype=np.int64), "hints": np.array([told], dtype=np.int64)}
        tags, *rest = (found[0, 1:-1] for found in self.session.run(self.outputs, given))
        return tags, rest[0] if rest else tags[:, :0]


def _session(path: Path) -> Any:
    import onnxruntime  # takes a moment to import: only when a model is wanted

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own errors share no base class but this one
        raise ModelError(f"{path}: ONNX Runtime cannot load this model ({error}).") from error


class OnnxLabeler(ModelLabeler):
    """The shipped model, or the one in the folder `model`; see `ModelLabeler`."""

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        threads: int = THREADS,
        fixed: Sequence[str] = (),
        gate: Gate = "facts",
        kept: int = 20_000,
    ) -> None:
        folder = read_folder(Path(model) if model is not None else DEFAULT)
        super().__init__(folder, OnnxEngine(folder, threads=threads), fixed=fixed, gate=gate, kept=kept)
