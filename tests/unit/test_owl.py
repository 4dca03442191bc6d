"""Each construct that a definition may use, alone and as the ontology combines them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.core.errors import BrokenData
from kg.core.owl import compile_definitions
from kg.graph import classify

PREFIXES = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .
"""
P_SOME_A = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :A ]"
P_VALUE_V = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :v ]"


def follows(turtle: str) -> set[str]:
    """Sorts what a text says and lists what is new as "thing class"."""
    store = ox.Store()
    store.load(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    found = classify.types(compile_definitions(store), store)
    name = "https://example.org/"
    return {
        f"{each.subject.value.removeprefix(name)} {each.object.value.removeprefix(name)}"  # type: ignore[union-attr]
        for each in found
    }


@pytest.mark.parametrize(
    ("definition", "facts", "new"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A .", {"x B", "x C"}),
        (":A owl:equivalentClass :B .", ":x a :A . :y a :B .", {"x B", "y A"}),
        (
            ":C owl:equivalentClass [ owl:intersectionOf ( :A :B ) ] .",
            ":x a :A , :B . :y a :A .",
            {"x C"},
        ),
        (
            ":C owl:equivalentClass [ owl:unionOf ( :A :B ) ] .",
            ":x a :A . :y a :B .",
            {"x C", "y C"},
        ),
        (":C owl:disjointUnionOf ( :A :B ) .", ":x a :B .", {"x C"}),
        (":C owl:oneOf ( :x :y ) .", "", {"x C", "y C"}),
        (":C owl:equivalentClass [ owl:oneOf ( :x ) ] .", "", {"x C"}),
        (
            f":C owl:equivalentClass {P_SOME_A} .",
            ":x :p :v . :v a :A . :y :p :w . :w a :B .",
            {"x C"},
        ),
        (f":C owl:equivalentClass {P_VALUE_V} .", ":x :p :v . :y :p :w .", {"x C"}),
        (f"{P_VALUE_V} rdfs:subClassOf :C .", ":x :p :v .", {"x C"}),
        (
            f":q rdfs:subPropertyOf :p . :C owl:equivalentClass {P_VALUE_V} .",
            ":x :q :v .",
            {"x C"},
        ),
        (f":q owl:inverseOf :p . :C owl:equivalentClass {P_VALUE_V} .", ":v :q :x .", {"x C"}),
        (
            ":p owl:inverseOf :q . :r rdfs:subPropertyOf :q . "
            f":C owl:equivalentClass {P_VALUE_V} .",
            ":v :r :x .",
            {"x C"},
        ),
        (
            f":p a owl:TransitiveProperty . :C owl:equivalentClass {P_VALUE_V} .",
            ":x :p :y . :y :p :z . :z :p :v . :v :p :w .",
            {"x C", "y C", "z C"},
        ),
        (
            ":A owl:equivalentClass [ owl:oneOf ( :v ) ] . :C owl:equivalentClass "
            f"[ owl:intersectionOf ( :B {P_SOME_A} ) ] .",
            ":x a :B ; :p :v . :y a :B ; :p :w . :z :p :v .",
            {"v A", "x C"},
        ),
        (
            ":C owl:equivalentClass [ a owl:Restriction ; owl:onProperty :q ; "
            f"owl:someValuesFrom {P_VALUE_V} ] .",
            ":x :q :y . :y :p :v .",
            {"x C"},
        ),
        (
            f":C rdfs:subClassOf {P_SOME_A} . :p rdfs:domain :B ; rdfs:range :D .",
            ":x a :C ; :p :y .",
            set(),
        ),
    ],
)
def test_a_definition_sorts_exactly_what_it_describes(
    definition: str, facts: str, new: set[str]
) -> None:
    assert follows(definition + facts) == new


def test_definitions_that_build_on_each_other_sort_in_whatever_order_they_stand() -> None:
    turtle = (
        f":D owl:equivalentClass [ owl:unionOf ( :C :B ) ] . :C owl:equivalentClass {P_SOME_A} . "
        ":A owl:equivalentClass [ owl:oneOf ( :v ) ] . :x :p :v ."
    )
    assert follows(turtle) == {"v A", "x C", "x D"}


def test_a_circular_definition_ends_and_takes_in_what_follows() -> None:
    turtle = (
        f":A owl:equivalentClass [ owl:unionOf ( :B {P_SOME_A} ) ] . "
        ":y :p :x . :z :p :y . :x a :B . :u :p :u ."
    )
    assert follows(turtle) == {"x A", "y A", "z A"}


@pytest.mark.parametrize(
    "definition",
    [
        "[ owl:complementOf :A ]",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :A ]",
        "[ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 ]",
        "[ owl:intersectionOf ( :A [ owl:complementOf :B ] ) ]",
    ],
)
def test_a_construct_that_facts_alone_cannot_decide_is_refused(definition: str) -> None:
    with pytest.raises(BrokenData, match="a class definition is not understood"):
        follows(f":C owl:equivalentClass {definition} .")
