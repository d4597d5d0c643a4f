"""Labelling: which stretches of prose are counts, categories, dates, agencies, words of absence.

Every labeler fulfils `Labeler`; what the spans mean is decided later, by `assemble`, from the schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from giar_ml.label.lexicon import LexiconLabeler
from giar_ml.types import Passage, Span

__all__ = ["Labeler", "LexiconLabeler"]


@runtime_checkable
class Labeler(Protocol):
    """Passages in, spans out: one tuple a passage, in the same order; spans sorted, clean offsets in their passage.

    `id` and `hash` name what labels: they go into the provenance of every record.
    """

    @property
    def id(self) -> str: ...

    @property
    def hash(self) -> str: ...

    def label(self, passages: Sequence[Passage]) -> list[tuple[Span, ...]]: ...
