"""Trains a token classifier: `python -m training.train --config configs/train/tiny.yaml [--set steps=100] [--resume]`.

Writes into the run's folder: `config.yaml` (resolved), `log.jsonl` (one line a look), `last.pt` (to resume from), and
`best/` (the network with the best held-out score: weights, vocabulary, labels), from which `training.export` goes on.
"""

from __future__ import annotations

import ctypes
import json
import math
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random
from typing import Any

import click
import torch
import yaml
from torch import nn

from giar_ml.label.characters import read_vocabulary
from giar_ml.label.guesses import indicator_names
from giar_ml.label.tags import Tags, schema_labels
from training.backbone import load_backbone, save_vocabulary
from training.config import TrainConfig, load_train_config
from training.data import (
    IGNORE,
    Batch,
    Example,
    augment,
    batches,
    clean,
    cut,
    divide,
    featurize,
    read_examples,
    read_plain,
)
from training.metrics import micro
from training.tagger import CharacterTagger, make_tagger, thinner, wider


def train(config: TrainConfig, *, resume: bool = False) -> float:
    """Runs the training and returns the best held-out score (exact F1 over all labels, in points)."""
    torch.set_num_threads(config.threads)
    _keep_memory()
    folder = config.output
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(config.model_dump(mode="json"), allow_unicode=True), "utf-8")
    return _Run(config, folder).go(resume)


