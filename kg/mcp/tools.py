"""The tools: the verbs and the named questions, with what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kg.answers.verbs import VERBS, Answer, Argument, questions
from kg.answers.verbs.argument import parameters
from kg.answers.verbs.given import arguments
from kg.answers.verbs.given import package as read_package
from kg.core.errors import BadInput
from kg.core.ids import did_you_mean
from kg.graph import queries
from kg.graph.query_files import PACKAGE

if TYPE_CHECKING:
    from kg.graph.regime import Regime


class Form(StrEnum):
    """The forms of an answer."""

    text = "text"
    json = "json"


@dataclass(frozen=True)
class Tool:
    """A tool: its name, what it does, and what it takes."""

    name: str
    says: str
    arguments: tuple[Argument, ...]

    @property
    def packages(self) -> tuple[Argument, ...]:
        """Those of its arguments that are packages."""
        return tuple(each for each in self.arguments if each.is_package)


@dataclass(frozen=True)
class Told:
    """What a tool answers, and how it is to be written.

    Attributes:
        answer: the answer; a text where it is no more than that.
        form: its form.
        everything: whether a long one is not cut.
        narrows: the arguments with which it becomes shorter.
    """

    answer: Answer | str
    form: Form
    everything: bool
    narrows: tuple[str, ...]


_AS_OF = Argument(
    *("as_of", "as_of", str | None, None),
    "read the law as of this day (YYYY-MM-DD), where it is not the package's own",
)
_SHARED = (
    Argument("form", "form", Form, Form.text, "text, with sources, or json"),
    Argument("everything", "everything", bool, False, "whether a long answer is not cut"),
)
_BY_NAME = {verb.name: verb for verb in VERBS}
_VERBS = tuple(
    Tool(
        verb.name,
        verb.says,
        (*verb.arguments, *((_AS_OF,) if verb.packages else ()), *_SHARED),
    )
    for verb in VERBS
)


def every_tool() -> dict[str, Tool]:
    """Returns the tools by their names.

    >>> [*every_tool()][-1]
    'ask'
    """
    from kg.deal import Deal

    says = "its name; every question is listed if left out"
    asks = (
        Argument("question", "question", str | None, None, says, narrows=True),
        Argument(
            *("parameters", "parameters", Mapping[str, str] | None, None),
            "a value for each parameter, as a text",
        ),
        Argument("package", "package", Deal | None, None, "the package, for a question of one"),
        *_SHARED,
    )
    ask = Tool("ask", "Ask a named question, or list them.", asks)
    return {each.name: each for each in (*_VERBS, ask)}


def find(name: str) -> Tool:
    """Returns a tool by its name.

    Raises:
        BadInput: if there is none of this name.
    """
    known = every_tool()
    if name in known:
        return known[name]
    near = did_you_mean(name, known) if len(name) < 40 else []
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
    raise BadInput(f"no tool {name[:40]}", hint=hint)


def asked(regime: Regime, name: str, given: Mapping[str, Any], seconds: float) -> Told:
    """Answers a call of a tool.

    Args:
        regime: the regime asked.
        name: the name of the tool.
        given: its arguments, as they came.
        seconds: the longest that a search may take that stops of itself.

    Raises:
        BadInput: if an argument is unknown, missing or not as it must be, and as the verb says.
    """
    tool = find(name)
    read = parameters(name, tool.arguments, given)
    form, everything = read.pop("form", Form.text), read.pop("everything", False)
    if name not in _BY_NAME:
        return Told(_question(regime, **read), form, everything, _narrows(read))
    verb, as_of = _BY_NAME[name], read.pop("as_of", None)
    if any(each.name == "seconds" for each in verb.arguments):
        read["seconds"] = min(read.get("seconds", seconds), seconds)
    answer = verb.ask(regime, **arguments(regime, verb, read, as_of, "as_of"))
    smaller = ("fewer phases of the package",) if verb.packages and not verb.narrows else ()
    further = tuple(each for each in verb.narrows if each not in given)
    return Told(answer, form, everything, further or verb.narrows or smaller)


def _question(
    regime: Regime,
    question: str | None = None,
    parameters: Mapping[str, str] | None = None,
    package: Any = None,
) -> Answer | str:
    if question is None:
        return "\n".join(listed()) + "\n"
    deal = None if package is None else read_package(regime, package)
    return questions.ask(regime, question, parameters or {}, deal)


def _narrows(read: Mapping[str, Any]) -> tuple[str, ...]:
    """The parameters of a question, or the question itself where none is asked."""
    if read.get("question") is None:
        return ("question",)
    names = tuple(each.name for each in queries.find(read["question"]).parameters)
    return names or ("another question",)


def listed() -> list[str]:
    """Lists the named questions, each in a line with its parameters."""
    return [
        f"{each.name}: {each.title}"
        + "".join(
            f"; {parameter.name} ({parameter.type}"
            + (f", {parameter.default} if left out" if parameter.default is not None else "")
            + f"): {parameter.meaning}"
            for parameter in each.parameters
        )
        + ("; asks of a package" if each.asks == PACKAGE else "")
        for each in queries.list_queries()
    ]
