"""What a person sees on stderr while a batch runs, and when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from giar_ml.export.record import Record
from giar_ml.export.terminal import summary, summary_row

LISTED = 50  # records that the closing table names one by one
WIDTH = 140  # where nobody's window sets it


def console(*, stderr: bool = False) -> Console:
    """A console that is wide enough where nobody's window sets the width."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else WIDTH, highlight=False)


class Tally:
    """What the closing table says; it keeps the first records only, so that a long batch needs no memory."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.states: dict[str, int] = {}
        self.violated = 0

    def add(self, record: Record) -> None:
        """Count one record."""
        if len(self.rows) < LISTED:
            self.rows.append(summary_row(record))
        self.states[record.status] = self.states.get(record.status, 0) + 1
        self.violated += any(f.status == "violated" and f.severity == "error" for f in record.findings)

    @property
    def bad(self) -> bool:
        """Whether `--strict` should complain."""
        return bool(self.violated or self.states.get("failed"))


@contextmanager
def progress(files: int, quiet: bool) -> Iterator[Callable[[Record], None]]:
    """A bar on stderr where a person looks at it; the function moves it when a new file begins."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=files)

        def advance(record: Record) -> None:
            bar.update(task, advance=record.source.part == 1, description=escape(record.source.path))

        yield advance


def close(tally: Tally, quiet: bool, written: Sequence[str]) -> None:
    """The closing table, and where the files are."""
    if quiet:
        return
    out = console(stderr=True)
    out.print(summary(tally.rows))
    total = sum(tally.states.values())
    states = ", ".join(f"{count} {state}" for state, count in tally.states.items())
    beyond = f" (the first {LISTED} are listed)" if total > LISTED else ""
    out.print(f"{total} records: {states or 'none'}; {tally.violated} with violated rules{beyond}")
    for path in written:
        out.print(f"written: {escape(path)}", soft_wrap=True)
