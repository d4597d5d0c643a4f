"""Files that are whole or not there: written beside their place, then moved into it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from giar_ml.errors import SetupError

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*\x7f\ud800-\udfff]')
_NAME_BYTES = 160  # file systems take 255; suffixes and numbers need room


@contextmanager
def replacing(
    path: Path, *, newline: str = "\n", encoding: str = "utf-8", keep_partial: bool = False
) -> Iterator[IO[str]]:
    """A text file that takes the place of `path` when the block ends well.

    Where the block is left by an error, nothing is left behind; with `keep_partial`, what was written until Ctrl-C
    stays as `<path>.partial`. Raises `SetupError` where the folder cannot be written.
    """
    partial = path.with_name(f".{path.name[:40]}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(0, "it is a directory")
        file = partial.open("w", encoding=encoding, newline=newline)
    except OSError as error:
        raise SetupError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
        partial.replace(path)
    except KeyboardInterrupt:
        if keep_partial:
            partial.replace(path.with_name(path.name + ".partial"))
        raise
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, newline: str = "") -> None:
    """Write `text` as it is: with `newline=""` no line end is changed, so that offsets count."""
    with replacing(path, newline=newline) as file:
        file.write(text)


class Names:
    """Names for the files made of records: `<stem>.<part>`; the hash tells apart two that would be equal."""

    def __init__(self) -> None:
        self._taken: dict[str, str | None] = {}

    def name(self, path: str, part: int, sha256: str | None) -> str:
        """The name for one record, without suffix."""
        stem = fit(Path(path).stem)
        for candidate in (stem, f"{stem}-{(sha256 or 'none')[:8]}"):
            name = f"{candidate}.{part}"
            if self._taken.setdefault(name.casefold(), f"{sha256}{path}") == f"{sha256}{path}":
                return name
        for number in range(2, len(self._taken) + 3):
            name = f"{stem}-{number}.{part}"
            if name.casefold() not in self._taken:
                self._taken[name.casefold()] = f"{sha256}{path}"
                return name
        raise AssertionError("a free name exists")  # pragma: no cover


def fit(stem: str) -> str:
    """A stem that every file system takes."""
    stem = _UNFIT.sub("_", stem).strip(". ") or "report"
    return stem.encode("utf-8")[:_NAME_BYTES].decode("utf-8", "ignore")
