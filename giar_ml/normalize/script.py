"""Traditional script to Simplified, one character for one, and which script a text is written in.

Single characters go through OpenCC (`t2s`). Vocabulary that differs, and phrases of other lengths, are replaced before
that from `data/taiwan.yaml` (family `taiwan_word`), so that every clean character keeps its own origin.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from giar_ml.normalize.changes import HAN
from giar_ml.normalize.data import load

Script = Literal["auto", "traditional", "simplified"]

ENOUGH = 8  # fewer Traditional characters are names, quotations or furniture
SHARE = 0.04  # of all Han; plain Traditional prose has about a third, mixed mirrors a tenth

HAN_RUN = re.compile(f"[{HAN}]+")


@cache
def traditional_characters() -> re.Pattern[str]:
    """Matches one character that Simplified text does not use."""
    return re.compile(f"[{''.join(load('characters')['traditional'].split())}]")


def script_of(text: str) -> Literal["traditional", "simplified"]:
    """What the text as a whole is written in; a Simplified text with a few Traditional characters is Simplified."""
    found = len(traditional_characters().findall(text))
    if found < ENOUGH:
        return "simplified"
    han = sum(map(len, HAN_RUN.findall(text)))
    return "traditional" if found >= SHARE * han else "simplified"


def is_traditional(text: str, script: Script) -> bool:
    """Whether to convert `text`: as told, or as it looks."""
    return script == "traditional" or (script == "auto" and script_of(text) == "traditional")


def simplified(text: str) -> str:
    """`text` in Simplified characters, as long as before: what would change its length is converted by character."""
    convert = _converter().convert
    new: str = convert(text)
    if len(new) == len(text):
        return new
    lines = text.splitlines(keepends=True)
    return "".join(_one_for_one(line, convert(line)) for line in lines)


def _one_for_one(line: str, new: str) -> str:
    if len(new) == len(line):
        return new
    converted = ((char, _converter().convert(char)) for char in line)
    return "".join(after if len(after) == 1 else before for before, after in converted)


@cache
def _converter():  # type: ignore[no-untyped-def]  # opencc has no types; imported late: few reports need it
    from opencc import OpenCC

    return OpenCC("t2s")
