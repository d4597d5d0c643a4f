"""Exact copies, mirrors, revisions and copied numbers, found in any order of the records and without holding them."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from giar_ml.batch import likeness, listing
from giar_ml.batch.duplicates import Row, duplicates, read
from giar_ml.cli import cli
from giar_ml.errors import SetupError
from giar_ml.export.record import to_json
from tests.export.made import made_record

ADDRESSES = [f"requests.row_{i}.total" for i in range(60)]


def made(path: str, values: dict[str, Any], **about: Any) -> dict[str, Any]:
    """A record as parsed JSON, with what duplicates look at."""
    confidence = about.pop("confidence", 0.99)
    source = {"path": path, "part": about.pop("part", 1), "sha256": about.pop("sha256", f"sha of {path}")}
    report = {"body": "石桥县民政局", "year": 2021, "region": "石桥县", "published": None, "is_report": 0.99} | about
    cells = [{"address": a, "value": v, "confidence": confidence, "abstained": False} for a, v in values.items()]
    return {"source": source, "report": report, "cells": cells, "statistics": []}


def numbers(seed: int) -> dict[str, Any]:
    rng = random.Random(seed)
    return {address: rng.choice((0, 0, 0, rng.randrange(1000))) for address in ADDRESSES}


def kinds(*records: dict[str, Any]) -> dict[str, str]:
    return {row.path: row.kind for row in duplicates(records)}


def without(values: dict[str, Any], amount: int) -> dict[str, Any]:
    return dict(list(values.items())[amount:])


def changed(values: dict[str, Any], amount: int) -> dict[str, Any]:
    telling = [address for address, value in values.items() if value][:amount]
    return values | {address: values[address] + 1 for address in telling}


def test_the_same_bytes_are_exact_copies() -> None:
    records = [made("a", numbers(1), sha256="same"), made("b", numbers(1), sha256="same")]
    assert kinds(*records) == {"a": "first", "b": "exact"}


def test_two_years_of_one_file_are_no_copies_of_each_other() -> None:
    records = [made("a", numbers(1), sha256="same"), made("a", numbers(2), sha256="same", part=2, year=2022)]
    assert kinds(*records) == {}


def test_a_mirror_says_the_same_though_less_of_it_was_read() -> None:
    assert kinds(made("mirror", without(numbers(1), 20)), made("b", numbers(1))) == {"b": "first", "mirror": "mirror"}


def test_a_mirror_whose_name_was_lost_is_known_by_its_numbers() -> None:
    nameless = made("mirror", without(numbers(1), 4), body=None, region=None)
    assert kinds(made("a", numbers(1)), nameless) == {"a": "first", "mirror": "mirror"}


def test_a_corrected_edition_is_a_revision() -> None:
    found = list(duplicates([made("a", numbers(1)), made("b", changed(numbers(1), 2))]))
    assert [row.kind for row in found] == ["first", "revised"]
    assert (found[1].of_path, found[1].conflicts, found[1].group_id) == ("a", 2, found[0].group_id)


def test_other_numbers_under_the_same_name_and_year_differ() -> None:
    assert kinds(made("a", numbers(1)), made("b", numbers(2))) == {"a": "first", "b": "differs"}


def test_two_of_which_nothing_was_read_cannot_be_compared() -> None:
    assert kinds(made("a", numbers(1)), made("b", {})) == {"a": "first", "b": "unclear"}


def test_a_mirror_of_a_revision_stands_by_the_revision() -> None:
    revised = changed(numbers(1), 3)
    found = {row.path: row for row in duplicates([made("a", numbers(1)), made("b", revised), made("c", revised)])}
    assert (found["b"].kind, found["c"].kind, found["c"].of_path) == ("revised", "mirror", "b")
    assert len({row.group_id for row in found.values()}) == 1


def test_numbers_copied_from_another_body_are_another_group() -> None:
    found = {row.path: row for row in duplicates([made("a", numbers(1)), made("b", numbers(1), body="石桥县财政局")])}
    assert (found["b"].kind, found["b"].of_path) == ("copied", "a")
    assert found["a"].group_id != found["b"].group_id


def test_empty_tables_of_different_towns_are_no_copies() -> None:
    zeros = dict.fromkeys(ADDRESSES, 0)
    assert kinds(*(made(str(i), zeros, body=f"石桥县{i}镇人民政府") for i in range(50))) == {}


def test_a_page_about_a_report_is_no_duplicate_of_it() -> None:
    assert kinds(made("a", numbers(1)), made("b", {}, is_report=0.1)) == {}


def test_a_department_without_a_place_is_not_one_report_with_all_others_of_its_name() -> None:
    records = [made(str(i), numbers(i), body="民政局", region=None) for i in range(5)]
    assert kinds(*records) == {}


def test_doubtful_numbers_contradict_nothing() -> None:
    doubtful = made("b", changed(numbers(1), 40), confidence=0.5)
    assert kinds(made("a", numbers(1)), doubtful) == {"a": "first", "b": "unclear"}


corpora = st.lists(
    st.builds(
        lambda i, seed, cut, change, name: made(
            f"page {i}", changed(without(numbers(seed), cut), change), body=name, region=name, sha256=f"{seed} {cut}"
        ),
        st.integers(0, 99), st.integers(0, 2), st.integers(0, 20), st.integers(0, 8),
        st.sampled_from(("石桥县民政局", "石桥县财政局", None)),
    ),
    max_size=12, unique_by=lambda record: record["source"]["path"],
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(corpora, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(records: list[dict[str, Any]], rng: random.Random) -> None:
    expected = list(duplicates(records))
    shuffled = rng.sample(records, len(records))
    assert list(duplicates(shuffled)) == expected
    named: dict[str, list[Row]] = {}
    for row in expected:
        named.setdefault(row.group_id, []).append(row)
    assert all(sum(row.kind in ("first", "copied") for row in group) == 1 for group in named.values())


@given(corpora)
@settings(max_examples=30, deadline=None)
def test_comparing_is_symmetric(records: list[dict[str, Any]]) -> None:
    found = [likeness.facts(record) for record in records]
    for a in found:
        for b in found:
            assert likeness.compare(a, b) == likeness.compare(b, a)


def test_many_copies_do_not_keep_a_report_from_others_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("giar_ml.batch.duplicates.LEADERS", 3)
    copies = [made(f"a{i}", numbers(1), body=f"石桥县{i}镇人民政府") for i in range(6)]
    found = kinds(*copies, made("x", numbers(1)), made("y", numbers(2)), made("z", numbers(2)))
    assert (found["x"], found["y"], found["z"]) == ("copied", "differs", "mirror")


def test_mirrors_among_many_are_all_found() -> None:
    rng = random.Random(4)
    records = [made(f"r{i}", numbers(i), body=f"{i}县民政局", region=f"{i}县") for i in range(300)]
    mirrors = [made(f"m{i}", without(numbers(i), rng.randint(0, 12)), body=None, region=None) for i in range(0, 300, 3)]
    found = kinds(*records, *mirrors)
    assert {path for path, kind in found.items() if kind == "mirror"} == {f"m{i}" for i in range(0, 300, 3)}
    assert set(found.values()) == {"first", "mirror"}


def test_the_command_reads_files_and_data_sets_and_writes_lists_that_join(tmp_path: Path) -> None:
    record, _ = made_record()
    twin = record.model_copy(update={"source": record.source.model_copy(update={"path": "镜像.html"})})
    lines = f"{to_json(record)}\n{to_json(twin)}\n"
    (tmp_path / "records.jsonl").write_text(lines, "utf-8")
    (tmp_path / "set/records").mkdir(parents=True)
    with gzip.open(tmp_path / "set/records/part-00000.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(lines)
    said = CliRunner().invoke(cli, ["duplicates", str(tmp_path / "records.jsonl")])
    assert said.exit_code == 0, said.output
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert [list(row) for row in rows] == [listing.NAMES] * 2
    assert {row["path"] for row in rows} == {record.source.path, "镜像.html"}
    made_csv = CliRunner().invoke(cli, ["duplicates", str(tmp_path / "set"), "-o", str(tmp_path / "d.csv"), "-q"])
    assert made_csv.exit_code == 0, made_csv.output
    assert (tmp_path / "d.csv").read_text("utf-8").count("\n") == 3


def test_the_list_as_parquet_has_the_documented_columns(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    listing.write(duplicates([made("a", numbers(1)), made("b", numbers(1))]), tmp_path / "d.parquet")
    table = parquet.read_table(tmp_path / "d.parquet")
    assert table.column_names == listing.NAMES
    assert table.column("kind").to_pylist() == ["first", "mirror"]


@pytest.mark.parametrize("line", ["[]", "{}", "no json", '{"source": null}'])
def test_what_is_no_record_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "r.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(SetupError, match=r"r\.jsonl:1"):
        list(read(tmp_path / "r.jsonl"))


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no finished data set"):
        list(read(tmp_path))
