"""Read a raw slice of a source again, by itself: the promise behind every offset.

`source[start:end]` of a printed value, read again, gives the value. These functions do that reading; the tests hold
every record to it, and a person who edits a record can check a value with them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from giar_ml.assemble.numbers import Quantity, read_number
from giar_ml.assemble.stream import CELL_NUMBER, PAGE_LINE, number_of
from giar_ml.normalize import Script, normalize
from giar_ml.read import Limits
from giar_ml.read.html import read_text
from giar_ml.read.limits import Clock
from giar_ml.types import AlignedText


def clean(raw: str, format: str = "txt", script: Script = "auto") -> str:
    """The raw slice as the tables and the prose of its report were read: markup and noise taken out."""
    visible = read_text(raw, "html", Clock(Limits())).visible if format == "html" else AlignedText.identity(raw)
    return normalize(visible, script=script).text.text


def read_cell(raw: str, format: str = "txt") -> Decimal | None:
    """The number that a table cell's raw text prints; None for blanks and marks such as `-`.

    A number broken by a page footer, or by spaces, is joined.
    """
    lines = [line for line in clean(raw, format).split("\n") if line.strip() and not PAGE_LINE.fullmatch(line)]
    text = re.sub(r"\s+", "", "".join(lines)) if lines else ""
    match = CELL_NUMBER.fullmatch(text)
    return number_of(match[1]) if match else None


def read_statistic(raw: str, format: str = "txt", script: Script = "auto") -> Quantity | None:
    """The quantity that a statistic's raw text prints; None for a word of absence."""
    return read_number(clean(raw, format, script))
