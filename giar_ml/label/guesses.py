"""What an indicator head chooses from: which statistic a COUNT or a NIL is, as far as the words around it tell."""

from __future__ import annotations

from functools import cache

import numpy as np

from giar_ml.label.tags import Scores
from giar_ml.schema.narrative import narrative

NONE, ATTRIBUTE, TOPIC = "none", "attribute", "disclosed.topic"
TOLD = ("COUNT", "NIL")  # the labels that an indicator is asked for
LEAST = 0.02  # probability under which a guess is not worth telling
_ABOUT = ("share", "change")
_ABOUT_ENDS = (".yoy", ".topic")


@cache
def indicator_names() -> tuple[str, ...]:
    """No statistic, something said of the one before, every indicator of the schema; topics are one."""
    keys = (indicator.key for indicator in narrative().indicators)
    return (NONE, ATTRIBUTE, TOPIC, *(key for key in keys if not key.startswith(TOPIC)))


def indicator_name(key: str) -> str | None:
    """The name of a marked key (the first of `a+b` and `a/b`); None where the head has no name for it."""
    first = key.split("+")[0].split("/")[0]
    if first in _ABOUT or first.endswith(_ABOUT_ENDS):
        return ATTRIBUTE
    if first.startswith(TOPIC):
        return TOPIC
    return first if first in indicator_names() else None


def guesses(scores: Scores, names: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The likely names with their probabilities, the best first; `scores` are the logits of one character."""
    powers = np.exp(scores - scores.max())
    shares = powers / powers.sum()
    best = [i for i in np.argsort(-shares)[:5] if shares[i] >= LEAST]
    return tuple((names[i], round(float(shares[i]), 4)) for i in best)
