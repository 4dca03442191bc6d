"""The command: what it prints, where, and with which exit code; some of it run as a user does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import process, run

from kg.deal.terms import SCHEMA


def test_a_conforming_package_exits_with_zero() -> None:
    done = process("validate", "wertz-2019-framework")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [
        "The framework of Wertz (2019): conforms",
        "The package conforms to the rulebook of Wertz (2019): all 40 rules that apply to it are "
        "kept.",
    ]


def test_a_breaking_package_exits_with_one_and_its_json_has_the_keys_that_tools_rely_on() -> None:
    done = process("validate", "hanoi-2019-dprk-offer", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert (report["deal"], report["rulebook"], report["asOf"], report["verdict"]) == (
        "deal/hanoi-2019-dprk-offer",
        "rulebook/wertz-2019",
        "2019-02-28",
        "breaks",
    )
    keys = {"rule", "kind", "phase", "commitment", "provisions", "message", "passages"}
    assert all(keys <= set(finding) for finding in report["findings"])
    assert {"passed", "notChecked"} <= set(report)


def test_turtle_is_a_standard_validation_report() -> None:
    import rdflib

    done = run("validate", "hanoi-2019-us-position", "--format", "turtle")
    graph = rdflib.Graph().parse(data=done.stdout, format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    [report] = graph.subjects(rdflib.RDF.type, sh.ValidationReport)
    assert len(list(graph.objects(report, sh.result))) == 10


def test_a_wrong_id_gives_one_message_and_exit_code_two(tmp_path: Path) -> None:
    deal = tmp_path / "deal.yaml"
    deal.write_text(
        "id: deal/x\ntitle: X\nphases:\n  - title: One\n    relief:\n"
        "      - provisions: [un/2397/77]\n        by: unsc\n        how: suspension\n",
        "utf-8",
    )
    done = process("validate", str(deal))
    assert (done.returncode, done.stdout) == (2, "")
    assert "deal.yaml:6" in done.stderr
    assert "did you mean un/2397/7?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "no-such-file.yaml"),
        ("validate", "tutorial", "--rulebook", "no-such-book"),
        ("validate", "tutorial", "--as-of", "2019-02-30"),
        ("justify", "no-such-action"),
        ("price", "no-such-relief"),
        ("show", "un/2397/77"),
        ("query", "no-such-query"),
        ("query", "history-of-subject", "subject"),
    ],
)
def test_bad_input_never_gives_a_traceback(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("sanctions-kg: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "hanoi-2019-dprk-offer"),
        ("value", "kumgang-tourism", "--format", "csv"),
        ("query", "caps", "--format", "json"),
        ("repair", "tutorial", "--best", "1"),
        ("show", "un/2397/77"),
        ("check", "--texts", "no-such-folder"),
    ],
    ids=" ".join,
)
def test_the_command_in_the_tests_own_process_is_the_one_that_a_user_runs(
    arguments: tuple[str, ...],
) -> None:
    """The other tests of commands run them there, with a regime that they share."""
    there, here = process(*arguments), run(*arguments)
    assert (here.returncode, here.stdout, here.stderr) == (
        there.returncode,
        there.stdout,
        there.stderr,
    )


def test_new_writes_a_package_that_can_be_checked_and_never_overwrites(tmp_path: Path) -> None:
    deal = tmp_path / "my-deal.yaml"
    assert run("new", str(deal)).returncode == 0
    assert run("validate", str(deal)).returncode == 0
    before = deal.read_text("utf-8")
    assert before.startswith(f"# yaml-language-server: $schema={SCHEMA}\n")
    again = run("new", "--from", "tutorial", str(deal))
    assert (again.returncode, deal.read_text("utf-8")) == (2, before)


def test_a_package_that_starts_from_another_names_the_schema_where_it_is_served(
    tmp_path: Path,
) -> None:
    deal = tmp_path / "my-deal.yaml"
    assert run("new", "--from", "tutorial", str(deal)).returncode == 0
    shipped = (Path(__file__).parents[1] / "deals" / "tutorial.yaml").read_text("utf-8")
    assert deal.read_text("utf-8") == shipped.replace("package.schema.json", SCHEMA)


def test_an_output_file_is_written_whole_and_is_never_the_package(tmp_path: Path) -> None:
    deal, report = tmp_path / "deal.yaml", tmp_path / "report.json"
    assert run("new", "--from", "tutorial", str(deal)).returncode == 0
    done = run("validate", str(deal), "--format", "json", "-o", str(report))
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(report.read_text("utf-8"))["verdict"] == "breaks"
    before = deal.read_text("utf-8")
    assert run("validate", str(deal), "-o", str(deal)).returncode == 2
    assert deal.read_text("utf-8") == before


def test_the_integrity_check_finds_no_error() -> None:
    done = process("check")
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "0 errors, 0 warnings.")


@pytest.mark.parametrize(
    "command", ["validate", "justify", "price", "show", "query", "check", "new"]
)
def test_help_shows_an_example(command: str) -> None:
    assert "Example: sanctions-kg" in run(command, "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("validate", "hanoi-2019-dprk-offr"), "did you mean hanoi-2019-dprk-offer?"),
        (("new", "--from", "tutoriel", "deal.yaml"), "did you mean tutorial?"),
        (("new", "--from", "missing.yaml", "deal.yaml"), "missing.yaml: cannot be read as text"),
        (("new", "deal.ttl"), "write deal.yaml"),
    ],
)
def test_a_package_that_is_not_there_is_said_so(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []
