"""Random but consistent facts: what one body reports for one year, every identity of the template kept."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from giar_ml.schema import OTHER_TOTAL, epoch
from giar_ml.types import Epoch
from training.synth.annex import annex_cells
from training.synth.bodies import Level, random_body

Cells = dict[str, Decimal | None]
COLUMNS = tuple(column.key for column in epoch("E2").request_columns)
ORGANISATIONS = COLUMNS[1:-1]
FLOWS = ("new_received", "carried_in", "results_total", "carried_out")
OTHER_ROWS = ("other_no_correction_by_deadline", "other_fee_not_paid", "other_misc")
REVIEW_BLOCKS = ("review", "litigation_direct", "litigation_after_review")

# How many new requests a body of this size gets: (lowest, highest), and how often such a body writes a report.
PROFILES: Mapping[str, tuple[int, int]] = {
    "zero": (0, 0),
    "handful": (1, 12),
    "county": (10, 180),
    "city": (150, 1500),
    "province": (1200, 9000),
}
PROFILE_WEIGHTS = (30, 34, 22, 10, 4)

# Rough shares of the outcomes of requests; each body scales them by chance, so many rows stay at zero.
OUTCOMES: Mapping[str, float] = {
    "granted_in_full": 40,
    "partially_granted": 8,
    "exempt_third_party_rights": 3,
    "exempt_internal_affairs": 2.5,
    "exempt_deliberative_process": 3,
    "exempt_enforcement_file": 3,
    "exempt_statutory_query": 3,
    "unavailable_not_held": 24,
    "unavailable_requires_creation": 4,
    "unavailable_unclear_after_correction": 2,
    "not_processed_petition_complaint": 4,
    "not_processed_duplicate": 2.5,
    OTHER_TOTAL: 6,
    "other_no_correction_by_deadline": 3,
    "other_misc": 5,
}
RARE_OUTCOME = 0.6


@dataclass(frozen=True)
class Facts:
    """What one report states. `cells`: every address that the report prints, with its value; None: a place left empty.

    `amount_unit` is the unit of the one amount whose unit the template leaves open (E2 procurement), else None.
    """

    epoch: Epoch
    year: int
    body: str
    cells: Cells
    amount_unit: str | None = None

    def request_rows(self) -> tuple[str, ...]:
        """Keys of the request rows that this report prints, in print order."""
        return tuple(dict.fromkeys(a.split(".")[1] for a in self.cells if a.startswith("requests.")))


def random_facts(rng: Random, epoch_id: Epoch, profile: str = "auto") -> Facts:
    """Invent the facts of one report.

    `profile` is the size of the body: a key of `PROFILES`, or "auto" for a draw as in the wild (mostly small).
    """
    if profile == "auto":
        profile = rng.choices(tuple(PROFILES), PROFILE_WEIGHTS)[0]
    level = _level(rng, profile)
    low, high = epoch(epoch_id).fiscal_years
    year = rng.randint(low, high or 2025)
    body = random_body(rng, level)
    if epoch_id in ("E1a", "E1b"):
        return Facts(epoch_id, year, body, annex_cells(rng, epoch_id, PROFILES[profile]))
    cells: Cells = {}
    size = list(PROFILES).index(profile)
    cells |= _disclosure_e2(rng, size, level) if epoch_id == "E2" else _disclosure_e3(rng, size, level)
    cells |= _requests(rng, epoch_id, PROFILES[profile])
    cells |= _review(rng, size)
    return Facts(epoch_id, year, body, cells, rng.choice(("元", "万元")) if epoch_id == "E2" else None)


def _level(rng: Random, profile: str) -> Level:
    levels: Mapping[str, Sequence[Level]] = {
        "zero": ("street", "town", "department"),
        "handful": ("street", "town", "department", "county"),
        "county": ("county", "department", "city"),
        "city": ("city", "department"),
        "province": ("province", "city"),
    }
    return rng.choice(levels[profile])


def log_uniform(rng: Random, low: int, high: int) -> int:
    """A whole number between `low` and `high`, small ones as likely as large ones by order of magnitude."""
    if high <= low:
        return low
    return min(high, int(math.exp(rng.uniform(math.log(low + 1), math.log(high + 2))) - 1 + 1e-9))


def scatter(rng: Random, count: int, weights: Mapping[str, float]) -> Counter[str]:
    """Throw `count` balls into named bins with these weights."""
    return Counter(rng.choices(list(weights), list(weights.values()), k=count))


def _requests(rng: Random, epoch_id: Epoch, bounds: tuple[int, int]) -> Cells:
    rows = [row.key for row in epoch(epoch_id).request_rows]
    if epoch_id == "E3" and rng.random() < 0.06:  # some tables print (六) as the one row that the older template has
        place = rows.index(OTHER_ROWS[0])
        rows[place : place + len(OTHER_ROWS)] = [OTHER_TOTAL]
    results = [row for row in rows if row not in FLOWS]
    taste = {row: OUTCOMES.get(row, RARE_OUTCOME) * rng.gammavariate(0.7, 1) + 1e-9 for row in results}
    grid = {row: dict.fromkeys(COLUMNS, 0) for row in rows}
    received = _by_applicant(rng, log_uniform(rng, *bounds))
    waiting = _by_applicant(rng, _leftover(rng, bounds[1]))
    for column in COLUMNS[:-1]:
        have = received[column] + waiting[column]
        left = min(have, _leftover(rng, received[column]))
        grid["new_received"][column], grid["carried_in"][column] = received[column], waiting[column]
        grid["carried_out"][column], grid["results_total"][column] = left, have - left
        for row, count in scatter(rng, have - left, taste).items():
            grid[row][column] = count
    for line in grid.values():
        line["total"] = sum(line.values())
    return {f"requests.{row}.{column}": Decimal(grid[row][column]) for row in rows for column in COLUMNS}


def _by_applicant(rng: Random, count: int) -> Counter[str]:
    """Natural persons dominate; most bodies see one or two kinds of organisations at all."""
    share = rng.choice((0.0, 0.0, 0.02, 0.05, 0.1, 0.3))
    weights = {"natural_person": 1 - share, "org_commercial": share * 0.6 + 1e-9}
    for column in ORGANISATIONS[1:]:
        weights[column] = share * rng.choice((0, 0, 0.05, 0.2))
    return scatter(rng, count, weights)


def _leftover(rng: Random, size: int) -> int:
    return 0 if size == 0 or rng.random() < 0.45 else log_uniform(rng, 0, max(2, size // 12))


def _review(rng: Random, size: int) -> Cells:
    cells: Cells = {}
    for block in REVIEW_BLOCKS:
        parts = ("upheld", "corrected", "other_result", "pending")
        count = 0 if rng.random() < 0.85 - 0.17 * size else log_uniform(rng, 1, 4**size)
        split = scatter(rng, count, dict(zip(parts, (5, 1.5, 2, 1.5), strict=True)))
        blank = count == 0 and rng.random() < 0.04
        for key in (*parts, "total"):
            number = count if key == "total" else split[key]
            cells[f"review.{block}_{key}"] = None if blank else Decimal(number)
    return cells


def _amount(rng: Random, digits: int, decimals: int) -> Decimal:
    return Decimal(rng.randrange(1, 10 ** (digits + decimals))).scaleb(-decimals)


def _disclosure_e2(rng: Random, size: int, level: Level) -> Cells:
    cells: dict[str, Decimal] = {}

    def put(key: str, number: int) -> None:
        cells[f"disclosure.{key}"] = Decimal(number)

    reach = 6 * 4**size
    for row in ("regulations", "normative_docs"):
        active = level in ("province", "city") and rng.random() < 0.6 if row == "regulations" else rng.random() < 0.6
        made = log_uniform(rng, 0, reach // 3) if active else 0
        shown = max(0, made - rng.choice((0, 0, 0, 1)))
        put(f"{row}_produced", made)
        put(f"{row}_newly_disclosed", shown)
        put(f"{row}_total_disclosed", shown + (log_uniform(rng, 0, reach * 2) if active else 0))
    for row, chance in (("licensing", 0.7), ("other_services", 0.7), ("penalty", 0.7), ("coercion", 0.5)):
        busy = rng.random() < chance
        before = log_uniform(rng, 0, reach * 4) if busy else 0
        grown = rng.randint(-before // 3, before // 3 + 1) if busy and rng.random() < 0.6 else 0
        put(f"{row}_prev_items", before)
        put(f"{row}_item_change", grown)
        put(f"{row}_decisions", log_uniform(rng, 0, reach * 40) if busy else 0)
    fees = log_uniform(rng, 0, 8 * (size + 1)) if rng.random() < 0.5 else 0
    put("admin_fees_prev_items", fees)
    put("admin_fees_item_change", rng.randint(-fees, fees + 1) if fees and rng.random() < 0.3 else 0)
    projects = log_uniform(rng, 1, reach) if rng.random() < 0.6 else 0
    put("procurement_projects", projects)
    amount = _amount(rng, rng.randint(2, 7), rng.choice((0, 2, 2, 2, 4, 5))) if projects else Decimal(0)
    return {**cells, "disclosure.procurement_amount": amount}


def _disclosure_e3(rng: Random, size: int, level: Level) -> Cells:
    cells: dict[str, Decimal] = {}
    reach = 6 * 4**size
    for row in ("regulations", "normative_docs"):
        active = level in ("province", "city") and rng.random() < 0.6 if row == "regulations" else rng.random() < 0.6
        made = log_uniform(rng, 0, reach // 3) if active else 0
        gone = log_uniform(rng, 0, reach // 4) if active and rng.random() < 0.5 else 0
        cells[f"disclosure.{row}_made"] = Decimal(made)
        cells[f"disclosure.{row}_repealed"] = Decimal(gone)
        cells[f"disclosure.{row}_in_force"] = Decimal(made + (log_uniform(rng, 0, reach) if active else 0))
    for row, share in (("licensing", 0.65), ("penalty", 0.65), ("coercion", 0.4)):
        count = log_uniform(rng, 0, reach * 40) if rng.random() < share else 0
        cells[f"disclosure.{row}_decisions"] = Decimal(count)
    fee = _amount(rng, rng.randint(1, 5), rng.choice((0, 1, 2, 2, 4, 6))) if rng.random() < 0.4 else Decimal(0)
    return {**cells, "disclosure.admin_fees_amount_wan": fee}
