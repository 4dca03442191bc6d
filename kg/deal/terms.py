"""The terms of a package graph, and the words that stand for them in a file.

Reader and writer both work from these tables, so that a key means one thing in every format.
"""

from __future__ import annotations

from kg.ids import ROOT, TERMS

CONTEXT = ROOT + "context/deal.jsonld"

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
NOTE = "http://www.w3.org/2004/02/skos/core#note"
SOURCE = "http://purl.org/dc/terms/source"
IMPORTS = "http://www.w3.org/2002/07/owl#imports"
XSD = "http://www.w3.org/2001/XMLSchema#"

NONE = TERMS + "none"
UNSTATED = TERMS + "unstated"
HAS_PHASE = TERMS + "hasPhase"
IN_PHASE = TERMS + "inPhase"
POSITION = TERMS + "position"
FOLLOWS = TERMS + "follows"

# What each key of a file says, by the kind of thing that holds it.
PROPERTIES: dict[str, dict[str, str]] = {
    "package": {
        "title": LABEL,
        "as-of": TERMS + "asOf",
        "sources": SOURCE,
        "notes": NOTE,
        "phases": HAS_PHASE,
    },
    "phase": {"title": LABEL, "without": TERMS + "goesWithout", "notes": NOTE},
    "concession": {
        "action": TERMS + "action",
        "verified-by": TERMS + "verifiedBy",
        "notes": NOTE,
    },
    "relief": {
        "measure": TERMS + "grants",
        "provisions": TERMS + "lists",
        "by": TERMS + "by",
        "how": TERMS + "through",
        "term": TERMS + "termDays",
        "renewable": TERMS + "renewable",
        "snapback": TERMS + "snapback",
        "authority": TERMS + "under",
        "ends-if": TERMS + "endsIf",
        "except": TERMS + "leavesOut",
        "only": TERMS + "coversOnly",
        "notes": NOTE,
    },
    "safeguard": {"safeguard": TERMS + "safeguard", "notes": NOTE},
    "undertaking": {"undertaking": TERMS + "undertakes", "notes": NOTE},
}

CLASSES = {
    "package": TERMS + "DealPackage",
    "phase": TERMS + "Phase",
    "concession": TERMS + "ConcessionCommitment",
    "relief": TERMS + "ReliefCommitment",
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

# The keys that a file may use, in the order in which a message lists them.
KEYS = {
    "package": ("id", *PROPERTIES["package"]),
    "phase": ("title", *LISTS.values(), "without", "notes"),
    **{kind: tuple(PROPERTIES[kind]) for kind in LISTS},
}

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
    "none": NONE,
}
