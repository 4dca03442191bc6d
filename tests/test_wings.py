"""The house: its wings, which may import which, and how large a room may be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import kg

ROOT = Path(kg.__file__).parent
LONGEST, MOST_WINGS = 400, 14


def wings() -> set[str]:
    """The folders; an empty one, or one with nothing but what Python keeps, is none."""
    return {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.rglob("*.*")
        if path.suffix in (".py", ".ttl") and path.parent != ROOT
    }


def test_the_contracts_on_imports_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT.parent)
    broken = lint_imports(no_cache=True, no_logo=True)
    assert not broken, capsys.readouterr().out


def test_no_module_is_longer_than_one_reads_in_a_sitting() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in ROOT.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_every_module_stands_in_a_wing() -> None:
    assert {path.name for path in ROOT.glob("*.py")} == {"__init__.py", "__main__.py"}
    assert len(wings()) <= MOST_WINGS


def test_every_wing_is_described_and_under_contract() -> None:
    page = (ROOT.parent / "docs" / "architecture.md").read_text("utf-8")
    table = "\n".join(line for line in page.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(\w+)/`", table.replace("read/", "").replace("edit/", ""))) >= wings()
    rules = (ROOT.parent / "pyproject.toml").read_text("utf-8")
    layers = rules.partition("layers = [")[2].partition("]")[0]
    assert set(re.findall(r"kg\.(\w+)", layers)) == wings() - {"regimes", "present"}


def test_every_folder_says_in_a_line_what_it_is_for() -> None:
    silent = [
        path.parent.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("__init__.py")
        if not path.read_text("utf-8").startswith('"""')
    ]
    assert silent == []
