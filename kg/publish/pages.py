"""The page of one thing: what is known of it, section by section, with links between things."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.answers.grounds import mark
from kg.answers.show import BARE, SECTIONS, SILENT, SOURCE, by_kind, spoken, steps
from kg.core.ids import TERMS
from kg.core.owl import TYPE
from kg.graph.regime import Regime
from kg.graph.sources import texts
from kg.graph.words import Node, Step, Words, sided, target, term
from kg.publish import html
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
# Longer lists are folded.
_OPEN = 12


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

    def anchor(self, path: str, node: Node) -> str:
        """Returns a link to the page of a thing, or its name if it has none."""
        if node in self.places:
            return html.link(relative(path, f"{self.places[node]}.html"), self.name(node))
        if isinstance(node, ox.NamedNode):
            return html.link(node.value, self.name(node))
        if node.datatype.value.endswith("#anyURI") and node.value.startswith("http"):
            return html.link(node.value, urlsplit(node.value).netloc + _tail(node.value))
        return html.text(self.name(node))

    def write(self, path: str, title: str, body: str, alternates: tuple[str, ...] = ()) -> bytes:
        """Puts a body into a page."""
        return html.page(path, title, body, self.title, self.words.data_date, alternates)

    def page(self, node: ox.NamedNode) -> bytes:
        """Returns the page of a thing."""
        path = f"{self.places[node]}.html"
        body = "".join([*self._head(path, node), *self._sections(path, node), self._files(node)])
        return self.write(path, self.name(node), body, (".ttl", ".jsonld"))

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

    def _head(self, path: str, node: ox.NamedNode) -> Iterator[str]:
        id = node.value.removeprefix(self.regime.base).replace(TERMS, "skg:")
        yield f"<h1>{html.text(self.name(node))}</h1>\n"
        yield f'<p><span class="id">{html.text(id or node.value)}</span> '
        yield f'<span class="badge">{html.text(self.what(node))}</span></p>\n'
        if kinds := self.kinds(node):
            yield f"<p>{', '.join(self._kind(path, kind) for kind in kinds)}</p>\n"
        for step in sorted(_LEAD, key=str):
            for value in self.values(node, step):
                yield f'<p class="lead">{html.text(self.name(value))}</p>\n'
        if doubt := self.doubt(node):
            yield f'<p class="warn">Not compared with its text in full{html.text(doubt)}.</p>\n'
        for each in texts(self.regime, node.value):
            cited = html.link(each.address, each.cited) if each.address else html.text(each.cited)
            yield f"<p>{_TEXTS[each.page]}: {cited}</p>\n"

    def _kind(self, path: str, kind: ox.NamedNode) -> str:
        """Names a class, and whose sales or purchases it is about."""
        name = self.name(kind)
        return self.anchor(path, kind) + html.text(sided(name, self.target).removeprefix(name))

    def _sections(self, path: str, node: ox.NamedNode) -> Iterator[str]:
        told = {step for each in SECTIONS.values() for step in each} | SILENT | {_TYPE, _MEMBERS}
        own = set(self.words.steps(node))
        rest = sorted(own - told, key=lambda step: str(self._phrase(step)))
        told_of: list[str] = []
        for heading, placed in SECTIONS.items():
            kept = [step for step in placed if step in own and step not in _LEAD]
            lines = [self._line(path, node, step) for step in kept]
            if heading == "Also":
                lines += [self._line(path, node, step) for step in rest]
            if heading == "Snapback":
                lines += self._judged(path, node)
            if heading == "Relief":
                # Some relief reaches whatever belongs to a class.
                lines += [self._line(path, kind, _EVERY) for kind in self._kinds(node)]
            if body := "".join(lines):
                heading = "Record" if heading == "Also" and not told_of else heading
                told_of.append(heading)
                yield html.section(heading, f"<dl>\n{body}</dl>\n")
        if members := self.values(node, _MEMBERS):
            links = [self.anchor(path, each) for each in members]
            yield html.section("Members", _folded(links, "columns"))

    def _line(self, path: str, node: Node, step: Step, nested: bool = False) -> str:
        """Writes what a step leads to; a record within stands where the thing names it."""
        phrase, values = self._phrase(step), self.values(node, step)
        if step.backwards:
            named = self.words.named(node)
            values = [each for each in values if not (is_part(each, node) and each in named)]
        if nested:
            # A record need not name the one that it stands in.
            values = [each for each in values if not is_part(node, each)]
        if phrase is None or not values:
            return ""
        if step == SOURCE:
            values = by_kind(self.regime, values)
        told = [self._told(path, node, step, value, nested) for value in values]
        if step in BARE and not nested:
            return "".join(f'<dd class="text">{each}</dd>\n' for each in told)
        body = told[0] if len(told) == 1 else _folded(told)
        return f"<dt>{html.text(phrase)}</dt>\n<dd>{body}</dd>\n"

    def _told(self, path: str, node: Node, step: Step, value: Node, nested: bool) -> str:
        found = self.anchor(path, value) + html.text(self.doubt(value))
        if (said := spoken(self.words, value, step)) != self.name(value):
            found = html.text(said)
        if isinstance(value, ox.NamedNode) and step.backwards:
            home = self.things.home(value)
            tag = "package" if home.startswith("deals/") else _TAGS.get(home)
            if tag and home != self.things.home(node):  # type: ignore[arg-type]
                found += f' <span class="badge">{tag}</span>'
        if step == _STANDING:
            found += f" on {self.words.data_date}"
        if step in _TOLD and (says := self.summary(value)):
            found += f'<br>\n<span class="soft">{html.text(says)}</span>'
        if is_part(value, node) and not nested and not step.backwards:
            assert isinstance(value, ox.NamedNode)
            inner = {each for each in self.words.steps(value) if not each.backwards}
            kept = sorted(inner - SILENT - {_TYPE}, key=lambda each: str(self._phrase(each)))
            lines = "".join(self._line(path, value, each, nested=True) for each in kept)
            found += f"\n<dl>\n{lines}</dl>\n" if lines else ""
        return found

    def _judged(self, path: str, node: Node) -> list[str]:
        """How readily what a provision restricts can be closed again, and who judges so."""
        lines = []
        for flow in self.values(node, _RESTRICTS):
            for judged in self.values(flow, _ASSESSED):
                said = (self.name(each) for step in _JUDGED for each in self.values(judged, step))
                words = html.text(", ".join(said))
                lines.append(
                    f"<dt>{self.anchor(path, flow)}</dt>\n<dd>{self.anchor(path, judged)} "
                    f'<span class="badge">judged</span><br>\n{words}</dd>\n'
                )
        return lines

    def _files(self, node: ox.NamedNode) -> str:
        stem = self.places[node].rpartition("/")[2]
        return (
            f'<p class="files">This page as data: {html.link(f"{stem}.ttl", "Turtle")}, '
            f"{html.link(f'{stem}.jsonld', 'JSON-LD')}. Name of the thing on the web: "
            f'<span class="id">{html.text(node.value)}</span></p>\n'
        )

    def _phrase(self, step: Step) -> str | None:
        if step not in self._phrases:
            self._phrases[step] = self.words.phrase(step)
        return self._phrases[step]


def _tail(url: str) -> str:
    parts = urlsplit(url)
    return "" if parts.path in ("", "/") else " …"


def _folded(lines: list[str], kind: str = "") -> str:
    body = html.items(lines, kind)
    if len(lines) <= _OPEN:
        return body
    return f"<details open>\n<summary>{len(lines):,}</summary>\n{body}</details>\n"
