"""Rules as data: `schema/rules/*.yaml`, read once, every expression parsed and every address known, or `SchemaError`.

A rule is one entry; an instance is that rule for one row, column or block of one template, under the id that a finding
carries: `S3-ROW/partially_granted`. Kinds of entry, by the key that they have:
  `expr`     a relation (or a mapping from block to relation): see `expression`
  `says`     a claim of the prose (or a mapping from block to claim), compared with each base of `any` until one matches
  `rate`     a printed percentage that must be `part` / `whole`
  `test`     a named function of `prose` or `across`, for what a relation cannot say
  `note`     no check of its own: how far others may be trusted
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from giar_ml.check.expression import Formula, Side, comparisons, parse, parse_side
from giar_ml.errors import SchemaError
from giar_ml.schema import EPOCHS, OTHER_TOTAL, epoch, resource
from giar_ml.types import Message, Severity

SEVERITIES: dict[str, Severity] = {"official": "error", "definition": "warning", "heuristic": "warning", "weak": "info"}
OTHER_ROWS = "requests.other_*"
TESTS = ("parts", "shares", "duplicates", "growth")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry. `status` is what it rests on: `official` (printed in the form), `definition`, `heuristic`, `weak`."""

    id: str
    status: str
    source: str
    epochs: tuple[str, ...] = ()  # none: any
    last: tuple[str, ...] = ()  # epochs of last year's report, for a rule between years
    across: bool = False
    each: str | None = None  # row, column or once (None)
    cells: str = "{name}"  # how a plain name becomes an address
    expr: str | Mapping[str, str] | None = None
    says: str | Mapping[str, str] | None = None
    any: Mapping[str, Any] | None = None
    absence: bool = False  # a claim about stated absence alone: a blank total agrees with it
    needs: int = 1  # a sum over statistics is compared from so many terms on
    rate: str | None = None
    part: str | None = None
    whole: str | None = None
    test: str | None = None
    note: str | None = None
    message: Mapping[str, str] | None = None

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.status]

    @property
    def template(self) -> Message | None:
        return Message(self.message["zh"], self.message["en"]) if self.message else None


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule bound to one place. `refs` are the addresses (and `@` statistics) that it needs."""

    id: str
    rule: Rule
    suffix: str
    refs: tuple[str, ...]
    formula: Formula | None = None
    says: Side | None = None
    bases: tuple[tuple[str, Side], ...] = ()
    optional: bool = False  # about cells that the template does not demand: skipped where they are absent


def _read(entry: Any, name: str) -> Rule:
    try:
        fields: dict[str, Any] = {k: tuple(v) if k in ("epochs", "last") else v for k, v in entry.items()}
        rule = Rule(**fields)
    except (TypeError, AttributeError) as error:
        raise SchemaError(f"schema/rules/{name}: {entry!r:.60}: {error}") from error
    kinds = [k for k in ("expr", "says", "rate", "test", "note") if getattr(rule, k) is not None]
    wrong = (
        (rule.status not in SEVERITIES, f"status {rule.status!r} is none of {', '.join(SEVERITIES)}"),
        (rule.each not in (None, "row", "column"), f"each {rule.each!r} is neither row nor column"),
        (len(kinds) != 1, f"needs exactly one of expr, says, rate, test, note; has {kinds}"),
        (bool(set(rule.epochs + rule.last) - set(EPOCHS)), f"unknown epoch among {rule.epochs + rule.last}"),
        (rule.test is not None and rule.test not in TESTS, f"unknown test {rule.test!r}"),
        (rule.message is not None and set(rule.message) != {"zh", "en"}, "message needs zh and en"),
    )
    for bad, why in wrong:
        if bad:
            raise SchemaError(f"schema/rules/{name}: {rule.id}: {why}")
    return rule


def read_rules(data: Any, name: str) -> tuple[Rule, ...]:
    """The entries of one parsed file. Raises `SchemaError` for anything that is not a rule."""
    if not isinstance(data, list):
        raise SchemaError(f"schema/rules/{name}: a list of rules is expected")
    return tuple(_read(entry, name) for entry in data)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of `schema/rules`, in file order."""
    folder = files("giar_ml.schema").joinpath("rules")
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".yaml"))
    return tuple(rule for name in names for rule in read_rules(resource(f"rules/{name}"), name))


