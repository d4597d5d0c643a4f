"""Scores labelers side by side: `python -m training.evaluate --model giar_ml/models/tagger --json results.json`.

The texts go through the line as reports do (normalised, then labelled); found spans are carried back to the text as
printed and compared there. Prints Markdown; `--json` writes the figures, from which `training.card` makes the tables of
the model card and the README.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from giar_ml.label import Labeler, LexiconLabeler
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.model import Gate, ModelLabeler
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.label.tags import Tags, schema_labels
from giar_ml.normalize import normalize
from giar_ml.types import AlignedText, Passage, Span
from training.baseline import NgramLabeler
from training.calibrate import report
from training.compare import compare_cells, written_reports
from training.data import Example, clean, cut, printed, read_examples
from training.evaluate_noise import noise_scores
from training.evaluate_statistics import f1, facts, read_gold, read_sentences, tally
from training.metrics import F1, calibration_error, reliability, span_scores

Found = list[tuple[int, int, str]]
NAMES = ("lexicon", "ngram", "onnx", "hybrid", "hybrid, all sentences")
SHIPPED = ("hybrid", "onnx")
GOLD = Path(__file__).parent / "gold"


def label_as_printed(labeler: Labeler, examples: Sequence[Example]) -> list[list[Span]]:
    """The spans of every example in offsets of its text as printed, without white space at their edges."""
    passages = [Passage(normalize(AlignedText.identity(e.text)).text, "1", 0) for e in examples]
    return [
        [printed(span, passage, example.text) for span in spans]
        for example, passage, spans in zip(examples, passages, labeler.label(passages), strict=True)
    ]


def evaluate(
    labeler: Labeler, examples: Sequence[Example], labels: Sequence[str], *, samples: int = 1000
) -> dict[str, Any]:
    """`scores`: label -> (exact, overlapping) F1; `ece`, `reliability` of span scores against exact hits."""
    found = label_as_printed(labeler, examples)
    pairs = [([(s.start, s.end, s.label) for s in f], e.spans) for f, e in zip(found, examples, strict=True)]
    scores = [span.score for spans in found for span in spans]
    right = [(s.start, s.end, s.label) in set(e.spans) for spans, e in zip(found, examples, strict=True) for s in spans]
    return {
        "scores": span_scores(pairs, labels, samples=samples),
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


def slices(result: dict[str, Any], rows: Sequence[dict[str, Any]], labels: Sequence[str]) -> dict[str, Any]:
    """The scores of one labeler by form (years to 2018, from 2019) and by level of the body; `rows` are the gold's."""
    figures: dict[str, Any] = {}
    for name, of in (("period", _period), ("level", lambda row: str(row.get("level") or "unknown"))):
        for value in sorted({of(row) for row in rows}):
            pairs = [pair for pair, row in zip(result["pairs"], rows, strict=True) if of(row) == value]
            scores = span_scores(pairs, labels)
            figures.setdefault(name, {})[value] = {"texts": len(pairs), "scores": plain_scores(scores)}
    return figures


def _period(row: dict[str, Any]) -> str:
    year = row.get("year")
    return "unknown" if not year else "2008-2018" if year < 2019 else "2019-"


def plain_scores(scores: dict[str, tuple[F1, F1]]) -> dict[str, dict[str, float]]:
    """F1 values as numbers."""
    return {
        label: {
            "exact": e.value, "low": e.low, "high": e.high,
            "overlap": o.value, "overlap_low": o.low, "overlap_high": o.high, "wanted": e.wanted,
        }
        for label, (e, o) in scores.items()
    }  # fmt: skip


def statistics(labeler: Labeler, path: Path) -> dict[str, float]:
    """F1 of the statistics that the reader makes of the labeler's spans, with its interval."""
    sentences = read_sentences(path)
    tallies = [tally(facts(s), found) for s, found in zip(sentences, read_gold(sentences, labeler), strict=True)]
    value, low, high = f1(tallies)
    counts = {name: sum(getattr(t, name) for t in tallies) for name in ("hit", "miss", "false")}
    return {"f1": value, "low": low, "high": high, **counts}


def cells(labelers: dict[str, Labeler], count: int, seed: int = 5) -> dict[str, float]:
    """Share of cells that the whole line reads right in `count` written reports, for each labeler."""
    reports, right = written_reports(count, seed), {}
    for name, labeler in labelers.items():
        counts = compare_cells(reports, labeler, labeler).before.sum(axis=0)
        right[name] = float(counts[0] / counts[1])
    return right


