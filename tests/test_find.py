"""Whoever does not know our words finds the way: by nicknames, citations, slips of the pen."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searches import SEARCHES

import kg
from kg.answers.find import find
from kg.answers.find.inventory import KINDS, inventory
from kg.core.closure import closure
from kg.core.errors import BadInput, UnknownId
from kg.core.search import words
from kg.graph.finding import index, meant

REGIME = kg.load()
ACTIONS = REGIME.known("action")

# How lawyers and others write them, by hand; the first hit must be the record.
CITATIONS = {
    "S/RES/2397 (2017), para. 7": "un/2397/7",
    "S/RES/2397": "un/2397",
    "UNSCR 2397 OP7": "un/2397/7",
    "UNSC Resolution 2375 paragraph 16": "un/2375/16",
    "Security Council resolution 2371 (2017) operative paragraph 8": "un/2371/8",
    "UN Security Council Resolution 1718, paragraph 8(d)": "un/1718/8/d",
    "res. 1718 8 (a) (iii)": "un/1718/8/a/iii",
    "resolution 2094 ¶ 11": "un/2094/11",
    "2397/7": "un/2397/7",
    "2664 1": "un/2664/1",
    "S/PRST/2009/7": "un/prst/2009-7",
    "22 U.S.C. 9221a": "us/nkspea/201A",
    "22 USC § 9228(c)": "us/nkspea/208/c",
    "22 US Code 9265": "us/warmbier/7131",
    "NKSPEA 401": "us/nkspea/401",
    "NKSPEA §104(a)": "us/nkspea/104/a",
    "section 104(a) of NKSPEA": "us/nkspea/104/a",
    "CAATSA sec. 311": "us/caatsa/311",
    "Warmbier Act section 7143(b)(2)": "us/warmbier/7143/b/2",
    "E.O. 13810 s. 4": "us/eo-13810/4",
    "Executive Order 13722": "us/eo-13722",
    "EO 13551, sec. 1(a)(ii)(A)": "us/eo-13551/1/a/ii/A",
    "31 CFR 510.512": "us/cfr/31/510/512",
    "31 C.F.R. § 510.512": "us/cfr/31/510/512",
    "31 CFR part 510": "us/cfr/31/510",
    "15 C.F.R. § 746.4": "us/ear/746.4",
    "Public Law 114-122": "us/nkspea",
    "Pub. L. 115-44": "us/caatsa",
    "H.R. 757": "us/nkspea",
    "H.R.3364": "us/caatsa",
}
# What people call things; what they mean must be among the first three.
NICKNAMES = {
    "oil": "goods/crude-oil",
    "petrol": "goods/refined-petroleum",
    "fish": "goods/seafood",
    "clothing": "goods/textiles",
    "steel": "goods/iron",
    "weapons": "goods/military",
    "ROK": "actor/republic-of-korea",
    "USA": "actor/united-states",
    "U.S.": "actor/united-states",
    "Pyongyang": "actor/dprk",
    "the UN": "actor/unsc",
    "Congress": "actor/us-congress",
    "World Bank": "actor/international-lenders",
    "lifting": "relief/remaining-un-sanctions",
    "food aid": "undertaking/food-aid",
    "peace declaration": "undertaking/end-of-war-declaration",
    "peace treaty": "undertaking/peace-regime-talks",
    "war games": "undertaking/exercise-restraint",
    "terror list": "relief/terrorism-delisting",
    "SWIFT": "relief/financial-access",
    "Kumgang": "relief/kumgang-tourism",
    "railways": "relief/inter-korean-infrastructure",
    "guest workers": "relief/overseas-workers",
    "escrow account": "safeguard/un-escrow",
    "NPT": "action/npt-return",
    "test moratorium": "action/test-launch-moratorium",
    "nuclear test site": "action/punggye-ri-closure",
    "CVID": "action/denuclearization-complete",
    "SDN list": "list/ofac",
    "humanitarian carve-out": "un/2664",
    "yongbion frieze": "action/yongbyon-freeze",
    "textle export ban": "un/2375/16",
    "Hanoi": "hanoi-2019-dprk-offer",
}


@pytest.mark.parametrize(("citation", "id"), CITATIONS.items())
def test_a_citation_finds_its_record_first(citation: str, id: str) -> None:
    assert find(REGIME, citation)[0].id == id


@pytest.mark.parametrize(("asked", "id"), SEARCHES.items())
def test_a_search_finds_first_what_the_site_finds_first(asked: str, id: str) -> None:
    assert find(REGIME, asked)[0].id == id


@pytest.mark.parametrize(("nickname", "id"), NICKNAMES.items())
def test_a_nickname_finds_what_people_mean(nickname: str, id: str) -> None:
    assert id in [each.id for each in find(REGIME, nickname)[:3]]


def test_every_action_relief_and_safeguard_is_found_by_its_label_and_its_id() -> None:
    for id in (*ACTIONS, *REGIME.known("relief"), *REGIME.known("safeguard")):
        assert id in [each.id for each in find(REGIME, REGIME.label(id))[:3]], id
        assert find(REGIME, id)[0].id == id


def test_every_provision_is_found_by_its_id_and_by_its_label() -> None:
    """Where two records share a label, such as a paragraph quoted elsewhere, both are whole."""
    provisions = [each.id for each in index(REGIME).entries if each.kind == "provision"]
    assert len(provisions) > 600
    for id in provisions:
        assert find(REGIME, id)[0].id == id
        assert id in [each.id for each in find(REGIME, REGIME.label(id), most=5) if each.whole]


def test_every_hit_names_a_command_that_exists() -> None:
    from kg.cli.common import COMMANDS

    named = {each.command.split()[0] for q in (*CITATIONS, *NICKNAMES) for each in find(REGIME, q)}
    assert named <= set(COMMANDS)


def test_what_nothing_fits_is_said_and_not_guessed() -> None:
    assert find(REGIME, "xyzzy qwrtz") == []
    for bad in ("", "   "):
        with pytest.raises(BadInput, match="nothing to look for"):
            find(REGIME, bad)
    with pytest.raises(BadInput, match="no kind relieves"):
        find(REGIME, "oil", kind="relieves")
    with pytest.raises(BadInput, match="0 results"):
        find(REGIME, "oil", most=0)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600))
def test_any_text_can_be_looked_for(text: str) -> None:
    if text.strip():
        find(REGIME, text)
    meant(REGIME, text, ACTIONS, ["action"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22 U.S.C. § 9214(g)(1)", "22 usc 9214 (g)(1)"),
        ("E.O. 13810, section 4", "Executive Order 13810 sec. 4"),
        ("31 C.F.R. 510.201", "31 CFR §510.201"),
        ("Pub. L. No. 116-92", "public law 116-92"),
        ("UNSCR 1718", "S/RES/1718 (2006)"),
        ("HS code 2709.00", "HS 27.09"),
        ("hs 270900", "HS2709"),
    ],
)
def test_one_citation_has_one_form_however_it_is_written(one: str, other: str) -> None:
    assert words(one) == words(other)


# What a package may write wrongly, and what is suggested: by hand.
SUGGESTED = {
    ("action", "missile-test-halt"): "action/missile-test-promise",
    ("action", "fissile-hlt"): "action/fissile-halt",
    ("action", "Yongbyon-shutdown"): "action/yongbyon-freeze",
    ("action", "inspectors-back"): "action/iaea-return",
    ("actor", "us"): "actor/united-states",
    ("actor", "un"): "actor/unsc",
    ("actor", "south-korea"): "actor/republic-of-korea",
    ("actor", "treasury"): "actor/us-secretary-of-treasury",
    ("goods", "oil"): "goods/crude-oil",
    ("goods", "fish"): "goods/seafood",
    ("undertaking", "peace-declaration"): "undertaking/end-of-war-declaration",
    ("undertaking", "summit"): "undertaking/talks",
    ("relief", "food-aid"): "relief/nutritional-assistance",
    ("relief", "railways"): "relief/inter-korean-infrastructure",
    ("safeguard", "escrow-acount"): "safeguard/un-escrow",
}


@pytest.mark.parametrize(("written", "id"), SUGGESTED.items())
def test_a_suggestion_goes_by_meaning(written: tuple[str, str], id: str) -> None:
    kind, word = written
    assert meant(REGIME, word, REGIME.known(kind), [kind], 1) == [id]


def test_a_word_of_numbers_is_compared_by_spelling() -> None:
    assert meant(REGIME, "un/2398", REGIME.ids, (), 1) == ["un/2397"]
    assert meant(REGIME, "un/2397/77", REGIME.ids, (), 1) == ["un/2397/7"]


def _slips(name: str) -> list[str]:
    """Every name with a word left out, and with a letter left out or replaced."""
    parts = name.split("-")
    found = ["-".join(parts[:i] + parts[i + 1 :]) for i in range(len(parts)) if len(parts) > 1]
    for i, part in enumerate(parts):
        for j in range(len(part)):
            for letter in ("", "x"):
                slip = part[:j] + letter + part[j + 1 :]
                found.append("-".join([*parts[:i], slip, *parts[i + 1 :]]))
    return found


@pytest.mark.parametrize("action", ACTIONS)
def test_a_suggestion_never_makes_a_small_concession_a_larger_one(action: str) -> None:
    def amounts(id: str) -> set[str]:
        base = REGIME.base
        return {node.value.removeprefix(base) for node in REGIME.values(id, "entails")}

    for slip in _slips(action.partition("/")[2]):
        if f"action/{slip}" in ACTIONS or not slip:
            continue
        for suggested in meant(REGIME, slip, ACTIONS, ["action"], 1):
            assert suggested == action or action not in closure(amounts(suggested), amounts)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_listed_and_each_entry_has_a_name(kind: str) -> None:
    found = inventory(REGIME, kind)
    assert found
    assert all(each.label and each.id for each in found)
    assert len({each.id for each in found}) == len(found)


def test_a_list_holds_every_thing_of_its_kind() -> None:
    assert [each.id for each in inventory(REGIME, "relief")] == REGIME.known("relief")
    assert {each.id for each in inventory(REGIME, "Action")} == set(ACTIONS)
    assert "stage 4" in next(e.stage for e in inventory(REGIME, "relief") if "kaesong" in e.id)
    with pytest.raises(UnknownId, match="did you mean actions"):
        inventory(REGIME, "actoins")


def test_a_nickname_is_never_the_name_of_another_thing_of_its_kind() -> None:
    """Else whoever writes a name would be asked which of two things is meant."""
    hidden = "http://www.w3.org/2004/02/skos/core#hiddenLabel"
    named: dict[tuple[str, str], str] = {}
    for id in REGIME.ids:
        kind, _, tail = id.partition("/")
        for name in (tail.replace("-", " "), REGIME.label(id)):
            named.setdefault((kind, name.casefold()), id)
    taken = []
    for quad in REGIME.store.quads_for_pattern(None, ox.NamedNode(hidden), None, None):
        id = quad.subject.value.removeprefix(REGIME.base)
        other = named.get((id.partition("/")[0], quad.object.value.casefold()), id)
        if other != id:
            taken.append((id, quad.object.value, other))
    assert taken == []
