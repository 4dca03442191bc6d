"""Which SPARQL engines can be asked: those that give the rows that the embedded store gives.

Virtuoso 7.2.5 answers some questions with other rows, or in another order, and says nothing: a
variable that OPTIONAL or UNION binds is lost in what follows, and text is sorted without regard to
case. Which ones depends on its statistics. It holds and sends a graph faithfully.
"""

from __future__ import annotations

_UNSURE = frozenset({"virtuoso"})


def is_sure(server: str) -> bool:
    """Says whether an engine can be asked questions.

    Args:
        server: what it calls itself in the header ``Server``.

    >>> is_sure("Virtuoso/07.20.3229 (Linux)"), is_sure("Oxigraph/0.5.13")
    (False, True)
    """
    return server.partition("/")[0].lower() not in _UNSURE
