"""How numbers typically go wrong in print or in reading; each explains a change of a cell, and makes it cheaper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from giar_ml.schema import epoch
from giar_ml.types import Change, Message

# Penalty in fractions of one wrong cell; small beside 1, so that a cause decides between repairs of equal size alone.
PENALTY = {
    "total_left_zero": 0.0,
    "neighbouring_cell": 0.02,
    "shifted_row": 0.02,
    "lost_digit": 0.05,
    "added_digit": 0.05,
    "transposition": 0.05,
    "one_digit": 0.15,
    "other": 0.3,
}
_NAMES = {
    "total_left_zero": Message("总计漏填为零", "a total was left at zero"),
    "neighbouring_cell": Message("数字填入了相邻格", "a number stands in the neighbouring cell"),
    "shifted_row": Message("整行数字错位一列", "the numbers of a row stand one column from their places"),
    "lost_digit": Message("漏了一位数字", "a digit was lost"),
    "added_digit": Message("多了一位数字", "a digit was added"),
    "transposition": Message("相邻两位数字颠倒", "two digits changed places"),
    "one_digit": Message("一位数字有误", "one digit is wrong"),
    "other": Message("数字有误", "the number is wrong"),
    "mixed": Message("多种差错", "several causes"),
}


def is_total(address: str) -> bool:
    """Whether a cell is a total by its place: the last column, the row of results, or a `_total` cell."""
    return address.endswith(("_total", ".total")) or ".results_total." in address


def _shorter_by_one(short: str, long: str) -> bool:
    return len(short) + 1 == len(long) and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def cause_of(address: str, printed: Decimal, proposed: Decimal) -> str:
    """The likeliest single-cell cause for `proposed` having become `printed`."""
    if printed == 0 and is_total(address):
        return "total_left_zero"
    a, b = str(abs(int(printed))), str(abs(int(proposed)))
    if printed != 0 and proposed != 0:
        if _shorter_by_one(a, b):
            return "lost_digit"
        if _shorter_by_one(b, a):
            return "added_digit"
        differ = [i for i in range(len(a)) if a[i] != b[i]] if len(a) == len(b) else []
        if len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(a) == sorted(b):
            return "transposition"
        if len(differ) == 1 and len(a) > 1:
            return "one_digit"
    return "other"


def _place(address: str) -> tuple[int, int] | None:
    """Row and column number of a request cell, by the E3 template (E2 prints the same columns)."""
    parts = address.split(".")
    if parts[0] != "requests":
        return None
    rows, columns = _grid()
    return (rows[parts[1]], columns[parts[2]]) if parts[1] in rows else None


@cache
def _grid() -> tuple[dict[str, int], dict[str, int]]:
    schema = epoch("E3")
    rows = {row.key: i for i, row in enumerate(schema.request_rows)}
    return rows, {column.key: i for i, column in enumerate(schema.request_columns)}


def _moved(one: Change, other: Change) -> bool:
    """Whether two changes are one number a row or a column away from its place, the other cell being zero."""
    here, there = _place(one.address), _place(other.address)
    if not here or not there or abs(here[0] - there[0]) + abs(here[1] - there[1]) != 1:
        return False
    return (one.printed, one.proposed) == (other.proposed, other.printed) and 0 in (one.printed, one.proposed)


def _shifted(row: Sequence[Change], values: Mapping[str, int]) -> bool:
    """Whether every change of one row puts the number of the next (or the previous) column into a cell."""
    columns = [c.key for c in epoch("E3").request_columns]
    name = row[0].address.split(".")[1]
    for step in (1, -1):
        wanted = [columns.index(c.address.split(".")[2]) + step for c in row]
        beside = [values.get(f"requests.{name}.{columns[k]}", 0) if 0 <= k < len(columns) else 0 for k in wanted]
        if all(change.proposed == number for change, number in zip(row, beside, strict=True)):
            return True
    return False


def causes(changes: Sequence[Change], values: Mapping[str, int]) -> list[str]:
    """A cause for each change of one repair; `values` are the printed numbers of the report."""
    found = [cause_of(c.address, c.printed or Decimal(0), c.proposed or Decimal(0)) for c in changes]
    rows: dict[str, list[int]] = {}
    for i, change in enumerate(changes):
        if change.address.startswith("requests."):
            rows.setdefault(change.address.split(".")[1], []).append(i)
    for places in rows.values():
        if len(places) > 2 and _shifted([changes[i] for i in places], values):
            for i in places:
                found[i] = "shifted_row"
    for i, one in enumerate(changes):
        for j in range(i + 1, len(changes)):
            if _moved(one, changes[j]):
                found[i] = found[j] = "neighbouring_cell"
    return found


def summary(found: Sequence[str]) -> str:
    """One stable id for a whole repair."""
    return found[0] if len(set(found)) == 1 else "mixed"


def name(cause: str) -> Message:
    """The cause in words."""
    return _NAMES[cause]
