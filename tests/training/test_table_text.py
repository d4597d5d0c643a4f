"""Lines of written tables carry the names of their rows and columns, and nothing else."""

import re

from training.synth.pieces import Piece
from training.synth.table_text import lines, marked

HAN = re.compile(r"[㐀-鿿]{2}")


def test_names_are_marked_without_enumerators_units_and_notes() -> None:
    pieces = [
        Piece("本列数据的勾稽关系为：第一项加第二项之和", "head", "requests.head0"),
        Piece("\t", "gap", "requests.head0"),
        Piece("自然人", "head", "requests.head0"),
        Piece("\n", "edge", "requests.head0"),
        Piece("（五）不予处理", "group", "requests.a"),
        Piece("\t", "gap", "requests.a"),
        Piece("3.要求提供公开出版物（单位：件）", "label", "requests.a"),
        Piece("\t", "gap", "requests.a"),
        Piece("0", "number", "requests.a"),
        Piece("\n", "edge", "requests.a"),
        Piece("第3页", "junk", "requests.a"),
    ]
    found = [[(text[a:b], label) for a, b, label in spans] for text, spans in marked(pieces)]
    assert found == [
        [("自然人", "COLUMN")],
        [("不予处理", "ROW"), ("要求提供公开出版物", "ROW")],
        [("第3页", "NOISE")],
    ]


def test_every_mark_lies_within_its_line_and_holds_words() -> None:
    seen = list(lines(6, 3))
    assert {label for line in seen for *_, label in line.spans} >= {"ROW", "COLUMN"}
    for line in seen:
        ends = [0, *(end for _, end, _ in line.spans)]
        assert all(
            before <= start < end <= len(line.text) for before, (start, end, _) in zip(ends, line.spans, strict=False)
        )
        assert all(HAN.search(line.text[a:b]) for a, b, label in line.spans if label != "NOISE")


def test_the_same_seed_writes_the_same_lines() -> None:
    assert list(lines(2, 5)) == list(lines(2, 5))
