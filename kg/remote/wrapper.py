"""SPARQLWrapper with what it lacks: a limit on the whole answer, a login sent once asked for."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from email.message import Message

from SPARQLWrapper import CONSTRUCT, JSON, N3, POST, URLENCODED, SPARQLWrapper

from kg.remote.login import Login

_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_CHUNK = 1 << 16


class Wrapper(SPARQLWrapper):
    """One request to a store, by POST in a form.

    Args:
        url: the address for queries.
        update: the address for updates.
        text: the query or the update.
        graphs: the graphs that the query is asked of, as its default graph.
        kind: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``INSERT``, which stands for any update.
        seconds: how long the answer may take; the store is told, too.
    """

    def __init__(
        self, url: str, update: str, text: str, graphs: Iterable[str], kind: str, seconds: float
    ) -> None:
        self.kind, self.seconds = kind, seconds
        wanted = N3 if kind == CONSTRUCT else JSON
        super().__init__(url, updateEndpoint=update, returnFormat=wanted)
        self.setMethod(POST)
        self.setRequestMethod(URLENCODED)
        self.setOnlyConneg(True)
        self.addCustomHttpHeader("Accept", _TRIPLES if kind == CONSTRUCT else _JSON)
        self.setQuery(text)
        if self.isSparqlQueryRequest():
            self.addParameter("timeout", str(int(seconds * 1000)))
            for graph in graphs:
                self.addParameter("default-graph-uri", graph)

    def _parseQueryType(self, query: str) -> str:
        # SPARQLWrapper looks for the first word that begins one: `?address` makes it an update.
        return self.kind

    def send(self, login: Login) -> tuple[bytes, Message]:
        """Sends the request, signed if need be, and reads the whole answer.

        Raises:
            TimeoutError: if the answer is not there in time.
            OSError: if there is no connection, or it breaks off; HTTPError for a status that is
                none of success.
            HTTPException: if it is no HTTP, or the answer is cut short.
        """
        try:
            return self._read(login)
        except urllib.error.HTTPError as error:
            if error.code != 401 or not login.take(error.headers.get_all("WWW-Authenticate") or ()):
                raise
            error.close()
            return self._read(login)

    def _read(self, login: Login) -> tuple[bytes, Message]:
        until = time.monotonic() + self.seconds
        request = self._createRequest()
        login.sign(request)
        opener = urllib.request.build_opener(_Stay)
        with opener.open(request, timeout=self.seconds) as response:
            parts = []
            while part := response.read1(_CHUNK):
                parts.append(part)
                if time.monotonic() > until:
                    raise TimeoutError
            body = b"".join(parts)
            if response.length:
                raise http.client.IncompleteRead(body, response.length)
            return body, response.headers


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would turn the POST into a GET, and lead to another server."""

    def redirect_request(self, *_: object) -> None:
        return None
