"""Changes made to the text of a package, with its comments and its order kept."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import PlainScalarString
from ruamel.yaml.scanner import RoundTripScanner

from kg.deal.model import Commitment, Concession, Deal, Relief, Safeguard, Undertaking
from kg.deal.terms import HOW, LISTS, NONE, SNAPBACK
from kg.repair.edits import Edit, kind_of, phase_title, with_lists
from kg.repair.yaml_comments import bare as _bare
from kg.repair.yaml_comments import give_tail, take_tail, with_comments

# The key that says each attribute.
_KEYS = {
    "action": "action",
    "verified_by": "verified-by",
    "measure": "measure",
    "provisions": "provisions",
    "by": "by",
    "through": "how",
    "term_days": "term",
    "renewable": "renewable",
    "snapback": "snapback",
    "authority": "authority",
    "leaves_out": "except",
    "ends_if": "ends-if",
}
_KINDS = ("action/", "actor/", "relief/", "goods/", "safeguard/", "undertaking/")


class _Scanner(RoundTripScanner):
    """Reads a bare ``?`` as text, as the package reader does."""

    def check_key(self) -> bool:
        return False

    def check_plain(self) -> bool:
        return self.reader.peek() == "?" or bool(super().check_plain())


def edited(text: str, deal: Deal, edits: Iterable[Edit]) -> str:
    """Returns the YAML of a package with changes made.

    Args:
        text: the package as written.
        deal: the same package as read.
        edits: the changes.
    """
    yaml = YAML()
    yaml.Scanner = _Scanner
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    document = yaml.load(text)
    _Editor(document, deal).make(tuple(edits))
    out = io.StringIO()
    yaml.dump(document, out)
    return with_comments(text, out.getvalue())


class _Editor:
    def __init__(self, document: CommentedMap, deal: Deal) -> None:
        self._base = deal.iri.removesuffix(deal.id)
        self._phases: CommentedSeq = document["phases"]
        self._phases.fa.set_block_style()
        self._nodes: dict[str, tuple[CommentedMap, str, Any]] = {}
        for phase, written in zip(deal.phases, self._phases, strict=True):
            for each in phase.commitments:
                kind = kind_of(each)
                place = [e for e in phase.commitments if kind_of(e) == kind].index(each)
                self._nodes[each.iri] = (written, LISTS[kind], written[LISTS[kind]][place])
        self._deal = deal

    def make(self, edits: tuple[Edit, ...]) -> None:
        commitments = {each.iri: each for each in self._deal.commitments}
        for edit in edits:
            if edit.kind == "change":
                self._change(edit, commitments[edit.on])
            elif edit.kind == "take-out":
                written = self._nodes[edit.on][2]
                gone = {self._written(iri) for iri in edit.provisions}
                kept = [each for each in written["provisions"] if str(each).strip() not in gone]
                _replace(written["provisions"], kept)
            elif edit.kind == "restore":
                self._restore(edit)
        # Places are looked up by what stands there, so removing one does not shift another.
        for edit in edits:
            if edit.kind in ("move", "drop"):
                phase, key, written = self._nodes[edit.on]
                _remove(phase, key, written)
                if edit.kind == "move":
                    self._list(edit.phase, key).append(written)
        for edit in edits:
            if edit.added is not None:
                written = self._new(edit.added)
                self._list(edit.phase, LISTS[kind_of(edit.added)]).append(written)

    def _change(self, edit: Edit, commitment: Commitment) -> None:
        written = self._nodes[edit.on][2]
        for attribute, value in with_lists(commitment, edit).items():
            key = _KEYS[attribute]
            tail = "" if key in written else take_tail(written)
            written[key] = self._value(attribute, value)
            give_tail(written, tail)

    def _restore(self, edit: Edit) -> None:
        phase = self._phases[edit.phase - 1]
        gone = {self._written(iri) for iri in edit.provisions}
        gone |= {iri.removeprefix(self._base) for iri in edit.provisions}
        stated = phase["without"]
        kept = [each for each in _as_list(stated) if str(each) not in gone]
        if kept:
            phase["without"] = _flow(kept)
        else:
            del phase["without"]

    def _list(self, phase: int, key: str) -> CommentedSeq:
        while len(self._phases) < phase:
            self._phases.append(CommentedMap(title=phase_title(self._deal, len(self._phases) + 1)))
        written = self._phases[phase - 1]
        if not isinstance(written.get(key), CommentedSeq):
            written[key] = CommentedSeq()
        found = written[key]
        assert isinstance(found, CommentedSeq)
        return found

    def _new(self, added: Commitment) -> Any:
        match added:
            case Safeguard():
                return self._written(added.safeguard)
            case Undertaking():
                return self._written(added.undertaking)
            case Concession() | Relief():
                found = CommentedMap()
                for attribute, key in _KEYS.items():
                    value = getattr(added, attribute, None)
                    if value not in (None, ()):
                        found[key] = self._value(attribute, value)
                return found
        raise TypeError(type(added))

    def _value(self, attribute: str, value: Any) -> Any:
        if attribute == "term_days":
            return PlainScalarString(f"{value} days")
        if isinstance(value, tuple):
            names = [self._written(each) for each in value]
            return PlainScalarString(names[0]) if len(names) == 1 else _flow(names)
        # A plain text; a bare one would take on the quotes of the value that it replaces.
        return PlainScalarString(self._written(value)) if isinstance(value, str) else value

    def _written(self, value: str) -> str:
        words = {iri: word for word, iri in (HOW | SNAPBACK).items()} | {NONE: "none"}
        if value in words:
            return words[value]
        short = value.removeprefix(self._base)
        for kind in _KINDS if short != value else ():
            short = short.removeprefix(kind)
        return short


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, CommentedSeq) else [value]


def _flow(values: list[Any]) -> CommentedSeq:
    found = CommentedSeq(values)
    found.fa.set_flow_style()
    return found


def _replace(written: CommentedSeq, kept: list[Any]) -> None:
    for place in reversed(range(len(written))):
        if written[place] not in kept:
            tail = take_tail(written) if place == len(written) - 1 else ""
            del written[place]
            give_tail(written, tail)


def _remove(phase: CommentedMap, key: str, written: Any) -> None:
    items = phase[key]
    places = (n for n, each in enumerate(items) if each is written or each == written)
    place = next(places)
    tail = take_tail(CommentedSeq() if isinstance(written, str) else written)
    del items[place]
    if not items:
        tail = tail or take_tail(phase) if key == list(phase)[-1] else tail
        del phase[key]
        give_tail(phase, tail)
    elif place:
        give_tail(items[place - 1] if not isinstance(items[place - 1], str) else items, tail)
    elif tail:
        column = items.lc.col
        items.yaml_set_comment_before_after_key(0, before=_bare(tail), indent=column)
