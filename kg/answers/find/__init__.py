"""Finds whatever fits some words: things, rules, packages, questions and commands."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.core.memo import remembered
from kg.core.resources import deal_files, folder
from kg.core.search import NUMBERS, Entry, Hit, Index
from kg.graph import finding, harmonized
from kg.graph.queries import list_queries

if TYPE_CHECKING:
    from kg.graph.regime import Regime

MOST = 200
# Of each kind, how one goes on; {} stands for the id without its first word, {id} for all of it.
_ON = {
    "provision": "authority {id}",
    "division": "authority {id}",
    "power": "authority {id}",
    "act": "regime --instrument {id}",
    "relief": "price {}",
    "action": "justify {}",
    "goods": "can-i send {}",
    "code": "can-i send {id}",
    "supplies": "can-i send {}",
    "activity": "can-i {}",
    "subject": "history {}",
    "package": "validate {id}",
    "question": "query {id}",
    "command": "{id} --help",
    "asked": "{id}",
}
_OTHERWISE = "show {id}"
_TITLE = re.compile(r"^title: *(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """Something that fits.

    Attributes:
        id: its short id; the name of a package, a question or a command; or the command that
            answers a worked question.
        label: what it is called, or the question in words.
        kind: what it is, such as ``relief``, ``provision``, ``question``, ``command`` or ``asked``.
        name: the name, nickname or citation that fits.
        command: the command that goes on from there.
        whole: whether it has exactly this name.
    """

    id: str
    label: str
    kind: str
    name: str
    command: str
    whole: bool


def find(
    regime: Regime,
    words: str,
    kind: str | None = None,
    most: int = 12,
    commands: tuple[Entry, ...] = (),
) -> list[Found]:
    """Finds what fits some words, the best first.

    Args:
        regime: the regime asked.
        words: what is looked for: a name, a nickname, a citation, a question.
        kind: only things of this kind.
        most: how many to return at most.
        commands: the commands that may be found too.

    Raises:
        BadInput: if there is nothing to look for, or no such kind.

    >>> import kg
    >>> [each.id for each in find(kg.load(), "UNSCR 2397 OP 7", most=1)]
    ['un/2397/7']
    >>> find(kg.load(), "terror list", kind="relief")[0].command
    'price terrorism-delisting'
    """
    if not words.strip():
        raise BadInput("there is nothing to look for", hint="write a name, a citation, a question")
    if not 0 < most <= MOST:
        raise BadInput(f"{most} results", where="most", hint=f"ask for 1 to {MOST}")
    index = everything(regime, commands)
    kinds = sorted({each.kind for each in index.entries})
    if kind is not None and kind not in kinds:
        raise BadInput(f"no kind {kind}", where="kind", hint=f"there is {', '.join(kinds)}")
    hits = index.search(words, (kind,) if kind else (), 3 * most)
    return [_found(hit) for hit in _telling(hits)][:most]


def _telling(hits: list[Hit]) -> list[Hit]:
    """Leaves out what fits far less well than the best."""
    least = NUMBERS["telling"] * hits[0].score if hits else 0
    return [hit for hit in hits if hit.whole or hit.score >= least]


def _found(hit: Hit) -> Found:
    entry = hit.entry
    name = "" if _plain(hit.name, entry) else hit.name
    return Found(entry.id, entry.label, entry.kind, name, command(entry.id, entry.kind), hit.whole)


def _plain(name: str, entry: Entry) -> bool:
    """Whether a name is what a reader sees anyway: the label, the id or its end."""
    return name in entry.label or entry.id.endswith(name) or entry.kind == "code"


def command(id: str, kind: str) -> str:
    """Returns the command that goes on from a thing of a kind.

    >>> command("goods/coal", "goods"), command("rule/wertz-2019/terms-are-clear", "rule")
    ('can-i send coal', 'show rule/wertz-2019/terms-are-clear')
    """
    form, rest = _ON.get(kind, _OTHERWISE), id.partition("/")[2]
    if kind == "asked":
        return id
    # The whole of a kind, such as all goods, has no name of its own within it.
    form = form if rest or "{}" not in form else _OTHERWISE
    return form.format(shlex.quote(rest), id=shlex.quote(id))


@remembered
def everything(regime: Regime, commands: tuple[Entry, ...]) -> Index:
    """Returns what finds everything: the things of a regime, and what can be asked of it."""
    askable = (*commands, *_questions(), *packages(), *_worked(), *_codes())
    return Index([*finding.entries(regime), *askable])


def _questions() -> Iterator[Entry]:
    for query in list_queries():
        means = " ".join(each.meaning for each in query.parameters)
        says = f"{query.answers} {means}"
        yield Entry(query.name, "question", query.title, (query.name,), says)


def packages() -> Iterator[Entry]:
    """Yields the packages that the project ships, by name, each with its title."""
    for path in deal_files():
        title = _TITLE.search(path.read_text("utf-8"))
        label = title[1].strip("'\" ") if title else path.stem
        yield Entry(path.stem, "package", label, (path.stem, f"deal/{path.stem}"))


def _worked() -> Iterator[Entry]:
    """The questions that people asked, each with the command that answers it."""
    for path in sorted((folder("queries") / "asked").glob("*.toml")):
        for each in tomllib.loads(path.read_text("utf-8"))["asked"]:
            also, says = tuple(each.get("also", ())), each.get("answer", "")
            yield Entry(each["command"], "asked", each["question"], also, says)


def _codes() -> Iterator[Entry]:
    """The chapters and headings of the Harmonized System, by code and by name."""
    for code, name in harmonized.table().items():
        if code.isdecimal() and len(code) < 6:
            label = f"{code} {name}"
            names = (name, harmonized.head(code), code, f"HS {code}", f"HS code {code}")
            yield Entry(code, "code", label, names, "", 0.9, common=True)
