"""Where documents are read: worker processes here (`local`), or actors of a Ray cluster (`ray`); the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, Protocol

from giar_ml.batch.items import Outcome, Settings, Task
from giar_ml.errors import ConfigError

NAMES = ("local", "ray")


class Engine(Protocol):
    """Started when made. Every task ends in exactly one outcome, whatever the document does to its worker."""

    def provenance(self) -> dict[str, Any]:
        """What makes the records: waits for the first worker. Raises `SetupError` where none can start."""

    def outcomes(self, tasks: Iterator[Task | None]) -> Iterator[Outcome | None]:
        """The outcomes, in the order in which they are ready.

        `tasks` is asked only when a worker is free, and gives None where none may start before the next outcome. None
        comes out where `wake` was called.
        """

    def wake(self) -> None:
        """Let `outcomes` give None soon; safe to call from a signal handler."""

    def memory(self) -> int:
        """Bytes that all workers held when last heard of."""

    def replaced(self) -> int:
        """Workers that were lost or retired, and replaced."""

    def close(self) -> None:
        """End all workers at once; what they were reading is dropped."""


def start(name: str, settings: Settings) -> Engine:
    """The engine `name`. Raises `ConfigError` where it is not installed."""
    if name == "local":
        from giar_ml.batch.engines.local import LocalEngine

        return LocalEngine(settings)
    if find_spec("ray") is None:
        raise ConfigError("--engine ray needs Ray: pip install 'giar-ml[ray]'")
    from giar_ml.batch.engines.ray import RayEngine

    return RayEngine(settings)
