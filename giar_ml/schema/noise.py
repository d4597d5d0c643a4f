"""How sure a span is noise, by its family (`schema/noise.yaml`)."""

from __future__ import annotations

from functools import cache

from giar_ml.errors import SchemaError
from giar_ml.schema import resource

SURE = 0.5  # from here on a span that is only pointed at is named in the record


@cache
def scores() -> dict[str, float]:
    """Family -> score, 0 to 1; a family that is missing changes a mere way of writing."""
    found = resource("noise.yaml")["scores"]
    if not all(isinstance(score, int | float) and 0 <= score <= 1 for score in found.values()):
        raise SchemaError("schema/noise.yaml: scores are numbers from 0 to 1")
    return dict(found)
