"""The phrase grammar: patterns in a small notation, compiled to functions that write labelled text.

Notation of a pattern (one a line in `prose/*.yaml`):

- `<a|b|>` one of these, the last one empty; `a*3` three times as likely; `~` nothing
- `[K:…]` CATEGORY, `[D:…]` DATE, `[A:…]` AGENCY, `[O:…]` NIL, `[X:…]` NOISE, `[N:…]` a COUNT written out,
  `[-:…]` nothing inside is marked; a label inside a label is not marked, so an agency within a category needs no care
- `{name}` another rule, or a word of the report's context; `[O key:…]`, `[N key:…]` say which indicator it is
- `^` within a CATEGORY that a builder marks: it begins here (网站^发布信息: the channel stays outside)
- `@` the count of the indicator in hand; `#key#` the count of that indicator; `#-:units;size#` a count of none
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

LABELS = {"K": "CATEGORY", "D": "DATE", "A": "AGENCY", "O": "NIL", "X": "NOISE", "N": "COUNT"}
_OPEN, _CLOSE = "<[{", ">]}"
_WEIGHT = re.compile(r"\*(\d+)$")
_HEAD = re.compile(r"\[([A-Z-])(?: ([a-z_.+]+))?:")


class GrammarError(ValueError):
    """A pattern that cannot be read, or names a rule that is not there."""


@dataclass(slots=True)
class Draft:
    """A text in the making: what is written so far and the spans in it (offsets in characters of the text)."""

    rng: Random
    words: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    size: int = 0
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)
    muted: int = 0
    key: str = ""
    begin: int = 0  # where the CATEGORY in hand begins
    unit: str = ""  # the unit that the counts of a list share

    def put(self, text: str) -> None:
        """Write plain text."""
        self.parts.append(text)
        self.size += len(text)

    def mark(self, start: int, label: str, key: str = "") -> None:
        """Mark what was written since `start`, unless it stands inside another mark."""
        if not self.muted and self.size > start:
            self.spans.append((start, self.size, label))
            if key:
                self.keys[start] = key

    def ends(self, characters: str) -> bool:
        """Whether the text so far ends with one of the characters."""
        return bool(self.parts and self.parts[-1] and self.parts[-1][-1] in characters)

    @property
    def text(self) -> str:
        """What is written."""
        return "".join(self.parts)


Write = Callable[[Draft], None]


class Grammar:
    """Named rules, each a choice of patterns. `count(draft, key, spec)` writes a number."""

    def __init__(self, rules: Mapping[str, str], count: Callable[[Draft, str, str], None]) -> None:
        self._count = count
        self._rules: dict[str, Write] = {}
        self.sizes: dict[str, float] = {}
        self._made: dict[str, Write] = {}
        for name, lines in rules.items():
            self._rules[name] = self.compile(lines)
        self._check(rules)

    def __contains__(self, name: str) -> bool:
        return name in self._rules

    def write(self, name: str, draft: Draft) -> None:
        """Write one of the patterns of a rule."""
        self._rules[name](draft)

    def add(self, name: str, write: Write) -> None:
        """A rule that is a function."""
        self._rules[name] = write

    def compile(self, lines: str) -> Write:
        """A function for a choice of patterns, one or more a line."""
        if lines not in self._made:
            options = [option for line in lines.split("\n") if line.strip() for option in _split(line.strip())]
            self._made[lines] = _choice([(self._sequence(text), weight) for text, weight in options])
        return self._made[lines]

    def _sequence(self, pattern: str) -> Write:
        steps = [self._step(piece) for piece in _pieces(pattern)]
        if len(steps) == 1:
            return steps[0]

        def write(draft: Draft) -> None:
            for step in steps:
                step(draft)

        return write

    def _step(self, piece: str) -> Write:
        match piece[0]:
            case "<":
                return _choice([(self._sequence(text), weight) for text, weight in _split(piece[1:-1])])
            case "[":
                return self._labelled(piece)
            case "{":
                return self._reference(piece[1:-1])
            case "^":
                return _begin
            case "@":
                return lambda draft: self._count(draft, draft.key, "")
            case "#":
                key, _, spec = piece[1:-1].partition(":")
                return lambda draft: self._count(draft, key, spec)
        return _literal("" if piece == "~" else piece)

    def _labelled(self, piece: str) -> Write:
        head = _HEAD.match(piece)
        if head is None:
            raise GrammarError(f"no label: {piece}")
        inner, label, key = self._sequence(piece[head.end() : -1]), LABELS.get(head[1], ""), head[2] or ""

        def write(draft: Draft) -> None:
            start = draft.size
            draft.muted += 1
            inner(draft)
            draft.muted -= 1
            if label:
                draft.mark(start, label, draft.key if key == "here" else key)

        return write

    def _reference(self, name: str) -> Write:
        rules = self._rules

        def write(draft: Draft) -> None:
            if name in rules:
                rules[name](draft)
            else:
                draft.put(draft.words[name])

        return write

    def _check(self, rules: Mapping[str, str]) -> None:
        for name, lines in rules.items():
            for line in lines.split("\n"):
                for text, _ in _split(line):
                    self.sizes[name] = self.sizes.get(name, 0) + (paths(text) if text else 0)


def names_in(lines: str) -> set[str]:
    """The rules and words that patterns refer to."""
    return set(re.findall(r"\{([a-z_0-9.]+)\}", lines))


def paths(pattern: str) -> float:
    """In how many ways a pattern can be written, its rules left as they are."""
    total = 1.0
    for piece in _pieces(pattern):
        if piece[0] == "<":
            total *= sum(paths(text) for text, _ in _split(piece[1:-1]))
        elif piece[0] == "[" and (head := _HEAD.match(piece)):
            total *= paths(piece[head.end() : -1])
    return total


def _begin(draft: Draft) -> None:
    draft.begin = draft.size


def _literal(text: str) -> Write:
    size = len(text)

    def write(draft: Draft) -> None:
        draft.parts.append(text)
        draft.size += size

    return write


def _choice(options: list[tuple[Write, int]]) -> Write:
    flat = [write for write, weight in options for _ in range(weight)]
    if len(flat) == 1:
        return flat[0]
    size = len(flat)

    def write(draft: Draft) -> None:
        flat[int(draft.rng.random() * size)](draft)

    return write


def _split(text: str) -> list[tuple[str, int]]:
    """The alternatives between `|` at the top level, with their weights."""
    depth, start, counting, found = 0, 0, False, list[str]()
    for i, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character == "#":
            counting = not counting
        elif character == "|" and not depth and not counting:
            found.append(text[start:i])
            start = i + 1
    if depth:
        raise GrammarError(f"brackets do not close: {text}")
    found.append(text[start:])
    return [_weighted(option) for option in found]


def _weighted(option: str) -> tuple[str, int]:
    match = _WEIGHT.search(option)
    return (option[: match.start()], int(match[1])) if match else (option, 1)


def _pieces(pattern: str) -> Iterator[str]:
    """Literals, bracketed pieces and count marks, in order; at least one."""
    place, plain = 0, 0
    while place < len(pattern):
        if pattern[place] in "<[{#@^":
            if plain < place:
                yield pattern[plain:place]
            end = _end(pattern, place)
            yield pattern[place:end]
            place = plain = end
        else:
            place += 1
    if plain < place or not pattern:
        yield pattern[plain:] or "~"


def _end(pattern: str, start: int) -> int:
    if pattern[start] in "@^":
        return start + 1
    if pattern[start] == "#":
        return pattern.index("#", start + 1) + 1
    depth = 0
    for i in range(start, len(pattern)):
        depth += (pattern[i] in _OPEN) - (pattern[i] in _CLOSE)
        if not depth:
            return i + 1
    raise GrammarError(f"brackets do not close: {pattern}")
