from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from giar_ml.schema import epoch
from giar_ml.types import Cell, Report, Statistic

FLOWS = ("new_received", "carried_in", "results_total", "carried_out")


def a_report(
    cells: Mapping[str, Any], name: str | None = "E3", year: int = 2023, body: str = "甲县人民政府", **more: Any
) -> Report:
    """A report from plain numbers; None is a blank cell."""
    made = (
        Cell(a, None if v is None else Decimal(str(v)), "blank" if v is None else "read", unit=None)
        for a, v in cells.items()
    )
    return Report(name, year, body, cells=tuple(made), **more)  # type: ignore[arg-type]


def a_table(seed: int, name: str = "E3", most: int = 40, zeros: float = 0.5) -> dict[str, int]:
    """A consistent request table: random bodies of rows, every total computed."""
    rng = Random(seed)
    schema = epoch(name)
    rows, columns = [r.key for r in schema.request_rows], [c.key for c in schema.request_columns]
    value: dict[tuple[str, str], int] = {}
    for column in columns[:-1]:
        for row in rows:
            if row not in FLOWS:
                value[row, column] = 0 if rng.random() < zeros else rng.randint(0, most)
        done = sum(value[row, column] for row in rows if row not in FLOWS)
        out = rng.randint(0, most // 4)
        carried = rng.randint(0, min(done + out, most // 4))
        value["results_total", column], value["carried_out", column] = done, out
        value["carried_in", column], value["new_received", column] = carried, done + out - carried
    for row in rows:
        value[row, "total"] = sum(value[row, column] for column in columns[:-1])
    return {f"requests.{row}.{column}": value[row, column] for row in rows for column in columns}


def a_statistic(indicator: str, value: Any, unit: str = "件", **more: Any) -> Statistic:
    more.setdefault("qualifier", "exact")
    return Statistic(indicator, Decimal(str(value)), unit=unit, raw=str(value), start=0, end=1, **more)


@pytest.fixture(scope="session")
def report() -> Callable[..., Report]:
    return a_report


@pytest.fixture(scope="session")
def table() -> Callable[..., dict[str, int]]:
    return a_table


@pytest.fixture(scope="session")
def said() -> Callable[..., Statistic]:
    return a_statistic
