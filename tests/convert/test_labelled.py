"""What a labelled text is, and is not."""

from __future__ import annotations

import pytest

from giar_ml.convert import DataError, Labelled, Mark


@pytest.mark.parametrize(
    ("text", "spans", "said"),
    [
        ("受理36条", [Mark(2, 2, "COUNT")], "empty or leaves the text"),
        ("受理36条", [Mark(2, 9, "COUNT")], "has 5 characters"),
        ("受理36条", [Mark(-1, 2, "COUNT")], "leaves the text"),
        ("受理36条", [Mark(2, 5, "")], "empty label"),
        ("受理36条", [Mark(2, 5, "COUNT", "a"), Mark(2, 5, "COUNT", "b")], "two indicators: a and b"),
        ("受理\ud83d条", [], "surrogate pair at 2"),
        ("受理36条", [Mark(2, 5, "\udc00")], "surrogate"),
    ],
)
def test_what_no_text_can_hold_is_refused_with_the_span(text, spans, said) -> None:
    with pytest.raises(DataError, match=said):
        Labelled(text, tuple(spans))


@pytest.mark.parametrize("meta", [{"a": float("nan")}, {"a": {1, 2}}, {"a": "\ud800"}, {"text": "x"}, {"spans": []}])
def test_metadata_is_json_under_names_of_its_own(meta) -> None:
    with pytest.raises(DataError):
        Labelled("x", meta=meta)


def test_spans_are_a_sorted_set_and_an_indicator_means_that_they_were_judged() -> None:
    text = Labelled("受理36条", (Mark(2, 5, "COUNT", "a"), Mark(0, 5, "CATEGORY"), Mark(2, 5, "COUNT", "a")))
    assert [str(mark) for mark in text.spans] == ["0:5 CATEGORY", "2:5 COUNT"]
    assert text.judged
    assert not Labelled("受理36条", (Mark(2, 5, "COUNT"),)).judged
    hash(text)
