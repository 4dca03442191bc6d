"""What a SPARQL engine gets wrong, as tests find it; such a question is asked of the graph as read.

Virtuoso 7.2.5 answers these with other rows, or in another order, and says nothing: a variable that
OPTIONAL or UNION binds is lost in what follows, and text is sorted without regard to case. With
hash joins switched on (``hash_join_enable``) it errs in others, too, now in one, now in another.
"""

from __future__ import annotations

WRONG = {
    "virtuoso": frozenset(
        {
            "addressed-to",
            "barriers-to-relief",
            "changes-between",
            "history-of-goods",
            "lists-and-relief-measures",
            "measures-on-goods",
            "measures-on-hs-code",
            "sources-of",
            "states-after-phase",
            "unverified-records",
            "value-sources",
            "valued-parts-of-package",
            "ways-back-after-phase",
            "who-can-block",
        }
    )
}


def is_wrong(server: str, name: str) -> bool:
    """Says whether an engine is known to answer a named question wrongly.

    Args:
        server: what it calls itself in the header ``Server``.
        name: the name of the question.

    >>> is_wrong("Virtuoso/07.20.3229 (Linux)", "caps")
    False
    """
    return name in WRONG.get(server.partition("/")[0].lower(), ())
