"""What a reader hands back: a `Document` without its name and hash."""

from __future__ import annotations

from dataclasses import dataclass

from giar_ml.types import AlignedText, Box


@dataclass(frozen=True, slots=True)
class Content:
    """Decoded `source`, what a person sees of it, and where it stands on the page (raw offsets, PDF only)."""

    format: str
    source: str
    visible: AlignedText
    encoding: str | None = None
    boxes: tuple[Box, ...] = ()
    notes: tuple[str, ...] = ()
