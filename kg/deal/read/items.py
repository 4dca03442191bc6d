"""The items of a phase, from plain nodes: commitments, and choices between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.core.ids import did_you_mean
from kg.core.wording import enumerated, quoted
from kg.deal.commitments import (
    Choice,
    Commitment,
    Concession,
    Relief,
    Safeguard,
    Undertaking,
    alternative_iri,
)
from kg.deal.read.nodes import Entry, Items, Keys, Node, Text
from kg.deal.read.values import Values, is_open, many, word_of
from kg.deal.terms import HOW, KEYS, LISTS, ONE_OF, SNAPBACK, UNSTATED, WORDS

_KNOWN = {kind: frozenset(keys) for kind, keys in KEYS.items()}
_SHORTHAND = ("safeguard", "undertaking")
_NUMBERING = ("id", "after", "follows", "number", "position")
_NESTED = "one-of inside one-of; write each combination as an alternative of its own"
# What the keys of open relief and of an open action say less exactly than a name would.
_UNSAID = "not specified"


class Builder(Values):
    """Reads the items of phases."""

    def held(self, phase: Keys, iri: str) -> tuple[dict[str, list[Commitment]], list[Choice]]:
        """The commitments of a phase by kind, and its choices, numbered through the phase."""
        found: dict[str, list[Commitment]] = {kind: [] for kind in LISTS}
        choices: list[Choice] = []
        for kind, key in LISTS.items():
            for place, node in enumerate(self.mappings(phase, key, kind), 1):
                ways = self.alternatives(node, kind)
                if ways is None:
                    own = node.iri or f"{iri}/{kind}-{len(found[kind]) + 1}"
                    found[kind].append(self.one(node, kind, own))
                else:
                    own = node.iri or f"{iri}/{ONE_OF}-{len(choices) + 1}"
                    choices.append(replace(self.choice(node, kind, own, ways), place=place))
        return found, choices

    def one(self, node: Keys, kind: str, iri: str) -> Commitment:
        self.known_keys(node, kind)
        return _READERS[kind](self, node, iri)

    # --- choices -------------------------------------------------------------------------------

    def alternatives(self, node: Keys, kind: str) -> list[list[Keys]] | None:
        """What an item lets be chosen; None where it is no choice."""
        entries = node.entries
        if ONE_OF in entries:
            beside = [entry.shown for key, entry in entries.items() if key != ONE_OF]
            if beside:
                said = f"one-of beside {enumerated(beside)}; each alternative has its own keys"
                self.problems.add(entries[ONE_OF].line, said)
            return [
                [each for inner in many(way) if (each := self.item(inner, kind))]
                for way in self.ways(entries[ONE_OF])
            ]
        how = entries.get("how") if kind == "relief" else None
        if how is None or not isinstance(how.value, Keys) or ONE_OF not in how.value.entries:
            return None
        if len(how.value.entries) > 1:
            said = "one-of beside other keys in how; write the alternatives as items of their own"
            self.problems.add(how.line, said)
        return [
            [node._replace(entries={**entries, "how": how._replace(value=way)}, iri=None)]
            for way in self.ways(how.value.entries[ONE_OF])
        ]

    def ways(self, entry: Entry) -> list[Node]:
        nodes = list(entry.value.items) if isinstance(entry.value, Items) else []
        if len(nodes) < 2:
            said = f"{entry.shown} needs a list of at least two alternatives"
            self.problems.add(entry.line, said)
        for node in nodes:
            if isinstance(node, Items) and not node.items:
                self.problems.add(node.line, "an alternative is empty; say what it holds")
        return nodes

    def choice(self, node: Keys, kind: str, iri: str, ways: list[list[Keys]]) -> Choice:
        found = []
        for place, way in enumerate(ways):
            held = []
            for number, each in enumerate(way, 1):
                if self.alternatives(each, kind) is not None:
                    self.problems.add(each.line, _NESTED)
                    continue
                own = each.iri or f"{alternative_iri(iri, place)}-{number}"
                held.append(self.one(each, kind, own))
            found.append(tuple(held))
        return Choice(iri, node.line, kind, tuple(found))

    # --- commitments ---------------------------------------------------------------------------

    def concession(self, node: Keys, iri: str) -> Concession:
        entry = node.entries.get("action")
        left_open = entry is not None and is_open(entry.value)
        if entry is None:
            said = "a concession needs action; write open where it is not said which"
            self.problems.add(node.line, said)
        action = self.name(node, "action", "action") or ""
        kinds = self.kinds(node, "step", "action", left_open)
        extent = node.entries.get("extent")
        found = Concession(
            iri=iri,
            label=self.unsaid(kinds, "an action") if left_open else self.label(action),
            line=node.line,
            notes=self.texts(node, "notes"),
            action=action,
            verified_by=self.names(node, "verified-by", "actor", special=True),
            open=left_open,
            kinds=kinds,
            sites=self.names(node, "sites", "facility"),
        )
        if extent is None or word_of(extent.value) == "whole":
            return found
        said_open = is_open(extent.value)
        return replace(found, extent="open" if said_open else self.text(node, "extent"))

    def relief(self, node: Keys, iri: str) -> Relief:
        left_open = self.measure_is_open(node)
        measure = self.name(node, "measure", "relief")
        provisions = self.names(node, "provisions", "provision", may_be_empty=False)
        kinds = self.kinds(node, "relief-kind", "measure", left_open)
        by = self.names(node, "by", "actor", special=True)
        through, acts = self.acts(node, by)
        term = self.term(node, "term")
        if left_open:
            label = self.unsaid(kinds, "relief")
        elif measure:
            label = self.label(measure)
        else:
            label = list_label(provisions, self.label)
        return Relief(
            iri=iri,
            label=label,
            line=node.line,
            notes=self.texts(node, "notes"),
            measure=measure,
            provisions=() if left_open else provisions,
            by=by,
            through=through,
            term_days=term.days,
            renewable=self.truth(node, "renewable"),
            snapback=self.word(node, "snapback", SNAPBACK),
            authority=self.names(node, "authority", "authority"),
            ends_if=self.text(node, "ends-if"),
            leaves_out=self.names(node, "except", "goods"),
            covers_only=self.names(node, "only", "goods"),
            open=left_open,
            kinds=kinds,
            acts=acts,
            term_most=term.most,
            term_said=term.said,
            term_open=term.open,
            limit=self.words_or_text(node, "limit"),
            for_whom=self.name(node, "for", "case", special=True),
            reading=self.word(node, "reading", WORDS["reading"]),
        )

    def measure_is_open(self, node: Keys) -> bool:
        both = [node.entries[key] for key in ("measure", "provisions") if key in node.entries]
        if len(both) == 2:
            line = max(entry.line for entry in both)
            said = f"{both[0].shown} and {both[1].shown} in one relief; write two, one with each"
            self.problems.add(line, said)
        elif not both:
            said = "a relief needs measure or provisions; write measure: open where neither is said"
            self.problems.add(node.line, said)
        elif "provisions" in node.entries and is_open(both[0].value):
            said = "provisions are listed or left out; write measure: open where none is said"
            self.problems.add(both[0].line, said)
        return len(both) == 1 and "measure" in node.entries and is_open(both[0].value)

    def kinds(self, node: Keys, kind: str, of: str, left_open: bool) -> tuple[str, ...]:
        entry = node.entries.get("kind")
        if entry is not None and not left_open:
            said = f"{entry.shown} stands beside `{of}: open` only; what is named needs no kind"
            self.problems.add(entry.line, said)
        return self.names(node, "kind", kind)

    def acts(self, node: Keys, by: tuple[str, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The act of all bodies, or body and act where ``how`` says it for each."""
        entry = self.value(node, "how")
        if entry is None:
            return UNSTATED, ()
        if isinstance(entry.value, Items):
            said = "how is a list; write one-of: […] for alternatives, or an act for each body"
            self.problems.add(entry.value.line, said)
            return UNSTATED, ()
        if not isinstance(entry.value, Keys):
            return self.word(node, "how", HOW) or UNSTATED, ()
        if not entry.value.entries:
            self.empty(entry)
        found: dict[str, str] = {}
        for word, each in entry.value.entries.items():
            body = self.iri(each, Text(word, each.line), "actor")
            if body is None:
                continue
            if body not in by:
                said = f"how names {quoted(word)}, which by does not; name each body in both"
                self.problems.add(each.line, said)
            elif body in found:
                self.problems.add(each.line, f"how names {quoted(word)} twice")
            act = each._replace(shown=f"how of {quoted(word)}")
            found[body] = self.word(Keys({"how": act}, each.line), "how", HOW) or UNSTATED
        if len(by) == 1:
            return found.get(by[0], UNSTATED), ()
        said_acts = ((body, found.get(body, UNSTATED)) for body in by)
        return UNSTATED, tuple((body, act) for body, act in said_acts if act != UNSTATED)

    def safeguard(self, node: Keys, iri: str) -> Safeguard:
        self.needs(node, "safeguard", "a safeguard with keys needs safeguard")
        kind = self.name(node, "safeguard", "safeguard") or ""
        return Safeguard(iri, self.label(kind), node.line, self.texts(node, "notes"), kind)

    def undertaking(self, node: Keys, iri: str) -> Undertaking:
        self.needs(node, "undertaking", "an undertaking with keys needs undertaking")
        kind = self.name(node, "undertaking", "undertaking") or ""
        notes = self.texts(node, "notes")
        by, limit = self.names(node, "by", "actor"), self.words_or_text(node, "limit")
        return Undertaking(iri, self.label(kind), node.line, notes, kind, by, limit)

    # --- labels and shapes of nodes --------------------------------------------------------------

    def label(self, iri: str) -> str:
        return self.vocabulary.label(iri.removeprefix(self.vocabulary.base))

    def unsaid(self, kinds: tuple[str, ...], what: str) -> str:
        """What something open is called: by its kinds, or by what it is in general."""
        # Sorted, since a graph does not keep their order.
        names = enumerated(sorted(self.label(kind) for kind in kinds)) if kinds else what
        return f"{names}, {_UNSAID}"

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
        return [each for node in entry.value.items if (each := self.item(node, kind))]

    def item(self, node: Node, kind: str) -> Keys | None:
        if isinstance(node, Text) and not node.empty and kind in _SHORTHAND:
            return Keys({kind: Entry(node.line, kind, node)}, node.line)
        if isinstance(node, Keys):
            return node
        main = KEYS[kind][0]
        word = quoted(node.value) if isinstance(node, Text) and not node.empty else "…"
        said = f"{_a(kind)} is written with keys, such as `- {main}: {word}`"
        self.problems.add(node.line, said)
        return None

    def known_keys(self, keys: Keys, kind: str) -> None:
        if keys.entries.keys() <= _KNOWN[kind]:
            return
        for key, entry in keys.entries.items():
            if key in KEYS[kind]:
                continue
            near = did_you_mean(key, KEYS[kind])
            homes = [_a(other) for other in KEYS if key in KEYS[other]]
            said = f"unknown key {quoted(entry.shown) or '(empty)'} in {_a(kind)}"
            if kind == "phase" and key in _NUMBERING:
                said += "; phases are numbered by their order in the file"
            elif key == ONE_OF:
                said += "; it is an item of a list of a phase, such as `- one-of: […]`"
            elif key.startswith("@"):
                said += "; the name of a JSON-LD file ends in .jsonld"
            elif homes:
                said += f"; it belongs in {enumerated(homes, 'or')}"
            elif near:
                said += f"; did you mean {near[0]}?"
            self.problems.add(entry.line, f"{said} (keys: {', '.join(KEYS[kind])})")


_READERS: dict[str, Callable[[Builder, Keys, str], Commitment]] = {
    "concession": Builder.concession,
    "relief": Builder.relief,
    "safeguard": Builder.safeguard,
    "undertaking": Builder.undertaking,
}


def list_label(provisions: tuple[str, ...], label: Callable[[str], str]) -> str:
    """What relief of a bare list of provisions is called."""
    if len(provisions) == 1:
        return label(provisions[0])
    return f"relief of {len(provisions)} provisions"


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "undertaking" else f"a {kind}"
