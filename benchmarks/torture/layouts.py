"""Odd layouts through ``repair --write``: what is written conforms, or a sentence says no."""

from __future__ import annotations

import json
import random
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import commands
import random_packages
from part import Run, apart, warm, wrong
from ruamel.yaml import YAML
from test_repair_files import Author


def run(run: Run) -> None:
    """Runs the part."""
    warm(["validate", "tutorial"], ["repair", "tutorial", "--engine", "compiled"])
    known = random_packages.words(commands.shipped())
    run.begin()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        for number, rng in run.numbers():
            text, suffix = laid_out(rng, small(known, number))
            path, output = folder / f"input.{suffix}", folder / f"output.{suffix}"
            path.write_bytes(text.encode())
            output.unlink(missing_ok=True)

            def work(path: Path = path, output: Path = output) -> tuple[int, str, str]:
                done = commands.run("repair", path, "--engine", "compiled", "--write", output)
                return done.returncode, done.stdout, done.stderr

            ended = apart(work, folder)
            found = wrong(ended)
            if not found and output.exists():
                found = judged(output, folder)
                run.outcomes["written"] += 1
            elif not found:
                run.outcomes["refused" if ended.code == 2 else "nothing written"] += 1
            if found:
                run.fault(found, number, text, f"{suffix}: {ended.seconds:.1f} s\n{ended.error}")


def small(known: random_packages.Words, number: int) -> dict[str, Any]:
    """A random package of at most two phases: a larger one takes the solver seconds."""
    package = random_packages.package(known, number)
    return {**package, "phases": package["phases"][:2]}


def judged(output: Path, folder: Path) -> str:
    """Says what is wrong with a package that was written; empty if it conforms."""

    def work() -> tuple[int, str, str]:
        done = commands.run("validate", output)
        return done.returncode, done.stdout, done.stderr

    ended = apart(work, folder)
    if ended.code == 0:
        return wrong(ended)
    return wrong(ended) or "what was written does not conform"


def laid_out(rng: random.Random, package: dict[str, Any]) -> tuple[str, str]:
    """Writes a package in some style of YAML or JSON, with the ends of lines of some system."""
    if rng.random() < 0.2:
        return _ends(rng, json.dumps(package, indent=rng.choice((None, 1, 4)))), "json"
    if rng.random() < 0.4:
        return _ends(rng, Author(rng).package()), "yaml"
    writer = YAML(typ="rt")
    writer.default_flow_style = rng.choice((False, False, True))
    writer.width = rng.choice((20, 80, 10_000))
    writer.indent(
        mapping=rng.choice((2, 3, 4)), sequence=rng.choice((2, 4)), offset=rng.choice((0, 2))
    )
    out = StringIO()
    writer.dump(package, out)
    lines = out.getvalue().splitlines()
    if not writer.default_flow_style:
        lines = [_commented(rng, line) for line in lines]
    return _ends(rng, "\n".join(lines) + rng.choice(("\n", "", "\n\n\n"))), "yaml"


def _commented(rng: random.Random, line: str) -> str:
    way = rng.random()
    if way < 0.1:
        return f"{line}   # beside"
    return f"{' ' * rng.choice((0, 2, 9))}# above\n{line}" if way < 0.15 else line


def _ends(rng: random.Random, text: str) -> str:
    ended = text.replace("\r\n", "\n").replace("\n", rng.choice(("\n", "\n", "\r\n")))
    return rng.choice(("", "", "\ufeff")) + ended.removeprefix("\ufeff")
