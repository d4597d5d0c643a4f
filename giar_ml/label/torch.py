"""The token classifier on PyTorch, for machines with a GPU: padded batches of windows of like length.

Needs `model.pt2` in the model folder (`python -m training.export --torch`) and torch, which is no dependency of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from giar_ml.errors import ModelError
from giar_ml.label.characters import PAD
from giar_ml.label.model import DEFAULT, Folder, Gate, ModelLabeler, Window, read_folder
from giar_ml.label.tags import Scores

PROGRAM = "model.pt2"


class TorchEngine:
    """Runs windows in padded batches of about `size` characters on a device, in float32."""

    def __init__(self, folder: Folder, *, device: str | None = None, size: int = 32_768) -> None:
        self.folder, self.size = folder, size
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        try:
            self.network = torch.export.load(folder.path / PROGRAM).module().to(self.device)
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelError(f"{folder.path / PROGRAM}: PyTorch cannot load this model ({error}).") from error

    def run(self, batch: Sequence[Window]) -> list[tuple[Scores, Scores]]:
        """Logits of tags and indicators of every window, in order."""
        order = sorted(range(len(batch)), key=lambda i: len(batch[i][0]))
        found: dict[int, tuple[Scores, Scores]] = {}
        while order:
            rows = max(1, min(len(order), self.size // (len(batch[order[-1]][0]) + 2)))
            taken, order = order[-rows:], order[:-rows]
            found |= dict(zip(taken, self._batch([batch[i] for i in taken]), strict=True))
        return [found[i] for i in range(len(batch))]

    @torch.inference_mode()
    def _batch(self, batch: Sequence[Window]) -> list[tuple[Scores, Scores]]:
        longest = max(4, *(len(text) + 2 for text, _ in batch))
        table = np.full((3, len(batch), longest), PAD, dtype=np.int64)
        for row, window in enumerate(batch):
            characters, told = self.folder.inputs(window)
            table[:2, row, : len(characters)] = characters, told
            table[2, row, : len(characters)] = 1
        given = torch.from_numpy(table).to(self.device)
        tags, names = (found.float().cpu().numpy() for found in self.network(given[0], given[1], given[2]))
        inside = [slice(1, len(text) + 1) for text, _ in batch]
        return [(tags[i, part], names[i, part]) for i, part in enumerate(inside)]


class TorchLabeler(ModelLabeler):
    """The model of a folder on a GPU (or on the processor, where `device` says so); see `ModelLabeler`."""

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        device: str | None = None,
        fixed: Sequence[str] = (),
        gate: Gate = "facts",
    ) -> None:
        folder = read_folder(Path(model) if model is not None else DEFAULT, PROGRAM)
        super().__init__(folder, TorchEngine(folder, device=device), fixed=fixed, gate=gate)
