"""年, 月 or 日 and the digit beside it dropped: 2020年9月25日 is 2020925日. Cannot be undone."""

from __future__ import annotations

import re
from random import Random

FAMILY = "lost_date_character"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    return re.sub(r"(?<=\d)[年月日](?=\d|$)", lambda m: "" if rng.random() < 0.4 else m.group(), text)
