"""The small language that rules are written in, and its three-valued evaluation.

    rule       := both ("<=>" both)?            both sides true, or both false
    both       := compare (("and" | "or") compare)*   read from the left, no precedence
    compare    := side ("==" | "<=" | ">=") side
    side       := ["-"] term (("+" | "-") term)*
    term       := number | name | function "(" [name ("," name)*] ")"
    function   := sum | max | least | fraction | printed | units | lawmaker

A name is a cell (`new_received`, completed by the rule's `cells` template), a statistic (`@foi.received`), or either of
last year's report with `~` before it; `*` in a name stands for any characters. Values are intervals: a cell that is not
printed is somewhere in [0, inf), so a sum whose printed parts already exceed the total is violated although a part is
missing, and everything else with a missing part is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from giar_ml.errors import SchemaError
from giar_ml.types import FindingStatus

Interval = tuple[Decimal | None, Decimal | None]  # None: unbounded on that side
ZERO = Decimal(0)
FUNCTIONS = ("sum", "max", "least", "fraction", "printed", "units", "lawmaker")
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(~?@?[a-z_*][a-z0-9_.*]*)|(<=>|==|<=|>=|[-+(),]))", re.ASCII)


class Facts(Protocol):
    """What an expression is evaluated on."""

    def bounds(self, ref: str) -> Interval:
        """Where the value of a reference lies; a point where it is printed."""

    def call(self, function: str, refs: tuple[str, ...]) -> Interval:
        """The value of a function that is no plain sum."""


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A linear sum: `constant` plus every `(coefficient, reference or call)`."""

    constant: Decimal
    terms: tuple[tuple[int, str | Call], ...]

    def refs(self) -> tuple[str, ...]:
        return tuple(r for _, t in self.terms for r in (t.refs if isinstance(t, Call) else (t,)))


@dataclass(frozen=True, slots=True)
class Compare:
    left: Side
    op: str
    right: Side


@dataclass(frozen=True, slots=True)
class Combined:
    """`op` is `and`, `or` or `<=>`."""

    left: Formula
    op: str
    right: Formula


Formula = Compare | Combined


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, with the two sides of the comparison that decided it (None where not computable)."""

    status: FindingStatus
    left: Decimal | None
    right: Decimal | None
    compare: Compare


def comparisons(formula: Formula) -> Iterator[Compare]:
    """The comparisons of a formula in written order."""
    if isinstance(formula, Compare):
        yield formula
    else:
        yield from comparisons(formula.left)
        yield from comparisons(formula.right)


class _Parser:
    """Recursive descent over the tokens; `resolve` turns a written name into references (several for a `*`)."""

    def __init__(self, text: str, resolve: Callable[[str], tuple[str, ...]]) -> None:
        self.text, self.resolve, self.at = text, resolve, 0
        self.tokens: list[str] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if not match:
                raise SchemaError(f"expression {text!r}: cannot read {text[position : position + 10]!r}")
            self.tokens.append(match.group(0).strip())
            position = match.end()

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *expected: str) -> str:
        token = self.peek()
        if not token or (expected and token not in expected):
            wanted = " ".join(expected) or "more"
            raise SchemaError(f"expression {self.text!r}: {token or 'end'!r} where {wanted} belongs")
        self.at += 1
        return token

    def rule(self) -> Formula:
        formula = self.both()
        if self.peek() == "<=>":
            formula = Combined(formula, self.take(), self.both())
        self.end()
        return formula

    def end(self) -> None:
        if self.peek():
            raise SchemaError(f"expression {self.text!r}: {self.peek()!r} is left over")

    def both(self) -> Formula:
        formula: Formula = self.compare()
        while self.peek() in ("and", "or"):
            formula = Combined(formula, self.take(), self.compare())
        return formula

    def compare(self) -> Compare:
        return Compare(self.side(), self.take("==", "<=", ">="), self.side())

    def side(self) -> Side:
        constant = ZERO
        terms: list[tuple[int, str | Call]] = []
        sign = -1 if self.peek() == "-" else 1
        if sign < 0:
            self.take()
        while True:
            part = self.term()
            if isinstance(part, Decimal):
                constant += sign * part
            else:
                terms.extend((sign, one) for one in part)
            if self.peek() not in ("+", "-"):
                return Side(constant, tuple(terms))
            sign = 1 if self.take() == "+" else -1

    def term(self) -> Decimal | tuple[str | Call, ...]:
        word = self.take()
        if word[0].isdigit():
            return Decimal(word)
        if not re.match(r"[~@a-z_*]", word):
            raise SchemaError(f"expression {self.text!r}: {word!r} is neither a name nor a number")
        if self.peek() != "(":
            return self.resolve(word)
        if word not in FUNCTIONS:
            raise SchemaError(f"expression {self.text!r}: unknown function {word!r}")
        refs = self.arguments()
        return refs if word == "sum" else (Call(word, refs),)

    def arguments(self) -> tuple[str, ...]:
        self.take("(")
        refs: list[str] = []
        while self.peek() != ")":
            if refs:
                self.take(",")
            refs.extend(self.resolve(self.take()))
        self.take(")")
        return tuple(refs)


def parse(text: str, resolve: Callable[[str], tuple[str, ...]]) -> Formula:
    """Read a rule expression. Raises `SchemaError` where it does not parse; `resolve` does for unknown names."""
    return _Parser(text, resolve).rule()


def parse_side(text: str, resolve: Callable[[str], tuple[str, ...]]) -> Side:
    """Read one side alone: a sum without a comparison."""
    parser = _Parser(text, resolve)
    side = parser.side()
    parser.end()
    return side


def value(side: Side, facts: Facts) -> Interval:
    """The interval that a side lies in."""
    low: Decimal | None = side.constant
    high: Decimal | None = side.constant
    for sign, term in side.terms:
        lo, hi = facts.call(term.function, term.refs) if isinstance(term, Call) else facts.bounds(term)
        if sign < 0:
            lo, hi = (None if hi is None else -hi), (None if lo is None else -lo)
        low = None if low is None or lo is None else low + lo
        high = None if high is None or hi is None else high + hi
    return low, high


def evaluate(formula: Formula, facts: Facts) -> Verdict:
    """Holds, violated or unknown, and the comparison that decided."""
    if isinstance(formula, Compare):
        return _compare(formula, facts)
    left, right = evaluate(formula.left, facts), evaluate(formula.right, facts)
    if formula.op == "<=>":
        if "unknown" in (left.status, right.status):
            return left if left.status == "unknown" else right
        same = left.status == right.status
        return Verdict("holds" if same else "violated", left.left, right.left, left.compare)
    decisive = "violated" if formula.op == "and" else "holds"
    for wanted in (decisive, "unknown"):
        for verdict in (left, right):
            if verdict.status == wanted:
                return verdict
    return left


def _compare(compare: Compare, facts: Facts) -> Verdict:
    (low, high), (least, most) = value(compare.left, facts), value(compare.right, facts)
    below = high is not None and least is not None and high <= least  # left <= right, whatever is missing
    above = low is not None and most is not None and low >= most
    apart_below = high is not None and least is not None and high < least
    apart_above = low is not None and most is not None and low > most
    true = {"==": below and above, "<=": below, ">=": above}[compare.op]
    false = {"==": apart_below or apart_above, "<=": apart_above, ">=": apart_below}[compare.op]
    left, right = low if low == high else None, least if least == most else None
    if false:  # what is missing can only make it worse: the bounds that already clash are the sides to report
        left, right = (low, most) if apart_above else (high, least)
    return Verdict("holds" if true else "violated" if false else "unknown", left, right, compare)
