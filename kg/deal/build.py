"""From plain nodes to a ``Deal``: the one path that every format takes, where all is checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from kg.deal.model import Commitment, Concession, Deal, Phase, Relief, Safeguard, Undertaking
from kg.deal.nodes import Entry, Items, Keys, Node, Problems, Text, listed, quoted
from kg.deal.terms import HOW, KEYS, LISTS, SNAPBACK, UNSTATED
from kg.deal.values import Values, is_open
from kg.deal.vocabulary import Vocabulary
from kg.ids import did_you_mean

_DEAL_ID = re.compile(r"deal/[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_KNOWN = {kind: frozenset(keys) for kind, keys in KEYS.items()}
_SHORTHAND = ("safeguard", "undertaking")
_NUMBERING = ("id", "after", "follows", "number", "position")

Part = TypeVar("Part", bound=Commitment)


def build(node: Node, vocabulary: Vocabulary, problems: Problems) -> Deal:
    """The package that a file states.

    Args:
        node: the file as plain nodes.
        vocabulary: the names of the regime.
        problems: where to note what is wrong.

    Raises:
        BadPackage: with up to ten problems, each with its line.
    """
    if not isinstance(node, Keys):
        what = "a list" if isinstance(node, Items) else "a single text"
        keys = listed([*KEYS["package"]])
        problems.refuse(node.line, f"the file holds {what}; a package has the keys {keys}")
    deal = _Builder(vocabulary, problems).package(node)
    problems.check()
    return deal


class _Builder(Values):
    def package(self, node: Keys) -> Deal:
        self.known_keys(node, "package")
        self.needs(node, "id", "a package needs id, such as deal/first-exchange")
        self.needs(node, "title", "a package needs title")
        self.needs(node, "phases", "a package needs phases")
        short = self.deal_id(node)
        iri = self.vocabulary.base + short
        return Deal(
            id=short,
            iri=iri,
            title=self.text(node, "title") or "",
            as_of=self.day(node, "as-of") or self.vocabulary.data_date,
            line=node.line,
            sources=self.names(node, "sources", "source"),
            notes=self.texts(node, "notes"),
            phases=self.phases(node, iri),
        )

    def deal_id(self, node: Keys) -> str:
        written = self.text(node, "id") or "deal/unnamed"
        short = written if written.startswith("deal/") else f"deal/{written}"
        if not _DEAL_ID.fullmatch(short):
            said = (
                f"id {quoted(written)} is not a package id; write deal/ and then lower-case "
                "letters, digits and single hyphens"
            )
            self.problems.add(node.entries["id"].value.line, said)
        return short

    def phases(self, node: Keys, deal: str) -> tuple[Phase, ...]:
        nodes = self.mappings(node, "phases", "phase", may_be_empty=False)
        phases = tuple(self.phase(each, place, deal) for place, each in enumerate(nodes, 1))
        seen: dict[str, Phase] = {}
        for phase in phases:
            first = seen.setdefault(" ".join(phase.title.casefold().split()), phase)
            if first is not phase:
                said = (
                    f"phases {first.position} and {phase.position} have the same title, "
                    f"{quoted(phase.title)}; tell them apart"
                )
                self.problems.add(phase.line, said)
        return phases

    def phase(self, node: Keys, position: int, deal: str) -> Phase:
        self.known_keys(node, "phase")
        iri = node.iri or f"{deal}/phase-{position}"
        return Phase(
            iri=iri,
            title=self.text(node, "title") or f"phase {position}",
            position=position,
            line=node.line,
            concessions=self.commitments(node, iri, "concession", self.concession),
            relief=self.commitments(node, iri, "relief", self.relief),
            safeguards=self.commitments(node, iri, "safeguard", self.safeguard),
            undertakings=self.commitments(node, iri, "undertaking", self.undertaking),
            without=self.names(node, "without", "safeguard"),
            notes=self.texts(node, "notes"),
        )

    def commitments(
        self, phase: Keys, iri: str, kind: str, read: Callable[[Keys, str], Part]
    ) -> tuple[Part, ...]:
        parts = []
        for place, node in enumerate(self.mappings(phase, LISTS[kind], kind), 1):
            self.known_keys(node, kind)
            parts.append(read(node, node.iri or f"{iri}/{kind}-{place}"))
        return tuple(parts)

    def concession(self, node: Keys, iri: str) -> Concession:
        self.needs(node, "action", "a concession needs action")
        action = self.name(node, "action", "action") or ""
        notes = self.texts(node, "notes")
        verifiers = self.names(node, "verified-by", "actor", none=True)
        return Concession(iri, self.label(action), node.line, notes, action, verifiers)

    def relief(self, node: Keys, iri: str) -> Relief:
        both = [node.entries[key] for key in ("measure", "provisions") if key in node.entries]
        if len(both) == 2:
            line = max(entry.line for entry in both)
            said = f"{both[0].shown} and {both[1].shown} in one relief; write two, one with each"
            self.problems.add(line, said)
        elif not both or is_open(both[0].value):
            self.problems.add(node.line, "a relief needs measure or provisions")
        measure = self.name(node, "measure", "relief")
        provisions = self.names(node, "provisions", "provision", may_be_empty=False)
        return Relief(
            iri=iri,
            label=self.relief_label(measure, provisions),
            line=node.line,
            notes=self.texts(node, "notes"),
            measure=measure,
            provisions=provisions,
            by=self.name(node, "by", "actor", none=True),
            through=self.word(node, "how", HOW) or UNSTATED,
            term_days=self.term(node, "term"),
            renewable=self.truth(node, "renewable"),
            snapback=self.word(node, "snapback", SNAPBACK),
            authority=self.names(node, "authority", "authority"),
            ends_if=self.text(node, "ends-if"),
            leaves_out=self.names(node, "except", "goods"),
            covers_only=self.names(node, "only", "goods"),
        )

    def safeguard(self, node: Keys, iri: str) -> Safeguard:
        self.needs(node, "safeguard", "a safeguard with keys needs safeguard")
        kind = self.name(node, "safeguard", "safeguard") or ""
        return Safeguard(iri, self.label(kind), node.line, self.texts(node, "notes"), kind)

    def undertaking(self, node: Keys, iri: str) -> Undertaking:
        self.needs(node, "undertaking", "an undertaking with keys needs undertaking")
        kind = self.name(node, "undertaking", "undertaking") or ""
        return Undertaking(iri, self.label(kind), node.line, self.texts(node, "notes"), kind)

    def relief_label(self, measure: str | None, provisions: tuple[str, ...]) -> str:
        return self.label(measure) if measure else list_label(provisions, self.label)

    def label(self, iri: str) -> str:
        return self.vocabulary.label(iri.removeprefix(self.vocabulary.base))

    def mappings(self, keys: Keys, key: str, kind: str, may_be_empty: bool = True) -> list[Keys]:
        """The mappings that a key lists; a safeguard or an undertaking may be its id alone."""
        entry = self.value(keys, key)
        if entry is None:
            return []
        if not isinstance(entry.value, Items):
            said = f"{entry.shown} must be a list, each item after a dash"
            self.problems.add(entry.value.line, said)
            return []
        if not entry.value.items and not may_be_empty:
            self.empty(entry)
        found = []
        for node in entry.value.items:
            if isinstance(node, Text) and not node.empty and kind in _SHORTHAND:
                found.append(Keys({kind: Entry(node.line, kind, node)}, node.line))
            elif isinstance(node, Keys):
                found.append(node)
            else:
                main = KEYS[kind][0]
                word = quoted(node.value) if isinstance(node, Text) and not node.empty else "…"
                said = f"{_a(kind)} is written with keys, such as `- {main}: {word}`"
                self.problems.add(node.line, said)
        return found

    def known_keys(self, keys: Keys, kind: str) -> None:
        if keys.entries.keys() <= _KNOWN[kind]:
            return
        for key, entry in keys.entries.items():
            if key in KEYS[kind]:
                continue
            near = did_you_mean(key, KEYS[kind]) if len(key) < 40 else []
            homes = [_a(other) for other in KEYS if key in KEYS[other]]
            said = f"unknown key {quoted(entry.shown) or '(empty)'} in {_a(kind)}"
            if kind == "phase" and key in _NUMBERING:
                said += "; phases are numbered by their order in the file"
            elif key.startswith("@"):
                said += "; the name of a JSON-LD file ends in .jsonld"
            elif homes:
                said += f"; it belongs in {listed(homes, 'or')}"
            elif near:
                said += f"; did you mean {near[0]}?"
            self.problems.add(entry.line, f"{said} (keys: {', '.join(KEYS[kind])})")


def list_label(provisions: tuple[str, ...], label: Callable[[str], str]) -> str:
    """What relief of a bare list of provisions is called."""
    if len(provisions) == 1:
        return label(provisions[0])
    return f"relief of {len(provisions)} provisions"


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "undertaking" else f"a {kind}"
