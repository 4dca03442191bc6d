"""The site, page by page, and the names of things: which lead to the page or the data about them.

The name of a thing is not a document, so it is answered with 303 and the address of one, chosen by
the Accept header (https://www.w3.org/TR/cooluris/). Documents stand where the static site has them.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from kg.core.ids import ROOT
from kg.serve import negotiate
from kg.serve.limits import Limits
from kg.serve.pool import Pool
from kg.serve.reply import Reply, problem
from kg.serve.sending import client, problems, response

_KEPT = 64_000_000
# The ontology with or without a version, and the shapes; terms are fragments of the first.
_VERSIONED = re.compile(r"ontology(?:/\d+\.\d+\.\d+)?|shapes(?:/[\w./-]*)?(?<!\.ttl)", re.ASCII)
_LATER = {"Cache-Control": "public, max-age=300"}
# What a thing's documents end in; all but the last two are those of the static site.
_SUFFIXES = tuple(negotiate.MEDIA)


class Shelf:
    """The documents that were asked for, and what else there is."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept: OrderedDict[str, Reply] = OrderedDict()
        self._size = 0
        self.paths: frozenset[str] = frozenset()
        self.names: dict[str, str] = {}
        self.things: frozenset[str] = frozenset()
        self.home = ""

    async def start(self) -> None:
        """Starts what makes documents, and learns which there are."""
        await self._pool.start()
        text = (await self._pool.ask("", "paths")).body.decode()
        paths, _, things = text.partition("\n\n")
        self.paths = frozenset(paths.splitlines())
        self.names = dict(line.rsplit(" ", 1) for line in things.splitlines())
        self.things = frozenset(self.names.values())
        self.home = next(
            iri.removeprefix(ROOT) for iri, path in self.names.items() if path.endswith("/index")
        )

    async def stop(self) -> None:
        """Stops it."""
        await self._pool.stop()

    def stem(self, path: str) -> str | None:
        """Returns where the documents of a thing stand, without the suffix; None if none has it.

        Args:
            path: the path of the thing's name, with or without the folder of the regime.
        """
        for name in (path, self.home + path):
            if found := self.names.get(ROOT + name) or self.names.get(f"{ROOT}{name}/"):
                return found
        return None

    async def fetch(self, who: str, path: str) -> Reply:
        """Returns a document, made when it is first asked for."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        reply = await self._pool.ask(who, "document", path=path)
        if reply.status != 200 or path in self._kept:
            return self._kept.get(path, reply)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
        reply = replace(reply, headers={"ETag": tag, **_LATER})
        self._kept[path], self._size = reply, self._size + len(reply.body)
        while self._size > _KEPT:
            self._size -= len(self._kept.popitem(last=False)[1].body)
        return reply


def router(limits: Limits) -> APIRouter:
    """Returns the routes of the site and of names."""
    routes = APIRouter(tags=["things"])
    replies: dict[int | str, dict[str, Any]] = {
        200: {"description": "The document.", "content": {m: {} for m in negotiate.MEDIA.values()}},
        303: {"description": "Where a document about the thing is."},
        304: {"description": "The document has not changed."},
        308: {"description": "Where the document is."},
        **problems(400, 404, 406, 413, 422, 429, 503),
    }

    routes.add_api_route(
        "/{path:path}",
        thing,
        methods=["GET"],
        summary="A thing by its id, such as un/2397/7, or a document, such as dprk/un/2397/7.ttl.",
        responses=replies,
        response_class=Response,
        operation_id="thing",
    )
    return routes


async def thing(request: Request, path: str) -> Response:
    """Answers for a path: a document, or where one is."""
    shelf: Shelf = request.app.state.shelf
    path = path.strip("/") or "index.html"
    if path in shelf.paths:
        return await document(request, shelf, path)
    suffix = next((each for each in _SUFFIXES if path.endswith(each)), "")
    if suffix and (stem := shelf.stem(path.removesuffix(suffix))):
        if path == stem + suffix:
            return await document(request, shelf, path)
        return _elsewhere(308, f"/{stem}{suffix}")
    stem = _whole(path, shelf.home) or shelf.stem(path)
    suffixes = [
        each for each in _SUFFIXES if f"{stem}{each}" in shelf.paths or stem in shelf.things
    ]
    if stem and suffixes:
        return _chosen(request, stem, suffixes)
    return response(_missing(shelf, path))


async def document(request: Request, shelf: Shelf, path: str) -> Response:
    """Answers with a document, or that the client has it already."""
    reply = await shelf.fetch(client(request), path)
    tag = reply.headers.get("ETag")
    known = [
        each.strip().removeprefix("W/")
        for each in request.headers.get("if-none-match", "").split(",")
    ]
    if tag and (tag in known or known == ["*"]):
        return Response(status_code=304, headers=dict(reply.headers))
    return response(reply)


def _chosen(request: Request, stem: str, there: Sequence[str]) -> Response:
    """Sends a client that asks for a thing to the one of its documents that it can read."""
    media = negotiate.best(
        request.headers.get("accept"), [negotiate.MEDIA[suffix] for suffix in there]
    )
    if media is None:
        hint = ", ".join(f"/{stem}{suffix} ({negotiate.MEDIA[suffix]})" for suffix in there)
        return response(problem(406, "no such form of this", hint=f"there is {hint}"))
    suffix = next(suffix for suffix, each in negotiate.MEDIA.items() if each == media)
    return _elsewhere(303, f"/{stem}{suffix}")


def _elsewhere(status: int, path: str) -> Response:
    headers = {"Location": quote(path), "Vary": "Accept", **_LATER}
    return Response(status_code=status, headers=headers)


def _whole(path: str, home: str) -> str | None:
    """Returns the documents about a whole: the ontology, the shapes, a graph, the data set."""
    first = path.partition("/")[0]
    if _VERSIONED.fullmatch(path):
        return first
    inner = path.removeprefix(home)
    graph = inner.removeprefix("graph/")
    if graph != inner:
        return f"data/{graph}" if graph not in ("ontology", "shapes") else graph
    wholes = {"dataset": "void", "catalogue": "dcat", "service": "service", "maintainers": "prov"}
    return wholes.get(inner) or ("prov" if first == "release" else None)


def _missing(shelf: Shelf, path: str) -> Reply:
    above = path
    while above := above.rpartition("/")[0]:
        if shelf.stem(above):
            return problem(404, f"there is no {path[:200]}", hint=f"there is /{above}")
    hint = "/everything.html lists every id, /openapi.json every address"
    return problem(404, f"there is no {path[:200]}", hint=hint)
