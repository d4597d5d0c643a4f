"""Noise put into marked sentences carries the marks along."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from giar_ml.label import LexiconLabeler
from giar_ml.normalize.noise import families
from training.data import Example
from training.evaluate_noise import broken, by_family, noise_scores
from training.synth.prose_noise import OPERATORS

TEXT = "2023年，青柳县教育局共公开财政信息1236条，其中部门动态12条；未收到政府信息公开申请。"
PARTS = (
    ("2023年", "DATE"),
    ("青柳县教育局", "AGENCY"),
    ("公开财政信息", "CATEGORY"),
    ("1236条", "COUNT"),
    ("12条", "COUNT"),
)


def example() -> Example:
    spans = [(TEXT.index(words), TEXT.index(words) + len(words), label) for words, label in PARTS]
    return Example(TEXT, tuple(sorted(spans)), "body")


@pytest.mark.parametrize("name", [f.name for f in families() if f.undo is not None])
def test_marks_of_noise_that_is_undone_stand_on_the_same_words(name: str) -> None:
    from giar_ml.normalize import normalize
    from giar_ml.types import AlignedText

    family = next(f for f in families() if f.name == name)
    for seed in range(3):
        noisy = by_family(example(), family, Random(seed))
        met = normalize(AlignedText.identity(noisy.text)).text
        plain = [met.text[slice(*_clean(met, start, end))].replace(" ", "") for start, end, _ in noisy.spans]
        # a Taiwan word or a letter-like sign may stay: then it stands in both
        assert [label for *_, label in noisy.spans] == [label for *_, label in example().spans]
        assert sum(a == TEXT[s:e] for a, (s, e, _) in zip(plain, example().spans, strict=True)) >= 4


def _clean(met: object, start: int, end: int) -> tuple[int, int]:
    from training.data import clean_range

    return clean_range(met, start, end) or (0, 0)  # type: ignore[arg-type]


def test_fullwidth_digits_keep_their_marks() -> None:
    family = next(f for f in families() if f.name == "fullwidth")
    noisy = next(e for seed in range(50) if (e := by_family(example(), family, Random(seed))).text != TEXT)
    counts = [noisy.text[s:e] for s, e, label in noisy.spans if label == "COUNT"]
    assert [unicodedata.normalize("NFKC", words) for words in counts] == ["1236条", "12条"]


def test_every_family_and_every_operator_is_tried() -> None:
    names = [kind.name for kind in broken([example()])]
    assert names[0] == "none"
    assert len(names) == 1 + len(families()) + len(OPERATORS)
    assert len(set(names)) == len(names)


def test_spans_stay_inside_their_text_and_apart() -> None:
    for kind in broken([example()] * 5, seed=3):
        for one in kind.examples:
            edges = [edge for start, end, _ in one.spans for edge in (start, end)]
            assert edges == sorted(edges)
            assert all(0 <= s < e <= len(one.text) for s, e, _ in one.spans)


def test_scores_under_noise_have_a_row_a_family() -> None:
    figures = noise_scores({"lexicon": LexiconLabeler()}, [example()] * 2, ("COUNT", "DATE"))
    assert figures["none"]["scores"]["lexicon"]["COUNT"][0] == 100
    assert figures["fullwidth"]["undone"] is True
    assert figures["mojibake"]["undone"] is False
    assert any(row["changed"] for row in figures.values())
