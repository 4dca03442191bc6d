"""Where a record can be read: its own text first, then official pages, scholars and the press.

The text of a provision is cited by symbol and paragraph, or by its citation, with its address. A
power is read in the provisions that it rests on, an exception in the one that grants it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg.core.document import Citation
from kg.core.ids import TERMS, short
from kg.core.memo import remembered, remembered_up_to
from kg.core.wording import listed, natural

if TYPE_CHECKING:
    from kg.graph.regime import Regime

# What a lawyer accepts comes first; what is not classified comes last.
_KINDS = ("officialText", "officialPage", "scholarly", "press")
# What the page of a text is by the kind of its keeper.
_PAGES = ("", "official page", "copy")
# What readers call each kind.
_CALLED = ("official text", "official page", "scholarly work", "press", "")
_COPY = 2
_SOURCE = ox.NamedNode("http://purl.org/dc/terms/source")
_BEFORE_ADDRESS, _PARAGRAPH = ", http", ", paragraph "
_MOST = 12
_MOST_KNOWN = 2_000


class Label(str):
    """The name of a source, which knows how near it stands to the act that it reports.

    Attributes:
        rank: 0 for an official text, 1 for an official page, 2 for scholars, 3 for the press, 4
            where no kind is on record.
        address: of a passage, where the work that it stands in can be read.
    """

    rank: int = len(_KINDS)
    address: str = ""


@dataclass(frozen=True)
class Text:
    """Where the words of a provision or an act stand.

    Attributes:
        cited: its symbol and paragraph, or its citation.
        address: where it can be read; empty if no address is on record.
        page: what stands there where it is not the official text: an official page or a copy.
    """

    cited: str
    address: str
    page: str

    def __str__(self) -> str:
        if not self.address:
            return self.cited
        page = f" ({self.page})" if self.page else ""
        return f"{self.cited}{page}, {self.address}"


@remembered_up_to(_MOST_KNOWN)
def texts(regime: Regime, id: str) -> tuple[Text, ...]:
    """Returns where the words of a provision, an act or a power stand; nothing for other things.

    Args:
        regime: the regime that holds the record.
        id: the short id or IRI of the record, which may be an exception as well.

    >>> import kg
    >>> [str(each) for each in texts(kg.load(), "un/2397/7")]
    ['S/RES/2397 (2017), paragraph 7, https://undocs.org/S/RES/2397(2017)']
    >>> [each.cited for each in texts(kg.load(), "us/power/nkspea-401a")]
    ['22 U.S.C. 9251(a)']
    >>> [each.cited for each in texts(kg.load(), "un/1718/8/d/exception-5")]
    ['S/RES/2664 (2022), paragraph 1']
    """
    node = regime.node(id)
    if regime.value(node.value, "symbol") is not None:
        return tuple(_of_act(regime, node.value, ""))
    number = _word(regime, node.value, "number")
    for act in _linked(regime, node.value, "partOf"):
        if number and (found := tuple(_of_act(regime, act, f"{_PARAGRAPH}{number}"))):
            return found
    bases = (*_linked(regime, node.value, "basis"), *_linked(regime, node.value, "grantedIn"))
    if found := tuple(dict.fromkeys(text for base in bases for text in texts(regime, base))):
        return found
    citation = _word(regime, node.value, "citation")
    return (_best(regime, citation, node.value),) if citation else ()


def source_labels(regime: Regime, ids: Iterable[str]) -> tuple[str, ...]:
    """Names the texts of some records and what else they rest on, and the sources among them.

    The texts come first, in the order of the ids; a page that only holds one of them is not named
    again. Then come the other sources, each once: official ones, scholars, the press.

    >>> import kg
    >>> found = source_labels(kg.load(), ["us/power/nkspea-208c", "source/wertz-2019/38"])
    >>> [label.partition(", http")[0] for label in found]
    ['22 U.S.C. 9228(c)', 'Wertz 2019, ¶38']
    """
    return _source_labels(regime, tuple(dict.fromkeys(ids)))


@remembered_up_to(_MOST_KNOWN)
def _source_labels(regime: Regime, wanted: tuple[str, ...]) -> tuple[str, ...]:
    own = dict.fromkeys(text for id in wanted for text in texts(regime, id))
    rest = {source for id in wanted for source in _sources(regime, id)}
    hosts = {_host(text.address) for text in own if text.address}
    # A source that is the collection in which one of the texts stands is not named again.
    others = (each for each in rest if hosts.isdisjoint(_place(regime, each).wholes))
    named = (_place(regime, each).label for each in in_order(regime, others))
    return tuple(dict.fromkeys((*(_label(str(text), 0) for text in own), *named)))


def citations(regime: Regime, ids: Iterable[str]) -> tuple[Citation, ...]:
    """Cites the texts of some records and what else they rest on, as ``source_labels`` names them.

    Args:
        regime: the regime that holds the records.
        ids: the short ids or IRIs of provisions, powers, passages, sources or other records.

    >>> import kg
    >>> found = citations(kg.load(), ["un/2397/7", "source/wertz-2019/38"])
    >>> [found[place].label for place in (0, -1)]
    ['S/RES/2397 (2017), paragraph 7', 'Wertz 2019, ¶38']
    """
    wanted = tuple(dict.fromkeys(ids))
    own = {text: id for id in wanted for text in texts(regime, id)}
    rest = {source for id in wanted for source in _sources(regime, id)}
    hosts = {_host(text.address) for text in own if text.address}
    others = (each for each in rest if hosts.isdisjoint(_place(regime, each).wholes))
    found = _own(regime, own)
    for each in in_order(regime, others):
        whole = next(iter(_linked(regime, each, "passageOf")), each)
        # A passage is called by the short name of its work and its place in it.
        label = regime.label(each)
        work, _, place = label.partition(", ") if whole != each else (label, "", "")
        url = next(iter(_addresses(regime, each)), "") or _work(regime, each)
        kind = _CALLED[_rank(regime, each)]
        found.append(Citation(short(each, regime.base), work, place, url, kind))
    return tuple(found)


def own_texts(regime: Regime, ids: Iterable[str]) -> tuple[Citation, ...]:
    """Cites the official texts of some records alone, without what else they rest on.

    >>> import kg
    >>> [each.address for each in own_texts(kg.load(), ["un/2397/7"])]
    ['https://undocs.org/S/RES/2397(2017)']
    """
    own = {text: id for id in dict.fromkeys(ids) for text in texts(regime, id) if not text.page}
    return tuple(_own(regime, own))


def _own(regime: Regime, own: Mapping[Text, str]) -> list[Citation]:
    return [
        Citation(short(regime.node(id).value, regime.base), *_placed(text), _page(text))
        for text, id in own.items()
    ]


def _placed(text: Text) -> tuple[str, str, str]:
    work, _, number = text.cited.partition(_PARAGRAPH)
    return work, f"paragraph {number}" if number else "", text.address


def _page(text: Text) -> str:
    return text.page or "official text"


def in_order(regime: Regime, sources: Iterable[str]) -> tuple[str, ...]:
    """Sorts sources by kind, official ones first, and then by name.

    >>> import kg
    >>> in_order(kg.load(), ["source/wertz-2019/38", "source/federal-register"])
    ('source/federal-register', 'source/wertz-2019/38')
    """
    return tuple(sorted(sources, key=lambda each: _place(regime, each).order))


def told(found: Iterable[Sequence[str]], most: int = _MOST) -> str:
    """Joins the sources of several records in a line: every text, then some of the others.

    Paragraphs of one document are told together, and no text with an address is left out.

    Args:
        found: for each record what ``source_labels`` names.
        most: how many of the other sources are told.

    >>> told([("A, paragraph 4, https://a.org", "C"), ("A, paragraph 3, https://a.org", "B", "C")])
    'A, paragraphs 3 and 4, https://a.org; also C; B'
    >>> told([("B", "C")])
    'B; C'
    """
    read, others = _parted(found)
    rest = listed(_with_works(others, most), most)
    also = f"also {rest}" if read and others else rest
    return "; ".join(filter(None, (*read, also)))


def _parted(found: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parts texts with an address from other sources; of a kind those that more rest on first."""
    counts = Counter(label for each in found for label in each)
    read = [label for label in counts if _BEFORE_ADDRESS in label]
    read.sort(
        key=lambda label: _PARAGRAPH not in label
    )  # Resolutions before what carries them out.
    rest = [label for label in counts if _BEFORE_ADDRESS not in label]
    rest.sort(key=lambda label: (getattr(label, "rank", len(_KINDS)), -counts[label]))
    return together(read), tuple(rest)


