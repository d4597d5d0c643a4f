"""Zip and tar: every regular member is an item `archive.zip!member`. Members are read in memory, never written out.

Bounds: one member as any document; the whole archive may not inflate out of proportion to its size on disk.
"""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, cast

from giar_ml.batch.items import Item
from giar_ml.batch.opened import Bomb, Budget, budget, opened
from giar_ml.export.record import safe_path
from giar_ml.read import Limits
from giar_ml.read.causes import failure
from giar_ml.read.sniff import BROKEN_ZIP

BROKEN = (*BROKEN_ZIP, tarfile.TarError)


def items(path: str, id: str, limits: Limits, column: str | None = None) -> Iterator[Item]:
    """The members in the archive's order. Where it is damaged, what comes before the damage, then a failure."""
    del column
    try:
        yield from _zip(path, id, limits) if path.lower().endswith(".zip") else _tar(path, id, limits)
    except Bomb as error:
        yield failed(id, path, "zip_bomb", what=error)
    except BROKEN as error:
        yield failed(id, path, "malformed", format="ZIP / TAR", detail=_said(error))


def failed(id: str, name: str, cause: str, **facts: object) -> Item:
    """An item that cannot be read, for one of the causes that readers know."""
    error = failure(cause, **facts)
    return Item(id, name, failure=(error.cause, error.message))


def _zip(path: str, id: str, limits: Limits) -> Iterator[Item]:
    left = budget(path, limits)
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            name = _zip_name(info)
            if info.is_dir() or _hidden(name):
                continue
            whole = f"{id}!{safe_path(name)}"
            if stat.S_ISLNK(info.external_attr >> 16):
                yield Item(whole, whole, skip="link")
            elif info.flag_bits & 1:
                yield failed(whole, name, "encrypted")
            elif info.file_size > limits.max_bytes:
                yield failed(whole, name, "too_large", what=f"{limits.max_bytes:,} bytes")
            else:
                yield _member(archive, info, whole, left)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, id: str, left: Budget) -> Item:
    """One member; a damaged one is one failure and not the end of the archive."""
    try:
        with archive.open(info) as file:
            data = file.read(info.file_size + 1)  # what the directory says, whatever is in there
    except BROKEN as error:
        return failed(id, id, "malformed", format="ZIP", detail=_said(error))
    if len(data) < info.file_size:
        return failed(id, id, "malformed", format="ZIP", detail="the member ends early")
    left.take(len(data))
    return Item(id, id, data)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Names without the flag for UTF-8 were written in the code page of the writer's machine: here GBK, or UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


class _Strict(tarfile.TarInfo):
    """A header that is damaged in the middle is an error: the library alone would take it for the end."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> _Strict:
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from error


def _tar(path: str, id: str, limits: Limits) -> Iterator[Item]:
    with opened(path, limits) as inflated, _opened_tar(inflated) as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # the library would keep every header
            if info.size < 0:
                raise tarfile.ReadError("a member of negative size")
            if info.isdir() or _hidden(info.name):
                continue
            whole = f"{id}!{safe_path(info.name)}"
            if info.issym() or info.islnk():
                yield Item(whole, whole, skip="link")
            elif not info.isfile():
                yield failed(whole, info.name, "not_a_file", path=whole)
            elif info.size > limits.max_bytes:
                yield failed(whole, info.name, "too_large", what=f"{limits.max_bytes:,} bytes")
            else:
                file = archive.extractfile(info)
                data = file.read(info.size) if file else b""
                if len(data) < info.size:
                    raise EOFError("the archive ends within a member")
                yield Item(whole, whole, data)


def _opened_tar(file: object) -> tarfile.TarFile:
    return tarfile.open(fileobj=cast("IO[bytes]", file), mode="r:", tarinfo=_Strict, errorlevel=2)


def _hidden(name: str) -> bool:
    """As in folders: hidden files, lock files of office programs, and what macOS adds."""
    parts = PurePosixPath(name).parts
    return any(p.startswith(".") and p not in {".", ".."} for p in parts) or any(
        p.startswith(("~$", "__MACOSX")) for p in parts
    )


def _said(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]
