from __future__ import annotations

from pathlib import Path

import pytest

from kg.core import resources
from kg.core.errors import BrokenData, UnknownId


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_the_folders_of_a_checkout_hold_turtle(name: str) -> None:
    assert resources.turtle_files(resources.folder(name))


def test_the_folder_in_the_wheel_comes_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wheel" / "deals").mkdir(parents=True)
    (tmp_path / "checkout" / "deals").mkdir(parents=True)
    (tmp_path / "checkout" / "queries").mkdir()
    monkeypatch.setattr(resources, "_ROOTS", (tmp_path / "wheel", tmp_path / "checkout"))
    assert resources.folder("deals") == tmp_path / "wheel" / "deals"
    assert resources.folder("queries") == tmp_path / "checkout" / "queries"
    with pytest.raises(BrokenData, match="the folder ontology is missing"):
        resources.folder("ontology")


def test_shipped_packages_are_the_yaml_files_beside_the_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_ROOTS", (tmp_path,))
    (tmp_path / "deals" / "templates").mkdir(parents=True)
    for name in ("b.yaml", "a.yaml", "readme.md", "templates/new.yaml"):
        (tmp_path / "deals" / name).touch()
    assert [path.name for path in resources.deal_files()] == ["a.yaml", "b.yaml"]


def test_the_default_regime_is_the_first_that_has_a_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_REGIMES", tmp_path)
    with pytest.raises(BrokenData, match="there is no regime"):
        resources.default_regime()
    for name in ("atlantis", "babel", "unfinished"):
        (tmp_path / name).mkdir()
    for name in ("babel", "atlantis"):
        (tmp_path / name / "regime.ttl").touch()
    assert resources.regimes() == ["atlantis", "babel"]
    assert resources.regime_folder() == tmp_path / "atlantis"
    assert resources.regime_folder("babel") == tmp_path / "babel"
    assert resources.regime_folder(tmp_path / "babel") == tmp_path / "babel"
    assert resources.regime_folder(str(tmp_path / "babel")) == tmp_path / "babel"
    with pytest.raises(UnknownId, match=r"^no regime bable; did you mean babel\?$"):
        resources.regime_folder("bable")