def _label(name: str, rank: int, address: str = "") -> Label:
    label = Label(name)
    label.rank, label.address = rank, address
    return label


def _work(regime: Regime, passage: str) -> str:
    """The address of the work that a passage stands in."""
    works = _linked(regime, passage, "passageOf")
    return next((url for work in works for url in _addresses(regime, work)), "")


def _with_works(others: Sequence[str], most: int) -> list[str]:
    """Puts the address of a work behind the last of its passages that is told."""
    works = [getattr(label, "address", "") for label in others]
    return [
        f"{label}, {work}" if work and work not in works[place + 1 : most] else label
        for place, (label, work) in enumerate(zip(others, works, strict=True))
    ]


def together(labels: Iterable[str]) -> tuple[str, ...]:
    """Tells paragraphs of one document together.

    >>> together(["9 U.S.C. 2(a), https://b.org", "9 U.S.C. 2(b), https://b.org", "Paper"])
    ('9 U.S.C. 2(a), 2(b), https://b.org', 'Paper')
    """
    by_address: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for label in labels:
        cited, mark, address = label.partition(_BEFORE_ADDRESS)
        by_address[f"{mark}{address}" if mark else label][cited] = None
    return tuple(
        f"{_joined(list(cited))}{address}" if address.startswith(_BEFORE_ADDRESS) else address
        for address, cited in by_address.items()
    )


