"""How sure a statistic is: a probability, from the strength of the words, the unit, and the model's opinion if asked.

Two logistic curves, with and without a model; their weights stand in `schema/statistics.yaml` and are fitted by
`training.calibrate_statistics` on sentences marked by hand.
"""

from __future__ import annotations

import math
from functools import cache

from giar_ml.assemble.narrative_match import Match
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.errors import SchemaError
from giar_ml.schema import resource

Features = tuple[float, ...]
WORDS = ("bias", "words", "unit", "span")
MODEL = (*WORDS, "chance", "sure")


def features(phrase: Phrase, match: Match) -> Features:
    """The numbers of `WORDS` or, where a model was asked, of `MODEL`, in that order; each about between 0 and 1.

    `words` is the score of the match, `unit` whether one is printed, `span` the labeler's score, `chance` the model's
    probability for this indicator as log-odds, `sure` that of its best guess.
    """
    plain = (1.0, min(match.score, 12.0) / 12, float(bool(phrase.quantity.unit)), phrase.score)
    if match.chance is None:
        return plain
    return (*plain, _odds(match.chance), _odds(phrase.guesses[0][1]))


def confidence(phrase: Phrase, match: Match) -> float:
    """The probability that value and indicator of the statistic are right."""
    given = features(phrase, match)
    weights = _weights()["words" if len(given) == len(WORDS) else "model"]
    return round(1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, given, strict=True)))), 3)


def _odds(share: float) -> float:
    """Log-odds of a probability, kept between -1 and 1."""
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1 - share)) / 7


@cache
def _weights() -> dict[str, tuple[float, ...]]:
    data = resource("statistics.yaml")
    try:
        weights = {name: tuple(float(data[name][x]) for x in names) for name, names in _CURVES.items()}
    except (KeyError, TypeError, ValueError) as error:
        raise SchemaError(f"schema/statistics.yaml: {error!r}") from error
    return weights


_CURVES = {"words": WORDS, "model": MODEL}
