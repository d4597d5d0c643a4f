"""WARC files: every response (and resource) is an item `crawl.warc.gz#17!https://...`, 17 counting all records.

Answers that are no document (redirects, errors, pictures, scripts) are skipped, with the cause named. Read by hand,
after ISO 28500 (WARC 1.0 and 1.1): the common library takes a file that was cut off for one that ends.
"""

from __future__ import annotations

import lzma
import re
import zlib
from collections.abc import Iterator

from giar_ml.batch.archives import failed
from giar_ml.batch.items import Item
from giar_ml.batch.opened import Bomb, Metered, opened
from giar_ml.export.record import safe_path
from giar_ml.read import Limits

_NO_DOCUMENT = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")
_HEADER_LINES, _LINE = 200, 16_384
_CHUNK = 1 << 20
_DIGITS = 18  # of a length
_HEAD = 65_536  # bytes in which the headers of an answer end
_GZIP = b"\x1f\x8b"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
Headers = dict[str, str]


class Damaged(Exception):
    """The file is not what the standard says, or ends too early."""


def items(path: str, id: str, limits: Limits, column: str | None = None) -> Iterator[Item]:
    """Every response and resource; where the file is damaged, what comes before the damage, then a failure."""
    del column
    number = 0
    try:
        with opened(path, limits) as file:
            while headers := _headers(file):
                number += 1
                block = _block(file, headers, limits)
                if headers.get("warc-type") in {"response", "resource"}:
                    yield _item(
                        headers, block, f"{id}#{number}!{safe_path(headers.get('warc-target-uri', ''))}", limits
                    )
    except Bomb as error:
        yield failed(f"{id}#{number + 1}", path, "zip_bomb", what=error)
    except (Damaged, OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        yield failed(f"{id}#{number + 1}", path, "malformed", format="WARC", detail=str(error)[:200])


def _headers(file: Metered) -> Headers | None:
    """Those of the next record; None at the end of the file."""
    line = b"\r\n"
    while line in (b"\r\n", b"\n"):
        line = file.readline(_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise Damaged(f"expected WARC/1.x, found {line[:20]!r}")
    return _fields(file)


def _fields(file: Metered) -> Headers:
    """Header lines up to the empty one, names in lower case."""
    found: Headers = {}
    for _ in range(_HEADER_LINES):
        line = file.readline(_LINE)
        if not line.endswith(b"\n"):
            raise Damaged("the file ends within a header")
        text = line.decode("utf-8", "backslashreplace").strip()
        if not text:
            return found
        name, _, value = text.partition(":")
        found[name.strip().lower()] = value.strip()
    raise Damaged("a header has no end")


def _block(file: Metered, headers: Headers, limits: Limits) -> bytes | None:
    """The content of a record; None where it is larger than a document may be."""
    length = headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or len(length) > _DIGITS:
        raise Damaged("a record without Content-Length")
    left, kept = int(length), bytearray()
    small = left <= limits.max_bytes + _LINE
    while left:
        data = file.read(min(left, _CHUNK))
        if not data:
            raise Damaged("the file ends within a record")
        left -= len(data)
        if small:
            kept += data
    return bytes(kept) if small else None


def _item(headers: Headers, block: bytes | None, id: str, limits: Limits) -> Item:
    if block is None:
        return failed(id, id, "too_large", what=f"{limits.max_bytes:,} bytes")
    if not headers.get("content-type", "").lower().startswith("application/http"):
        return Item(id, id, block)
    head, _, body = _HEAD_END.sub(b"\n\n", block[:_HEAD], count=1).partition(b"\n\n")
    body += block[_HEAD:]
    status, *lines = head.decode("utf-8", "replace").splitlines() or [""]
    code = [*status.split(), "", ""][1][:3]
    if code != "200":
        return Item(id, id, skip=f"http_status_{code or 'none'}")
    http = {name.strip().lower(): value.strip().lower() for name, _, value in (line.partition(":") for line in lines)}
    if http.get("content-type", "").startswith(_NO_DOCUMENT):
        return Item(id, id, skip="not_a_document")
    try:
        data = _decoded(body, http, limits)
    except (Damaged, zlib.error) as error:
        return failed(id, id, "malformed", format="HTTP", detail=str(error)[:200])
    return Item(id, id, data) if data is not None else failed(id, id, "too_large", what=f"{limits.max_bytes:,} bytes")


def _decoded(body: bytes, http: Headers, limits: Limits) -> bytes | None:
    """The document without the codings of the transfer; None where it is too large."""
    if http.get("transfer-encoding", "") == "chunked":
        body = _joined(body)
    coding = http.get("content-encoding", "")
    if coding in {"gzip", "x-gzip", "deflate"}:
        body = _inflated(body, limits.max_bytes)
    elif coding not in {"", "identity", "utf-8"}:
        raise Damaged(f"Content-Encoding {coding[:20]} is not supported")
    return body if len(body) <= limits.max_bytes else None


def _joined(body: bytes) -> bytes:
    """Chunks put together; the body as it is where the crawler has done so already and left the header."""
    parts: list[bytes] = []
    at = 0
    while True:
        line, found, _ = body[at : at + 100].partition(b"\r\n")
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            size = -1
        at += len(line) + 2
        if not found or size < 0 or at + size > len(body):
            if parts:
                raise Damaged("a chunk is incomplete")
            return body
        if size == 0:
            return b"".join(parts)
        parts.append(body[at : at + size])
        at += size + 2


def _inflated(body: bytes, limit: int) -> bytes:
    """At most one byte more than `limit`; the body as it is where it is not compressed at all."""
    for window in (47, -15):  # gzip or zlib by its header; raw deflate, as some servers send it
        inflate = zlib.decompressobj(window)
        try:
            data = inflate.decompress(body, limit + 1)
        except zlib.error:
            if body.startswith(_GZIP):
                raise  # compressed and damaged
            continue
        if not inflate.eof and len(data) <= limit:
            raise Damaged("the compressed content ends early")
        return data
    return body
