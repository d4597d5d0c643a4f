from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.check.expression import Interval, evaluate, parse
from giar_ml.errors import SchemaError


class Numbers:
    """Facts from a plain mapping; what is missing is a count that nobody knows."""

    def __init__(self, values: dict[str, int]) -> None:
        self.values = values

    def bounds(self, ref: str) -> Interval:
        value = self.values.get(ref)
        return (Decimal(0), None) if value is None else (Decimal(value), Decimal(value))

    def call(self, function: str, refs: tuple[str, ...]) -> Interval:
        assert function == "max"
        found = [self.bounds(r) for r in refs]
        highs = [hi for _, hi in found if hi is not None]
        return max(lo for lo, _ in found if lo is not None), max(highs) if len(highs) == len(found) else None


def resolve(token: str) -> tuple[str, ...]:
    if token == "part_*":
        return ("part_1", "part_2")
    if token not in {"a", "b", "c", "total"}:
        raise SchemaError(token)
    return (token,)


def status(text: str, **values: int) -> str:
    return evaluate(parse(text, resolve), Numbers(values)).status


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a + b == total", {"a": 1, "b": 2, "total": 3}, "holds"),
        ("a + b == total", {"a": 1, "b": 2, "total": 4}, "violated"),
        ("a + b == total", {"a": 1, "total": 4}, "unknown"),
        ("a + b == total", {"a": 5, "total": 4}, "violated"),
        ("a + b == total", {"a": 5, "b": 5}, "unknown"),
        ("a - b >= 0", {"a": 1, "b": 2}, "violated"),
        ("- a + b <= 0", {"a": 1, "b": 1}, "holds"),
        ("sum(part_*) <= total", {"part_1": 1, "part_2": 2, "total": 3}, "holds"),
        ("max(part_*) <= total", {"part_1": 9, "total": 3}, "violated"),
        ("max(part_*) <= total", {"part_1": 1, "total": 3}, "unknown"),
        ("a == 0 <=> b == 0", {"a": 0, "b": 0}, "holds"),
        ("a == 0 <=> b == 0", {"a": 0, "b": 3}, "violated"),
        ("a == 0 <=> b == 0", {"a": 2, "b": 3}, "holds"),
        ("a == 0 <=> b == 0", {"a": 2}, "unknown"),
        ("a <= b and b <= c", {"a": 1, "b": 2, "c": 1}, "violated"),
        ("a == 0 or b >= 1", {"a": 3, "b": 0}, "violated"),
        ("a == 0 or b >= 1", {"a": 0}, "holds"),
    ],
)
def test_a_relation_holds_is_violated_or_is_unknown(text: str, values: dict[str, int], expected: str) -> None:
    assert status(text, **values) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a ==",
        "a == b == c",
        "a = b",
        "a == unknown_name",
        "eval(a) == 1",
        "__import__('os') == 1",
        "a == b)",
        "a; b",
    ],
)
def test_what_is_no_relation_is_a_schema_error(text: str) -> None:
    with pytest.raises(SchemaError):
        parse(text, resolve)


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=4, max_size=4),
    st.lists(st.integers(0, 50), min_size=4, max_size=4),
)
def test_filling_in_what_is_missing_never_turns_a_decided_relation_around(
    printed: list[int | None], filled: list[int]
) -> None:
    names = ["a", "b", "c", "total"]
    known = {n: v for n, v in zip(names, printed, strict=True) if v is not None}
    full = {n: f if v is None else v for n, v, f in zip(names, printed, filled, strict=True)}
    for text in ("a + b + c == total", "a + b <= total", "a - b >= c", "a == 0 <=> total == 0"):
        before = status(text, **known)
        assert before in ("unknown", status(text, **full))
