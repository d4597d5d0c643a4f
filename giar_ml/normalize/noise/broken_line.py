"""Hard line breaks inside sentences, as PDF text has them. The segment stage joins them."""

from __future__ import annotations

import re
from random import Random

FAMILY = "broken_line"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    width, gap = rng.randint(28, 44), rng.choice(["\n", "\n\n"])
    return re.sub(rf"([^\n\t]{{{width}}})(?=[^\n\t]{{8}})", rf"\1{gap}", text)
