"""PDF files whose numbers are out of this world cost little, and what no page can show is left out and said so."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from benchmarks.faults.pdf import CONTENT, simple
from giar_ml.errors import ReadError
from giar_ml.read import read_bytes

SCALED = b"q " + b"1.1 0 0 1.1 0 0 cm BT /F1 12 Tf 72 720 Td (12 cases) Tj ET " * 500 + b" Q "
HERE = b"BT /F1 12 Tf 72 500 Td (all that can be seen) Tj ET "


def test_what_stands_where_no_page_reaches_is_left_out_and_said_so() -> None:
    began = time.process_time()
    found = read_bytes(simple(SCALED + HERE), "a.pdf")
    assert time.process_time() - began < 10  # 0.4; it took gigabytes to look for columns between here and there
    assert "all that can be seen" in found.source
    assert "characters far outside of the page left out" in found.notes
    assert found.boxes
    assert all(abs(place) <= 14_400 for box in found.boxes for place in (box.x0, box.y0, box.x1, box.y1))


def test_a_page_that_is_as_it_should_be_says_nothing() -> None:
    assert not read_bytes(simple(HERE), "a.pdf").notes


@pytest.mark.parametrize("name", ["far_away", "huge", "tiny", "flat"])
def test_no_extreme_is_an_internal_error(name) -> None:
    with suppress(ReadError):
        assert read_bytes(simple(CONTENT[name] * 20), "a.pdf").source


def test_a_fax_of_millions_of_columns_is_refused_before_it_is_unpacked() -> None:
    fax = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 99999999>>/Length"
    began = time.process_time()
    with pytest.raises(ReadError, match="Columns"):
        read_bytes(simple(HERE).replace(b"/Length", fax), "a.pdf")
    assert time.process_time() - began < 5
