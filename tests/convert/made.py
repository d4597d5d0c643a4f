"""Labelled texts for tests: hypothesis strategies and plain examples, all written by us."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from giar_ml.convert import Labelled, Mark

PIECES = st.sampled_from(
    ["\r\n", "\n\n", "\r", "\t", " ", "\u3000", "\u2028", "\x85", "\x00", "\x1c", "\ufeff", "\\", "\\n", "#", "# ", "O",
     "B-COUNT", "😀", "👨‍👩‍👧", "e\u0301", "受理", "36条", "3,600", "abc", '"', "{", "[", "-DOCSTART-"]
)  # fmt: skip
CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
TEXTS = st.lists(PIECES | CHARACTERS, max_size=8).map("".join)
LABELS = st.sampled_from(["COUNT", "CATEGORY", "DATE", "AGENCY", "NIL", "NOISE"]) | st.sampled_from(
    ["a b", "x\ty", "\n", "O", "B-I", "标签", "😀", "\\"]
)
KEYS = st.none() | st.sampled_from(["disclosed.total", "share", "a.b+c.d", "a.b/c.d", "😀", "a b"])
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(["7", "007", "a01-01"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=4,
)
METAS = st.dictionaries(
    st.sampled_from(["year", "families", "body_id", "body_kind", "split", "文"]), VALUES, max_size=3
)


@st.composite
def labelled(draw: st.DrawFn, flat: bool = False) -> Labelled:
    """A text with marks that nest, touch and overlap; with `flat` they touch at most."""
    text = draw(TEXTS)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=flat)))
    if flat:
        ranges = [pair for pair in pairwise(places) if draw(st.booleans())]
    else:
        ranges = [(s, e) for s, e in zip(places, reversed(places), strict=True) if s < e]
        ranges += list(pairwise(places)) + list(zip(places, places[2:], strict=False))
        ranges = [(s, e) for s, e in ranges if s < e]
    spans = {(s, e, draw(LABELS)): draw(KEYS) for s, e in ranges}
    marks = tuple(Mark(s, e, label, key) for (s, e, label), key in spans.items())
    return Labelled(text, marks, draw(NAMES), draw(NAMES), draw(METAS), draw(st.booleans()))


TEXT = "😀受理36条，其中新收30条\r\n\r\n答复35条"
NESTED = Labelled(
    TEXT, (Mark(1, 6, "CATEGORY"), Mark(3, 6, "COUNT", "received.total"), Mark(11, 14, "COUNT", "received.new")), "t1"
)
FLAT = Labelled(TEXT, NESTED.spans[1:], "t1", "county", {"year": 2021})
