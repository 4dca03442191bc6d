"""Packages that leave points open, and their completions: every point filled in an allowed way.

What is open, and with what it may be filled, is the table of docs/format.md. Package ``n`` is the
same in every run, and so are its completions by number.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache
from typing import Any

from judging import STAGES, Item, deal, judged

from kg.deal.derive.deriver import IDLE, deriver_of
from kg.deal.derive.membership import RDF_TYPE
from kg.deal.derive.reliefs import BEYOND_BODY, TOUCHES
from kg.deal.terms import HOW, SNAPBACK
from kg.deal.vocabulary import vocabulary
from kg.graph.regime import Regime

Phases = list[dict[str, Any]]

VERIFIERS = ("iaea", "us-experts", "opcw", "united-states", "ilo")
OPEN_KINDS = ((), (), ("export-relief",), ("import-relief",))
STEP_KINDS = ((), ("tangible-wmd-step",), ("rollback-step",), ("yongbyon-freeze",))
MEASURES = (
    *("export-suspension", "import-suspension", "kaesong", "kumgang-tourism", "food-pilot"),
    *("overseas-workers", "financial-access", "humanitarian-exports", "people-exchanges"),
    *("inter-korean-infrastructure", "remaining-un-sanctions", "some-us-sanctions", "us-lifting"),
    *("lender-membership", "us-import-waiver", "financial-channel", "kr-may-24-lifting"),
)
LISTS = (
    ("un/2371/8",),
    ("un/2397/7", "un/2397/5"),
    ("un/2375/18",),
    ("un/1718/8/d", "un/2270/18"),
    ("us/nkspea/104/a/1",),
)
GOODS = ("military", "dual-use", "luxury-goods", "coal")


# --- packages that leave points open --------------------------------------------------------------


def phases(number: int) -> Phases:
    """Makes the phases of one package."""
    rng = random.Random(number)
    return [_phase(rng) for _ in range(rng.choice((1, 1, 2, 3)))]


def _phase(rng: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = {}
    every = [each for stage in STAGES for each in stage]
    concessions = [_concession(rng, each) for each in rng.sample(every, rng.choice((0, 1, 2, 4)))]
    if rng.random() < 0.2:
        kinds = rng.choice(STEP_KINDS)
        concessions.append({"action": "open"} | ({"kind": list(kinds)} if kinds else {}))
    relief = [_relief(rng) for _ in range(rng.choice((0, 1, 1, 2)))]
    made |= {"concessions": concessions} if concessions else {}
    made |= {"relief": relief} if relief else {}
    if rng.random() < 0.2:
        made["safeguards"] = rng.sample(("export-escrow", "un-escrow", "quantity-limit"), 1)
    return made


def _concession(rng: random.Random, step: Item) -> Item:
    statements = {"action": step["action"]}
    if "verified-by" in step:
        word = rng.choice(("named", "named", "unnamed", "silent", "silent", "none"))
        named = {"named": step["verified-by"], "unnamed": "unnamed", "none": "none"}
        statements |= {"verified-by": named[word]} if word in named else {}
        if rng.random() < 0.15:
            statements["extent"] = "open"
    return statements


def _relief(rng: random.Random) -> Item:
    if rng.random() < 0.2:
        kinds = rng.choice(OPEN_KINDS)
        statements: Item = {"measure": "open"} | ({"kind": list(kinds)} if kinds else {})
        statements |= {"by": "unsc"} if rng.random() < 0.4 else {}
        statements |= {"how": "suspension"} if rng.random() < 0.4 else {}
    else:
        statements = _named(rng)
        if rng.random() < 0.5:
            statements["by"] = rng.choice(("unsc", "1718-committee", "united-states"))
        if rng.random() < 0.5:
            statements["how"] = rng.choice(("suspension", "suspension", "exemption", *HOW))
        if rng.random() < 0.15:
            statements["except"] = list(GOODS[:3])
    keys: tuple[tuple[str, float, Callable[[], Any]], ...] = (
        ("term", 0.4, lambda: rng.choice(("90 days", "3–12 months", "temporary", "1 year"))),
        ("snapback", 0.3, lambda: rng.choice((*SNAPBACK, "promised"))),
        ("ends-if", 0.6, lambda: "the step is undone"),
    )
    return statements | {key: make() for key, chance, make in keys if rng.random() < chance}


def _named(rng: random.Random) -> Item:
    if rng.random() < 0.7:
        return {"measure": rng.choice(MEASURES)}
    return {"provisions": list(rng.choice(LISTS))}


# --- completions ----------------------------------------------------------------------------------


def completed(regime: Regime, own: Phases, rng: random.Random, share: float = 1.0) -> Phases:
    """Fills the open points of a package, or a share of them."""
    made = deepcopy(own)
    for each in made:
        for step in each.get("concessions", ()):
            if rng.random() < share:
                fill_step(regime, step, rng)
        for relief in each.get("relief", ()):
            if rng.random() < share:
                fill_relief(regime, relief, rng)
    return made


def fill_step(regime: Regime, step: Item, rng: random.Random) -> None:
    """Fills what one concession leaves open, in place."""
    if step["action"] == "open":
        step["action"] = rng.choice(actions(regime, tuple(step.pop("kind", ()))))
    if step.get("extent") == "open":
        step["extent"] = rng.choice(("whole", "partial"))
    if step.get("verified-by") in (None, "unnamed"):
        step["verified-by"] = rng.choice(VERIFIERS)


@lru_cache(maxsize=64)
def actions(regime: Regime, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The actions that are, or amount to, each of some kinds."""
    wanted = {f"{regime.base}action/{kind}" for kind in kinds}
    every = (a for a in regime.known("action") if not regime.is_a(a, "ActionKind"))
    steps = deriver_of(regime).steps
    return tuple(
        a.removeprefix("action/") for a in every if wanted <= steps.achieved(regime.base + a)
    )


