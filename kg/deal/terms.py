"""The terms of a package graph, and the words that stand for them in a file.

Reader and writer both work from these tables, so that a key means one thing in every format.
"""

from __future__ import annotations

from kg.core.ids import ROOT, TERMS

CONTEXT = ROOT + "context/deal.jsonld"
# Where the JSON Schema of the YAML format stands: below the root, so on a server and in the site.
SCHEMA_PATH = "schema/package.schema.json"
SCHEMA = ROOT + SCHEMA_PATH

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
NOTE = "http://www.w3.org/2004/02/skos/core#note"
DCTERMS = "http://purl.org/dc/terms/"
SOURCE = DCTERMS + "source"
IMPORTS = "http://www.w3.org/2002/07/owl#imports"
XSD = "http://www.w3.org/2001/XMLSchema#"

NONE = TERMS + "none"
UNSTATED = TERMS + "unstated"
HAS_PHASE = TERMS + "hasPhase"
IN_PHASE = TERMS + "inPhase"
POSITION = TERMS + "position"
FOLLOWS = TERMS + "follows"
PROMISED = TERMS + "promised"
UNNAMED = TERMS + "unnamed"
EVERYONE = TERMS + "everyone"
INFERRED = TERMS + "inferred"
OF_KIND = TERMS + "ofKind"
OPEN_MEASURE = TERMS + "openMeasure"
OPEN_ACTION = TERMS + "openAction"
PART_OF = TERMS + "partOfRelief"
CHOICE = TERMS + "Choice"
ALTERNATIVE = TERMS + "alternative"
HOLDS = TERMS + "holds"
RELIEF = TERMS + "ReliefCommitment"

# What each key of a file says, by the kind of thing that holds it. Those of ``GRAPH_ONLY`` stand in
# graphs alone: a file says the same in one key.
PROPERTIES: dict[str, dict[str, str]] = {
    "package": {
        "title": LABEL,
        "proposed-by": TERMS + "proposer",
        "proposed-on": TERMS + "proposedOn",
        "status": TERMS + "status",
        "as-of": TERMS + "asOf",
        "as-of-until": TERMS + "asOfUntil",
        "sources": SOURCE,
        "ordered": TERMS + "ordered",
        "notes": NOTE,
        "phases": HAS_PHASE,
    },
    "source": {
        "title": DCTERMS + "title",
        "publisher": DCTERMS + "publisher",
        "date": DCTERMS + "issued",
        "address": TERMS + "url",
    },
    "phase": {"title": LABEL, "without": TERMS + "goesWithout", "notes": NOTE},
    "concession": {
        "action": TERMS + "action",
        "open-action": OPEN_ACTION,
        "kind": OF_KIND,
        "extent": TERMS + "extentSaid",
        "sites": TERMS + "atSite",
        "verified-by": TERMS + "verifiedBy",
        "notes": NOTE,
    },
    "relief": {
        "measure": TERMS + "grants",
        "open-measure": OPEN_MEASURE,
        "provisions": TERMS + "lists",
        "kind": OF_KIND,
        "by": TERMS + "by",
        "how": TERMS + "through",
        "for": TERMS + "forWhom",
        "limit": TERMS + "limit",
        "term": TERMS + "termDays",
        "term-most": TERMS + "termDaysMost",
        "term-said": TERMS + "termAsSaid",
        "term-open": TERMS + "termOpen",
        "renewable": TERMS + "renewable",
        "snapback": TERMS + "snapback",
        "authority": TERMS + "under",
        "ends-if": TERMS + "endsIf",
        "except": TERMS + "leavesOut",
        "only": TERMS + "coversOnly",
        "reading": TERMS + "reading",
        "notes": NOTE,
    },
    "safeguard": {"safeguard": TERMS + "safeguard", "notes": NOTE},
    "undertaking": {
        "undertaking": TERMS + "undertakes",
        "by": TERMS + "by",
        "limit": TERMS + "limit",
        "notes": NOTE,
    },
}
GRAPH_ONLY = frozenset(
    ("as-of-until", "open-action", "open-measure", "term-most", "term-said", "term-open")
)

CLASSES = {
    "package": TERMS + "DealPackage",
    "phase": TERMS + "Phase",
    "concession": TERMS + "ConcessionCommitment",
    "relief": RELIEF,
    "safeguard": TERMS + "SafeguardCommitment",
    "undertaking": TERMS + "Undertaking",
}

# The key of a phase that lists each kind of commitment.
LISTS = {
    "concession": "concessions",
    "relief": "relief",
    "safeguard": "safeguards",
    "undertaking": "undertakings",
}


def _keys(kind: str) -> tuple[str, ...]:
    return tuple(key for key in PROPERTIES[kind] if key not in GRAPH_ONLY)


# The keys that a file may use, in the order in which a message lists them.
KEYS = {
    "package": ("id", *_keys("package")),
    "source": _keys("source"),
    "phase": ("title", *LISTS.values(), "without", "notes"),
    **{kind: _keys(kind) for kind in LISTS},
}
ONE_OF = "one-of"

HOW = {
    "suspension": TERMS + "suspension",
    "termination": TERMS + "termination",
    "waiver": TERMS + "waiver",
    "licence": TERMS + "licence",
    "general-licence": TERMS + "generalLicence",
    "case-waiver": TERMS + "caseWaiver",
    "case-suspension": TERMS + "caseSuspension",
    "exemption": TERMS + "exemption",
    "delisting": TERMS + "delisting",
    "rescission": TERMS + "rescission",
    "rule-change": TERMS + "ruleChange",
    "non-use": TERMS + "nonUse",
    "legislation": TERMS + "legislativeAct",
}

SNAPBACK = {
    "lapse": TERMS + "lapse",
    "veto-proof-trigger": TERMS + "vetoProofTrigger",
    "executive-decision": TERMS + "executiveDecision",
    "fresh-council-decision": TERMS + "freshCouncilDecision",
    "fresh-legislation": TERMS + "freshLegislation",
    "promised": PROMISED,
    "none": NONE,
}

# The words that a key takes; beside them, or instead of them, it may take ids or a text.
WORDS: dict[str, dict[str, str]] = {
    "how": HOW,
    "snapback": SNAPBACK,
    "by": {"none": NONE},
    "verified-by": {"none": NONE, "unnamed": UNNAMED},
    "limit": {"none": NONE},
    "for": {"everyone": EVERYONE},
    "reading": {"inferred": INFERRED},
}
# How the two marks by which a package says that it leaves something open are written.
OPEN = ("open", "?")
