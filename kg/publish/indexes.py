"""The pages that lead to things: by instrument, type and date, all of them, and the ontology."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.core.owl import RDFS, TYPE
from kg.core.wording import natural
from kg.graph.words import Node, Step, sided, term
from kg.publish.html import items, link, section, table, text
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
        row = (first, pages.anchor(path, node), f"{len(provisions):,}")
        by_sender["" if sender is None else pages.name(sender)].append(row)
    body = (
        "<h1>Instruments</h1>\n<p>By sender, in order of time. The day is that of adoption, or the"
    )
    body += " first day with effect of anything in it.</p>\n"
    for name in sorted(by_sender, key=lambda name: (name == "", name)):
        rows = sorted(by_sender[name])
        body += section(name or "No sender recorded", table(("since", "act", "provisions"), rows))
    return pages.write(path, "Instruments", body)


def _types(pages: Pages) -> bytes:
    path = "types.html"
    query = f"SELECT DISTINCT ?t WHERE {{ ?t <{RDFS}subClassOf>* <{_MEASURE.value}> }}"
    found = [row["t"] for row in pages.regime.select(query)]
    kinds = sorted((each for each in found if isinstance(each, ox.NamedNode)), key=pages.name)
    body = "<h1>Sanction types</h1>\n<p>Types follow from what a provision does and restricts; they"
    body += f" overlap. In force on {text(pages.words.data_date)} stands first.</p>\n"
    counts = [(kind, _by_force(pages, kind)) for kind in kinds]
    rows = [
        (link(f"#{_name(kind)}", pages.name(kind)), f"{len(now):,}", f"{len(now) + len(gone):,}")
        for kind, (now, gone) in counts
    ]
    body += table(("type", "in force", "all"), rows)
    for kind, (now, gone) in counts:
        says = f"<p>{text(pages.summary(kind))} {link(_to(pages, path, kind), 'The term')}.</p>\n"
        lists = "".join(
            f"<details>\n<summary>{heading}: {len(nodes):,}</summary>\n"
            f"{items([pages.anchor(path, each) for each in nodes], 'columns')}</details>\n"
            for heading, nodes in (("in force", now), ("no longer", gone))
            if nodes
        )
        name = sided(pages.name(kind), pages.target)
        body += section(name, says + lists, anchor=_name(kind))
    return pages.write(path, "Sanction types", body)


def _by_force(pages: Pages, kind: ox.NamedNode) -> tuple[list[Node], list[Node]]:
    every, day = pages.values(kind, _MEMBERS), pages.regime.data_date
    now = [each for each in every if pages.regime.has_effect(each, day)]
    return now, [each for each in every if each not in set(now)]


def _dates(pages: Pages) -> bytes:
    path = "dates.html"
    days: defaultdict[str, list[str]] = defaultdict(list)
    for node in _of_class(pages, _PROVISION):
        name = pages.anchor(path, node)
        for day in pages.values(node, _FROM):
            says = f'<br>\n<span class="soft">{text(pages.summary(node))}</span>'
            days[day.value].append(f"{name} takes effect{says}")
        for day in pages.values(node, _UNTIL):
            by = ", ".join(pages.anchor(path, each) for each in pages.values(node, _ENDED))
            days[day.value].append(f"{name} ends{f', through {by}' if by else ''}")
    years: defaultdict[str, list[str]] = defaultdict(list)
    for iso in sorted(days):
        years[iso[:4]].append(iso)
    body = "<h1>Dates</h1>\n<p>The day on which each provision takes effect or ends.</p>\n<p>"
    body += " ".join(link(f"#y{year}", year) for year in years) + "</p>\n"
    for year, isos in years.items():
        inner = "".join(
            section(f"{iso} ({len(days[iso]):,})", items(sorted(days[iso])), 3) for iso in isos
        )
        body += section(year, inner, anchor=f"y{year}")
    return pages.write(path, "Dates", body)


def _everything(pages: Pages) -> bytes:
    path, groups = "everything.html", defaultdict(list)
    for node in pages.places:
        assert isinstance(node, ox.NamedNode)
        id = short(node.value, pages.regime.base)
        if "/" in id and "://" not in id:
            groups[id.partition("/")[0]].append((natural(id), id, node))
    body = "<h1>Everything</h1>\n<p>Each thing with an id, by the first word of the id.</p>\n<p>"
    body += " ".join(link(f"#{word}", word) for word in sorted(groups)) + "</p>\n"
    for word in sorted(groups):
        lines = [
            f'{pages.anchor(path, node)} <span class="id">{text(id)}</span>'
            for _, id, node in sorted(groups[word], key=lambda each: each[:2])
        ]
        folded = f"<details>\n<summary>{len(lines):,}</summary>\n{items(lines)}</details>\n"
        body += section(word, folded, anchor=word)
    return pages.write(path, "Everything", body)


def _ontology(pages: Pages) -> bytes:
    path = "ontology.html"
    terms = [node for node in pages.places if str(node).startswith(f"<{TERMS}")]
    body = "<h1>Ontology</h1>\n"
    header = ox.NamedNode(TERMS.rstrip("#"))
    for says in pages.values(header, Step(ox.NamedNode("http://purl.org/dc/terms/description"))):
        body += f'<p class="lead">{text(pages.name(says))}</p>\n'
    files = ("ontology.ttl", "ontology.rdf", "ontology.jsonld")
    body += f'<p class="files">As data: {", ".join(link(each, each) for each in files)}</p>\n'
    for heading, folder in _KINDS:
        of_kind = [node for node in terms if f"ontology/{folder}/" in pages.places[node]]
        rows = "".join(
            f'<dt id="{_name(node)}">{pages.anchor(path, node)}<br>\n'
            f'<span class="id">skg:{_name(node)}</span></dt>\n'
            f"<dd>{text(pages.summary(node))}</dd>\n"
            for node in sorted(of_kind, key=lambda node: (pages.name(node), str(node)))
        )
        body += (
            section(f"{heading} ({len(of_kind):,})", f'<dl class="terms">\n{rows}</dl>\n')
            if rows
            else ""
        )
    return pages.write(path, "Ontology", body)


def _of_class(pages: Pages, kind: ox.NamedNode) -> list[Node]:
    """Finds the things of a class and of the classes below it."""
    below = f"<{RDFS}subClassOf>* <{kind.value}>"
    query = f"SELECT DISTINCT ?thing WHERE {{ ?thing a ?kind . ?kind {below} }}"
    found = {row["thing"] for row in pages.regime.select(query)}
    return sorted((each for each in found if isinstance(each, ox.NamedNode)), key=str)


def _to(pages: Pages, path: str, node: Node) -> str:
    return relative(path, f"{pages.places[node]}.html")


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
