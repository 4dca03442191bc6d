"""Where a thing has its page: the path is its short id, below the folder of its regime.

``law/2`` has ``regime/law/2.html`` beside the folder ``regime/law/2/`` of its paragraphs, so a
thing can be a parent too, and a link needs no server that knows index files. Terms have hash IRIs:
``ontology.html`` has an anchor for each, and a page for each stands in a folder by kind, since
names that differ in the first letter alone (``Action``, ``action``) are one file on some systems.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg.core.ids import ROOT, TERMS
from kg.core.owl import OWL
from kg.graph.words import SH

if TYPE_CHECKING:
    from kg.graph.regime import Regime

FOLDERS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "property",
    f"{OWL}DatatypeProperty": "property",
    f"{OWL}AnnotationProperty": "property",
    f"{SH}ConstraintComponent": "rule-kind",
}

# What stands in a path for itself (RFC 3986), and what is escaped already.
_IN_PATHS = "/:@!$&'()*+,;=%"
_STRAY = re.compile("%(?![0-9A-Fa-f]{2})")


def home(regime: Regime) -> str:
    """Returns the folder of a regime: the part of its base IRI below the root, or its name.

    >>> import kg
    >>> home(kg.load()) == kg.load().base.removeprefix(ROOT).rstrip("/")
    True
    """
    below = regime.base.removeprefix(ROOT).strip("/")
    return below if below != regime.base.strip("/") else regime.name


def place(regime: Regime, node: ox.NamedNode, kinds: list[str]) -> str:
    """Returns the path of a thing's page, without the suffix.

    Args:
        regime: the regime.
        node: the thing, or a term of the ontology.
        kinds: the IRIs of its classes.
    """
    if node.value.startswith(TERMS):
        found = (FOLDERS[kind] for kind in sorted(kinds) if kind in FOLDERS)
        return f"ontology/{next(found, 'thing')}/{node.value.removeprefix(TERMS)}"
    return f"{home(regime)}/{node.value.removeprefix(regime.base) or 'index'}"


def address(iri: str) -> str:
    """Returns the address, from the root of a site, at which a thing is asked for by its IRI.

    Args:
        iri: the IRI.

    Returns:
        The path, escaped once; empty for an IRI of elsewhere, and where a browser would read
        another path out of it, or another site.

    >>> address(f"{ROOT}un/2397/7"), address(f"{ROOT}a%20b"), address(f"{ROOT}ontology#Measure")
    ('/un/2397/7', '/a%20b', '/ontology%23Measure')
    >>> address(f"{ROOT}/example.org/"), address(f"{ROOT}a/%2e%2e/b"), address("https://example.org/")
    ('', '', '')
    """
    id = iri.removeprefix(ROOT)
    steps = unquote(id).split("/")
    if id == iri or id.startswith("/") or "." in steps or ".." in steps:
        return ""
    return "/" + quote(_STRAY.sub("%25", id), safe=_IN_PATHS)


def relative(path: str, to: str) -> str:
    """Returns the link from one page to another.

    >>> relative("r/law/2/7.html", "r/law/2.html"), relative("index.html", "r/law/2.html")
    ('../2.html', 'r/law/2.html')
    """
    return posixpath.relpath(to, posixpath.dirname(path) or ".")
