"""Statistics are scored as facts: value and indicator, each once, free names at no cost."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from giar_ml.label import LexiconLabeler
from giar_ml.types import Statistic
from training.evaluate_statistics import Fact, Tally, f1, facts, main, read_gold, tally

SENTENCE = {
    "text": "公开信息30条，受理和答复数为4件，未收到投诉。",
    "spans": [[4, 7, "COUNT"], [15, 17, "COUNT"], [18, 23, "NIL"]],
    "indicators": {
        "4": "disclosed.total/disclosed.website",
        "15": "foi.received+foi.replied",
        "18": "complaints.received",
    },
}


def said(key: str, value: int) -> Statistic:
    return Statistic(key, Decimal(value), "exact", "件", "", 0, 0)


def test_keys_with_a_stroke_are_choices_and_with_a_plus_two_facts() -> None:
    assert facts(SENTENCE) == [
        Fact(("disclosed.total", "disclosed.website"), Decimal(30)),
        Fact(("foi.received",), Decimal(4)),
        Fact(("foi.replied",), Decimal(4)),
        Fact(("complaints.received",), Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("found", "score"),
    [
        ([("foi.received", 4)], Tally(1, 0, 0)),
        ([("foi.received", 4), ("foi.received", 4)], Tally(1, 0, 0)),
        ([("foi.received", 5)], Tally(0, 1, 1)),
        ([("foi.handled", 4), ("other.rooms", 4)], Tally(0, 1, 1)),
    ],
)
def test_a_fact_is_found_once_and_only_what_was_said_of_nothing_is_false(
    found: list[tuple[str, int]], score: Tally
) -> None:
    assert tally([Fact(("foi.received",), Decimal(4))], [said(*f) for f in found]) == score


def test_topics_agree_by_their_prefix_and_free_names_need_not_be_found() -> None:
    wanted = [Fact(("disclosed.topic.land",), Decimal(3)), Fact(("other.rooms",), Decimal(2))]
    assert tally(wanted, [said("disclosed.topic.housing", 3)]) == Tally(1, 0, 0)


def test_given_spans_and_a_labeler_are_read_alike() -> None:
    (given,), (found,) = list(read_gold([SENTENCE], None)), list(read_gold([SENTENCE], LexiconLabeler()))
    assert {(s.indicator, s.value) for s in found} >= {("disclosed.total", Decimal(30)), ("foi.received", Decimal(4))}
    assert {(s.indicator, s.value) for s in given} >= {("foi.replied", Decimal(4))}


def test_f1_lies_in_its_interval() -> None:
    value, low, high = f1([Tally(3, 1, 0), Tally(2, 0, 1), Tally(0, 2, 0)])
    assert value == pytest.approx(200 * 5 / 14)
    assert low <= value <= high
    assert f1([])[0] == 0


def test_the_command_prints_a_line_a_labeler(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(SENTENCE, ensure_ascii=False) + "\n", "utf-8")
    result = CliRunner().invoke(main, ["--gold", str(path), "--given"])
    assert result.exit_code == 0, result.output
    assert [line.split(":")[0] for line in result.output.splitlines()] == ["lexicon", "given spans"]
