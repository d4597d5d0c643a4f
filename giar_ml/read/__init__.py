"""Bytes to `Document`: text, Markdown, HTML, PDF with a text layer, DOCX; by content as well as by suffix."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from giar_ml.errors import ReadError
from giar_ml.read.causes import failure
from giar_ml.read.content import Content
from giar_ml.read.encoding import decode, is_binary
from giar_ml.read.limits import Clock, Limits, alarm
from giar_ml.read.sniff import binary_format, text_format
from giar_ml.types import Document

__all__ = ["FORMATS", "Limits", "read", "read_bytes"]

# One module a format, imported when first needed: `read_text(text, format, clock)` or `read_bytes(data, clock)`.
FORMATS = {"txt": "text", "md": "text", "html": "html", "pdf": "pdf", "docx": "docx"}
DEFAULT = Limits()


def read(path: str | Path, *, limits: Limits = DEFAULT) -> Document:
    """The document in the file `path`; raises `ReadError` whose `cause` is a key of `causes.CAUSES`."""
    return read_bytes(_load(Path(path), limits), str(path), limits=limits)


def read_bytes(data: bytes, name: str, *, limits: Limits = DEFAULT) -> Document:
    """The document in `data`; `name` becomes its path and gives the suffix. Raises `ReadError`."""
    if len(data) > limits.max_bytes:
        raise failure("too_large", what=f"{limits.max_bytes:,} bytes")
    if not data.strip():
        raise failure("empty")
    with alarm(limits.seconds):
        try:
            content = _content(data, name, Clock(limits))
        except ReadError:
            raise
        except RecursionError as error:
            raise failure("too_complex", what="嵌套过深 / nested too deeply") from error
        except MemoryError as error:
            raise failure("too_large", what="内存不足 / out of memory") from error
    if not content.visible.text.strip():
        raise failure("empty")
    return Document(
        path=name,
        format=content.format,
        encoding=content.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        source=content.source,
        visible=content.visible,
        boxes=content.boxes,
        notes=content.notes,
    )


def _content(data: bytes, name: str, clock: Clock) -> Content:
    container = binary_format(data, name)
    if container:
        parse: Callable[[bytes, Clock], Content] = import_module(f"{__name__}.{FORMATS[container]}").read_bytes
        return parse(data, clock)
    if len(data) > clock.limits.max_text_bytes:
        raise failure("too_large", what=f"{clock.limits.max_text_bytes:,} bytes")
    source, encoding, notes = decode(data)
    if is_binary(source):
        raise failure("binary")
    if "\0" in source:
        notes += ("NUL characters in the text",)
    kind = text_format(source, name)
    lay_out: Callable[[str, str, Clock], Content] = import_module(f"{__name__}.{FORMATS[kind]}").read_text
    content = lay_out(source, kind, clock)
    return Content(kind, source, content.visible, encoding, content.boxes, notes + content.notes)


def _load(path: Path, limits: Limits) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise failure("is_directory", path=path)
        if not stat.S_ISREG(status.st_mode):
            raise failure("not_a_file", path=path)
        if status.st_size > limits.max_bytes:
            raise failure("too_large", what=f"{limits.max_bytes:,} bytes")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise failure("not_found", path=path) from error
    except PermissionError as error:
        raise failure("no_permission", path=path) from error
    except OSError as error:
        raise failure("unreadable", path=path, detail=error.strerror or type(error).__name__) from error
