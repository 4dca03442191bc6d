"""The application: what it answers under which address, and what every answer has in common."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kg.core.about import VERSION
from kg.core.errors import KgError
from kg.serve import documents, endpoint, questions, verbs
from kg.serve.front import OPENAPI, Front
from kg.serve.guard import HEALTH, Guard, Held, Refused
from kg.serve.limits import Limits
from kg.serve.pool import Pool, context
from kg.serve.reply import problem, refused
from kg.serve.sending import known, response

_SAYS = (
    "Sanctions law as linked data, and what a deal package does to it. Not legal advice. "
    "A package that is sent is read, answered and forgotten."
)


def application(limits: Limits | None = None) -> FastAPI:
    """Returns the application; its workers start and stop with it.

    Args:
        limits: what a request may take.

    >>> sorted(application().openapi()["paths"])[:3]
    ['/authority', '/balance', '/calendar']
    """
    limits = limits or Limits()
    app = FastAPI(
        title="sanctions-kg",
        version=VERSION,
        description=_SAYS,
        docs_url=None,
        redoc_url=None,
        openapi_url=OPENAPI,
        lifespan=_running,
        redirect_slashes=False,
        dependencies=[Depends(known)],
    )
    app.state.limits, app.state.held = limits, Held(limits.held)
    app.add_middleware(Front, owner=app)
    app.add_middleware(Guard, held=app.state.held)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(KgError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_api_route(HEALTH, _health, methods=["GET"], tags=["server"], summary="Is it alive?")
    for part in (endpoint, questions, verbs):
        app.include_router(part.router(limits))
    # The names of things come last: they take whatever is left.
    app.include_router(documents.router(limits))
    return app


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    limits, found = app.state.limits, context()
    app.state.pool = Pool(found, limits.workers, limits)
    # Documents are cheap, and must not wait behind questions.
    app.state.shelf = documents.Shelf(Pool(found, 1, limits))
    await app.state.pool.start()
    await app.state.shelf.start()
    # What stands now stays: a collection that looks through it would hold up every request.
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        await app.state.pool.stop()
        await app.state.shelf.stop()


async def _health(request: Request) -> dict[str, Any]:
    """Says that the server answers, and how much is waiting."""
    pool: Pool = request.app.state.pool
    return {
        "status": "ok",
        "version": VERSION,
        "workers": pool.size,
        "waiting": pool.waiting,
        "stopped": pool.lost,
    }


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return response(error.reply)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, KgError)
    return response(refused(error))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = str(first["loc"][-1]) if first["loc"] else None
    hint = "/openapi.json says what each address takes"
    return response(problem(422, str(first["msg"]), where=where, hint=hint))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # The framework names the methods of the first route alone.
        known = request.app.openapi()["paths"].get(request.url.path, {"get": None})
        headers["Allow"] = ", ".join(method.upper() for method in known)
    return response(problem(error.status_code, str(error.detail), headers=headers))
