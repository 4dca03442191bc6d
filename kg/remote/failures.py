"""What the failure of a store means, and what the user can do about it."""

from __future__ import annotations

import re
import urllib.error

from kg.core.errors import NoAnswer, Refused
from kg.remote.login import PASSWORD, USER

_BUSY = (429, 502, 503, 504)
SECONDS = "SANCTIONS_KG_STORE_SECONDS"
_SLOW = f"raise {SECONDS} and the time limit of the server, or ask for less"
_ADDRESS = "name the address for queries, such as …/query (Oxigraph) or …/sparql (Virtuoso)"


def of_status(error: urllib.error.HTTPError, where: str, with_login: bool) -> Refused:
    """Returns the error for a status of HTTP.

    Args:
        error: what urllib raised.
        where: the address asked.
        with_login: whether there are credentials.
    """
    told = _text(error)
    if error.code == 401:
        what = "does not accept the credentials" if with_login else "wants a user and a password"
        hint = f"set {USER} and {PASSWORD} in the environment"
        return Refused(f"the store {what}", where=where, hint=hint)
    if error.code == 403:
        hint = "use an account that may do this, or another address for updates (--update)"
        return Refused(f"the store forbids it{told}", where=where, hint=hint)
    if error.code in (404, 405):
        return Refused("no store answers at this address", where=where, hint=_ADDRESS)
    if error.code in _BUSY:
        hint = "try again later"
        return Refused(f"the store is busy ({error.code})", where=where, hint=hint, passing=True)
    if 300 <= error.code < 400:
        hint = "name the address that it sends to, if you trust it"
        return Refused("the store sends elsewhere", where=where, hint=hint)
    return Refused(f"the store cannot carry it out ({error.code}){told}", where=where)


def of_connection(error: Exception, where: str, seconds: float) -> NoAnswer:
    """Returns the error for a connection that fails; arguments as for ``of_status``."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return too_slow(where, seconds)
    passing = not isinstance(reason, OSError) or isinstance(reason, ConnectionError)
    hint = "is the server running, and the address right?"
    message = f"the store does not answer ({_short(str(reason) or type(reason).__name__)})"
    return NoAnswer(message, where=where, hint=hint, passing=passing)


def too_slow(where: str, seconds: float) -> NoAnswer:
    """Returns the error for an answer that is not there in time."""
    return NoAnswer(f"no whole answer within {seconds:g} seconds", where=where, hint=_SLOW)


def _text(error: urllib.error.HTTPError) -> str:
    """What the server says, in one line; its copy of the query is left out."""
    try:
        body = error.read(2000).decode("utf-8", "replace")
    except OSError:
        return ""
    said = _short(re.sub(r"<[^>]*>", " ", body.partition("SPARQL query:")[0]))
    return f": {said}" if said else ""


def _short(text: str) -> str:
    return " ".join(text.split())[:300]
