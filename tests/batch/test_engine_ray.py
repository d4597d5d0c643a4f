"""The same bytes from a Ray cluster, also where an actor is lost."""

from __future__ import annotations

from contextlib import closing

import pytest

pytest.importorskip("ray")

from giar_ml.batch import runner
from giar_ml.batch.engines.ray import RayEngine
from giar_ml.batch.items import Settings
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from tests.batch.doubles import READER, digest, items, run, texts

pytestmark = pytest.mark.slow


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


def test_a_node_that_is_killed_in_the_middle_loses_nothing(tmp_path) -> None:
    import ray
    from ray.cluster_utils import Cluster

    found = texts(300)
    run(tmp_path / "local", found)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    node, killed = cluster.add_node(num_cpus=1), []
    ray.init(address=cluster.address, log_to_driver=False)
    try:
        with closing(RayEngine(Settings(2, 30, 256, None, READER))) as engine:
            while len(engine._idle) < 2:  # an actor on each node
                list(engine._hear())

            def kill_one(_item: object, _outcome: object) -> None:
                if not killed:
                    killed.append(node)
                    cluster.remove_node(node, allow_graceful=False)

            runner.run(lambda: items(found), Plan(tmp_path / "ray"), engine, Meter(), kill_one)
            assert killed
            assert engine.replaced() >= 1
    finally:
        ray.shutdown()
        cluster.shutdown()
    assert digest(tmp_path / "ray") == digest(tmp_path / "local")
