"""What goes back to a client: a status, a media type and bytes; and problems in one form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from kg.core.errors import BadInput, KgError, UnknownId

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Reply:
    """An answer to a request."""

    body: bytes
    media: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(
    status: int,
    detail: str,
    *,
    where: str | None = None,
    hint: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Returns a problem as RFC 9457 writes it.

    Args:
        status: the status of HTTP.
        detail: what is wrong.
        where: the parameter, or the line of the package.
        hint: what to do about it.
        headers: further headers.

    >>> problem(404, "nothing has the id un/9", hint="did you mean un/1718?").status
    404
    """
    said = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    said |= {"where": where} if where else {}
    said |= {"hint": hint} if hint else {}
    body = (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
    return Reply(body, PROBLEM, status, headers or {})


def stopping() -> Reply:
    """Returns the problem of a request that meets the end of the server."""
    return problem(503, "the server is stopping", hint="ask again", headers={"Retry-After": "5"})


def refused(error: KgError) -> Reply:
    """Returns the problem of an error that a user can act on.

    >>> refused(UnknownId("no goods cole", where="--goods")).status
    404
    """
    from kg.deal import BadPackage

    if isinstance(error, BadPackage):
        return problem(422, str(error), hint="each line says where and what to do")
    status = 404 if isinstance(error, UnknownId) else 400 if isinstance(error, BadInput) else 500
    # An option of the command line is a parameter here.
    where = error.where.removeprefix("--") if error.where else None
    return problem(status, error.message, where=where, hint=error.hint)


class TooLarge(Exception):
    """An answer is larger than the limit."""
