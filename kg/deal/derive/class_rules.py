"""The definitions of the ontology, as derivations: which classes the parts of a package fall under.

``python -m kg.deal.derive.class_rules`` writes ``shapes/derivations/classes.ttl`` anew after a
change to the ontology; SHACL engines infer before they run rules, so that classes which rest on
what rules derive have to be rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core import resources
from kg.core.ids import TERMS
from kg.core.index import Term
from kg.core.owl import (
    RDFS,
    AllOf,
    AnyOf,
    Definitions,
    Extension,
    Named,
    OneOf,
    Role,
    Some,
    compile_definitions,
)
from kg.core.spaces import SPACES
from kg.deal.derive.deriver import EFFECTIVE, RELIEF, in_layers
from kg.deal.derive.membership import required

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "classes.ttl"
# Whether relief changes anything decides whether it is of any other class.
_FIRST, _REST = 40, 42
_DEFINITION = ox.NamedNode(SPACES["skos"] + "definition")
_LABEL = ox.NamedNode(f"{RDFS}label")
_HEAD = """# Classes: which classes of the ontology the parts of a package fall under. Generated
# from its definitions by `make derivations`; not to be changed by hand.

@base <https://w3id.org/sanctions-kg/shapes/derivations/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
"""
_RULE = """
<class/{name}> a sh:NodeShape ;
    rdfs:label "{label}"@en ;
    sh:description "{says}"@en ;
    sh:targetClass skg:DealPackage ;
    sh:order {order} ;
    sh:rule [ a sh:SPARQLRule ;
        sh:order {order} ;
        sh:prefixes <../derivations> ;
        sh:construct \"\"\"
            CONSTRUCT {{ ?node skg:classedAs {classes} }}
            WHERE {{
                $this a skg:DealPackage . ?node skg:inPackage $this .
{patterns}
            }}
        \"\"\" ] .
"""
# Relief that changes nothing is idle relief and nothing else.
_NOT_IDLE = (
    "FILTER(NOT EXISTS { ?node skg:through ?act } || "
    "EXISTS { ?node skg:classedAs skg:EffectiveRelief })"
)


def text() -> str:
    """Returns the file that the ontology gives."""
    store = ox.Store()
    for path in resources.turtle_files(resources.folder("ontology")):
        store.load(path=path)
    return _HEAD + "".join(_rules(store, compile_definitions(store)))


def _rules(store: ox.Store, definitions: Definitions) -> Iterator[str]:
    layers, _ = in_layers(definitions)
    names: Mapping[int, ox.NamedNode] = {id(each): cls for cls, each in definitions.defined}
    seen: dict[str, int] = {}
    for layer, defined in enumerate(layers):
        for extension, supers in sorted(defined, key=lambda each: names[id(each[0])].value):
            cls = names[id(extension)]
            name = cls.value.removeprefix(TERMS)
            seen[name] = seen.get(name, 0) + 1
            needed = required(extension, definitions.supers)
            first = cls.value == EFFECTIVE
            lines = list(_patterns(extension, "?node", "skg:classedAs", _numbered()))
            if not first:
                lines.append(
                    "?node skg:classedAs skg:EffectiveRelief ." if RELIEF in needed else _NOT_IDLE
                )
            yield _RULE.format(
                name=name + (f"-{seen[name]}" if seen[name] > 1 else ""),
                label=_words(store, cls, _LABEL),
                says=_words(store, cls, _DEFINITION),
                order=_FIRST if first else _REST + layer,
                classes=" , ".join(sorted(map(_short, supers))),
                patterns="\n".join(f"                {line}" for line in lines),
            )


def _numbered() -> Iterator[str]:
    return (f"?v{number}" for number in count(1))


def _patterns(extension: Extension, node: str, types: str, fresh: Iterator[str]) -> Iterable[str]:
    """What a member of a class matches, a line each; ``types`` links a thing to its classes."""
    if isinstance(extension, Named):
        yield f"{node} {types} {_short(extension.cls.value)} ."
    elif isinstance(extension, AllOf):
        for part in extension.parts:
            yield from _patterns(part, node, types, fresh)
    elif isinstance(extension, AnyOf):
        ways = (" ".join(_patterns(part, node, types, fresh)) for part in extension.parts)
        yield " UNION ".join(f"{{ {way} }}" for way in ways)
    elif isinstance(extension, OneOf):
        yield f"FILTER({node} IN ({', '.join(sorted(map(_written, extension.things)))}))"
    else:
        path, filler = _path(extension.role), extension.filler
        if isinstance(filler, AnyOf):
            apart = AnyOf(tuple(Some(extension.role, part) for part in filler.parts))
            yield from _patterns(apart, node, types, fresh)
            return
        if isinstance(filler, OneOf) and len(filler.things) == 1:
            yield f"{node} {path} {_written(*filler.things)} ."
            return
        value = next(fresh)
        yield f"{node} {path} {value} ."
        yield from _patterns(filler, value, "a", fresh)


def _path(role: Role) -> str:
    parts = sorted(f"{'^' if backwards else ''}{_short(p.value)}" for p, backwards in role.parts)
    path = parts[0] if len(parts) == 1 else f"({'|'.join(parts)})"
    return f"{path}+" if role.transitive else path


def _written(thing: object) -> str:
    return _short(thing.value) if isinstance(thing, ox.NamedNode) else str(thing)


def _short(iri: Term) -> str:
    assert isinstance(iri, str)
    return f"skg:{iri.removeprefix(TERMS)}" if iri.startswith(TERMS) else f"<{iri}>"


def _words(store: ox.Store, cls: ox.NamedNode, statements: ox.NamedNode) -> str:
    found = (quad.object for quad in store.quads_for_pattern(cls, statements, None, None))
    return min(each.value for each in found if isinstance(each, ox.Literal))


if __name__ == "__main__":
    (resources.folder("shapes") / resources.DERIVATIONS / FILE).write_text(text(), "utf-8")
