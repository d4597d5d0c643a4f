"""Traditional script to Simplified, one character for one, and which script a text is written in.

Single characters go through OpenCC (`t2s`). Vocabulary that differs, and phrases of other lengths, are replaced before
that from `data/taiwan.yaml` (family `taiwan_word`), so that every clean character keeps its own origin.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

from giar_ml.normalize.changes import HAN
from giar_ml.normalize.data import load

Script = Literal["auto", "traditional", "simplified"]

ENOUGH = 8  # fewer Traditional characters are names, quotations or furniture
FEW, PLAIN = 2, 3  # ... but in a sentence or two they tell, where hardly any character is Simplified only
SHARE = 0.04  # of all Han; plain Traditional prose has about a third, mixed mirrors a tenth

HAN_RUN = re.compile(f"[{HAN}]+")


@cache
def traditional_characters() -> re.Pattern[str]:
    """Matches one character that Simplified text does not use."""
    return re.compile(f"[{''.join(load('characters')['traditional'].split())}]")


def script_of(text: str) -> Literal["traditional", "simplified"]:
    """What the text as a whole is written in; a Simplified text with a few Traditional characters is Simplified."""
    found = len(traditional_characters().findall(text))
    if found < FEW:
        return "simplified"
    han = sum(map(len, HAN_RUN.findall(text)))
    if found < ENOUGH:
        return "traditional" if found > PLAIN * _simplified_only(text) else "simplified"
    return "traditional" if found >= SHARE * han else "simplified"


def _simplified_only(text: str) -> int:
    """How many characters Traditional text would write differently."""
    return sum(a != b for a, b in zip(text, _one_for_one(text, "s2t"), strict=True))


def is_traditional(text: str, script: Script) -> bool:
    """Whether to convert `text`: as told, or as it looks."""
    return script == "traditional" or (script == "auto" and script_of(text) == "traditional")


def simplified(text: str) -> str:
    """`text` in Simplified characters, as long as before: a line that would change its length goes by character."""
    new = converted(text, "t2s")
    if len(new) == len(text):
        return new
    return "".join(map(_one_for_one, text.splitlines(keepends=True)))


def _one_for_one(line: str, config: str = "t2s") -> str:
    new = converted(line, config)
    if len(new) == len(line):
        return new
    pairs = ((char, converted(char, config)) for char in line)
    return "".join(after if len(after) == 1 else before for before, after in pairs)


def converted(text: str, config: str) -> str:
    """`text` through the OpenCC configuration `config`."""
    new: str = _converter(config).convert(text)
    return new


@cache
def _converter(config: str) -> Any:
    from opencc import OpenCC  # imported late: few reports need it

    return OpenCC(config)
