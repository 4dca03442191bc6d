"""What a package may name: ids looked up in a regime, and what to say of one that is not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable
from datetime import date
from functools import cached_property
from sys import intern
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kg.core.errors import BadInput
from kg.core.ids import TERMS, bounded, did_you_mean, expand
from kg.core.memo import remembered
from kg.core.wording import enumerated, natural, quoted
from kg.deal.terms import ALT_LABEL, LABEL, RDF_TYPE, RELIEF, SUBCLASS
from kg.graph.finding import meant

# What an id is called in a message, by its first word.
NOUNS = {
    "action": "an action",
    "actor": "an actor",
    "authority": "a power or a provision that gives one",
    "case": "a case",
    "facility": "a facility",
    "goods": "a class of goods",
    "provision": "a provision",
    "relief": "a relief measure",
    "safeguard": "a safeguard",
    "source": "a source",
    "undertaking": "an undertaking",
}
# Where it is written in a package.
PLACES = {
    "action": "under `concessions`, as `action:`",
    "actor": "as `by:` or `verified-by:`",
    "case": "as `for:`",
    "facility": "as `sites:`",
    "goods": "as `except:` or `only:`",
    "provision": "as `provisions:`",
    "relief": "as `measure:`",
    "safeguard": "under `safeguards`",
    "undertaking": "under `undertakings`",
}
# What a package may name as the power for a relief, beside a provision.
_EMPOWERING = ("Authority", "Division")
# Words for what is known of something open: a step may be a kind of step too.
_STEP, _RELIEF_KIND = "step", "relief-kind"
# The class that an id must have, where its first word is shared with other things.
_CLASS = {"facility": "Facility"}


class Facts(Protocol):
    """The part of a regime that a reader needs."""

    @property
    def base(self) -> str: ...
    @property
    def data_date(self) -> date: ...
    @property
    def store(self) -> Store: ...
    @property
    def memo(self) -> dict[Hashable, Any]: ...


class UnknownName(Exception):
    """An id that a package cannot use where it stands; the text says why."""


@remembered
def vocabulary(regime: Facts) -> Vocabulary:
    """Returns what a package may name under a regime."""
    return Vocabulary(regime)


class Vocabulary:
    """The names of one regime, as a package writes them."""

    def __init__(self, facts: Facts) -> None:
        self.base = facts.base
        self.data_date = facts.data_date
        self._facts = facts
        self._store = facts.store
        self._families: dict[str, set[str]] = {}
        self.resolved: dict[tuple[str, str, bool], str] = {}
        self._labels: dict[str, str] = {}

    def resolve(self, kind: str, word: str, exact: bool = False) -> str:
        """The short id that a word stands for under a key that holds one kind of thing.

        Args:
            kind: the first word of the ids wanted, or ``provision``; or ``step``, which is an
                action or a kind of step.
            word: an id as written, with or without its kind.
            exact: whether the kind has to be written.

        Raises:
            UnknownName: when there is no such thing, or it cannot stand there.
        """
        try:
            bounded(word)
        except BadInput as error:
            raise UnknownName(error.message) from None
        if not self._is_id(word):
            raise UnknownName(
                f"'{quoted(word)}' is not an id; ids are words of letters, digits and hyphens, "
                "joined by slashes"
            )
        if kind == "authority" and any(self._is(word, name) for name in _EMPOWERING):
            return word
        if kind in ("provision", "authority"):
            if self._is(word, "Provision"):
                return word
            raise UnknownName(self._misplaced(kind, word) or self._no_provision(kind, word))
        first = "action" if kind == _STEP else kind
        short = word if exact or word.startswith(f"{first}/") else f"{first}/{word}"
        if short.startswith(f"{first}/") and self._fits(first, short):
            if kind == "action" and self._is(short, "ActionKind"):
                raise UnknownName(self._only_a_kind(short))
            return short
        raise UnknownName(self._misplaced(first, word) or self._no_such(first, word, exact))

    def iri(self, kind: str, word: str, exact: bool = False) -> str:
        """The IRI that a word stands for, as ``resolve`` has it; kept for the next time."""
        known = self.resolved.get((kind, word, exact))
        if known is None:
            if kind == _RELIEF_KIND:
                known = self._kind_of_relief(word)
            else:
                known = intern(self.base + self.resolve(kind, word, exact))
            self.resolved[kind, word, exact] = known
        return known

    def types(self, short: str) -> set[str]:
        """The classes of a thing; empty when nothing is known of it."""
        return {node.value for node in self._objects(short, RDF_TYPE)}

    def label(self, short: str) -> str:
        """The English label of a thing, or its id."""
        if short not in self._labels:
            labels = self._literals(short, LABEL)
            english = [label.value for label in labels if label.language == "en"]
            found = min(english or [label.value for label in labels], default=None)
            if found is None:  # A name that is wrong: nothing to keep.
                return short
            self._labels[short] = found
        return self._labels[short]

    def known(self, kind: str) -> list[str]:
        """All ids of a kind that are typed in the graph, sorted."""
        if kind == "provision":
            return self.provisions
        if kind == "authority":
            return sorted([*self.provisions, *self._empowering], key=natural)
        found = (short for short in self._typed if short.startswith(f"{kind}/"))
        return sorted(short for short in found if self._fits(kind, short))

    @cached_property
    def provisions(self) -> list[str]:
        """All provisions, sorted with numbers by their value."""
        return sorted((s for s in self._typed if self._is(s, "Provision")), key=natural)

    @cached_property
    def kinds_of_relief(self) -> dict[str, str]:
        """The classes of relief, by the word that a package writes: ``export-relief``."""
        below = self._below(RELIEF) - {RELIEF}
        return {kebab(iri.removeprefix(TERMS)): iri for iri in sorted(below)}

    def _kind_of_relief(self, word: str) -> str:
        found = self.kinds_of_relief.get(word)
        if found is None:
            near = did_you_mean(word, self.kinds_of_relief)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UnknownName(f"no kind of relief {quoted(word)}{hint}")
        return found

    def _fits(self, kind: str, short: str) -> bool:
        return self._is(short, _CLASS[kind]) if kind in _CLASS else bool(self.types(short))

    @cached_property
    def _empowering(self) -> list[str]:
        return [s for s in self._typed if any(self._is(s, name) for name in _EMPOWERING)]

    def paragraphs(self, instrument: str) -> int | None:
        """How many paragraphs an instrument has in print, where that is recorded."""
        counts = self._literals(instrument, TERMS + "paragraphCount")
        return int(counts[0].value) if counts else None

    @cached_property
    def bounds(self) -> dict[str, frozenset[str]]:
        """The safeguards that give a relief measure its bound, for those that have any; IRIs."""
        found: dict[str, frozenset[str]] = {}
        bounded_by = NamedNode(TERMS + "boundedBy")
        for quad in self._store.quads_for_pattern(None, bounded_by, None, None):
            measure, safeguard = (getattr(n, "value", "") for n in (quad.subject, quad.object))
            found[measure] = found.get(measure, frozenset()) | {safeguard}
        return found

    def amounting_to(self, kind: str) -> list[str]:
        """The actions that entail a kind of step directly."""
        found = self._store.quads_for_pattern(
            None, NamedNode(TERMS + "entails"), NamedNode(self.base + kind), None
        )
        shorts = {self._short(quad.subject) for quad in found}
        return sorted(s for s in shorts if s and not self._is(s, "ActionKind"))

    @cached_property
    def _typed(self) -> set[str]:
        quads = self._store.quads_for_pattern(None, NamedNode(RDF_TYPE), None, None)
        return {short for quad in quads if (short := self._short(quad.subject))}

    def _short(self, node: object) -> str | None:
        if isinstance(node, NamedNode) and node.value.startswith(self.base):
            return node.value[len(self.base) :]
        return None

    def _is_id(self, word: str) -> bool:
        try:
            return expand(word, self.base).startswith(self.base)
        except BadInput:
            return False

    def _is(self, short: str, name: str) -> bool:
        return not self._below(TERMS + name).isdisjoint(self.types(short))

    def _below(self, name: str) -> set[str]:
        """A class and all its subclasses, whether or not types were inferred before."""
        if name in self._families:
            return self._families[name]
        found, new = {name}, [name]
        while new:
            below = self._store.quads_for_pattern(
                None, NamedNode(SUBCLASS), NamedNode(new.pop()), None
            )
            fresh = {q.subject.value for q in below if isinstance(q.subject, NamedNode)} - found
            found |= fresh
            new += fresh
        self._families[name] = found
        return found

    def _objects(self, short: str, predicate: str) -> list[NamedNode]:
        return [node for node in self._values(short, predicate) if isinstance(node, NamedNode)]

    def _literals(self, short: str, predicate: str) -> list[Literal]:
        return [node for node in self._values(short, predicate) if isinstance(node, Literal)]

    def _values(self, short: str, predicate: str) -> Iterable[NamedNode | Literal | BlankNode]:
        iri = short if ":" in short else self.base + short
        quads = self._store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, None)
        for quad in quads:
            if isinstance(quad.object, NamedNode | Literal | BlankNode):
                yield quad.object

    def _misplaced(self, kind: str, word: str) -> str | None:
        """Says so when a word names something of another kind."""
        candidates = [word, *(f"{other}/{word}" for other in NOUNS)]
        for short in candidates:
            if self._is(short, "Instrument"):
                return self._whole_instrument(kind, short)
            first = "provision" if self._is(short, "Provision") else short.split("/")[0]
            if first != kind and self.types(short):
                noun = NOUNS.get(first) or self._noun_of(short)
                place = f"; write it {PLACES[first]}" if first in PLACES else ""
                return f"{word} is {noun}, not {NOUNS[kind]}{place}"
        return None

    def _noun_of(self, short: str) -> str:
        classes = sorted(self.types(short))
        labels = [node.value for each in classes for node in self._literals(each, LABEL)]
        return f"a {labels[0]}" if labels else "something else"

    def _whole_instrument(self, kind: str, short: str) -> str:
        text = f"{short} is a whole instrument, not {NOUNS[kind]}"
        inside = [known for known in self.provisions if known.startswith(short + "/")]
        if kind != "provision" or not inside:
            return text
        return f"{text}; name the paragraphs that are meant, such as {enumerated(inside[:2])}"

    def _only_a_kind(self, short: str) -> str:
        text = f"{_bare(short)} is a kind of step, not an action that can be committed to"
        names = [_bare(action) for action in self.amounting_to(short)]
        if not names:
            return text
        verb = "amounts" if len(names) == 1 else "amount"
        return f"{text}; {enumerated(names, most=4)} {verb} to it"

    def _no_such(self, kind: str, word: str, exact: bool) -> str:
        known = self.known(kind)
        said = f"no {_noun(kind)} {quoted(word)}"
        if "/" in word:
            return said + self._near(word, known, kind)
        if exact:
            return said + self._near(f"{kind}/{word}", known, kind)
        near = self._near(word, known, kind, bare=True)
        if kind == "relief" and any(_less_exact(word, _bare(short)) for short in known):
            near = f"; write measure: open where it is not said which{near and ', ' + near[2:]}"
        return said + near

    def _near(self, word: str, known: Collection[str], kind: str = "", bare: bool = False) -> str:
        near = meant(self._facts, word, known, (kind,) if kind else (), 1)
        return f"; did you mean {_bare(near[0]) if bare else near[0]}?" if near else ""

    def _no_provision(self, kind: str, word: str) -> str:
        text = f"no {'power or provision' if kind == 'authority' else 'provision'} {quoted(word)}"
        near = self._near(word, self.known(kind))
        parents = [word.rsplit("/", depth)[0] for depth in range(word.count("/") + 1)]
        for parent in parents:
            if self._is(parent, "Instrument"):
                return self._no_paragraph(word, parent, text, near)
            if self._is(parent, "Provision"):
                return f"{text}; {parent} is not divided further, write {parent}"
            parts = [known for known in self.provisions if known.startswith(parent + "/")]
            if parts and "/" in parent and parent == word:
                return (
                    f"{word} is recorded in parts; name those that are meant: {enumerated(parts)}"
                )
            if parts and "/" in parent:
                return f"{text}; {parent} has {enumerated(parts)}"
        powers = [known for known in self.known("authority") if known.startswith(f"{word}/")]
        if powers and kind == "authority":
            return f"{text}; name one of the powers {enumerated(powers, most=4)}"
        if powers:
            return f"{text}; it holds powers, which go under authority: name what is relaxed"
        return text + self._no_instrument(word, near)

    def _no_instrument(self, word: str, near: str) -> str:
        first, *rest = word.split("/")
        families = sorted({known.split("/")[0] for known in self.provisions})
        if first not in families:
            return f"; provisions begin with {enumerated([f'{each}/' for each in families], 'or')}"
        if not rest:
            return near
        instruments = [short for short in self._typed if self._is(short, "Instrument")]
        wanted = f"{first}/{rest[0]}"
        for likely in did_you_mean(wanted, instruments):
            mended = "/".join([likely, *rest[1:]])
            if mended in self.provisions:
                return f"; the graph has no {quoted(wanted)}; did you mean {mended}?"
        return f"; the graph has no {quoted(wanted)}"

    def _no_paragraph(self, word: str, instrument: str, text: str, near: str) -> str:
        names = [node.value for node in self._literals(instrument, ALT_LABEL)]
        title = min(names, key=len) if names else self.label(instrument)
        count = self.paragraphs(instrument)
        if count is None:
            return text + near
        number = word[len(instrument) + 1 :].split("/")[0]
        if len(number) < 6 and number.isdecimal() and 1 <= int(number) <= count:
            return (
                f"{word} is in print but not in the graph: paragraph {number} of {title} has no "
                "effect of its own to relax"
            )
        return f"{text}; {title} has paragraphs 1–{count}{near}"


def kebab(name: str) -> str:
    """The word for a class.

    >>> kebab("ExportRelief")
    'export-relief'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _bare(short: str) -> str:
    return short.split("/", 1)[1]


def _noun(kind: str) -> str:
    return NOUNS[kind].split(" ", 1)[1]


def _less_exact(word: str, name: str) -> bool:
    """Whether a word says a part of what a name says, and nothing else.

    >>> _less_exact("us-sanctions", "some-us-sanctions"), _less_exact("kaesung", "kaesong")
    (True, False)
    """
    return set(word.split("-")) < set(name.split("-"))
