"""Stands for the pipeline in worker processes: quick, and as badly behaved as a document tells it to be.

python -m tests.batch.doubles OUT N [--dataset] [--workers W]      # a run over N made inputs, to be killed
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from giar_ml.batch import runner
from giar_ml.batch.engines.local import LocalEngine
from giar_ml.batch.items import Item, Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Mode, Plan
from giar_ml.errors import ConfigError
from giar_ml.export import record as r
from tests.export.made import PROVENANCE, made_record

READER = "tests.batch.doubles:load"


@dataclass
class Reading:
    record: r.Record
    source: str = ""


class Double:
    """Every document is the made report under its own name, unless its first word says otherwise."""

    def __init__(self, model: str) -> None:
        self.provenance = PROVENANCE.model_copy(update={"model": model})

    def readings(self, paths: Iterable[str]) -> list[Reading]:
        return [Reading(r.failed(path, "not_found", "gone", provenance=self.provenance)) for path in paths]

    def read_bytes(self, data: bytes, name: str) -> list[Reading]:
        word, _, rest = data.decode().partition(" ")
        act = getattr(self, f"_{word}", None)
        if act:
            act(rest)
        if word == "bad":
            return [Reading(r.failed(name, "binary", "no text", provenance=self.provenance))]
        record, _ = made_record()
        source = record.source.model_copy(update={"path": name, "sha256": hashlib.sha256(data).hexdigest()})
        status = "partial" if word == "partial" else "ok"
        made = record.model_copy(update={"source": source, "provenance": self.provenance, "status": status})
        if word != "years":
            return [Reading(made)]
        return [Reading(made), Reading(made.model_copy(update={"source": source.model_copy(update={"part": 2})}))]

    def _hang(self, rest: str) -> None:
        time.sleep(1000)

    def _slow(self, rest: str) -> None:
        time.sleep(float(rest.split()[0]))

    def _grow(self, rest: str) -> None:
        held = []
        while True:
            held.append(bytearray(16 * 2**20))

    def _die(self, rest: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def _brood(self, rest: str) -> None:
        """Dies, and leaves a process that holds all its pipes; `away`: one that belongs to no group of ours."""
        if os.fork() == 0:
            if rest.startswith("away"):
                os.setsid()
            time.sleep(20)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)

    def _chatter(self, rest: str) -> None:
        """Says more on stderr than anybody should keep, without a single end of line."""
        for _ in range(64):
            os.write(2, b"x" * 2**20)

    def _host(self, rest: str) -> None:
        """Takes down the process that started this one, as a document does that brings down its machine."""
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(1000)

    def _once(self, rest: str) -> None:
        """Dies, but only the first time: as a document does that comes after one that broke the heap."""
        if not Path(rest).exists():
            Path(rest).touch()
            os._exit(3)

    def _print(self, rest: str) -> None:
        print("words of a library that do not belong here")


def load(config: str | None) -> Double:
    if config == "broken":
        raise ConfigError("broken: unknown key colour")
    return Double(config or "double-1")


def texts(n: int) -> list[str]:
    """Inputs with all that can become of them, none of it bad for a worker."""
    kinds = ("", "", "partial ", "years ", "bad ", "slow 0.004 ")
    return [f"{kinds[i % 6]}text {i % 97}" for i in range(n)]


def items(found: Iterable[str]) -> Iterator[Item]:
    for i, text in enumerate(found):
        yield Item(f"in/{i}.txt", f"in/{i}.txt", text.encode())


def run(
    output: Path,
    found: Iterable[str | Item],
    *,
    workers: int = 2,
    part: int | None = None,
    mode: Mode = "resume",
    duplicates: bool = False,
    timeout: float = 30,
    memory: int = 256,
    model: str | None = None,
) -> tuple[bool, Meter]:
    """A whole run; inputs are texts, or items as they are."""
    inputs = [x if isinstance(x, Item) else Item(f"in/{i}.txt", f"in/{i}.txt", x.encode()) for i, x in enumerate(found)]
    meter = Meter()
    with closing(LocalEngine(Settings(workers, timeout, memory, model, READER))) as engine:
        return runner.run(lambda: inputs, Plan(output, part, duplicates, mode), engine, meter), meter


def digest(output: Path) -> str:
    """SHA-256 of all that was published: of one file, or of every file of a data set."""
    files = [output] if output.is_file() else sorted(p for p in output.rglob("*.*") if "_run" not in p.parts)
    total = hashlib.sha256()
    for path in files:
        total.update(path.relative_to(output).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


if __name__ == "__main__":
    faulthandler.enable()  # SIGABRT tells where all threads are
    arguments = sys.argv[1:]
    done, _ = run(Path(arguments[0]), texts(int(arguments[1])), part=int(arguments[2]) or None)
    sys.exit(0 if done else 143)
