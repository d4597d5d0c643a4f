"""The picture and the table of the ladder, and the page that they stand on."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.ladder_facets import facets
from benchmarks.ladder_plot import BEGIN, DOCS, END, into, main, picture, table

RATES = {"cells": 0.99912, "nonzero": 0.999, "zero": 1.0, "wrong": 0.0003, "nulls": 0.0, "planted": None,
         "doubted": 0.0001, "abstained": 0.002}  # fmt: skip
LADDER = {"setup": {"n": 3, "seed": 1}, "rungs": {"clean": {"all": RATES}, "a<b": {"all": RATES | {"cells": 0.9}}}}
PARTS = dict.fromkeys(("all", "epoch=E2", "epoch=E3", "headings=yes", "headings=no"), RATES)
FACETED = {"setup": LADDER["setup"], "rungs": {
    "clean": PARTS,
    "commas": PARTS | {"epoch=E2": RATES | {"cells": 0.98}},
    "garbage": PARTS | {"epoch=E2": RATES | {"cells": 0.96}},
    "pairs": PARTS | {"headings=no": RATES | {"cells": 0.5}},
    "headless_pairs": {"all": RATES, "headings=no": RATES | {"cells": 0.7}},
}}  # fmt: skip
PRICE = re.compile(r"^\| `(\w+)\.(\w+)` \| ([\d.]+) \|", re.M)


def test_the_picture_is_small_well_formed_and_has_a_line_a_rung() -> None:
    drawn = picture(LADDER)
    root = ET.fromstring(drawn)
    words = [e.text for e in root.iter() if e.tag.endswith("text")]
    assert {"clean", "a<b"} <= set(words)
    assert len(drawn) < 150_000


def test_the_table_has_a_line_a_rung() -> None:
    assert "| clean | 0.9991 |  |  | 0.9990 | 1.0000 | 0.030 % | 0.010 % | 0.000 % | 0.200 % |  |" in table(LADDER)


def test_both_forms_and_headings_stand_apart() -> None:
    found = facets(FACETED)
    assert found["single damages, E2"] == pytest.approx(
        {"cells": 0.97, "lowest": 0.96, "nonzero": 0.999, "zero": 1.0, "wrong": 0.0003}
    )
    assert "lowest" not in found["single damages, without headings"]
    assert found["pairs, without headings"]["cells"] == 0.7, "the rung of its own, not the few by chance"
    assert "pairs, E2, without headings" not in found
    words = table(FACETED)
    assert "| commas | 0.9991 | 0.9800 | 0.9991 |" in words
    assert "| single damages, E2 | 0.9700 | 0.9600 | 0.9990 | 1.0000 | 0.030 % |" in words
    texts = [e.text for e in ET.fromstring(picture(FACETED)).iter() if e.tag.endswith("text")]
    assert {"pairs, without headings", "single damages, cells not zero"} <= set(texts)


def test_the_page_is_filled_between_its_marks_and_again(tmp_path: Path) -> None:
    begin, end = BEGIN.format("ladder"), END.format("ladder")
    (tmp_path / "table-reading.md").write_text(f"# A\n\n{begin}\nold\n{end}\n\nend\n", "utf-8")
    (tmp_path / "ladder.json").write_text(json.dumps(LADDER), "utf-8")
    for _ in range(2):
        main([str(tmp_path / "ladder.json"), "--docs", str(tmp_path)])
    page = (tmp_path / "table-reading.md").read_text("utf-8")
    assert page.startswith("# A\n")
    assert page.endswith("\nend\n")
    assert page.count("| clean |") == 1
    assert "old" not in page
    assert (tmp_path / "ladder.svg").exists()
    with pytest.raises(ValueError, match="no place"):
        into("# A\n", "words")


def test_the_prices_of_the_page_are_those_of_the_code() -> None:
    page = (DOCS / "table-reading.md").read_text("utf-8")
    prices = PRICE.findall(page)
    assert len(prices) > 20
    for module, name, nats in prices:
        assert getattr(import_module(f"giar_ml.assemble.{module}"), name) == float(nats), f"{module}.{name}"
