"""Noise families, one a file, found by discovery.

A family is a module with

- `FAMILY`: its snake_case name, as it stands in `Edit.family`;
- `LEVEL`: families run from the lowest level to the highest; those of one level touch different things;
- `make(text, rng) -> str`: writes the noise into clean text (tests, noise ladder, training);
- `undo(text: AlignedText) -> list[Change]`: the changes that take it out again, in clean offsets. A family that loses
  information has none. With `BY_SCRIPT = True`, `undo(text, script)` also gets "auto", "traditional" or "simplified".

Families look at as little context as they can, so that the raw slice of a number reads as the same number on its own.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from random import Random

from giar_ml.normalize.changes import Change
from giar_ml.types import AlignedText


@dataclass(frozen=True, slots=True)
class Family:
    """One noise family; `undo` is None where the noise cannot be taken out."""

    name: str
    level: int
    make: Callable[[str, Random], str]
    undo: Callable[..., list[Change]] | None
    by_script: bool = False

    def changes(self, text: AlignedText, script: str) -> list[Change]:
        """The changes that undo this family in `text`, in clean offsets."""
        if self.undo is None:
            return []
        return self.undo(text, script) if self.by_script else self.undo(text)


@cache
def families() -> tuple[Family, ...]:
    """Every family of this package in the order in which they are undone."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    found = (
        Family(m.FAMILY, m.LEVEL, m.make, getattr(m, "undo", None), getattr(m, "BY_SCRIPT", False)) for m in modules
    )
    return tuple(sorted(found, key=lambda family: (family.level, family.name)))
