"""A handful of inputs, read in this process, one after the other: nothing restarts, nothing is enforced but limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from giar_ml.batch import sources
from giar_ml.batch.items import Item
from giar_ml.export.record import failed, skipped
from giar_ml.pipeline import Reader, Reading


def readings(reader: Reader, paths: Iterable[str], column: str | None = None) -> Iterator[Reading]:
    """The readings of these files, in order, with those of the documents in containers."""
    for path in paths:
        if sources.container(path) and Path(path).is_file():
            for item in sources.items([path], reader.limits, column):
                yield from _of_item(reader, item)
        else:
            yield from reader.readings([path])


def _of_item(reader: Reader, item: Item) -> list[Reading]:
    if item.failure:
        return [Reading(failed(item.id, *item.failure, provenance=reader.provenance), "")]
    if item.skip:
        return [Reading(skipped(item.id, item.skip, provenance=reader.provenance), "")]
    return reader.read_bytes(item.data or b"", item.name)
