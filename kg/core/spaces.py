"""The namespaces that the project writes and asks with, by their usual prefixes."""

from __future__ import annotations

from kg.core.ids import TERMS
from kg.core.owl import OWL, RDF, RDFS

SPACES = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": "http://www.w3.org/ns/shacl#",
    "skg": TERMS,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
