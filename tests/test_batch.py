"""Many packages in one run: a line of JSON for each, in order, whatever happens in between."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest
import random_packages
from commands import invoke, run

from kg.check import batch
from kg.check import entries as entries_module
from kg.check.batch import Answer, Judge, answers, judge
from kg.check.entries import entries, packages_in, resume
from kg.core.errors import BadInput
from kg.core.resources import folder
from kg.graph.regime import Regime

GOOD = 12


@pytest.fixture
def source(tmp_path: Path, regime: Regime) -> Path:
    """A file of packages with a line that is no package in the middle and an empty one."""
    lines = [random_packages.line(regime, number) for number in range(GOOD)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join([*lines[:5], '{"id": "x"', "", *lines[5:]]) + "\n", "utf-8")
    return path


def told(regime: Regime, source: Path, jobs: int = 1, engine: str = "compiled") -> list[str]:
    made = judge(regime, source, engine=engine)
    return [answer.text for answer in answers(made, entries(source), jobs)]


def test_each_line_has_an_answer_in_its_order(regime: Regime, source: Path) -> None:
    found = [json.loads(text) for text in told(regime, source)]
    assert [each["line"] for each in found] == [1, 2, 3, 4, 5, 6, *range(8, 15)]
    assert [each["line"] for each in found if "error" in each] == [6]
    assert found[5]["error"].startswith(f"{source}:6: not valid JSON")
    assert [each["package"] for each in found if "package" in each] == [
        f"deal/random-{number}" for number in range(GOOD)
    ]


def test_the_answer_on_a_line_is_what_validate_finds(regime: Regime, source: Path) -> None:
    from kg.deal.read.packages import parse_line

    for text, (number, line) in zip(told(regime, source), entries(source), strict=True):  # type: ignore[misc]
        answer = json.loads(text)
        if "error" in answer:
            continue
        report = regime.validate(parse_line(line, "many.jsonl", number, regime))
        assert answer["verdict"] == report.verdict
        wanted = {(f.phase, f.kind, f.rule, f.commitment, f.shape) for f in report.findings}
        names = ("phase", "kind", "rule", "commitment", "shape")
        assert {tuple(f[name] for name in names) for f in answer["findings"]} == wanted


def test_two_processes_and_the_judge_answer_the_same(regime: Regime, source: Path) -> None:
    alone = told(regime, source)
    assert told(regime, source, jobs=2) == alone
    assert told(regime, source, engine="reference") == alone


def test_a_run_that_was_broken_off_goes_on_where_it_was(regime: Regime, source: Path) -> None:
    whole = "".join(f"{text}\n" for text in told(regime, source)).encode()
    output = source.with_name("out.jsonl")
    for cut in (0, 10, len(whole) // 2, len(whole) - 1, len(whole)):
        output.write_bytes(whole[:cut])
        rest = list(answers(judge(regime, source), resume(output, source).waiting))
        assert output.read_bytes() + "".join(f"{each.text}\n" for each in rest).encode() == whole


def test_answers_on_something_else_are_not_gone_on_with(source: Path) -> None:
    output = source.with_name("out.jsonl")
    output.write_text('{"line": 2, "error": "x"}\n', "utf-8")
    with pytest.raises(BadInput, match=r"out\.jsonl:1: this is no answer on"):
        resume(output, source)


def test_a_folder_is_checked_file_by_file(regime: Regime, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(random_packages.line(regime, 1), "utf-8")
    (tmp_path / "b.yaml").write_text("id: deal/b\ntitle: B\n", "utf-8")
    (tmp_path / "notes.txt").write_text("no package", "utf-8")
    first, second = (json.loads(text) for text in told(regime, tmp_path))
    assert (first["file"], first["package"]) == ("a.json", "deal/random-1")
    assert second["file"] == "b.yaml"
    assert second["error"].endswith("b.yaml:1: a package needs phases")


FOREIGN = {
    "package.schema.json": '{"$schema": "x", "title": "A", "properties": {"phases": {}}}',
    "export.json": '{"generator": "sanctions-kg", "files": {"phases": "x"}}',
    "list.json": "[1, 2]",
    "context.jsonld": '{"@context": {"title": "http://example.org/title"}}',
    ".hidden.yaml": "id: deal/a",
    "._copy.json": "\0",
}
OWN = {
    "draft.json": '{"id": "a", "title": "A"}',
    "graph.jsonld": '{"@context": {}, "@type": "skg:DealPackage"}',
    "phases.json": '{"phases": 1}',
    "torn.json": '{"id": "a"',
    "x.yaml": "- not one",
}


def test_a_folder_passes_over_what_is_no_package(tmp_path: Path) -> None:
    for name, text in (FOREIGN | OWN).items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "within.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    packages, passed = packages_in(tmp_path)
    assert [each.name for each in packages] == sorted(OWN)
    assert [each.name for each in passed] == sorted([*FOREIGN, "pipe.yaml"])
    assert list(entries(tmp_path)) == packages
    done = invoke("validate", tmp_path)
    assert len(done.stdout.splitlines()) == len(OWN)
    assert done.exit_code == 2
    assert "passed over 7 files" in done.stderr


def test_the_shipped_folder_is_checked(regime: Regime) -> None:
    done = invoke("validate", folder("deals"))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each for each in found if "error" in each] == []
    assert done.exit_code == 1
    assert "passed over 1 file" in done.stderr


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({}, "no package in this folder; nothing was checked"),
        ({"notes.txt": "x"}, "no package in this folder; nothing was checked"),
        ({"sub/a.yaml": "id: a"}, "subfolders are not looked into: name one, such as"),
        ({"many.jsonl": ""}, "no package in it; nothing was checked"),
        ({"many.jsonl": " \n\n"}, "no package in it; nothing was checked"),
    ],
)
def test_where_nothing_can_be_checked_it_is_said(
    made: dict[str, str], said: str, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    for name, text in made.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    source.mkdir(exist_ok=True)
    lines = source / "many.jsonl"
    output = tmp_path / "out.jsonl"
    output.write_text("kept\n", "utf-8")
    given = lines if lines.exists() else source
    with pytest.raises(BadInput, match=said):
        invoke("validate", given, "-o", output, catch_exceptions=False)
    assert output.read_text("utf-8") == "kept\n"


def test_an_input_that_cannot_be_read_leaves_the_output(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(entries_module, "opened", refused)
    output = source.with_name("out.jsonl")
    output.write_text("kept\n", "utf-8")
    with pytest.raises(BadInput, match=r"many\.jsonl: cannot be read \(Permission denied\)"):
        invoke("validate", source, "-o", output, catch_exceptions=False)
    assert output.read_text("utf-8") == "kept\n"


@pytest.mark.parametrize("cut", [0, 1, 3, 4])
def test_a_resumed_run_ends_with_the_worst_of_all_answers(cut: int, tmp_path: Path) -> None:
    lines = ['{"id": "x"', *['{"id": "a", "title": "A", "phases": [{"title": "1"}]}'] * 3]
    source, output = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    assert invoke("validate", source, "-o", output).exit_code == 2
    whole = output.read_bytes()
    output.write_bytes(b"".join(whole.splitlines(keepends=True)[:cut]) + whole[-20:-1])
    assert invoke("validate", source, "-o", output, "--resume").exit_code == 2
    assert output.read_bytes() == whole


def test_a_process_that_is_killed_costs_one_package(
    regime: Regime, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, answer = told(regime, source), Judge.answer

    def deadly(self: Judge, entry: Any) -> Answer:
        if entry[0] == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer(self, entry)

    monkeypatch.setattr(Judge, "answer", deadly)
    monkeypatch.setattr(batch, "GROUP", 4)
    found = told(regime, source, jobs=2)
    assert found[:2] + found[3:] == good[:2] + good[3:]
    assert json.loads(found[2])["error"].startswith("the process that checked this package was")


def test_a_process_killed_once_costs_nothing(
    regime: Regime, source: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    good, answer, killed = told(regime, source), Judge.answer, tmp_path / "killed"

    def deadly(self: Judge, entry: Any) -> Answer:
        if entry[0] == 3 and not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return answer(self, entry)

    monkeypatch.setattr(Judge, "answer", deadly)
    assert told(regime, source, jobs=2) == good


def test_processes_killed_while_they_read_and_write_cost_nothing(
    regime: Regime, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No pipe holds such an answer: who has not been read from is in the middle of writing.
    def long(self: Judge, entry: Any) -> Answer:
        return Answer(f"{entry[0]}" + "x" * 5_000_000, 0)

    monkeypatch.setattr(Judge, "answer", long)
    monkeypatch.setattr(batch, "GROUP", 1)
    found = answers(judge(regime, source), entries(source), jobs=2)
    lengths = []
    for number, each in enumerate(found):
        lengths.append((each.text.rstrip("x"), len(each.text) > 5_000_000))
        if number in (0, 5):
            time.sleep(0.3)
            for process in multiprocessing.active_children():
                os.kill(process.pid or 0, signal.SIGKILL)
    assert lengths == [(str(entry[0]), True) for entry in entries(source)]  # type: ignore[index]
    assert not multiprocessing.active_children()


def test_what_a_process_raises_is_raised(
    regime: Regime, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Judge, entry: Any) -> Answer:
        raise ZeroDivisionError(entry[0])

    monkeypatch.setattr(Judge, "answer", broken)
    with pytest.raises(ZeroDivisionError):
        told(regime, source, jobs=2)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT"])
def test_processes_end_with_the_one_that_began_them(
    name: str, regime: Regime, tmp_path: Path
) -> None:
    lines = [random_packages.line(regime, number) for number in range(40)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(lines * 100), "utf-8")
    command = [sys.executable, "-m", "kg.cli", "validate", str(path), "--jobs", "2"]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    parent.stdout.readline()
    begun = children(parent.pid)
    assert len(begun) == 2
    parent.send_signal(getattr(signal, name))
    _, said = parent.communicate()
    assert "Traceback" not in said
    assert gone(begun, 10)


def children(parent: int) -> list[int]:
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")
    return [int(each) for each in text.split()]


def gone(processes: list[int], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{each}/exe").exists() for each in processes):
            return True
        time.sleep(0.05)
    return False


def test_too_many_processes_are_refused(source: Path) -> None:
    done = run("validate", source, "--jobs", "5000")
    assert done.returncode == 2
    assert "5000 is not in the range 1<=x<=64" in done.stderr


def test_the_folder_of_shipped_packages_holds_packages_only() -> None:
    shipped = [each.name for each in entries(folder("deals")) if isinstance(each, Path)]
    assert "hanoi-2019-dprk-offer.yaml" in shipped
    assert [name for name in shipped if not name.endswith(".yaml")] == []


def test_a_line_without_end_is_one_error_and_takes_no_memory(
    regime: Regime, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries_module, "MOST_BYTES", 100)
    source.write_bytes(b'{"id": "' + b"x" * 1000 + b'"}\n{"id": "y"}\n')
    found = list(entries(source))
    assert [number for number, _ in found] == [1, 2]  # type: ignore[misc]
    assert len(found[0][1]) == 101  # type: ignore[index]


def test_json_lines_are_read_as_the_file_format_reads_json(regime: Regime) -> None:
    from kg.deal.read.packages import parse_deal, parse_line

    for number in range(50):
        line = random_packages.line(regime, number)
        assert parse_line(line.encode(), "x", 1, regime) == parse_deal(line, "x.json", regime)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a", "id": "b"}', "x:3: key id is in line 3 already"),
        ("[" * 3000, "x:3: nested more than 20 levels deep; a package needs nine"),
        ('{"id": "a\\u0001"}', "x:3: id holds a control character; delete it"),
        ("[1]", "x:3: the file holds a list"),
    ],
)
def test_a_bad_line_says_what_is_wrong_with_it(line: str, said: str, regime: Regime) -> None:
    from kg.deal import BadPackage
    from kg.deal.read.packages import parse_line

    with pytest.raises(BadPackage) as caught:
        parse_line(line.encode(), "x", 3, regime)
    assert said in str(caught.value)


def test_the_exit_code_says_the_worst(regime: Regime, tmp_path: Path) -> None:
    empty: dict[str, object] = {"title": "1"}
    freeze = {"action": "yongbyon-freeze", "verified-by": "iaea"}
    works = {"measure": "inter-korean-infrastructure", "by": "1718-committee", "how": "exemption"}
    good, idle = (
        json.dumps({"id": "a", "title": "A", "as-of": "2019-04-09", "phases": [phase]})
        for phase in ({**empty, "concessions": [freeze], "relief": [works]}, empty)
    )
    path = tmp_path / "many.jsonl"
    output = tmp_path / "out.jsonl"
    for text, code, verdict in (
        (good, 0, "conforms-with-weaknesses"),
        (idle, 1, "nothing-to-judge"),
        (f"{good}\nnonsense\n", 2, "conforms-with-weaknesses"),
    ):
        path.write_text(text, "utf-8")
        done = invoke("validate", path, "-o", output)
        verdicts = [json.loads(line).get("verdict") for line in output.read_text().splitlines()]
        assert (verdicts[0], done.exit_code) == (verdict, code)


def test_a_worker_that_loads_the_graph_itself_answers_the_same(
    regime: Regime, source: Path
) -> None:
    """What a process of a pool without fork does, and a worker of a cluster."""
    assert regime.home is not None
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(regime.home), str(source), regime.default_rulebook],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == told(regime, source)


WORKER = """
import sys
from pathlib import Path
from kg.check.batch import answer_group, begin_worker
from kg.check.entries import entries
home, source, book = sys.argv[1:]
begin_worker(Path(home), Path(source), book, "compiled")
for answer in answer_group(list(entries(Path(source)))):
    print(answer.text)
"""


def test_an_output_that_may_not_be_written_is_not_cut_either(source: Path) -> None:
    output = source.with_name("out.jsonl")
    output.write_text('{"line": 1, "verdict": "breaks"}\n{"line": 2', "utf-8")
    output.chmod(0o444)
    with pytest.raises(BadInput, match=r"out\.jsonl: cannot write: Permission denied"):
        invoke("validate", source, "-o", output, "--resume", catch_exceptions=False)
    assert output.read_text("utf-8").endswith('{"line": 2')
