"""What changes nothing, changes no finding: names, order in a phase, repeats, splits and merges.

Each kind of rule declares in shapes/kinds.ttl whether it is monotone: whether a rule of that kind,
once kept, stays kept when a concession that counts is added. The tests read it there.
"""

from __future__ import annotations

import random
from copy import deepcopy
from functools import cache

import completing
import pytest
import random_packages
from completing import Phases, completed
from judging import Found, Item, book, deal, found, heaviest, violations

from kg.check import rules
from kg.core.ids import TERMS, local, short
from kg.deal.terms import HOW
from kg.graph.regime import Regime

PACKAGES = 400
_first, _count = 0, PACKAGES


def begin_at(first: int, count: int) -> None:
    """Has every relation tried on other packages: for ``make torture``, which never runs out."""
    global _first, _count
    _first, _count = first, count
    packages.cache_clear()
    before.cache_clear()


# Splitting a phase may change the rules that ask for the same phase, or for an earlier one.
OF_ORDER = {
    *("imports-before-exports", "kumgang-before-kaesong", "reversible-first"),
    *("confidence-first", "not-all-or-nothing", "un-before-us"),
}
BY_THEN_TOO = {"relief-has-a-price"}
EXCHANGES = "relief/people-exchanges"


@cache
def packages(regime: Regime) -> list[tuple[int, Phases]]:
    """Random packages, half of them with every key said, and some with every word there is.

    No test changes them.
    """
    made: list[tuple[int, Phases]] = []
    known = random_packages.words(regime)
    for number in range(_first, _first + _count):
        own = completing.phases(number)
        if number % 4 == 1:
            own = completed(regime, own, random.Random(number))
        elif number % 4 == 2:
            own = random_packages.package(known, number)["phases"]
            own = [{k: v for k, v in each.items() if k != "title"} for each in own]
        made.append((number, own))
    return made


def findings(regime: Regime, own: Phases) -> Found:
    return found(regime, deal(regime, own))


@cache
def before(regime: Regime, number: int) -> Found:
    """The findings on one of the packages as it is."""
    return findings(regime, packages(regime)[number - _first][1])


def by_phase(found_: Found) -> dict[str, dict[str, str]]:
    """The gravest kind of each rule in each phase."""
    every = {where.partition("/")[0] for _, _, where in found_}
    return {
        each: heaviest((r, k, w) for r, k, w in found_ if w.partition("/")[0] == each)
        for each in every
    }


def in_phases(found_: Found) -> frozenset[tuple[str, str, str]]:
    """Findings apart from where in their phase they stand."""
    return frozenset((rule, kind, where.partition("/")[0]) for rule, kind, where in found_)


def test_titles_change_nothing(regime: Regime) -> None:
    for number, own in packages(regime):
        named = [{**each, "title": f"Another name {place}"} for place, each in enumerate(own)]
        assert findings(regime, named) == before(regime, number), number


def test_the_order_inside_a_phase_changes_nothing(regime: Regime) -> None:
    for number, own in packages(regime):
        rng = random.Random(number)
        mixed = deepcopy(own)
        for each in mixed:
            for key in ("concessions", "relief", "safeguards", "undertakings"):
                if key in each:
                    rng.shuffle(each[key])
        assert in_phases(findings(regime, mixed)) == in_phases(before(regime, number)), number


def test_repeating_an_item_in_its_phase_changes_nothing(regime: Regime) -> None:
    for number, own in packages(regime):
        rng = random.Random(number)
        more = deepcopy(own)
        for each in more:
            for key in ("concessions", "relief"):
                if key in each:
                    each[key].append(deepcopy(rng.choice(each[key])))
        assert in_phases(findings(regime, more)) == in_phases(before(regime, number)), number


def test_splitting_a_list_of_provisions_changes_nothing(regime: Regime) -> None:
    """Which is merging, read the other way round."""
    splits = 0
    for number, own in packages(regime):
        apart = deepcopy(own)
        for each in apart:
            if "relief" in each:
                items = [_one_by_one(item) for item in each["relief"]]
                splits += sum(len(item) > 1 for item in items)
                each["relief"] = [item for some in items for item in some]
        # Together the provisions have the gravest kind that one of them has.
        whole, split = by_phase(before(regime, number)), by_phase(findings(regime, apart))
        assert split == whole, number
    assert splits > _count / 10


