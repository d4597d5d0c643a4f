"""Scores labelers side by side: `python -m training.evaluate --gold training/gold --model giar_ml/models/tagger`.

The texts go through the line as reports do (normalised, then labelled); found spans are carried back to the text as
printed and compared there. Prints Markdown; `--json` writes the figures.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from giar_ml.label import Labeler, LexiconLabeler
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.label.tags import Tags, schema_labels
from giar_ml.normalize import normalize
from giar_ml.types import AlignedText, Passage, Span
from training.baseline import NgramLabeler
from training.data import Example, clean, cut, read_examples
from training.metrics import F1, calibration_error, reliability, span_scores

Found = list[tuple[int, int, str]]
NAMES = ("lexicon", "ngram", "onnx", "hybrid")


def label_as_printed(labeler: Labeler, examples: Sequence[Example]) -> list[list[Span]]:
    """The spans of every example in offsets of its text as printed, without white space at their edges."""
    passages = [Passage(normalize(AlignedText.identity(e.text)).text, "1", 0) for e in examples]
    return [
        [_printed(span, passage, example.text) for span in spans]
        for example, passage, spans in zip(examples, passages, labeler.label(passages), strict=True)
    ]


def _printed(span: Span, passage: Passage, text: str) -> Span:
    start, end = passage.text.raw(span.start, span.end)
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()), span.label, span.score)


def evaluate(labeler: Labeler, examples: Sequence[Example], labels: Sequence[str]) -> dict[str, Any]:
    """`scores`: label -> (exact, overlapping) F1; `ece`, `reliability` of span scores against exact hits."""
    found = label_as_printed(labeler, examples)
    pairs = [([(s.start, s.end, s.label) for s in f], e.spans) for f, e in zip(found, examples, strict=True)]
    scores = [span.score for spans in found for span in spans]
    right = [(s.start, s.end, s.label) in set(e.spans) for spans, e in zip(found, examples, strict=True) for s in spans]
    return {
        "scores": span_scores(pairs, labels),
        "ece": calibration_error(scores, right),
        "reliability": reliability(scores, right),
        "pairs": pairs,
    }


def table(results: dict[str, dict[str, Any]], labels: Sequence[str]) -> str:
    """One row a labeler: exact F1 with its interval, overlapping F1 in brackets; the last column is the ECE."""
    first = next(iter(results.values()))["scores"]
    head = [f"{label} ({first[label][0].wanted})" for label in labels]
    lines = ["| labeler | " + " | ".join(head) + " | ECE |", "|---" * (len(labels) + 2) + "|"]
    for name, result in results.items():
        cells = [_cell(*result["scores"][label]) for label in labels]
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {result['ece']:.3f} |")
    return "\n".join(lines)


def _cell(exact: F1, overlap: F1) -> str:
    return f"{exact} ({overlap.value:.1f})"


def errors(result: dict[str, Any], examples: Sequence[Example], label: str) -> Iterator[str]:
    """Every text in which a label is not exactly right: found too much (+), missed (-)."""
    for (found, wanted), example in zip(result["pairs"], examples, strict=True):
        ours, theirs = ({s[:2] for s in spans if s[2] == label} for spans in (found, wanted))
        marks = [f"+{example.text[s:e]}" for s, e in sorted(ours - theirs)]
        marks += [f"-{example.text[s:e]}" for s, e in sorted(theirs - ours)]
        if marks:
            yield "  ".join(marks) + f"    <- {example.text}"


def gold_files(path: Path) -> list[Path]:
    """The JSON-lines files of a folder, or the file itself."""
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _ngram(train: Path, limit: int) -> NgramLabeler:
    windows = [w for e in read_examples([train], limit) for w in cut(clean(e))]
    return NgramLabeler(windows, Tags(schema_labels()))


@click.command()
@click.option("--gold", type=click.Path(exists=True, path_type=Path), multiple=True, required=True)
@click.option("--model", type=click.Path(path_type=Path), help="Model folder (the shipped one if not given).")
@click.option("--labeler", "names", type=click.Choice(NAMES), multiple=True, default=NAMES)
@click.option("--train", type=click.Path(exists=True, path_type=Path), help="What the n-gram baseline learns from.")
@click.option("--limit", default=6000, show_default=True, help="Examples the n-gram baseline learns from.")
@click.option("--no-gate", is_flag=True, help="Run the model on every sentence.")
@click.option("--errors", "wrong", help="Also print what is wrong with this label.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the figures here.")
def main(
    gold: tuple[Path, ...], model: Path | None, names: tuple[str, ...], train: Path | None, limit: int,
    no_gate: bool, wrong: str | None, output: Path | None,
) -> None:  # fmt: skip
    """Score labelers on labelled sentences."""
    make: dict[str, Callable[[], Labeler]] = {
        "lexicon": LexiconLabeler,
        "onnx": lambda: OnnxLabeler(model, gate=not no_gate),
        "hybrid": lambda: HybridLabeler(model, gate=not no_gate),
    }
    if train is not None:
        make["ngram"] = lambda: _ngram(train, limit)
    labelers = {name: make[name]() for name in names if name in make}
    figures: dict[str, Any] = {}
    for path in gold:
        examples = read_examples(gold_files(path))
        labels = [x for x in schema_labels() if any(s[2] == x for e in examples for s in e.spans)]
        results = {name: evaluate(labeler, examples, labels) for name, labeler in labelers.items()}
        click.echo(f"\n{path.name}: {len(examples)} texts. Exact F1 [95 %] (overlapping)\n\n{table(results, labels)}")
        figures[path.name] = {name: _plain(result) for name, result in results.items()}
        if wrong:
            click.echo("\n".join(errors(results[names[-1]], examples, wrong)))
    if output:
        output.write_text(json.dumps(figures, indent=1, ensure_ascii=False), "utf-8")


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    """The result without its spans, F1 values as numbers."""
    scores = {
        label: {"exact": e.value, "low": e.low, "high": e.high, "overlap": o.value, "wanted": e.wanted}
        for label, (e, o) in result["scores"].items()
    }
    return {"scores": scores, "ece": result["ece"], "reliability": result["reliability"]}


if __name__ == "__main__":
    main()
