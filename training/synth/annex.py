"""Consistent facts for the annex forms of E1a and E1b: indicator, unit, number."""

from __future__ import annotations

import math
from decimal import Decimal
from random import Random

from giar_ml.schema import epoch
from giar_ml.types import Epoch

# total row -> the rows that add up to it; later entries may use earlier ones.
SUMS: dict[str, dict[str, tuple[str, ...]]] = {
    "E1b": {
        "requests_received": ("requests_in_person", "requests_fax", "requests_online", "requests_letter"),
        "requests_completed": ("requests_completed_on_time", "requests_completed_extended"),
        "reply_refused_total": (
            "refused_state_secret", "refused_trade_secret", "refused_privacy", "refused_security_stability",
            "refused_not_gov_info", "refused_other_law",
        ),
        "replies_total": (
            "reply_already_public", "reply_granted", "reply_partially_granted", "reply_refused_total",
            "reply_not_this_agency", "reply_not_exist", "reply_asked_to_amend", "reply_other_channel",
        ),
        "review_total": ("review_upheld", "review_corrected", "review_other"),
        "litigation_total": ("litigation_upheld", "litigation_corrected", "litigation_other"),
        "staff_total": ("staff_full_time", "staff_part_time"),
    },
    "E1a": {
        "requests_received": (
            "requests_in_person", "requests_fax", "requests_email", "requests_online", "requests_letter",
            "requests_other",
        ),
        "reply_refused_total": (
            "refused_not_gov_info", "refused_not_exist", "refused_not_held", "refused_unclear",
            "refused_scope1_state_secret", "refused_scope2_trade_secret", "refused_scope3_privacy",
            "refused_scope4_process", "refused_scope5_enforcement", "refused_scope6_law", "refused_other",
        ),
        "replies_total": ("reply_granted", "reply_partially_granted", "reply_refused_total"),
    },
}  # fmt: skip
# part -> whole: never more than the whole
BOUNDED = {
    "disclosed_normative_docs": "disclosed_total",
    "disclosed_fulltext": "disclosed_total",
    "press_conferences_by_head": "press_conferences",
    "online_interviews_by_head": "online_interviews",
    "appeal_first_handling": "appeal_total",
}
PLENTY = ("disclosed", "channel", "service_info", "website", "on_request_catalogue", "training_participants", "phone")


def annex_cells(rng: Random, epoch_id: Epoch, bounds: tuple[int, int]) -> dict[str, Decimal | None]:
    """Every row of the form with a number, sums kept; `bounds` is the least and the most requests of such a body."""
    keys = [row.key for row in epoch(epoch_id).annex]
    units = {row.key: row.unit for row in epoch(epoch_id).annex}
    numbers = {key: _number(rng, key, units[key], bounds[1]) for key in keys}
    for total, parts in SUMS[epoch_id].items():
        numbers[total] = sum((numbers[part] for part in parts), Decimal(0))
    channels = [numbers[key] for key in keys if key.startswith("channel_")]
    if channels:  # the same item in several channels counts once: between the largest channel and their sum
        numbers["disclosed_total"] = Decimal(rng.randint(int(max(channels)), int(sum(channels))))
    for part, whole in BOUNDED.items():
        if part in numbers:
            numbers[part] = min(numbers[part], numbers[whole])
    return {f"annex.{key}": numbers[key] for key in keys}


def _number(rng: Random, key: str, unit: str, most: int) -> Decimal:
    if unit in ("万元", "元"):
        return Decimal(rng.randrange(1, 5000)).scaleb(-2) if rng.random() < 0.3 else Decimal(0)
    high = 40 * (most + 3) if key.startswith(PLENTY) else max(2, most // 4)
    chance = 0.8 if key.startswith(PLENTY) else 0.3 if most else 0.1
    return Decimal(int(math.exp(rng.uniform(0, math.log(high + 1))))) if rng.random() < chance else Decimal(0)
