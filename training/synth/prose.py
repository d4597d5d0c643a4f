"""Labelled prose for the token classifier: `python -m training.synth.prose --n 20000 --seed 1 --output FILE.jsonl`.

One object a line: `text` (in the normalised form), `spans` `[start, end, label]`, `indicators` `{start of COUNT or
NIL: key}`, `group` (kind and name of the body, for disjoint splits), `families` (builders and damage). The same seed
gives the same lines. Keys `share`, `change` and `*.yoy` say something about the count before; `a+b` is one number for
two facts; a COUNT without a key is no statistic of the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import click

from training.synth import prose_noise as noise
from training.synth.prose_clauses import Clauses
from training.synth.prose_grammar import Draft
from training.synth.prose_sentences import BUILDERS, Builder, plain
from training.synth.prose_words import Bodies

LABELS = ("COUNT", "CATEGORY", "DATE", "AGENCY", "NIL", "NOISE")
PLAIN = 0.27  # share of texts without a count
NOISY = 0.16
WINDOWS = 0.22
LEAD = re.compile(r"(?:共计|累计|共(?!享)|均已|均|已经|已|全部|先后|及时|按时|按期|依法依规|依法|全年|另|分别)+(?=..)")
KINDS: tuple[Builder, ...] = tuple(BUILDERS)
REPORT = 8  # texts of one body and year


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text. `marks` are `(start, end, label, key)`, sorted, disjoint."""

    text: str
    marks: tuple[noise.Mark, ...]
    group: str
    families: tuple[str, ...]

    def json(self) -> str:
        """The line of the file."""
        return json.dumps(
            {
                "text": self.text,
                "spans": [[a, b, label] for a, b, label, _ in self.marks],
                "indicators": {str(a): key for a, _, label, key in self.marks if key and label in ("COUNT", "NIL")},
                "group": self.group,
                "families": list(self.families),
            },
            ensure_ascii=False,
        )


def generate(n: int, seed: int = 0) -> Iterator[Example]:
    """`n` texts, the same for the same seed."""
    rng, clauses = Random(seed), Clauses()
    bodies = Bodies(clauses.grammar)
    for i in range(n):
        if i % REPORT == 0:
            body = bodies.draw(rng)
        yield _example(clauses, Draft(rng, body.words), f"{body.kind}/{body.name}")


def _example(clauses: Clauses, draft: Draft, group: str) -> Example:
    rng, builders = draft.rng, [plain]
    if rng.random() < PLAIN:
        builders *= rng.choice((1, 1, 2, 3))
    else:
        builders = rng.choices(KINDS, tuple(BUILDERS.values()), k=rng.choices((1, 2, 3, 4), (72, 16, 8, 4))[0])
        builders = [builder if rng.random() < 0.9 else plain for builder in builders]
    for i, builder in enumerate(builders, 1):
        _sentence(clauses, draft, builder, last=i == len(builders))
    text, damage = _spoilt((draft.text, sorted(_marks(draft))), rng)
    return Example(text[0], tuple(text[1]), group, (*dict.fromkeys(b.__name__ for b in builders), *damage))


def _marks(draft: Draft) -> Iterator[noise.Mark]:
    """The spans with their keys; adverbs before a CATEGORY, 的 and 等 after it stay outside (guideline, section 3)."""
    words = draft.text
    for start, end, label in draft.spans:
        if label == "CATEGORY":
            if (lead := LEAD.match(words, start, end)) and words[end - 1] != "率":
                start = lead.end()
            while words[end - 1] in "的等：、":
                end -= 1
        yield start, end, label, draft.keys.get(start, "") if label in ("COUNT", "NIL") else ""


def _sentence(clauses: Clauses, draft: Draft, builder: Builder, *, last: bool) -> None:
    draw = draft.rng.random()
    if draw < 0.24:
        clauses.grammar.write("heading" if draw < 0.1 else "ordinal", draft)
    builder(clauses, draft)
    if not last or draft.rng.random() < 0.65:
        draft.put("；" if draft.rng.random() < 0.14 else "。")
    elif draft.rng.random() < 0.5:
        draft.put(draft.rng.choice("，；"))


def _spoilt(text: noise.Text, rng: Random) -> tuple[noise.Text, list[str]]:
    done = list[str]()
    if rng.random() < NOISY and len(text[0]) > 8:
        for name in rng.choices(tuple(noise.OPERATORS), noise.WEIGHTS, k=rng.choice((1, 1, 2))):
            text = noise.OPERATORS[name](text, rng)
            done.append(name)
    if rng.random() < WINDOWS:
        text = noise.snippet(text, rng) if rng.random() < 0.4 else noise.window(text, rng)
        done.append("window")
    return _tidy(text), done


def _tidy(text: noise.Text) -> noise.Text:
    """No white space at the edges of the text or of a span, and no span that begins inside the one before."""
    words, marks = text
    lead = len(words) - len(words.lstrip())
    words = words.strip()
    kept = list[noise.Mark]()
    for start, end, label, key in marks:
        start, end = max(kept[-1][1] if kept else 0, start - lead), min(len(words), end - lead)
        while start < end and words[start].isspace():
            start += 1
        while end > start and words[end - 1].isspace():
            end -= 1
        if end > start:
            kept.append((start, end, label, key))
    return words, kept


@click.command(help=__doc__)
@click.option("--n", "amount", default=20_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--only", type=click.Choice(LABELS), help="Of the texts those that hold this label.")
@click.option("--output", type=click.Path(path_type=Path), required=True)
def main(amount: int, seed: int, only: str | None, output: Path) -> None:
    """Write the file."""
    with output.open("w", encoding="utf-8") as lines:
        for example in generate(amount, seed):
            if only is None or any(label == only for _, _, label, _ in example.marks):
                lines.write(example.json() + "\n")


if __name__ == "__main__":
    main()
