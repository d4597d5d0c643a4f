"""The values of a batch run: what goes in, what comes out of a worker, what the manifest keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

# The worst of several records decides what became of an input.
RANK = {"ok": 0, "partial": 1, "skipped": 2, "failed": 3}


@dataclass(frozen=True)
class Item:
    """One input of a corpus.

    `id` is stable and well-formed (`crawl.zip!a/b.html`, `pages.jsonl#17`); it becomes the record's path. `data` are
    its bytes, or None where they could not be had: then either `failure` (cause, message) or `skip` (cause) tells
    why, or the reader opens `name` itself and says what is wrong with it.
    """

    id: str
    name: str
    data: bytes | None = None
    failure: tuple[str, str] | None = None
    skip: str | None = None

    @cached_property
    def sha256(self) -> str | None:
        """Of the bytes; None where there are none."""
        return None if self.data is None else hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Task:
    """One input on its way to a worker; `n` counts the inputs from 0."""

    n: int
    name: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input.

    `lines` are its records, one JSON line each without line end; none where the worker was lost, and then `cause` is
    timeout, memory or crash. `seconds` of work; `rss` bytes of memory that the worker held afterwards; `error`: whether
    a rule of severity error is violated in a record.
    """

    n: int
    lines: tuple[bytes, ...]
    status: str
    cause: str | None = None
    message: str | None = None
    seconds: float = 0.0
    rss: int = 0
    error: bool = False
    kept: bool = False  # taken over from an earlier run


@dataclass(frozen=True, slots=True)
class Settings:
    """How workers are run. `memory`: MB that one document may take beyond the loaded reader; `timeout`: its seconds.

    `reader` names the function that makes the reader from the path of a configuration, or None. After `lifetime`
    documents a worker is replaced: what libraries never give back stays bounded.
    """

    workers: int = 1
    timeout: float = 60.0
    memory: int = 2048
    config: str | None = None
    reader: str = "giar_ml:load"
    lifetime: int = 5_000
