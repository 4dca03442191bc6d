"""What the data are, for machines: VoID counts, a DCAT catalogue, a service description, PROV.

Every number is counted from the graphs that it speaks of. No clock is read: the days are the data
date, and a release is known by its version and by the hashes of the files that it was made from.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core import resources
from kg.core.about import CITATION, CREATOR, LICENCE, ONTOLOGY, VERSION
from kg.core.ids import ROOT
from kg.core.owl import TYPE
from kg.core.spaces import SPACES
from kg.graph.parts import PREFIXES, Part, canonical
from kg.publish.graphs import content

if TYPE_CHECKING:
    from kg.graph.regime import Regime

Value = ox.NamedNode | ox.Literal
Statement = tuple[str, str, str | int | Value]

_AGENT = f"{ROOT}maintainers"
_SAYS = "Law, judgements and proposals, each in its own graph."
_TITLES = {
    "law": "what the law says, and the bodies, goods, places, events and sources around it",
    "assessments": "what someone judges, with author, day and source",
    "proposals": "what someone proposes to trade, by whose account",
    "types": "classes that follow from the definitions of the ontology",
    "ontology": "the words: an OWL 2 DL ontology",
    "inferred": "how the classes stand to each other, as a reasoner found",
    "shapes": "what must hold: kinds of rule, rulebooks and integrity, in SHACL",
}
# What a row of each table is, and of what a codebook is.
_ROWS = {
    "measures": "A row for each provision that restricts something.",
    "powers": "A row for each power to relax measures, of a state or of a committee.",
    "episodes": "A row for each precedent: what was given for what, and what came of it.",
    "commitments": "A row for each commitment of a shipped package.",
    "codebook": "What the variables and codes of the table of measures mean.",
    **{
        f"codebook-{table}": f"What the variables and codes of the table of {table} mean."
        for table in ("powers", "episodes", "commitments")
    },
}
# https://www.w3.org/ns/formats/
_RESULTS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML"),
)
MEDIA = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".rdf": "application/rdf+xml",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}


@dataclass(frozen=True)
class File:
    """A file that others can fetch: its path under the base of the site, and its bytes."""

    path: str
    data: bytes


def description(regime: Regime) -> Part:
    """Returns the whole description as one graph, without the files of a site."""
    found = [*void(regime), *dcat(regime), *service(regime), *prov(regime)]
    return Part("description", regime.graph("description"), canonical(found, "d"))


def dataset(regime: Regime) -> str:
    """Returns the IRI of the whole data set.

    >>> import kg
    >>> dataset(kg.load()).rsplit("/", 1)[-1]
    'dataset'
    """
    return f"{regime.base}dataset"


def void(
    regime: Regime, dumps: Mapping[str, str] | None = None, endpoint: str | None = None
) -> tuple[ox.Triple, ...]:
    """Describes the data set and each of its graphs with their counts (https://www.w3.org/TR/void/).

    Args:
        regime: the regime.
        dumps: where a graph can be fetched as one file, by its name.
        endpoint: where the graphs can be asked in SPARQL; None where nowhere.
    """
    asked = _asked(regime, endpoint)
    return _triples([*_void(regime), *_dumps(regime, dumps or {}), *asked])


def _asked(regime: Regime, endpoint: str | None) -> Iterator[Statement]:
    if endpoint is not None:
        yield (dataset(regime), "void:sparqlEndpoint", ox.NamedNode(endpoint))


def _dumps(regime: Regime, dumps: Mapping[str, str]) -> Iterator[Statement]:
    for part in content(regime):
        if part.name in dumps:
            yield (part.graph.value, "void:dataDump", ox.NamedNode(dumps[part.name]))


def _void(regime: Regime) -> Iterator[Statement]:
    graphs = content(regime)
    whole = dataset(regime)
    yield from _agent()
    yield from _about(whole, _name(regime, "linked data"), "void:Dataset")
    yield from (
        (whole, "dcterms:description", _SAYS),
        (whole, "dcterms:modified", _day(regime)),
        (whole, "foaf:homepage", ox.NamedNode(ROOT)),
        (whole, "void:uriSpace", regime.base),
        (whole, "void:vocabulary", ox.NamedNode(ONTOLOGY)),
        (whole, "void:exampleResource", ox.NamedNode(_example(regime))),
    )
    yield from _counts(whole, [triple for part in graphs for triple in part.triples])
    for part in graphs:
        iri = part.graph.value
        title = _TITLES.get(part.name, f"the package {part.name.removeprefix('deals/')}")
        yield (whole, "void:subset", part.graph)
        yield from _about(iri, title, "void:Dataset")
        yield from _counts(iri, part.triples)
        yield from _partitions(iri, part.triples)


def _counts(iri: str, triples: Sequence[ox.Triple]) -> Iterator[Statement]:
    subjects = {triple.subject for triple in triples}
    classes = {triple.object for triple in triples if triple.predicate == TYPE}
    yield (iri, "void:triples", len(triples))
    yield (iri, "void:distinctSubjects", len(subjects))
    yield (iri, "void:distinctObjects", len({triple.object for triple in triples}))
    yield (iri, "void:properties", len({triple.predicate for triple in triples}))
    yield (iri, "void:classes", len(classes))
    entities = {node for node in subjects if isinstance(node, ox.NamedNode)}
    yield (iri, "void:entities", len(entities))


def _partitions(iri: str, triples: Sequence[ox.Triple]) -> Iterator[Statement]:
    members = Counter(triple.object for triple in triples if triple.predicate == TYPE)
    for kind, count in sorted(members.items(), key=str):
        if isinstance(kind, ox.NamedNode):
            part = f"{iri}#class-{_slug(kind)}"
            yield (iri, "void:classPartition", ox.NamedNode(part))
            yield (part, "void:class", kind)
            yield (part, "void:entities", count)
    uses = Counter(triple.predicate for triple in triples)
    for property, count in sorted(uses.items(), key=str):
        part = f"{iri}#property-{_slug(property)}"
        yield (iri, "void:propertyPartition", ox.NamedNode(part))
        yield (part, "void:property", property)
        yield (part, "void:triples", count)


def dcat(
    regime: Regime,
    files: Iterable[File] = (),
    base_url: str = ROOT,
    endpoint: str | None = None,
) -> tuple[ox.Triple, ...]:
    """Describes the data set as a catalogue with one data set (DCAT-AP 3, the mandatory part).

    Args:
        regime: the regime.
        files: the files that can be fetched, each a distribution with its size and hash.
        base_url: where they are served.
        endpoint: where the graphs can be asked in SPARQL, a data service of the catalogue; None
            where nowhere.
    """
    served = () if endpoint is None else _data_service(regime, base_url, endpoint)
    return _triples([*_dcat(regime, files, base_url), *served])


def _data_service(regime: Regime, base_url: str, endpoint: str) -> Iterator[Statement]:
    iri = f"{regime.base}service"
    yield (f"{regime.base}catalogue", "dcat:service", ox.NamedNode(iri))
    yield (iri, "rdf:type", "dcat:DataService")
    yield (iri, "dcterms:title", _english(_name(regime, "SPARQL endpoint")))
    yield (iri, "dcterms:publisher", ox.NamedNode(_AGENT))
    yield (iri, "dcat:endpointURL", ox.NamedNode(endpoint))
    yield (iri, "dcat:endpointDescription", ox.NamedNode(f"{base_url}service.ttl"))
    yield (iri, "dcat:servesDataset", ox.NamedNode(dataset(regime)))


def _dcat(regime: Regime, files: Iterable[File], base_url: str) -> Iterator[Statement]:
    catalogue, whole = f"{regime.base}catalogue", dataset(regime)
    yield from _agent()
    title = _name(regime, "linked data")
    for iri, kind in ((catalogue, "dcat:Catalog"), (whole, "dcat:Dataset")):
        yield from _about(iri, title, kind)
        yield (iri, "dcterms:publisher", ox.NamedNode(_AGENT))
        yield (iri, "dcterms:modified", _day(regime))
        yield (iri, "dcterms:description", _SAYS)
    yield (catalogue, "dcat:dataset", ox.NamedNode(whole))
    yield (whole, "dcat:version", VERSION)
    yield (whole, "dcat:landingPage", ox.NamedNode(base_url))
    yield from ((whole, "dcat:keyword", word) for word in ("sanctions", "law", "knowledge graph"))
    for file in sorted(files, key=lambda file: file.path):
        url = ox.NamedNode(base_url + file.path)
        iri = f"{whole}#{file.path}"
        path = Path(file.path.removesuffix(".gz"))
        yield (whole, "dcat:distribution", ox.NamedNode(iri))
        yield (iri, "rdf:type", "dcat:Distribution")
        yield (iri, "dcterms:title", _english(file.path))
        if path.stem in _ROWS:
            yield (iri, "dcterms:description", _english(_ROWS[path.stem]))
        yield (iri, "dcterms:license", ox.NamedNode(LICENCE))
        yield (iri, "dcat:accessURL", url)
        yield (iri, "dcat:downloadURL", url)
        yield (iri, "dcat:mediaType", _media(MEDIA[path.suffix]))
        if file.path.endswith(".gz"):
            yield (iri, "dcat:compressFormat", _media("application/gzip"))
        yield (iri, "dcat:byteSize", _typed(str(len(file.data)), "nonNegativeInteger"))
        yield (iri, "schema:sha256", hashlib.sha256(file.data).hexdigest())


def service(regime: Regime, address: str | None = None) -> tuple[ox.Triple, ...]:
    """Describes the store that ``kg.load`` makes, for SPARQL.

    Args:
        regime: the regime.
        address: where an endpoint serves it; None where none does.
    """
    return _triples([*_service(regime), *_endpoint(regime, address)])


def _endpoint(regime: Regime, address: str | None) -> Iterator[Statement]:
    if address is None:
        return
    iri = f"{regime.base}service"
    yield (iri, "sd:endpoint", ox.NamedNode(address))
    for name in _RESULTS:
        yield (iri, "sd:resultFormat", ox.NamedNode(f"http://www.w3.org/ns/formats/{name}"))


def _service(regime: Regime) -> Iterator[Statement]:
    iri, data = f"{regime.base}service", f"{regime.base}service#data"
    yield (iri, "rdf:type", "sd:Service")
    yield (iri, "sd:supportedLanguage", _iri("sd:SPARQL11Query"))
    yield (iri, "sd:feature", _iri("sd:UnionDefaultGraph"))
    yield (iri, "sd:defaultDataset", ox.NamedNode(data))
    yield (data, "rdf:type", "sd:Dataset")
    yield (data, "sd:defaultGraph", ox.NamedNode(f"{data}-union"))
    yield (f"{data}-union", "rdf:type", "sd:Graph")
    for name in _TITLES:
        graph = regime.graph(name)
        named = f"{iri}#{name}"
        yield (data, "sd:namedGraph", ox.NamedNode(named))
        yield (named, "rdf:type", "sd:NamedGraph")
        yield (named, "sd:name", graph)
        yield (named, "sd:graph", graph)
        yield (graph.value, "rdf:type", "sd:Graph")


def prov(regime: Regime) -> tuple[ox.Triple, ...]:
    """Describes how the release was made: from which files, each with its hash."""
    return _triples(_prov(regime))


def _prov(regime: Regime) -> Iterator[Statement]:
    release = f"{ROOT}release/{VERSION}"
    agent, maker = _AGENT, f"{release}#software"
    yield (release, "rdf:type", "prov:Activity")
    yield (release, "rdfs:label", _english(f"making of release {VERSION}"))
    yield (release, "prov:wasAssociatedWith", ox.NamedNode(maker))
    yield (maker, "rdf:type", "prov:SoftwareAgent")
    yield (maker, "rdfs:label", _english(f"sanctions-kg {VERSION}"))
    yield (maker, "prov:actedOnBehalfOf", ox.NamedNode(agent))
    yield (agent, "rdf:type", "prov:Agent")
    yield (agent, "foaf:name", CREATOR)
    whole = dataset(regime)
    yield (whole, "rdf:type", "prov:Entity")
    yield (whole, "prov:wasGeneratedBy", ox.NamedNode(release))
    for name, path in inputs(regime).items():
        iri = f"{release}/{name}"
        yield (iri, "rdf:type", "prov:Entity")
        yield (iri, "rdfs:label", name)
        yield (iri, "schema:sha256", hashlib.sha256(path.read_bytes()).hexdigest())
        yield (release, "prov:used", ox.NamedNode(iri))
        yield (whole, "prov:wasDerivedFrom", ox.NamedNode(iri))


def inputs(regime: Regime) -> Mapping[str, Path]:
    """Returns the files that a release is made from, by their paths in the project, sorted.

    >>> import kg
    >>> "ontology/law.ttl" in inputs(kg.load())
    True
    """
    found: dict[str, Path] = {}
    for name in ("ontology", "shapes"):
        home = resources.folder(name)
        paths = [*resources.turtle_files(home), *home.glob(resources.INFERRED)]
        found |= {f"{name}/{path.relative_to(home).as_posix()}": path for path in paths}
    home = regime.home or resources.regime_folder(regime.name)
    for path in resources.turtle_files(home):
        found[f"regimes/{regime.name}/{path.relative_to(home).as_posix()}"] = path
    found |= {f"deals/{path.name}": path for path in resources.deal_files()}
    return dict(sorted(found.items()))


def _agent() -> Iterator[Statement]:
    yield (_AGENT, "rdf:type", "foaf:Agent")
    yield (_AGENT, "foaf:name", CREATOR)


def _about(iri: str, title: str, kind: str) -> Iterator[Statement]:
    yield (iri, "rdf:type", kind)
    yield (iri, "dcterms:title", _english(title))
    yield (iri, "dcterms:license", ox.NamedNode(LICENCE))
    yield (iri, "dcterms:creator", ox.NamedNode(_AGENT))
    yield (iri, "dcterms:bibliographicCitation", CITATION)


def _name(regime: Regime, what: str) -> str:
    return f"{regime.label(regime.base)}: {what}"


def _example(regime: Regime) -> str:
    quads = regime.store.quads_for_pattern(None, TYPE, None, regime.graph("law"))
    found = sorted(str(quad.subject)[1:-1] for quad in quads if _is_provision(quad))
    return found[0] if found else regime.base


def _is_provision(quad: ox.Quad) -> bool:
    return str(getattr(quad.object, "value", "")).endswith("#Provision")


def _day(regime: Regime) -> ox.Literal:
    return _typed(regime.data_date.isoformat(), "date")


def _typed(value: str, name: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(SPACES["xsd"] + name))


def _english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _media(type: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://www.iana.org/assignments/media-types/{type}")


def _slug(node: ox.NamedNode) -> str:
    return node.value.rstrip("/").rpartition("/")[2].replace("#", "-")


def _iri(text: str) -> ox.NamedNode:
    prefix, _, name = text.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + name)


def _triples(statements: Iterable[Statement]) -> tuple[ox.Triple, ...]:
    found = []
    for subject, predicate, value in statements:
        term = ox.Literal(value) if isinstance(value, str | int) else value
        if predicate == "rdf:type" and isinstance(value, str):
            term = _iri(value)
        found.append(ox.Triple(ox.NamedNode(subject), _iri(predicate), term))
    return canonical(found, "d")
