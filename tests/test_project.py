"""The papers around the code say what is so: commands, links, versions, words."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

import giar_ml
from giar_ml.config import Config, LimitsConfig, load_config

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("training/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.S | re.M)


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _tracked() -> list[Path]:
    """The files of the repository, those not yet committed included."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def _texts() -> dict[str, str]:
    texts = {}
    for path in _tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8000]:
            texts[path.relative_to(ROOT).as_posix()] = data.decode("utf-8", "replace")
    return texts


def _headings(text: str) -> list[int]:
    return [len(m[1]) for m in re.finditer(r"^(#+) ", FENCE.sub("", text), re.M)]


def test_the_commands_of_the_readme_exist_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.M))
    for name in READMES:
        commands = set(re.findall(r"(?:\$ |`)make ([a-z]+)", _read(name)))
        assert {"run", "test"} <= commands <= targets


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
    assert _read(".ci/run").rstrip().splitlines()[-1] == "exec make test"


def test_both_readmes_have_the_same_headings() -> None:
    english, chinese = (_headings(_read(name)) for name in READMES)
    assert english == chinese


def test_both_readmes_show_the_same_code() -> None:
    english, chinese = (len(FENCE.findall(_read(name))) for name in READMES)
    assert english == chinese


def test_the_changelog_names_the_version() -> None:
    assert re.search(rf"^## \[{re.escape(giar_ml.__version__)}\]", _read("CHANGELOG.md"), re.M)


@pytest.mark.parametrize("path", DOCS, ids=[str(p.relative_to(ROOT)) for p in DOCS])
def test_links_between_documents_resolve(path: Path) -> None:
    for target in LINK.findall(FENCE.sub("", path.read_text("utf-8"))):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        place = (path.parent / name).resolve()
        assert place.exists(), target
        if anchor and place.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", place.read_text("utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}, target


def test_every_yaml_file_loads() -> None:
    paths = [p for p in _tracked() if p.suffix in {".yaml", ".yml"}]
    assert paths
    for path in paths:
        with path.open(encoding="utf-8") as file:
            assert yaml.safe_load(file) is not None, path


def test_the_example_configuration_states_every_default() -> None:
    shown = yaml.safe_load(_read("configs/run.yaml"))
    assert load_config(ROOT / "configs/run.yaml") == Config()
    assert shown.keys() == Config.model_fields.keys()
    assert shown["limits"].keys() == LimitsConfig.model_fields.keys()


def test_nothing_depends_on_what_stands_outside_the_repository() -> None:
    beside, above = "sha" + "red", "wo" + "rk"  # written so that this file does not find itself
    outside = re.compile(rf"\.\./{beside}\b|\b{beside}/\w|/{above}/")
    users = {name for name, text in _texts().items() if outside.search(text)}
    assert users <= {"tests/conftest.py"}


def test_constraints_are_exact_versions_and_nothing_else() -> None:
    for line in _read("constraints.txt").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*", line), line


def test_the_default_environment_stays_light() -> None:
    project = _read("pyproject.toml")
    core = project[project.index("\ndependencies = [") : project.index("[project.optional-dependencies]")]
    assert not re.search(r"torch|transformers|spacy|pandas|ray\b", core)


def test_no_file_of_the_repository_is_huge() -> None:
    limit = 32 * 2**20
    assert not [path for path in _tracked() if path.stat().st_size > limit]


def test_the_command_line_answers_at_once() -> None:
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "giar_ml", "--help"], cwd=ROOT, capture_output=True, text=True)
        times.append(time.perf_counter() - begin)
        assert done.returncode == 0, done.stderr
    assert min(times) < 0.7, f"best of three: {min(times):.2f} s"
