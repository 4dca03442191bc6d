"""The verbs and the named questions as tools for assistants (Model Context Protocol).

A tool answers in the words of the command line, with the passages and sources that it rests on, or
in JSON. What goes wrong comes back as the error that a user would see.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from kg.answers.verbs import VERBS, Answer, Argument, Verb, questions
from kg.answers.verbs.given import arguments
from kg.answers.verbs.given import package as read_package
from kg.core import resources
from kg.core.about import VERSION
from kg.core.errors import KgError
from kg.graph import queries
from kg.graph.query_files import PACKAGE
from kg.graph.regime import Regime
from kg.present.answers import written

Form = Literal["text", "json"]
Package = str | dict[str, Any]

_SAYS = (
    "Answers on {label} from a knowledge graph: what a deal package breaks, what relief "
    "concessions can justify, what stays in force, who decides. Ids look like un/2397/7, "
    "relief/export-suspension, action/yongbyon-freeze; `ask` lists and asks further questions. "
    "Repeat the paragraph, statute or passage that an answer names, and its day. Not legal advice."
)
_PACKAGE = (
    "a package: the name of a shipped one ({names}), a text in YAML, or an object; its keys are "
    "id, title, as-of, phases, and in each phase concessions, relief, safeguards"
)
_AS_OF = "read the law as of this day (YYYY-MM-DD), where it is not the package's own"
_FORM = "text, with sources, or json"
_EVERYTHING = "whether a long text is not cut"
_HOW = "everything=true"
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def server(regime: Regime) -> MCPServer[Any]:
    """Returns the server; it touches neither network nor disk.

    Args:
        regime: the regime that it answers on.
    """
    says = _SAYS.format(label=regime.label(regime.base))
    # An error may quote the package, so it goes to the one who asked and into no log.
    found: MCPServer[Any] = MCPServer(
        "sanctions-kg", instructions=says, version=VERSION, log_level="CRITICAL"
    )
    # One answer at a time: the parsers behind some answers are not made for several threads.
    turn = threading.Lock()
    for verb in VERBS:
        _add(found, verb.name, verb.says, _asking(regime, verb, turn))
    _add(found, "ask", "Ask a named question, or list them.", _questions(regime, turn))
    return found


def _add(server: MCPServer[Any], name: str, says: str, ask: Callable[..., str]) -> None:
    server.add_tool(ask, name, description=says, annotations=_READS, structured_output=False)


def _asking(regime: Regime, verb: Verb, turn: threading.Lock) -> Callable[..., str]:
    def ask(
        form: Form = "text", as_of: str | None = None, everything: bool = False, **given: Any
    ) -> str:
        with turn:
            try:
                values = {each.parameter: given[each.name] for each in verb.arguments}
                read = arguments(regime, verb, values, as_of or None, "as_of")
                return _told(verb.ask(regime, **read), form, everything)
            except KgError as error:
                raise ToolError(str(error)) from None

    wanted = [_parameter(each) for each in verb.arguments]
    if verb.packages:
        wanted.append(_keyword("as_of", str | None, _AS_OF, None))
    ask.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            *wanted,
            _keyword("form", Form, _FORM, "text"),
            _keyword("everything", bool, _EVERYTHING, False),
        ],
        return_annotation=str,
    )
    return ask


def _questions(regime: Regime, turn: threading.Lock) -> Callable[..., str]:
    def ask(
        question: Annotated[
            str | None, Field(description="its name; every question is listed if left out")
        ] = None,
        parameters: Annotated[
            dict[str, str] | None, Field(description="a value for each parameter")
        ] = None,
        package: Annotated[
            Package | None, Field(description="the package, for a question that asks of one")
        ] = None,
        form: Annotated[Form, Field(description=_FORM)] = "text",
        everything: Annotated[bool, Field(description=_EVERYTHING)] = False,
    ) -> str:
        if question is None:
            return "\n".join(_listed())
        with turn:
            try:
                asked = None if package is None else read_package(regime, package)
                answer = questions.ask(regime, question, parameters or {}, asked)
                return _told(answer, form, everything)
            except KgError as error:
                raise ToolError(str(error)) from None

    return ask


def _told(answer: Answer, form: Form, everything: bool) -> str:
    """Returns an answer; a long text is cut, and says how to get all of it."""
    return written(answer, form, everything=everything, how=_HOW).decode()


def _listed() -> list[str]:
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


def _parameter(argument: Argument) -> inspect.Parameter:
    kind, says, default = argument.type, argument.meaning, argument.default
    if argument.is_package:
        names = ", ".join(path.stem for path in resources.deal_files())
        kind, says = Package if argument.required else Package | None, _PACKAGE.format(names=names)
    elif argument.is_list:
        kind, default = list[str], [] if default == () else default
    return _keyword(argument.parameter, kind, says, default)


def _keyword(name: str, kind: Any, says: str, default: Any) -> inspect.Parameter:
    # A word that Python keeps for itself, such as ``from``, can only be an alias.
    alias = name.rstrip("_")
    field = Field(description=says) if alias == name else Field(description=says, alias=alias)
    annotation = Annotated[kind, field]
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
    )
