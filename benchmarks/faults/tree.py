"""What stands in a folder and is no file, or a file that must not or cannot be opened."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults import NOTHING, Fault, fault, report

SUFFIXES = (".txt", ".pdf", ".zip", ".jsonl")


def folder(path: Path, n: int) -> None:
    """A folder that looks like a file, with a file in it: that file is read."""
    path.mkdir()
    (path / "inner.txt").write_text(report() * max(1, n // 12), "utf-8")


def empty_folder(path: Path, n: int) -> None:
    """A folder that looks like a file, and nothing in it."""
    path.mkdir()


def pipe(path: Path, n: int) -> None:
    """Nobody writes into it: whoever opens it waits for ever."""
    os.mkfifo(path)


def bound(path: Path, n: int) -> None:
    """A socket of a program that has ended."""
    here = Path.cwd()
    os.chdir(path.parent)  # names of sockets must be short
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


def circle(path: Path, n: int) -> None:
    """A link to itself."""
    path.symlink_to(path)


def nowhere(path: Path, n: int) -> None:
    """A link to nothing."""
    path.symlink_to(path.parent / "no such file")


def device(path: Path, n: int) -> None:
    """A link to a device that never ends."""
    path.symlink_to("/dev/zero")


def closed(path: Path, n: int) -> None:
    """A file that nobody may read; root may, so the run must not be root's."""
    path.write_text(report(), "utf-8")
    path.chmod(0)


def hollow(path: Path, n: int) -> None:
    """A file of gigabytes that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(2**30 * (1 + n // 12))


def nothing(path: Path, n: int) -> None:
    """No byte at all."""
    path.touch()


def faults() -> Iterator[Fault]:
    """All kinds of this family."""
    for suffix in SUFFIXES:
        kind = suffix[1:]
        yield fault("tree", f"folder_{kind}", suffix, "read", place=folder)
        yield fault("tree", f"empty_folder_{kind}", suffix, NOTHING, place=empty_folder)
        yield fault("tree", f"pipe_{kind}", suffix, "not_a_file", place=pipe)
        yield fault("tree", f"socket_{kind}", suffix, "not_a_file", place=bound)
        yield fault("tree", f"link_to_itself_{kind}", suffix, "unreadable not_found", place=circle)
        yield fault("tree", f"link_to_nothing_{kind}", suffix, "not_found", place=nowhere)
        yield fault("tree", f"link_to_a_device_{kind}", suffix, "not_a_file", place=device)
        yield fault("tree", f"closed_{kind}", suffix, "no_permission", place=closed)
        yield fault("tree", f"hollow_{kind}", suffix, "too_large malformed zip_bomb", place=hollow)
        yield fault("tree", f"no_byte_{kind}", suffix, "empty", place=nothing)
