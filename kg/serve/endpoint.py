"""The SPARQL 1.1 Protocol, for queries (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from kg.core.errors import BadInput
from kg.core.ids import only_known
from kg.serve import negotiate
from kg.serve.guard import Refused, body
from kg.serve.limits import Limits
from kg.serve.reply import problem
from kg.serve.selection import MEDIA
from kg.serve.sending import asked, found, media_type, problems, response

_FORM, _DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
_PARAMETERS = (
    ("query", "A query in SPARQL 1.1; without one the service is described.", False),
    ("default-graph-uri", "A graph that belongs to the default graph.", True),
    ("named-graph-uri", "A graph that GRAPH finds.", True),
)
_TEXT = {"type": "string"}
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
_REFUSED = "updates are refused; the graph is never changed"


def router(limits: Limits) -> APIRouter:
    """Returns the routes of the endpoint."""
    routes = APIRouter(tags=["SPARQL"])
    replies = {**found(*MEDIA), **problems(400, 406, 408, 413, 415, 422, 429, 503)}
    described = [
        {
            "name": name,
            "in": "query",
            "description": says,
            "schema": {"type": "array", "items": _TEXT} if many else _TEXT,
        }
        for name, says, many in _PARAMETERS
    ]

    @routes.get(
        "/sparql",
        summary="Ask a query in SPARQL.",
        responses=replies,
        openapi_extra={"parameters": described},
        response_class=Response,
    )
    async def get(request: Request) -> Response:
        return await _ask(request, list(request.query_params.multi_items()))

    @routes.post(
        "/sparql",
        summary="Ask a query in SPARQL, as a form or as the whole body.",
        responses=replies,
        openapi_extra={
            # The query itself stands in the body.
            "parameters": described[1:],
            "requestBody": {
                "required": True,
                "content": {
                    _DIRECT: {"schema": _TEXT},
                    _FORM: {
                        "schema": {
                            "type": "object",
                            "required": ["query"],
                            "properties": {"query": _TEXT},
                        }
                    },
                },
            },
        },
        response_class=Response,
    )
    async def post(request: Request) -> Response:
        kind, outer = media_type(request), list(request.query_params.multi_items())
        if kind not in (_FORM, _DIRECT):
            said = f"a query is not read from {kind[:100] or 'a body without a media type'}"
            said = _REFUSED if kind == "application/sparql-update" else said
            raise Refused(problem(415, said, hint=f"send {_DIRECT} or {_FORM}"))
        data = await body(request, limits)
        try:
            text = data.decode()
            if kind == _DIRECT:
                return await _ask(request, [*outer, ("query", text)])
            # A long form takes so long to read that nobody else would be answered meanwhile.
            return await _ask(request, [*outer, *await asyncio.to_thread(_fields, text)])
        except UnicodeDecodeError:
            raise BadInput("the query is not UTF-8", hint="send it as UTF-8") from None
        except ValueError:
            raise BadInput("the form has more than 1,000 fields") from None

    return routes


def _fields(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)


async def _ask(request: Request, given: Sequence[tuple[str, str]]) -> Response:
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    if found := next((name for name in _UPDATES if name in values), None):
        raise BadInput(_REFUSED, where=found, hint="send a query")
    only_known(values, [name for name, _, _ in _PARAMETERS], "/sparql")
    queries = values.get("query", [])
    if not queries and request.method == "GET":
        return await _service(request)
    if len(queries) != 1:
        hint = "send one query"
        raise BadInput(f"the request has {len(queries)} queries", where="query", hint=hint)
    return await asked(
        request,
        "sparql",
        query=queries[0],
        accept=request.headers.get("accept"),
        default=values.get("default-graph-uri", []),
        named=values.get("named-graph-uri", []),
    )


async def _service(request: Request) -> Response:
    """Describes the service in RDF, or shows a form to a browser."""
    *data, page = negotiate.MEDIA.values()
    media = negotiate.best(request.headers.get("accept"), [page, *data])
    if media is None:
        hint = f"there is {', '.join((*data, page))}"
        return response(problem(406, "no such form of the description", hint=hint))
    return await asked(request, "service", media=media, address=str(request.url.replace(query="")))
