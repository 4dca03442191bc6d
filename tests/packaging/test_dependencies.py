"""Every dependency has an upper bound, and the lock file of a server keeps all of them, by hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as name_of

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "deploy/requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
SERVED = [*PROJECT["project"]["dependencies"], *EXTRAS["serve"], *EXTRAS["documents"]]
EVERY = [
    *SERVED,
    *PROJECT["build-system"]["requires"],
    *(r for each in EXTRAS.values() for r in each),
]


def locked() -> dict[str, Requirement]:
    """The packages of the lock file, by name."""
    lines = [line.removesuffix(" \\") for line in LOCK.splitlines() if re.match(r"\w", line)]
    found = [Requirement(line) for line in lines]
    return {name_of(each.name): each for each in found}


def version(found: Requirement) -> str:
    [pin] = found.specifier
    assert pin.operator == "==", found
    return pin.version


@pytest.mark.parametrize("line", [line for line in EVERY if not line.startswith("sanctions-kg[")])
def test_a_dependency_has_an_upper_bound(line: str) -> None:
    assert {each.operator for each in Requirement(line).specifier} & {"<", "<=", "==", "~="}, line


@pytest.mark.parametrize("line", SERVED)
def test_the_lock_file_is_within_the_bounds(line: str) -> None:
    wanted = Requirement(line)
    pinned = version(locked()[name_of(wanted.name)])
    assert wanted.specifier.contains(pinned), f"{pinned} is not {line}: run make lock"


def test_each_package_of_the_lock_file_has_its_version_and_hashes() -> None:
    entries = re.split(r"^(?=\w)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked()) > len(SERVED)
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
    for found in locked().values():
        version(found)


def test_the_lock_file_names_no_place_to_load_from() -> None:
    """Whoever installs says where from: a mirror of their own, or what their pip knows."""
    assert not re.findall(r"^\s*--(?!hash).*$|^-.*$|://|@ ", LOCK, re.MULTILINE)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_what_is_locked_for_one_python_is_whole(python: str) -> None:
    """What a marker leaves out on Linux is left out by name."""
    there = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.1",
    }
    there |= {"sys_platform": "linux", "implementation_name": "cpython"}
    out = {
        name
        for name, each in locked().items()
        if each.marker and not each.marker.evaluate(there)  # type: ignore[arg-type]
    }
    older = {"importlib-metadata", "lazy-importer", "zipp"}
    assert out == {"colorama"} | (older if python != "3.11" else set())
