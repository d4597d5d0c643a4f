"""Single characters dropped, as at a page or cell edge: 行政处罚 is 政处罚. Cannot be undone here."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import HAN

FAMILY = "lost_character"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    return re.sub(f"[{HAN}]", lambda m: "" if rng.random() < 0.01 else m.group(), text)