class _Run:
    """The state of a run, and the loop over it."""

    def __init__(self, config: TrainConfig, folder: Path) -> None:
        self.config, self.folder = config, folder
        self.tags, self.hints = Tags(config.labels or schema_labels()), Tags(config.hints)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.names = indicator_names() if config.indicators else ()
        self.model, self.vocabulary = _network(config, self.tags, self.hints, self.names)
        nn.Module.to(self.model, self.device)
        self.teacher = _teacher(config, self.model, self.vocabulary)
        if self.teacher is not None:
            nn.Module.to(self.teacher, self.device)
        self.optimizer = _optimizer(self.model, config)
        self.step, self.best, self.stale, self.spent, self.losses = 0, -1.0, 0, 0.0, [0.0]
        training, self.held_out = _prepare(config)
        self.features = featurize(training, self.vocabulary, self.tags, self.hints, self.names)
        self.checks = featurize(self.held_out, self.vocabulary, self.tags, self.hints, self.names)
        self.say({"windows": len(self.features), "held_out": len(self.held_out), "characters": self.size()})

    def size(self) -> int:
        return sum(len(f.tags) for f in self.features)

    def go(self, resume: bool) -> float:
        if resume and (self.folder / "last.pt").exists():
            self.restore()
        before, begin = self.spent, time.monotonic()
        for batch in self.stream():
            self.spent = before + time.monotonic() - begin
            if self.progress() >= 1 or self.finished():
                break
            self.losses.append(self.learn(batch))
            self.step += 1
            if self.step % self.config.check_every == 0:
                self.look()
        if self.step % self.config.check_every:
            self.look()
        return self.best

    def stream(self) -> Iterator[Batch]:
        """Batches without end; a resumed run goes on with the pass over the data that it was in."""
        while True:
            rng = Random(self.config.seed * 1_000_003 + self.step)
            yield from batches(self.features, self.config.batch, rng, self.config.data.blind)

    def progress(self) -> float:
        minutes = self.config.max_minutes
        return max(self.step / self.config.steps, self.spent / 60 / minutes if minutes else 0.0)

    def finished(self) -> bool:
        return self.config.patience is not None and self.stale >= self.config.patience

    def learn(self, batch: Batch) -> float:
        config, share = self.config, _share(self.progress(), self.config.warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * share
        self.model.train()
        given = self.moved(batch, "characters", "hints", "mask")
        with self.precision():
            found = self.model(*given)
        wanted = self.moved(batch, "tags", "indicators")
        weights = (1.0, config.indicator_weight if self.names else 0.0)
        loss = torch.zeros((), device=self.device)
        for weight, logits, target in zip(weights, found, wanted, strict=True):
            if weight > 0 and bool((target != IGNORE).any()):
                loss = loss + weight * _entropy(logits, target, config.smoothing)
        if self.teacher is not None:
            with torch.no_grad(), self.precision():
                told = self.teacher(*given)
            apart = sum(w * _apart(*pair) for w, *pair in zip(weights, found, told, wanted, strict=True) if w)
            loss = (1 - config.teacher_weight) * loss + config.teacher_weight * apart
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), config.clip)
        self.optimizer.step()
        return float(loss.detach())

    def moved(self, batch: Batch, *names: str) -> list[torch.Tensor]:
        return [batch[name].to(self.device) for name in names]

    def precision(self) -> AbstractContextManager[Any]:
        if self.config.precision == "fp32":
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    def look(self) -> None:
        """Scores the held-out part, writes the log line and the checkpoint, keeps the network if it is the best."""
        f1, right = self.score()
        score = f1 if right is None else (f1 + right) / 2
        recent = self.losses[-self.config.check_every :]
        line = {"step": self.step, "loss": sum(recent) / len(recent), "f1": f1}
        line |= {} if right is None else {"indicators": right}
        self.say({k: round(v, 4) for k, v in (line | {"seconds": round(self.spent, 1)}).items()})
        self.stale = 0 if score > self.best else self.stale + 1
        if score > self.best:
            self.best = score
            self.keep()
        state = {name: getattr(self, name) for name in ("step", "best", "stale", "spent")}
        state |= {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save(state, self.folder / "last.pt.new")
        (self.folder / "last.pt.new").replace(self.folder / "last.pt")

    @torch.no_grad()
    def score(self) -> tuple[float, float | None]:
        """Exact F1 over all labels on the held-out windows, and the share of right indicators, both in points.

        None where no indicator is marked or none is learned.
        """
        self.model.train(False)
        pairs, right, asked = [], 0, 0
        # sorted by length inside `batches`; each row is found again by its place
        order = sorted(range(len(self.checks)), key=lambda i: len(self.checks[i].tags))
        rows = iter(order)
        for batch in batches([self.checks[i] for i in order], self.config.batch * 2, None):
            with self.precision():
                tags, names = self.model(*self.moved(batch, "characters", "hints", "mask"))
            wanted = batch["indicators"]
            asked += int((wanted != IGNORE).sum())
            if self.names:
                right += int((names.argmax(-1).cpu() == wanted).sum())
            for scores in tags.float().cpu().numpy():
                example = self.held_out[next(rows)]
                found = self.tags.decode(scores[1 : len(example.text) + 1])
                pairs.append(([(s.start, s.end, s.label) for s in found], example.spans))
        return micro(pairs, self.tags.labels), 100 * right / asked if asked and self.names else None

    def keep(self) -> None:
        """Writes `best/` beside itself first, so that a broken run leaves the old one."""
        new, best = self.folder / "best.new", self.folder / "best"
        shutil.rmtree(new, ignore_errors=True)
        self.model.save_pretrained(new)
        save_vocabulary(self.vocabulary, new / "vocab.json")
        about = {"id": self.config.name, "labels": self.tags.labels, "hints": self.hints.labels}
        about |= {"indicators": self.names}
        (new / "labels.json").write_text(json.dumps(about, indent=1), "utf-8")
        shutil.rmtree(best, ignore_errors=True)
        new.rename(best)

    def restore(self) -> None:
        state = torch.load(self.folder / "last.pt", weights_only=True, map_location=self.device)
        self.model.load_state_dict(state.pop("model"))
        self.optimizer.load_state_dict(state.pop("optimizer"))
        for name, value in state.items():
            setattr(self, name, value)

    def say(self, line: dict[str, Any]) -> None:
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        click.echo(json.dumps(line))


def _entropy(logits: torch.Tensor, target: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Mean cross entropy where there is a target; only there is anything computed."""
    here = target != IGNORE
    return nn.functional.cross_entropy(logits[here].float(), target[here], label_smoothing=smoothing)


def _apart(found: torch.Tensor, told: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Mean divergence of a student's probabilities from its teacher's, where the target is something both know."""
    known = told.shape[-1]
    here = (target != IGNORE) & (target < known)
    ours = nn.functional.log_softmax(found[here][:, :known].float(), -1)
    theirs = nn.functional.log_softmax(told[here].float(), -1)
    return nn.functional.kl_div(ours, theirs, reduction="sum", log_target=True) / max(1, int(here.sum()))


def _teacher(config: TrainConfig, model: CharacterTagger, vocabulary: dict[str, int]) -> CharacterTagger | None:
    """The network to learn from: the same characters, hints and indicators, and the first labels of ours or all."""
    if config.teacher is None:
        return None
    teacher: CharacterTagger = CharacterTagger.from_pretrained(config.teacher, attn_implementation="eager")
    sizes = [(n.config.num_hints, n.config.num_indicators) for n in (teacher, model)]
    known = tuple(json.loads((config.teacher / "labels.json").read_text("utf-8"))["labels"])
    same = sizes[0] == sizes[1] and known == (config.labels or schema_labels())[: len(known)]
    if read_vocabulary(config.teacher / "vocab.json") != vocabulary or not same:
        raise ValueError(f"{config.teacher}: vocabulary, labels, hints or indicators are not those of this run")
    teacher.train(False)
    return teacher


def _network(
    config: TrainConfig, tags: Tags, hints: Tags, names: tuple[str, ...]
) -> tuple[CharacterTagger, dict[str, int]]:
    """A fresh head on the backbone, or the finished network of `base`: same hints, the first labels of ours or all."""
    if config.base is not None:
        about = json.loads((config.base / "labels.json").read_text("utf-8"))
        if (tuple(about["labels"]), tuple(about["hints"])) != (tags.labels[: len(about["labels"])], hints.labels):
            raise ValueError(
                f"{config.base} has labels {about['labels']} and hints {about['hints']}: not those of this run"
            )
        tagger = CharacterTagger.from_pretrained(config.base, attn_implementation="eager")
        if len(names) != tagger.config.num_indicators:
            raise ValueError(f"{config.base} has {tagger.config.num_indicators} indicators, this run {len(names)}")
        tagger = thinner(tagger, config.base_layers) if config.base_layers else tagger
        tagger = wider(tagger, len(tags)) if len(about["labels"]) < len(tags.labels) else tagger
        return tagger, read_vocabulary(config.base / "vocab.json")
    backbone = config.backbone
    encoder, vocabulary = load_backbone(
        backbone.source, layers=backbone.layers, width=backbone.width, heads=backbone.heads, seed=config.seed
    )
    encoder.config.hidden_dropout_prob = encoder.config.attention_probs_dropout_prob = config.dropout
    encoder.config._attn_implementation = "eager"  # on processors twice as fast as the fused one
    return make_tagger(encoder, len(tags), len(hints), len(names), config.seed), vocabulary


def _keep_memory() -> None:
    """Tells glibc to keep freed memory: handing every buffer back and getting it anew makes training 4 times slower."""
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:
        return  # another system: only slower
    libc.mallopt(-4, 0)  # M_MMAP_MAX
    libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
    libc.mallopt(-2, 2**28)  # M_TOP_PAD


def _prepare(config: TrainConfig) -> tuple[list[Example], list[Example]]:
    """Windows to train on and windows to stop by, cleaned as the line cleans."""
    data, rng = config.data, Random(config.seed)
    examples = read_examples(data.train, data.limit)
    if data.plain and data.plain_share:
        wanted = round(len(examples) * data.plain_share / (1 - data.plain_share))
        examples += read_plain(data.plain, wanted, config.seed)
    training, held_out = divide(examples, data.held_out, config.seed)
    return _windows([augment(e, rng, data.augment) for e in training]), _windows(held_out)


def _windows(examples: Sequence[Example]) -> list[Example]:
    return [window for example in examples for window in cut(clean(example))]


def _optimizer(model: CharacterTagger, config: TrainConfig) -> torch.optim.Optimizer:
    """AdamW; no decay for vectors, a rate of their own for what starts from nothing (head, hints)."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        head = name.startswith(("classifier", "hint_embeddings", "indicators")) and config.base is None
        fresh = head or (config.backbone.source == "scratch" and config.base is None)
        peak = config.head_rate if fresh else config.rate
        groups.setdefault((peak, config.decay if parameter.ndim > 1 else 0.0), []).append(parameter)
    rows = [{"params": p, "peak": peak, "lr": 0.0, "weight_decay": decay} for (peak, decay), p in groups.items()]
    return torch.optim.AdamW(rows, betas=(0.9, 0.98))


def _share(progress: float, warmup: float) -> float:
    """Of the peak rate: up in a straight line, down along a cosine."""
    if progress < warmup:
        return max(progress, 1e-4) / warmup
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warmup) / (1 - warmup))))


@click.command()
@click.option("--config", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one key, such as data.limit=100.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in the output folder.")
def main(path: Path, changes: tuple[str, ...], resume: bool) -> None:
    """Train a token classifier."""
    given = {key: yaml.safe_load(value) for key, _, value in (change.partition("=") for change in changes)}
    click.echo(f"best held-out F1: {train(load_train_config(path, given), resume=resume):.2f}")


if __name__ == "__main__":
    main()
