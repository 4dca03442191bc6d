"""The pages that lead to things: by instrument, type and date, all of them, and the ontology."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.core.owl import RDFS, TYPE
from kg.core.wording import natural
from kg.graph.words import Node, Step, sided, term
from kg.publish.html import Link
from kg.publish.pages import Pages
from kg.publish.places import relative

_PROVISION, _INSTRUMENT, _MEASURE = term("Provision"), term("Instrument"), term("Measure")
_PART_OF = Step(term("partOf"), backwards=True)
_OF = Step(term("partOf"))
_SENDER, _FROM, _UNTIL = Step(term("sender")), Step(term("inForceFrom")), Step(term("inForceUntil"))
_ADOPTED = (Step(term("adoptedOn")), Step(term("votedOn")))
_ENDED = Step(term("endedBy"))
_MEMBERS = Step(TYPE, backwards=True)
_KINDS = (
    ("Classes", "class"),
    ("Properties", "property"),
    ("Kinds of rule", "rule-kind"),
    ("Named values", "thing"),
)


def _instruments(pages: Pages) -> bytes:
    path, by_sender = "instruments.html", defaultdict(list)
    for node in _of_class(pages, _INSTRUMENT):
        provisions = pages.values(node, _PART_OF)
        days = [each for step in _ADOPTED for each in pages.values(node, step)]
        days = days or [day for each in provisions for day in pages.values(each, _FROM)]
        first = min((day.value for day in days), default="")
        sender = next(iter(pages.values(node, _SENDER)), None)
        row = {"since": first, "act": pages.anchor(path, node), "provisions": len(provisions)}
        by_sender["" if sender is None else pages.name(sender)].append(row)
    senders = [
        (
            name or "No sender recorded",
            sorted(by_sender[name], key=lambda row: (row["since"], row["act"], row["provisions"])),
        )
        for name in sorted(by_sender, key=lambda name: (name == "", name))
    ]
    return pages.write("instruments", path, "Instruments", senders=senders)


def _types(pages: Pages) -> bytes:
    path = "types.html"
    query = f"SELECT DISTINCT ?t WHERE {{ ?t <{RDFS}subClassOf>* <{_MEASURE.value}> }}"
    found = [row["t"] for row in pages.regime.select(query)]
    kinds = sorted((each for each in found if isinstance(each, ox.NamedNode)), key=pages.name)
    types = []
    for kind in kinds:
        now, gone = _by_force(pages, kind)
        types.append(
            {
                "anchor": _name(kind),
                "name": pages.name(kind),
                "heading": sided(pages.name(kind), pages.target),
                "says": pages.summary(kind),
                "term": Link(relative(path, f"{pages.places[kind]}.html"), "The term"),
                "now": [pages.anchor(path, each) for each in now],
                "gone": [pages.anchor(path, each) for each in gone],
            }
        )
    return pages.write("types", path, "Sanction types", types=types)


def _by_force(pages: Pages, kind: ox.NamedNode) -> tuple[list[Node], list[Node]]:
    every, day = pages.values(kind, _MEMBERS), pages.regime.data_date
    now = [each for each in every if pages.regime.has_effect(each, day)]
    return now, [each for each in every if each not in set(now)]


def _dates(pages: Pages) -> bytes:
    path = "dates.html"
    days: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in _of_class(pages, _PROVISION):
        link = pages.anchor(path, node)
        for day in pages.values(node, _FROM):
            event = {"what": link, "begins": True, "says": pages.summary(node)}
            days[day.value].append(event)
        for day in pages.values(node, _UNTIL):
            by = [pages.anchor(path, each) for each in pages.values(node, _ENDED)]
            days[day.value].append({"what": link, "begins": False, "by": by})
    years: defaultdict[str, list[tuple[str, list[dict[str, Any]]]]] = defaultdict(list)
    for iso in sorted(days):
        events = sorted(days[iso], key=lambda event: (event["what"], not event["begins"]))
        years[iso[:4]].append((iso, events))
    return pages.write("dates", path, "Dates", years=list(years.items()))


def _everything(pages: Pages) -> bytes:
    path, groups = "everything.html", defaultdict(list)
    for node in pages.places:
        assert isinstance(node, ox.NamedNode)
        id = short(node.value, pages.regime.base)
        if "/" in id and "://" not in id:
            groups[id.partition("/")[0]].append((natural(id), id, node))
    found = [
        (
            word,
            [
                (pages.anchor(path, node), id)
                for _, id, node in sorted(groups[word], key=lambda each: each[:2])
            ],
        )
        for word in sorted(groups)
    ]
    return pages.write("everything", path, "Everything", groups=found)


def _ontology(pages: Pages) -> bytes:
    path = "ontology.html"
    terms = [node for node in pages.places if str(node).startswith(f"<{TERMS}")]
    about = Step(ox.NamedNode("http://purl.org/dc/terms/description"))
    kinds = []
    for heading, folder in _KINDS:
        of_kind = [node for node in terms if f"ontology/{folder}/" in pages.places[node]]
        of_kind.sort(key=lambda node: (pages.name(node), str(node)))
        rows = [
            {
                "name": _name(node),
                "link": pages.anchor(path, node),
                "says": pages.summary(node),
            }
            for node in of_kind
        ]
        kinds.append((heading, rows))
    says = [pages.name(each) for each in pages.values(ox.NamedNode(TERMS.rstrip("#")), about)]
    return pages.write("ontology", path, "Ontology", says=says, kinds=kinds)


def _of_class(pages: Pages, kind: ox.NamedNode) -> list[Node]:
    """Finds the things of a class and of the classes below it."""
    below = f"<{RDFS}subClassOf>* <{kind.value}>"
    query = f"SELECT DISTINCT ?thing WHERE {{ ?thing a ?kind . ?kind {below} }}"
    found = {row["thing"] for row in pages.regime.select(query)}
    return sorted((each for each in found if isinstance(each, ox.NamedNode)), key=str)


def _name(node: Node) -> str:
    return node.value.removeprefix(TERMS)


#: What writes each index, by its path.
INDEXES = {
    "instruments.html": _instruments,
    "types.html": _types,
    "dates.html": _dates,
    "everything.html": _everything,
    "ontology.html": _ontology,
}
