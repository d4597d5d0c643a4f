"""Word and character lists of the normalise stage, as YAML."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from giar_ml.errors import SchemaError


@cache
def load(name: str) -> Any:
    """A YAML file of this folder, parsed. Raises `SchemaError` where it is missing or broken."""
    try:
        text = files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except (OSError, yaml.YAMLError) as error:
        raise SchemaError(f"normalize/data/{name}.yaml cannot be read: {error}") from error
