"""Packages from standard input and pipes, by every verb that takes one, in every format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.core.resources import folder
from kg.deal.jsonld_out import to_jsonld
from kg.deal.overlay import to_turtle
from kg.deal.read.packages import form_of
from kg.graph.regime import Regime

TUTORIAL = folder("deals") / "tutorial.yaml"
VERBS = {
    "validate": ["validate", "{}"],
    "residual": ["residual", "{}", "--after", "1"],
    "compare": ["compare", "tutorial", "{}"],
}


def run(
    *words: str, given: bytes | None = None, streams: tuple[int, ...] = ()
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kg.cli", *words]
    return subprocess.run(command, input=given, capture_output=True, check=False, pass_fds=streams)


@pytest.fixture(scope="module")
def written(regime: Regime) -> dict[str, bytes]:
    """The same package in each format."""
    deal = kg.read_deal(TUTORIAL, regime)
    return {
        "yaml": TUTORIAL.read_bytes(),
        "jsonld": to_jsonld(deal).encode(),
        "turtle": to_turtle(deal).encode(),
    }


@pytest.mark.parametrize("verb", ["validate", "residual", "compare"])
def test_a_verb_reads_standard_input(verb: str) -> None:
    by_name = run(*(each.format("tutorial") for each in VERBS[verb]))
    by_stream = run(*(each.format("-") for each in VERBS[verb]), given=TUTORIAL.read_bytes())
    assert by_stream.stderr == by_name.stderr == b""
    assert (by_stream.stdout, by_stream.returncode) == (by_name.stdout, by_name.returncode)


def test_a_pipe_is_read_by_its_descriptor() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, TUTORIAL.read_bytes())
    os.close(theirs)
    done = run("validate", f"/dev/fd/{ours}", streams=(ours,))
    os.close(ours)
    assert done.stdout == run("validate", "tutorial").stdout


def test_each_format_is_known_by_what_it_holds(written: dict[str, bytes]) -> None:
    forms = {"yaml": "yaml", "jsonld": "jsonld", "turtle": "ttl"}
    assert {name: form_of(data) for name, data in written.items()} == forms


@pytest.mark.parametrize("form", ["jsonld", "turtle"])
def test_a_format_that_is_named_is_taken(form: str, written: dict[str, bytes]) -> None:
    done = run("balance", "-", "--input-format", form, given=written[form])
    assert done.stdout == run("balance", "tutorial").stdout
    wrong = run("balance", "-", "--input-format", "yaml", given=written["turtle"])
    assert wrong.returncode == 2
    assert b"-:" in wrong.stderr


def test_json_lines_come_by_standard_input() -> None:
    line = b'{"id": "a", "title": "A", "phases": [{"title": "1"}]}\n'
    done = run("validate", "-", "--input-format", "jsonl", given=line * 3)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 3
    other = run("balance", "-", "--input-format", "jsonl", given=line)
    assert other.returncode == 2
    assert b"JSON lines hold many packages" in other.stderr


def test_what_was_read_is_named_and_leaves_no_file(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "kg.cli", "validate", "-"]
    done = subprocess.run(
        words,
        input=b"id: x\n",
        capture_output=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 2
    assert b"-:1: a package needs phases" in done.stderr
    assert list(tmp_path.iterdir()) == []
