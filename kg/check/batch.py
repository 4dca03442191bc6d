"""Many packages: a folder, or a file with one package in JSON a line; one line of JSON for each.

Packages stream through in groups, so memory stays bounded; the answers come in the order of the
input, which is what lets an interrupted run go on. A package that cannot be read is one line with
an ``error``, not the end.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.check import readings, rules
from kg.check.book import Book, find_rulebook, rulebook_of
from kg.check.engines import Engine
from kg.check.entries import Entry, place_of
from kg.check.findings import CONFORMING, GRAVITY, NOTHING_TO_JUDGE, verdict
from kg.check.validation import validate
from kg.check.workers import FORKS, Worker, begun
from kg.core.errors import KgError
from kg.core.ids import local, short
from kg.deal.read.packages import parse_line, read_deal

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

GROUP = 100
_WAITING = 4  # Groups in hand or kept for the order, for each worker.
_ENDED = "the process that checked this package was ended from outside, or took too much memory"


@dataclass(frozen=True)
class Answer:
    """The answer on one package: its line of JSON, and how it came out.

    ``code`` is 0 for a package that conforms, 1 for one that does not, 2 for one that cannot be
    read.
    """

    text: str
    code: int


Found = tuple[int, int, str, str, str]


@dataclass(frozen=True)
class Shown:
    """How findings of a shape are written: its short id, and the text that all of them share."""

    id: str
    text: str


@dataclass(frozen=True)
class Judge:
    """What answers on single packages.

    Attributes:
        regime: the loaded regime.
        source: the folder or the file, for messages.
        book: the rulebook.
        engine: what runs the shapes.
        shapes: how each shape is written.
    """

    regime: Regime = field(repr=False)
    source: Path
    book: Book = field(repr=False)
    engine: str
    shapes: Mapping[str, Shown] = field(repr=False)

    def answer(self, entry: Entry) -> Answer:
        """Answers on one package; what is wrong with it is an answer too."""
        place = place_of(entry)
        try:
            deal = self._read(entry)
            found, effective = self._findings(deal)
        except KgError as error:
            return Answer(_json({**place, "error": str(error)}), 2)
        judged = verdict({kind for *_, kind in found}, effective)
        told = {**place, "package": deal.id, "verdict": judged}
        findings = ", ".join(
            f'{{"phase": {phase or "null"}, "kind": "{kind}", {self._text(shape)}, '
            f'"commitment": {commitment}}}'
            for phase, _, shape, commitment, kind in found
        )
        text = f'{_json(told)[:-1]}, "findings": [{findings}]}}'
        return Answer(text, 0 if judged in CONFORMING else 1)

    def _text(self, shape: str) -> str:
        shown = self.shapes.get(shape)
        return shown.text if shown else _json({"rule": shape, "shape": shape})[1:-1]

    def _read(self, entry: Entry) -> Deal:
        if isinstance(entry, Path):
            return read_deal(entry, self.regime)
        number, line = entry
        return parse_line(line, str(self.source), number, self.regime)

    def _findings(self, deal: Deal) -> tuple[list[Found], bool]:
        """The findings in order (phase, how grave, shape, the commitment in JSON, the kind), and
        whether there is anything to judge."""
        if len(deal.branches) > 1:
            report = validate(self.regime, deal, self.book.id, self.engine)
            found = [
                (f.phase or 0, GRAVITY[f.kind], f.shape, _json(f.commitment), f.kind)
                for f in report.findings
            ]
            return found, report.verdict != NOTHING_TO_JUDGE
        book = self.book.on(deal.as_of)
        judgement = readings.judge(book.regime, deal, book, self.engine, details=False)
        places = {
            iri: (deal.phase_of(iri) or 0, _json(short(iri, self.regime.base)))
            for iri in {each.focus for each in judgement.violated}
        }
        found = []
        for each in judgement.violated:
            phase, commitment = places[each.focus]
            shape = self.shapes[each.shape.iri].id
            found.append((phase, GRAVITY[each.kind], shape, commitment, each.kind))
        return sorted(found), judgement.effective


def judge(
    regime: Regime, source: Path, rulebook: str | None = None, engine: str = Engine.compiled
) -> Judge:
    """Prepares the answers on a folder or a file.

    Args:
        regime: the loaded regime.
        source: the folder, or the file of JSON lines.
        rulebook: as for ``kg.check.validate``.
        engine: as for ``kg.check.validate``.

    Raises:
        BadInput: if there is no such rulebook.
    """
    book = rulebook_of(regime, find_rulebook(regime, rulebook))
    shapes = {shape.iri: _shown(regime, shape) for shape in book.shapes}
    return Judge(regime, source, book, engine, {each.id: each for each in shapes.values()} | shapes)


def _shown(regime: Regime, shape: rules.RuleShape) -> Shown:
    id = short(shape.iri, regime.base)
    return Shown(id, _json({"rule": local(shape.rule.iri), "shape": id})[1:-1])


def answers(judge: Judge, waiting: Iterator[Entry], jobs: int = 1) -> Iterator[Answer]:
    """Yields the answers on some packages, in their order.

    Args:
        judge: what answers.
        waiting: the packages, read as they are needed.
        jobs: how many processes work; each has the regime, which is loaded once.
    """
    if jobs == 1:
        yield from map(judge.answer, waiting)
        return
    groups = iter(lambda: list(islice(waiting, GROUP)), [])
    workers: dict[int, Worker] = {}
    busy: dict[int, tuple[int, list[Entry]]] = {}
    done: dict[int, list[Answer]] = {}
    given = told = 0
    try:
        while True:
            for place in range(jobs):
                full = place in busy or given - told >= _WAITING * jobs
                group = None if full else next(groups, None)
                if group is None:
                    continue
                given, busy[place] = given + 1, (given, group)
                if place not in workers:
                    workers[place] = _begun(judge)
                workers[place].give(group)
            if not busy:
                return
            lines = {workers[place].line: place for place in busy}
            for line in wait(lines):
                place = lines[line]  # type: ignore[index]
                number, group = busy.pop(place)
                found = workers[place].take()
                if found is None:
                    workers.pop(place).end()
                    found = list(_apart(judge, group))
                done[number] = found
            while told in done:
                yield from done.pop(told)
                told += 1
    finally:  # What is waiting is not worth finishing.
        for worker in workers.values():
            worker.end()


def _begun(judge: Judge) -> Worker:
    """A process that can answer."""
    if FORKS:
        _ready(judge)
        return begun(_begin, (judge,), answer_group)
    assert judge.regime.home is not None
    told = (judge.regime.home, judge.source, judge.book.id, judge.engine)
    return begun(begin_worker, told, answer_group)


def _apart(judge: Judge, group: list[Entry]) -> Iterator[Answer]:
    """Answers on packages one by one; one that ends its process has an error as its answer."""
    worker = _begun(judge)
    try:
        for entry in group:
            worker.give([entry])
            found = worker.take()
            if found is None:
                worker.end()
                worker = _begun(judge)
                found = [Answer(_json({**place_of(entry), "error": _ENDED}), 2)]
            yield from found
    finally:
        worker.end()


def _json(data: dict[str, Any] | str) -> str:
    return json.dumps(data, ensure_ascii=False)


_worker: Callable[[Entry], Answer] | None = None


def _ready(judge: Judge) -> None:
    """Has all that is made once made before work begins or processes part."""
    if judge.engine == Engine.compiled:
        _ = judge.book.checker


def _begin(judge: Judge) -> None:
    global _worker
    _worker = judge.answer
    gc.collect()  # What a store gave in this thread must be let go in it.
    gc.freeze()


def begin_worker(home: Path, source: Path, book: str, engine: str) -> None:
    """Loads the graph in a process that will answer: one of a pool, or a worker of a cluster.

    Args:
        home: the folder of the regime.
        source: the folder or the file, for messages.
        book: the rulebook.
        engine: what runs the shapes.
    """
    import kg

    made = judge(kg.load(home), source, book, engine)
    _ready(made)
    _begin(made)


def answer_group(entries: list[Entry]) -> list[Answer]:
    """Returns the answers on some packages, in a process that has begun."""
    assert _worker is not None
    found = [_worker(entry) for entry in entries]
    if not gc.isenabled():  # Where other threads must not collect what a store gave in this one.
        gc.collect()
    return found
