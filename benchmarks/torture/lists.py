"""Published lists, changed in bytes: a graph that parses, or a sentence, by every reader."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import commands
import mutate
import pyoxigraph as ox
from part import Run, apart, wrong

FOLDER = Path(__file__).resolve().parents[2] / "tests/data/designations"
BOMBS = (
    '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>\n',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>\n',
    '<?xml version="1.0" encoding="utf-16"?>\n',
)


def run(run: Run) -> None:
    """Runs the part."""
    from kg.lists import ListFormat

    commands.shipped()
    lists = [path.read_bytes() for path in sorted(FOLDER.iterdir())]
    formats = [each.value for each in ListFormat]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        path, output = folder / "list", folder / "out.nq"
        for number, rng in run.numbers():
            data = mutate.of_bytes(rng, rng.choice(lists))
            if rng.random() < 0.1:
                data = rng.choice(BOMBS).encode() + data
            if rng.random() < 0.15:
                data = gzip.compress(data)
                data = mutate.of_bytes(rng, data) if rng.random() < 0.5 else data
            path.write_bytes(data)
            output.unlink(missing_ok=True)
            words = ["import-designations", str(path), "-o", str(output)]
            words += ["--format", rng.choice(formats)] if rng.random() < 0.4 else []

            def work(words: list[str] = words) -> tuple[int, str, str]:
                done = commands.run(*words)
                return done.returncode, done.stdout, done.stderr

            ended = apart(work, folder)
            run.outcomes[f"exit {ended.code}"] += 1
            found = wrong(ended)
            if not found and output.exists():
                found = _parsed(output)
            if found:
                run.fault(found, number, data, f"{' '.join(words)}\n{ended.error}")


def _parsed(output: Path) -> str:
    try:
        for _ in ox.parse(path=output):
            pass
    except (SyntaxError, ValueError) as error:
        return f"what was written does not parse: {error}"
    return ""
