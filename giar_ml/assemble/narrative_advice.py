"""What a model's guess of the indicator changes in the reading of a count: it fills, doubts or overrules weak words.

Words of the schema that speak clearly are not overruled. Where they say nothing, a sure guess stands in for them.
"""

from __future__ import annotations

from dataclasses import replace

from giar_ml.assemble.narrative_match import Match
from giar_ml.assemble.narrative_phrase import Phrase
from giar_ml.schema.narrative import narrative

NOTHING = ("none", "attribute")  # guesses that the count is no fact of its own
TOPIC = "disclosed.topic"
FILLS = 0.50  # probability from which a guess stands in where no words speak
DOUBTS = 0.98  # probability of "no fact" from which weak words give way
OVERRULES = 0.98  # probability of another indicator from which weak words give way
WEAK = 6.0  # score of words under which they give way


def advised(match: Match | None, phrase: Phrase) -> Match | None:
    """The match after the model's guess was heard; the match itself where the phrase carries none."""
    if not phrase.guesses:
        return match
    name, sure = phrase.guesses[0]
    if match is None:
        return _guessed(phrase, name, sure) if sure >= FILLS else None
    chances = dict(phrase.guesses)
    chance = chances.get(_name(match.key), 0.0)
    known = replace(match, chance=chance)
    if chance >= 0.1 or match.score >= WEAK:
        return known
    if name in NOTHING:
        return None if sure >= DOUBTS else known
    return (_guessed(phrase, name, sure) or known) if sure >= OVERRULES else known


def _guessed(phrase: Phrase, name: str, sure: float) -> Match | None:
    """The match that a guess stands for; None for no fact, and where the unit speaks against it."""
    if name in NOTHING:
        return None
    if name == TOPIC:
        topic = narrative().topic(phrase.clause + phrase.tail)
        return Match(f"{TOPIC}.{topic or 'other'}", 3.0, "", sure)
    indicator = narrative().indicator(name)
    unit = phrase.quantity.unit
    if indicator is None or (unit and unit not in indicator.units):
        return None
    return Match(name, 3.0, "", sure)


def _name(key: str) -> str:
    return TOPIC if key.startswith(TOPIC) else key
