"""Whole reports of invented bodies, as facts, paragraphs and logical tables: what the acceptance documents print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from giar_ml.types import Epoch
from training.synth import random_facts
from training.synth.facts import Facts
from training.synth.prose_frame import HEADINGS, NUMERALS, paragraphs
from training.synth.style import Style
from training.synth.tables import Row, disclosure, requests, review

BODIES = (
    "云漪市青栎区人民政府",
    "泠川县水务局",
    "桐浦市市场监督管理局",
    "沅陂区松岭街道办事处",
    "岚溪县棠坪镇人民政府",
    "墨渡省司法厅",
    "栖岭市发展和改革委员会",
    "鹭源经济技术开发区管理委员会",
    "霁城自治县人民政府办公室",
    "砚州市人民政府",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One report before any layout: paragraphs by section ("0" to "6", "3end", "end") and rows of slots by section."""

    facts: Facts
    headings: dict[str, str]
    prose: dict[str, list[str]]
    tables: dict[str, list[Row]]

    @property
    def title(self) -> str:
        return self.prose["0"][0]


def made(
    seed: str,
    *,
    epoch: Epoch = "E3",
    year: int = 2024,
    profile: str = "city",
    body: str = "",
    style: Style | None = None,
) -> Made:
    """The report that `seed` determines; the body is one of `BODIES` where none is given."""
    rng = Random(seed)
    facts = replace(random_facts(rng, epoch, profile), year=year, body=body or rng.choice(BODIES))
    facts = replace(facts, cells={a: Decimal(0) if v is None else v for a, v in facts.cells.items()})
    style = style or Style(corner="bracketed", enumerator=rng.choice(("{n}.", "{n}. ", "{n}、")))
    return Made(
        facts,
        {key: f"{NUMERALS[int(key)]}、{rng.choice(words)}" for key, words in HEADINGS.items()},
        paragraphs(facts, rng),
        {"2": disclosure(facts, style), "3": requests(facts, style), "4": review(facts, style)},
    )
