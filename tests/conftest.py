"""Fixtures and settings that every test may use."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Real reports that stand beside a developer's checkout; absent elsewhere, and then the tests that want them skip.
BESIDE = Path(__file__).parents[1] / "../shared"

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def seeds() -> list[Path]:
    """Real reports as text files, in order of their names."""
    paths = sorted(BESIDE.glob("seeds/*.txt"))
    if not paths:
        pytest.skip("no real reports beside this checkout")
    return paths


@pytest.fixture(scope="session")
def gold(seeds: list[Path]) -> dict[str, dict[str, Any]]:
    """What those reports say, judged by hand: the stem of the file to `epoch`, `year`, `body`, `cells`, ..."""
    truth = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(BESIDE.glob("gold/*.json"))}
    if not truth:
        pytest.skip("no gold beside this checkout")
    return truth
