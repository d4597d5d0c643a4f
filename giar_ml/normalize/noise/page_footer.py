"""A page number between two lines, also inside a table: -4-. The segment stage takes it out."""

from __future__ import annotations

from random import Random

FAMILY = "page_footer"
LEVEL = 100


def make(text: str, rng: Random) -> str:
    style = rng.choice(["-{}-", "- {} -", "第{}页", "{}"])
    lines = text.split("\n")
    every = rng.randint(18, 30)
    return "\n".join(
        line + f"\n{style.format(i // every)}" * (i % every == 0 and i > 0) for i, line in enumerate(lines)
    )
