"""One strict configuration for a run: unknown keys are errors, and its hash goes into every record."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from giar_ml.errors import ConfigError
from giar_ml.read import Limits


class LimitsConfig(BaseModel):
    """Bounds of one document; see `giar_ml.read.Limits`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_bytes: int = Field(default=Limits().max_bytes, gt=0)
    max_text_bytes: int = Field(default=Limits().max_text_bytes, gt=0)
    max_characters: int = Field(default=Limits().max_characters, gt=0)
    max_pages: int = Field(default=Limits().max_pages, gt=0)
    seconds: float = Field(default=Limits().seconds, gt=0)
    line_seconds: float = Field(default=Limits().line_seconds, gt=0)


class Config(BaseModel):
    """What a run can be told. The defaults are what the shipped package does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labeler: Literal["lexicon", "onnx", "hybrid"] = "hybrid"  # the number grammar and the model
    model: str | None = None  # a model folder; the shipped one where null
    threads: int = Field(default=1, gt=0)  # of the model
    limits: LimitsConfig = LimitsConfig()

    def hash(self) -> str:
        """SHA-256 of the resolved configuration."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def read_limits(self) -> Limits:
        """The limits as the readers take them."""
        return Limits(**self.limits.model_dump())


def load_config(path: str | Path | None = None) -> Config:
    """The configuration of a YAML file, or the defaults. Raises `ConfigError`."""
    if path is None:
        return Config()
    try:
        data = yaml.safe_load(Path(path).read_text("utf-8"))
        return Config.model_validate(data or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{path}: {error}") from error
