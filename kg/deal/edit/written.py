"""What changes to a package come to in its file, whatever the format: which key, which value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from kg.core.ids import TERMS
from kg.deal.edit.edits import Edit, apply, kind_of, phase_title, with_lists
from kg.deal.model import Commitment, Concession, Deal, Relief, Safeguard, Undertaking
from kg.deal.terms import LISTS, UNSTATED, WORDS
from kg.deal.vocabulary import kebab

# The key that says each attribute.
KEYS = {
    "action": "action",
    "safeguard": "safeguard",
    "undertaking": "undertaking",
    "measure": "measure",
    "provisions": "provisions",
    "kinds": "kind",
    "extent": "extent",
    "sites": "sites",
    "verified_by": "verified-by",
    "by": "by",
    "through": "how",
    "acts": "how",
    "for_whom": "for",
    "limit": "limit",
    **dict.fromkeys(("term_days", "term_most", "term_said", "term_open"), "term"),
    "renewable": "renewable",
    "snapback": "snapback",
    "authority": "authority",
    "leaves_out": "except",
    "covers_only": "only",
    "ends_if": "ends-if",
    "reading": "reading",
}
# The first attribute for each key.
_ATTRIBUTES = {key: attribute for attribute, key in reversed(KEYS.items())}
_ORDER = tuple(dict.fromkeys(KEYS.values()))
_KINDS = (
    *("action/", "actor/", "relief/", "goods/", "safeguard/", "undertaking/", "case/"),
    "facility/",
)
_WORDS = {iri: word for words in WORDS.values() for word, iri in words.items()}

# A value as a file holds it, and the way to a mapping: a phase counted from 0, or a phase, the key
# of a list and a place in it; nothing leads to the package itself.
Value = str | bool | list[str] | dict[str, str]
Path = tuple[()] | tuple[int] | tuple[int, str, int]
# Keys that are left out where they say nothing; in the place of others “open” stands, which
# of a term would say that there is one.
_LEFT_OUT = frozenset(("kind", "sites", "provisions", "term"))


@dataclass(frozen=True)
class Plan:
    """Changes to the file of a package.

    Attributes:
        sets: the keys of commitments that get a value.
        outs: the places of what leaves a list, by the mapping and the key that hold the list.
        ins: what comes to the list of a phase, in order: a commitment from elsewhere by its path,
            or a new one.
        titles: the titles of new phases.
        gone: the keys that commitments lose.
    """

    sets: dict[Path, dict[str, Value]] = field(default_factory=dict)
    outs: dict[tuple[Path, str], set[int]] = field(default_factory=dict)
    ins: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    gone: dict[Path, set[str]] = field(default_factory=dict)


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
        if edit.kind == "change" and edit.on == deal.iri:
            plan.sets[()] = {"ordered": True}
        elif edit.kind == "change":
            values = with_lists(held[edit.on], edit)
            held[edit.on] = replace(held[edit.on], **values)
            keys = dict.fromkeys(KEYS[name] for name in values if name in KEYS)
            new = {key: _value(held[edit.on], key, base) for key in keys}
            lost = {key for key in _LEFT_OUT if key in new and new[key] is None}
            plan.gone.setdefault(paths[edit.on], set()).update(lost)
            plan.sets.setdefault(paths[edit.on], {}).update(
                {
                    key: ("whole" if key == "extent" else "open") if value is None else value
                    for key, value in new.items()
                    if key not in lost
                }
            )
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
        (found_at(phases, path) if path else tree).update(values)
    for path, keys in plan.gone.items():
        for key in keys:
            found_at(phases, path).pop(key, None)
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
    """Returns the phase, or the commitment, at the end of a path that leads to one."""
    for step in path:
        phases = phases[step]
    return phases


def _paths(deal: Deal) -> dict[str, tuple[int, str, int]]:
    found: dict[str, tuple[int, str, int]] = {}
    for place, phase in enumerate(deal.phases):
        for kind, key in LISTS.items():
            choices = {choice.place - 1 for choice in phase.choices if choice.kind == kind}
            free = (n for n in count() if n not in choices)
            for n, each in zip(free, getattr(phase, key), strict=False):
                found[each.iri] = (place, key, n)
    return found


def _new(added: Commitment, base: str) -> str | dict[str, Value]:
    kind = kind_of(added)
    stated = {key: _value(added, key, base) for key in _ORDER}
    found = {key: value for key, value in stated.items() if value is not None}
    alone = found.get(kind) if isinstance(added, Safeguard | Undertaking) else None
    return alone if isinstance(alone, str) and len(found) == 1 else found


def _value(each: Commitment, key: str, base: str) -> Value | None:
    """What a key of a commitment holds in a file; None where it is left out."""
    match key, each:
        case ("measure", Relief(open=True)) | ("action", Concession(open=True)):
            return "open"
        case "how", Relief(acts=acts) if acts:
            return {_written(body, base): _written(act, base) for body, act in acts}
        case "how", Relief(through=act):
            return None if act == UNSTATED else _written(act, base)
        case "term", Relief():
            days = None if each.term_days is None else f"{each.term_days} days"
            return each.term_said or days or ("temporary" if each.term_open else None)
        case "ends-if" | "extent" | "limit", _:
            value = getattr(each, _ATTRIBUTES[key], None)
            return value and str(_WORDS.get(value, value))
    value = getattr(each, _ATTRIBUTES[key], None)
    if value in (None, ()):
        return None
    if isinstance(value, tuple):
        names = [_written(name, base) for name in value]
        return names[0] if len(names) == 1 else names
    return value if isinstance(value, bool) else _written(value, base)


def _written(value: str, base: str) -> str:
    if value in _WORDS:
        return _WORDS[value]
    if value.startswith(TERMS):
        return kebab(value.removeprefix(TERMS))
    short = value.removeprefix(base)
    for kind in _KINDS if short != value else ():
        short = short.removeprefix(kind)
    return short
