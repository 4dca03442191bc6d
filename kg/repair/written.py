"""What changes to a package come to in its file, whatever the format: which key, which value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from kg.deal.model import Commitment, Deal, Relief, Safeguard, Undertaking
from kg.deal.terms import HOW, LISTS, NONE, SNAPBACK
from kg.repair.edits import Edit, apply, kind_of, phase_title, with_lists

# The key that says each attribute.
KEYS = {
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
_WORDS = {iri: word for word, iri in (HOW | SNAPBACK).items()} | {NONE: "none"}

# A value as a file holds it, and the way to a mapping: a phase counted from 0, or a phase, the key
# of a list and a place in it.
Value = str | bool | list[str]
Path = tuple[int] | tuple[int, str, int]


@dataclass(frozen=True)
class Plan:
    """Changes to the file of a package.

    Attributes:
        sets: the keys of commitments that get a value.
        outs: the places of what leaves a list, by the mapping and the key that hold the list.
        ins: what comes to the list of a phase, in order: a commitment from elsewhere by its path,
            or a new one.
        titles: the titles of new phases.
    """

    sets: dict[Path, dict[str, Value]] = field(default_factory=dict)
    outs: dict[tuple[Path, str], set[int]] = field(default_factory=dict)
    ins: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)


def planned(deal: Deal, edits: Iterable[Edit]) -> Plan:
    """Returns what has to change in the file of a package.

    Args:
        deal: the package as read.
        edits: the changes.
    """
    steps, plan, base = tuple(edits), Plan(), deal.iri.removesuffix(deal.id)
    held = {each.iri: each for each in deal.commitments}
    paths = _paths(deal)
    for edit in steps:
        if edit.kind == "change":
            values = with_lists(held[edit.on], edit)
            held[edit.on] = replace(held[edit.on], **values)
            new = {KEYS[name]: _value(name, value, base) for name, value in values.items()}
            plan.sets.setdefault(paths[edit.on], {}).update(new)
        elif edit.kind == "take-out":
            relief = held[edit.on]
            assert isinstance(relief, Relief)
            gone = {n for n, each in enumerate(relief.provisions) if each in edit.provisions}
            plan.outs.setdefault((paths[edit.on], "provisions"), set()).update(gone)
        elif edit.kind == "restore":
            place = next(n for n, phase in enumerate(deal.phases) if phase.iri == edit.on)
            without = deal.phases[place].without
            gone = {n for n, each in enumerate(without) if each in edit.provisions}
            plan.outs.setdefault(((place,), "without"), set()).update(gone)
        elif edit.kind in ("move", "drop"):
            phase, key, n = paths[edit.on]
            plan.outs.setdefault(((phase,), key), set()).add(n)
    for edit in steps:
        if edit.kind == "move":
            key = paths[edit.on][1]
            plan.ins.setdefault((edit.phase - 1, key), []).append(paths[edit.on])
    for edit in steps:
        if edit.added is not None:
            key = LISTS[kind_of(edit.added)]
            plan.ins.setdefault((edit.phase - 1, key), []).append(_new(edit.added, base))
    titles = {phase.position: phase.title for phase in apply(deal, steps).phases}
    last = max([len(deal.phases), *(place + 1 for place, _ in plan.ins)])
    new_phases = range(len(deal.phases) + 1, last + 1)
    plan.titles.extend(titles.get(number) or phase_title(deal, number) for number in new_phases)
    return plan


def with_plan(tree: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """Makes changes in a package as plain data, which it returns.

    Args:
        tree: the package as JSON reads it; it is changed.
        plan: the changes.
    """
    phases = tree["phases"]
    if not isinstance(phases, list):
        phases = tree["phases"] = []
    phases.extend({"title": title} for title in plan.titles)
    for path, values in plan.sets.items():
        found_at(phases, path).update(values)
    coming = [
        (phase, key, found_at(phases, item) if isinstance(item, tuple) else item)
        for (phase, key), items in plan.ins.items()
        for item in items
    ]
    for phase, key, item in coming:
        if not isinstance(phases[phase].get(key), list):
            phases[phase][key] = []
        phases[phase][key].append(item)
    for (path, key), gone in sorted(plan.outs.items(), key=lambda each: -len(each[0][0])):
        holder = found_at(phases, path)
        stated = holder[key] if isinstance(holder[key], list) else [holder[key]]
        holder[key] = [each for n, each in enumerate(stated) if n not in gone]
        if not holder[key]:
            del holder[key]
    return tree


def found_at(phases: Any, path: Path) -> Any:
    """Returns the phase, or the commitment, at the end of a path."""
    return phases[path[0]] if len(path) == 1 else phases[path[0]][path[1]][path[2]]


def _paths(deal: Deal) -> dict[str, tuple[int, str, int]]:
    found: dict[str, tuple[int, str, int]] = {}
    for place, phase in enumerate(deal.phases):
        for key in LISTS.values():
            for n, each in enumerate(getattr(phase, key)):
                found[each.iri] = (place, key, n)
    return found


def _new(added: Commitment, base: str) -> str | dict[str, Value]:
    if isinstance(added, Safeguard):
        return _written(added.safeguard, base)
    if isinstance(added, Undertaking):
        return _written(added.undertaking, base)
    stated = {name: getattr(added, name, None) for name in KEYS}
    return {
        KEYS[name]: _value(name, value, base)
        for name, value in stated.items()
        if value not in (None, ())
    }


def _value(attribute: str, value: Any, base: str) -> Value:
    if attribute == "term_days":
        return f"{value} days"
    if isinstance(value, tuple):
        names = [_written(each, base) for each in value]
        return names[0] if len(names) == 1 else names
    return bool(value) if isinstance(value, bool) else _written(value, base)


def _written(value: str, base: str) -> str:
    if value in _WORDS:
        return _WORDS[value]
    short = value.removeprefix(base)
    for kind in _KINDS if short != value else ():
        short = short.removeprefix(kind)
    return short
