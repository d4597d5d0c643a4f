"""HTML entities left in the text, also escaped twice (`&amp;nbsp;`) or broken (`nbsp;`)."""

from __future__ import annotations

import re
from html import unescape
from random import Random

from giar_ml.normalize.changes import Change, replaced
from giar_ml.types import AlignedText

FAMILY = "entity"
LEVEL = 20

ENTITY = re.compile(
    r"&(?:amp;){0,8}(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};|nbsp)|(?<![a-z&])nbsp;"
)
WRITTEN = {
    " ": ["&nbsp;", "&amp;nbsp;", "&#160;", "nbsp;"],
    "“": ["&ldquo;", "&#8220;"],
    "”": ["&rdquo;"],
    "<": ["&lt;"],
}


def undo(text: AlignedText) -> list[Change]:
    if "&" not in text.text and "nbsp;" not in text.text:
        return []
    return replaced(text.text, ENTITY, lambda m: decoded(m.group()))


def decoded(entity: str) -> str:
    """What the entity stands for; a no-break space comes out as a space."""
    new = "&nbsp;" if entity == "nbsp;" else entity
    for _ in range(9):
        before, new = new, unescape(new)
        if before == new:
            break
    return new.replace("\u00a0", " ")


def make(text: str, rng: Random) -> str:
    return "".join(rng.choice(WRITTEN[c]) if c in WRITTEN and rng.random() < 0.7 else c for c in text)
