"""From plain nodes to a ``Deal``: the one path that every format takes, where all is checked."""

from __future__ import annotations

import re
from typing import Any

from kg.core.ids import LONGEST
from kg.core.wording import enumerated, quoted
from kg.deal.model import MOST_BRANCHES, Choice, Commitment, Deal, Document, Phase, combinations
from kg.deal.read.items import Builder
from kg.deal.read.nodes import Items, Keys, Node, Problems, Text
from kg.deal.read.values import many
from kg.deal.terms import KEYS, LISTS
from kg.deal.vocabulary import Vocabulary

# So many are judged in seconds; without an order each phase is held against each other.
MOST_PHASES, MOST_IN_NO_ORDER, MOST_COMMITMENTS = 1_000, 100, 5_000
_DEAL_ID = re.compile(r"deal/[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


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
        keys = enumerated([*KEYS["package"]], most=len(KEYS["package"]))
        problems.refuse(node.line, f"the file holds {what}; a package has the keys {keys}")
    deal = _Package(vocabulary, problems).package(node)
    if not deal.ordered and len(deal.phases) > MOST_IN_NO_ORDER:
        said = f"{len(deal.phases):,} phases in no stated order; {MOST_IN_NO_ORDER:,} at most"
        problems.add(node.line, said)
    problems.check()
    return deal


class _Package(Builder):
    count = 0

    def one(self, node: Keys, kind: str, iri: str) -> Commitment:
        self.count += 1
        if self.count > MOST_COMMITMENTS:
            said = f"more than {MOST_COMMITMENTS:,} commitments; write several packages"
            self.problems.refuse(node.line, said)
        return super().one(node, kind, iri)

    def package(self, node: Keys) -> Deal:
        self.known_keys(node, "package")
        self.needs(node, "id", "a package needs id, such as deal/first-exchange")
        self.needs(node, "title", "a package needs title")
        self.needs(node, "phases", "a package needs phases")
        short = self.deal_id(node)
        iri = self.vocabulary.base + short
        first, last = self.days(node, "as-of", "month") or (self.vocabulary.data_date, None)
        documents = self.documents(node, iri)
        return Deal(
            id=short,
            iri=iri,
            title=self.text(node, "title") or "",
            as_of=first,
            line=node.line,
            sources=self.names(_without_documents(node), "sources", "source"),
            notes=self.texts(node, "notes"),
            phases=self.phases(node, iri),
            documents=documents,
            as_of_until=last,
            proposed_by=self.names(node, "proposed-by", "actor"),
            proposed_on=self.when(node, "proposed-on"),
            status=self.text(node, "status"),
            ordered=self.truth(node, "ordered") is not False,
            bounds=self.vocabulary.bounds,
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
        elif len(short) > LONGEST:
            said = f"id has {len(short):,} characters; write {LONGEST} at most"
            self.problems.refuse(node.entries["id"].value.line, said)
        return short

    def documents(self, node: Keys, deal: str) -> tuple[Document, ...]:
        """The sources of which the package tells itself."""
        entry = node.entries.get("sources")
        told = [each for each in many(entry.value) if isinstance(each, Keys)] if entry else []
        return tuple(self.document(each, number, deal) for number, each in enumerate(told, 1))

    def document(self, node: Keys, number: int, deal: str) -> Document:
        self.known_keys(node, "source")
        self.needs(node, "title", "a source with keys needs title")
        return Document(
            iri=node.iri or f"{deal}/source-{number}",
            line=node.line,
            title=self.text(node, "title") or "",
            publisher=self.text(node, "publisher"),
            date=self.when(node, "date"),
            address=self.address(node, "address"),
        )

    def phases(self, node: Keys, deal: str) -> tuple[Phase, ...]:
        nodes = self.mappings(node, "phases", "phase", may_be_empty=False)
        if len(nodes) > MOST_PHASES:
            said = f"{len(nodes):,} phases; a package has at most {MOST_PHASES:,}"
            self.problems.refuse(nodes[MOST_PHASES].line, said)
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
        self.few_branches(tuple(choice for phase in phases for choice in phase.choices))
        return phases

    def few_branches(self, choices: tuple[Choice, ...]) -> None:
        count = combinations(choices)
        if count <= MOST_BRANCHES:
            return
        # Python refuses to write a number of thousands of digits.
        shown = f"{count:,}" if count < 1_000_000 else "more than a million"
        said = (
            f"the alternatives make {shown} combinations, and at most {MOST_BRANCHES} are "
            "judged; write a package for each of some of them"
        )
        self.problems.add(choices[-1].line, said)

    def phase(self, node: Keys, position: int, deal: str) -> Phase:
        self.known_keys(node, "phase")
        iri = node.iri or f"{deal}/phase-{position}"
        found, choices = self.held(node, iri)
        held: dict[str, Any] = {LISTS[kind]: tuple(each) for kind, each in found.items()}
        return Phase(
            iri=iri,
            title=self.text(node, "title") or f"phase {position}",
            position=position,
            line=node.line,
            **held,
            without=self.names(node, "without", "safeguard"),
            notes=self.texts(node, "notes"),
            choices=tuple(choices),
        )


def _without_documents(node: Keys) -> Keys:
    """The same keys, with the sources that are ids."""
    entry = node.entries.get("sources")
    nodes = many(entry.value) if entry else ()
    ids = tuple(each for each in nodes if not isinstance(each, Keys))
    if entry is None or len(ids) == len(nodes):
        return node
    if len(ids) == 1 and isinstance(ids[0], Text):
        return node._replace(entries={"sources": entry._replace(value=ids[0])})
    return node._replace(entries={"sources": entry._replace(value=Items(ids, entry.line))})