def test_no_limit_on_travel_in_a_list_hides_what_is_listed_beside_it(regime: Regime) -> None:
    """By such a limit a list amounts to relief for exchanges, and as far as that limit goes.

    The other way round it does not hold: the limit is then judged with a list for everyone.
    """
    (limit,) = (short(each.value, regime.base) for each in regime.values(EXCHANGES, "relaxes"))
    provisions = [each for each in random_packages.words(regime).provisions if each != limit]
    for number in range(_first, _first + _count):
        rng = random.Random(number)
        item: Item = {"provisions": [rng.choice(provisions), limit], "how": rng.choice([*HOW])}
        item |= {"by": rng.choice(random_packages.BODIES)} if rng.random() < 0.8 else {}
        whole = findings(regime, [{"relief": [item]}])
        split = findings(regime, [{"relief": _one_by_one(item)}])
        assert in_phases(split) <= in_phases(whole), item


def _one_by_one(item: Item) -> list[Item]:
    if "provisions" not in item:
        return [item]
    return [{**item, "provisions": [each]} for each in item["provisions"]]


def test_an_empty_phase_changes_nothing_but_the_numbers(regime: Regime) -> None:
    for number, own in packages(regime):
        place = random.Random(number).randint(0, len(own))
        longer = [*own[:place], {"notes": "nothing yet"}, *own[place:]]
        moved = frozenset(
            (rule, kind, _without(where, place + 1))
            for rule, kind, where in findings(regime, longer)
        )
        assert moved == before(regime, number), number


def _without(where: str, gone: int) -> str:
    """Where something stands once a phase is taken out."""
    if where == "package":
        return where
    own, slash, rest = where.partition("/")
    at = int(own.removeprefix("phase-"))
    return f"phase-{at - 1 if at > gone else at}{slash}{rest}"


def test_splitting_a_phase_changes_only_rules_of_order_and_of_the_same_phase(
    regime: Regime,
) -> None:
    """Concessions come first, and relief after them: all that was there by then, still is."""
    for number, own in packages(regime):
        place = random.Random(number).randrange(len(own))
        first = {k: v for k, v in own[place].items() if k not in ("relief", "title")}
        second = {k: v for k, v in own[place].items() if k == "relief"}
        apart = [*own[:place], first, second, *own[place + 1 :]]
        joined = frozenset(
            (rule, kind, _without(_same(where, place + 1), place + 1))
            for rule, kind, where in findings(regime, apart)
        )
        changed = joined ^ before(regime, number)
        assert {rule for rule, _, _ in changed} <= OF_ORDER | BY_THEN_TOO, (number, changed)


def _same(where: str, place: int) -> str:
    """The second half of a split phase as the first, as far as names go."""
    return where.replace(f"phase-{place}/", f"phase-{place + 1}/", 1)


def test_merging_two_phases_changes_only_the_same_rules_back(regime: Regime) -> None:
    """What hangs on phases at all, beyond what is there by then, is named in one place."""
    kinds = {
        local(shape.rule.iri)
        for shape in book(regime).shapes
        if local(shape.kind.iri) in ("EarlierRelief", "NotAheadOf", "StartsWith", "PaidInPhase")
    }
    assert kinds <= OF_ORDER | BY_THEN_TOO


# --- monotone -------------------------------------------------------------------------------------


def monotone(regime: Regime) -> dict[str, bool]:
    """Whether each kind of rule says that it is monotone, by IRI."""
    import pyoxigraph as ox

    said = ox.NamedNode(f"{TERMS}monotone")
    found_ = regime.store.quads_for_pattern(None, said, None, None)
    return {quad.subject.value: quad.object.value == "true" for quad in found_}


def test_every_kind_of_rule_says_whether_it_is_monotone_and_why(regime: Regime) -> None:
    kinds = {kind.iri for kind in rules.rule_kinds(regime).values()}
    assert monotone(regime).keys() == kinds
    for kind in kinds:
        assert regime.values(kind, "openness"), kind


GIVEN: tuple[Item, ...] = (
    {"action": "fissile-halt", "verified-by": "iaea"},
    {"action": "full-compliance", "verified-by": ["iaea", "opcw"]},
    {"action": "full-declaration", "verified-by": "iaea"},
    {"action": "no-tests-commitment"},
    {"action": "punggye-ri-inspections", "verified-by": "ctbto"},
    {"action": "ilo-standards", "verified-by": "ilo"},
)


def test_a_further_concession_breaks_no_rule_of_a_monotone_kind(regime: Regime) -> None:
    """So a verified concession never adds a breach."""
    declared = monotone(regime)
    for number, own in packages(regime):
        rng = random.Random(number)
        more = deepcopy(own)
        more[rng.randrange(len(more))].setdefault("concessions", []).append(rng.choice(GIVEN))
        old, after = (
            {(v.shape.iri, v.focus, v.kind): v for v in violations(regime, deal(regime, each))}
            for each in (own, more)
        )
        new = [v for key, v in after.items() if key not in old]
        # A gap can turn into nothing, and a breach into a gap, never the other way round.
        worse = [v for v in new if v.kind != "gap" or (v.shape.iri, v.focus, "breach") not in old]
        broken = [v for v in worse if declared[v.shape.kind.iri]]
        assert broken == [], (number, [(v.shape.iri, v.focus) for v in broken])
        assert [v for v in worse if v.kind == "breach"] == [], number


