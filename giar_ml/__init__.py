"""giar_ml: verified numbers out of Chinese government information-disclosure annual reports.

>>> import giar_ml
>>> reader = giar_ml.load()
>>> records = reader.read("report.txt")        # one record, or one a year where two stand side by side
>>> for record in reader.pipe(paths): ...      # many files, lazily; a bad file becomes a failed record
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from giar_ml.pipeline import Reader

__version__ = "0.1.0"
__all__ = ["__version__", "load"]


def load(config: str | Path | None = None) -> Reader:
    """A reader with the shipped defaults, or as a YAML configuration file says.

    Raises `giar_ml.errors.SetupError` where the configuration, the schema or the model is wrong.
    """
    from giar_ml.config import load_config
    from giar_ml.pipeline import Reader

    return Reader(load_config(config))
