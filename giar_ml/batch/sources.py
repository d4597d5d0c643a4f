"""Whatever a scraper leaves, as a stream of `Item`s in a stable order.

Files are read as they are. Opened, and every document in them an item of its own: `.zip`, `.tar` (also compressed),
WARC, JSON Lines and Parquet with a column of text or markup, and data sets that the `datasets` library saved to disk.
Nothing is ever unpacked to disk, and nothing inside a container is a container again.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from giar_ml.batch.items import Item
from giar_ml.errors import SetupError
from giar_ml.export.record import safe_path
from giar_ml.read import Limits
from giar_ml.read.causes import failure

# The end of a file's name -> the module that opens it: `items(path, id, limits, column)`.
CONTAINERS = {
    ".zip": "archives",
    ".tar": "archives", ".tar.gz": "archives", ".tgz": "archives", ".tar.bz2": "archives", ".tar.xz": "archives",
    ".warc": "warc", ".warc.gz": "warc",
    ".jsonl": "rows", ".jsonl.gz": "rows", ".ndjson": "rows", ".ndjson.gz": "rows",
    ".parquet": "arrow", ".arrow": "arrow",
}  # fmt: skip
_ABOUT_DATA_SETS = {"dataset_info.json", "state.json", "dataset_dict.json"}

Opener = Callable[[str, str, Limits, str | None], Iterator[Item]]


def container(path: str) -> str | None:
    """The module that opens this kind of file, by its name; None for a document."""
    name = path.lower()
    return next((module for suffix, module in CONTAINERS.items() if name.endswith(suffix)), None)


def listed(paths: Iterable[str]) -> Iterator[str]:
    """The paths, with the lines of a file `@list.txt` in its place. Raises `SetupError` where there is no such list."""
    for path in paths:
        if not path.startswith("@") or Path(path).exists():
            yield path
            continue
        try:
            with Path(path[1:]).open(encoding="utf-8-sig", errors="surrogateescape") as file:
                yield from (name for line in file if (name := line.rstrip("\r\n")))
        except OSError as error:
            raise SetupError(f"{path[1:]} cannot be read: {error.strerror}") from error


def items(paths: Iterable[str], limits: Limits, column: str | None = None) -> Iterator[Item]:
    """The documents of these files, containers opened; `column` names that of JSON Lines and Parquet."""
    for path in paths:
        module = container(path)
        if module and _holds_something(path):
            opener: Opener = import_module(f"giar_ml.batch.{module}").items
            yield from _accounted(opener(path, safe_path(path), limits, column), path)
        elif not (Path(path).name in _ABOUT_DATA_SETS and any(Path(path).parent.glob("*.arrow"))):
            yield Item(safe_path(path), path, _bytes(path, limits))


def _holds_something(path: str) -> bool:
    """Whether this is a file that can be opened, and not empty; if not, the reader says why."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return False
        with Path(path).open("rb") as file:
            return bool(file.read(1))
    except (OSError, ValueError):
        return False


def _accounted(found: Iterator[Item], path: str) -> Iterator[Item]:
    """The items of a container, or one that says that there are none: no input vanishes without a word."""
    none = True
    for item in found:
        none = False
        yield item
    if none:
        error = failure("empty")
        yield Item(safe_path(path), path, failure=(error.cause, error.message))


def _bytes(path: str, limits: Limits) -> bytes | None:
    """The content of a file; None where it cannot or may not be read: the reader finds out why, and says it."""
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > limits.max_bytes:
            return None
        return Path(path).read_bytes()
    except (OSError, ValueError):
        return None


def count(paths: Iterable[str]) -> int | None:
    """How many documents these files hold; None where only reading them would tell."""
    total = 0
    for path in paths:
        if container(path):
            return None
        total += 1
    return total
