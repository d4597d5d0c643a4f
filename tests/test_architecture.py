"""Who may import whom, and what the package never does, read from the syntax trees of its files."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "giar_ml"
FILES = sorted(PACKAGE.rglob("*.py"))

STAGES = ("read", "normalize", "segment", "label", "assemble", "check", "calibrate", "export")
# A part imports only from parts of a lower rank, and from itself. What is not listed stands between pipeline and cli.
RANK = (
    {"errors": 0, "types": 1, "deadline": 1, "schema": 2}
    | dict.fromkeys(STAGES, 3)
    | {"config": 4, "pipeline": 5, "cli": 7, "ray": 7, "__main__": 8, "__init__": 8}
)
OTHER = 6
NETWORK = {"socket", "ssl", "requests", "urllib.request", "urllib3", "http", "httpx", "aiohttp", "ftplib", "smtplib"}
CODE_AS_DATA = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
TRAINING_ONLY = {"torch", "transformers", "datasets", "training", "ray"}
OPTIONAL = {  # backends and formats that a person asks for
    "label/torch.py": {"torch"},
    "batch/engines/ray.py": {"ray"},
    "convert/huggingface.py": {"datasets"},
}
SERVERS = ("review",)  # serves pages on this machine, on request


def _part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def _imports(path: Path, tree: ast.AST) -> Iterator[str]:
    """The dotted names that a tree imports, relative ones resolved; `from a import b` gives `a.b`."""
    package = ("giar_ml", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _is_or_under(name: str, roots: set[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


each_file = pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])


@each_file
def test_imports_point_one_way(path: Path) -> None:
    here = _part(path)
    for name in _imports(path, _tree(path)):
        if not name.startswith("giar_ml.") or (target := name.split(".")[1]) == here:
            continue
        if not (PACKAGE / target).exists() and not (PACKAGE / f"{target}.py").exists():
            continue  # a name of giar_ml/__init__.py, such as __version__
        assert RANK.get(target, OTHER) < RANK.get(here, OTHER), f"{here} must not import {name}"


@each_file
def test_training_and_its_libraries_are_never_imported(path: Path) -> None:
    allowed = OPTIONAL.get(path.relative_to(PACKAGE).as_posix(), set())
    imported = [n for n in _imports(path, _tree(path)) if _is_or_under(n, TRAINING_ONLY - allowed)]
    assert not imported


@each_file
def test_nothing_reaches_the_network_or_runs_data_as_code(path: Path) -> None:
    tree = _tree(path)
    forbidden = CODE_AS_DATA if _part(path) in SERVERS else CODE_AS_DATA | NETWORK
    assert not [name for name in _imports(path, tree) if _is_or_under(name, forbidden)]
    calls = [node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert not {"eval", "exec", "compile", "__import__"} & set(calls)


@each_file
def test_no_error_is_swallowed_silently(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        broad = node.type is None or (
            isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
        )
        silent = all(isinstance(line, ast.Pass | ast.Continue) or _is_ellipsis(line) for line in node.body)
        assert not (broad and silent), f"line {node.lineno} swallows every error"
        assert node.type is not None, f"line {node.lineno}: name the errors that are caught"


def _is_ellipsis(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and line.value.value is Ellipsis


@each_file
def test_a_file_stays_short_enough_to_have_one_reason_to_change(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 500


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = sorted({"torch", "transformers", "spacy", "pandas", "onnxruntime", "pdfplumber", "training"})
    code = f"import giar_ml, sys; print(*[m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_rules_above_can_fail() -> None:
    path = PACKAGE / "read" / "x.py"
    names = set(
        _imports(path, ast.parse("from .. import cli\nfrom . import y\nimport http.client\nfrom torch import nn"))
    )
    assert names == {"giar_ml.cli", "giar_ml.read.y", "http.client", "torch.nn"}
    assert _is_or_under("http.client", NETWORK)
    assert not _is_or_under("httpcore", NETWORK)
