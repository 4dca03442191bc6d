"""A store elsewhere: its address, what it is asked, and what its failures mean to the user."""

from __future__ import annotations

import http.client
import os
import re
import time
import urllib.error
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.core import sparql
from kg.core.errors import BadInput, StoreError
from kg.core.extras import missing
from kg.remote import answers, failures
from kg.remote.answers import Solutions
from kg.remote.bind import Term, bind
from kg.remote.failures import SECONDS
from kg.remote.login import PASSWORD, USER, Login, from_environment

_ATTEMPTS, _PAUSE = 4, 0.25


@dataclass(frozen=True)
class Endpoint:
    """A SPARQL 1.1 store, asked over HTTP.

    Attributes:
        url: the address for queries.
        update_url: the address for updates.
        graphs: the named graphs that it is asked of, together; what else it holds is not seen.
        seconds: how long one answer may take.
        attempts: how often a request is sent at most, where the store is busy or not there.
        login: the credentials, sent only if the store asks for them.
        server: what the store calls itself, once ``greeted`` has asked.
    """

    url: str
    update_url: str
    graphs: tuple[str, ...] = ()
    seconds: float = 60
    attempts: int = _ATTEMPTS
    login: Login = field(default_factory=from_environment, compare=False)
    server: str = ""

    def select(self, query: str, terms: Mapping[str, Term] | None = None) -> Solutions:
        """Asks a SELECT.

        Args:
            query: the text in SPARQL.
            terms: a value for variables that the query selects.

        Raises:
            BadInput: if the query cannot be read, reaches outside the store or is no SELECT.
            StoreError: if the store does not answer, or not with solutions.
        """
        terms = terms or {}
        parsed = _parsed(query, terms)
        if not isinstance(parsed, ox.QuerySolutions):
            raise BadInput("the query is no SELECT")
        columns = tuple(variable.value for variable in parsed.variables)
        found = answers.solutions(self._ask(query, terms, "SELECT"), self.url)
        rows = ({name: terms.get(name) or row.get(name) for name in columns} for row in found.rows)
        return Solutions(columns, tuple(rows))

    def ask(self, query: str, terms: Mapping[str, Term] | None = None) -> bool:
        """Asks an ASK; arguments and errors as for ``select``."""
        terms = terms or {}
        if not isinstance(_parsed(query, terms), ox.QueryBoolean):
            raise BadInput("the query is no ASK")
        return answers.truth(self._ask(query, terms, "ASK"), self.url)

    def triples(self, query: str) -> frozenset[ox.Triple]:
        """Asks a CONSTRUCT; errors as for ``select``."""
        if not isinstance(_parsed(query, {}), ox.QueryTriples):
            raise BadInput("the query is no CONSTRUCT")
        return answers.triples(self._send(query, "CONSTRUCT")[0], self.url)

    def update(self, text: str) -> None:
        """Changes the store.

        Raises:
            StoreError: if the store does not answer, or refuses.
        """
        self._send(text, "INSERT")

    def greeted(self) -> Endpoint:
        """Returns the same store with what it calls itself; errors as for ``select``."""
        return replace(self, server=self._send("ASK {}", "ASK")[1])

    def _ask(self, query: str, terms: Mapping[str, Term], kind: str) -> bytes:
        bound = bind(query, terms)
        if bound != query:
            _parsed(bound, {})
        return self._send(bound, kind)[0]

    def _send(self, text: str, kind: str) -> tuple[bytes, str]:
        for attempt in range(self.attempts):
            if attempt:
                time.sleep(_PAUSE * 2 ** (attempt - 1))
            try:
                return self._once(text, kind)
            except StoreError as error:
                if attempt + 1 == self.attempts or not error.passing:
                    raise
        raise ValueError("a request is sent at least once")

    def _once(self, text: str, kind: str) -> tuple[bytes, str]:
        try:
            from kg.remote.wrapper import Wrapper
        except ModuleNotFoundError as error:
            raise missing("remote", error) from None
        wrapper = Wrapper(self.url, self.update_url, text, self.graphs, kind, self.seconds)
        where = self.update_url if wrapper.isSparqlUpdateRequest() else self.url
        try:
            body, headers = wrapper.send(self.login)
        except urllib.error.HTTPError as error:
            raise failures.of_status(error, where, bool(self.login.user)) from None
        except (OSError, http.client.HTTPException) as error:
            raise failures.of_connection(error, where, self.seconds) from None
        if headers.get("X-SQL-State") == "S1TAT":
            # Virtuoso answers 200 with what it has found when the time is up.
            raise failures.too_slow(where, self.seconds)
        return body, headers.get("Server", "")


def endpoint(url: str, update_url: str | None = None, seconds: float | None = None) -> Endpoint:
    """Returns the store at an address, after a look at the address alone.

    Args:
        url: the address for queries.
        update_url: the address for updates, where it does not follow from the other: ``/update``
            beside ``/query``, ``/statements`` under a repository, else the same.
        seconds: how long one answer may take; without it the environment may say.

    Raises:
        BadInput: if an address is not of the Web, or holds a password.

    >>> endpoint("http://localhost:7878/query").update_url
    'http://localhost:7878/update'
    """
    for each in (url, update_url or url):
        parts = urlsplit(each)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            hint = "write http://… or https://…, the address for queries"
            raise BadInput(f"{each} is no address of a store", where="--store", hint=hint)
        if parts.username or parts.password:
            hint = f"set {USER} and {PASSWORD} in the environment"
            raise BadInput("the address holds credentials", where="--store", hint=hint)
    return Endpoint(url, update_url or _update_url(url), seconds=seconds or _seconds())


def _seconds() -> float:
    text = os.environ.get(SECONDS, "60")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        raise BadInput(f"{text} is no number of seconds", where=SECONDS, hint="write such as 60")
    return float(text)


def _update_url(url: str) -> str:
    if url.endswith("/query"):
        return url.removesuffix("/query") + "/update"
    return f"{url}/statements" if re.search(r"/repositories/[^/]+$", url) else url


def _parsed(
    query: str, terms: Mapping[str, Term]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Lets the embedded engine read a query, as it would be read there, over an empty store."""
    sparql.check(query)
    values: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): value for name, value in terms.items()
    }
    try:
        return ox.Store().query(query, substitutions=values)
    except SyntaxError as error:
        raise BadInput(f"the query cannot be read: {error.msg}") from None
    except RuntimeError as error:
        raise BadInput(str(error), hint="select every variable that is given a value") from None
