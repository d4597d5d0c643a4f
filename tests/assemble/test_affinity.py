"""Label text against the labels of the rows."""

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from giar_ml.assemble.affinity import common, coverage
from giar_ml.assemble.labels import Labels

FORMS = (("予以公开",), ("部分公开",), ("属于国家秘密",), ("重复申请",), ("无正当理由大量反复申请",))


def slow(a: str, b: str) -> int:
    best = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for k, y in enumerate(b, 1):
            best[k], diagonal = (diagonal + 1 if x == y else max(best[k], best[k - 1])), best[k]
    return best[-1]


@given(st.text("甲乙丙丁", max_size=12), st.text("甲乙丙丁", max_size=20))
def test_the_bit_vector_counts_what_the_table_counts(a: str, b: str) -> None:
    assert common(a, b) == slow(a, b)
    assert common(a, b) >= sum(m.size for m in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())


def test_a_label_at_the_end_covers_fully() -> None:
    assert coverage(("予以公开",), "三本年度办理结果一予以公开", end=True) == 1.0


def test_a_label_with_a_lost_character_still_anchors() -> None:
    assert Labels(FORMS).anchor("于国家秘密") == 2


def test_a_longer_label_wins_over_the_one_inside_it() -> None:
    assert Labels(FORMS).anchor("无正当理由大量反复申请") == 4


def test_text_of_no_row_anchors_nothing() -> None:
    assert Labels(FORMS).anchor("信息公开工作领导小组") is None
