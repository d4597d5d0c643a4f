"""Every package that an environment of ours may hold is pinned to one version, so that it can be audited by name."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
OURS = "giar-ml"


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return {
        canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines) if version
    }


def asked() -> list[Requirement]:
    """What the package and its extras name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = project["dependencies"] + [word for extra in project["optional-dependencies"].values() for word in extra]
    return [found for found in map(Requirement, named) if canonicalize_name(found.name) != OURS]


def installed() -> set[str]:
    """All that is installed and that something of ours needs, however many steps away."""
    waiting, found = [(requirement.name, requirement.extras) for requirement in asked()], set[str]()
    while waiting:
        name, extras = waiting.pop()
        try:
            about = distribution(name)
        except PackageNotFoundError:  # an extra that nobody asked for here
            continue
        if (key := canonicalize_name(name)) in found:
            continue
        found.add(key)
        for requirement in map(Requirement, about.requires or ()):
            chosen = [{"extra": extra} for extra in ("", *extras)]
            if requirement.marker is None or any(map(requirement.marker.evaluate, chosen)):
                waiting.append((requirement.name, requirement.extras))
    return found


def test_every_requirement_has_a_pin_that_it_allows() -> None:
    found = pins()
    for requirement in asked():
        name = canonicalize_name(requirement.name)
        assert name in found, f"{name} has no line in constraints.txt"
        assert requirement.specifier.contains(found[name], prereleases=True), f"{requirement} and =={found[name]}"


def test_what_is_installed_for_us_is_what_is_pinned() -> None:
    found, here = pins(), installed()
    assert {"pydantic", "pydantic-core", "defusedxml"} <= here
    assert not here - found.keys(), "needed, but without a line in constraints.txt"
    differing = {name: it for name in here if (it := Version(distribution(name).version)).public != found[name]}
    assert not differing


def test_no_package_is_pinned_twice_or_fetched_from_elsewhere() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) == len(pins())
    assert not [line for line in lines if re.search(r"[@/]|--", line)]
