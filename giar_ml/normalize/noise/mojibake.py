"""Bytes of one encoding read as another, in part of the text. Cannot be undone; `suspects` points at it."""

from __future__ import annotations

from random import Random

FAMILY = "mojibake"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    lines = text.split("\n")
    return "\n".join(misread(line) if rng.random() < 0.2 else line for line in lines)


def misread(line: str) -> str:
    """GB18030 bytes, one of them lost, read as Big5."""
    return line.encode("gb18030")[1:].decode("big5", "replace")
