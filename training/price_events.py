"""How often what a price stands for happens in damaged reports: minus the log of its odds against intact print.

The estimate takes events for independent. They are not: damage comes in whole reports, so that one torn number makes
the next likelier. It is a start and a check of magnitude, no more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import log

from giar_ml.assemble.requests import WIDTH
from training.synth import Written
from training.synth.pieces import Piece

SMOOTH = 0.5  # added to every count
SEAMS = WIDTH - 1  # places of a row where two neighbouring items may be one number


def events(written: Written) -> Counter[str]:
    """What happened to the rows of the request table: counts by name of the price, and opportunities."""
    rows: dict[str, list[Piece]] = defaultdict(list)
    for piece in written.pieces:
        rows[piece.row].append(piece)
    found: Counter[str] = Counter()
    for row in {address.rpartition(".")[0] for address in written.facts.cells if address.startswith("requests.")}:
        truth = {a: v for a, v in written.facts.cells.items() if a.rpartition(".")[0] == row}
        found.update(_row(rows.get(row, ()), truth))
    found.update(_between(written.pieces))
    return found


def _row(pieces: Iterable[Piece], truth: Mapping[str, Decimal | None]) -> Counter[str]:
    """The events of one row; `truth` holds its cells."""
    printed = {p.address: p for p in pieces if p.kind in ("number", "dash", "blank") and p.address}
    numbers = {a: p for a, p in printed.items() if p.kind == "number"}
    found = Counter({"row": 1})
    if not numbers:
        found["lattice.MISS_LABELLED" if any(p.kind == "label" for p in pieces) else "lattice.MISS"] += 1
        return found
    lost = [a for a in truth if a not in printed and truth[a]]
    empty = [a for a, p in printed.items() if p.kind == "blank" and truth[a]]
    zeros = [a for a in truth if a not in printed and not truth[a]]
    found["readings.LOST_CELL"] += len(lost) == 1
    found["readings.BLANK_CELL"] += len(empty) == 1
    found[f"dropped {len(zeros)}"] += bool(zeros) and not lost
    found["readings.JOINED"] += sum(" " in p.text.strip() for p in numbers.values())
    found["readings.MERGED_NUMBERS"] += sum(bool(p.also) for p in numbers.values()) // 2
    if not lost and not empty:
        values = [numbers[a].value or 0 for a in numbers]
        total = next((p.value or 0 for a, p in numbers.items() if str(a).endswith(".total")), None)
        broken = total is not None and sum(values) != 2 * total
        found["readings.BROKEN_SHORT" if zeros else "readings.BROKEN_SUM"] += broken
    return found


def _between(pieces: Iterable[Piece]) -> Counter[str]:
    """Numbers of page furniture among the items of the table."""
    found: Counter[str] = Counter()
    inside = [k for k, p in enumerate(pieces) if p.row.startswith("requests.") and p.kind == "number"]
    every = list(pieces)
    for piece in every[inside[0] : inside[-1]] if inside else ():
        found["item"] += piece.kind in ("number", "dash", "blank")
        found["lattice.PASS"] += piece.kind == "junk" and any(c.isdigit() for c in piece.text)
    return found


def frequencies(counts: Counter[str]) -> dict[str, float]:
    """Prices in nats from counts of many reports; those of events that never happened are left out."""
    rows, items = counts["row"], counts["item"]
    odds = {
        "lattice.MISS": (counts["lattice.MISS"], rows),
        "lattice.MISS_LABELLED": (counts["lattice.MISS_LABELLED"], rows),
        "readings.LOST_CELL": (counts["readings.LOST_CELL"], rows * WIDTH),
        "readings.BLANK_CELL": (counts["readings.BLANK_CELL"], rows),
        "readings.JOINED": (counts["readings.JOINED"], rows * SEAMS),
        "readings.MERGED_NUMBERS": (counts["readings.MERGED_NUMBERS"], rows * SEAMS),
        "readings.BROKEN_SUM": (counts["readings.BROKEN_SUM"], rows),
        "readings.BROKEN_SHORT": (counts["readings.BROKEN_SHORT"], sum(_dropped(counts).values())),
        "lattice.PASS": (counts["lattice.PASS"], items),
    }
    found = {name: _price(count, chances) for name, (count, chances) in odds.items() if count}
    dropped = _dropped(counts)
    if dropped:
        found["readings.DROPPED"] = _price(sum(dropped.values()), rows)
        mean = sum(zeros * count for zeros, count in dropped.items()) / sum(dropped.values())
        found["readings.DROPPED_EACH"] = -log(1 - 1 / max(mean, 1.01))  # geometric: one zero more
    return {name: round(value, 2) for name, value in found.items()}


def _dropped(counts: Counter[str]) -> dict[int, int]:
    return {int(name.split()[1]): n for name, n in counts.items() if name.startswith("dropped ") and n}


def _price(count: float, chances: float) -> float:
    return max(0.05, log((chances - count + SMOOTH) / (count + SMOOTH)))
