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
from importlib import import_module
from signal import Signals
from typing import IO, Any

from giar_ml.batch.frames import receive, send
from giar_ml.batch.items import Item
from giar_ml.read import Limits

SECONDS = 120.0  # that may pass before the next item
MEMORY = 3 * 2**30  # bytes of data that the process may hold; a file mapped into memory does not count
END: dict[str, Any] = {}
MESSAGES = {
    "crash": "读取该文件的进程崩溃（{how}）。 The process that reads the file crashed ({how}).",
    "timeout": "{seconds:g} 秒内没有读到下一行，已中止。 No row came within {seconds:g} seconds; it was stopped.",
}


class Reader:
    """The process; it is started when it is first needed, and again after it was lost."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()  # one file at a time

    def items(self, module: str, path: str, id: str, limits: Limits, column: str | None) -> Iterator[Item]:
        """What `here` of the module yields. Where its process is lost: what it gave before, and then one failure."""
        with self._lock:
            process, late, whole = self._started(), threading.Event(), False
            assert process.stdin is not None
            assert process.stdout is not None
            request = {
                "module": module, "path": path, "id": id, "column": column, "limits": dataclasses.asdict(limits),
            }  # fmt: skip
            try:
                send(process.stdin, request)
                while (found := self._next(process, late)) is not None:
                    yield found
                whole = True
            except (OSError, EOFError):
                yield self._lost(process, late, path, id)
            finally:
                if not whole:
                    self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "giar_ml.batch.apart"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,
            )  # fmt: skip
        return self._process

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

    def close(self) -> None:
        """End the process; the next file starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                try:
                    if pipe:
                        pipe.close()
                except OSError:  # what was still to be said to it
                    continue


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
