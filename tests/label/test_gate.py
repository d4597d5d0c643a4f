"""Which sentences a model is run on, and what the others get. The engine is a stub: no model is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from giar_ml.label.calibration import Calibration
from giar_ml.label.lexicon import LexiconLabeler
from giar_ml.label.model import Folder, Gate, ModelLabeler, Window
from giar_ml.label.tags import Scores, Tags, schema_labels
from giar_ml.types import AlignedText, Passage

FACT = "2023年，青柳县教育局共公开财政信息36条。"
NIL = "全年未收到政府信息公开申请。"
DATED = "本报告所列数据的统计期限自2023年1月1日起，由青柳县教育局编制。"
PLAIN = "进一步加强组织领导。"
DIGIT = "坚持7×24小时值守。"
TEXT = FACT + PLAIN + DATED + NIL + DIGIT


class Echo:
    """Says of every window what it was told beforehand, and keeps the windows."""

    def __init__(self, tags: Tags) -> None:
        self.tags, self.seen = tags, list[str]()

    def run(self, batch: Sequence[Window]) -> list[tuple[Scores, Scores]]:
        found = []
        for text, told in batch:
            self.seen.append(text)
            scores = np.full((len(text), len(self.tags)), -9.0, dtype=np.float32)
            scores[np.arange(len(text)), told] = 9.0
            found.append((scores, scores[:, :0]))
        return found


def labeler(gate: Gate, calibration: Calibration | None = None) -> tuple[ModelLabeler, Echo]:
    tags = Tags(schema_labels())
    engine = Echo(tags)
    folder = Folder(Path(), "echo", "0", tags, tags, (), {}, calibration or Calibration())
    return ModelLabeler(folder, engine, fixed=("COUNT", "DATE"), gate=gate), engine


def passage(text: str) -> Passage:
    return Passage(AlignedText.identity(text), "1", 0)


@pytest.mark.parametrize(
    ("gate", "run"),
    [
        ("none", {FACT, PLAIN, DATED, NIL, DIGIT}),
        ("hints", {FACT, DATED, NIL, DIGIT}),
        ("dates", {FACT, DATED, NIL}),
        ("facts", {FACT, NIL}),
    ],
)
def test_a_gate_lets_through_what_its_name_says(gate: Gate, run: set[str]) -> None:
    ours, engine = labeler(gate)
    ours.label([passage(TEXT)])
    assert set(engine.seen) == run


@pytest.mark.parametrize("gate", ["dates", "facts"])
def test_what_is_not_run_has_the_spans_of_the_grammar_in_order(gate: Gate) -> None:
    (found,) = labeler(gate)[0].label([passage(TEXT)])
    (grammar,) = LexiconLabeler().label([passage(TEXT)])
    assert [s.start for s in found] == sorted(s.start for s in found)
    assert {(s.start, s.end, s.label) for s in found} == {(s.start, s.end, s.label) for s in grammar}


def test_no_span_is_said_twice() -> None:
    for gate in ("none", "hints", "dates", "facts"):
        (found,) = labeler(gate)[0].label([passage(TEXT * 3)])
        assert len({(s.start, s.end) for s in found}) == len(found)


def test_scores_are_calibrated_by_who_says_them() -> None:
    known = Calibration({"NIL": ((0.0, 1.0), (0.1, 0.6))}, {"COUNT": 0.9, "AGENCY": 0.3})
    (found,) = labeler("facts", known)[0].label([passage(TEXT)])
    scores = {(s.label, s.start >= len(FACT)): s.score for s in found}
    assert scores["COUNT", False] == 0.9
    assert scores["NIL", True] == pytest.approx(0.6, abs=0.01)
    agencies = {s.score for s in found if s.label == "AGENCY" and s.start > len(FACT)}
    assert agencies == {0.3}
