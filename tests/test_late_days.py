"""A day after that of the data is warned of by every verb that reads one, in every form."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asked import package
from commands import run, told

from kg.answers.verbs import VERBS, Answer, Verb
from kg.answers.verbs.questions import ask
from kg.core.dates import past
from kg.graph.regime import Regime

LATE = date(2099, 1, 1)
# What each verb needs beside packages; a day where it takes one.
GIVEN: dict[str, dict[str, Any]] = {
    "why": {"rule": "exports-need-fissile-halt"},
    "repair": {"best": 1},
    "frontier": {"seconds": 0.5, "phases": 1},
    "changes": {"from_": "2026-01-01", "to": str(LATE)},
    "worth": {"relief": "kaesong", "on": str(LATE)},
    "authority": {"id": "kaesong", "on": str(LATE)},
    "regime": {"on": str(LATE)},
    "can-i": {"what": ["travel"], "on": str(LATE)},
}
# The verbs that read no day but that of the data.
TIMELESS = {"justify", "price", "history", "show", "find", "list"}


def late_answer(regime: Regime, verb: Verb) -> Answer:
    deal = package(regime, "wertz-2019-framework").at(LATE)
    packages = {each.parameter: deal for each in verb.packages}
    return verb.ask(regime, **packages, **GIVEN.get(verb.name, {}))


@pytest.mark.parametrize("verb", [v for v in VERBS if v.name not in TIMELESS], ids=lambda v: v.name)
def test_every_verb_warns_in_every_form(regime: Regime, verb: Verb) -> None:
    answer = late_answer(regime, verb)
    said = past(LATE, regime.data_date)
    assert said is not None
    for form in ("text", "html", "md"):
        words = " ".join(told(answer, form).split())
        assert "changes are missing" in words or "since then is missing" in words, form
        assert str(LATE) in words, form
    assert answer.data()["pastDataDate"] == said
    # Tables and triples have no room for it: it goes to stderr and into a header.
    assert answer.warning is not None
    assert answer.warning.count(said) == 1


def test_a_day_up_to_that_of_the_data_is_not_warned_of(regime: Regime) -> None:
    deal = package(regime, "wertz-2019-framework").at(regime.data_date)
    for verb in VERBS:
        if verb.name in ("residual", "balance"):
            answer = verb.ask(regime, package=deal)
            assert answer.warning is None
            assert "pastDataDate" not in answer.data()


def test_a_question_warns_too(regime: Regime) -> None:
    answer = ask(regime, "caps", {"day": str(LATE)})
    assert past(LATE, regime.data_date) == answer.warning


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_command_warns_on_stderr_where_the_form_cannot(form: str) -> None:
    done = run("residual", "tutorial", "--as-of", str(LATE), "--format", form)
    assert f"sanctions-kg: warning: {LATE} is after" in done.stderr
    if form == "json":
        assert "pastDataDate" in json.loads(done.stdout)


def test_several_answers_warn_each_as_one_does(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        files.append(tmp_path / f"{name}.yaml")
        relief = "{measure: import-suspension, by: unsc, how: suspension}"
        head = f"id: deal/{name}\ntitle: T\nas-of: 2030-01-01\nphases:\n"
        files[-1].write_text(f"{head}  - title: One\n    relief: [{relief}]\n", "utf-8")
    found = json.loads(run("validate", *files, "--format", "json").stdout)
    assert ["2030-01-01 is after" in each["warning"] for each in found] == [True, True]
