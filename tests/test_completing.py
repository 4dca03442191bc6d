"""What a shell completes, asked as bash asks, and in bash itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import process, run

from kg.cli.common import COMMANDS
from kg.cli.completing import ids
from kg.graph.regime import Regime


def completed(*words: str) -> list[str]:
    """What completes the last of some words."""
    asked = {
        "COMP_WORDS": " ".join(("sanctions-kg", *words)),
        "COMP_CWORD": str(len(words)),
        "_SANCTIONS_KG_COMPLETE": "complete_bash",
    }
    command = [sys.executable, "-m", "kg.cli"]
    done = subprocess.run(
        command, env={**os.environ, **asked}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("val",), ["validate", "value"]),
        (("validate", "--form"), ["--format"]),
        (("validate", "--format", "j"), ["json"]),
        (("validate", "tut"), ["tutorial"]),
        (("price", "kae"), ["kaesong"]),
        (("price", "relief/kae"), ["relief/kaesong"]),
        (("value", "kae"), ["kaesong"]),
        (("justify", "yongbyon-fr"), ["yongbyon-freeze"]),
        (("justify", "road-map", "--verified-by", "iae"), ["iaea"]),
        (("show", "un/2397/23"), ["un/2397/23"]),
        (("why", "tutorial", "exports-need-f"), ["exports-need-fissile-halt"]),
        (("query", "history-of-g"), ["history-of-goods"]),
        (("balance", "tutorial", "--rulebook", "w"), ["wertz-2019"]),
        (("no-such-command", "x"), []),
    ],
)
def test_a_shell_is_told_what_can_stand_here(words: tuple[str, ...], found: list[str]) -> None:
    assert completed(*words) == found


def test_every_command_is_completed() -> None:
    assert completed("") == list(COMMANDS)


def test_the_ids_that_are_completed_are_those_of_the_regime(regime: Regime) -> None:
    known = {id for id in regime.ids if not id.startswith(("skg:", "https:"))}
    assert {id for id in ids() if id in known} == known
    assert len(ids()) < len(known) * 1.05


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_itself_completes(tmp_path: Path) -> None:
    program = tmp_path / "sanctions-kg"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kg.cli "$@"\n', "utf-8")
    program.chmod(0o755)
    script = process("--show-completion", "bash").stdout
    asked = (
        "COMP_WORDS=(sanctions-kg price kae) COMP_CWORD=2 COMP_LINE='sanctions-kg price kae'\n"
        '_sanctions_kg_completion sanctions-kg kae price\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
        "complete -p sanctions-kg\n"
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{asked}"],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[0] == "kaesong"
    assert "_sanctions_kg_completion" in done.stdout


# --- usage ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("name", [None, *COMMANDS])
def test_help_has_two_names_everywhere(name: str | None, option: str) -> None:
    done = run(*([name] if name else []), option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: sanctions-kg")


def test_the_command_alone_shows_its_help() -> None:
    done = process()
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in COMMANDS)


def test_the_version_comes_with_the_day_of_the_data(regime: Regime) -> None:
    from kg.core.about import VERSION

    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"sanctions-kg {VERSION}. Data read up to {regime.data_date}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("validate", "--fromat", "json"), "there is no option --fromat; did you mean --format?"),
        (("--verison",), "there is no option --verison; did you mean --version?"),
        (("show", "--" + "x" * 4000), "there is no option --xxx"),
        (("show", "--\x1b[31m"), "there is no option '--\\x1b[31m'"),
        (("price",), "relief is missing"),
        (("changes",), "--from is missing"),
        (("show", "a", "b"), "unexpected extra argument"),
        (("validate", "tutorial", "--format"), "'--format' requires an argument"),
        (("validate", "tutorial", "--format", ""), "--format: '' is not one of"),
        (("residual", "tutorial", "--after", "x"), "--after: 'x' is not a valid int"),
        (("residual", "tutorial", "--after", "-1"), "after: -1 is not a whole number from 0 to"),
        (("repair", "tutorial", "--best", "0"), "best: 0 is not a whole number from 1 to"),
        (("validate", "tutorial", "--jobs", "-2"), "--jobs: -2 is not in the range"),
        (("frontier", "--phases", "0"), "phases: 0 is not a whole number from 1 to"),
        (("regime", "--goods", ""), "no goods ''"),
        (("changes", "--from", ""), "is not a day"),
        (("show", "x" * 200), "nothing has the id xxx"),
        (("show", "x" * 4000), "id: a text of 4,000 letters; 200 at most"),
        (("show", "a\x01b"), "'a\\x01b' is not an id"),
        (("price", "\x1b[31m"), "is not an id"),
        (("history", "\x1b[31m"), "'\\x1b[31m'"),
        (("why", "tutorial", "\x1b[31m"), "has no rule"),
        (("regime", "--sender", "\x1b[31m" * 40), "no sender"),
        (("regime", "--sender", "\x1b[31m" * 200), "sender: a text of 1,000 letters; 200 at most"),
    ],
)
def test_what_cannot_be_understood_is_one_sentence_and_exit_code_two(
    words: tuple[str, ...], said: str
) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.startswith("sanctions-kg: ")
    assert done.stderr.count("\n") == 1
    assert done.stderr[:-1].isprintable()
    assert len(done.stderr) < 1000
