"""What parent and worker say to each other over a pipe: a JSON header and raw bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

LENGTHS = struct.Struct(">II")


def send(pipe: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame. Raises `OSError` where nobody listens any more."""
    head = json.dumps(header).encode("ascii")
    pipe.write(LENGTHS.pack(len(head), len(body)) + head + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one frame. Raises `EOFError` where the other side is gone."""
    head, body = LENGTHS.unpack(_exactly(pipe, LENGTHS.size))
    return json.loads(_exactly(pipe, head)), _exactly(pipe, body)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size) if size else b""
    if len(data) != size:
        raise EOFError
    return data
