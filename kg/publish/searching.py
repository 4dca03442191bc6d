"""The page on which the site is searched, and the index that its script reads, without a server.

The index holds every name that `find` knows, and by what words are read and ranked, so that the
script of the page (``web/``) finds what the command does. It is a script itself: a page from a disk
may load one, and no other file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.answers import verbs
from kg.answers.find import command, everything
from kg.answers.find.document import KINDS
from kg.core.search import NUMBERS, Entry, grammar
from kg.graph.finding import entries
from kg.publish.places import home

if TYPE_CHECKING:
    from kg.graph.regime import Regime
    from kg.publish.pages import Pages

#: Where the box on each page leads.
PAGE = "search.html"
#: What the page loads.
INDEX, SCRIPT = "search-index.js", "search.js"
# Before anything is asked the page shows by which words one finds something of these kinds.
_EXAMPLES = ("goods", "relief", "act", "action", "provision")


def page(regime: Regime, pages: Pages, scripts: bool) -> bytes:
    """Returns the page on which one searches.

    Args:
        regime: the regime.
        pages: the pages of the site.
        scripts: whether its own script finds; where it does not, a server answers.
    """
    loaded = (INDEX, SCRIPT) if scripts else ()
    return pages.write("search", PAGE, "Find", examples=_examples(regime), scripts=loaded)


def _examples(regime: Regime) -> list[str]:
    """Returns, for some kinds, how people call what has the most names."""
    known = sorted(entries(regime), key=lambda entry: (-len(entry.names), entry.id))
    of = {kind: next((each for each in known if each.kind == kind), None) for kind in _EXAMPLES}
    named = ([name for name in each.names if name != each.label] for each in of.values() if each)
    return [names[0] for names in named if names]


def index(regime: Regime, pages: Pages) -> bytes:
    """Returns the index: everything that can be found, with its page.

    Args:
        regime: the regime; of its packages only the names are looked for.
        pages: the pages of the site.
    """
    known = everything(regime, verbs.entries()).entries
    data = {
        **grammar(),
        "kinds": KINDS,
        "home": home(pages.regime),
        "known": [dict(_record(pages, each)) for each in known],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.known = {text};\n".encode()


def _record(pages: Pages, entry: Entry) -> Iterator[tuple[str, Any]]:
    """Yields what the script knows of a thing; what it can tell by itself is left out."""
    path = entry.id.removeprefix("skg:")
    names = [each for each in dict.fromkeys(entry.names) if each not in (entry.label, path)]
    # A heading of the Harmonized System has its code in its label, before its name.
    own = entry.label.removeprefix(f"{entry.id} ") if entry.common else path.partition("/")[2]
    names = [each for each in names if each != own]
    said = entry.text.removeprefix(f"{entry.kind} ")
    yield from (("id", entry.id), ("kind", entry.kind), ("label", entry.label))
    if names:
        yield "names", names
    if said in names:
        yield "says", names.index(said)
    elif entry.text.partition(" ")[0] != entry.kind:
        yield "text", entry.text[: int(NUMBERS["letters"])]
    elif said != entry.kind:
        yield "says", said[: int(NUMBERS["letters"])]
    if entry.weight != 1:
        yield "weight", entry.weight
    if entry.common:
        yield "common", entry.common
    place = pages.stem(f"deal/{entry.id}" if entry.kind == "package" else entry.id)
    if not place:
        yield "command", command(entry.id, entry.kind)
    elif place != f"{home(pages.regime)}/{entry.id}":
        yield "page", place
