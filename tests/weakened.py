"""Derivations without one of their conditions: what follows for some package must differ.

A weakened derivation lacks one part of its WHERE: a pattern, a filter, an alternative, or what is
optional, at any depth. All packages stand in one store, with all that follows for them.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from kg.deal.derive import derivations
from kg.deal.derive.derivations import Derivation
from kg.graph.regime import Regime

_SIGN = re.compile(r"[{(]|\}\s*UNION|[})]|\.\s|(?:<[^\s<>]*>|\"[^\"]*\")")
SECONDS = 20
"""Without a condition a query may not end; who runs the rules would see that too."""


def weakened(rule: Derivation) -> Iterator[tuple[str, Derivation]]:
    """Yields a derivation without each part of its conditions, with the part that is gone."""
    head, where, body = rule.construct.partition("WHERE")
    for gone, rest in _without(body):
        made = replace(rule, construct=f"{head}{where}{rest}")
        try:
            ox.Store().query(made.construct)
        except SyntaxError:
            continue  # What is left is no query: nobody can write it by mistake.
        yield " ".join(gone.split()), made


def _without(text: str) -> Iterator[tuple[str, str]]:
    """Yields each part of a group, at any depth, and the text without it."""
    for start, end in _parts(text):
        yield text[start:end], text[:start] + text[end:]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"<[^\s<>]*>|\"[^\"]*\"|\{", text):
        if found[0] == "{":
            yield from _statements(text, found.end())


def _statements(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The parts of the group that begins at a place, not of those inside it."""
    first, depth = start, 0
    for sign in _SIGN.finditer(text, start):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(sign[0][0], 0)
        told = text[first : sign.start()].lstrip()
        closed = sign[0][0] == "}" or (sign[0] == ")" and told.startswith(("FILTER", "BIND")))
        if depth < 0:
            if told:
                yield first, sign.start()
            return
        if depth == 0 and (closed or sign[0][0] == "."):
            yield first, sign.end()
            first = sign.end()


class Trial:
    """All packages in one store, with all that follows for them."""

    def __init__(self, regime: Regime, packages: Iterable[Iterable[ox.Triple]]) -> None:
        self.store = ox.Store()
        self.store.extend(derivations._laid(regime))
        self.store.extend(ox.Quad(*each) for triples in packages for each in triples)

        self.waiting: list[tuple[Derivation, str, Derivation]] = []
        for rule in derivations.derivations():
            if rule.order >= derivations._ABOUT_REGIME:
                self.waiting += [(rule, gone, wrong) for gone, wrong in weakened(rule)]
                self.store.extend(_made(self.store, rule))

    def next(self, rng: random.Random) -> tuple[Derivation, str, bool] | None:
        """Tries one that is weakened: the derivation, what it lacks, and whether that is seen.

        Both the right one and the wrong one are run on all that follows.
        """
        if not self.waiting:
            return None
        rule, gone, wrong = self.waiting.pop(rng.randrange(len(self.waiting)))
        return rule, gone, _differ(self.store, wrong, rule)


def apart(triples: Iterable[ox.Triple], old: str, new: str) -> list[ox.Triple]:
    """Gives a package another name, so that it can stand beside others of the same."""

    def named(node: object) -> object:
        own = isinstance(node, ox.NamedNode) and node.value.startswith(old)
        return ox.NamedNode(new + node.value.removeprefix(old)) if own else node  # type: ignore[attr-defined]

    return [ox.Triple(*(named(each) for each in triple)) for triple in triples]  # type: ignore[arg-type]


def _made(store: ox.Store, rule: Derivation) -> set[ox.Quad]:
    return {ox.Quad(*each) for each in store.query(rule.construct)}  # type: ignore[union-attr]


def _differ(store: ox.Store, wrong: Derivation, right: Derivation) -> bool:
    """Whether two make anything else; in a process of its own, since the wrong may not end."""
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            signal.alarm(SECONDS)
            code = int(_made(store, wrong) != _made(store, right))
        finally:
            os._exit(code)
    begun = time.monotonic()
    _, status = os.waitpid(pid, 0)
    ended = os.waitstatus_to_exitcode(status)
    if ended < 0 and time.monotonic() - begun < SECONDS - 1:
        raise RuntimeError(f"the trial of {wrong.label} ended with signal {-ended}")
    return ended != 0