def fill_relief(regime: Regime, relief: Item, rng: random.Random) -> None:
    """Fills what one relief leaves open, in place."""
    if relief.get("measure") == "open":
        relief |= rng.choice(reliefs(regime, _hashed(relief)))
        relief.pop("kind", None)
        if "provisions" in relief:
            relief.pop("measure")
    touched = touches(regime, relief)
    if "authority" not in relief and powers_over(regime, touched):
        relief["authority"] = sorted(map(rng.choice, powers_over(regime, touched)))
        relief["authority"] = sorted(set(relief["authority"]))
    if "by" not in relief:
        senders = senders_of(regime, touched)
        exempt = relief | {"by": "1718-committee", "how": "exemption"}
        can_exempt = senders == ("unsc",) and relief.get("how") in (None, "exemption")
        can_exempt = can_exempt and names_its_case(regime, _told(exempt))
        ways = [list(senders), ["1718-committee"]] if can_exempt else [list(senders)]
        relief["by"] = rng.choice(ways) if senders else "international-lenders"
    if "how" not in relief:
        every = acts(regime, relief)
        named = [how for how in every if names_its_case(regime, _told(relief | {"how": how}))]
        relief["how"] = rng.choice(named or every)
    if relief.get("term") in ("temporary", "3–12 months"):
        ends = ("90 days", "360 days") if relief["term"] != "temporary" else ("30 days", "5 years")
        relief["term"] = rng.choice(ends)
    statements = "term" in relief or relief.get("snapback") not in (None, "promised")
    if relief.get("snapback") in (None, "promised"):
        relief["snapback"] = rng.choice([w for w in SNAPBACK if w not in ("none", "promised")])
    # A way back that is stated and is no lapse says that there is no term.
    if "term" not in relief and (
        relief["snapback"] == "lapse" or (not statements and rng.random() < 0.5)
    ):
        relief["term"] = rng.choice(("30 days", "90 days", "400 days"))
    relief.setdefault("ends-if", "a test is carried out")
    if "except" not in relief and "only" not in relief:
        ways = [list(GOODS[:3]), list(GOODS[3:]), ["military"], ["statues"]]
        # Goods may be left out of a provision that is relaxed; that it is relaxed is said.
        ways = [w for w in ways if touches(regime, relief | {"except": w}) == touched]
        relief |= {"except": rng.choice(ways)} if ways else {}
    relief.setdefault("limit", "10,000 t a year")


def _told(relief: Item) -> tuple[tuple[str, Any], ...]:
    keys = ("measure", "provisions", "by", "how", "for", "only", "except", "limit")
    return tuple(
        (key, tuple(relief[key]) if isinstance(relief[key], list) else relief[key])
        for key in keys
        if key in relief
    )


