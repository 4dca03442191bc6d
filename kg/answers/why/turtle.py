"""Turtle as people wrote it, and Turtle as people would: statements cut from a file, triples set.

A statement is cut out of a file word for word, so that a reader sees what an engine runs. Triples
are written sorted, with prefixes and with short ids under the base of a regime.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from kg.core.ids import short
from kg.core.owl import TYPE
from kg.core.spaces import SPACES
from kg.core.wording import natural

_WIDTH = 100
_LOCAL = re.compile(r"[A-Za-z]\w*", re.ASCII)
# What a full stop may stand in without ending a statement, and the stop that ends one.
_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n]* )
  | (?P<long> \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3} )
  | (?P<text> "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
  | (?P<iri> <[^<>\s]*> )
  | (?P<end> \.(?=\s|\#|\Z) )
  | (?P<other> [^\s] )
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"@(?:prefix|base)\b|(?:PREFIX|BASE)\b")


def cut(paths: Iterable[Path], wanted: Iterable[str]) -> str:
    """Returns the statements of Turtle files about some things, as they stand there.

    Args:
        paths: the files, in the order in which to show what they say.
        wanted: the IRIs of the things.

    Returns:
        A Turtle document: the prefixes that are used, then the statements; empty if there is none.
    """
    iris = set(wanted)
    parts: list[str] = []
    seen: set[str] = set()
    for path in paths:
        directives, statements = _read(path)
        found = [text for subject, text in statements if subject in iris]
        head = [line for name, line in directives if _used(name, found) and line not in seen]
        seen.update(head)
        if found:
            parts += ["\n".join(head), *found] if head else found
    return "\n\n".join(parts) + "\n" if parts else ""


def write(triples: Iterable[ox.Triple], base: str, head: bool = True) -> str:
    """Returns triples as Turtle, sorted, with short ids under a base.

    Args:
        triples: the triples; none has a nameless node.
        base: the base IRI.
        head: whether to begin with the base and the prefixes that are used.

    >>> node = ox.NamedNode("https://example.org/law/7")
    >>> print(write([ox.Triple(node, TYPE, ox.NamedNode(SPACES["skg"] + "Provision"))],
    ...     "https://example.org/", head=False))
    <law/7> a skg:Provision .
    """
    ordered = sorted(set(triples), key=_order)
    blocks = []
    for subject, group in groupby(ordered, key=lambda triple: triple.subject):
        lines = []
        for predicate, same in groupby(group, key=lambda triple: triple.predicate):
            verb = "a" if predicate == TYPE else _term(predicate, base)
            values = sorted((_term(each.object, base) for each in same), key=natural)
            line = f"{verb} {' , '.join(values)}"
            if len(line) > _WIDTH:
                line = f"{verb} " + " ,\n        ".join(values)
            lines.append(line)
        said = " ;\n    ".join(lines)
        blocks.append(f"{_term(subject, base)} {said} .")
    body = "\n".join(blocks)
    return f"{heading([body], base)}\n\n{body}" if head and body else body


def heading(bodies: Iterable[str], base: str) -> str:
    """Returns the base and the prefixes that some Turtle written by ``write`` uses."""
    text = "\n".join(bodies)
    used = [f"@prefix {name}: <{iri}> ." for name, iri in SPACES.items() if f"{name}:" in text]
    return "\n".join([f"@base <{base}> .", *used])


@cache
def _read(path: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Reads a file: its directives by the name they declare, its statements by their subject."""
    directives: list[tuple[str, str]] = []
    statements: list[tuple[str, str]] = []
    for text in _split(path.read_text("utf-8")):
        if _DIRECTIVE.match(text):
            name = text.split()[1].rstrip(":") if "prefix" in text[:7].lower() else ""
            directives.append((name, text))
        else:
            document = "\n".join([*(line for _, line in directives), text])
            subjects = {triple.subject for triple in ox.parse(document, ox.RdfFormat.TURTLE)}
            named = {each.value for each in subjects if isinstance(each, ox.NamedNode)}
            statements += [(iri, text) for iri in sorted(named)]
    return directives, statements


def _split(text: str) -> Iterator[str]:
    start: int | None = None
    for token in _TOKEN.finditer(text):
        if start is None:
            if token.lastgroup == "comment":
                continue
            start = token.start()
        if token.lastgroup == "end":
            yield text[start : token.end()]
            start = None


def _used(name: str, statements: Iterable[str]) -> bool:
    sign = rf"(?<![\w-]){re.escape(name)}:" if name else r"<(?![a-z]+:)"
    return any(re.search(sign, text) for text in statements)


def _term(node: object, base: str) -> str:
    if isinstance(node, ox.NamedNode):
        for name, space in SPACES.items():
            rest = node.value.removeprefix(space)
            if rest != node.value and _LOCAL.fullmatch(rest):
                return f"{name}:{rest}"
        return f"<{short(node.value, base)}>"
    if isinstance(node, ox.Literal):
        kind = node.datatype
        if node.language is None and kind.value != f"{SPACES['xsd']}string":
            return f"{ox.Literal(node.value)}^^{_term(kind, base)}"
    return str(node)


def _order(triple: ox.Triple) -> tuple[tuple[tuple[int, str], ...], bool, str]:
    predicate = triple.predicate
    return natural(str(triple.subject)), predicate != TYPE, predicate.value
