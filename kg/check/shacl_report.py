"""The SHACL validation report on a package, with what our own report says beside each result.

It says in SHACL's words what an engine finds, with the lenient reading folded in; tests hold what
is written of the compiled checker's findings to the report of pySHACL itself. ``sh:conforms`` is as
the standard of 2017 has it: false with any result, be it a warning. Which severities count is said
in the words of SHACL 1.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check.rules import SHAPES
from kg.core.ids import TERMS
from kg.core.spaces import SPACES
from kg.graph.words import KINDS

if TYPE_CHECKING:
    from kg.check.findings import Finding
    from kg.check.readings import Violation
    from kg.graph.regime import Regime

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES = {kind: f"sh:{severity.removeprefix(_SH)}" for severity, kind in KINDS.items()}
_PREFIXES = {**{name: SPACES[name] for name in ("dcterms", "rdfs")}, "sh": _SH, "skg": TERMS}
_HEAD = """[] a sh:ValidationReport ;
    sh:conformanceDisallows sh:Info,
        sh:Violation,
        sh:Warning ;
    sh:conforms {conforms} ;"""


def written(
    regime: Regime, results: Sequence[Violation], findings: Sequence[Finding], verdict: str
) -> str:
    """Returns the report as Turtle.

    A violation that only the strict reading shows is a gap, so its severity is ``sh:Info``.
    What is missing or in the way is a message of its result; the provisions that are touched are
    its references, the passages its sources, the reason its comment.

    Args:
        regime: the regime on the day of the package.
        results: what is broken, at each node of the package.
        findings: what our report finds.
        verdict: its verdict.
    """

    def iri(id: str) -> str:
        return id if "://" in id else regime.base + id

    places = {(iri(f.shape), iri(f.commitment)): place for place, f in enumerate(findings)}
    keys = ((places.get((each.shape.iri, each.focus), len(places)), each) for each in results)
    ordered = sorted(keys, key=lambda key: (key[0], key[1].shape.iri, key[1].focus))
    messages = {shape: _messages(regime, shape) for shape in {r.shape.iri for r in results}}
    blocks = []
    for place, each in ordered:
        about = {
            "sh:focusNode": [f"<{each.focus}>"],
            "sh:resultMessage": messages[each.shape.iri],
            "sh:resultSeverity": [_SEVERITIES[each.kind]],
            "sh:sourceConstraintComponent": [_short(each.shape.kind.iri)],
            "sh:sourceShape": [f"<{each.shape.iri}>"],
            "sh:value": [f"<{each.focus}>"],
        }
        if place < len(findings):
            found = findings[place]
            about["dcterms:references"] = [f"<{iri(id)}>" for id in found.provisions]
            about["dcterms:source"] = [f"<{iri(id)}>" for id in found.passages]
            about["rdfs:comment"] = [_english(found.why)]
            about["sh:resultMessage"] = [*messages[each.shape.iri], *map(_english, found.details)]
        blocks.append("[ a sh:ValidationResult ;\n" + " ;\n".join(_said(about)) + " ]")
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in _PREFIXES.items())
    head = _HEAD.format(conforms="false" if blocks else "true")
    held = [f"    sh:result {(',' + chr(10) + 8 * ' ').join(blocks)} ;"] if blocks else []
    return "\n".join([prefixes, head, *held, f'    skg:verdict "{verdict}" .\n'])


def _said(about: dict[str, list[str]]) -> Iterator[str]:
    for predicate, values in sorted(about.items()):
        if values:
            said = f",\n{16 * ' '}".join(dict.fromkeys(sorted(values)))
            yield f"{12 * ' '}{predicate} {said}"


def _messages(regime: Regime, shape: str) -> list[str]:
    """The messages of a shape, as it has them: ids are not put into words."""
    message = ox.NamedNode(f"{_SH}message")
    found: Iterable[ox.Quad] = regime.store.quads_for_pattern(
        ox.NamedNode(shape), message, None, SHAPES
    )
    return [str(each.object) for each in found]


def _english(text: str) -> str:
    return str(ox.Literal(text, language="en"))


def _short(iri: str) -> str:
    name = iri.removeprefix(TERMS)
    return f"skg:{name}" if iri.startswith(TERMS) and name.isalnum() else f"<{iri}>"