@lru_cache(maxsize=4096)
def names_its_case(regime: Regime, relief: tuple[tuple[str, Any], ...]) -> bool:
    """Whether an act is one that this relief can be given by: a case-by-case act wants a case."""
    item = {key: list(value) if isinstance(value, tuple) else value for key, value in relief}
    broken = judged(regime, [{"relief": [item]}])
    return "exemption-names-its-case" not in {rule for rule, _, _ in broken}


def _hashed(relief: Item) -> tuple[tuple[str, Any], ...]:
    keys = ("kind", "by", "how")
    return tuple((k, tuple(relief[k]) if k == "kind" else relief[k]) for k in keys if k in relief)


@lru_cache(maxsize=64)
def reliefs(regime: Regime, statements: tuple[tuple[str, Any], ...]) -> tuple[Item, ...]:
    """What relief with some keys can relax: measures, and provisions one by one.

    Relief of a kind relaxes provisions that are each of that kind, or, where the kind hangs on the
    relief measure, such a measure.
    """
    keys = dict(statements)
    kinds = {"".join(map(str.capitalize, each.split("-"))) for each in keys.pop("kind", ())}
    ways: dict[bool, list[Item]] = {True: [], False: []}
    listed = [p for p in vocabulary(regime).provisions if regime.is_a(p, "Measure")]
    named = [m for m in regime.known("relief") if regime.values(m, "usualBody")]
    for what in ({"provisions": [p]} for p in listed):
        ways[False] += [what] if _fits(regime, what | keys, kinds) else []
    for what in ({"measure": m.removeprefix("relief/")} for m in named):
        ways[True] += [what] if _fits(regime, what | keys, kinds) else []
    if kinds and ways[False]:
        return tuple(ways[False])
    return tuple(ways[True] + ways[False])


def _fits(regime: Regime, item: Item, kinds: set[str]) -> bool:
    package = deal(regime, [{"relief": [item]}])
    own: set[str] = set()
    for lenient in (False, True):
        derived = deriver_of(regime).commitment(package.reliefs[0], package.as_of, lenient)
        if IDLE in derived[RDF_TYPE] or BEYOND_BODY in derived:
            return False
        own |= {str(each).rpartition("#")[2] for each in derived[RDF_TYPE]}
    return kinds <= own


def touches(regime: Regime, relief: Item) -> frozenset[Any]:
    what = {k: v for k, v in relief.items() if k in ("measure", "provisions", "except", "only")}
    package = deal(regime, [{"relief": [what | {"how": "suspension"}]}])
    derived = deriver_of(regime).commitment(package.reliefs[0], package.as_of)
    return frozenset(derived.get(TOUCHES, ()))


def senders_of(regime: Regime, touched: frozenset[Any]) -> tuple[str, ...]:
    found = frozenset[Any]().union(*map(deriver_of(regime).reliefs.bodies.senders, touched))
    return tuple(sorted(str(each).removeprefix(f"{regime.base}actor/") for each in found))


def powers_over(regime: Regime, touched: frozenset[Any]) -> list[list[str]]:
    """The powers over what can be relaxed only under powers: one list where one reaches all."""
    reached = [
        [each.value.removeprefix(regime.base) for each in regime.values(str(t), "relaxableUnder")]
        for t in sorted(touched)
    ]
    bound = [each for each in reached if each]
    common = sorted(set(bound[0]).intersection(*bound)) if bound else []
    return [common] if common else bound


def acts(regime: Regime, relief: Item) -> list[str]:
    """The acts that the bodies named have; where powers are named, those by which one works."""
    words = {iri: word for word, iri in HOW.items()}

    def statements(id: str, term: str) -> set[str]:
        return {words[n.value] for n in regime.values(id, term) if n.value in words}

    bodies = relief["by"] if isinstance(relief["by"], list) else [relief["by"]]
    limits = [statements(f"actor/{each}", "limitedTo") for each in bodies]
    if all(limits):
        # Bans have no list from which a name could be taken.
        return sorted(set[str]().union(*limits) - {"delisting"})
    works = set[str]().union(
        *(
            statements(p, t)
            for p in relief.get("authority", ())
            for t in ("mechanism", "alsoThrough")
        )
    )
    return sorted(works) or list(HOW)


def completions(regime: Regime, own: Phases, number: int, count: int) -> Iterator[Phases]:
    """Yields some full completions of a package, the same in every run."""
    for each in range(count):
        yield completed(regime, own, random.Random(f"{number}/{each}"))
