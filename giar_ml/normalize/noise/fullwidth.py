"""Full-width digits, letters and the marks that belong to numbers become half width; odd minus signs become `-`.

Prose punctuation ，：；！？ stays full width, but for the separator inside a number:
１，８０８ is 1,808, and so is 1，808 in a cell of its own (新收36，200余人 is two clauses).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from giar_ml.normalize.changes import Change, mapped
from giar_ml.types import AlignedText

FAMILY = "fullwidth"
LEVEL = 40

KEPT = "，：；！？"
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in KEPT}
BOLD = {code: ord("0") + (code - 0x1D7CE) % 10 for code in range(0x1D7CE, 0x1D800)}  # mathematical digits
OTHER = str.maketrans("−‐‑‒–﹣﹢﹪﹒﹙﹚﹐﹑﹔﹕﹖﹗｡､｢｣―─￥│┃║¦", "-----" + "-+%.()，、；：？！。、「」——¥||||")
TABLE: dict[int, int] = {**WIDE, **BOLD, **OTHER, ord("，"): ord(",")}

_ONES = re.escape("".join(map(chr, [*WIDE, *OTHER])))
PATTERN = re.compile(rf"[{_ONES}\U0001d7ce-\U0001d7ff]+|(?<=[０-９])，(?=[０-９]{{3}}(?![０-９]))")
THOUSANDS = re.compile(
    r"(?<![^\s|])[+-]?[1-9][0-9]{0,2}(?:，[0-9]{3})+(?:\.[0-9]+)?(?=[万亿]?[元件项条]?"
    r"(?: {0,9}(?:[\t\n|]|\Z)| {1,60}[+-]?[0-9]))"
)  # a whole cell
_TO_WIDE = {narrow: wide for wide, narrow in WIDE.items()}


def undo(text: AlignedText) -> list[Change]:
    changes = mapped(text.text, PATTERN, TABLE)
    return sorted({*changes, *_separators(text.text)}) if "，" in text.text else changes


def _separators(text: str) -> Iterator[Change]:
    """The full-width separators of half-width numbers."""
    for number in THOUSANDS.finditer(text):
        yield from ((i, i + 1, ",") for i in range(number.start(), number.end()) if text[i] == "，")


def make(text: str, rng: Random) -> str:
    share = rng.choice([0.2, 1.0])
    marks = "0123456789()%+-/"
    wide = "".join(chr(_TO_WIDE[ord(c)]) if c in marks and rng.random() < share else c for c in text)
    return re.sub(r"(?<=[０-９]),(?=[０-９]{3}(?![０-９]))", "，", wide)
