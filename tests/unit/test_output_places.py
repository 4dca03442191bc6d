"""Where an answer can go: files, links, pipes, and places that take nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from commands import run

from kg.core.errors import BadInput
from kg.core.files import put

ASKED = ("show", "goods/coal")


def called(*words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kg.cli", *words]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **more})


@pytest.mark.parametrize("name", [".", "/", "file/x.html", f"{'a' * 260}.html", "no/x"])
def test_a_place_that_cannot_be_written_is_bad_input(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    before = sorted(os.listdir())
    with pytest.raises(BadInput, match="cannot write"):
        put(Path(name), b"x")
    assert sorted(os.listdir()) == before


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for _ in range(2):
        put(tmp_path / "link", b"x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"x"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_is_written_into_and_stays(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    put(pipe, b"x")
    reader.join(10)
    assert (read, pipe.is_fifo()) == ([b"x"], True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("form", ["text", "json", "docx"])
def test_an_output_that_is_full_is_one_line(form: str) -> None:
    words = [sys.executable, "-m", "kg.cli", *ASKED, "--format", form]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr


def test_letters_that_the_terminal_lacks_do_not_end_an_answer() -> None:
    words = ("validate", "hanoi-2019-dprk-offer")
    assert rb"\xb632" in called(*words, PYTHONIOENCODING="ascii").stdout
    page = called(*words, "--format", "md", PYTHONIOENCODING="ascii").stdout
    assert "¶32".encode() in page


@pytest.mark.parametrize("columns", ["9" * 20, "9" * 5000, "0", "-1", "abc", "1"])
def test_any_width_can_be_set(columns: str) -> None:
    done = called(*ASKED, COLUMNS=columns)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("form", ["json", "csv", "text"])
def test_a_question_does_not_overwrite_its_package(form: str, tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    assert run("new", file).returncode == 0
    text = file.read_text("utf-8")
    asked = ("query", "stages-of-relief", "--package", file, "--format", form, "-o", file)
    done = run(*asked)
    assert done.returncode == 2
    assert "is one that is read" in done.stderr
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("name", [".", "/"])
def test_a_new_package_needs_a_name(name: str) -> None:
    done = run("new", name)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "my-deal.yaml" in done.stderr
