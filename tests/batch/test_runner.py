"""A run as a whole: same bytes however it is cut up, every input in exactly one state, nothing read without need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from giar_ml.batch.items import Item
from giar_ml.errors import SetupError
from tests.batch.doubles import digest, run, texts


def states(output: Path) -> list[str]:
    return [json.loads(line)["status"] for line in output.read_text("utf-8").splitlines()]


def paths(output: Path) -> list[str]:
    return [json.loads(line)["source"]["path"] for line in output.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("part", [None, 7])
def test_the_bytes_do_not_depend_on_the_workers(tmp_path, part) -> None:
    found = [f"slow {0.05 if i % 5 == 0 else 0} {i}" for i in range(23)]
    made = set()
    for workers in (1, 2, 3):
        output = tmp_path / f"{workers}/out"
        done, meter = run(output, found, workers=workers, part=part)
        assert done
        assert meter.states == {"ok": 23}
        made.add(digest(output))
    assert len(made) == 1


def test_records_stand_in_input_order_and_every_input_has_one_state(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    _, meter = run(output, texts(30), workers=3)
    assert list(dict.fromkeys(paths(output))) == [f"in/{i}.txt" for i in range(30)]
    assert sum(meter.states.values()) == 30
    assert meter.states == {"ok": 20, "partial": 5, "failed": 5}
    assert meter.records == 35  # two years in one file are two records


def test_a_second_run_reads_nothing_again(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    run(output, texts(12))
    before = digest(output), output.stat().st_mtime_ns
    _, meter = run(output, texts(12))
    assert meter.kept == 12
    assert (digest(output), output.stat().st_mtime_ns) == before


@pytest.mark.parametrize("part", [None, 5])
@pytest.mark.parametrize("change", ["more", "less", "other", "first"])
def test_only_what_is_new_is_read_where_inputs_change(tmp_path, part, change) -> None:
    output, old = tmp_path / "out", list(items(14))
    run(output, old, part=part)
    new = {
        "more": [*old, Item("in/x.txt", "in/x.txt", b"new")],
        "less": [*old[:6], *old[9:]],
        "other": [*old[:6], Item("in/6.txt", "in/6.txt", b"changed"), *old[7:]],
        "first": [Item("in/a.txt", "in/a.txt", b"new"), *old],
    }[change]
    _, meter = run(output, new, part=part)
    assert meter.kept == len(new) - (change != "less")
    run(tmp_path / "clean", new, part=part)
    assert digest(output) == digest(tmp_path / "clean")


def items(n: int) -> list[Item]:
    return [Item(f"in/{i}.txt", f"in/{i}.txt", text.encode()) for i, text in enumerate(texts(n))]


def test_another_set_up_is_refused_until_somebody_says_what_to_do(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    run(output, texts(6), model="one")
    with pytest.raises(SetupError, match="--stale"):
        run(output, texts(6), model="two")
    _, meter = run(output, texts(6), model="two", mode="stale")
    assert meter.kept == 1  # a file that holds no text holds none for another model either
    run(tmp_path / "clean", texts(6), model="two")
    assert digest(output) == digest(tmp_path / "clean")


def test_a_fresh_run_forgets(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    run(output, texts(6), model="one")
    _, meter = run(output, texts(6), model="two", mode="fresh")
    assert meter.kept == 0
    assert len(states(output)) == 7


def test_failed_inputs_are_listed_with_their_cause_and_can_be_replayed(tmp_path) -> None:
    output, flag = tmp_path / "out.jsonl", tmp_path / "flag"
    flag.touch()
    run(output, ["a", "die", f"once {flag}"], workers=1)
    listed = [json.loads(x) for x in (tmp_path / "out.jsonl.run/quarantine.jsonl").read_text("utf-8").splitlines()]
    assert [(f["n"], f["id"], f["cause"]) for f in listed] == [(1, "in/1.txt", "crash")]
    assert len(listed[0]["sha256"]) == 64
    before = digest(output)
    _, meter = run(output, ["a", "die", f"once {flag}"], mode="retry")
    assert meter.kept == 2
    assert digest(output) == before


def test_exact_copies_are_read_once_only_where_asked(tmp_path) -> None:
    found = ["a", "b", "a", "bad", "a", "bad"]
    run(tmp_path / "all", found)
    assert states(tmp_path / "all") == ["ok", "ok", "ok", "failed", "ok", "failed"]
    for workers in (1, 3):
        output = tmp_path / f"{workers}"
        run(output, found, workers=workers, duplicates=True)
        records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
        assert [x["status"] for x in records] == ["ok", "ok", "skipped", "failed", "skipped", "skipped"]
        assert [x.get("duplicate_of") for x in records] == [None, None, "in/0.txt", None, "in/0.txt", "in/3.txt"]


def test_what_sources_could_not_open_or_left_out_is_a_record_too(tmp_path) -> None:
    given = [
        Item("a.zip", "a.zip", failure=("malformed", "broken")),
        Item("w!http://x", "x", skip="http_status_404"),
        Item("gone.txt", "gone.txt"),
    ]
    _, meter = run(tmp_path / "out", given)
    assert states(tmp_path / "out") == ["failed", "skipped", "failed"]
    assert meter.causes == {"malformed": 1, "http_status_404": 1, "not_found": 1}


def test_an_output_that_somebody_changed_is_made_again(tmp_path) -> None:
    output = tmp_path / "out.jsonl"
    run(output, texts(8))
    before = digest(output)
    output.write_bytes(output.read_bytes()[:-100])
    _, meter = run(output, texts(8))
    assert digest(output) == before
    assert meter.kept == 7


def test_nothing_is_written_over_what_no_run_has_made(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/precious.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    for output, part in ((tmp_path / "data", 5), (tmp_path / "data", None), (tmp_path / "file", 5)):
        with pytest.raises(SetupError):
            run(output, ["a"], part=part)
    assert (tmp_path / "data/precious.txt").exists()


def test_no_inputs_make_an_empty_output(tmp_path) -> None:
    run(tmp_path / "out.jsonl", [])
    assert (tmp_path / "out.jsonl").read_bytes() == b""
    run(tmp_path / "out", [], part=5)
    assert (tmp_path / "out/cells/part-00000.parquet").exists()
    assert run(tmp_path / "out", [], part=5)[0]


def test_metrics_tell_what_was_done(tmp_path) -> None:
    run(tmp_path / "out.jsonl", texts(12))
    facts = json.loads((tmp_path / "out.jsonl.run/metrics.json").read_text("utf-8"))
    assert facts["inputs"] == 12
    assert facts["states"] == {"ok": 8, "partial": 2, "failed": 2, "skipped": 0}
    assert facts["causes"] == {"binary": 2}
    assert facts["seconds_to_first_record"] > 0
    assert len(facts["slowest"]) == 10
