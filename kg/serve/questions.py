"""The named questions, each under its own address with its own parameters."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from kg.graph import queries
from kg.graph.query_files import PACKAGE
from kg.graph.query_files import Query as Question
from kg.serve import sending
from kg.serve.limits import Limits
from kg.serve.negotiate import ANSWERS

_PACKAGE = "the name of a shipped package; send one of your own with POST"


def router(limits: Limits) -> APIRouter:
    """Returns the routes of the questions."""
    routes = APIRouter(prefix="/queries", tags=["questions"])

    @routes.get("", summary="List the questions.")
    async def listed() -> list[dict[str, Any]]:
        return [
            {
                "name": each.name,
                "theme": each.theme,
                "title": each.title,
                "answers": each.answers,
                "parameters": [
                    {
                        "name": parameter.name,
                        "type": parameter.type,
                        "default": parameter.default,
                        "meaning": parameter.meaning,
                    }
                    for parameter in each.parameters
                ],
                "returns": each.returns,
                "asksOfPackage": each.asks == PACKAGE,
            }
            for each in queries.list_queries()
        ]

    replies = {
        **sending.found(*reversed(ANSWERS.values())),
        **sending.problems(400, 404, 406, 408, 413, 415, 422, 429, 503),
    }
    for each in queries.list_queries():
        shared: dict[str, Any] = {
            "summary": each.title,
            "description": " ".join(text for text in (each.answers, each.notes) if text),
            "responses": replies,
            "response_class": Response,
        }
        of_package = each.asks == PACKAGE
        routes.add_api_route(
            f"/{each.name}", _asking(each, limits, posted=False), methods=["GET"], **shared
        )
        if of_package:
            routes.add_api_route(
                f"/{each.name}",
                _asking(each, limits, posted=True),
                methods=["POST"],
                openapi_extra=sending.packages_body(),
                **shared,
            )
    return routes


def _asking(question: Question, limits: Limits, posted: bool) -> Any:
    async def ask(request: Request, format: str | None = None, **given: Any) -> Response:
        package = given.pop("package", None)
        if posted:
            package = await sending.package(request, limits)
        return await sending.asked(
            request,
            "question",
            name=question.name,
            parameters={name: value for name, value in given.items() if value is not None},
            asked_of=package,
            **sending.form(request, format, posted),
        )

    keyword = inspect.Parameter.KEYWORD_ONLY
    wanted = [
        inspect.Parameter(
            each.name,
            keyword,
            annotation=Annotated[str, Query(description=each.meaning)]
            if each.default is None
            else Annotated[str | None, Query(description=f"{each.meaning}; {each.default}")],
            default=inspect.Parameter.empty if each.default is None else None,
        )
        for each in question.parameters
    ]
    if question.asks == PACKAGE and not posted:
        annotation = Annotated[str, Query(description=_PACKAGE)]
        wanted.append(inspect.Parameter("package", keyword, annotation=annotation))
    wanted.append(sending.form_parameter())
    first = inspect.Parameter("request", keyword, annotation=Request)
    ask.__signature__ = inspect.Signature([first, *wanted])  # type: ignore[attr-defined]
    ask.__name__ = f"{question.name.replace('-', '_')}_{'post' if posted else 'get'}"
    return ask
