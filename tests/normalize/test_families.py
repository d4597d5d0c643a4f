from __future__ import annotations

from random import Random

import pytest
from clean_text import LINES, ROWS, SENTENCES, seeds, texts
from hypothesis import given

from giar_ml.normalize import Family, families, normalize
from giar_ml.normalize.changes import apply
from giar_ml.types import AlignedText

REVERSIBLE = [family for family in families() if family.undo]
LOSSY = [family for family in families() if not family.undo]
SCRIPTS = {"traditional", "taiwan_word"}  # they see the script of a whole text: told here


def undone(family: Family, text: str) -> AlignedText:
    noisy = AlignedText.identity(text)
    return apply(noisy, family.changes(noisy, "traditional"))


@pytest.mark.parametrize("family", REVERSIBLE, ids=lambda f: f.name)
@given(text=texts, seed=seeds)
def test_undo_takes_out_what_make_put_in(family: Family, text: str, seed: int) -> None:
    noisy = family.make(text, Random(seed))
    if family.name == "taiwan_word":  # leaves the characters to the family after it
        assert normalize(AlignedText.identity(noisy), script="traditional").text.text == text
    else:
        assert undone(family, noisy).text == text


@pytest.mark.parametrize("family", REVERSIBLE, ids=lambda f: f.name)
@given(text=texts, seed=seeds)
def test_the_whole_stage_takes_it_out_too(family: Family, text: str, seed: int) -> None:
    script = "traditional" if family.name in SCRIPTS else "auto"
    noisy = family.make(text, Random(seed))
    assert normalize(AlignedText.identity(noisy), script=script).text.text == text


@pytest.mark.parametrize("family", REVERSIBLE, ids=lambda f: f.name)
def test_make_does_write_noise(family: Family) -> None:
    text = "\n".join([*SENTENCES, *LINES, *ROWS])
    assert any(family.make(text, Random(seed)) != text for seed in range(20))


@pytest.mark.parametrize("family", LOSSY, ids=lambda f: f.name)
def test_lossy_families_write_noise_and_never_fail(family: Family) -> None:
    flat = "主动公开政府信息\n0\n\n5\n0\n7\n"
    text = flat + "\n".join([*SENTENCES * 4, *LINES, *ROWS * 5])
    assert any(family.make(text, Random(seed)) != text for seed in range(20))
    assert isinstance(family.make("", Random(0)), str)


@given(text=texts)
def test_clean_text_stays_as_it_is(text: str) -> None:
    result = normalize(AlignedText.identity(text))
    assert result.text.text == text
    assert result.edits == ()


@pytest.mark.parametrize("family", REVERSIBLE, ids=lambda f: f.name)
@given(text=texts, seed=seeds)
def test_families_of_one_level_commute(family: Family, text: str, seed: int) -> None:
    others = [f for f in REVERSIBLE if f.level == family.level and f is not family]
    for other in others:
        noisy = AlignedText.identity(other.make(family.make(text, Random(seed)), Random(seed + 1)))
        one = apply(noisy, family.changes(noisy, "auto"))
        two = apply(noisy, other.changes(noisy, "auto"))
        assert apply(one, other.changes(one, "auto")).text == apply(two, family.changes(two, "auto")).text


def test_names_are_unique_and_snake_case() -> None:
    names = [family.name for family in families()]
    assert len(set(names)) == len(names)
    assert all(name.islower() and name.isidentifier() for name in names)