@cache
def universe(name: str | None, merged: bool = False) -> tuple[str, ...]:
    """The addresses of a template; `merged`: （六） printed as one row in place of its three (some E3 tables)."""
    if name is None:
        return ()
    schema = epoch(name)
    found = schema.addresses(extensions=True)
    if not merged:
        return found
    kept = tuple(a for a in found if not fnmatchcase(a, OTHER_ROWS))
    return (*kept, *(f"requests.{OTHER_TOTAL}.{c.key}" for c in schema.request_columns))


def _resolver(rule: Rule, known: tuple[str, ...], place: dict[str, str]) -> Callable[[str], tuple[str, ...]]:
    """How the names of a rule become references, in one place of one template."""
    previous = tuple(a for e in rule.last for a in universe(e)) if rule.last else known

    def resolve(token: str) -> tuple[str, ...]:
        last, name = ("~", token[1:]) if token.startswith("~") else ("", token)
        if name.startswith("@"):
            return (last + name,)
        if last and not rule.across:
            raise SchemaError(f"rule {rule.id}: {token} asks for last year, but the rule is not across years")
        address = rule.cells.format(name=name, **place)
        pool = previous if last else known
        found = [a for a in pool if fnmatchcase(a, address)] if "*" in address else [address] if address in pool else []
        if not found:
            raise SchemaError(f"rule {rule.id}: {address} is no address of {'/'.join(rule.epochs) or 'any epoch'}")
        return tuple(last + a for a in found)

    return resolve


def _places(rule: Rule, known: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows or columns that a rule is evaluated for, as `(suffix, names for the template)`."""
    if rule.each is None:
        yield "", {}
        return
    position = 1 if rule.each == "row" else 2
    keys = dict.fromkeys(a.split(".")[position] for a in known if a.startswith("requests."))
    for key in keys:
        yield key, {rule.each: key}


def bind(rule: Rule, name: str | None, merged: bool = False) -> Iterator[Instance]:
    """The instances of a rule in a template. Raises `SchemaError` for an expression or an address that is wrong."""
    known = universe(name, merged)
    template = frozenset(epoch(name).addresses()) if name else frozenset()
    optional = frozenset() if merged else frozenset(known) - template
    for suffix, place in _places(rule, known):
        resolve = _resolver(rule, known, place)
        for block, text in _blocks(rule):
            mark = "/".join(x for x in (block, suffix) if x)
            id_ = f"{rule.id}/{mark}" if mark else rule.id
            if rule.expr is not None:
                formula = parse(text, resolve)
                refs = dict.fromkeys(r for c in comparisons(formula) for s in (c.left, c.right) for r in s.refs())
                yield Instance(id_, rule, mark, tuple(refs), formula=formula, optional=not optional.isdisjoint(refs))
            else:
                yield _claim(rule, id_, mark, block, text, resolve)


def _blocks(rule: Rule) -> list[tuple[str, str]]:
    text = rule.rate or rule.says or rule.expr or ""
    return [("", text)] if isinstance(text, str) else list(text.items())


def _claim(
    rule: Rule, name: str, mark: str, block: str, text: str, resolve: Callable[[str], tuple[str, ...]]
) -> Instance:
    said = parse_side(text, resolve)
    if rule.rate is not None:
        bases: Mapping[str, str] = {"part": rule.part or "", "whole": rule.whole or ""}
    else:
        bases = (rule.any or {}) if isinstance(rule.says, str) else (rule.any or {}).get(block, {})
    if not bases:
        raise SchemaError(f"rule {name}: nothing to compare with")
    return Instance(name, rule, mark, said.refs(), says=said, bases=_sides(bases, resolve))


def _sides(bases: Mapping[str, str], resolve: Callable[[str], tuple[str, ...]]) -> tuple[tuple[str, Side], ...]:
    return tuple((key, parse_side(text, resolve)) for key, text in bases.items())


@cache
def instances(name: str | None, merged: bool = False, across: bool = False) -> tuple[Instance, ...]:
    """Every instance for a template (`None`: epoch unknown, the rules about the prose alone), across years or not."""
    applicable = [r for r in rules() if r.across == across and (not r.epochs or name in r.epochs)]
    checked = [r for r in applicable if r.test is None and r.note is None]
    return tuple(i for rule in checked for i in bind(rule, name, merged))


def functions(name: str | None, across: bool = False) -> tuple[Rule, ...]:
    """The rules that are named functions, for a template."""
    return tuple(r for r in rules() if r.test and r.across == across and (not r.epochs or name in r.epochs))


def validate() -> int:
    """Parse and bind every rule for every template it names; returns how many instances there are."""
    names: tuple[str | None, ...] = (*EPOCHS, None)
    return sum(len(instances(n, across=a)) for n in names for a in (False, True)) + len(instances("E3", True))
