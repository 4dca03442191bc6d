"""Mutated packages in every format, through verbs: an answer or a sentence, within bounds."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import commands
import mutate
import random_packages
from part import Run, apart, warm, wrong
from ruamel.yaml import YAML

from kg.deal.jsonld_out import to_jsonld
from kg.deal.overlay import package_triples
from kg.deal.read.packages import read_deal

ROOT = Path(__file__).resolve().parents[2]
VERBS: tuple[tuple[str, ...], ...] = (
    ("validate", "{}"),
    ("validate", "{}"),
    ("validate", "{}", "--format", "json"),
    ("validate", "{}", "--format", "html"),
    ("repair", "{}", "--engine", "compiled"),
    ("balance", "{}"),
    ("value", "{}"),
    ("stakeholders", "{}"),
    ("residual", "{}"),
    ("exposure", "{}"),
    ("compare", "{}", "tutorial"),
)


def run(run: Run) -> None:
    """Runs the part."""
    regime = commands.shipped()
    warm(*([each.replace("{}", "tutorial") for each in verb] for verb in VERBS))
    run.begin()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        for number, rng in run.numbers():
            data, suffix = made(regime, rng, number)
            path = folder / f"input.{suffix}"
            path.write_bytes(data)
            verb = rng.choice(VERBS)
            words = [each.replace("{}", str(path)) for each in verb]

            def work(words: list[str] = words) -> tuple[int, str, str]:
                done = commands.run(*words)
                return done.returncode, done.stdout, done.stderr

            ended = apart(work, folder)
            run.outcomes[f"exit {ended.code}"] += 1
            if found := wrong(ended):
                told = f"{' '.join(words)}\n{ended.seconds:.1f} s, {ended.memory / 1e6:.0f} MB\n"
                told += ended.error
                run.fault(found, number, data, told)
            path.unlink()


def made(regime: Any, rng: random.Random, number: int) -> tuple[bytes, str]:
    """Makes a package and breaks it: as a tree, as text, or both."""
    tree = random_packages.package(random_packages.words(regime), number)
    if rng.random() < 0.6:
        tree = mutate.of_tree(rng, tree)
    suffix = rng.choice(("yaml", "yaml", "json", "jsonld", "ttl"))
    data = WRITERS[suffix](rng, tree)
    if rng.random() < 0.6:
        data = mutate.of_bytes(rng, data)
    return data, suffix


def _json(rng: random.Random, tree: Any) -> bytes:
    text = json.dumps(tree, indent=rng.choice((None, 1)), ensure_ascii=rng.random() < 0.7)
    return text.encode("utf-8", "surrogatepass")


def _yaml(rng: random.Random, tree: Any) -> bytes:
    from io import BytesIO

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = rng.choice((False, None, True))
    out = BytesIO()
    try:
        writer.dump(tree, out)
    except Exception:  # What YAML cannot say is said in JSON, which is YAML.
        return _json(rng, tree)
    return out.getvalue()


@cache
def _shipped() -> tuple[tuple[Any, bytes], ...]:
    """The shipped packages as JSON-LD and as triples."""
    regime = commands.shipped()
    found = []
    for path in sorted((ROOT / "deals").glob("*.yaml")):
        deal = read_deal(path, regime)
        lines = "".join(f"{triple} .\n" for triple in package_triples(deal))
        found.append((json.loads(to_jsonld(deal)), lines.encode()))
    return tuple(found)


def _jsonld(rng: random.Random, tree: Any) -> bytes:
    return _json(rng, mutate.of_tree(rng, rng.choice(_shipped())[0]))


def _turtle(rng: random.Random, tree: Any) -> bytes:
    lines = rng.choice(_shipped())[1].splitlines(keepends=True)
    for _ in range(rng.choice((0, 1, 3))):
        at = rng.randrange(len(lines))
        way = rng.randrange(3)
        if way == 0:
            del lines[at]
        elif way == 1:
            lines.insert(rng.randrange(len(lines)), lines[at])
        else:
            # The subject, the predicate or the object of another line.
            words, other = lines[at].split(b" ", 2), rng.choice(lines).split(b" ", 2)
            place = rng.randrange(3)
            words[place] = other[place]
            lines[at] = b" ".join(words)
    return b"".join(lines)


WRITERS: dict[str, Callable[[random.Random, Any], bytes]] = {
    "json": _json,
    "yaml": _yaml,
    "jsonld": _jsonld,
    "ttl": _turtle,
}
