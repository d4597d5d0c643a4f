"""What two records share: the numbers that each says for sure, a sketch of them for finding candidates, a verdict.

A record repeats no text, and needs none: whose report of which year it is and some hundred numbers tell more than
words, and survive another site, format or script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal

Kind = Literal["first", "exact", "mirror", "revised", "differs", "unclear", "copied"]
ORDER: tuple[Kind, ...] = ("exact", "mirror", "revised", "differs", "unclear", "copied")

SURE = 0.8  # confidence below which a number counts as not read
REPORT = 0.5  # is_report below which a page does not claim to be the report of a body and year
TELLING = 10  # a number from here on tells one report from another; so many of them must agree across names
ENOUGH_TELLING = 6
ENOUGH_SHARED = 3  # numbers on both sides, without which two reports of one body and year cannot be compared
REVISED = 0.34  # share of the numbers that differ, up to which one is a revision of the other
COPIED = 0.1
BANDS, ROWS = 8, 3  # a pair that shares 80 % of its telling numbers meets with 99.7 %, one that shares 20 % with 6 %
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says: `values` by address or `~indicator`, numbers as text; `claim` is None where it makes none."""

    path: str
    part: int
    sha256: str | None
    body: str | None
    year: int | None
    claim: str | None
    published: str | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A verdict on two records: numbers on both sides, those of them that differ, and the share that agrees."""

    kind: Kind
    shared: int
    conflicts: int
    similarity: float


def facts(record: Mapping[str, Any]) -> Facts:
    """The facts of a record as parsed JSON. Raises KeyError or TypeError where it is none."""
    source, about = record["source"], record["report"]
    body, year = about["body"], about["year"]
    certain = about["is_report"] is None or about["is_report"] >= REPORT
    claim = f"{body}\t{year}" if body and year and about["region"] and certain else None
    values = {c["address"]: _text(c["value"]) for c in record["cells"] if _sure(c) and not c["abstained"]}
    return Facts(
        str(source["path"]), int(source["part"]), source["sha256"], body, year, claim, about["published"],
        values | _statistics(record["statistics"]),
    )  # fmt: skip


def _sure(found: Mapping[str, Any]) -> bool:
    return found["value"] is not None and found["confidence"] >= SURE


def _statistics(found: list[Mapping[str, Any]]) -> dict[str, str]:
    """The indicators that a record names once."""
    values: dict[str, str | None] = {}
    for statistic in filter(_sure, found):
        key = f"~{statistic['indicator']}"
        values[key] = None if key in values else _text(statistic["value"])
    return {key: value for key, value in values.items() if value is not None}


def _text(value: Any) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def compare(a: Facts, b: Facts) -> Likeness | None:
    """What `b` is to `a`, by what both print; None where they have nothing to do with each other. Symmetric."""
    common = a.values.keys() & b.values.keys()
    conflicts = sum(a.values[key] != b.values[key] for key in common)
    nonzero = sum(a.values[key] != "0" or b.values[key] != "0" for key in common)
    part = conflicts / nonzero if nonzero else 0.0
    kind = _kind(a, b, common, conflicts, part)
    return Likeness(kind, len(common), conflicts, round(1 - part, 4)) if kind else None


def _kind(a: Facts, b: Facts, common: set[str], conflicts: int, part: float) -> Kind | None:
    if a.claim is not None and a.claim == b.claim:
        if len(common) < ENOUGH_SHARED:
            return "unclear"
        return "mirror" if not conflicts else "revised" if part <= REVISED else "differs"
    telling = sum(a.values[key] == b.values[key] and _is_telling(a.values[key]) for key in common)
    if telling < ENOUGH_TELLING or part > COPIED or len(common) < 0.5 * min(len(a.values), len(b.values)):
        return None
    if _may_be(a.body, b.body) and _may_be(a.year, b.year):
        return "revised" if conflicts else "mirror"
    return "copied"


def _may_be(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _is_telling(value: str) -> bool:
    return len(value.lstrip("-").split(".")[0]) >= len(str(TELLING))


def keys(found: Facts) -> Iterator[tuple[int, bool]]:
    """Signed 64-bit keys that records share with those they may belong to; and whether sharing it is proof enough."""
    if found.sha256:
        yield _hash(f"bytes\t{found.sha256}\t{found.part}"), True
    if found.claim:
        yield _hash(f"claim\t{found.claim}"), True
    telling = [_hash(f"{key}={value}") & _MASK for key, value in found.values.items() if _is_telling(value)]
    if len(telling) >= ENOUGH_TELLING:
        for band in range(BANDS):
            mins = [min((a * h + b & _MASK) >> 20 for h in telling) for a, b in _MIXES[band * ROWS : (band + 1) * ROWS]]
            yield _hash(f"band\t{band}\t{mins}"), False


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


_MIXES = [(_hash(f"factor {i}") & _MASK | 1, _hash(f"term {i}") & _MASK) for i in range(BANDS * ROWS)]
