"""WARC files: every response (and resource) is an item `crawl.warc.gz#17!https://...`, 17 counting all records.

Answers that are no document (redirects, errors, pictures, scripts) are skipped, with the cause named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from giar_ml.batch.archives import failed
from giar_ml.batch.items import Item
from giar_ml.errors import ConfigError
from giar_ml.export.record import safe_path
from giar_ml.read import Limits

_NO_DOCUMENT = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")


def items(path: str, id: str, limits: Limits, column: str | None = None) -> Iterator[Item]:
    """Every response and resource. Raises `ConfigError` where warcio is not installed."""
    del column
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError as error:
        raise ConfigError(f"{path}: WARC needs warcio: pip install 'giar-ml[corpus]'") from error
    number = 0
    try:
        with Path(path).open("rb") as file:
            for number, record in enumerate(ArchiveIterator(file), 1):
                if record.rec_type in {"response", "resource"}:
                    yield _item(record, f"{id}#{number}", limits)
    except Exception as error:  # a damaged file makes the library stumble in any way
        yield failed(f"{id}#{number + 1}", path, "malformed", format="WARC", detail=str(error)[:200])


def _item(record: Any, id: str, limits: Limits) -> Item:
    whole = f"{id}!{safe_path(record.rec_headers.get_header('WARC-Target-URI') or '')}"
    headers = record.http_headers
    if headers is not None:
        status = (headers.get_statuscode() or "none")[:4]
        if status != "200":
            return Item(whole, whole, skip=f"http_status_{status}")
        if (headers.get_header("Content-Type") or "").lower().startswith(_NO_DOCUMENT):
            return Item(whole, whole, skip="not_a_document")
    stream, data = record.content_stream(), bytearray()
    while chunk := stream.read(65536):  # gives what it has, not what it is asked for
        data += chunk
        if len(data) > limits.max_bytes:
            return failed(whole, whole, "too_large", what=f"{limits.max_bytes:,} bytes")
    if _cut_short(record):
        return failed(whole, whole, "malformed", format="WARC", detail="记录不完整 / the record ends early")
    return Item(whole, whole, bytes(data))


def _cut_short(record: Any) -> bool:
    """Whether the file ended before the record did: the library says nothing of it."""
    while record.raw_stream.read(65536):  # what an encoding leaves unread
        continue
    return bool(getattr(record.raw_stream, "limit", 0))
