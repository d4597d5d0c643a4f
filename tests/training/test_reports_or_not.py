"""The pages that `is_report` is learned from, and that what is learned holds for kinds of pages never seen."""

from __future__ import annotations

from random import Random

import pytest

pytest.importorskip("sklearn")

from training import reports_or_not as made

KINDS = [(part, name) for part in ("reports", "other") for name in made.GRAMMARS[part]]


@pytest.mark.parametrize(("part", "name"), KINDS)
def test_every_kind_is_written_without_leftovers(part: str, name: str) -> None:
    pages = ["\n".join(made.written(made.GRAMMARS[part][name], Random(seed))) for seed in range(40)]
    assert not [page for page in pages if set(page) & set("[]{}")]
    assert len(set(pages)) > 30


def test_the_same_seed_makes_the_same_pages() -> None:
    assert made.make(40, 3) == made.make(40, 3) != made.make(40, 4)


@pytest.mark.slow
def test_kinds_and_layouts_that_were_never_seen_are_told_apart() -> None:
    figures, (scale, _) = made.measure(made.matrix(made.make(500, 2)), 2)
    assert figures["auroc"] > 0.93
    assert figures["ece"] < 0.1
    assert scale > 0
