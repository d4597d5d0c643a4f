"""Labelled data in and out of the formats that labelling tools and training libraries use: see docs/labelled-data.md.

    texts = list(convert.read("export.json"))
    convert.write(texts, "train.spacy", "spacy")

Every format is read into `Labelled` and written from it; what a format cannot hold is an error, never a silent loss.
Libraries are imported where a format needs them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from giar_ml.convert.detect import detect
from giar_ml.convert.labelled import DataError, Labelled, Mark, flatten
from giar_ml.convert.options import Limits, Options

__all__ = [
    "FORMATS",
    "DataError",
    "Format",
    "Labelled",
    "Limits",
    "Mark",
    "Options",
    "detect",
    "flatten",
    "read",
    "write",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its module, which has `read(path, options)` and `pieces(texts, options)` (text) or `save` (else)."""

    name: str
    module: str
    is_text: bool = True

    def load(self) -> Any:
        """The module."""
        return import_module(f"giar_ml.convert.{self.module}")


FORMATS = {
    f.name: f
    for f in (
        Format("jsonl", "own"),
        Format("label-studio", "label_studio"),
        Format("doccano", "doccano"),
        Format("conll", "conll"),
        Format("spacy", "docbin", is_text=False),
        Format("datasets", "huggingface", is_text=False),
    )
}


def read(path: str | Path, form: str | None = None, options: Options | None = None) -> Iterator[Labelled]:
    """The texts of a file or folder, one after the other; the format is detected unless named.

    Raises `DataError`, which names file and line, task or row.
    """
    path, options = Path(path), options or Options()
    module = FORMATS[form or detect(path, options.limits)].load()
    yield from _flat(module.read(path, options), options)


def write(texts: Iterable[Labelled], path: str | Path, form: str, options: Options | None = None) -> None:
    """Write the texts to a file, which is replaced when all is written, or (`datasets`) to a new folder.

    Raises `DataError` where the format cannot hold a text, `SetupError` where the place cannot be written.
    """
    path, options = Path(path), options or Options()
    if FORMATS[form].is_text:
        from giar_ml.export.files import replacing

        with replacing(path) as file:
            put(texts, file, form, options)
        return
    partial = path.with_name(f".{path.name[:40]}.{os.getpid()}.tmp")
    try:
        if path.is_dir() or (form == "datasets" and path.exists()):
            raise FileExistsError(0, "it exists already")
        path.parent.mkdir(parents=True, exist_ok=True)
        FORMATS[form].load().save(_flat(texts, options), partial, options)
        partial.replace(path)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True) if partial.is_dir() else partial.unlink(missing_ok=True)


def put(texts: Iterable[Labelled], file: IO[str], form: str, options: Options) -> None:
    """Write the texts of a text format to an open file."""
    for piece in FORMATS[form].load().pieces(_flat(texts, options), options):
        file.write(piece)


def _flat(texts: Iterable[Labelled], options: Options) -> Iterator[Labelled]:
    """The texts, flattened if that is asked for; what was left out is noted."""
    left = 0
    for text in texts:
        flat = flatten(text) if options.flatten else text
        left += len(text.spans) - len(flat.spans)
        yield flat
    if left:
        options.note(f"{left} spans that overlap longer ones were left out")