def test_relief_moved_later_never_comes_too_early_for_exports(regime: Regime) -> None:
    for number, own in packages(regime):
        later = deepcopy(own)
        for each in later[:-1]:
            for item in each.pop("relief", ()):
                later[-1].setdefault("relief", []).append(item)
        new = {(rule, kind) for rule, kind, _ in findings(regime, later)}
        old = {(rule, kind) for rule, kind, _ in before(regime, number)}
        grown = {(r, k) for r, k in new - old if k == "breach" and r.startswith("exports-need-")}
        assert grown == set(), number


def breaches(found_: Found) -> set[str]:
    """The rules that are broken anywhere."""
    return {rule for rule, kind, _ in found_ if kind == "breach"}


def test_a_concession_moved_earlier_breaks_no_rule(regime: Regime) -> None:
    moved = 0
    for number, own in packages(regime):
        rng = random.Random(number)
        given = [at for at, each in enumerate(own) if at and each.get("concessions")]
        if not given:
            continue
        at = rng.choice(given)
        earlier = deepcopy(own)
        item = earlier[at]["concessions"].pop(rng.randrange(len(earlier[at]["concessions"])))
        earlier[rng.randrange(at)].setdefault("concessions", []).append(item)
        _without_empty(earlier)
        new = breaches(findings(regime, earlier)) - breaches(before(regime, number))
        assert new == set(), (number, new)
        moved += 1
    assert moved > _count / 10


def test_relief_moved_to_the_end_breaks_no_rule_but_those_of_order(regime: Regime) -> None:
    """What stood before another relief may come to stand beside it."""
    for number, own in packages(regime):
        later = deepcopy(own)
        for each in later[:-1]:
            for item in each.pop("relief", ()):
                later[-1].setdefault("relief", []).append(item)
        _without_empty(later)
        new = breaches(findings(regime, later)) - breaches(before(regime, number))
        assert new <= OF_ORDER, (number, new)


def test_relief_taken_out_breaks_no_rule_but_those_of_order(regime: Regime) -> None:
    """What it paved the way for may now come first."""
    for number, own in packages(regime):
        rng = random.Random(number)
        some = [at for at, each in enumerate(own) if each.get("relief")]
        if not some:
            continue
        less = deepcopy(own)
        items = less[rng.choice(some)]["relief"]
        items.pop(rng.randrange(len(items)))
        _without_empty(less)
        new = breaches(findings(regime, less)) - breaches(before(regime, number))
        assert new <= OF_ORDER, (number, new)


def test_a_further_verifier_breaks_no_rule(regime: Regime) -> None:
    for number, own in packages(regime):
        more = deepcopy(own)
        for each in more:
            for item in each.get("concessions", ()):
                said = item.get("verified-by")
                if isinstance(said, list):
                    item["verified-by"] = list(dict.fromkeys([*said, "iaea", "us-experts"]))
        new = breaches(findings(regime, more)) - breaches(before(regime, number))
        assert new == set(), (number, new)


def test_a_further_safeguard_breaks_no_rule(regime: Regime) -> None:
    for number, own in packages(regime):
        more = deepcopy(own)
        for each in more:
            if "consultation" not in (*each.get("safeguards", ()), *each.get("without", ())):
                each["safeguards"] = [*each.get("safeguards", ()), "consultation"]
        new = breaches(findings(regime, more)) - breaches(before(regime, number))
        assert new == set(), (number, new)


def test_notes_change_nothing(regime: Regime) -> None:
    for number, own in packages(regime):
        noted = [{**each, "notes": "Nothing but words."} for each in own]
        assert findings(regime, noted) == before(regime, number), number


def _without_empty(own: Phases) -> None:
    """Takes out lists of which nothing is left; a phase that says nothing has a note."""
    for each in own:
        for key in ("concessions", "relief"):
            if key in each and not each[key]:
                del each[key]
        if not each:
            each["notes"] = "nothing yet"


@pytest.mark.parametrize("rule", sorted(OF_ORDER | BY_THEN_TOO))
def test_the_rules_that_may_change_with_phases_do(rule: str, regime: Regime) -> None:
    """A name that is listed and never needed would hide a fault."""
    assert rule in {local(shape.rule.iri) for shape in book(regime).shapes}
