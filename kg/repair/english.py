"""Articles, commas and lists: how names stand in an English sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ARTICLES = ("a ", "an ", "the ")
_MOST = 6
# Names of actors that carry no article, and nouns that carry “a” where no “of” follows them.
WITHOUT_ARTICLE = ("New Zealand", "South Africa", "Customs and Border Protection")
_COUNTED = frozenset(
    (
        *("account", "channel", "commitment", "donor", "escrow", "freeze", "limit", "map"),
        *("moratorium", "opening", "pledge", "promise", "reactor", "reduction"),
        *("exemption", "licence", "rescission", "suspension", "termination", "waiver"),
    )
)


def unverified(what: str) -> str:
    """Leaves out of a name that a step is verified, where it is said by whom."""
    return re.sub(r"\bverified (?=halt|steps|end)", "", what, count=1)


def closed(what: str) -> str:
    """Closes with a comma what follows one, unless it is a list.

    >>> closed("the halt, enrichment included"), closed("rail, road and others")
    ('the halt, enrichment included,', 'rail, road and others')
    """
    last = what.rpartition(", ")[2]
    return f"{what}," if last != what and " and " not in last else what


def with_article(label: str) -> str:
    """Puts an article before a name, where English has one.

    >>> [with_article(name) for name in ("freeze of the reactor", "freeze on tests", "access")]
    ['the freeze of the reactor', 'a freeze on tests', 'access']
    """
    if label.startswith(_ARTICLES):
        return label
    head, *rest = re.split(r" (of|for|to|on|from|in|with|that|not|as|and) ", label, maxsplit=1)
    if rest[:1] in (["of"], ["and"]) and not head.endswith("s") and " of " in label:
        return f"the {label}"
    if head.rpartition(" ")[2] in _COUNTED:
        return f"{'an' if head[0] in 'aeio' else 'a'} {label}"
    return label


def listed(names: Sequence[str] | Iterable[str]) -> str:
    """Joins names with commas and “and”, and counts those beyond the most.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    every = list(names)
    if len(every) > _MOST:
        every = [*every[: _MOST - 1], f"{len(every) - _MOST + 1} more"]
    return " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)
