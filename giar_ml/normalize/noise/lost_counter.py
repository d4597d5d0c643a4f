"""The counter behind a number dropped: 共办结来信340，为市民. Cannot be undone."""

from __future__ import annotations

import re
from random import Random

FAMILY = "lost_counter"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    return re.sub(r"(?<=\d)[条件项次份篇](?=[，。；、])", lambda m: "" if rng.random() < 0.4 else m.group(), text)
