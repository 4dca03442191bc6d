"""What a package graph says of one thing, by the keys of the YAML format."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.wording import enumerated, natural, quoted
from kg.deal.durations import days_of, term_of
from kg.deal.read.nodes import Entry, Items, Keys, Node, Text
from kg.deal.read.rdf_graph import Graph, Value
from kg.deal.terms import CLASSES, LABEL, NONE, OF_KIND, PROPERTIES, RDF_TYPE, UNSTATED, WORDS
from kg.deal.vocabulary import kebab

_MANY = frozenset(
    (
        *("sources", "notes", "proposed-by", "without", "kind", "sites", "verified-by"),
        *("provisions", "by", "authority", "except", "only"),
    )
)
_TRUTHS = frozenset(("ordered", "renewable", "open-action", "open-measure", "term-open"))
_TEXTS = _TRUTHS | frozenset(
    (
        *("title", "proposed-on", "status", "as-of", "as-of-until", "notes", "extent"),
        *("publisher", "date", "address", "term", "term-most", "term-said", "ends-if"),
    )
)


def keys_of(graph: Graph, iri: str, kind: str, skip: Sequence[str] = ()) -> dict[str, Entry]:
    """What is said of one thing.

    Args:
        graph: the file.
        iri: the thing.
        kind: what it is, by the kinds of ``PROPERTIES``.
        skip: properties and keys that are read elsewhere.
    """
    names = {PROPERTIES[kind][key]: key for key in PROPERTIES[kind]}
    entries: dict[str, Entry] = {}
    for predicate in graph.said.get(iri, {}):
        values = graph.values(iri, predicate)
        key = names.get(predicate)
        shown = predicate.replace(TERMS, "skg:").replace(LABEL, "rdfs:label")
        line = graph.spots.within(iri, shown, predicate, key or shown)
        if predicate == RDF_TYPE:
            for extra in sorted({value.value for value in values} - {CLASSES.get(kind, "")}):
                said = (
                    f"{quoted(graph.short(extra))} is not a type that a package gives; what a "
                    "commitment amounts to is worked out"
                )
                graph.problems.add(line, said)
        elif predicate in skip or key in skip:
            continue
        elif key is None:
            known = enumerated(
                [p.replace(TERMS, "skg:") for p in names if p.startswith(TERMS)], most=20
            )
            said = f"{quoted(shown)} is not said of a {kind} in a package; terms: {known}"
            graph.problems.add(line, said)
        elif len(values) > 1 and key not in _MANY:
            graph.problems.add(line, f"{shown} has {len(values)} values; it may have one")
        else:
            if key == "sources":
                values = sorted(values, key=lambda value: natural(value.value))
            nodes = [_node(graph, iri, key, shown, value, line) for value in values]
            kept = tuple(node for node in nodes if node is not None)
            if kept:
                entries[key] = Entry(line, shown, kept[0] if len(kept) == 1 else Items(kept, line))
    _fold(graph, kind, entries)
    return entries


def _node(graph: Graph, iri: str, key: str, shown: str, value: Value, line: int) -> Node | None:
    if key == "sources" and value.value in graph.said and isinstance(value, ox.NamedNode):
        place = graph.spots.subject(value.value)
        return Keys(keys_of(graph, value.value, "source"), place, value.value)
    if isinstance(value, ox.Literal) != (key in _TEXTS) and key != "limit":
        wanted = "a text" if key in _TEXTS else "an IRI"
        graph.problems.add(line, f"{shown} must be {wanted}, not {quoted(str(value))}")
        return None
    if isinstance(value, ox.Literal):
        bare = value.value
        return Text({"1": "true", "0": "false"}.get(bare, bare) if key in _TRUTHS else bare, line)
    if value.value == UNSTATED and key == "how":
        return None
    if value.value == NONE:
        return Text("none", line)
    if key == "limit":
        graph.problems.add(line, f"{shown} must be a text or skg:none, not {quoted(str(value))}")
        return None
    place = graph.spots.within(iri, value.value, default=line)
    if PROPERTIES["relief"].get(key) == OF_KIND and value.value.startswith(TERMS):
        return Text(kebab(value.value.removeprefix(TERMS)), place, exact=True)
    words = WORDS.get(key, {})
    word = next((word for word, term in words.items() if term == value.value), None)
    return Text(word or graph.short(value.value), place, exact=True)


# --- what a file says in one key and a graph in several -----------------------------------------


def _fold(graph: Graph, kind: str, entries: dict[str, Entry]) -> None:
    if kind == "package":
        _fold_month(graph, entries)
    elif kind == "concession":
        _fold_open(graph, entries, "action")
    elif kind == "relief":
        _fold_open(graph, entries, "measure")
        _fold_term(graph, entries)


def _fold_open(graph: Graph, entries: dict[str, Entry], key: str) -> None:
    mark = entries.pop(f"open-{key}", None)
    if mark is None:
        return
    if key in entries or _text(mark) != "true":
        said = f"{mark.shown} is true where nothing is named, or left out"
        graph.problems.add(mark.line, said)
    entries[key] = Entry(mark.line, mark.shown, Text("open", mark.line))


def _fold_month(graph: Graph, entries: dict[str, Entry]) -> None:
    last, first = entries.pop("as-of-until", None), entries.get("as-of")
    if last is None:
        return
    month = _text(first)[:7] if first else ""
    try:
        span = days_of(month, "month")
    except ValueError:
        span = None
    if first is None or span is None or (_text(first), _text(last)) != tuple(map(str, span)):
        said = f"{last.shown} is the last day of the month that skg:asOf begins, or left out"
        graph.problems.add(last.line, said)
    else:
        entries["as-of"] = first._replace(value=Text(month, first.line))


def _fold_term(graph: Graph, entries: dict[str, Entry]) -> None:
    days, most, told, left = (
        entries.pop(key, None) for key in ("term", "term-most", "term-said", "term-open")
    )
    stated = told or days or most or left
    if stated is None:
        return
    text = "temporary"
    if told is not None:
        text = _text(told)
    elif days is not None:
        text = f"{_text(days)}–{_text(most)} days" if most else f"{_text(days)} days"
    entries["term"] = stated._replace(value=Text(text, stated.line))
    if told is not None and _otherwise(text, days, most):
        said = f"{told.shown} is {quoted(text)}; skg:termDays and skg:termDaysMost say otherwise"
        graph.problems.add(told.line, said)
    if (left is not None and _text(left) != "true") or (left and (told or days or most)):
        graph.problems.add(stated.line, "skg:termOpen is true where no term is stated, or left out")
    elif most is not None and days is None:
        graph.problems.add(most.line, "skg:termDaysMost without skg:termDays, the shorter end")


def _otherwise(text: str, days: Entry | None, most: Entry | None) -> bool:
    """Whether a text states another term than the counts of days; what is no term is seen later."""
    try:
        term = term_of(text)
    except ValueError:
        return False
    ends = [None if each is None else _text(each) for each in (days, most)]
    return term is not None and ends != [n and str(n) for n in (term.days, term.most)]


def _text(entry: Entry | None) -> str:
    return entry.value.value if entry and isinstance(entry.value, Text) else ""
