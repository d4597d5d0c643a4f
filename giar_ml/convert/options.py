"""What a person may ask of reading and writing labelled data, and what a file may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds. JSON lines and CoNLL are read line by line, so only their lines are bounded, not their files."""

    max_line_bytes: int = 32 * 1024 * 1024
    max_file_bytes: int = 256 * 1024 * 1024  # a Label Studio export, which is read whole
    max_inflated_bytes: int = 512 * 1024 * 1024  # a DocBin: 9 bytes and more a character
    max_texts: int = 2_000_000  # of a DocBin, in which an empty text costs next to nothing
    max_characters: int = 10_000_000  # one text


def _say_nothing(_sentence: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Options:
    """`note` takes one sentence for each kind of thing that was left out or changed as asked."""

    offsets: Literal["auto", "codepoints", "utf16"] = "auto"  # how Label Studio counts; written: code points for auto
    pick: Literal["only", "first", "last"] = "only"  # of several annotations of one task that differ
    leave_out: bool = False  # what a labelled text cannot hold, such as relations
    flatten: bool = False  # leave out marks that overlap longer ones, in every format
    tokens: bool = False  # CoNLL: rows are words and numbers, not characters
    note: Callable[[str], None] = _say_nothing
    limits: Limits = Limits()
