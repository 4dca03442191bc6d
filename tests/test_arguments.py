"""The arguments of verbs: what each takes, and that all else is refused in the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from commands import run
from wrongs import wrong

from kg.answers.verbs import VERBS, Argument, Verb
from kg.answers.verbs.argument import LONGEST, parameters
from kg.core.errors import BadInput
from kg.graph.regime import Regime

ALL = [(verb, each) for verb in VERBS for each in verb.arguments]
NAMED = [f"{verb.name}-{each.name}" for verb, each in ALL]


@pytest.mark.parametrize(("verb", "argument"), ALL, ids=NAMED)
def test_what_an_argument_does_not_take_is_refused_by_its_name(
    verb: Verb, argument: Argument
) -> None:
    for value in wrong(argument):
        with pytest.raises(BadInput) as refused:
            verb.read({argument.parameter: value})
        assert refused.value.where == argument.name
        assert len(str(refused.value)) < 400


@pytest.mark.parametrize(("verb", "argument"), ALL, ids=NAMED)
def test_every_default_is_one_that_is_taken(verb: Verb, argument: Argument) -> None:
    if not argument.required:
        assert argument.read(argument.default) == argument.default


def test_every_number_has_bounds_and_is_taken_at_both() -> None:
    numbers = [each for _, each in ALL if each.kind in (int, float)]
    assert {each.name for each in numbers} >= {"best", "after", "phases", "seconds"}
    for each in numbers:
        assert each.bounds is not None, each.name
        assert each.read(each.bounds.least) == each.bounds.least
        for beyond in (each.bounds.least - 1, each.bounds.greatest + 1):
            with pytest.raises(BadInput, match=r"is not a .*number from"):
                each.read(beyond)


def test_a_whole_number_may_be_written_as_json_may_write_it() -> None:
    best = next(each for verb, each in ALL if (verb.name, each.name) == ("repair", "best"))
    assert best.read(7.0) == 7
    with pytest.raises(BadInput, match=r"7\.5 is not a whole number from 1 to 100"):
        best.read(7.5)


@pytest.mark.parametrize("verb", VERBS, ids=[verb.name for verb in VERBS])
def test_every_answer_can_be_narrowed(verb: Verb) -> None:
    assert verb.narrows or verb.packages


@pytest.mark.parametrize("verb", VERBS, ids=[verb.name for verb in VERBS])
def test_an_unknown_name_is_refused_and_the_likely_one_told(verb: Verb) -> None:
    names = [each.name for each in verb.arguments]
    with pytest.raises(BadInput, match=f"{verb.name} has no parameter nope; it takes "):
        parameters(verb.name, verb.arguments, {"nope": 1})
    mistyped = f"{names[0]}s"
    with pytest.raises(BadInput, match=f"{mistyped}; did you mean {names[0]}"):
        parameters(verb.name, verb.arguments, {mistyped: "x"})


@pytest.mark.parametrize("verb", VERBS, ids=[verb.name for verb in VERBS])
def test_what_must_be_there_is_asked_for(verb: Verb) -> None:
    required = [each.name for each in verb.arguments if each.required]
    if required:
        with pytest.raises(BadInput, match=f"{verb.name} needs {required[0]}"):
            parameters(verb.name, verb.arguments, {})


def _options(argument: Argument, value: Any) -> Sequence[str]:
    option = f"--{argument.name.replace('_', '-')}"
    values = value if isinstance(value, list) else [value]
    return [each for one in values for each in (option, str(one))]


# What stands without a name on a command line, so that its options can be tried.
FIRST: Mapping[str, list[str]] = {
    **{verb.name: ["tutorial"] for verb in VERBS if len(verb.packages) == 1},
    "justify": ["road-map"],
    "compare": ["tutorial", "tutorial"],
    "why": ["tutorial", "x"],
    "frontier": [],
    "regime": [],
    "changes": ["--from", "2017-01-01"],
    "price": ["kaesong"],
    "authority": ["kaesong"],
    "history": ["coal"],
    "show": ["un/2397/7"],
    "find": ["oil"],
    "list": ["relief"],
}
OPTIONS = [
    (verb, each, value)
    for verb, each in ALL
    if verb.name in FIRST and verb.name not in ("most", "worth")
    if not (each.required or each.is_package)
    for value in (
        [each.bounds.greatest + 1]
        if each.bounds
        else [["a"] * 2]
        if each.is_list
        else ["x" * (LONGEST + 1)]
        if each.kind is str
        else []
    )
]


@pytest.mark.parametrize(
    ("verb", "argument", "value"), OPTIONS, ids=[f"{v.name}-{a.name}" for v, a, _ in OPTIONS]
)
def test_a_command_refuses_in_the_words_of_the_table(
    verb: Verb, argument: Argument, value: Any
) -> None:
    with pytest.raises(BadInput) as refused:
        argument.read(value)
    if argument.kind is int:
        value = int(value)
    done = run(verb.name, *FIRST[verb.name], *_options(argument, value))
    assert done.returncode == 2
    assert done.stderr == f"sanctions-kg: {refused.value}\n"


def test_a_question_refuses_what_is_no_parameter_or_too_long(regime: Regime) -> None:
    from kg.answers.verbs import questions

    with pytest.raises(BadInput, match="caps has no parameter dya; did you mean day"):
        questions.ask(regime, "caps", {"dya": "2019-01-01"})
    with pytest.raises(BadInput, match="201 letters"):
        questions.ask(regime, "caps", {"day": "9" * 201})