def _joined(cited: list[str]) -> str:
    """Joins citations of one document; the words that all begin with are said once."""
    heads = {each.partition(_PARAGRAPH)[0] for each in cited}
    numbers = [number for each in cited if (number := each.partition(_PARAGRAPH)[2])]
    if len(heads) == 1 and len(numbers) > 1:
        *most, last = sorted(numbers, key=natural)
        return f"{heads.pop()}, paragraphs {', '.join(most)} and {last}"
    words = [each.split(" ") for each in cited]
    same = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False)))
    return ", ".join([cited[0], *(" ".join(each[same:]) for each in words[1:])])


def _of_act(regime: Regime, act: str, place: str) -> Iterator[Text]:
    """The text of an act that has a symbol; its own page has the symbol in its address."""
    if symbol := _word(regime, act, "symbol"):
        pages = [url for url in _addresses(regime, act) if symbol.replace(" ", "") in url]
        best = _best(regime, f"{symbol}{place}", act)
        yield Text(best.cited, pages[0], "") if pages else best


def _best(regime: Regime, cited: str, id: str) -> Text:
    """The text at that of its addresses whose keeper stands nearest to its maker."""
    ranked = sorted(
        (_keepers(regime).get(_host(url), len(_KINDS)), url) for url in _addresses(regime, id)
    )
    rank, url = ranked[0] if ranked else (0, "")
    return Text(cited, url, _PAGES[min(rank, _COPY)])


def _rank(regime: Regime, source: str) -> int:
    works = _linked(regime, source, "passageOf")
    kinds = {kind for each in (source, *works) for kind in _linked(regime, each, "sourceKind")}
    ranks = (_KINDS.index(kind) for each in kinds if (kind := each.removeprefix(TERMS)) in _KINDS)
    return min(ranks, default=len(_KINDS))


@remembered
def _keepers(regime: Regime) -> Mapping[str, int]:
    """How official the pages of a host are, by the source that is the whole of it."""
    found: dict[str, int] = {}
    url = ox.NamedNode(f"{TERMS}url")
    for quad in regime.store.quads_for_pattern(None, url, None, None):
        subject, address = quad.subject, quad.object
        if isinstance(subject, ox.NamedNode) and isinstance(address, ox.Literal):
            host = _whole(address.value)
            if host and subject.value.startswith(f"{regime.base}source/"):
                rank = _rank(regime, subject.value)
                found[host] = min(rank, found.get(host, rank))
    return found


@dataclass(frozen=True)
class _Place:
    """What is asked of a source again and again.

    Attributes:
        label: its name.
        order: by what sources are sorted.
        wholes: the hosts of which it is the whole.
    """

    label: Label
    order: tuple[int, Any]
    wholes: frozenset[str]


@remembered_up_to(_MOST_KNOWN)
def _place(regime: Regime, source: str) -> _Place:
    name, rank = regime.label(source), _rank(regime, source)
    wholes = frozenset(_whole(url) for url in _addresses(regime, source)) - {""}
    label = _label(name, rank, _work(regime, source))
    return _Place(label, (rank, natural(name)), wholes)


def _whole(url: str) -> str:
    """The host of an address that names no page on it; else empty."""
    parts = urlsplit(url)
    return "" if parts.path not in ("", "/") or parts.query else _host(url)


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _sources(regime: Regime, id: str) -> Iterator[str]:
    node = regime.node(id)
    if node.value.startswith(f"{regime.base}source/"):
        yield node.value
    for quad in regime.store.quads_for_pattern(node, _SOURCE, None, None):
        if isinstance(quad.object, ox.NamedNode):
            yield quad.object.value


def _linked(regime: Regime, id: str, term: str) -> list[str]:
    nodes = regime.values(id, term)
    return [node.value for node in nodes if isinstance(node, ox.NamedNode)]


def _addresses(regime: Regime, id: str) -> list[str]:
    nodes = regime.values(id, "url")
    return [node.value for node in nodes if isinstance(node, ox.Literal)]


def _word(regime: Regime, id: str, term: str) -> str:
    found = regime.value(id, term)
    return found.value if isinstance(found, ox.Literal) else ""
