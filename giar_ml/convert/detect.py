"""Which format a file or folder has, by its content."""

from __future__ import annotations

import json
from pathlib import Path

from giar_ml.convert import bio, doccano, huggingface
from giar_ml.convert.labelled import DataError
from giar_ml.convert.lines import lines
from giar_ml.convert.options import Limits

ZLIB = (b"\x78\x01", b"\x78\x9c", b"\x78\xda")  # no text in UTF-8 begins like this, but for the first
_START = 64 * 1024


def detect(path: Path, limits: Limits | None = None) -> str:
    """The name of the format. Raises `DataError` where it is none of ours, or cannot be told from the first line."""
    if path.is_dir():
        if any((path / name).is_file() for name in huggingface.MARKERS):
            return "datasets"
        raise DataError(f"{path} is a folder, but no saved data set")
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}") from error
    if start[:2] in ZLIB:
        return "spacy"
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"["):
        return "label-studio"
    found = _of_object(path, limits or Limits()) if plain.startswith(b"{") else _of_rows(path, limits or Limits())
    if found is None:
        raise DataError(f"{path}: the format cannot be told from its content: name it")
    return found


def _of_object(path: Path, limits: Limits) -> str | None:
    where, line = next((where, line) for where, line in lines(path, limits) if line.strip())
    try:
        first = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where} is not JSON: {error}") from error
    if not isinstance(first, dict):
        return None
    if isinstance(first.get("data"), dict):
        return "label-studio"
    if "spans" in first:
        return "jsonl"
    return "doccano" if any(name in first for name in doccano.SPANS) else None


def _of_rows(path: Path, limits: Limits) -> str | None:
    """CoNLL, if the first line that is no comment ends in a tag."""
    for _, line in lines(path, limits):
        if line.startswith("# giar_ml = "):
            return "conll"
        columns = line.split()
        if not columns or line.startswith(("# ", "-DOCSTART-")):
            continue
        return "conll" if len(columns) > 1 and bio.TAG.fullmatch(columns[-1]) else None
    return None
