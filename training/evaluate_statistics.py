"""Scores the statistics that a labeler and the reader find.

`python -m training.evaluate_statistics --gold training/gold`. Sentences go through the line as reports do (normalised,
labelled, assembled). A found statistic is right when value and indicator agree with a marked fact; one that repeats a
found fact costs nothing, nor does `other.*`, which the gold names freely. With
`--given` the marked spans stand in for the labeler's, which leaves the errors of the assembly alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import numpy as np

from giar_ml.assemble.narrative import read_statistics
from giar_ml.assemble.numbers import read_number
from giar_ml.label import Labeler, LexiconLabeler
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.normalize import normalize
from giar_ml.types import AlignedText, Passage, Span, Statistic

WILD = ("disclosed.topic.", "other.")  # which topic, or how a new kind is called, is a matter of taste


@dataclass(frozen=True, slots=True)
class Fact:
    """A marked statistic: every key in `keys` is accepted."""

    keys: tuple[str, ...]
    value: Decimal

    def accepts(self, statistic: Statistic) -> bool:
        """Whether value and indicator agree; wildcards by their prefix."""
        return statistic.value == self.value and any(_same(key, statistic.indicator) for key in self.keys)


@dataclass(frozen=True, slots=True)
class Tally:
    """Facts found, facts missed and false alarms of one sentence."""

    hit: int
    miss: int
    false: int


def _same(wanted: str, found: str) -> bool:
    return wanted == found or any(wanted.startswith(w) and found.startswith(w) for w in WILD)


def facts(sentence: dict[str, Any]) -> list[Fact]:
    """The marked facts of a gold sentence; `a+b` gives two, `a/b` one that accepts either, a NIL has value 0."""
    found = []
    for start, end, _ in sentence["spans"]:
        keys = sentence["indicators"].get(str(start))
        quantity = read_number(sentence["text"][start:end])
        if keys and quantity is not None:
            found += [Fact(tuple(key.split("/")), quantity.value) for key in keys.split("+")]
    return found


def tally(wanted: Sequence[Fact], statistics: Iterable[Statistic]) -> Tally:
    """Pairs statistics with facts, each fact once."""
    left, taken, false = list(wanted), list[Fact](), 0
    for statistic in statistics:
        fact = next((f for f in left if f.accepts(statistic)), None)
        if fact is not None:
            left.remove(fact)
            taken.append(fact)
        elif not statistic.indicator.startswith("other.") and not any(f.accepts(statistic) for f in taken):
            false += 1
    must = [f for f in left if not all(k.startswith("other.") for k in f.keys)]
    return Tally(len(taken), len(must), false)


def read_gold(sentences: Sequence[dict[str, Any]], labeler: Labeler | None) -> Iterator[tuple[Statistic, ...]]:
    """The statistics of every sentence, by this labeler or, where there is none, by the marked spans."""
    for sentence in sentences:
        text = AlignedText.identity(sentence["text"])
        if labeler is None:
            passages = [Passage(text, "1", 0)]
            spans = [tuple(Span(*s) for s in sentence["spans"])]
        else:
            passages = [Passage(normalize(text).text, "1", 0)]
            spans = labeler.label(passages)
        yield read_statistics(passages, spans, source=sentence["text"], year=sentence.get("year"))


def f1(tallies: Sequence[Tally], *, samples: int = 1000, seed: int = 1) -> tuple[float, float, float]:
    """F1 in points with its 95 % bootstrap interval over sentences."""
    table = np.array([(t.hit, t.miss, t.false) for t in tallies], dtype=float).reshape(-1, 3)
    draws = np.random.default_rng(seed).integers(0, max(1, len(table)), (samples, len(table)))
    spread = [_points(table[draw].sum(axis=0)) for draw in draws] if len(table) else [0.0]
    low, high = np.percentile(spread, [2.5, 97.5])
    return _points(table.sum(axis=0)), float(low), float(high)


def _points(sums: np.ndarray[Any, Any]) -> float:
    hit, miss, false = sums
    return float(200 * hit / (2 * hit + miss + false)) if hit else 0.0


def read_sentences(path: Path) -> list[dict[str, Any]]:
    """The sentences of a JSON-lines file, or of all of a folder."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


@click.command()
@click.option("--gold", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--model", type=click.Path(path_type=Path), help="Model folder (the shipped one if not given).")
@click.option(
    "--labeler", "names", type=click.Choice(["lexicon", "onnx", "hybrid"]), multiple=True, default=["lexicon"]
)
@click.option("--given", is_flag=True, help="Also score the assembly alone, on the marked spans.")
def main(gold: Path, model: Path | None, names: tuple[str, ...], given: bool) -> None:
    """Score statistics on labelled sentences (JSON lines with `text`, `spans`, `indicators`)."""
    make: dict[str, Callable[[], Labeler]] = {
        "lexicon": LexiconLabeler,
        "onnx": lambda: OnnxLabeler(model),
        "hybrid": lambda: HybridLabeler(model),
    }
    sentences = read_sentences(gold)
    wanted = [facts(s) for s in sentences]
    labelers: dict[str, Labeler | None] = {name: make[name]() for name in names}
    for name, labeler in (labelers | ({"given spans": None} if given else {})).items():
        tallies = [tally(w, found) for w, found in zip(wanted, read_gold(sentences, labeler), strict=True)]
        value, low, high = f1(tallies)
        hit, miss, false = (sum(getattr(t, field) for t in tallies) for field in ("hit", "miss", "false"))
        click.echo(f"{name}: F1 {value:.1f} [{low:.1f}, {high:.1f}]  (found {hit}, missed {miss}, false {false})")


if __name__ == "__main__":
    main()
