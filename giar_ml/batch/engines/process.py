"""One worker process, seen from outside: give it a task, hear of its reply, or of its death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from signal import Signals
from typing import Any

from giar_ml.batch.frames import receive, send
from giar_ml.batch.items import Outcome, Settings, Task
from giar_ml.errors import SetupError

START_SECONDS = 180.0
END_SECONDS = 5.0  # within which what was killed is gone, unless the system holds it back
WORDS = 2_000  # bytes of a line that is remembered
GROUPS = hasattr(os, "killpg")  # POSIX: a worker leads a group of processes of its own
NO_MEMORY = ("MemoryError", "bad_alloc", "Cannot allocate memory")
MESSAGES = {
    "timeout": "读取超过 {seconds:g} 秒，已终止。 Reading took more than {seconds:g} seconds and was stopped.",
    "memory": "读取所需内存超过 {memory} MB。 Reading took more than {memory} MB of memory.",
    "crash": "读取时进程崩溃（{how}）。 The process crashed while reading ({how}).",
}

Reply = tuple[dict[str, Any], bytes]
Hear = Callable[["Process", Reply | None], None]


class Process:
    """Starts at once; `hear(process, reply)` is called from a thread for every reply, and with None when it is gone."""

    def __init__(self, settings: Settings, hear: Hear) -> None:
        self.settings, self.hear = settings, hear
        self.task: Task | None = None
        self.deadline: float | None = time.monotonic() + START_SECONDS
        self.began = time.monotonic()
        self.ready = self.late = self.killed = self.missed = False  # missed: it was gone before its task came
        self.served = self.rss = 0
        self.last_words: deque[bytes] = deque(maxlen=40)
        self._outbox: SimpleQueue[Task | None] = SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "giar_ml.batch.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for us: we end workers in good order
        )  # fmt: skip
        self._threads = [threading.Thread(target=t, daemon=True) for t in (self._talk, self._listen)]
        for thread in self._threads:
            thread.start()

    def give(self, task: Task) -> None:
        """Read this document; the clock starts now."""
        self.task, self.began = task, time.monotonic()
        self.deadline = self.began + self.settings.timeout
        self._outbox.put(task)

    def take(self, reply: Reply) -> Outcome:
        """The outcome that a reply tells of; the worker is free again."""
        header, body = reply
        self.task, self.deadline = None, None
        self.served += 1
        self.rss = header.pop("rss")
        if header["cause"] == "memory":
            return self._lost(header["n"], "memory", header["seconds"])
        return Outcome(lines=tuple(body.split(b"\n")), rss=self.rss, **header)

    def loss(self) -> Outcome:
        """The outcome of the document that this worker died of."""
        assert self.task is not None
        return self._lost(self.task.n, self._cause(), time.monotonic() - self.began)

    def _cause(self) -> str:
        if self.late:
            return "timeout"
        return "memory" if any(word in self.words() for word in NO_MEMORY) else "crash"

    def _lost(self, n: int, cause: str, seconds: float) -> Outcome:
        code = self._process.poll() or 0
        how = Signals(-code).name if code < 0 and -code in set(Signals) else f"exit code {code}"
        message = MESSAGES[cause].format(seconds=self.settings.timeout, memory=self.settings.memory, how=how)
        return Outcome(n, (), "failed", cause, message, seconds)

    def out_of_time(self) -> None:
        """Its deadline has passed: end it, and if even that is of no avail, tell that it is gone."""
        if self.killed:
            self.deadline = None
            self.hear(self, None)
            return
        self.late = self._running()
        self.kill()
        self.deadline = time.monotonic() + END_SECONDS

    def kill(self) -> None:
        """End it, and what it may have started; idempotent."""
        self.killed = True
        if not GROUPS:
            self._process.kill()
        elif self._process.returncode is None:  # nobody has taken note of its end: its number is still its own
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._outbox.put(None)

    def _running(self) -> bool:
        """Whether it lives; where it does not, without taking note of that."""
        if not hasattr(os, "waitid") or self._process.returncode is not None:
            return self._process.poll() is None
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        return False

    def bury(self) -> None:
        """End it and wait until nothing of it is left, but not for ever."""
        self.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        for thread in self._threads:
            thread.join(END_SECONDS)
        if any(thread.is_alive() for thread in self._threads):
            return  # somebody holds the other end of a pipe: to close ours would wait for the thread that reads it
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):  # what was still to be said to it
                if pipe:
                    pipe.close()

    def words(self) -> str:
        """The end of what it wrote to stderr."""
        return b"".join(self.last_words).decode("utf-8", "replace")

    def setup_problem(self, hello: Reply | None) -> SetupError | None:
        """What kept it from starting, if anything."""
        if hello is not None and "setup_error" not in hello[0]:
            return None
        said = hello[0]["setup_error"] if hello else self.words().strip().rpartition("\n")[2]
        return SetupError(said or "a worker process could not be started")

    def _talk(self) -> None:
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        try:
            settings = self.settings
            send(pipe_in, {"config": settings.config, "reader": settings.reader, "memory": settings.memory})
            self.hear(self, receive(pipe_out))
            while (task := self._outbox.get()) is not None:
                self.missed = True
                send(pipe_in, {"n": task.n, "name": task.name, "data": task.data is not None}, task.data or b"")
                self.missed = False
                self.hear(self, receive(pipe_out))
        except (OSError, EOFError, ValueError, MemoryError):
            self._process.wait()  # at the latest until its deadline
            self._threads[1].join(END_SECONDS)  # its last words
            self.hear(self, None)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        while line := self._process.stderr.readline(WORDS):
            self.last_words.append(line)
