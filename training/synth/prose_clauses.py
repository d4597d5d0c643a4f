"""Clauses: one indicator each, as a verb with its object, a noun phrase, a whole clause, or a member of a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from random import Random

from giar_ml.schema.narrative import narrative
from training.synth.prose_grammar import Draft, Grammar, Write
from training.synth.prose_numbers import count_text, units_of
from training.synth.prose_words import DATA, add_functions, load

RULES = ("words", "names", "dates", "frames", "nil", "negatives", "fillers", "stories")
SHAPES = {"vo": 48, "no": 20, "x": 32}
ATTRIBUTES = {"share": "%;share", "change": "件|条|次|篇|人次;mid"}  # said of the count before; no facts of their own
QUALIFIER = re.compile("(?:大约|约为|约|将近|近|超过|突破|逾|超|不足)$")  # belongs to the COUNT that it touches
TOPIC = "disclosed.topic"
NO_UNIT = 0.02


@cache
def indicators() -> dict[str, dict[str, str]]:
    """The clause data of every indicator: `n` (units and size), the shapes, `part`, `by`."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(DATA.glob("indicators_*.yaml")):
        found |= load(path.stem)
    return found


class Clauses:
    """The compiled grammar. Build one and keep it: that takes a moment."""

    def __init__(self) -> None:
        self.data = indicators()
        self.grammar = Grammar({name: lines for file in RULES for name, lines in load(file).items()}, self.count)
        add_functions(self.grammar)
        self.grammar.add("info_list", self._row)
        self.whole: dict[str, list[Write]] = {}
        self.named: dict[str, Write] = {}
        for key, data in self.data.items():
            self.whole[key] = self._shapes(data)
            if "part" in data:
                self.named[key] = self.grammar.compile(data["part"])
        self.deck: list[str] = []

    def draw(self, rng: Random) -> str:
        """The next indicator of a shuffled deck, so that none is rare."""
        if not self.deck:
            self.deck = [*self.data, *(key for key in self.data if key not in self.named), *[TOPIC] * 5]
            rng.shuffle(self.deck)
        return self.deck.pop()

    def units(self, key: str) -> tuple[str, ...]:
        """The units of an indicator, each as often as it weighs."""
        return units_of(self.data[key]["n"])[0]

    def count(self, draft: Draft, key: str, spec: str) -> None:
        """Write and mark the count of an indicator; `spec` (`units;size`, either may lack) wins over what is usual."""
        first = key.split("+")[0]
        usual = self.data[first]["n"] if first in self.data else ATTRIBUTES.get(first, "件;mid")
        names, size = units_of(_spec(spec, usual))
        unit = draft.rng.choice(names)
        if draft.unit in names and draft.rng.random() < 0.93:
            unit = draft.unit
        if unit == "-" or (draft.rng.random() < NO_UNIT and size not in ("rate", "share", "money")):
            unit = ""
        start = draft.size
        if draft.parts and (before := QUALIFIER.search(draft.parts[-1])):
            start -= len(before.group())
        draft.put(count_text(draft.rng, unit, size))
        draft.mark(start, "COUNT", "" if key == "-" else key)

    def clause(self, draft: Draft, key: str) -> None:
        """One clause that states one indicator (some state two or three)."""
        shapes = self.whole[key]
        self._keyed(draft, key, shapes[int(draft.rng.random() * len(shapes))])

    def part(self, draft: Draft, key: str) -> None:
        """A member of a list: a name and its count."""

        def write(draft: Draft) -> None:
            labelled(draft, self.named[key])
            self.grammar.write("partcopula", draft)
            self.count(draft, key, "")

        self._keyed(draft, key, write)

    def _keyed(self, draft: Draft, key: str, write: Write) -> None:
        before, draft.key = draft.key, key
        start, seen = draft.size, len(draft.parts)
        write(draft)
        if TOPIC in draft.keys.values():
            topic = narrative().topic("".join(draft.parts[seen:])) or "other"
            draft.keys |= {p: f"{TOPIC}.{topic}" for p, k in draft.keys.items() if p >= start and k == TOPIC}
        draft.key = before

    def _shapes(self, data: dict[str, str]) -> list[Write]:
        by = self.grammar.compile(f"{{{data['by']}}}") if "by" in data else None
        made = list[Write]()
        for shape, weight in SHAPES.items():
            if shape in data:
                inner = self.grammar.compile(data[shape])
                made += [{"vo": self._verb(inner, by), "no": self._noun(inner), "x": inner}[shape]] * weight
        return made

    def _verb(self, inner: Write, by: Write | None) -> Write:
        grammar = self.grammar

        def write(draft: Draft) -> None:
            if by and draft.rng.random() < 0.75:
                by(draft)
            size = draft.size
            if not draft.ends("共计年累已"):
                grammar.write("adv", draft)
            silent = draft.size == size
            labelled(draft, inner)
            if silent:
                grammar.write("gap", draft)
            self.count(draft, draft.key, "")

        return write

    def _noun(self, inner: Write) -> Write:
        def write(draft: Draft) -> None:
            labelled(draft, inner)
            self.grammar.write("copula", draft)
            self.count(draft, draft.key, "")

        return write

    def _row(self, draft: Draft) -> None:
        """Two to seven names of kinds of information."""
        for i in range(draft.rng.choice((2, 2, 3, 3, 4, 5, 7))):
            if i:
                draft.put("、")
            self.grammar.write("topic" if draft.rng.random() < 0.2 else "cat_noun", draft)


def _spec(spec: str, usual: str) -> str:
    units, _, size = spec.partition(";")
    usual_units, _, usual_size = usual.partition(";")
    if "%" in units:
        usual_size = "rate"
    return f"{units or usual_units};{size or usual_size}"


def labelled(draft: Draft, inner: Callable[[Draft], None]) -> None:
    """Write a CATEGORY, from the `^` of its pattern on."""
    draft.begin = draft.size
    draft.muted += 1
    inner(draft)
    draft.muted -= 1
    draft.mark(draft.begin, "CATEGORY")
