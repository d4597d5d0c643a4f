"""Marked sentences broken by every noise family, with the marks carried through: what each costs, by label.

Families of `giar_ml.normalize.noise` write their noise without saying where; the marks are found again by laying the
normalised broken text against the normalised clean one. The operators of `training.synth.prose_noise`, which lose
information as real scraping does, carry their marks themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from random import Random
from typing import Any

from giar_ml.label import Labeler
from giar_ml.normalize import normalize
from giar_ml.normalize.noise import Family, families
from giar_ml.types import AlignedText
from training.data import Example, clean
from training.synth.prose_noise import OPERATORS


@dataclass(frozen=True, slots=True)
class Broken:
    """One kind of noise in every text; `undone`: whether normalisation takes it out again."""

    name: str
    undone: bool
    examples: tuple[Example, ...]


def broken(examples: Sequence[Example], seed: int = 1) -> Iterator[Broken]:
    """The texts as they are, then by each family, then by each operator that loses information."""
    yield Broken("none", True, tuple(examples))
    for family in families():
        texts = (by_family(e, family, Random(f"{seed}/{family.name}/{i}")) for i, e in enumerate(examples))
        yield Broken(family.name, family.undo is not None, tuple(texts))
    for name, operator in OPERATORS.items():
        found = []
        for i, example in enumerate(examples):
            marks = [(*span, "") for span in example.spans]
            text, kept = operator((example.text, marks), Random(f"{seed}/{name}/{i}"))
            spans = tuple((s, e, label) for s, e, label, _ in kept if label != "NOISE" and text[s:e].strip())
            found.append(replace(example, text=text, spans=spans, keys=()))
        yield Broken(f"prose: {name}", False, tuple(found))


def by_family(example: Example, family: Family, rng: Random) -> Example:
    """The text with the family's noise in it, its marks in offsets of the broken text."""
    text = family.make(example.text, rng)
    plain, met = clean(example), normalize(AlignedText.identity(text)).text
    place = _places(plain.text, met.text)
    spans = []
    for start, end, label in plain.spans:
        inside = [place[i] for i in range(start, end) if i in place]
        if inside:
            first, last = met.raw(inside[0], inside[-1] + 1)
            spans.append((first, last, label))
    return replace(example, text=text, spans=tuple(_apart(spans)), keys=())


def _places(before: str, after: str) -> dict[int, int]:
    """For the characters of `before` their places in `after`, as far as they are there or changed one for one."""
    if before == after:
        return {i: i for i in range(len(before))}
    found = {}
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            found |= dict(zip(range(a, b), range(c, d), strict=True))
    return found


def _apart(spans: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The spans without those that the noise has pushed into the one before."""
    end = 0
    for span in sorted(spans):
        if span[0] >= end:
            yield span
            end = span[1]


def noise_scores(
    labelers: dict[str, Labeler], examples: Sequence[Example], labels: Sequence[str], seed: int = 1
) -> dict[str, Any]:
    """Family -> `undone`, `changed` (texts that it altered) and exact and overlapping F1 by labeler and label."""
    from training.evaluate import evaluate

    figures: dict[str, Any] = {}
    for kind in broken(examples, seed):
        scores = {name: evaluate(it, kind.examples, labels, samples=1)["scores"] for name, it in labelers.items()}
        rows = {name: {label: (e.value, o.value) for label, (e, o) in row.items()} for name, row in scores.items()}
        changed = sum(a.text != b.text for a, b in zip(examples, kind.examples, strict=True))
        figures[kind.name] = {"undone": kind.undone, "changed": changed, "scores": rows}
    return figures
