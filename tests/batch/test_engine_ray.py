"""The same bytes from a Ray cluster, also where an actor, a node or the driver is lost in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ray")

from giar_ml.batch import runner
from giar_ml.batch.engines.ray import ATTEMPTS, Host, RayEngine
from giar_ml.batch.items import Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from giar_ml.errors import SetupError
from tests.batch.doubles import READER, digest, items, run, texts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
INPUTS = int(os.environ.get("GIAR_RAY_INPUTS", "120"))


def test_the_bytes_are_those_of_local_workers(tmp_path) -> None:
    found = [*texts(40), "die", "a"]
    run(tmp_path / "local", found)
    with closing(RayEngine(Settings(2, 30, 256, None, READER))) as engine:
        assert runner.run(lambda: items(found), Plan(tmp_path / "ray"), engine, Meter())
        assert engine.replaced() >= 1
    assert digest(tmp_path / "ray") == digest(tmp_path / "local")


def test_an_actor_that_is_lost_loses_nothing(tmp_path) -> None:
    import ray

    found = texts(300)
    run(tmp_path / "local", found)
    killed = []

    with closing(RayEngine(Settings(2, 30, 256, None, READER))) as engine:

        def kill_one(_item: object, _outcome: object) -> None:
            if not killed and engine._busy:
                actor, task = next(iter(engine._busy.values()))
                killed.append(task)
                ray.kill(actor)

        runner.run(lambda: items(found), Plan(tmp_path / "ray"), engine, Meter(), kill_one)
        assert killed
        assert engine.replaced() >= 1
    assert digest(tmp_path / "ray") == digest(tmp_path / "local")


def test_a_document_that_brings_down_its_machine_is_given_up(tmp_path) -> None:
    with closing(RayEngine(Settings(2, 30, 256, None, READER))) as engine:
        runner.run(lambda: items(["a", "host", *["b"] * 8]), Plan(tmp_path / "ray"), engine, Meter())
        assert engine.replaced() == ATTEMPTS
    records = [json.loads(line) for line in (tmp_path / "ray").read_text("utf-8").splitlines()]
    assert [record["status"] for record in records] == ["ok", "failed", *["ok"] * 8]
    assert records[1]["error"]["cause"] == "crash"


class Once(Host):
    """A host that can be made a single time."""

    def __init__(self, settings: Settings) -> None:
        Path(settings.config or "").touch(exist_ok=False)
        super().__init__(replace(settings, config=None))


def test_actors_that_cannot_be_replaced_end_the_run(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("giar_ml.batch.engines.ray.Host", Once)
    engine = RayEngine(Settings(1, 30, 256, str(tmp_path / "made"), READER))
    with closing(engine), pytest.raises(SetupError, match="no actor"):
        runner.run(lambda: items(["a", "host", "b"]), Plan(tmp_path / "ray"), engine, Meter())


# -- two nodes, the command line, real reports ----------------------------------------------------------------------


@pytest.fixture
def nodes(monkeypatch) -> Iterator[list[Any]]:
    """A cluster of two nodes with one processor each, on this machine; the first is the one that drivers talk to."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        made = [cluster.head_node, cluster.add_node(num_cpus=1)]
        monkeypatch.setenv("RAY_ADDRESS", cluster.address)
        yield made
    finally:
        with suppress(Exception):  # of a node that is dead already
            cluster.shutdown()


@pytest.fixture
def corpus(tmp_path) -> Path:
    """Report after report, in four layouts, and now and then one that cannot be read."""
    examples = [path.read_text("utf-8") for path in sorted((ROOT / "examples").glob("0[1247]*"))]
    with (tmp_path / "corpus.jsonl").open("w", encoding="utf-8") as file:
        for n in range(INPUTS):
            file.write(json.dumps({"text": "" if n % 17 == 5 else examples[n % len(examples)]}) + "\n")
    return tmp_path / "corpus.jsonl"


def extract(corpus: Path, output: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "giar_ml", "extract", str(corpus), "--output", str(output), "--quiet"]
    return subprocess.Popen([*command, "--workers", "2", *more], cwd=ROOT)


def below(pid: int) -> list[int]:
    """A process and all that it has started, also indirectly."""
    found = [pid]
    for parent in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split())
    return found


def raylet(node: Any) -> int:
    return node.all_processes["raylet"][0].process.pid


def readers(nodes: list[Any]) -> list[int]:
    """The processes of ours that run on these nodes."""

    def words(pid: int) -> bytes:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""

    return [pid for node in nodes for pid in below(raylet(node)) if b"giar_ml.batch.worker" in words(pid)]


def wait_until_in_the_middle(process: subprocess.Popen[bytes], journal: Path, size: int) -> None:
    while not journal.exists() or journal.stat().st_size < size // 4:
        assert process.poll() is None
        time.sleep(0.02)
    assert journal.stat().st_size < size * 3 // 4


def assert_each_input_once(output: Path) -> None:
    read = [json.loads(line)["source"]["path"] for line in output.read_text("utf-8").splitlines()]
    assert [path.partition("#")[2] for path in read] == [str(n + 1) for n in range(INPUTS)]


def test_a_node_that_is_killed_in_the_middle_loses_nothing(tmp_path, nodes, corpus) -> None:
    local, output = tmp_path / "local.jsonl", tmp_path / "ray.jsonl"
    assert extract(corpus, local).wait() == 0
    process = extract(corpus, output, "--engine", "ray")
    wait_until_in_the_middle(process, tmp_path / "ray.jsonl.run/1/records-00000.jsonl", local.stat().st_size)
    assert all(readers([node]) for node in nodes)  # both are at work
    for pid in below(raylet(nodes[1])):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert process.wait() == 0
    assert json.loads((tmp_path / "ray.jsonl.run/metrics.json").read_text("utf-8"))["workers_replaced"] >= 1
    assert_each_input_once(output)
    assert digest(output) == digest(local)


def test_a_driver_that_is_killed_in_the_middle_goes_on_with_the_same_bytes(tmp_path, nodes, corpus) -> None:
    local, output = tmp_path / "local.jsonl", tmp_path / "ray.jsonl"
    assert extract(corpus, local).wait() == 0
    process = extract(corpus, output, "--engine", "ray")
    wait_until_in_the_middle(process, tmp_path / "ray.jsonl.run/1/records-00000.jsonl", local.stat().st_size)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while readers(nodes):  # the cluster lives on, and nothing of ours is left in it
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert not output.exists()
    assert extract(corpus, output, "--engine", "ray").wait() == 0
    assert json.loads((tmp_path / "ray.jsonl.run/metrics.json").read_text("utf-8"))["inputs"] == INPUTS
    assert_each_input_once(output)
    assert digest(output) == digest(local)
