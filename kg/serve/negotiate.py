"""Which form of an answer a client wants: Accept headers and suffixes."""

from __future__ import annotations

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
    for form in ("data", "turtle", "pdf", "docx", "md", "html", "csv", "text", "json")
}

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
    >>> best("image/png", ["text/html"])
    """
    if not accept or not accept.strip():
        return offered[-1]
    if len(accept) > _LONGEST:
        raise BadInput("the list of media types is too long", where="Accept")
    try:
        # Capital letters are no others in media types.
        return mimeparse.best_match(list(offered), accept.lower()) or None
    except (mimeparse.MimeTypeParseException, ValueError):
        raise BadInput(f"{accept[:100]} is no list of media types", where="Accept") from None
