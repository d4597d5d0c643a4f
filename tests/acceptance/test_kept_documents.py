"""Documents that browsers, office programs and converters made of invented reports, kept as they were converted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from judge import judged, read

from giar_ml import schema
from training.synth.facts import Facts

DATA = Path(__file__).parent / "data"
KEPT: list[dict[str, Any]] = yaml.safe_load((DATA / "expected.yaml").read_text("utf-8"))


def facts(report: dict[str, Any]) -> Facts:
    """What is not listed is printed as zero, but for rows that the report does not have."""
    listed = {address: Decimal(str(value)) for address, value in report["cells"].items()}
    zeros = {a: Decimal(0) for a in schema.epoch(report["epoch"]).addresses() if a not in report.get("without", ())}
    return Facts(report["epoch"], report["year"], report["body"], zeros | listed)


@pytest.mark.parametrize("kept", KEPT, ids=[kept["file"] for kept in KEPT])
def test_every_cell_of_a_kept_document_is_read_with_its_place(kept: dict[str, Any]) -> None:
    verdict = judged(read(DATA / kept["file"]), [facts(report) for report in kept["reports"]])
    assert verdict.perfect, [*verdict.who, *verdict.offsets, *verdict.misses]


def test_every_kept_document_has_its_truth_written_down() -> None:
    assert {kept["file"] for kept in KEPT} == {p.name for p in DATA.iterdir()} - {"expected.yaml"}
