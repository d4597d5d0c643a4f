"""The narrative indicators as data (`narrative.yaml`): patterns, frames, topics, words of absence, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from giar_ml.errors import SchemaError
from giar_ml.schema import resource

_MACRO = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that speak for an indicator. `frames` empty: no frame needed; `units` None: those of the indicator."""

    regex: re.Pattern[str]
    weight: float
    frames: frozenset[str]
    units: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One kind of statistic. `example` is a sentence with the value that this indicator has in it."""

    key: str
    group: str
    definition: str
    units: frozenset[str]
    patterns: tuple[Pattern, ...]
    example: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Absence:
    """What is stated to be absent, the indicators that are 0 then, and their unit."""

    regex: re.Pattern[str]
    indicators: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class NarrativeSchema:
    """Everything that decides which indicator a count is. `groups`: frame -> media or domain."""

    indicators: tuple[Indicator, ...]
    groups: dict[str, str]
    frames: re.Pattern[str]
    carries: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, re.Pattern[str]], ...]
    absence: tuple[Absence, ...]
    pairs: dict[str, dict[str, str]]

    def carried(self, key: str) -> str | None:
        """The frame that an indicator leaves for the counts after it."""
        return next((frame for prefix, frame in self.carries if key.startswith(prefix)), None)

    def indicator(self, key: str) -> Indicator | None:
        """The indicator of that key, if there is one."""
        return _by_key().get(key)

    def topic(self, words: str) -> str | None:
        """The topic that the words name, the one named last; None where they name none of the list."""
        found = [(m.end(), name) for name, regex in self.topics for m in regex.finditer(words)]
        return max(found)[1] if found else None


def _expand(text: str, macros: dict[str, str]) -> str:
    return _MACRO.sub(lambda m: macros[m[1]] if m[1] in macros else m[0], text)


def _units(names: list[str], classes: dict[str, list[str]]) -> frozenset[str]:
    return frozenset(u for n in names for u in (classes[n[1:]] if n.startswith("@") else [n]))


def _pattern(data: Any, macros: dict[str, str], classes: dict[str, list[str]]) -> Pattern:
    entry: dict[str, Any] = {"match": data} if isinstance(data, str) else data
    if unknown := set(entry) - {"match", "weight", "frames", "units"}:
        raise SchemaError(f"schema/narrative.yaml: unknown keys {sorted(unknown)} beside {entry['match']!r}")
    units = _units(entry["units"], classes) if "units" in entry else None
    regex = re.compile(_expand(entry["match"], macros))
    return Pattern(regex, float(entry.get("weight", 5)), frozenset(entry.get("frames", ())), units)


def _indicator(data: dict[str, Any], macros: dict[str, str], classes: dict[str, list[str]]) -> Indicator:
    patterns = tuple(_pattern(p, macros, classes) for p in data["patterns"])
    example = (data["example"]["text"], str(data["example"]["value"]))
    return Indicator(data["key"], data["group"], data["definition"], _units(data["units"], classes), patterns, example)


@cache
def _by_key() -> dict[str, Indicator]:
    return {indicator.key: indicator for indicator in narrative().indicators}


@cache
def narrative() -> NarrativeSchema:
    """The schema, loaded once. Raises `SchemaError` where an entry is wrong."""
    data = resource("narrative.yaml")
    try:
        macros, classes, frames = data["macros"], data["units"], data["frames"]
        named = "|".join(f"(?P<{name}>{frame['words']})" for name, frame in frames.items())
        return NarrativeSchema(
            indicators=tuple(_indicator(entry, macros, classes) for entry in data["indicators"]),
            groups={name: frame["group"] for name, frame in frames.items()},
            frames=re.compile(named),
            carries=tuple(data["carries"].items()),
            topics=tuple((name, re.compile(words)) for name, words in data["topics"].items()),
            absence=tuple(Absence(re.compile(a["match"]), tuple(a["indicators"]), a["unit"]) for a in data["absence"]),
            pairs=data["pairs"],
        )
    except (KeyError, TypeError, re.error) as error:
        raise SchemaError(f"schema/narrative.yaml: {error!r}") from error
