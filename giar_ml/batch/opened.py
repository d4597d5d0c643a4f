"""Files that may be compressed, read within bounds: nothing inflates out of proportion, nothing is read at one go."""

from __future__ import annotations

import bz2
import gzip
import lzma
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from giar_ml.read import Limits

SPARE_BYTES = 1024 * 1024 * 1024  # what a file may inflate to, however small it is
_CHUNK = 1 << 20
_SLACK = 1 << 20  # beyond a document, for what stands around it
_PACKED: dict[bytes, Callable[[str], Any]] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}


class Bomb(Exception):
    """More came out of a file than may."""


class Budget:
    """Counts inflated bytes."""

    def __init__(self, limit: float) -> None:
        self.limit = self.left = limit

    def take(self, size: int) -> None:
        """Raises `Bomb` where more was taken than there is."""
        self.left -= size
        if self.left < 0:
            raise Bomb(f"{self.limit:,.0f} bytes")


def budget(path: str, limits: Limits) -> Budget:
    """What this file may inflate to."""
    return Budget(Path(path).stat().st_size * limits.max_ratio + SPARE_BYTES)


class Metered:
    """A file that counts what is read of it. Only what tarfile, JSON Lines and WARC need; seeks ahead by reading."""

    def __init__(self, file: IO[bytes], left: Budget, most: int) -> None:
        self.file, self.budget, self.most = file, left, most

    def read(self, size: int) -> bytes:
        """As of a file. Raises `OSError` where more is wanted at one go than a document has."""
        if not 0 <= size <= self.most:
            raise OSError(f"a part of {size:,} bytes")
        return self._counted(self.file.read(size))

    def readline(self, size: int) -> bytes:
        """As of a file."""
        return self._counted(self.file.readline(size))

    def tell(self) -> int:
        """As of a file."""
        return self.file.tell()

    def seek(self, place: int) -> int:
        """As of a file; ahead, what lies between counts as read. Raises `OSError` where there is no such place."""
        here = self.file.tell()
        if place <= here:
            return self.file.seek(place)
        while here < place and (data := self.read(min(_CHUNK, place - here))):
            here += len(data)
        return here

    def _counted(self, data: bytes) -> bytes:
        self.budget.take(len(data))
        return data


@contextmanager
def opened(path: str, limits: Limits) -> Iterator[Metered]:
    """The file, inflated where it begins as gzip, bzip2 or xz do. Raises `Bomb` while it is read, and `OSError`."""
    with Path(path).open("rb") as file:
        unpack = _PACKED.get(file.read(2))
    bound = budget(path, limits) if unpack else Budget(math.inf)
    with cast("IO[bytes]", unpack(path) if unpack else Path(path).open("rb")) as file:
        yield Metered(file, bound, limits.max_bytes + _SLACK)
