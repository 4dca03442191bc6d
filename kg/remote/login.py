"""Credentials for a store: from the environment only, sent only when the store asks for them."""

from __future__ import annotations

import base64
import os
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field

USER, PASSWORD = "SANCTIONS_KG_STORE_USER", "SANCTIONS_KG_STORE_PASSWORD"


@dataclass
class Login:
    """A user and a password, and the last challenge of the store, which signs what follows.

    A store that wants them answers 401 and says how: Basic, or Digest, in which the password is not
    sent. What comes later is signed at once, so that a long text is sent only once. Where a request
    is sent on to another address, the signature stays behind.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    _scheme: str = field(default="", init=False, repr=False)
    _wanted: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _known: urllib.request.HTTPPasswordMgrWithDefaultRealm = field(
        default_factory=urllib.request.HTTPPasswordMgrWithDefaultRealm, init=False, repr=False
    )
    _digest: urllib.request.HTTPDigestAuthHandler | None = field(
        default=None, init=False, repr=False
    )

    def take(self, challenges: Iterable[str]) -> bool:
        """Takes the challenges of a store; false if there is nothing to answer them with."""
        known = {each.partition(" ")[0].lower(): each.partition(" ")[2] for each in challenges}
        self._scheme = next((each for each in ("digest", "basic") if each in known), "")
        if not self.user or not self._scheme:
            return False
        if self._scheme == "digest":
            details = urllib.request.parse_http_list(known["digest"])
            self._wanted = urllib.request.parse_keqv_list(details)
            self._digest = urllib.request.HTTPDigestAuthHandler(self._known)
        return True

    def sign(self, request: urllib.request.Request) -> None:
        """Adds to a request what the last challenge wants; nothing before the first."""
        if self._scheme == "basic":
            pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {pair}")
        elif self._digest is not None:
            self._known.add_password(None, request.full_url, self.user, self.password)
            signed = self._digest.get_authorization(request, self._wanted)
            request.add_unredirected_header("Authorization", f"Digest {signed}")


def from_environment() -> Login:
    """Returns the credentials that the environment holds; without a user there are none."""
    return Login(os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
