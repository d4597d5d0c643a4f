"""What a labeler takes for noise is pointed at in the record, and what stands inside it is less sure."""

from collections.abc import Sequence

import pytest

from giar_ml.label import LexiconLabeler
from giar_ml.pipeline import Reader
from giar_ml.types import Passage, Span

STRANGE = "本栏广告位招租共12条"
TEXT = f"青柳县档案局2022年政府信息公开工作年度报告\n\n一、总体情况\n\n全年主动公开信息35条。{STRANGE}。\n"


class Doubting:
    """The lexicon, and NOISE over the strange words with this score."""

    id, hash = "doubting", "0"

    def __init__(self, score: float) -> None:
        self.score, self.words = score, LexiconLabeler()

    def label(self, passages: Sequence[Passage]) -> list[tuple[Span, ...]]:
        return [
            tuple(sorted((*spans, *self._strange(passage.text.text)), key=lambda s: s.start))
            for passage, spans in zip(passages, self.words.label(passages), strict=True)
        ]

    def _strange(self, text: str) -> list[Span]:
        at = text.find(STRANGE)
        return [Span(at, at + len(STRANGE), "NOISE", self.score)] if at >= 0 else []


@pytest.mark.parametrize(("score", "named"), [(0.9, True), (0.3, False)])
def test_noise_of_the_labeler_is_named_with_its_place_and_score(score: float, named: bool) -> None:
    (reading,) = Reader(labeler=Doubting(score)).read_bytes(TEXT.encode())
    found = [n for n in reading.record.noise if n.family == "labelled"]
    assert [(reading.source[n.start : n.end], n.score) for n in found] == ([(STRANGE, score)] if named else [])


def test_a_statistic_inside_such_noise_is_less_sure_than_one_outside() -> None:
    (reading,) = Reader(labeler=Doubting(0.9)).read_bytes(TEXT.encode())
    inside = reading.source.index(STRANGE)
    assert all(s.confidence <= 0.1 for s in reading.record.statistics if s.start >= inside)
    assert [s.confidence > 0.5 for s in reading.record.statistics if s.start < inside] == [True]
