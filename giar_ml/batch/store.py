"""The generations of one output: which to go on with, which to take records from, which to throw away.

Beside a file `OUT.jsonl` stands the folder `OUT.jsonl.run`, in a data set `OUT` the folder `OUT/_run`: one numbered
folder a generation, and what a run has to say about itself. A generation replaces the one before only when it is
complete; until then the old output stays as it is.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from giar_ml.batch.generation import Generation
from giar_ml.errors import SetupError

Mode = Literal["resume", "fresh", "stale", "retry"]
NAMES = {
    "provenance": "model, rules, configuration or version", "form": "format", "part_items": "part size",
    "skip_duplicates": "--skip-duplicates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What an output is to be: its place and all that decides its bytes, beside the inputs.

    `part_items`: inputs a part, for a data set; None for a JSON Lines file.
    """

    output: Path
    part_items: int | None = None
    skip_duplicates: bool = False
    mode: Mode = "resume"

    @property
    def folder(self) -> Path:
        """Where the run keeps its own files."""
        return self.output / "_run" if self.part_items else self.output.with_name(f"{self.output.name}.run")

    def key(self, provenance: dict[str, Any]) -> dict[str, Any]:
        """What must be equal for a run to be gone on with."""
        return {
            "provenance": provenance, "form": "dataset" if self.part_items else "jsonl",
            "part_items": self.part_items, "skip_duplicates": self.skip_duplicates,
        }  # fmt: skip


class Store:
    """Opens the generations. Raises `SetupError` where the output was made otherwise and nobody said what to do."""

    def __init__(self, plan: Plan, provenance: dict[str, Any]) -> None:
        self.plan, self.key = plan, plan.key(provenance)
        self._opened: list[Generation] = []
        _check_place(plan)
        try:
            plan.folder.mkdir(parents=True, exist_ok=True)
            if plan.mode == "fresh":
                self._forget()
            numbers = self._numbers()
            self.older = [self._generation(number) for number in numbers[:-1]]
            self.current = self._generation(numbers[-1] if numbers else 1)
            self._same_or_new()
        except BaseException:
            self.close()
            raise

    def supersede(self, *, retry: bool = False) -> None:
        """Start a new generation, which takes from all before it what it may."""
        self.current.commit()
        self.older.append(self.current)
        self.current = self._generation(self._numbers()[-1] + 1)
        self._begin(retry=retry)

    def finish(self) -> None:
        """Publish the current generation and drop those before it."""
        self.current.finish()
        for generation in self.older:
            generation.close()
            shutil.rmtree(generation.folder)
        self.older = []

    def close(self) -> None:
        """Leave everything as it is on disk."""
        for generation in self._opened:
            generation.close()

    @property
    def retrying(self) -> bool:
        """Whether this generation reads failed inputs again."""
        return bool(self.current.manifest.get("retry"))

    def _same_or_new(self) -> None:
        current, mode = self.current, self.plan.mode
        made = current.manifest.get("key")
        if made is None:  # killed before it had begun
            self._begin()
        elif made != self.key:
            if mode != "stale":
                raise SetupError(_difference(self.plan.output, made, self.key))
            self.supersede()
        elif current.complete:
            current.publish()
            if not current.whole():
                self.supersede()  # the output was changed or taken away: what can be, is taken from what is left
            elif mode == "retry" and next(current.manifest.rows("status = 'failed'"), None):
                self.supersede(retry=True)
        else:
            current.resume()

    def _begin(self, *, retry: bool = False) -> None:
        self.current.manifest.put("key", self.key)
        self.current.manifest.put("retry", retry)
        self.current.commit()

    def _generation(self, number: int) -> Generation:
        generation = Generation(self.plan.folder / str(number), self.plan.output, self.plan.part_items)
        self._opened.append(generation)
        return generation

    def _numbers(self) -> list[int]:
        return sorted(int(path.name) for path in self.plan.folder.iterdir() if path.name.isdigit())

    def _forget(self) -> None:
        for number in self._numbers():
            self._generation(number).close()  # raises where another run holds it
            shutil.rmtree(self.plan.folder / str(number))


def _check_place(plan: Plan) -> None:
    """An output must not be written over something that no run of ours has made."""
    output = plan.output
    if plan.part_items is None and output.is_dir():
        raise SetupError(f"{output} is a folder: name a file, or say --format dataset")
    if plan.part_items and output.exists() and not output.is_dir():
        raise SetupError(f"{output} is a file: name a folder for a data set")
    if plan.part_items and output.is_dir() and any(output.iterdir()) and not plan.folder.is_dir():
        raise SetupError(f"{output} holds other files: name a new folder for a data set")


def _difference(output: Path, old: dict[str, Any], new: dict[str, Any]) -> str:
    what = ", ".join(NAMES[name] for name in NAMES if old.get(name) != new.get(name))
    return (
        f"{output} was made with another {what}. --stale reads again what that changes; --fresh starts over; or name "
        "another output."
    )
