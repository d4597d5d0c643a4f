"""The command `giar-ml convert`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from giar_ml import convert
from giar_ml.cli import LABELLED, cli
from giar_ml.convert import FORMATS
from tests.convert.made import FLAT, NESTED


@pytest.fixture
def source(tmp_path) -> Path:
    convert.write([NESTED, FLAT], tmp_path / "source.jsonl", "jsonl")
    return tmp_path / "source.jsonl"


def run(*args: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["convert", *map(str, args)])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def test_the_command_knows_every_format() -> None:
    assert set(LABELLED) == set(FORMATS)


def test_sources_are_joined_and_words_go_to_stderr(source, tmp_path) -> None:
    result = run(source, source, "--to", "doccano", "--output", tmp_path / "out.jsonl")
    assert list(convert.read(tmp_path / "out.jsonl")) == [NESTED, FLAT, NESTED, FLAT]
    assert "4 texts" in result.stderr
    assert run(source, "--to", "doccano", "--quiet").stderr == ""


def test_text_formats_go_to_stdout_and_others_need_a_place(source) -> None:
    assert [
        task["id"] for task in json.loads(run(source, "--to", "jsonl").stdout.join(["[", "]"]).replace("}\n{", "},{"))
    ]
    assert "needs --output" in run(source, "--to", "spacy", code=2).stderr


def test_what_a_format_cannot_hold_ends_with_2_and_leaves_nothing_behind(source, tmp_path) -> None:
    result = run(source, "--to", "conll", "--output", tmp_path / "out.txt", code=2)
    assert "cannot hold the span 3:6 COUNT" in result.stderr
    assert not (tmp_path / "out.txt").exists()
    run(source, "--to", "conll", "--output", tmp_path / "out.txt", "--flatten", "--tokens")
    assert len(list(convert.read(tmp_path / "out.txt"))) == 2


def test_a_source_may_be_replaced_by_itself_and_the_format_may_be_named(source) -> None:
    run(source, "--from", "jsonl", "--to", "jsonl", "--output", source)
    assert list(convert.read(source)) == [NESTED, FLAT]


def test_a_folder_that_exists_is_never_replaced(source, tmp_path) -> None:
    pytest.importorskip("datasets")
    run(source, "--to", "datasets", "--output", tmp_path / "set")
    assert "exists already" in run(source, "--to", "datasets", "--output", tmp_path / "set", code=2).stderr
    assert list(convert.read(tmp_path / "set")) == [NESTED, FLAT]
