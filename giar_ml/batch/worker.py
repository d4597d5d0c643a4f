"""One worker process: `python -m giar_ml.batch.worker`. Reads documents from stdin, writes their records to stdout.

It speaks frames (see `frames`). The first frame in says how to read; the first frame out says with what. A document
that takes more memory than allowed ends the worker: what is left of its heap cannot be trusted.
"""

from __future__ import annotations

import ctypes
import gc
import math
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from giar_ml.batch.frames import receive, send
from giar_ml.batch.items import RANK
from giar_ml.errors import SetupError

if TYPE_CHECKING:
    from giar_ml.export.record import Record

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
OUT_OF_MEMORY = ("MemoryError", "out of memory")


def main() -> None:
    """Serve until stdin ends."""
    die_with_parent()
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    try:
        header, _ = receive(source)
        began = time.perf_counter()
        module, name = header["reader"].split(":")
        reader = getattr(import_module(module), name)(header["config"])
    except SetupError as error:
        send(target, {"setup_error": str(error)})
        return
    reader.seconds = math.inf  # who gives us documents keeps the time
    _limit(header["memory"])
    send(target, {"provenance": reader.provenance.model_dump(), "seconds": time.perf_counter() - began})
    _serve(reader, source, target)


def _serve(reader: Any, source: IO[bytes], target: IO[bytes]) -> None:
    settled = False
    while True:
        try:
            task, data = receive(source)
        except EOFError:
            return
        reply, body = _answer(reader, task, data)
        send(target, reply, body)
        if reply["cause"] == "memory":
            return
        if not settled:
            settled = True
            _settle()


def _settle() -> None:
    """Model, rules and words are loaded by now and stay for ever: to look them over for garbage again and again would
    take a tenth of the time, in pauses longer than a document takes."""
    gc.collect()
    gc.freeze()


def _answer(reader: Any, task: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    from giar_ml.export.record import to_json

    began = time.perf_counter()
    try:
        readings = reader.read_bytes(data, task["name"]) if task["data"] else list(reader.readings([task["name"]]))
        records = [reading.record for reading in readings]
        body = "\n".join(map(to_json, records)).encode()
        said = _summary(records)
    except MemoryError:
        said, body = {"status": "failed", "cause": "memory", "message": None, "error": False}, b""
    return said | {"n": task["n"], "seconds": time.perf_counter() - began, "rss": resident()}, body


def _summary(records: list[Record]) -> dict[str, Any]:
    """Status of the input, and its cause. A `MemoryError` that the reader turned into a record is told as one."""
    worst = max(records, key=lambda record: RANK[record.status])
    cause, message = (worst.error.cause, worst.error.message) if worst.error else (worst.cause, None)
    if cause in {"internal", "too_large"} and any(word in (message or "") for word in OUT_OF_MEMORY):
        cause = "memory"
    error = any(f.status == "violated" and f.severity == "error" for record in records for f in record.findings)
    return {"status": worst.status, "cause": cause, "message": message, "error": error}


def resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not say."""
    return _statm(1)


def _statm(field: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[field]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _limit(megabytes: int) -> None:
    """Let the process grow by so much and no more, from now on."""
    size = _statm(0)
    if megabytes and size:
        import resource

        limit = size + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def die_with_parent() -> None:
    """A worker that hangs must not outlive a parent that was killed (Linux; elsewhere it ends when stdin does)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL


if __name__ == "__main__":
    main()
