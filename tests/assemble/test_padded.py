"""Rows filled up with blanks at their ends, where a converter dropped the blank cells inside."""

from __future__ import annotations

from test_interchangeable import LABELS, cells

TABLE = {0: "310 52 0 9 371", 2: "204 0 0 0 204", 3: "0 40 0 0 40", 12: "95 9 0 9 113", 23: "299 49 0 9 357"}


def printed(numbers: str) -> str:
    """A row of a grid of seven columns, its blank cells at the end."""
    values = numbers.split()
    return "| " + " | ".join(values) + " | " + "|" * (7 - len(values))


def test_the_last_number_before_the_padding_is_the_total() -> None:
    found = cells({k: printed(TABLE.get(k, "0 0 0 0 0")) for k in range(len(LABELS))} | {24: printed("11 3 0 14")})
    totals = {"new_received": 371, "granted_in_full": 204, "partially_granted": 40, "carried_out": 14}
    assert {row: found[f"{row}.total"].value for row in totals} == totals
    assert not any(found[f"{row}.total"].abstained for row in totals)
    zeros = [cell for address, cell in found.items() if address.startswith("exempt_state_secret.")]
    assert {(cell.value, cell.reason) for cell in zeros} == {(0, "shares_a_printed_zero")}
    assert found["new_received.natural_person"].value == 310


def test_blank_totals_stay_blank() -> None:
    found = cells({k: printed("6 2 0 0 0 1" if k in (0, 2, 23) else "0 0 0 0 0 0") for k in range(len(LABELS))})
    row = [found[f"new_received.{c}"].value for c in ("natural_person", "org_commercial", "org_other", "total")]
    assert row == [6, 2, 1, None]
