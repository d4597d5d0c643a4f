"""Broken and hostile files by the real engine: every one is accounted for, for the right cause, within the limits.

`python -m benchmarks.faults` reads all of them in three sizes; here a part of the smallest.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from benchmarks.faults import SIZES, every, fault
from benchmarks.faults.__main__ import Seen, examine, table

STEP = int(os.environ.get("GIAR_FAULTS_STEP", "6"))  # 1: all of them
DEAR = {  # seconds of work, or a hundred MB to write: left to the command
    "filter_fax",
    "forms_multiply",
    "too_large_record",
    "gzip_bomb",
    "gzip_bomb_in_a_record",
    "gzip_bomb_in_an_answer",
    "endless_line",
    "too_many_characters",
    "too_many_bytes",
    "bomb",
    "bomb_1",
    "bomb_2",
    "many_pages",
    "huge_line",
    "too_large",
    "zeros",
}


def test_there_are_hundreds_of_kinds_and_no_two_have_one_name() -> None:
    kinds = [(one.family, one.name, one.suffix) for one in every()]
    assert len(kinds) >= 300
    assert len(set(kinds)) == len(kinds)
    assert len(SIZES) >= 3


def test_broken_files_end_as_they_should(tmp_path) -> None:
    pytest.importorskip("pyarrow")
    chosen = [one for one in every() if one.name not in DEAR][::STEP]
    chosen += [one for one in every() if one.family == "tree" and one not in chosen]
    seen = examine(chosen, [0], tmp_path)
    assert {f"{one.fault.family}-{one.fault.name}": one.wrong() for one in seen if one.wrong()} == {}
    assert not list(tmp_path.parent.rglob("escaped*")), "a member was written to disk"
    assert len(table(seen).splitlines()) > 10


def test_a_wrong_ending_is_seen() -> None:
    one = Seen(fault("a", "b", ".txt", "empty! read"), True)
    for endings, wrong in (({}, True), ({"read": 1}, True), ({"empty": 1}, False), ({"empty": 1, "crash": 1}, True)):
        one.endings = Counter(endings)
        assert (one.wrong() is not None) == wrong
