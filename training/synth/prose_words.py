"""The words of a report: who writes it, of which year; rules that are functions of chance (numbers, places, dates)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from training.synth.prose_grammar import Draft, Grammar

DATA = Path(__file__).parent / "prose"
HAN = "〇一二三四五六七八九"
FIELDS = ("name", "short", "we", "all", "level", "upper")
DAMAGED_DATES = 0.03
LETTERS = "abcdefghjklmnpqstwxyz"


@dataclass(frozen=True, slots=True)
class Body:
    """A reporting body; `words` fill the patterns: body, short, we, all, level, place, where, fullgov, y, …"""

    kind: str
    name: str
    words: dict[str, str]


def load(name: str) -> Any:
    """One data file; every scalar is a string (`no` is a name, not a truth)."""
    return yaml.load((DATA / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 -- strings only


class Bodies:
    """Invents bodies of every kind."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.kinds = load("bodies")
        self.weights = [int(kind["weight"]) for kind in self.kinds.values()]

    def draw(self, rng: Random) -> Body:
        """A body and the year of its report."""
        kind = rng.choices(list(self.kinds), self.weights)[0]
        words = self._base(rng) | self._year(rng)
        for field in FIELDS:
            words[field] = self._say(rng, self.kinds[kind][field], words)
        words["body"] = words["name"]
        words["fullgov"] = words["name"] if kind == "province" else words["where"] + "人民政府"
        words["lgov"], words["ugov"] = words["clevel"] + "政府", words["upper"] + "政府"
        return Body(kind, words["name"], words)

    def _base(self, rng: Random) -> dict[str, str]:
        say = {name: self._say(rng, pattern, {}) for name, pattern in BASE.items()}
        say["where"] = say["place"] + say["blevel"]
        say["clevel"] = say["blevel"][-1]
        return say

    def _say(self, rng: Random, pattern: str, words: dict[str, str]) -> str:
        draft = Draft(rng, words)
        self.grammar.compile(pattern)(draft)
        return draft.text

    def _year(self, rng: Random) -> dict[str, str]:
        y = rng.randint(*rng.choices(((2008, 2013), (2014, 2018), (2019, 2025)), (2, 3, 6))[0])
        digits = "".join(HAN[int(digit)] for digit in str(y))
        return {"y": str(y), "py": str(y - 1), "ppy": str(y - 2), "ny": str(y + 1), "hy": digits, "y2": str(y)[2:]}


BASE = {
    "place": "{newplace}",
    "blevel": "{newlevel}",
    "province": "{newprovince}",
    "office": "{newoffice}",
    "ministry": "{newministry}",
    "city": "{newplace}市",
    "town": "{newplace}<镇|镇|镇|乡>",
    "street": "{newplace}",
    "zone": "<经济技术开发区|高新技术产业开发区|经济开发区|高新区|工业园区|新区|风景名胜区>",
}
WORDS = {*BASE, *FIELDS, "body", "fullgov", "lgov", "ugov", "where", "clevel", "y", "py", "ppy", "ny", "hy", "y2"}


def add_functions(grammar: Grammar) -> None:
    """Rules of chance that patterns cannot say."""
    numbers: dict[str, Callable[[Random], object]] = {
        "m": lambda rng: rng.randint(2, 12),
        "m1": lambda rng: rng.randint(1, 9),
        "d": lambda rng: rng.randint(1, 28),
        "num1": lambda rng: rng.randint(2, 30),
        "num3": lambda rng: rng.randint(1, 999),
        "ry": lambda rng: rng.randint(2008, 2025),
        "zip": lambda rng: rng.randint(100_000, 859_999),
        "line": lambda rng: rng.randint(2_000_000, 88_999_999),
        "at": lambda _: "@",  # which means something in patterns
        "nine": lambda rng: rng.randint(10**8, 10**9 - 1),
        "area": lambda rng: f"0{rng.choice((10, 20, 21, 23, 25, 27, 28, rng.randint(310, 999)))}",
        "letters": lambda rng: "".join(rng.choice(LETTERS) for _ in range(rng.randint(2, 6))),
    }
    for name, number in numbers.items():
        grammar.add(name, _printed(number))
    for name in ("year", "other_year", "month", "day"):
        grammar.add(name, _dated(grammar, f"{name}_text"))


def _printed(number: Callable[[Random], object]) -> Callable[[Draft], None]:
    return lambda draft: draft.put(str(number(draft.rng)))


def _dated(grammar: Grammar, rule: str) -> Callable[[Draft], None]:
    """A DATE, damaged now and then."""

    def write(draft: Draft) -> None:
        start = draft.size
        grammar.write("damaged_date" if draft.rng.random() < DAMAGED_DATES else rule, draft)
        draft.mark(start, "DATE")

    return write
