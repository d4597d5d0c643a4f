"""Half-width prose punctuation beside Han becomes Chinese: `2020年,收到:` is `2020年，收到：`.

A comma or colon between digits or Latin letters stays: 1,808 and 20:04 and http://.
"""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import HAN, Change, mapped
from giar_ml.types import AlignedText

FAMILY = "punctuation"
LEVEL = 65

TABLE = str.maketrans(",:;!?", "，：；！？")
MARK = re.compile(rf"(?<=[{HAN}”’》〉】〕。，：；、！？])[,:;!?]+|[,:;](?=[{HAN}“‘《〈【〔])")


def undo(text: AlignedText) -> list[Change]:
    return mapped(text.text, MARK, TABLE)


def make(text: str, rng: Random) -> str:
    share = rng.choice([0.3, 1.0])
    back = str.maketrans("，：；！", ",:;!")
    beside_han = re.compile(rf"(?<=[{HAN}])[，：；！](?=[{HAN}\n])")
    return beside_han.sub(lambda m: m.group().translate(back) if rng.random() < share else m.group(), text)
