"""Going on from a model in use with newly labelled reports: the work behind `giar-ml train`.

The labelled texts are divided by document. One part is mixed with synthetic prose and lines of tables and trained on,
from the weights of the model in use; the other, synthetic texts of other bodies, the gold and a few whole reports judge
the candidate (`training.gate`). A promoted model becomes `<output>/<name>-<n>/`; a refused one is kept in
`<output>/refused/`, with the table that says why and the new labels that both models deny. The same data, base and
configuration give the same model, as long as `steps` and not `minutes` ends the training.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from transformers.utils.logging import disable_progress_bar

from giar_ml.convert import DataError, Labelled, Mark
from giar_ml.errors import ConfigError
from giar_ml.label.calibration import FILE as CALIBRATION
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.model import read_folder
from giar_ml.label.onnx import OnnxLabeler
from training.compare import compare_cells, compare_texts, doubts, written_reports
from training.config import DataConfig, TrainConfig
from training.export import export
from training.gate import NEW, Counts, Decision, Rules, decide
from training.labelled import digest, document, example, line, part, read_labelled
from training.restore import write_base
from training.synth import table_text
from training.synth.prose import generate
from training.train import train

GOLD = Path(__file__).parent / "gold"
CHARACTERS = 55  # of a synthetic text, about: decides how many are written
TABLES = 0.1  # share of lines of tables among them


class RetrainConfig(BaseModel):
    """What a retraining can be told; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(default=None, pattern=r"^[\w.-]+$")  # that of the base without its number if None
    labeler: Literal["onnx", "hybrid"] = "onnx"  # who decides on COUNT and DATE when the models are compared
    held_out: float = Field(default=0.3, gt=0, lt=1)  # share of the documents that judge
    replay: float = Field(default=0.7, ge=0, lt=1)  # share of synthetic prose in what is trained on, at least
    passes: int = Field(default=15, gt=0)  # times that a new text is seen, at most
    steps: int = Field(default=300, gt=0)
    minutes: float | None = Field(default=None, gt=0)
    batch: int = Field(default=4096, gt=0)  # characters
    rate: float = Field(default=8e-5, gt=0)
    threads: int = Field(default=2, gt=0)
    precision: Literal["bf16", "fp32"] = "bf16"
    seed: int = 1
    judged: int = Field(default=800, gt=0)  # synthetic texts that judge
    reports: int = Field(default=8, ge=0)  # whole reports that judge
    tolerance: float = Field(default=Rules().tolerance, ge=0)
    alarm: float = Field(default=Rules().alarm, ge=0)
    doubtful: float = Field(default=Rules().doubtful, ge=0, le=1)

    def rules(self) -> Rules:
        """What the gate is told."""
        return Rules(tolerance=self.tolerance, alarm=self.alarm, doubtful=self.doubtful, seed=self.seed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the candidate lies, as which it was judged, and the decision with its table."""

    folder: Path
    decision: Decision


def load_retrain_config(path: Path | None, **changes: Any) -> RetrainConfig:
    """The configuration of a YAML file, or the defaults, with what is given beside it. Raises `ConfigError`."""
    try:
        data = yaml.safe_load(path.read_text("utf-8")) if path else {}
        given = {key: value for key, value in changes.items() if value is not None}
        return RetrainConfig.model_validate((data or {}) | given)
    except (OSError, UnicodeDecodeError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"{path or 'train'}: {error}") from error


def retrain(
    data: Sequence[Path],
    base: Path,
    output: Path,
    config: RetrainConfig | None = None,
    gold: Sequence[Path] = (GOLD,),
    *,
    silver: Sequence[Path] = (),
    say: Callable[[str], None] | None = None,
) -> Outcome:
    """Trains a candidate on the labelled texts of `data` from the model folder `base`, judges it, puts it in its place.

    Texts of `silver` are learned from and judge nothing. `say` is told how far it is. Raises `SetupError` for data,
    model or configuration that cannot be used.
    """
    config, tell = config or RetrainConfig(), say or (lambda _: None)
    folder = read_folder(base)
    disable_progress_bar()  # type: ignore[no-untyped-call]  # of weights read and written
    learned, judging = part(_checked(read_labelled(data), folder.tags.labels), config.held_out, config.seed)
    judges = {document(text) for text in judging}
    learned += [text for text in read_labelled(silver) if document(text) not in judges]
    name = _next_name(output, config.name or re.sub(r"-\d+$", "", folder.id), folder.id)
    work = output / f".{name}.work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        bodies = _write_data(learned, config, work / "train.jsonl")
        tell(f"{name}: {len(learned)} texts to learn from, {len(judging)} to judge by; training ...")
        with redirect_stdout(sys.stderr if say else StringIO()):
            train(_run(config, base, name, work))
            candidate = export(work / "run", work / "model")
        _calibrate(candidate, base, gold)
        tell("comparing with the model in use ...")
        decision, denied = judge(candidate, base, judging, config, gold, bodies)
        target = output / name if decision.promoted else output / "refused" / name
        _finish(candidate, base, decision, denied, _about((*data, *silver), base, config, learned, judging))
        target.parent.mkdir(parents=True, exist_ok=True)
        candidate.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Outcome(target, decision)


def _checked(texts: list[Labelled], labels: Sequence[str]) -> list[Labelled]:
    """The texts, if there is something in them that the model can learn. Raises `DataError`."""
    if not any(mark.label in labels for text in texts for mark in text.spans):
        known = "、".join(labels)
        raise DataError(f"标注数据中没有模型的标签（{known}）。None of the model's labels stands in the data: {known}.")
    return texts


def _next_name(output: Path, name: str, base: str) -> str:
    """`name-n`, n one more than any there is: in the output folder, among the refused, of the base itself."""
    there = [p.name.removesuffix(".work").strip(".") for p in (*output.glob("*"), *(output / "refused").glob("*"))]
    numbers = [int(m[1]) for other in (*there, base) if (m := re.fullmatch(rf"{re.escape(name)}-(\d+)", other))]
    return f"{name}-{max(numbers, default=0) + 1}"


def _write_data(learned: Sequence[Labelled], config: RetrainConfig, path: Path) -> set[str]:
    """Writes what is trained on: the new texts several times, synthetic prose for the rest. Gives its bodies."""
    room = config.steps * config.batch
    size = sum(len(text.text) for text in learned)
    times = max(1, min(config.passes, round((1 - config.replay) * room / size)))
    amount = max(64, round((room - times * size) / CHARACTERS))
    replay = [*generate(round(amount * (1 - TABLES)), config.seed + 7_000)]
    tables = [*islice(table_text.lines(amount, config.seed + 7_000), round(amount * TABLES))]
    with path.open("w", encoding="utf-8") as file:
        for _ in range(times):
            for text in learned:
                file.write(json.dumps(line(text), ensure_ascii=False) + "\n")
        file.writelines(text.json() + "\n" for text in replay)
        file.writelines(text.json() + "\n" for text in tables)
    return {text.group for text in replay} | {text.group for text in tables}


def _run(config: RetrainConfig, base: Path, name: str, work: Path) -> TrainConfig:
    """The training run: one look, at its end, so that the judging part decides and nothing else does."""
    folder = read_folder(base)
    write_base(base, work / "base")
    return TrainConfig(
        name=name,
        output=work / "run",
        data=DataConfig(train=(work / "train.jsonl",), held_out=0.01),
        base=work / "base",
        labels=folder.tags.labels,
        hints=folder.hints.labels,
        indicators=bool(folder.indicators),
        seed=config.seed,
        steps=config.steps,
        max_minutes=config.minutes,
        batch=config.batch,
        rate=config.rate,
        threads=config.threads,
        precision=config.precision,
        check_every=config.steps,
    )


def _calibrate(candidate: Path, base: Path, gold: Sequence[Path]) -> None:
    """Gives the candidate what the base has: a calibration fitted on the gold, without gold the base's own."""
    if not (base / CALIBRATION).exists():
        return
    examples = [example(text) for path in gold if path.exists() for text in read_gold(path)]
    if examples:
        from training.calibrate import calibrate  # scikit-learn, for this alone

        calibrate(candidate, examples)
    else:
        shutil.copy(base / CALIBRATION, candidate / CALIBRATION)


def judge(
    candidate: Path,
    base: Path,
    judging: Sequence[Labelled],
    config: RetrainConfig,
    gold: Sequence[Path] = (),
    bodies: frozenset[str] | set[str] = frozenset(),
) -> tuple[Decision, list[dict[str, Any]]]:
    """The gate's decision, and the new labels that both models deny; `bodies` of the training data judge nothing."""
    kind = HybridLabeler if config.labeler == "hybrid" else OnnxLabeler
    before, after = (kind(folder, threads=config.threads) for folder in (base, candidate))
    labels = before.folder.tags.labels
    sets = {NEW: list(judging), "replay": list(_replay(config, bodies))}
    sets |= {_title(path): texts for path in gold if path.exists() and (texts := read_gold(path))}
    counts: list[Counts] = []
    for title, texts in sets.items():
        counts += compare_texts(title, texts, before, after, labels)
    if config.reports:
        counts.append(compare_cells(written_reports(config.reports, config.seed), before, after))
    found, places = doubts(judging, before, after, labels)
    return decide(counts, found, config.rules()), places


def _title(path: Path) -> str:
    return path.stem if path.stem != NEW else f"{path.stem} (gold)"


def read_gold(path: Path) -> list[Labelled]:
    """The labelled texts of a file, or of the JSON lines of a folder."""
    return read_labelled(sorted(path.glob("*.jsonl")) if path.is_dir() else [path])


def _replay(config: RetrainConfig, bodies: frozenset[str] | set[str]) -> Iterator[Labelled]:
    """Synthetic texts of bodies that nothing was learned from."""
    for text in generate(config.judged, config.seed + 9_000):
        if text.group not in bodies:
            marks = tuple(Mark(start, end, label, key or None) for start, end, label, key in text.marks)
            yield Labelled(text.text, marks, group=text.group, judged=True)
    for row in islice(table_text.lines(config.judged, config.seed + 9_000), round(config.judged * TABLES)):
        if row.group not in bodies:
            yield Labelled(row.text, tuple(Mark(*span) for span in row.spans), group=row.group)


def _about(
    data: Sequence[Path],
    base: Path,
    config: RetrainConfig,
    learned: Sequence[Labelled],
    judging: Sequence[Labelled],
) -> dict[str, Any]:
    """What the card tells of where the candidate comes from."""
    folder = read_folder(base)
    return {
        "base": {"id": folder.id, "hash": folder.hash},
        "data": digest(data),
        "documents": {side: len({document(t) for t in texts}) for side, texts in _sides(learned, judging)},
        "texts": {side: len(texts) for side, texts in _sides(learned, judging)},
        "retraining": config.model_dump(mode="json"),
    }


def _sides(*sides: Sequence[Labelled]) -> Iterator[tuple[str, Sequence[Labelled]]]:
    yield from zip(("learned", "judging"), sides, strict=True)


def _finish(
    candidate: Path, base: Path, decision: Decision, denied: list[dict[str, Any]], about: dict[str, Any]
) -> None:
    """Completes the folder: card, table, denied labels, and the notices that the weights carry with them."""
    card = json.loads((candidate / "card.json").read_text("utf-8"))
    card["log"] = [{k: v for k, v in row.items() if k != "seconds"} for row in card.get("log", [])]
    card["trained_on"] = card.pop("data")
    card |= about | {"gate": decision.json()}
    (candidate / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")
    (candidate / "gate.md").write_text(decision.markdown() + "\n", "utf-8")
    lines = [json.dumps(place, ensure_ascii=False) + "\n" for place in denied]
    (candidate / "doubts.jsonl").write_text("".join(lines), "utf-8")
    for notice in base.glob("LICENSE*"):
        shutil.copy(notice, candidate / notice.name)
