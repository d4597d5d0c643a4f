"""The command `train` where what it needs is not there: said in both languages, before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from giar_ml import retraining
from giar_ml.cli import cli


def test_without_the_training_libraries_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError("No module named 'torch'", name=name)

    monkeypatch.setattr(retraining, "import_module", missing)
    (tmp_path / "a.jsonl").write_text("", "utf-8")
    done = CliRunner().invoke(cli, ["train", "--data", str(tmp_path / "a.jsonl")])
    assert done.exit_code == 2
    assert "pip install 'giar-ml[train]'" in done.output
    assert "训练需要" in done.output
    assert "torch" in done.output


def test_help_and_wrong_usage_need_no_training_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retraining, "import_module", lambda name: pytest.fail(f"{name} was imported"))
    assert CliRunner().invoke(cli, ["train", "--help"]).exit_code == 0
    assert CliRunner().invoke(cli, ["train"]).exit_code == 2
