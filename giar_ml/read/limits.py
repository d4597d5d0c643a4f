"""What one document may cost: bytes, characters, pages, seconds. Every reader counts against one `Clock`."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from giar_ml.read.causes import failure


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one document; the defaults keep any input far under 60 s and 1 GB for the whole line."""

    max_bytes: int = 64 * 1024 * 1024  # any file
    max_text_bytes: int = 16 * 1024 * 1024  # txt, md, html: a report is 0.1 MB, pages with inlined pictures a few MB
    max_characters: int = 1_000_000  # visible text; the longest reports have 0.1 million
    max_pages: int = 400
    seconds: float = 30.0  # reading the file
    line_seconds: float = 60.0  # the whole line, from bytes to record; in a batch run its time-out instead
    max_members: int = 5_000  # files in a zip container
    max_member_bytes: int = 24 * 1024 * 1024  # one XML file after inflating; its tree takes about ten times as much
    max_ratio: int = 200  # inflated to deflated; honest Word XML stays under 60
    max_inflated_bytes: int = 96 * 1024 * 1024  # all streams of a PDF together, pictures aside


class Clock:
    """Counts what reading one document has cost so far; raises `ReadError` when a limit is passed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.monotonic() + limits.seconds
        self._characters = 0

    def check(self) -> None:
        """Raises `timeout` when the time is up."""
        if time.monotonic() > self._end:
            raise failure("timeout", seconds=self.limits.seconds)

    def count(self, characters: int = 1) -> None:
        """Add characters read; raises `too_large` or, looked at once in a while, `timeout`."""
        before = self._characters
        self._characters += characters
        if self._characters > self.limits.max_characters:
            raise failure("too_large", what=f"{self.limits.max_characters:,} characters")
        if before >> 10 != self._characters >> 10:
            self.check()


@contextmanager
def alarm(seconds: float, said: float | None = None) -> Iterator[None]:
    """Break off code that never comes back to ask the clock (a parser in a loop), telling of `said` seconds.

    A second line of defence: works in the main thread of POSIX systems, and only while nobody else uses the alarm.
    """
    usable = (
        hasattr(signal, "SIGALRM")
        and math.isfinite(seconds)
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
        and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    )
    if not usable:
        yield
        return

    over = False

    def ring(_number: int, _frame: object) -> None:
        if not over:
            raise failure("timeout", seconds=said or seconds)

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0) + 1, 1)  # again each second, if a parser swallows it
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
