"""A day after the facts, or before the first law, is warned of by every verb in every form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from serving import Server, running
from test_unseen import read

from kg.answers.verbs import VERBS
from kg.graph import queries
from kg.graph.regime import Regime
from kg.present.answers import forms

LATE, EARLY = "2029-01-01", "1900-01-01"
DAYS = ("as-of", "on", "day", "last", "to")
# Verbs that read the law of a day, with what else they need.
ASKED: dict[str, dict[str, str]] = {
    "validate": {"package": "tutorial"},
    "repair": {"package": "wertz-2019-framework"},
    "residual": {"package": "tutorial"},
    "exposure": {"package": "tutorial"},
    "balance": {"package": "tutorial"},
    "compare": {"a": "tutorial", "b": "hanoi-2019-us-position"},
    "why": {"package": "tutorial", "rule": "exports-need-fissile-halt"},
    "stakeholders": {"package": "tutorial"},
    "value": {"package": "tutorial"},
    "calendar": {"package": "tutorial"},
    "worth": {"relief": "kaesong"},
    "authority": {"id": "kaesong"},
    "regime": {"goods": "coal"},
    "changes": {"from": "2017-01-01"},
    "can-i": {"what": "travel"},
}
# Those that read it as it is, or without a day.
OF_NO_DAY = {"justify", "most", "price", "frontier", "history", "show", "find", "list"}
DAY_OF = {"worth": "on", "authority": "on", "regime": "on", "changes": "to", "can-i": "on"}
MEDIA = {"csv": "text/csv", "json": "application/json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("days"), workers=1, seconds=60) as found:
        yield found


def _warned(server: Server, path: str, said: str, **asked: Any) -> None:
    """Asks in every form, and finds the warning in the header and in the body."""
    seen = 0
    for form in ("text", "html", "md", "docx", "pdf", "json", "csv", "fragment"):
        reply = server.ask(path, **asked, format=form)
        if form == "csv" and reply.status == 400:
            continue
        assert reply.status == 200, (path, form, reply.body[:500])
        assert said in reply.headers["X-Warning"], (path, form)
        if form == "json":
            assert said in reply.data["warning"]
        elif form == "csv":
            head, *rows = csv.reader(io.StringIO(reply.body.decode()))
            assert head[-1] == "warning"
            assert all(said in row[-1] for row in rows)
            assert all(row[head.index("as_of")] for row in rows)
        else:
            words = read(reply.body, form).replace("\\", "").replace("&#39;", "'")
            assert "".join(said.split()) in "".join(words.split()), (path, form)
        seen += 1
    assert seen >= 7


def test_each_verb_reads_the_law_of_a_day_or_of_none() -> None:
    assert set(ASKED) | OF_NO_DAY == {verb.name for verb in VERBS}
    for verb in VERBS:
        has = bool(verb.packages) or any(each.name in DAYS for each in verb.arguments)
        assert has == (verb.name in ASKED) or verb.name in ("most", "frontier"), verb.name


@pytest.mark.parametrize("verb", ASKED)
def test_a_verb_warns_of_a_day_after_the_facts(server: Server, verb: str) -> None:
    asked = {**ASKED[verb], DAY_OF.get(verb, "as-of"): LATE}
    _warned(server, f"/{verb}", f"{LATE} is after 2026-07-21, up to which the facts", **asked)


@pytest.mark.parametrize("verb", ["residual", "authority", "regime"])
def test_a_verb_warns_of_a_day_before_the_first_law(
    server: Server, verb: str, regime: Regime
) -> None:
    first = regime.first_day
    assert (first, first - timedelta(days=1)) == (date(1930, 6, 17), date(1930, 6, 16))
    asked = {**ASKED[verb], DAY_OF.get(verb, "as-of"): EARLY}
    _warned(
        server, f"/{verb}", f"{EARLY} is before {first}, from which on law is on record", **asked
    )
    asked[DAY_OF.get(verb, "as-of")] = str(first)
    assert "X-Warning" not in server.ask(f"/{verb}", **asked).headers


OF_A_DAY = [
    each.name
    for each in queries.list_queries()
    if any(parameter.name in DAYS and parameter.type == "date" for parameter in each.parameters)
]


def test_every_question_of_a_day_warns_of_it(regime: Regime) -> None:
    from kg.answers.verbs.questions import ask
    from kg.present.answers import written

    assert len(OF_A_DAY) > 20
    seen = 0
    for name in OF_A_DAY:
        query = queries.find(name)
        given = {
            each.name: LATE
            for each in query.parameters
            if each.type == "date" and each.name in DAYS
        }
        if query.asks or any(
            each.default is None and each.name not in given for each in query.parameters
        ):
            continue
        answer = ask(regime, name, given)
        assert answer.as_of, name
        assert f"{LATE} is after" in (answer.warning or ""), name
        assert f"{LATE} is after" in json.loads(written(answer, "json"))["warning"]
        assert "csv" in forms(answer)
        assert written(answer, "csv").decode().partition("\r\n")[0].endswith(",warning")
        assert f"Warning: {LATE} is after" in written(answer, "text").decode()
        seen += 1
    assert seen > 10
