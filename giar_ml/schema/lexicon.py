"""Words of number (`lexicon.yaml`) and the pattern pieces built from them; what labeler and number grammar share.

Patterns are for clean text, but full-width digits, full-width separators and white space inside a number are allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from giar_ml.errors import SchemaError
from giar_ml.schema import resource
from giar_ml.types import Qualifier

DIGIT = "[0-9０-９]"
# possessive and bounded: a run of digits is one number or none
DIGITS = rf"(?:(?>{DIGIT}{{1,3}}(?:[,，]{DIGIT}{{3}}(?!{DIGIT})){{1,4}}|{DIGIT}{{1,12}}+)(?:[.．]{DIGIT}{{1,8}}+)?+)"
HAN = "[零〇一二两三四五六七八九十百千万]"
TIMES = "(?:(?:百万|千万|万亿|[万亿千百])(?!元))"  # 万元 and 亿元 are units


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The parsed word lists; `unit` and `han_unit` are patterns, longest word first."""

    unit: str
    han_unit: str
    one_unit: str
    before: dict[str, Qualifier]
    glued: dict[str, frozenset[str]]
    marks: dict[str, Qualifier]
    after: dict[str, Qualifier]
    hotlines: tuple[str, ...]
    short_lines: tuple[str, ...]
    slogans: tuple[str, ...]
    not_counted: tuple[str, ...]
    agency_ends: tuple[str, ...]


def either(words: Any) -> str:
    """A pattern for any of the words, longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


def _units(table: dict[str, str], only: list[str] | None = None) -> str:
    parts = []
    for unit in sorted(only or table, key=len, reverse=True):
        stop = table[unit]
        parts.append(re.escape(unit) + (f"(?![{stop}])" if stop else ""))
    return "(?:" + "|".join(parts) + ")"


def _by_word(table: dict[str, list[str]]) -> dict[str, Qualifier]:
    return {word: cast(Qualifier, kind) for kind, words in table.items() for word in words}


def is_glued(text: str, place: int) -> bool:
    """Whether the qualifier at this place is the last character of another word: 预约20次."""
    return text[place - 1 : place] in lexicon().glued.get(text[place : place + 1], ()) if place else False


@cache
def lexicon() -> Lexicon:
    """The word lists, loaded once. Raises `SchemaError`."""
    data = resource("lexicon.yaml")
    try:
        return Lexicon(
            unit=_units(data["units"]),
            han_unit=_units(data["units"], data["han_units"]),
            one_unit=_units(data["units"], data["one_before"]),
            before=_by_word(data["qualifiers"]),
            glued={mark: frozenset(before) for mark, before in data["glued"].items()},
            marks=_by_word(data["marks"]),
            after=_by_word(data["after"]),
            hotlines=tuple(data["hotlines"]),
            short_lines=tuple(data["short_lines"]),
            slogans=tuple(data["slogans"]),
            not_counted=tuple(data["not_counted"]),
            agency_ends=tuple(data["agency_ends"]),
        )
    except (KeyError, TypeError) as error:
        raise SchemaError(f"schema/lexicon.yaml: {error!r}") from error
