"""The demonstration of `giar-ml train`: 20 labelled reports of a new style, once labelled right, once 30 % wrong.

    python -m benchmarks.retraining --output out/retraining
    python -m benchmarks.retraining --base giar_ml/models/tagger --minutes 20 --reports 20 --wrong 0.3

The reports are of `training.synth.house_style`, a phrasing that no training data of the shipped model holds. Printed:
the tables of both gates, and spans and statistics on 40 more reports of the style, of other bodies, with both models.
Exit code 1 where the demonstration fails: the right labels must be promoted and raise statistic F1 by 5 points or more
within the minutes, the wrong ones must be refused.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

from giar_ml import convert
from giar_ml.convert import Labelled, Mark
from giar_ml.label.model import DEFAULT
from giar_ml.label.onnx import OnnxLabeler
from training.compare import compare_texts
from training.gate import Row, Rules, compare
from training.retrain import Outcome, RetrainConfig, retrain
from training.synth.house_style import HOUSE, reports

GAIN = 5.0  # points of statistic F1
FRESH = 40  # further reports, never seen by training or gate
LABELS = ("COUNT", "CATEGORY", "DATE", "AGENCY", "NIL")


def spoilt(texts: Sequence[Labelled], share: float, seed: int) -> Iterator[Labelled]:
    """The texts with this share of their marks wrong: another label, a moved edge, left out, another indicator."""
    rng = Random(seed)
    for text in texts:
        marks = (_wrong(mark, rng) if rng.random() < share else mark for mark in text.spans)
        yield replace(text, spans=tuple(mark for mark in marks if mark is not None))


def _wrong(mark: Mark, rng: Random) -> Mark | None:
    match rng.choice(("label", "edge", "gone", "indicator")):
        case "gone":
            return None
        case "edge" if mark.end - mark.start > 1:
            return replace(mark, start=mark.start + 1) if rng.random() < 0.5 else replace(mark, end=mark.end - 1)
        case "indicator" if mark.indicator:
            return replace(mark, indicator=rng.choice([key for key in HOUSE if key != mark.indicator]))
        case _:
            return replace(mark, label=rng.choice([x for x in LABELS if x != mark.label]), indicator=None)


def rows(before: Path, after: Path) -> list[Row]:
    """Both models on reports of the style that neither training nor gate has seen."""
    fresh = list(reports(FRESH, seed=2))
    counts = compare_texts("fresh", fresh, OnnxLabeler(before), OnnxLabeler(after), LABELS)
    return [compare(count, Rules()) for count in counts]


def attempt(title: str, texts: Sequence[Labelled], base: Path, place: Path, config: RetrainConfig) -> dict[str, Any]:
    """One retraining: its outcome, how long it took, and the rows on fresh reports."""
    place.mkdir(parents=True, exist_ok=True)
    data = place / f"{title}.jsonl"
    convert.write(texts, data, "jsonl")
    began = time.monotonic()
    outcome = retrain([data], base, place / "models", config, say=lambda words: print(words, file=sys.stderr))
    seconds = time.monotonic() - began
    fresh = rows(base, outcome.folder)
    print(f"\n## {title}: {'promoted' if outcome.decision.promoted else 'refused'} in {seconds / 60:.1f} minutes\n")
    print(_markdown(outcome, fresh))
    return {
        "promoted": outcome.decision.promoted,
        "folder": outcome.folder.name,
        "minutes": round(seconds / 60, 1),
        "gate": outcome.decision.json(),
        "fresh": [asdict(row) | {"change": row.change} for row in fresh],
    }


def _markdown(outcome: Outcome, fresh: Sequence[Row]) -> str:
    both = replace(outcome.decision, rows=(*outcome.decision.rows, *fresh))
    return both.markdown()


def main() -> int:
    """Runs both attempts; 0 if they end as they should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, default=DEFAULT)
    parser.add_argument("--output", type=Path, default=Path("out/retraining"))
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--wrong", type=float, default=0.3)
    parser.add_argument("--minutes", type=float, default=17.0, help="of training; comparing comes on top")
    parser.add_argument("--steps", type=int, default=RetrainConfig.model_fields["steps"].default)
    parser.add_argument("--batch", type=int, default=RetrainConfig.model_fields["batch"].default)
    given = parser.parse_args()
    config = RetrainConfig(minutes=given.minutes, steps=given.steps, batch=given.batch)
    texts = list(reports(given.reports, seed=1))
    results = {
        "right": attempt("right", texts, given.base, given.output, config),
        "wrong": attempt("wrong", list(spoilt(texts, given.wrong, seed=3)), given.base, given.output, config),
    }
    gain = next(row["change"] for row in results["right"]["fresh"] if row["measure"] == "statistics")
    good = {
        "right labels promoted": results["right"]["promoted"],
        f"statistic F1 of fresh reports up by {GAIN} points": gain >= GAIN,
        "within 20 minutes": results["right"]["minutes"] <= 20,
        "wrong labels refused": not results["wrong"]["promoted"],
    }
    text = json.dumps({"good": good, **results}, indent=1, ensure_ascii=False)
    (given.output / "result.json").write_text(text, "utf-8")
    print("\n" + "\n".join(f"{'yes' if yes else 'NO '}  {what}" for what, yes in good.items()))
    return 0 if all(good.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
