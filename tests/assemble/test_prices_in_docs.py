"""The table of prices in docs/table-reading.md says what the code says."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "table-reading.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(\w+)\.([A-Z_]+)` \| ([\d.]+) \|", PAGE, re.MULTILINE)


def test_every_price_of_the_table_is_the_one_in_the_code() -> None:
    assert len(ROWS) > 20
    modules = {module: import_module(f"giar_ml.assemble.{module}") for module, _, _ in ROWS}
    found = {f"{module}.{name}": str(getattr(modules[module], name)) for module, name, _ in ROWS}
    assert found == {f"{module}.{name}": value for module, name, value in ROWS}
