"""The tables of a data set: complete, typed, joined by their key, and readable by what people use."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from giar_ml.batch import dataset, dictionary
from giar_ml.batch.columns import TABLES
from giar_ml.export.record import from_json
from tests.batch.doubles import run, texts
from tests.export.made import made_record

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    output = tmp_path_factory.mktemp("data") / "out"
    run(output, texts(12), part=5)
    return output


def rows(made: Path, table: str) -> list[dict]:
    import pyarrow.parquet as pq

    return [row for path in sorted((made / table).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def test_every_input_has_its_rows_in_its_part(made) -> None:
    assert [p.name for p in sorted((made / "cells").iterdir())] == [f"part-0000{i}.parquet" for i in range(3)]
    documents = rows(made, "documents")
    assert [d["path"] for d in documents if d["part"] == 1] == [f"in/{i}.txt" for i in range(12)]
    assert [d["status"] for d in documents].count("failed") == 2
    assert {d["cause"] for d in documents} == {None, "binary"}


@pytest.mark.parametrize(("inputs", "parts"), [(0, 1), (4, 1), (5, 2), (12, 3)])
def test_the_folder_holds_whole_parts_and_nothing_else(tmp_path, inputs, parts) -> None:
    for _ in range(2):  # again: nothing changes
        run(tmp_path / "out", texts(inputs), part=4)
        for name in dataset.FOLDERS:
            suffix = "jsonl.gz" if name == dataset.RECORDS else "parquet"
            held = sorted(path.name for path in (tmp_path / "out" / name).iterdir())
            assert held == [f"part-{part:05d}.{suffix}" for part in range(parts)]
        assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted([*dataset.FOLDERS, "_run"])


def test_cells_say_what_the_records_say(made) -> None:
    record, _ = made_record()
    found = [row for row in rows(made, "cells") if row["path"] == "in/0.txt"]
    assert [row["address"] for row in found] == [cell.address for cell in record.cells]
    for row, cell in zip(found, record.cells, strict=True):
        exact = row["value_exact"]
        assert (None if exact is None else Decimal(exact)) == cell.value
        assert row["value"] == (None if cell.value is None else float(cell.value))
        assert (row["raw"], row["start"], row["origin"], row["reason"]) == (
            cell.raw,
            cell.start,
            cell.origin,
            cell.reason,
        )
    row = next(row for row in found if row["address"] == "requests.partially_granted.natural_person")
    assert (row["section"], row["row"], row["column"], row["year"]) == (
        "requests",
        "partially_granted",
        "natural_person",
        2023,
    )
    assert row["label_zh"]


def test_the_other_tables_say_what_the_records_say(made) -> None:
    record, _ = made_record()
    one = {name: [row for row in rows(made, name) if row["path"] == "in/0.txt"] for name in TABLES}
    assert [s["indicator"] for s in one["statistics"]] == [s.indicator for s in record.statistics]
    assert [f["rule"] for f in one["findings"]] == [f.rule for f in record.findings]
    assert [(p["address"], p["proposed"], p["rules"]) for p in one["repairs"]] == [
        ("requests.partially_granted.total", 2.0, ["S3-ROW/partially_granted"])
    ]
    (document,) = one["documents"]
    assert (document["violated"], document["violated_errors"], document["holds"], document["unknown"]) == (1, 1, 1, 1)


def test_the_whole_records_stand_beside_the_tables(made) -> None:
    with gzip.open(made / "records/part-00001.jsonl.gz") as file:
        records = [from_json(line) for line in file]
    assert records[0].source.path == "in/5.txt"
    assert records[-1].source.path == "in/9.txt"


def test_analysts_tools_read_it_as_it_is(made) -> None:
    duckdb = pytest.importorskip("duckdb")
    polars = pytest.importorskip("polars")
    pandas = pytest.importorskip("pandas")
    total = len(rows(made, "cells"))
    joined = f"'{made}/cells/*.parquet' JOIN '{made}/documents/*.parquet' USING (path, part)"
    assert duckdb.sql(f"SELECT count(*) FROM {joined}").fetchall() == [(total,)]
    assert polars.scan_parquet(made / "cells").collect().height == total
    assert len(pandas.read_parquet(made / "cells")) == total


def test_the_data_dictionary_is_the_generated_one() -> None:
    advice = "run python -m giar_ml.batch.dictionary"
    assert (ROOT / "docs/data-dictionary.md").read_text("utf-8") == dictionary.markdown(), advice


def test_every_field_of_a_record_has_a_column() -> None:
    schema = json.loads((ROOT / "docs/record.schema.json").read_text("utf-8"))
    for model, table in (("Cell", "cells"), ("Statistic", "statistics"), ("Finding", "findings")):
        paths = {column.path.split(".")[0] for column in TABLES[table][1]}
        assert set(schema["$defs"][model]["properties"]) <= paths, model
