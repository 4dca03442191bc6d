"""Many packages in one run: a line of JSON for each, in order, whatever happens in between."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import random_packages
from commands import invoke

from kg.check import batch
from kg.check.batch import answers, entries, judge, resume
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
        rest = list(answers(judge(regime, source), resume(output, source)))
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


def test_a_schema_in_the_folder_is_no_package(tmp_path: Path) -> None:
    for name in ("a.json", "package.schema.json", "B.Schema.JSON", "schema.json"):
        (tmp_path / name).write_text("{}", "utf-8")
    assert [each.name for each in entries(tmp_path) if isinstance(each, Path)] == [
        "a.json",
        "schema.json",
    ]


def test_the_folder_of_shipped_packages_holds_packages_only() -> None:
    shipped = [each.name for each in entries(folder("deals")) if isinstance(each, Path)]
    assert "hanoi-2019-dprk-offer.yaml" in shipped
    assert [name for name in shipped if not name.endswith(".yaml")] == []


def test_a_line_without_end_is_one_error_and_takes_no_memory(
    regime: Regime, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MOST_BYTES", 100)
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
from kg.check.batch import answer_group, begin_worker, entries
home, source, book = sys.argv[1:]
begin_worker(Path(home), Path(source), book, "compiled")
for answer in answer_group(list(entries(Path(source)))):
    print(answer.text)
"""
