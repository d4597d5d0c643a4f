"""Brackets around the year of a document number in one shape, 〔2020〕: ［2020］, [2020] and 【2020】 say the same."""

from __future__ import annotations

import re
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "bracket"
LEVEL = 45

YEAR = re.compile(r"[\[【﹝](?=20\d\d[\]】﹞]第?\d{1,5}号)|(?<=[\[【﹝〔]20\d\d)[\]】﹞](?=第?\d{1,5}号)")


def undo(text: AlignedText) -> list[Change]:
    return replaced(text.text, YEAR, lambda m: "〔" if m.group() in "[【﹝" else "〕")


def make(text: str, rng: Random) -> str:
    shape = rng.choice(["[]", "【】"])
    return re.sub(r"〔((?:19|20)\d\d)〕(?=\d{1,5}号)", rf"{shape[0]}\1{shape[1]}", text)
