"""Short ids: the path of a thing under the base IRI of its regime, and ``skg:Name`` for a term."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from kg.core.errors import BadInput

ROOT = "https://w3id.org/sanctions-kg/"
TERMS = f"{ROOT}ontology#"
#: The most characters of an id; what is longer is looked up nowhere.
LONGEST = 200

# What is quoted of a text in an error.
_LONGEST = 200
# A name that is longer was not mistyped.
_LONG = 40
_TERM = re.compile(r"skg:[A-Za-z]\w*", re.ASCII)
_PATH = re.compile(r"(?!.*\.\.)[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*", re.ASCII)


def expand(id: str, base: str) -> str:
    """Returns the IRI that a short id stands for.

    Args:
        id: a path such as ``un/2397/7``, or a term such as ``skg:Provision``.
        base: the base IRI of the regime.

    Raises:
        BadInput: if the text is no id: empty, too long, or with a space, ``..`` or a scheme in it.

    >>> expand("law/2/7", "https://example.org/r/")
    'https://example.org/r/law/2/7'
    >>> expand("skg:Provision", "https://example.org/r/")
    'https://w3id.org/sanctions-kg/ontology#Provision'
    """
    bounded(id)
    if _TERM.fullmatch(id):
        return TERMS + id.removeprefix("skg:")
    if _PATH.fullmatch(id):
        return base + id
    hint = "an id is words of letters, digits, dots and hyphens joined by slashes, or skg:Name"
    raise BadInput(f"{id[:_LONGEST]!r} is not an id", hint=hint)


def bounded(word: str, where: str | None = None) -> str:
    """Returns what may be an id or a name, if it is no longer than any of them.

    Args:
        word: what was written.
        where: the parameter or argument, for the error.

    Raises:
        BadInput: if it is longer than ``LONGEST``.
    """
    if len(word) > LONGEST:
        said = f"{word[:40]}… has {len(word):,} characters; an id has {LONGEST} at most"
        raise BadInput(said, where=where)
    return word


def short(iri: str, base: str) -> str:
    """Returns the short id of an IRI; an IRI that has none is returned as it is.

    Args:
        iri: any IRI.
        base: the base IRI of the regime.

    >>> short("https://example.org/r/law/2/7", "https://example.org/r/")
    'law/2/7'
    >>> short("https://w3id.org/sanctions-kg/ontology#Provision", "https://example.org/r/")
    'skg:Provision'
    >>> short("http://www.w3.org/ns/prov#Plan", "https://example.org/r/")
    'http://www.w3.org/ns/prov#Plan'
    """
    if iri.startswith(TERMS):
        name = "skg:" + iri.removeprefix(TERMS)
        return name if _TERM.fullmatch(name) else iri
    path = iri.removeprefix(base)
    return path if path != iri and _PATH.fullmatch(path) else iri


def written(text: str, base: str) -> str:
    """Returns the short id in what a person writes: an id, an IRI, or either with a prefix.

    Args:
        text: an IRI, also in angle brackets; an id; or an id behind the name of the regime, as in
            the path of an IRI (``dprk/un/2397``) and in Turtle (``dprk:un/2397``).
        base: the base IRI of the regime.

    >>> base = "https://example.org/dprk/"
    >>> forms = (f"<{base}un/2397>", f"{base}un/2397", "dprk/un/2397", "dprk:un/2397", " un/2397 ")
    >>> {written(each, base) for each in forms}
    {'un/2397'}
    >>> written(f"{TERMS}Provision", base), written("no id", base)
    ('skg:Provision', 'no id')
    """
    iri = text.strip(" ")
    iri = iri[1:-1] if iri.startswith("<") and iri.endswith(">") else iri
    regime = base.rstrip("/").rpartition("/")[2]
    if iri.startswith((f"{regime}/", f"{regime}:")):
        iri = base + iri[len(regime) + 1 :]
    return short(iri, base)


def said(text: str) -> str:
    """Returns a text as an error quotes it: not too long, with nothing in it that cannot be seen.

    >>> said("coal"), said(""), said("\\x1b")
    ('coal', "''", "'\\\\x1b'")
    """
    start = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return start if start.strip() and start.isprintable() else repr(start)


def did_you_mean(word: str, known: Iterable[str], n: int = 1) -> list[str]:
    """Returns the known words that are most like a mistyped one, the likeliest first.

    Args:
        word: what was written.
        known: the words that it may have been meant to be.
        n: how many to return at most.

    Returns:
        Nothing for a word that is longer than any id.

    >>> did_you_mean("action/reactor-freze", ["action/reactor-freeze", "actor/reactor"])
    ['action/reactor-freeze']
    """
    if len(word) > LONGEST:
        return []
    by_lower = {each.lower(): each for each in sorted(known)}
    return [by_lower[near] for near in difflib.get_close_matches(word.lower(), by_lower, n)]


def only_known(given: Iterable[str], known: Iterable[str], owner: str) -> None:
    """Refuses a parameter that there is not.

    Args:
        given: the names that were given.
        known: the names that there are.
        owner: what they are parameters of.

    Raises:
        BadInput: for the first name that is unknown; it says which one may be meant.

    >>> only_known(["as_of"], ["after", "as-of"], "residual")
    Traceback (most recent call last):
    kg.core.errors.BadInput: residual has no parameter as_of; did you mean as-of?
    """
    names = list(known)
    for name in given:
        if name not in names:
            near = did_you_mean(name, names) if len(name) < _LONG else []
            takes = f"it takes {', '.join(names)}" if names else "it takes none"
            hint = f"did you mean {near[0]}?" if near else takes
            said = name if len(name) < _LONG else f"{name[:_LONG]}…"
            raise BadInput(f"{owner} has no parameter {said}", hint=hint)


def local(iri: str) -> str:
    """Returns the last part of an IRI.

    >>> local("http://www.w3.org/ns/shacl#Warning")
    'Warning'
    """
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
