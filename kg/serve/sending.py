"""What the routes share: how a package comes in and a reply goes out, and what is documented."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from typing import Annotated, Any, get_origin

from fastapi import Query, Request, Response

from kg.answers.verbs.given import Text
from kg.core.errors import BadInput
from kg.core.ids import only_known
from kg.serve.guard import Refused, body
from kg.serve.limits import Limits
from kg.serve.negotiate import ANSWERS
from kg.serve.pool import Pool
from kg.serve.reply import PROBLEM, Reply, problem

#: The endings of files that stand for the media types of a package.
PACKAGES = {
    "application/yaml": ".yaml",
    "application/json": ".json",
    "application/ld+json": ".jsonld",
    "text/turtle": ".ttl",
}
_ALSO = {"text/yaml": ".yaml", "application/x-yaml": ".yaml", "text/x-yaml": ".yaml"}
_PROBLEMS = {
    400: "The request cannot be used.",
    404: "There is no such thing.",
    406: "There is no such form.",
    408: "The request came too slowly.",
    413: "The request or the answer is too large.",
    415: "The package is in no known format.",
    422: "A parameter or the package is not as it must be.",
    429: "Too many requests at a time from one address.",
    503: "No room, or stopped at the limit of time or memory.",
}
_FORM = (
    f"The form of the answer, before the Accept header: {', '.join(reversed(ANSWERS))}, or "
    "fragment, the piece of HTML alone."
)
_FIELDS = {name: {"type": "string"} for name in ("title", "detail", "where", "hint")}
_SCHEMA = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {**_FIELDS, "status": {"type": "integer"}},
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describes the problems that an address may answer with, for OpenAPI."""
    content = {PROBLEM: {"schema": _SCHEMA}}
    return {each: {"description": _PROBLEMS[each], "content": content} for each in statuses}


def found(*media: str) -> dict[int | str, dict[str, Any]]:
    """Describes the answer of an address, for OpenAPI."""
    return {200: {"description": "The answer.", "content": {each: {} for each in media}}}


def client(request: Request) -> str:
    """Returns the address of who asks."""
    return request.client.host if request.client else ""


async def asked(request: Request, job: str, /, **arguments: Any) -> Response:
    """Has a worker do a job and returns its reply."""
    pool: Pool = request.app.state.pool
    return response(await pool.ask(client(request), job, **arguments))


def form(request: Request, format: str | None, posted: bool) -> dict[str, Any]:
    """Returns in which form a client wants an answer, as the jobs take it."""
    asked = request.query_params.multi_items()
    return {
        "accept": request.headers.get("accept"),
        "format": format,
        "query": None if posted else [each for each in asked if each[0] != "format"],
    }


async def known(request: Request) -> None:
    """Refuses what the address says and its route does not take, as ``only_taken`` does.

    A route that describes its parameters by hand reads them by hand, and sees to this itself.
    """
    route = request.scope["route"]
    if "parameters" not in (route.openapi_extra or {}):
        taken = route.dependant.query_params
        lists = [each.alias for each in taken if get_origin(each.field_info.annotation) is list]
        only_taken(request, [each.alias for each in taken], lists)


def only_taken(request: Request, names: Collection[str], lists: Collection[str] = ()) -> None:
    """Refuses a parameter in the address that there is not, and one that stands there twice.

    Args:
        request: the request.
        names: the parameters that its address takes.
        lists: those that may be repeated.

    Raises:
        BadInput: for the first one; it says which may be meant, or how often it stands there.
    """
    only_known(request.query_params, names, request.url.path)
    for name in request.query_params:
        count = len(request.query_params.getlist(name))
        if count > 1 and name not in lists:
            said = f"the address has it {count:,} times"
            raise BadInput(said, where=name, hint="give it once; it is no list")


def form_parameter() -> inspect.Parameter:
    """Returns the parameter of an address that names a form."""
    annotation = Annotated[str | None, Query(description=_FORM)]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter("format", keyword, annotation=annotation, default=None)


def response(reply: Reply) -> Response:
    """Returns a reply as the framework sends it."""
    return Response(reply.body, reply.status, dict(reply.headers), reply.media)


def media_type(request: Request) -> str:
    """Returns the media type of a request, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def package(request: Request, limits: Limits) -> Text:
    """Reads the package in a request.

    Raises:
        Refused: if its media type is none of ``PACKAGES``, or it is too large or too slow.
    """
    kind = media_type(request)
    suffix = {**PACKAGES, **_ALSO, "": ".yaml"}.get(kind)
    if suffix is None:
        hint = f"send {', '.join(PACKAGES)}; with curl: -H 'Content-Type: application/yaml'"
        raise Refused(problem(415, f"no package can be read from {kind[:100]}", hint=hint))
    return Text(await body(request, limits), suffix)


def packages_body() -> dict[str, Any]:
    """Describes a request that holds one package, for OpenAPI."""
    text, thing = {"schema": {"type": "string"}}, {"schema": {"type": "object"}}
    content = {each: thing if "json" in each else text for each in PACKAGES}
    return {"requestBody": {"required": True, "content": content}}
