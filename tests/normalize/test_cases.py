from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from giar_ml.normalize import families, normalize
from giar_ml.types import AlignedText

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))


def clean(text: str, script: str = "auto") -> tuple[str, set[str]]:
    result = normalize(AlignedText.identity(text), script=script)
    return result.text.text, {edit.family for edit in result.edits}


@pytest.mark.parametrize("case", load("in_the_wild"), ids=lambda c: c["before"][:24])
def test_noise_met_in_the_wild_is_taken_out_by_its_family(case: dict[str, Any]) -> None:
    text, used = clean(case["before"], case.get("script", "auto"))
    assert text == case["after"]
    assert set(case["family"]) <= used


@pytest.mark.parametrize("case", load("negative"), ids=lambda c: c["why"])
def test_what_only_looks_like_noise_stays(case: dict[str, Any]) -> None:
    assert clean(case["text"])[0] == case["text"]


@pytest.mark.parametrize("case", load("known_failures"), ids=lambda c: c["why"])
@pytest.mark.xfail(strict=True)
def test_known_failures(case: dict[str, Any]) -> None:
    assert clean(case["before"])[0] == case["after"]


def test_every_reversible_family_has_a_case() -> None:
    covered = {name for case in load("in_the_wild") for name in case["family"]}
    assert covered == {family.name for family in families() if family.undo}
