"""Characters to rows of the model: one character is one token; what has no row is unknown, nothing is dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from giar_ml.errors import ModelError

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
PAD, UNKNOWN, BEGIN, END = range(4)


def read_vocabulary(path: Path) -> dict[str, int]:
    """The rows of a model folder's `vocab.json`, a JSON list of characters behind the four specials.

    Raises ModelError where the file is missing or is no such list.
    """
    try:
        names = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: the model's vocabulary cannot be read ({error}).") from None
    if not isinstance(names, list) or tuple(names[:4]) != SPECIAL or not all(isinstance(n, str) for n in names):
        raise ModelError(f"{path}: expected a list of characters that begins with {', '.join(SPECIAL)}.")
    return {name: row for row, name in enumerate(names)}


def encode(text: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Row numbers of `[CLS]`, every character of the text, `[SEP]`: always `len(text) + 2` of them."""
    return [BEGIN, *(vocabulary.get(c, UNKNOWN) for c in text), END]
