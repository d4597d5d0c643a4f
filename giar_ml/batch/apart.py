"""Items made in a process of their own, for readers written in C++: a damaged file can end the whole process there.

`python -m giar_ml.batch.apart` serves one file after another until stdin ends, in frames (see `frames`).
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from signal import Signals
from typing import IO, Any

from giar_ml.batch.frames import receive, send
from giar_ml.batch.items import Item
from giar_ml.read import Limits

SECONDS = 60.0  # that may pass before the next item
MEMORY = 3 * 2**30  # bytes of data that the process may hold; a file mapped into memory does not count
END: dict[str, Any] = {}
Owner = tuple[int, int]  # process and thread
MESSAGES = {
    "crash": "读取该文件的进程崩溃（{how}）。 The process that reads the file crashed ({how}).",
    "timeout": "{seconds:g} 秒内没有读到下一行，已中止。 No row came within {seconds:g} seconds; it was stopped.",
}


class Reader:
    """Starts a process for a file, and keeps it for the next one of the same thread."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._idle: tuple[Owner, subprocess.Popen[bytes]] | None = None
        self._busy: set[subprocess.Popen[bytes]] = set()

    def items(self, module: str, path: str, id: str, limits: Limits, column: str | None) -> Iterator[Item]:
        """What `here` of the module yields. Where its process is lost: what it gave before, and then one failure."""
        process, late, whole = self._started(), threading.Event(), False
        assert process.stdin is not None
        request = {"module": module, "path": path, "id": id, "column": column, "limits": dataclasses.asdict(limits)}
        self._busy.add(process)
        try:
            send(process.stdin, request)
            while (found := self._next(process, late)) is not None:
                yield found
            whole = True
        except (OSError, EOFError):
            yield self._lost(process, late, path, id)
        finally:
            self._busy.discard(process)
            if whole:
                self.close()
                self._idle = _owner(), process
            else:
                _end(process)

    def close(self) -> None:
        """End the process that waits for another file."""
        idle, self._idle = self._idle, None
        if idle is not None and idle[0][0] == os.getpid():  # not that of the process we were forked from
            _end(idle[1])

    def interrupt(self) -> None:
        """End the processes that read: their files go no further. For signal handlers."""
        for process in list(self._busy):
            process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        """A process of this thread: one ends with the thread that started it."""
        idle = self._idle
        if idle is not None and idle[0] == _owner() and idle[1].poll() is None:
            self._idle = None
            return idle[1]
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "giar_ml.batch.apart"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )  # fmt: skip

    def _next(self, process: subprocess.Popen[bytes], late: threading.Event) -> Item | None:
        """The next item, or None at the end. Raises `EOFError` where the process is gone."""

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None
            header, data = receive(process.stdout)
        finally:
            timer.cancel()
        if header == END:
            return None
        failure = tuple(header["failure"]) if header["failure"] else None
        return Item(header["id"], header["name"], data if header["data"] else None, failure)

    def _lost(self, process: subprocess.Popen[bytes], late: threading.Event, path: str, id: str) -> Item:
        code = process.wait()
        how = Signals(-code).name if code < 0 and -code in set(Signals) else f"exit code {code}"
        cause = "timeout" if late.is_set() else "crash"
        return Item(id, path, failure=(cause, MESSAGES[cause].format(seconds=self.seconds, how=how)))


def _owner() -> Owner:
    return os.getpid(), threading.get_ident()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was still to be said to it
            if pipe:
                pipe.close()


READER = Reader()


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    while True:
        try:
            request, _ = receive(source)
        except EOFError:
            return
        here = import_module(request["module"]).here
        for item in here(request["path"], request["id"], Limits(**request["limits"]), request["column"]):
            header = {"id": item.id, "name": item.name, "failure": item.failure, "data": item.data is not None}
            send(target, header, item.data or b"")
        send(target, END)


def main() -> None:
    """Serve; end with whoever started us."""
    from giar_ml.batch.worker import die_with_parent

    die_with_parent()
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    serve(source, target)


if __name__ == "__main__":
    main()
