"""Rights that are taken away in the middle of a run: told by name and cause, nothing lost, and the next run goes on.

The stand-ins refuse at the calls that open and write; the real thing needs Linux, and gives up root's right to
everything where the tests are root's.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.faults import report
from giar_ml import read
from giar_ml.batch import generation, runner, sources
from giar_ml.batch.meter import Meter
from giar_ml.batch.store import Plan
from giar_ml.errors import SetupError
from tests.batch import denied
from tests.batch.doubles import digest, texts
from tests.batch.killed import COMMIT_ITEMS, Inline, disturb, inline

ROOT = Path(__file__).parents[2]
N = 12


# -- stand-ins ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_an_output_that_may_no_longer_be_written_is_told_and_nothing_is_lost(tmp_path, number) -> None:
    def refuse() -> None:
        raise OSError(number, os.strerror(number))

    found = texts(11)
    inline(tmp_path / "clean", found, 4)
    told = []
    for at in range(5, 60, 16):
        output = tmp_path / f"{at}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(generation, "COMMIT_ITEMS", COMMIT_ITEMS)
            disturb(patch.setattr, at, refuse)
            try:
                inline(output, found, 4)
            except SetupError as error:
                told.append(str(error))
        inline(output, found, 4)
        assert digest(output) == digest(tmp_path / "clean")
    assert len(told) > 1
    assert all(os.strerror(number) in said and str(tmp_path) in said for said in told), told


@pytest.fixture
def inputs(tmp_path) -> list[str]:
    (tmp_path / "in").mkdir()
    paths = [tmp_path / f"in/{i:02d}.txt" for i in range(N)]
    for i, path in enumerate(paths):
        path.write_text(report(seed=i), "utf-8")
    return [str(path) for path in paths]


def causes(output: Path) -> dict[str, str | None]:
    """What became of every input; each must be there once, in order."""
    found = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    return {Path(one["source"]["path"]).name: one.get("error", {}).get("cause") for one in found}


class Line(Inline):
    """The real line in this process."""

    def __init__(self) -> None:
        self.reader = denied.load(None)  # type: ignore[assignment]


def real(output: Path, inputs: list[str], mode: str = "resume") -> Meter:
    meter = Meter()
    plan = Plan(output, None, False, mode)  # type: ignore[arg-type]
    runner.run(lambda: sources.items(inputs, read.Limits()), plan, Line(), meter)
    return meter


def test_an_input_that_was_listed_and_may_not_be_opened_is_named(tmp_path, monkeypatch, inputs) -> None:
    shut = inputs[7]
    opened = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if str(path) == shut:
            raise PermissionError(errno.EACCES, "Permission denied", shut)
        return opened(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    assert real(tmp_path / "out", inputs).causes == {"no_permission": 1}
    assert causes(tmp_path / "out") == {Path(i).name: "no_permission" if i == shut else None for i in inputs}
    monkeypatch.undo()
    assert real(tmp_path / "out", inputs, "retry").states == {"ok": N}
    real(tmp_path / "clean", inputs)
    assert digest(tmp_path / "out") == digest(tmp_path / "clean")


def test_an_archive_that_was_listed_and_may_not_be_opened_is_named(tmp_path, monkeypatch, inputs) -> None:
    shut = tmp_path / "in/more.zip"
    shutil.make_archive(str(shut.with_suffix("")), "zip", tmp_path / "in", "00.txt")
    opened = Path.open

    def refusing(path: Path, *args: object, **more: object) -> object:
        if path == shut:
            raise PermissionError(errno.EACCES, "Permission denied", str(shut))
        return opened(path, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    assert real(tmp_path / "out", [*inputs, str(shut)]).causes == {"no_permission": 1}
    assert list(causes(tmp_path / "out").items())[-1] == ("more.zip", "no_permission")


# -- the real thing -----------------------------------------------------------------------------------------------


def without_rights() -> list[str]:
    """What to put before a command so that even root is refused; skips where that cannot be."""
    if os.name != "posix":
        pytest.skip("no such rights here")
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root, and no setpriv to give up its rights")
    command = [setpriv, "--bounding-set=-dac_override,-dac_read_search"]
    tried = subprocess.run([*command, "sh", "-c", "f=$(mktemp) && chmod 0 $f && ! cat $f; rm -f $f"], timeout=30)
    if subprocess.run([*command, "true"], timeout=30).returncode or tried.returncode:
        pytest.skip("the rights cannot be given up here")
    return command


@pytest.fixture
def anew(tmp_path) -> Iterator[Path]:
    """A folder whose rights are given back."""
    yield tmp_path
    for path in tmp_path.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def run(*args: object, before: list[str]) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "tests.batch.denied", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, timeout=120, capture_output=True, text=True)


def test_an_input_that_is_shut_in_the_middle_of_a_run(anew, inputs) -> None:
    done = run(anew / "out", 0, inputs[9], *inputs, before=without_rights())
    assert done.returncode == 0, done.stderr
    assert causes(anew / "out") == {Path(i).name: "no_permission" if i == inputs[9] else None for i in inputs}


def test_an_output_that_is_shut_in_the_middle_of_a_run(anew, inputs) -> None:
    before = without_rights()
    assert run(anew / "clean", 5, "-", *inputs, before=before).returncode == 0
    output = anew / "out"
    (output / "_run/1").mkdir(parents=True)
    done = run(output, 5, output / "_run/1", *inputs, before=before)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert "run the same command again" in done.stderr
    (output / "_run/1").chmod(0o700)
    assert run(output, 5, "-", *inputs, before=before).returncode == 0
    assert digest(output) == digest(anew / "clean")
