"""Newly labelled reports, in whatever format: read, divided by document, turned into examples to train on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from giar_ml.convert import DataError, Labelled, Options, flatten, read
from giar_ml.label.guesses import NONE, TOLD
from training.data import Example

LEAST = 4  # documents: two to learn from, two to judge by


def read_labelled(paths: Iterable[Path]) -> list[Labelled]:
    """The texts of files and folders, marks over longer ones left out. Raises `DataError`, which names the place.

    A folder that is no data set itself is read file by file, in the order of names.
    """
    return [flatten(text) for path in paths for file in _files(path) for text in read(file, options=Options())]


def _files(path: Path) -> Iterator[Path]:
    whole = not path.is_dir() or (path / "dataset_info.json").exists()
    yield from [path] if whole else sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))


def document(text: Labelled) -> str:
    """What a text may not be parted from when data are divided: its group, else its id, else itself."""
    return text.group or text.id or text.text


def part(texts: Sequence[Labelled], held_out: float, seed: int) -> tuple[list[Labelled], list[Labelled]]:
    """Texts to learn from and texts to judge by; a document is wholly on one side. Raises `DataError` if too few."""
    documents = sorted({document(text) for text in texts})
    if len(documents) < LEAST:
        raise DataError(
            f"标注数据只有 {len(documents)} 份文档，至少需要 {LEAST} 份（按 group 区分）。"
            f"The labelled data have {len(documents)} documents; {LEAST} are needed (they are told apart by `group`)."
        )
    Random(seed).shuffle(documents)
    count = min(max(2, round(held_out * len(documents))), len(documents) - 2)
    kept = set(documents[:count])
    return [t for t in texts if document(t) not in kept], [t for t in texts if document(t) in kept]


def example(text: Labelled) -> Example:
    """The text as it is trained on and scored. A mark without an indicator has none, or it is unknown if not judged."""
    keys = tuple((m.indicator or NONE) if text.judged and m.label in TOLD else None for m in text.spans)
    return Example(text.text, tuple((m.start, m.end, m.label) for m in text.spans), document(text), keys)


def line(text: Labelled, times: str = "") -> dict[str, Any]:
    """The text as a line of training data; `times` keeps repeats of a text apart where they are told by group."""
    found: dict[str, Any] = {"text": text.text, "spans": [[m.start, m.end, m.label] for m in text.spans]}
    if text.judged:
        found["indicators"] = {str(m.start): m.indicator for m in text.spans if m.indicator and m.label in TOLD}
    return found | {"group": document(text) + times}


def digest(paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of every file, by its name."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for path in paths
        for file in (sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path])
    }
