"""Rows of pages to rows of records, one for one; the records are those of a batch run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as parquet

import giar_ml.ray
from giar_ml.errors import ConfigError
from tests.batch.doubles import READER, run, texts

ROOT = Path(__file__).parents[1]


@pytest.fixture
def reader() -> Iterator[giar_ml.ray.Reader]:
    made = giar_ml.ray.Reader(timeout=1.0, memory=128, reader=READER)
    yield made
    made.close()


def table(found: list[str]) -> Any:
    paths = [f"in/{n}.txt" for n in range(len(found))]
    return pa.table({"path": paths, "bytes": [text.encode() for text in found], "site": ["石桥"] * len(found)})


def test_every_row_comes_out_as_one_row_with_the_records_of_a_batch_run(tmp_path, reader) -> None:
    found = [*texts(12), "die", "hang", "grow", "a"]
    run(tmp_path / "local", found, timeout=1.0, memory=128)
    read = reader(table(found))
    assert read.column_names == ["path", "site", "status", "cause", "message", "records"]
    assert read["path"].to_pylist() == [f"in/{n}.txt" for n in range(16)]
    assert read["cause"].to_pylist()[12:] == ["crash", "timeout", "memory", None]
    lines = [line for some in read["records"].to_pylist() for line in some]
    assert "".join(f"{line}\n" for line in lines) == (tmp_path / "local").read_text("utf-8")


def test_a_row_without_a_page_is_a_failed_record(tmp_path, reader) -> None:
    read = reader(pa.table({"path": ["a", "b"], "text": ["a", None]})).to_pylist()
    assert [row["status"] for row in read] == ["ok", "failed"]
    assert json.loads(read[1]["records"][0])["source"]["path"] == "b"


def test_an_empty_batch_has_the_same_columns(reader) -> None:
    one = reader(table(["a"]))
    none = reader(table(["a"]).slice(0, 0))
    assert none.num_rows == 0
    assert none.schema == one.schema


@pytest.mark.parametrize("columns", [{"path": ["a"]}, {"text": ["a"]}, {"path": ["a"], "page": ["a"]}])
def test_a_missing_column_is_named(reader, columns) -> None:
    with pytest.raises(ConfigError, match="no column"):
        reader(pa.table(columns))


def test_another_form_of_batches_is_refused(reader) -> None:
    with pytest.raises(ConfigError, match="batch_format"):
        reader({"path": ["a"], "bytes": [b"a"]})


@pytest.mark.slow
def test_the_documented_lines_of_ray_data_read_a_folder(tmp_path, monkeypatch) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.chdir(tmp_path)
    Path("crawl").mkdir()
    for n, name in enumerate(("01-clean-tabs.txt", "11-two-years.md", "09-wrong-sums.txt")):
        Path(f"crawl/{n}{name[2:]}").write_bytes((ROOT / "examples" / name).read_bytes())
    Path("crawl/3-empty.txt").touch()
    said = re.search(r"```python\n(import ray\b.+?)```", (ROOT / "docs/corpora.md").read_text("utf-8"), re.DOTALL)
    assert said
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        exec(compile(said[1].replace("size=8", "size=1"), "docs/corpora.md", "exec"), {})
    finally:
        ray.shutdown()
    read = parquet.read_table("read").sort_by("path").to_pylist()
    assert [row["status"] for row in read[1:3]] == ["ok", "ok"]
