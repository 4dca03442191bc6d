"""The jobs of a worker: each takes plain values, asks the loaded regime, and returns a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from kg.answers.verbs import VERBS, given, questions
from kg.core.errors import UnknownId
from kg.graph.parts import Part
from kg.publish import describe, formats
from kg.publish.describe import MEDIA
from kg.publish.names import Syntax
from kg.serve import negotiate, warm
from kg.serve.answers import reply
from kg.serve.reply import Reply
from kg.serve.selection import answered

_OTHER = {
    ".html": "text/html",
    ".css": "text/css",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain",
}
_MORE = {".nt": Syntax.nt, ".rdf": Syntax.rdfxml}
_SYNTAX = {
    "application/rdf+xml": Syntax.rdfxml,
    "application/n-triples": Syntax.nt,
    "application/ld+json": Syntax.jsonld,
    "text/turtle": Syntax.turtle,
}


def paths(most: int) -> Reply:
    """Lists the files of the site, and what names of things lead to, as lines of text."""
    places = warm.pages().places
    things = (f"{node.value} {path}" for node, path in places.items())
    return Reply("\n".join([*warm.documents(), "", *things]).encode(), "text/plain")


def document(path: str, most: int) -> Reply:
    """Makes a file of the site, or the N-Triples or RDF/XML of a thing.

    Args:
        path: its path.
        most: as everywhere here, the most bytes of an answer.
    """
    suffix = path[path.rfind(".") :]
    if make := warm.documents().get(path):
        media = "application/gzip" if suffix == ".gz" else {**MEDIA, **_OTHER}.get(suffix)
        return Reply(make(), media or "application/octet-stream")
    stem = path.removesuffix(suffix)
    node = next((node for node, place in warm.pages().places.items() if place == stem), None)
    if suffix not in _MORE or not isinstance(node, ox.NamedNode):
        raise UnknownId(f"there is no {path}")
    part = Part(stem, node, warm.pages().things.said(node))
    written = formats.write(warm.regime(), [part], _MORE[suffix])
    return Reply(written, negotiate.MEDIA[suffix])


def service(media: str, address: str, most: int) -> Reply:
    """Describes the service.

    Args:
        media: one of ``negotiate.MEDIA``; the page for a browser holds a form.
        address: where the service is.
        most: the most bytes.
    """
    regime = warm.regime()
    if media == "text/html":
        return Reply(warm.form(), media)
    found = describe.service(regime, address)
    syntax = _SYNTAX[media]
    part = Part("service", ox.NamedNode(address), found)
    return Reply(formats.write(regime, [part], syntax), media, headers={"Vary": "Accept"})


def sparql(
    query: str, accept: str | None, default: list[str], named: list[str], most: int
) -> Reply:
    """Answers a query: see ``kg.serve.selection``."""
    return answered(warm.regime(), query, accept, default, named, most, warm.result)


def question(
    name: str,
    parameters: Mapping[str, str],
    asked_of: Any,
    accept: str | None,
    format: str | None,
    query: Sequence[tuple[str, str]] | None,
    most: int,
) -> Reply:
    """Asks a named question.

    Args:
        name: its name.
        parameters: a value for each parameter.
        asked_of: the package for a question that asks of one, else None.
        accept: the media types that the client takes.
        format: the form that the address names, if it names one.
        query: what stands in the address, where the same address gives the answer again.
        most: the most bytes.
    """
    regime = warm.regime()
    deal = None if asked_of is None else given.package(regime, asked_of)
    answer = questions.ask(regime, name, parameters, deal)
    return reply(answer, f"queries/{name}", accept, format, query)


def verb(
    name: str,
    arguments: Mapping[str, Any],
    as_of: str | None,
    accept: str | None,
    format: str | None,
    query: Sequence[tuple[str, str]] | None,
    most: int,
) -> Reply:
    """Answers a verb.

    Args:
        name: the verb.
        arguments: its arguments; a package is whatever ``kg.answers.verbs.given`` takes for one.
        as_of: the day at which the law is read for packages, where it is not their own.
        accept: the media types that the client takes.
        format: the form that the address names, if it names one.
        query: what stands in the address, where the same address gives the answer again.
        most: the most bytes.
    """
    regime = warm.regime()
    asked = next(each for each in VERBS if each.name == name)
    answer = asked.ask(regime, **given.arguments(regime, asked, arguments, as_of, "as-of"))
    return reply(answer, name, accept, format, query)
