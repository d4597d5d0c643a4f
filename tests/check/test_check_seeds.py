from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from giar_ml.check import check, repair
from giar_ml.types import Report

GOLD = Path(__file__).resolve().parents[2].parent / "shared" / "gold"
pytestmark = pytest.mark.skipif(not GOLD.is_dir(), reason="the gold reports are not here")


def gold() -> list[Path]:
    return sorted(GOLD.glob("*.json"))


@pytest.mark.parametrize("path", gold(), ids=lambda p: p.stem)
def test_exactly_the_known_table_errors_are_found(path: Path, report: Callable[..., Report]) -> None:
    facts = json.loads(path.read_text("utf-8"))
    cells = {a: v[0] if isinstance(v, list) else v for a, v in facts["cells"].items()}
    made = report(cells, facts["epoch"], facts["year"], facts["body"])
    findings = check(made)
    tables = [f for f in findings if f.rule.startswith(("S2-", "S3-", "S4-")) and f.severity == "error"]
    assert {f.rule for f in tables if f.status == "violated"} == set(facts["violations"])
    proposals = repair(made, findings)
    assert len(proposals) == (1 if facts["violations"] else 0)
    for one in proposals:
        assert one.unique
        assert one.cause == "total_left_zero"
        assert {(c.address, c.printed, c.proposed) for c in one.changes} == {
            ("requests.partially_granted.total", 0, 1),
            ("requests.results_total.total", 0, 1),
        }
