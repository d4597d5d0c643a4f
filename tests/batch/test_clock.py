"""The clock on the wall may jump; what is read, when it is given up, and what is written do not depend on it."""

from __future__ import annotations

import ast
import time
from pathlib import Path

from tests.batch.doubles import digest, run, texts

BATCH = Path(__file__).parents[2] / "giar_ml/batch"
WALL = {
    ("time", "time"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "localtime"),
    ("time", "ctime"),
}


def test_a_clock_that_jumps_changes_no_byte(tmp_path, monkeypatch) -> None:
    run(tmp_path / "clean", texts(20))
    moments = iter([0.0, 4e9, -1.0, 1e12] * 10_000)
    monkeypatch.setattr(time, "time", lambda: next(moments))
    run(tmp_path / "jumped", texts(20), timeout=5)
    assert digest(tmp_path / "jumped") == digest(tmp_path / "clean")


def test_no_bound_of_time_is_measured_by_the_clock_on_the_wall() -> None:
    for path in [*BATCH.rglob("*.py"), BATCH.parent / "read/limits.py"]:
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        named = {(f.value.id, f.attr) for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name)}
        assert not named & WALL, path.name
