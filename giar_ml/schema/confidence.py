"""From which confidence on a cell is trusted (`schema/confidence.yaml`, written by `benchmarks.calibration`)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from giar_ml.errors import SchemaError
from giar_ml.schema import resource


class Thresholds(NamedTuple):
    """Cells with a smaller confidence are abstained from: `value` of printed numbers, `null` of cells without one."""

    value: float
    null: float


@cache
def thresholds() -> Thresholds:
    """The thresholds in use. Raises `SchemaError` where the file is wrong."""
    try:
        used = resource("confidence.yaml")["used"]
        found = Thresholds(float(used["value"]), float(used["null"]))
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError(f"schema/confidence.yaml: {error!r}") from error
    if not all(0 <= threshold <= 1 for threshold in found):
        raise SchemaError("schema/confidence.yaml: thresholds are numbers from 0 to 1")
    return found
