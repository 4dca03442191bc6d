"""Which form of an answer a client wants: Accept headers and suffixes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import mimeparse

from kg.core.errors import BadInput
from kg.present import BY_NAME

#: Media types of documents by suffix, the one that is given where all are equal last.
MEDIA = {
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle",
    ".html": "text/html",
}
#: Media types of answers by form, in the same order.
ANSWERS = {
    form: BY_NAME[form].media
    for form in ("ics", "data", "turtle", "pdf", "docx", "md", "html", "csv", "text", "json")
}

# Who asks for JSON gets the data in it, where there is no other.
_JSON, _JSON_LD = "application/json", "application/ld+json"
# What is in quotes parts nothing, and no form here has a parameter that it could match.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
# A longer header takes long to read.
_LONGEST = 2000


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """Returns the media type that a client likes best; None if it takes none of them.

    Args:
        accept: the header; everything is accepted without one.
        offered: the media types; where several are liked the same, the last is taken.

    Raises:
        BadInput: if the header cannot be read.

    >>> best("text/turtle;q=0.5, TEXT/html", ["text/turtle", "text/html"])
    'text/html'
    >>> best('application/ld+json;profile="a,b"', ["application/ld+json", "text/html"])
    'application/ld+json'
    >>> best("application/json", ["application/ld+json", "text/html"])
    'application/ld+json'
    >>> best("image/png", ["text/html"])
    """
    if not accept or not accept.strip():
        return offered[-1]
    if len(accept) > _LONGEST:
        raise BadInput("the list of media types is too long", where="Accept")
    named = list(offered)
    if _JSON_LD in named and not any("json" in each for each in named if each != _JSON_LD):
        named.insert(0, _JSON)
    try:
        # Capital letters are no others in media types.
        found = mimeparse.best_match(named, _QUOTED.sub("quoted", accept.lower()))
        return (_JSON_LD if found not in offered else found) if found else None
    except (mimeparse.MimeTypeParseException, ValueError):
        raise BadInput(f"{accept[:100]} is no list of media types", where="Accept") from None
