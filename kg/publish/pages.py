"""The page of one thing: what is known of it, section by section, with links between things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.answers.grounds import mark
from kg.answers.show import BARE, SECTIONS, SILENT, SOURCE, by_kind, spoken, steps
from kg.core.errors import BadInput
from kg.core.ids import TERMS, expand
from kg.core.owl import TYPE
from kg.graph.regime import Regime
from kg.graph.sources import texts
from kg.graph.words import Node, Step, Words, sided, target, term
from kg.present.plain import web
from kg.publish.html import Link, page
from kg.publish.jsonld import is_part
from kg.publish.places import place, relative
from kg.publish.things import Things

HOMES = {
    "law": "a fact on record",
    "assessments": "someone's judgement",
    "proposals": "someone's proposal",
    "ontology": "a word of the ontology",
    "shapes": "a rule",
}
_PACKAGE = "a package: what someone proposes"
# Of the facts, these are the law; sources are told apart, and the rest only happened or exists.
_LAW, _LAW_SAYS = (
    frozenset(
        map(
            term,
            (
                *("Instrument", "Provision", "Division", "Version", "Demand", "Requirement"),
                *("Exception", "Cap", "Deadline", "Power", "Authority", "Delegation"),
            ),
        )
    ),
    "what the law says",
)
_READING, _A_SOURCE = frozenset(map(term, ("Source", "Passage"))), "a source"
_TEXTS = {"": "Official text", "official page": "Official page", "copy": "Copy of the text"}
# In short, behind a link to what is no law.
_TAGS = {"assessments": "judged", "proposals": "proposed"}
# Behind the name of what these lead to, its summary is told as well.
_TOLD = frozenset(steps("^partOf ^passageOf ^dcterms:subject ^restricts ^statedIn ^subdivisionOf"))
_SAYS = steps("dcterms:description skos:definition")
_LEAD = frozenset(steps("dcterms:description sh:description skos:definition"))
_JUDGED = steps("amenability dcterms:creator dcterms:date")
_RESTRICTS, _ASSESSED, _EVERY = steps("restricts ^assesses ^relaxesEvery")
_CHECKED, _STANDING = steps("checked standing")
_TYPE = Step(TYPE)
_MEMBERS = Step(TYPE, backwards=True)
_READ = term("checkedAgainstText")


class Value(NamedTuple):
    """What a step leads to, as it is told.

    Attributes:
        link: its name, which leads to its page.
        doubt: a mark where nobody read its text.
        badge: what it is, where it is no law.
        after: what is said behind it.
        says: what it is, in a sentence.
        aloud: whether that sentence is not set in grey.
        inner: what is known of a record that stands within.
    """

    link: Link
    doubt: str = ""
    badge: str = ""
    after: str = ""
    says: str = ""
    aloud: bool = False
    inner: tuple[Line, ...] = ()


class Line(NamedTuple):
    """A step with all that it leads to; a bare one is told without its name."""

    phrase: Link
    found: tuple[Value, ...]
    bare: bool = False


class Pages:
    """Writes pages; what things are called and where they stand is looked up once."""

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        self.things = Things(regime)
        self.words = Words(regime)
        self._names: dict[Node, str] = {}
        self._values: dict[tuple[Node, Step], list[Node]] = {}
        self._phrases: dict[Step, str | None] = {}
        self.title = self.name(ox.NamedNode(regime.base))
        self.target = target(regime)

    @cached_property
    def places(self) -> dict[Node, str]:
        """The path of each thing's page, without the suffix."""
        return {
            node: place(self.regime, node, [kind.value for kind in self._kinds(node)])
            for node in self.things.every
        }

    def stem(self, id: str) -> str:
        """Returns the path of the page of a thing by its id, without the suffix; empty if none."""
        try:
            return self.places.get(ox.NamedNode(expand(id, self.regime.base)), "")
        except BadInput:
            return ""

    def name(self, node: Node) -> str:
        """Returns what a thing, a term or a literal is called."""
        if node not in self._names:
            self._names[node] = self.words.name(node)
        return self._names[node]

    def values(self, node: Node, step: Step) -> list[Node]:
        """Returns what a step leads to, in the order of ``Words.values``."""
        key = (node, step)
        if key not in self._values:
            self._values[key] = self.words.values(node, step)
        return self._values[key]

    def anchor(self, path: str, node: Node) -> Link:
        """Returns a link to the page of a thing, or its name if it has none."""
        if node in self.places:
            return Link(relative(path, f"{self.places[node]}.html"), self.name(node))
        if isinstance(node, ox.NamedNode):
            return Link(web(node.value), self.name(node))
        if node.datatype.value.endswith("#anyURI") and node.value.startswith("http"):
            return Link(web(node.value), urlsplit(node.value).netloc + _tail(node.value))
        return Link("", self.name(node))

    def write(
        self,
        template: str,
        path: str,
        title: str,
        alternates: tuple[str, ...] = (),
        **values: Any,
    ) -> bytes:
        """Puts values into a template: see ``html.page``."""
        about = (self.title, self.words.data_date, alternates)
        return page(template, path, title, *about, **values)

    def page(self, node: ox.NamedNode) -> bytes:
        """Returns the page of a thing."""
        place = self.places[node]
        path = f"{place}.html"
        id = node.value.removeprefix(self.regime.base).replace(TERMS, "skg:")
        return self.write(
            "thing",
            path,
            self.name(node),
            (".ttl", ".jsonld"),
            id=id or node.value,
            what=self.what(node),
            kinds=[self._kind(path, kind) for kind in self.kinds(node)],
            leads=[
                self.name(value)
                for step in sorted(_LEAD, key=str)
                for value in self.values(node, step)
            ],
            doubt=self.doubt(node),
            texts=[
                (_TEXTS[each.page], Link(each.address or "", each.cited))
                for each in texts(self.regime, node.value)
            ],
            sections=list(self._sections(path, node)),
            members=[Value(self.anchor(path, each)) for each in self.values(node, _MEMBERS)],
            stem=place.rpartition("/")[2],
            iri=node.value,
        )

    def kinds(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        """Returns the most specific classes of a thing."""
        return self.words.kinds(node)

    def doubt(self, node: Node) -> str:
        """Returns the mark of what nobody compared with its text; empty if someone did."""
        found = [each for each in self.values(node, _CHECKED) if each != _READ]
        return mark(self.name(found[0])) if found else ""

    def what(self, node: ox.NamedNode) -> str:
        """Returns what a page is about: the law, a source, another fact, or what someone says."""
        home, kinds = self.things.home(node), set(self._kinds(node))
        if home.startswith("deals/"):
            return _PACKAGE
        if home != "law":
            return HOMES.get(home, home)
        if kinds & _LAW:
            return _LAW_SAYS
        return _A_SOURCE if kinds & _READING else HOMES[home]

    def summary(self, node: Node) -> str:
        """Returns what a thing is, in a sentence or two; empty if nothing says so."""
        return next((self.name(each) for step in _SAYS for each in self.values(node, step)), "")

    def _kinds(self, node: Node) -> list[ox.NamedNode]:
        found = self.words.objects(node, TYPE)
        return [each for each in found if isinstance(each, ox.NamedNode)]

    def _kind(self, path: str, kind: ox.NamedNode) -> tuple[Link, str]:
        """Names a class, and whose sales or purchases it is about."""
        name = self.name(kind)
        return self.anchor(path, kind), sided(name, self.target).removeprefix(name)

    def _sections(self, path: str, node: ox.NamedNode) -> Iterator[tuple[str, list[Line]]]:
        told = {step for each in SECTIONS.values() for step in each} | SILENT | {_TYPE, _MEMBERS}
        own = set(self.words.steps(node))
        rest = sorted(own - told, key=lambda step: str(self._phrase(step)))
        told_of: list[str] = []
        for heading, placed in SECTIONS.items():
            kept = [step for step in placed if step in own and step not in _LEAD]
            lines = self._lines(path, node, kept)
            if heading == "Also":
                lines += self._lines(path, node, rest)
            if heading == "Snapback":
                lines += self._judged(path, node)
            if heading == "Relief":
                # Some relief reaches whatever belongs to a class.
                for kind in self._kinds(node):
                    lines += self._lines(path, kind, [_EVERY])
            if lines:
                heading = "Record" if heading == "Also" and not told_of else heading
                told_of.append(heading)
                yield heading, lines

    def _lines(
        self, path: str, node: Node, steps: Iterable[Step], nested: bool = False
    ) -> list[Line]:
        found = (self._line(path, node, step, nested) for step in steps)
        return [each for each in found if each is not None]

    def _line(self, path: str, node: Node, step: Step, nested: bool) -> Line | None:
        """Tells what a step leads to; a record within stands where the thing names it."""
        phrase, values = self._phrase(step), self.values(node, step)
        if step.backwards:
            named = self.words.named(node)
            values = [each for each in values if not (is_part(each, node) and each in named)]
        if nested:
            # A record need not name the one that it stands in.
            values = [each for each in values if not is_part(node, each)]
        if phrase is None or not values:
            return None
        if step == SOURCE:
            values = by_kind(self.regime, values)
        told = tuple(self._told(path, node, step, value, nested) for value in values)
        return Line(Link("", phrase), told, bare=step in BARE and not nested)

    def _told(self, path: str, node: Node, step: Step, value: Node, nested: bool) -> Value:
        link, doubt = self.anchor(path, value), self.doubt(value)
        if (said := spoken(self.words, value, step)) != self.name(value):
            link, doubt = Link("", said), ""
        badge = ""
        if isinstance(value, ox.NamedNode) and step.backwards:
            home = self.things.home(value)
            tag = "package" if home.startswith("deals/") else _TAGS.get(home)
            if tag and home != self.things.home(node):  # type: ignore[arg-type]
                badge = tag
        inner: list[Line] = []
        if is_part(value, node) and not nested and not step.backwards:
            assert isinstance(value, ox.NamedNode)
            steps = {each for each in self.words.steps(value) if not each.backwards}
            kept = sorted(steps - SILENT - {_TYPE}, key=lambda each: str(self._phrase(each)))
            inner = self._lines(path, value, kept, nested=True)
        return Value(
            link,
            doubt,
            badge,
            f" on {self.words.data_date}" if step == _STANDING else "",
            self.summary(value) if step in _TOLD else "",
            inner=tuple(inner),
        )

    def _judged(self, path: str, node: Node) -> list[Line]:
        """How readily what a provision restricts can be closed again, and who judges so."""
        lines = []
        for flow in self.values(node, _RESTRICTS):
            for judged in self.values(flow, _ASSESSED):
                said = (self.name(each) for step in _JUDGED for each in self.values(judged, step))
                told = Value(
                    *(self.anchor(path, judged), "", "judged"), says=", ".join(said), aloud=True
                )
                lines.append(Line(self.anchor(path, flow), (told,)))
        return lines

    def _phrase(self, step: Step) -> str | None:
        if step not in self._phrases:
            self._phrases[step] = self.words.phrase(step)
        return self._phrases[step]


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return "" if parts.path in ("", "/") else " …"
