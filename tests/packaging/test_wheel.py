"""The built wheel works outside the checkout and holds every file that the project ships."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parents[2]
SHIPPED = ("deals", "docs", "ontology", "queries", "shapes")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command that inherits no path of this process."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source archive, and the wheel built from what is in it."""
    out = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert done.returncode == 0, done.stdout + done.stderr
    (source,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return source, wheel


@pytest.fixture(scope="module")
def installed(archives: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a fresh environment that holds the wheel and borrows the dependencies."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", symlinks=True)
    python = home / "venv" / "bin" / "python"
    options = ("--no-deps", "--no-index", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", *options, archives[1])
    done = run(*pip, cwd=home)
    assert done.returncode == 0, done.stdout + done.stderr
    # Paths in a .pth file come after the environment's own packages, and the .pth files that lie
    # there are not read: an editable install of the checkout stays out of sight.
    (own,) = home.glob("venv/lib/python*/site-packages")
    borrowed = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (own / "borrowed.pth").write_text("\n".join(borrowed) + "\n", "utf-8")
    return python.parent


def test_the_installed_command_finds_a_shipped_package_by_name(
    installed: Path, tmp_path: Path
) -> None:
    done = run(installed / "sanctions-kg", "validate", "wertz-2019-framework", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The package conforms to the rulebook of Wertz (2019): " in done.stdout


def test_the_installed_command_says_that_an_offer_breaks_rules(
    installed: Path, tmp_path: Path
) -> None:
    done = run(installed / "sanctions-kg", "validate", "hanoi-2019-dprk-offer", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "The package breaks the rulebook of Wertz (2019): " in done.stdout


@pytest.mark.parametrize("suffix", ["html", "md", "docx", "pdf"])
def test_the_installed_command_writes_an_answer_in_each_form(
    installed: Path, tmp_path: Path, suffix: str
) -> None:
    name = f"price.{suffix}"
    done = run(installed / "sanctions-kg", "price", "kaesong", "-o", name, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / name).stat().st_size > 500


def test_the_installed_package_is_the_one_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = """
import importlib.metadata, kg
from kg.core import resources
print(kg.__version__, importlib.metadata.version("sanctions-kg"), sep="\\n")
print(kg.__file__, resources.folder("ontology"), sep="\\n")
"""
    done = run(installed / "python", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    version, recorded, module, ontology = done.stdout.split("\n")[:4]
    assert version == recorded == kg.__version__
    assert Path(module).is_relative_to(installed.parent)
    assert Path(ontology) == Path(module).parent / "_resources" / "ontology"


def test_the_wheel_holds_every_file_that_the_project_ships(archives: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(archives[1]) as wheel:
        held = set(wheel.namelist())
    assert not {f"kg/_resources/{path}" for path in files(*SHIPPED)} - held
    assert not files("kg") - held
    assert {"LICENSE", "LICENSE-DATA", "NOTICE"} <= {
        Path(name).name for name in held if ".dist-info/licenses/" in name
    }


def test_the_wheel_holds_every_document_that_its_messages_name(
    installed: Path, tmp_path: Path
) -> None:
    """Messages, help and the package to start from say docs/format.md and the like."""
    shipped = [ROOT / path for path in files("kg", *SHIPPED) if not path.startswith("docs/")]
    texts = (path.read_text("utf-8", "ignore") for path in shipped)
    named = {name for text in texts for name in re.findall(r"\bdocs/([\w-]+\.md)", text)}
    assert {"format.md", "repair.md"} <= named
    code = "from kg.core import resources\nprint(resources.folder('docs'))"
    done = run(installed / "python", "-c", code, cwd=tmp_path)
    held = {path.name for path in Path(done.stdout.strip()).iterdir()}
    assert Path(done.stdout).is_relative_to(installed.parent)
    assert not named - held


def test_the_same_source_gives_the_same_bytes(
    archives: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1784635200")
    for name in ("a", "b"):
        shutil.unpack_archive(archives[0], tmp_path / name, filter="data")
        [source] = (tmp_path / name).iterdir()
        for path in source.rglob("*"):
            os.utime(path, (1_700_000_000 + ord(name), 1_700_000_000))
        build = (
            sys.executable,
            "-m",
            "build",
            "--no-isolation",
            "--outdir",
            tmp_path / f"{name}-out",
        )
        done = run(*build, source, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    made = sorted((tmp_path / "a-out").iterdir())
    assert len(made) == 2
    for path in made:
        assert path.read_bytes() == (tmp_path / "b-out" / path.name).read_bytes(), path.name


def test_the_source_archive_holds_what_tests_and_examples_need(archives: tuple[Path, Path]) -> None:
    with tarfile.open(archives[0]) as source:
        held = {name.partition("/")[2] for name in source.getnames()}
    assert not files(*SHIPPED, "kg", "docs", "tests", "benchmarks", "deploy") - held
    assert {
        "Makefile",
        "README.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "CITATION.cff",
        ".ci/run",
    } <= held


def files(*folders: str) -> set[str]:
    """Lists the files of some folders of the checkout, without what Python leaves behind."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
