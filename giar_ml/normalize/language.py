"""Which pairs of Han characters official language uses (`data/pairs.txt`, made by `training.language`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise

from giar_ml.errors import SchemaError

FILE = "data/pairs.txt"


SELDOM = 8  # known pairs of a character, before and behind; one with more may stand in names: 锦 and 焦 have over 30


@cache
def _followers() -> dict[str, str]:
    """Every first character with all that may follow it."""
    try:
        lines = files("giar_ml.normalize").joinpath(FILE).read_text("utf-8").splitlines()
    except OSError as error:
        raise SchemaError(f"normalize/{FILE} cannot be read: {error}") from error
    return {line[0]: line[1:] for line in lines if line and line[0] != "#"}


def is_known(pair: str) -> bool:
    """Whether two characters follow each other in official language."""
    return len(pair) == 2 and pair[1] in _followers().get(pair[0], "")


def known_pairs(text: str) -> int:
    """How many neighbours in `text` are known pairs, of `len(text) - 1`."""
    followers = _followers()
    return sum(b in followers.get(a, "") for a, b in pairwise(text))


def in_a_word(text: str, place: int) -> bool:
    """Whether the character at `place` makes a known pair with one beside it."""
    return is_known(text[max(0, place - 1) : place + 1]) or is_known(text[place : place + 2])


@cache
def seldom(char: str) -> bool:
    """Whether official language has hardly a word with this character."""
    followers = _followers()
    return len(followers.get(char, "")) + sum(char in after for after in followers.values()) <= SELDOM
