"""The time that one document may take: set by whoever reads it, asked after in the loops that a document can make long.

A context variable carries it, so that stages need no parameter for it and every thread has its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from giar_ml.errors import GiarError

T = TypeVar("T")
_END: ContextVar[float] = ContextVar("_END", default=math.inf)  # on the clock of `time.monotonic`


class Late(GiarError):
    """The time of a document is up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done here has so many seconds, or less where it had less already."""
    token = _END.set(min(_END.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _END.reset(token)


def left() -> float:
    """Seconds that are left; infinite where nobody has set an end."""
    return _END.get() - time.monotonic()


def check() -> None:
    """Raises `Late` when the time is up. Takes a tenth of a microsecond."""
    if time.monotonic() > _END.get():
        raise Late


def each(found: Iterable[T]) -> Iterator[T]:
    """What is given, as long as there is time. Raises `Late`."""
    for one in found:
        check()
        yield one
