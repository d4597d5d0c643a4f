"""Spans and tags: there and back, legal sequences only, labels that another tier has settled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from giar_ml.label.tags import Tags, schema_labels

TAGS = Tags(("COUNT", "CATEGORY", "DATE"))
Spans = list[tuple[int, int, str]]


def sure(tags: list[int]) -> np.ndarray:  # type: ignore[type-arg]
    """Logits that leave no doubt about these tags."""
    return (np.eye(len(TAGS))[tags] * 20).astype(np.float32)


@st.composite
def labelled(draw: st.DrawFn) -> tuple[int, Spans]:
    """A length and spans in it that do not overlap, adjacent ones included."""
    spans: Spans = []
    place = 0
    for gap, size in draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), max_size=8)):
        spans.append((place + gap, place + gap + size, draw(st.sampled_from(TAGS.labels))))
        place += gap + size
    return place + draw(st.integers(0, 3)), spans


@given(labelled())
def test_spans_survive_the_way_to_tags_and_back(case: tuple[int, Spans]) -> None:
    length, spans = case
    found = TAGS.decode(sure(TAGS.encode(spans, length)))
    assert [(s.start, s.end, s.label) for s in found] == spans
    assert all(s.score > 0.99 for s in found)


@given(st.lists(st.lists(st.floats(-5, 5), min_size=7, max_size=7), max_size=12))
def test_any_scores_give_sorted_spans_that_do_not_overlap(rows: list[list[float]]) -> None:
    found = TAGS.decode(np.array(rows, dtype=np.float32).reshape(-1, 7))
    edges = [0, *(edge for s in found for edge in (s.start, s.end)), len(rows)]
    assert edges == sorted(edges)
    assert all(0 <= s.score <= 1 and s.start < s.end for s in found)


def test_going_on_without_a_beginning_becomes_the_best_legal_reading() -> None:
    scores = sure([0, 2, 2, 0])
    scores[1, 1] = 19  # the beginning is nearly as likely as going on
    assert [(s.start, s.end, s.label) for s in TAGS.decode(scores)] == [(1, 3, "COUNT")]


def test_what_the_grammar_has_settled_stays_and_the_model_decides_around_it() -> None:
    model = sure(TAGS.encode([(0, 4, "CATEGORY"), (4, 6, "COUNT"), (8, 9, "DATE")], 10))
    grammar = TAGS.encode([(3, 6, "COUNT")], 10)
    found = TAGS.decode(model, grammar, ("COUNT", "DATE"))
    assert [(s.start, s.end, s.label) for s in found] == [(0, 3, "CATEGORY"), (3, 6, "COUNT")]


@pytest.mark.parametrize("spans", [[(2, 2, "COUNT")], [(0, 5, "COUNT")], [(0, 2, "COUNT"), (1, 3, "DATE")]])
def test_spans_that_cannot_be_tagged_are_refused(spans: Spans) -> None:
    with pytest.raises(ValueError, match="span"):
        TAGS.encode(spans, 4)


def test_labels_of_another_set_are_left_out() -> None:
    assert TAGS.encode([(0, 2, "NOISE")], 3) == [0, 0, 0]


def test_the_schema_names_the_labels_of_the_bars() -> None:
    assert {"COUNT", "CATEGORY", "DATE", "AGENCY", "NIL"} <= set(schema_labels())
