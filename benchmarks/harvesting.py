"""Do silver labels help? Reports without labels whose tables tell what the numbers of an unknown phrasing mean.

    python -m benchmarks.harvesting --output out/harvesting --base giar_ml/models/tagger

Whole reports are written whose prose states numbers of their tables in a house style that the model does not know.
`training.harvest` labels what it can. Printed: how many labels, how many of them are right, and the statistics of fresh
reports of the style read right by the model in use, by one retrained on a few reports labelled by hand, and by one that
had the silver labels beside them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from giar_ml import convert
from giar_ml.convert import Labelled
from giar_ml.label.model import DEFAULT
from giar_ml.label.onnx import OnnxLabeler
from training.compare import compare_texts
from training.gate import Row, Rules, compare
from training.harvest import REPEATED, harvest
from training.retrain import RetrainConfig, retrain
from training.synth import Written, random_facts, write
from training.synth.house_style import HOUSE, reports, stated
from training.synth.pieces import Piece

LAYOUTS = ("tab", "flat", "spaces", "pipe")
BACKED = {address: key for address, key in REPEATED.items() if key in HOUSE}  # what tables can tell of the style


def unlabelled(count: int, seed: int, place: Path) -> tuple[list[Path], dict[str, Labelled]]:
    """Report files of the style, and what is true of the passage that each of them states its numbers in."""
    rng, paths, truth = Random(seed), list[Path](), dict[str, Labelled]()
    place.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        written = write(random_facts(rng, "E3"), LAYOUTS[number % len(LAYOUTS)], rng)
        cells = written.facts.cells
        values = {key: int(value) for address, key in BACKED.items() if (value := cells.get(address))}
        path = place / f"{number:03}{written.suffix}"
        truth[path.name] = stated(rng, dict(rng.sample(sorted(values.items()), min(len(values), 4))))
        path.write_bytes(_with(written, truth[path.name].text).data)
        paths.append(path)
    return paths, truth


def _with(written: Written, text: str) -> Written:
    """The report with a paragraph more, in front of its tables."""
    at = next(i for i, piece in enumerate(written.pieces) if piece.row) - 1
    while written.pieces[at].kind != "prose":
        at -= 1
    more = (Piece("\n\n", "rule"), Piece(text, "prose"))
    return written.with_pieces((*written.pieces[: at + 1], *more, *written.pieces[at + 1 :]))


def precision(found: list[Labelled], truth: dict[str, Labelled]) -> dict[str, tuple[int, int]]:
    """Of the labels in passages of the style, by how they were found: (right, all)."""
    counts = {"confirmed": [0, 0], "deduced": [0, 0]}
    for text in found:
        silver, known = text.meta["silver"], truth[text.meta["silver"]["file"]]
        numbers = {known.text[m.start : m.end]: m.indicator for m in known.spans if m.indicator}
        for it in silver["because"]:
            mark = next(m for m in text.spans if m.start == it["at"])
            words = text.text[mark.start : mark.end]
            if words in numbers and words in known.text and text.text in known.text:
                counts[it["how"]][0] += numbers[words] == it["indicator"]
                counts[it["how"]][1] += 1
    return {how: (right, every) for how, (right, every) in counts.items()}


def backed(count: int, seed: int) -> Iterator[Labelled]:
    """Fresh passages of the style about what tables can tell."""
    rng, keys = Random(seed), sorted(set(BACKED.values()))
    for number in range(count):
        yield stated(rng, dict.fromkeys(rng.sample(keys, min(3, len(keys)))), f"fresh-{number}")


def _row(before: Path, after: Path) -> Row:
    counts = compare_texts("fresh", list(backed(150, 5)), OnnxLabeler(before), OnnxLabeler(after), ("COUNT",))
    return next(compare(count, Rules()) for count in counts if count.measure == "statistics")


def main() -> int:
    """Prints the figures and writes them to `result.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, default=DEFAULT)
    parser.add_argument("--output", type=Path, default=Path("out/harvesting"))
    parser.add_argument("--unlabelled", type=int, default=120)
    parser.add_argument("--labelled", type=int, default=6)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=2048)
    given = parser.parse_args()
    paths, truth = unlabelled(given.unlabelled, 1, given.output / "reports")
    found = list(harvest(paths, OnnxLabeler(given.base)))
    convert.write(found, given.output / "silver.jsonl", "jsonl")
    convert.write(reports(given.labelled, seed=4), given.output / "labelled.jsonl", "jsonl")
    config, data = RetrainConfig(steps=given.steps, batch=given.batch, judged=100, reports=0), given.output
    result: dict[str, object] = {"sentences": len(found), "right of the style": precision(found, truth)}
    for title, silver in (("labelled", ()), ("labelled and silver", (data / "silver.jsonl",))):
        outcome = retrain([data / "labelled.jsonl"], given.base, data / "models", config, (), silver=silver)
        row = _row(given.base, outcome.folder)
        result["in use"] = round(row.before, 1)
        result[title] = {"statistics": round(row.after, 1), "low": round(row.low, 1), "high": round(row.high, 1)}
        print(title, result, flush=True)
    (given.output / "result.json").write_text(json.dumps(result, indent=1), "utf-8")
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
