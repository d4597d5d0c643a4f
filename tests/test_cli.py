"""The command line: data and words kept apart, exit codes, and nothing that stops a batch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import giar_ml
from giar_ml.cli import cli
from giar_ml.errors import ConfigError
from giar_ml.export import record as r
from giar_ml.inputs import expand
from tests.export.made import PROVENANCE, Reading, made_record, made_report

ROOT = Path(__file__).parents[1]


class Reader:
    """Stands for the pipeline: every .txt is the made report with the file as its source; all others fail."""

    def readings(self, paths):
        for path in map(str, paths):
            if not path.endswith(".txt"):
                yield Reading(r.failed(path, "unsupported", "not a text"), "")
                continue
            if path.endswith("stop.txt"):
                raise KeyboardInterrupt
            report, document = made_report()
            document = replace(document, path=path)
            yield Reading(r.from_report(report, document, provenance=PROVENANCE), document.source)


@pytest.fixture(autouse=True)
def reader(monkeypatch) -> None:
    monkeypatch.setattr(giar_ml, "load", lambda config=None: Reader())


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name in ("b/2.txt", "a/1.txt", "a/3.doc", "a/.hidden", "a/~$3.doc"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def records(tmp_path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text(r.to_json(made_record()[0]) + "\n", "utf-8")
    return path


def run(*args: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(a) for a in args])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_records_go_to_stdout_in_input_order_and_words_to_stderr(folder) -> None:
    result = run("extract", "b", "a", "nowhere.txt")
    found = lines(result.stdout)
    assert [(d["source"]["path"], d["status"]) for d in found] == [
        ("b/2.txt", "ok"), ("a/1.txt", "ok"), ("a/3.doc", "failed"), ("nowhere.txt", "ok"),
    ]  # fmt: skip
    assert "4 records: 3 ok, 1 failed" in result.stderr


def test_quiet_says_nothing(folder) -> None:
    assert run("extract", "a", "-q", "-o", "out.jsonl").output == ""
    assert len(lines((folder / "out.jsonl").read_text("utf-8"))) == 2


def test_output_is_the_same_every_time(folder) -> None:
    assert run("extract", ".").stdout == run("extract", ".").stdout


def test_sources_and_views_are_named_after_their_records(folder) -> None:
    (folder / "b/1.txt").write_text("x")
    run("extract", "a", "b", "--text", "text", "--html", "html", "-o", "deep/er/out.jsonl")
    texts = sorted(p.name for p in (folder / "text").iterdir())
    assert texts[0].startswith("1-")
    assert texts[1:] == ["1.1.txt", "2.1.txt"]
    record = lines((folder / "deep/er/out.jsonl").read_text("utf-8"))[0]
    with (folder / "text/1.1.txt").open(encoding="utf-8", newline="") as file:
        source = file.read()
    assert all(source[c["start"] : c["end"]] == c["raw"] for c in record["cells"])
    assert (folder / "html/index.html").exists()
    assert len(list((folder / "html").iterdir())) == 5


def test_globs_are_opened_and_sorted(folder) -> None:
    assert list(expand(["*/*.txt", "a/3.doc", "none*"])) == ["a/1.txt", "b/2.txt", "a/3.doc"]
    assert list(expand(["**/1.txt"])) == ["a/1.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_a_file(folder) -> None:
    (folder / "report[1].txt").write_text("x")
    assert list(expand(["report[1].txt"])) == ["report[1].txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_folder_that_may_not_be_opened_is_not_silently_left_out(folder) -> None:
    (folder / "b").chmod(0)
    assert "b" in list(expand(["b"]))


@pytest.mark.parametrize(
    "args", [["extract"], ["extract", "nowhere"], ["extract", "none*"], ["what"], ["show", "none"]]
)
def test_wrong_usage_exits_with_2(folder, args) -> None:
    run(*args, code=2)


def test_wrong_set_up_exits_with_2_and_one_sentence(folder, monkeypatch) -> None:
    def broken(config=None):
        raise ConfigError("x.yaml: unknown key colour")

    monkeypatch.setattr(giar_ml, "load", broken)
    assert run("extract", "a", code=2).stderr == "Error: x.yaml: unknown key colour\n"


def test_strict_tells_by_the_exit_code(folder, records) -> None:
    run("extract", "a/1.txt", "--strict")
    run("extract", "a/3.doc", "--strict", code=1)
    run("extract", "a/3.doc")
    run("check", records, "--strict", code=1)
    run("check", records)


def test_ctrl_c_leaves_the_old_output_and_keeps_what_was_done(folder) -> None:
    (folder / "stop.txt").write_text("x")
    (folder / "out.jsonl").write_text("old")
    run("extract", "a/1.txt", "stop.txt", "-o", "out.jsonl", code=130)
    assert (folder / "out.jsonl").read_text() == "old"
    assert len(lines((folder / "out.jsonl.partial").read_text("utf-8"))) == 1


def test_check_sees_what_a_person_edited(records) -> None:
    (record,) = lines(run("check", records).stdout)
    violated = {f["rule"] for f in record["findings"] if f["status"] == "violated" and f["severity"] == "error"}
    assert violated == {"S3-ROW/partially_granted", "S3-SUM7b/total"}
    assert [c["proposed"] for p in record["repairs"] for c in p["changes"]] == [2]
    for cell in record["cells"]:
        if cell["address"] == "requests.partially_granted.total":
            cell["value"] = 2
    records.write_text(json.dumps(record) + "\n", "utf-8")
    (again,) = lines(run("check", records).stdout)
    assert not [f for f in again["findings"] if f["status"] == "violated" and f["severity"] == "error"]
    assert again["repairs"] == []
    assert again["cells"] == record["cells"]


def test_check_across_compares_the_years(tmp_path) -> None:
    first, _ = made_record()
    second = first.model_copy(update={"report": first.report.model_copy(update={"year": 2024})})
    gone = r.failed("x.doc", "unsupported", "no")
    path = tmp_path / "two.jsonl"
    path.write_text("".join(r.to_json(x) + "\n" for x in (first, gone, second)), "utf-8")
    plain, across = (lines(run("check", path, *more).stdout) for more in ([], ["--across"]))
    assert not [f for d in plain for f in d["findings"] if f["rule"].startswith("X-")]
    assert [f for f in across[2]["findings"] if f["rule"].startswith("X-CARRY")]
    assert across[1]["status"] == "failed"


def test_a_line_that_is_no_record_is_named(tmp_path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{}\n")
    assert "bad.jsonl:1 is not a record" in run("check", path, code=2).stderr


def test_show_prints_tables_of_records_and_of_reports(folder, records) -> None:
    shown = run("show", records).stdout
    assert "云岭县水务局 2023 E3" in shown
    assert "S3-ROW/partially_granted" in shown
    assert "本年新收政府信息公开申请数量" in shown
    assert "disclosed.website" in run("show", folder / "a/1.txt").stdout


def test_show_writes_one_view_to_a_file_and_several_to_a_folder(folder, records) -> None:
    run("show", records, "--html", "one.html")
    assert "原文不在手边" in (folder / "one.html").read_text("utf-8")
    records.write_text(records.read_text("utf-8") * 2, "utf-8")
    run("show", records, "--html", "one.html", code=2)
    run("show", records, "--html", "many")
    assert (folder / "many/index.html").exists()


@pytest.mark.parametrize(("form", "target", "made"), [
    ("csv", "tables", "tables/cells.csv"), ("xlsx", "r.xlsx", "r.xlsx"), ("html", "views", "views/index.html"),
])  # fmt: skip
def test_records_are_exported(folder, records, form, target, made) -> None:
    run("export", records, "--to", form, target)
    assert (folder / made).stat().st_size > 100


def test_the_source_that_extract_kept_is_found_again(folder, tmp_path) -> None:
    run("extract", "a", "b", "-o", "out.jsonl", "--text", "text")
    run("export", "out.jsonl", "--to", "html", "views", "--text", "text")
    page = (folder / "views/1.1.html").read_text("utf-8")
    assert "<pre>" in page
    (folder / "text/1.1.txt").write_text("another text")
    run("export", "out.jsonl", "--to", "html", "views", "--text", "text")
    assert "<pre>" not in (folder / "views/1.1.html").read_text("utf-8"), "a wrong source is worse than none"


def test_explain_tells_why_a_cell_has_its_value(folder) -> None:
    run("extract", "a/1.txt", "-o", "out.jsonl", "--text", "text")
    run("check", "out.jsonl", "-o", "checked.jsonl")
    said = run("explain", "checked.jsonl", "requests.partially_granted.total", "--text", "text").stdout
    for word in (
        "部分公开·总计",
        "值 value  0",
        "raw  '0'",
        "【0】",
        "confidence",
        "S3-ROW/partially_granted",
        "不成立",
    ):
        assert word in said, word
    assert "→" in said


def test_explain_tells_why_a_cell_has_none(records) -> None:
    said = run("explain", records, "disclosure.regulations_in_force").stdout
    assert "null" in said
    assert "空白" in said
    assert "a dash stands there" in said


def test_explain_a_statistic_by_its_name_or_place(records) -> None:
    for address in ("interpretation.articles", "statistics[1]"):
        assert "statistics[0] disclosed.website = 128" in run("explain", records, address).stdout


def test_explain_an_address_that_is_not_there_offers_the_nearest(records) -> None:
    assert "requests.new_received.total" in run("explain", records, "requests.new_recieved.total", code=2).stderr


def test_explain_asks_which_of_several_records(records) -> None:
    records.write_text(records.read_text("utf-8") * 2, "utf-8")
    assert "--line 2" in run("explain", records, "review.review_total", code=2).stderr
    run("explain", records, "review.review_total", "--line", 2)
    run("explain", records, "review.review_total", "--line", 3, code=2)


def test_schema_prints_what_it_is_asked_for() -> None:
    assert json.loads(run("schema").stdout) == r.json_schema()
    assert run("schema", "--markdown").stdout.startswith("# The record")
    assert "requests.carried_out.total\t结转下年度继续办理·总计\t" in run("schema", "--epoch", "E3").stdout
    assert "S3-BAL" in run("schema", "--rules").stdout
    assert "disclosed.total\titems disclosed" in run("schema", "--indicators").stdout


def test_help_answers_at_once() -> None:
    code = (
        "import sys; from giar_ml.cli import cli; print(*{'pydantic', 'rich', 'openpyxl', 'spacy'} & set(sys.modules))"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    assert time.perf_counter() - began < 5  # on a machine that is busy; alone it takes a tenth of a second


@pytest.mark.parametrize("command", ["extract", "check", "show", "export", "schema", "explain"])
def test_every_command_has_help(command: str) -> None:
    assert "Usage" in run(command, "--help").stdout
