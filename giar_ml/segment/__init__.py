"""Sections, prose and furniture of a report; a file of several reports is split into one `Document` each."""

from __future__ import annotations

from giar_ml.segment.outline import outline
from giar_ml.segment.parts import split

__all__ = ["outline", "split"]
