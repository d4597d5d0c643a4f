"""`giar-ml extract` over a corpus, by the real line."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from giar_ml import schema
from giar_ml.batch import reuse
from giar_ml.batch.manifest import Row
from giar_ml.cli import cli
from giar_ml.export.record import to_json
from giar_ml.pipeline import Reader
from tests.export.made import PROVENANCE

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("[0-9]*"))


def extract(*args: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["extract", *map(str, args)])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


@pytest.fixture
def corpus(tmp_path, monkeypatch) -> Path:
    (tmp_path / "in").mkdir()
    for path in EXAMPLES[:5]:
        shutil.copy(path, tmp_path / "in")
    (tmp_path / "in/broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.write(EXAMPLES[6], "year/report.md")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_batch_run_writes_what_a_small_run_writes(corpus) -> None:
    small = extract("in", "more.zip").stdout
    extract("in", "more.zip", "-o", "out.jsonl", "--workers", 2, "--quiet")
    assert Path("out.jsonl").read_text("utf-8") == small
    assert json.loads(small.splitlines()[-1])["source"]["path"] == "more.zip!year/report.md"
    assert [json.loads(x)["status"] for x in small.splitlines()].count("failed") == 1


def test_the_summary_tells_counts_causes_and_places(corpus) -> None:
    said = extract("in", "-o", "out.jsonl", "-w", 1).stderr
    assert "6 inputs: 5 ok, 1 failed" in said
    assert "malformed" in said
    assert "out.jsonl.run/quarantine.jsonl" in said
    assert "6 were done before" in extract("in", "-o", "out.jsonl", "-w", 1).stderr


def test_an_archive_or_many_files_make_a_batch_run_and_few_files_do_not(corpus, monkeypatch) -> None:
    extract("in", "-o", "few.jsonl", "-q")
    assert not Path("few.jsonl.run").exists()
    extract("more.zip", "-o", "zip.jsonl", "-q")
    assert Path("zip.jsonl.run").exists()


def test_logs_for_machines(corpus) -> None:
    lines = [json.loads(x) for x in extract("in", "-o", "o", "-w", 1, "--log-json").stderr.splitlines()]
    assert [x["event"] for x in lines] == ["failed", "end"]
    assert (lines[0]["id"], lines[0]["cause"]) == ("in/broken.pdf", "malformed")
    assert lines[1]["states"]["ok"] == 5


def test_a_data_set(corpus) -> None:
    pytest.importorskip("pyarrow")
    extract("in", "-o", "out", "--format", "dataset", "--part-size", 4, "-q")
    assert [p.name for p in sorted(Path("out/cells").iterdir())] == ["part-00000.parquet", "part-00001.parquet"]


def test_strict_tells_of_failures(corpus) -> None:
    extract("in", "-o", "o", "-w", 1, "-q", "--strict", code=1)
    extract("in", "-o", "o", "-w", 1, "-q")


@pytest.mark.parametrize("args", [["-w", 2], ["--format", "dataset"], ["-w", 2, "-o", "o", "--html", "h"], ["--fresh"]])
def test_what_makes_no_sense_is_refused(corpus, args) -> None:
    extract("in", *args, code=2)


def test_another_configuration_is_refused_until_stale_is_said(corpus) -> None:
    extract("in", "-o", "o", "-w", 1, "-q")
    Path("c.yaml").write_text("limits: {max_pages: 5}\n")
    said = extract("in", "-o", "o", "-w", 1, "-q", "--config", "c.yaml", code=2).stderr
    assert "--stale" in said
    extract("in", "-o", "o", "-w", 1, "-q", "--config", "c.yaml", "--stale")
    extract("in", "-o", "clean", "-w", 1, "-q", "--config", "c.yaml")
    assert Path("o").read_bytes() == Path("clean").read_bytes()


ROW = Row(0, "a", "0", "ok", None, None, 0, 0, 0, 0, True, False)


@pytest.mark.parametrize(("changed", "row", "wanted"), [
    ({}, ROW, "keep"),
    ({"rules_hash": "x"}, ROW, "check"),
    ({"model_hash": "x"}, ROW, "read"),
    ({"package_version": "9"}, ROW, "read"),
    ({"configuration_hash": "x"}, ROW, "read"),
    ({"rules_hash": "x"}, Row(0, "a", "0", "failed", "empty", "", 0, 0, 0, 0, True, False), "stamp"),
    ({"rules_hash": "x"}, Row(0, "a", "0", "failed", "timeout", "", 0, 0, 0, 0, True, False), "read"),
])  # fmt: skip
def test_a_change_of_set_up_re_reads_only_what_it_must(changed, row, wanted) -> None:
    assert reuse.use(row, PROVENANCE, PROVENANCE.model_copy(update=changed)) == wanted


def test_checking_again_gives_the_bytes_of_reading_again(monkeypatch) -> None:
    """What `--stale` does after a change of rules: values stay, verdicts are new."""
    before = Reader()
    monkeypatch.setattr(schema, "content_hash", lambda folder: "f" * 64)
    after = Reader()
    assert after.provenance != before.provenance
    for path in EXAMPLES:
        old, new = (tuple(to_json(r).encode() for r in reader.read(path)) for reader in (before, after))
        assert reuse.outcome(0, ROW, old, "check", after.provenance).lines == new, path
