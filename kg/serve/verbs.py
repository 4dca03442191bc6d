"""The verbs, each under its own address: GET asks of what is shipped, POST of one's own package."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from kg.answers.verbs import VERBS, Argument, Verb
from kg.core.errors import BadInput
from kg.serve import sending
from kg.serve.guard import body
from kg.serve.limits import Limits
from kg.serve.negotiate import ANSWERS

_PACKAGE = "the name of a shipped package; send one of your own with POST"
_AS_OF = "Read the law as of this day (YYYY-MM-DD)."
_PAIR = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["a", "b"],
                    "properties": {each: {"type": ["object", "string"]} for each in "ab"},
                }
            }
        },
    }
}


def router(limits: Limits) -> APIRouter:
    """Returns the routes of the verbs."""
    routes = APIRouter(tags=["verbs"])
    by_name = {verb.name: verb for verb in VERBS}
    for verb in VERBS:
        _add(routes, verb, verb.name, limits, posted=False)
        if verb.packages:
            _add(routes, verb, verb.name, limits, posted=True)
    # What the concessions of a package can justify is the most that goes together with them.
    _add(routes, by_name["most"], "justify", limits, posted=True)
    return routes


def _add(routes: APIRouter, verb: Verb, name: str, limits: Limits, posted: bool) -> None:
    extra = (_PAIR if len(verb.packages) > 1 else sending.packages_body()) if posted else None
    routes.add_api_route(
        f"/{name}",
        _asking(verb, name, limits, posted),
        methods=["POST" if posted else "GET"],
        summary=verb.says,
        responses={
            **sending.found(*reversed(ANSWERS.values())),
            **sending.problems(400, 404, 406, 408, 413, 415, 422, 429, 503),
        },
        response_class=Response,
        openapi_extra=extra,
    )


def _asking(verb: Verb, name: str, limits: Limits, posted: bool) -> Any:
    async def ask(
        request: Request, as_of: str | None = None, format: str | None = None, **given: Any
    ) -> Response:
        arguments = {key: value for key, value in given.items() if value is not None}
        if posted:
            arguments |= await _packages(request, verb, limits)
        if "seconds" in arguments:
            # A search that must stop of itself, before it is stopped.
            read = verb.read({"seconds": arguments["seconds"]})
            arguments["seconds"] = min(read["seconds"], limits.seconds / 2)
        return await sending.asked(
            request,
            "verb",
            name=verb.name,
            arguments=arguments,
            as_of=as_of,
            **sending.form(request, format, posted),
        )

    keyword = inspect.Parameter.KEYWORD_ONLY
    wanted = [_parameter(each) for each in verb.arguments if not (posted and each.is_package)]
    if verb.packages:
        annotation = Annotated[str | None, Query(alias="as-of", description=_AS_OF)]
        wanted.append(inspect.Parameter("as_of", keyword, annotation=annotation, default=None))
    wanted.append(sending.form_parameter())
    first = inspect.Parameter("request", keyword, annotation=Request)
    ask.__signature__ = inspect.Signature([first, *wanted])  # type: ignore[attr-defined]
    ask.__name__ = f"{name}_{'post' if posted else 'get'}"
    return ask


def _parameter(argument: Argument) -> inspect.Parameter:
    kind = argument.type
    if argument.is_package:
        kind = str if argument.required else str | None
    elif argument.is_list:
        kind = list[str]
    says = _PACKAGE if argument.is_package else argument.meaning
    query = Query(alias=argument.name.replace("_", "-"), description=says)
    default = list(argument.default) if argument.default == () else argument.default
    return inspect.Parameter(
        argument.parameter,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[kind, query],
        default=default,
    )


async def _packages(request: Request, verb: Verb, limits: Limits) -> Mapping[str, Any]:
    names = [each.parameter for each in verb.packages]
    if len(names) == 1:
        return {names[0]: await sending.package(request, limits)}
    try:
        both = await asyncio.to_thread(json.loads, await body(request, limits))
    except (ValueError, RecursionError):
        both = None
    if not isinstance(both, dict) or set(both) != set(names):
        hint = "each is a package as an object, a text in YAML, or the name of a shipped one"
        raise BadInput(f"send a JSON object with {' and '.join(names)}", hint=hint)
    if not all(isinstance(each, str | dict) for each in both.values()):
        raise BadInput("a package is an object or a text", hint="see docs/format.md")
    return both
