"""The words that choose an export: which graphs, in which format."""

from __future__ import annotations

from enum import StrEnum


class What(StrEnum):
    """What an export holds: a set of graphs, or one of them."""

    facts = "facts"
    ontology = "ontology"
    shapes = "shapes"
    deals = "deals"
    all = "all"
    engine = "engine"
    law = "law"
    assessments = "assessments"
    proposals = "proposals"
    types = "types"
    inferred = "inferred"
    description = "description"
    rules = "rules"
    derivations = "derivations"
    powers = "powers"
    episodes = "episodes"


class Table(StrEnum):
    """A table for statistics, with its codebook."""

    measures = "measures"
    powers = "powers"
    episodes = "episodes"
    commitments = "commitments"


# What is written as CSV: the first of its tables alone into a file, all of them into a folder.
TABLES = {
    What.facts: (Table.measures, Table.powers, Table.episodes),
    What.law: (Table.measures, Table.powers),
    What.powers: (Table.powers,),
    What.episodes: (Table.episodes,),
    What.deals: (Table.commitments,),
}
# These are tables, and no graphs.
ONLY_TABLES = frozenset({What.powers, What.episodes})
# What has a day of its own, so that no other can be asked for.
DAYLESS = frozenset({Table.episodes, Table.commitments})


class Syntax(StrEnum):
    """The format of an export."""

    turtle = "turtle"
    trig = "trig"
    jsonld = "jsonld"
    nt = "nt"
    nq = "nq"
    rdfxml = "rdfxml"
    csv = "csv"


SUFFIX = {
    Syntax.turtle: ".ttl",
    Syntax.trig: ".trig",
    Syntax.jsonld: ".jsonld",
    Syntax.nt: ".nt",
    Syntax.nq: ".nq",
    Syntax.rdfxml: ".rdf",
    Syntax.csv: ".csv",
}
# These keep which graph a triple stands in; the others hold one graph each.
WITH_GRAPHS = frozenset({Syntax.trig, Syntax.nq, Syntax.jsonld})