def score_set(
    path: Path, labelers: dict[str, Labeler], *, crossed: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """All figures of one set of sentences, and the results with their spans.

    `crossed`: the calibration was fitted on this set, so errors are told by cross-fitting over its bodies.
    """
    examples, rows = read_examples(gold_files(path)), read_sentences(path)
    labels = [x for x in schema_labels() if any(s[2] == x for e in examples for s in e.spans)]
    results = {name: evaluate(labeler, examples, labels) for name, labeler in labelers.items()}
    figures: dict[str, Any] = {"texts": len(examples), "labels": labels, "labelers": {}}
    for name, result in results.items():
        told = {"scores": plain_scores(result["scores"]), "ece": result["ece"], "reliability": result["reliability"]}
        told |= {"statistics": statistics(labelers[name], path)} if any(row.get("indicators") for row in rows) else {}
        told |= slices(result, rows, labels) if name in SHIPPED else {}
        figures["labelers"][name] = told
    for name, labeler in labelers.items():
        if crossed and isinstance(labeler, ModelLabeler):
            fixed = ("COUNT", "DATE") if isinstance(labeler, HybridLabeler) else ()
            told = report(OnnxLabeler(labeler.folder.path, fixed=fixed, gate="hints"), examples)
            figures["labelers"][name]["ece"] = results[name]["ece"] = told["after"]
            figures |= {"calibration": told} if name == "hybrid" else {}
    return figures, results


def int8_and_float(model: Path | None, whole: Path, path: Path) -> dict[str, Any]:
    """Exact F1 of the model alone in int8 and in float, by label."""
    examples = read_examples(gold_files(path))
    labels = [x for x in schema_labels() if any(s[2] == x for e in examples for s in e.spans)]
    pair = [evaluate(OnnxLabeler(m, gate="hints"), examples, labels, samples=1)["scores"] for m in (model, whole)]
    return {
        label: {"int8": pair[0][label][0].value, "float": pair[1][label][0].value, "wanted": pair[0][label][0].wanted}
        for label in labels
    }


OF_TABLES = ("ROW", "COLUMN", "NOISE")


def table_lines(model: Path | None, path: Path) -> dict[str, Any]:
    """Scores of the model on every line of written tables, for the labels that only tables and noise have."""
    examples = read_examples([path])
    labels = [x for x in OF_TABLES if any(s[2] == x for e in examples for s in e.spans)]
    result = evaluate(OnnxLabeler(model, gate="none"), examples, labels)
    return {"lines": len(examples), "labels": labels, "scores": plain_scores(result["scores"])}


@click.command()
@click.option("--gold", type=click.Path(exists=True, path_type=Path), default=GOLD, show_default=True)
@click.option("--also", type=click.Path(exists=True, path_type=Path), multiple=True, help="Further sets, as the gold.")
@click.option("--model", type=click.Path(path_type=Path), help="Model folder (the shipped one if not given).")
@click.option("--labeler", "names", type=click.Choice(NAMES), multiple=True, default=NAMES)
@click.option("--train", type=click.Path(exists=True, path_type=Path), help="What the n-gram baseline learns from.")
@click.option("--limit", default=6000, show_default=True, help="Examples the n-gram baseline learns from.")
@click.option("--gate", type=click.Choice(["none", "hints", "dates", "facts"]), default="facts", show_default=True)
@click.option("--float", "whole", type=click.Path(exists=True, path_type=Path), help="The same model in float.")
@click.option("--noise", is_flag=True, help="Also score the sentences under every noise family (minutes).")
@click.option(
    "--cells", "reports", default=0, show_default=True, help="Reports to write and to read with each labeler."
)
@click.option("--tables", type=click.Path(exists=True, path_type=Path), help="Labelled lines of tables to score too.")
@click.option("--errors", "wrong", help="Also print what is wrong with this label.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the figures here.")
def main(
    gold: Path, also: tuple[Path, ...], model: Path | None, names: tuple[str, ...], train: Path | None, limit: int,
    gate: Gate, whole: Path | None, noise: bool, reports: int, tables: Path | None, wrong: str | None,
    output: Path | None,
) -> None:  # fmt: skip
    """Score labelers on labelled sentences."""
    make: dict[str, Callable[[], Labeler]] = {
        "lexicon": LexiconLabeler,
        "onnx": lambda: OnnxLabeler(model, gate=gate),
        "hybrid": lambda: HybridLabeler(model, gate=gate),
        "hybrid, all sentences": lambda: HybridLabeler(model, gate="hints"),
    }
    if train is not None:
        make["ngram"] = lambda: _ngram(train, limit)
    labelers = {name: make[name]() for name in names if name in make}
    figures: dict[str, Any] = {"model": _about(labelers), "gate": gate, "sets": {}}
    for path in (gold, *also):
        figures["sets"][path.stem], results = score_set(path, labelers, crossed=path == gold)
        told = figures["sets"][path.stem]
        head = f"{path.stem}: {told['texts']} texts. Exact F1 [95 %] (overlapping)"
        click.echo(f"\n{head}\n\n{table(results, told['labels'])}\n")
        for name, one in told["labelers"].items():
            if "statistics" in one:
                click.echo("{}: statistics F1 {f1:.1f} [{low:.1f}, {high:.1f}]".format(name, **one["statistics"]))
        if wrong:
            click.echo("\n".join(errors(results[names[-1]], read_examples(gold_files(path)), wrong)))
    pair = {name: labelers[name] for name in ("lexicon", "hybrid") if name in labelers}
    if whole is not None:
        figures["int8"] = int8_and_float(model, whole, gold)
    if tables is not None:
        figures["tables"] = table_lines(model, tables)
    if reports:
        figures["cells"] = {"reports": reports, "right": cells(pair, reports)}
    if noise:
        examples, labels = read_examples(gold_files(gold)), figures["sets"][gold.stem]["labels"]
        figures["noise"] = noise_scores(pair, examples, labels)
    if output:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(_rounded(figures), indent=1, ensure_ascii=False) + "\n", "utf-8")


def _about(labelers: dict[str, Labeler]) -> dict[str, str]:
    shipped = next((labelers[name] for name in SHIPPED if name in labelers), None)
    return {"id": shipped.id, "hash": shipped.hash} if shipped else {}


def _rounded(value: Any) -> Any:
    """Figures with as many digits as they can bear."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
