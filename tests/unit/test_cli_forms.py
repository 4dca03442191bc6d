"""The commands are those of the table of verbs, and write each answer in each of its forms."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from samples import DAY, SampleDocument
from typer.testing import CliRunner

from kg.answers.verbs import VERBS, Answer
from kg.cli import app
from kg.cli.common import COMMANDS
from kg.cli.output import Format, Output, width
from kg.core.agenda import Agenda
from kg.core.document import Document, listing
from kg.core.errors import BadInput
from kg.graph.queries import Rows
from kg.present import FORMS
from kg.present.answers import forms, written

# Verbs that are an option of another command.
WITHIN = {"most", "worth"}
RUNNER = CliRunner()


@dataclass(frozen=True)
class Nobody:
    """Stands for a regime of which nothing is asked."""

    data_date: date = DAY
    name: str = "none"
    base: str = field(default="https://example.org/")


def long() -> Document:
    items = (f"entry {number} of a list that is long" for number in range(500))
    return SampleDocument(title="Long", lead="Many.", data_date=DAY, steps=listing(items, "step"))


def answered(**more: Any) -> Answer:
    nobody: Any = Nobody()
    return Answer(nobody, None, (), document=long, data=lambda: {"a": 1}, **more)


def test_the_forms_of_the_command_line_are_all_forms() -> None:
    assert [each.value for each in Format] == [form.name for form in FORMS]


def test_each_verb_is_a_command_with_its_arguments() -> None:
    group: Any = typer.main.get_command(app)
    assert {verb.name for verb in VERBS} - WITHIN <= set(COMMANDS)
    for verb in VERBS:
        if verb.name in WITHIN:
            continue
        command = group.get_command(None, verb.name)
        known = {each.name for each in command.params}
        names = {each.parameter for each in verb.arguments}
        missing = names - known - {"package", "actions"}
        assert not missing, (verb.name, missing)
        assert {"format", "output", "everything", "wide"} <= known
        needs = any(each.required for each in verb.packages)
        assert ("as_of" in known) == needs, verb.name
        assert "Example: sanctions-kg" in (command.epilog or "")
        assert all(getattr(each, "help", None) for each in command.params if each.name != "help")


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(BadInput, match="no command pric; did you mean price"):
        RUNNER.invoke(app, ["pric"], catch_exceptions=False)
    with pytest.raises(BadInput, match="no command xyz; sanctions-kg --help lists them"):
        RUNNER.invoke(app, ["xyz"], catch_exceptions=False)


@pytest.mark.parametrize("seconds", ["nan", "inf"])
def test_a_server_needs_a_limit_that_is_a_number(seconds: str) -> None:
    with pytest.raises(BadInput, match=f"--seconds: {seconds} seconds"):
        RUNNER.invoke(app, ["serve", "--seconds", seconds], catch_exceptions=False)


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("a.json", "json"),
        ("a.csv", "csv"),
        ("a.html", "html"),
        ("a.md", "md"),
        ("a.docx", "docx"),
        ("a.PDF", "pdf"),
        ("a.txt", "text"),
        ("a.ttl", "turtle"),
        ("a.nq", "data"),
        ("a", "text"),
    ],
)
def test_the_name_of_the_file_says_the_form(file: str, form: str) -> None:
    assert Output(file=Path(file)).form == form
    assert Output(Format.json, Path(file)).form == "json"


@pytest.mark.parametrize("form", ["html", "md", "docx", "pdf", "json", "text"])
def test_an_answer_is_put_into_a_file(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"answer.{form}"
    Output(Format(form), file, everything=True).write(answered())
    assert file.read_bytes() == written(answered(), form)


def test_an_answer_has_the_forms_that_it_can_have() -> None:
    def agenda() -> Agenda:
        return Agenda("Nothing", date(2026, 7, 21), ())

    assert forms(answered()) == ("text", "html", "md", "docx", "pdf", "json")
    table = answered(rows=lambda: Rows((), ()), turtle=str, graph=str, agenda=agenda)
    assert forms(table) == tuple(form.name for form in FORMS)
    with pytest.raises(BadInput, match="no form csv"):
        written(answered(), "csv")


def test_what_is_no_text_is_not_written_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(BadInput, match=r"-o answer\.docx"):
        Output(Format.docx).write(answered())


def test_a_long_list_is_cut_unless_all_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    Output().write(answered())
    short = capsys.readouterr().out
    assert short.count("\n") <= 120
    assert "more steps (--all)" in short
    Output(everything=True).write(answered())
    assert capsys.readouterr().out.count("entry") == 500


def test_columns_and_wide_are_honoured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    Output().write(answered())
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 30
    assert width(wide=True) is None
    monkeypatch.delenv("COLUMNS")
    assert width(in_file=True) is None


def test_several_answers_are_parted_and_do_not_fit_into_one_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    Output().write(answered(), answered())
    assert capsys.readouterr().out.count("Long\n") == 2
    Output(Format.json).write(answered(), answered())
    assert capsys.readouterr().out.startswith("[\n")
    with pytest.raises(BadInput, match="2 answers do not fit into one html"):
        Output(Format.html).write(answered(), answered())


def test_an_output_file_is_never_one_that_is_read(tmp_path: Path) -> None:
    file = tmp_path / "deal.md"
    file.write_text("x", "utf-8")
    with pytest.raises(BadInput, match="is one that is read"):
        Output(file=file).write(answered(), inputs=[file])
    assert file.read_text("utf-8") == "x"


def test_price_is_written_as_a_page_and_not_as_a_table(tmp_path: Path) -> None:
    page = tmp_path / "price.html"
    assert RUNNER.invoke(app, ["price", "kaesong", "-o", str(page)]).exit_code == 0
    assert '<article class="answer" data-kind="price">' in page.read_text("utf-8")
    done = RUNNER.invoke(app, ["price", "kaesong", "--format", "csv"])
    assert isinstance(done.exception, BadInput)
    assert "this answer has no form csv" in str(done.exception)


def test_every_command_says_what_it_does() -> None:
    group: Any = typer.main.get_command(app)
    for name in COMMANDS:
        assert group.get_command(None, name).help, name
