"""No package of 1 MB costs its reader more than 300 MB or 10 s, and none ends the process.

Each is validated by the command in a process of its own, under a limit of memory and of time. A few
run in every test run, all with ``SANCTIONS_KG_TESTS=all``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from amount import WHOLE
from hostile_inputs import MADE

SECONDS, BYTES = 10, 300_000_000
ALWAYS = (
    "slashes.yaml",
    "one-unknown-id.yaml",
    "one-key.yaml",
    "chain.jsonld",
    "long-prefix.jsonld",
    "quoted-triples.ttl",
    "bases.ttl",
    "values.ttl",
)


# What a process took is told by a small parent: a worker of the tests, from which a child would be
# split off, may be larger than the limits.
PARENT = f"""
import json, os, resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, ({2 * SECONDS},) * 2)
done = subprocess.run(sys.argv[1:], capture_output=True, text=True, errors="replace")
used = resource.getrusage(resource.RUSAGE_CHILDREN)
took = [used.ru_utime + used.ru_stime, used.ru_maxrss]
json.dump([done.returncode, done.stderr, *took], sys.stdout)
"""


def test_each_is_within_the_size_of_a_package() -> None:
    for name in MADE if WHOLE else ALWAYS:
        assert len(MADE[name]().encode()) <= 1_000_000, name


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts kilobytes on Linux")
@pytest.mark.parametrize("name", MADE if WHOLE else ALWAYS)
def test_a_hostile_package_is_refused_at_little_cost(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(MADE[name](), "utf-8")
    asked = (sys.executable, "-m", "kg.cli", "validate", str(path), "--format", "json")
    told = subprocess.run([sys.executable, "-c", PARENT, *asked], capture_output=True, check=True)
    code, text, seconds, kilobytes = json.loads(told.stdout)
    assert code in (0, 1, 2), text[-500:]
    assert "Traceback" not in text
    assert len(text) < 5_000
    assert seconds < SECONDS
    assert kilobytes * 1_000 < BYTES


@pytest.mark.parametrize("name", ["chain.jsonld", "quoted-triples.ttl"])
def test_in_a_folder_it_is_one_error_and_the_rest_is_answered(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(MADE[name](), "utf-8")
    good = '{"id": "a", "title": "A", "phases": [{"title": "1"}]}'
    for other in ("a.json", "z.json"):
        (tmp_path / other).write_text(good, "utf-8")
    command = [sys.executable, "-m", "kg.cli", "validate", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [each["file"] for each in found if "error" in each] == [name]
    assert [each["file"] for each in found if "verdict" in each] == ["a.json", "z.json"]
