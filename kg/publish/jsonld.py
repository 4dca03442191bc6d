"""JSON-LD with short names: a thing is one document, with its parts and the names of what it names.

The names are the local names of the ontology's terms. A document carries the part of the context
that it uses, so it can be read without a network; the whole context is ``context`` and stands in
each exported folder as ``context.jsonld``. A frame (https://www.w3.org/TR/json-ld11-framing/) asks
a JSON-LD processor for the same shape.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.owl import OWL, RDF, RDFS, TYPE
from kg.core.spaces import SPACES
from kg.graph.parts import PREFIXES, Part
from kg.graph.words import NAMES

if TYPE_CHECKING:
    from kg.graph.regime import Regime

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_DC, _SH, _SKOS, _XSD = (SPACES[prefix] for prefix in ("dcterms", "sh", "skos", "xsd"))
_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
# Terms of other vocabularies; the names do not meet those of the ontology.
_FOREIGN: dict[str, dict[str, str]] = {
    "label": {"@id": f"{RDFS}label", "@language": "en"},
    "seeAlso": {"@id": f"{RDFS}seeAlso", "@type": "@id"},
    "subClassOf": {"@id": f"{RDFS}subClassOf", "@type": "@id"},
    "description": {"@id": f"{_DC}description", "@language": "en"},
    "title": {"@id": f"{_DC}title", "@language": "en"},
    "source": {"@id": f"{_DC}source", "@type": "@id"},
    "subject": {"@id": f"{_DC}subject", "@type": "@id"},
    "creator": {"@id": f"{_DC}creator"},
    "date": {"@id": f"{_DC}date", "@type": f"{_XSD}date"},
    "note": {"@id": f"{_SKOS}note", "@language": "en"},
    "editorialNote": {"@id": f"{_SKOS}editorialNote", "@language": "en"},
    "prefLabel": {"@id": f"{_SKOS}prefLabel", "@language": "en"},
    "altLabel": {"@id": f"{_SKOS}altLabel", "@language": "en"},
    "definition": {"@id": f"{_SKOS}definition", "@language": "en"},
    "broader": {"@id": f"{_SKOS}broader", "@type": "@id"},
    "inScheme": {"@id": f"{_SKOS}inScheme", "@type": "@id"},
    "notation": {"@id": f"{_SKOS}notation"},
    "targetClass": {"@id": f"{_SH}targetClass", "@type": "@id"},
    "severity": {"@id": f"{_SH}severity", "@type": "@id"},
    "message": {"@id": f"{_SH}message", "@language": "en"},
}
_CANONICAL = {
    f"{_XSD}integer": re.compile(r"0|-?[1-9]\d{0,14}"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}
_FIRST_KEYS = ("@context", "id", "type", "label")


def context(regime: Regime) -> dict[str, Any]:
    """Returns the whole context: a name for each property and class of the ontology.

    >>> import kg
    >>> context(kg.load())["inForceFrom"]["@type"]
    'http://www.w3.org/2001/XMLSchema#date'
    """
    names: dict[str, Any] = {"id": "@id", "type": "@type", **_FOREIGN}
    for name, kind in _terms(regime).items():
        short = name if name not in names else f"skg:{name}"
        names[short] = {"@id": TERMS + name} | ({"@type": kind} if kind else {})
    spaces = {key: iri for key, iri in PREFIXES.items() if key not in names}
    return {"@version": 1.1, **spaces, **dict(sorted(names.items()))}


def _terms(regime: Regime) -> dict[str, str | None]:
    """Finds the classes and properties of the ontology, and how values of each are read."""
    found: dict[str, str | None] = {}
    for quad in regime.store.quads_for_pattern(None, TYPE, None, regime.graph("ontology")):
        kind = str(getattr(quad.object, "value", "")).removeprefix(OWL)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(TERMS):
            name = quad.subject.value.removeprefix(TERMS)
            if kind == "ObjectProperty":
                found[name] = "@id"
            elif kind == "DatatypeProperty":
                found[name] = _datatype(regime, quad.subject)
            elif kind in ("Class", "AnnotationProperty"):
                found.setdefault(name, None)
    return dict(sorted(found.items()))


def _datatype(regime: Regime, property: ox.NamedNode) -> str | None:
    """Returns the one datatype that all values of a property have; none for plain strings."""
    quads = regime.store.quads_for_pattern(None, property, None, None)
    kinds = {quad.object.datatype.value for quad in quads if isinstance(quad.object, ox.Literal)}
    return next(iter(kinds - {f"{_XSD}string"}), None) if len(kinds) == 1 else None


class Writer:
    """Writes documents under the context of one regime."""

    def __init__(self, regime: Regime) -> None:
        self._base = regime.base
        self._context = context(regime)
        self._names = {
            each["@id"]: name for name, each in self._context.items() if isinstance(each, dict)
        }
        self._spaces = {
            iri: key
            for key, iri in self._context.items()
            if isinstance(iri, str) and iri.endswith(("#", "/")) and not key.startswith("@")
        }
        self._used: set[str] = set()

    def document(self, node: ox.NamedNode, triples: Iterable[ox.Triple]) -> bytes:
        """Returns what is said of a thing as one document; see ``kg.publish.things``."""
        self._used = set()
        found = _Document(self, triples).thing(node)
        return _json({"@context": self._head(), **found})

    def dataset(self, parts: Sequence[Part]) -> bytes:
        """Returns graphs as one document: each thing once, with its parts inside it.

        A single graph stands in the document itself, where readers that know one graph, such as
        rdflib's ``Graph``, find it; several are named graphs.
        """
        self._used = set()
        if len(parts) == 1:
            things = list(_Document(self, parts[0].triples).things())
            return _json({"@context": self._head(), "@graph": things})
        graphs = [
            {
                "id": self.id(part.graph.value),
                "@graph": list(_Document(self, part.triples).things()),
            }
            for part in parts
        ]
        return _json({"@context": self._head(), "@graph": graphs})

    def _head(self) -> dict[str, Any]:
        kept = {key: each for key, each in self._context.items() if key in self._used}
        always = {key: self._context[key] for key in ("@version", "id", "type")}
        return {**always, "@base": self._base, **kept}

    def literal(self, value: ox.Literal, kind: Mapping[str, str] | None) -> Any:
        """Writes a literal, by what the context says of the property."""
        datatype = value.datatype.value
        if (canonical := _CANONICAL.get(datatype)) and canonical.fullmatch(value.value):
            return json.loads(value.value)
        if kind:
            return value.value
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if datatype == f"{_XSD}string":
            return value.value
        return {"@value": value.value, "@type": self.compact(datatype)}

    def key(self, iri: str, value: Node) -> tuple[str, Mapping[str, str] | None]:
        """Returns the name of a property, and what the context says of its values if it fits."""
        name = self._names.get(iri)
        if name is not None:
            said = {key: each for key, each in self._context[name].items() if key != "@id"}
            if _fits(said, value):
                for each in (name, self._context[name]["@id"], *said.values()):
                    self.compact(each)
                self._used.add(name)
                return name, said
        return self.compact(iri), None

    def type(self, iri: str) -> str:
        """Returns the name of a class."""
        if (name := self._names.get(iri)) is not None:
            self._used.add(name)
            return name
        return self.compact(iri)

    def compact(self, iri: str) -> str:
        """Returns an IRI with a prefix, if there is one for it."""
        space = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
        if (key := self._spaces.get(space)) is None or space == iri:
            return iri
        self._used.add(key)
        return f"{key}:{iri.removeprefix(space)}"

    def id(self, iri: str) -> str:
        """Returns the short id of a thing; terms keep their prefix."""
        if iri.startswith(self._base) and iri != self._base:
            return iri.removeprefix(self._base)
        return self.compact(iri)


class _Document:
    """Some triples as nested objects."""

    def __init__(self, writer: Writer, triples: Iterable[ox.Triple]) -> None:
        self._writer = writer
        self._said: defaultdict[Node, list[ox.Triple]] = defaultdict(list)
        uses: Counter[Node] = Counter()
        for triple in triples:
            self._said[triple.subject].append(triple)
            uses[triple.object] += 1
        # A blank node that one thing names is written inside it.
        self._inside = {
            node for node in self._said if isinstance(node, ox.BlankNode) and uses[node] == 1
        }
        self._written: set[Node] = set()

    def things(self) -> Iterator[dict[str, Any]]:
        """Yields each thing that is no part of another; blank nodes in a circle come last."""
        for node in [*(each for each in self._said if each not in self._inside), *self._said]:
            if node not in self._written:
                self._inside.discard(node)
                yield self.thing(node)

    def thing(self, node: Node) -> dict[str, Any]:
        """Writes a node with its parts, and with the names of what it names."""
        self._written.add(node)
        found: dict[str, Any] = {}
        if isinstance(node, ox.NamedNode):
            found["id"] = self._writer.id(node.value)
        elif isinstance(node, ox.BlankNode) and node not in self._inside:
            found["id"] = f"_:{node.value}"
        values: dict[str, list[Any]] = {}
        for triple in self._said[node]:
            if triple.predicate == TYPE and isinstance(triple.object, ox.NamedNode):
                values.setdefault("type", []).append(self._writer.type(triple.object.value))
                continue
            key, kind = self._writer.key(triple.predicate.value, triple.object)
            values.setdefault(key, []).append(self._value(node, triple.object, kind))
        for key in sorted(values, key=lambda key: (key not in _FIRST_KEYS, key)):
            found[key] = values[key] if len(values[key]) > 1 else values[key][0]
        return found

    def _value(self, node: Node, value: Node, kind: Mapping[str, str] | None) -> Any:
        if isinstance(value, ox.Literal):
            return self._writer.literal(value, kind)
        if (items := self._list(value)) is not None:
            return {"@list": [self._value(node, each, None) for each in items]}
        inside = value in self._inside or is_part(value, node)
        if inside and value in self._said and value not in self._written:
            return self.thing(value)
        if isinstance(value, ox.BlankNode):
            id = f"_:{value.value}"
        else:
            assert isinstance(value, ox.NamedNode)
            id = self._writer.id(value.value)
            if label := self._label(value):
                return {"id": id, **label}
        return id if kind else {"id": id}

    def _label(self, value: ox.NamedNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        said = self._said.get(value, ())
        for name in NAMES:
            for triple in said:
                if triple.predicate == name and isinstance(triple.object, ox.Literal):
                    key, kind = self._writer.key(name.value, triple.object)
                    found[key] = self._writer.literal(triple.object, kind)
            if found:
                break
        return found

    def _list(self, value: Node) -> list[Node] | None:
        items: list[Node] = []
        cells: set[Node] = set()
        while value != _NIL:
            cell = {triple.predicate: triple.object for triple in self._said.get(value, ())}
            well = set(cell) == {_FIRST, _REST} and len(self._said[value]) == 2
            if not well or value not in self._inside:
                return None
            items.append(cell[_FIRST])
            cells.add(value)
            value = cell[_REST]
        self._written |= cells
        return items


def is_part(value: Node, node: Node) -> bool:
    """Says whether a value is a record within a record, such as a limit or a vote.

    >>> is_part(ox.NamedNode("https://example.org/2/7/cap-1"), ox.NamedNode("https://example.org/2/7"))
    True
    """
    if not isinstance(value, ox.NamedNode) or not isinstance(node, ox.NamedNode):
        return False
    return value.value.startswith(f"{node.value}/")


def _fits(said: Mapping[str, str], value: Node) -> bool:
    if not isinstance(value, ox.Literal):
        return said == {"@type": "@id"}
    if "@language" in said:
        return value.language == said["@language"]
    if "@type" in said:
        return value.datatype.value == said["@type"]
    kinds = (f"{_XSD}string", f"{_XSD}integer", f"{_XSD}boolean")
    return value.datatype.value in kinds and value.language is None


def dataset(regime: Regime, parts: Sequence[Part]) -> bytes:
    """Returns graphs as one JSON-LD document; several are named graphs in it."""
    return Writer(regime).dataset(parts)


def whole_context(regime: Regime) -> bytes:
    """Returns the whole context as a file."""
    head = context(regime)
    return _json({"@context": {"@version": 1.1, "@base": regime.base, **head}})


def frame(regime: Regime, kind: str) -> bytes:
    """Returns the frame that asks a JSON-LD processor for a document of each thing of a class.

    Args:
        regime: the regime.
        kind: the local name of the class, such as ``Provision``.
    """
    head = context(regime)
    links = {name for name, each in head.items() if isinstance(each, dict) and _is_link(each)}
    whole = {"@embed": "@always", "@omitDefault": True}
    named = {**whole, "@explicit": True, "label": {}}
    parts = _holding_parts(regime)
    asked = {name: whole if head[name]["@id"] in parts else named for name in sorted(links)}
    document = {"@context": {"@base": regime.base, **head}, "@omitDefault": True, "type": kind}
    return _json({**document, **asked})


def _is_link(said: Mapping[str, str]) -> bool:
    return said.get("@type") == "@id"


def _holding_parts(regime: Regime) -> set[str]:
    quads = regime.store.quads_for_pattern(None, None, None, regime.graph("law"))
    return {quad.predicate.value for quad in quads if is_part(quad.object, quad.subject)}


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
