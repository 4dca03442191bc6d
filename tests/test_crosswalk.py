"""How rules of the United States stand to paragraphs of the Council: a table read off the texts."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
import pytest

from kg.core.ids import short
from kg.graph import queries
from kg.graph.regime import Regime

# Of each pair: what the paragraph asks of every state, beside what the rule does.
# E: the rule exceeds the paragraph; N: it is narrower; I: it implements it, and neither is found.
PAIRS = {
    # Seven kinds of heavy weapons, beside all munitions, and beside nearly all goods.
    ("un/1718/8/a/i", "us/ear/746.4"): "E",
    ("un/1718/8/a/i", "us/itar/126.1/d/1"): "E",
    # The same, but it hangs on the terrorism listing.
    ("un/1718/8/a/i", "us/aeca/40"): "EN",
    ("un/1718/8/a/ii", "us/ear/746.4"): "E",
    ("un/1718/8/a/ii", "us/inksna/3"): "EN",
    ("un/1718/8/a/iii", "us/ear/746.4"): "E",
    # Foreign traders are reached, but only by name.
    ("un/1718/8/a/iii", "us/nkspea/104/a/3"): "EN",
    # No arms from the target: a policy of denial on the same, for the sender's own persons.
    ("un/1718/8/b", "us/itar/126.1/d/1"): "I",
    # All goods, but only what is brought to the United States.
    ("un/1718/8/b", "us/eo-13570/1"): "EN",
    ("un/1874/9", "us/eo-13570/1"): "EN",
    ("un/1718/8/d", "us/eo-13382/1/a/ii"): "EN",
    ("un/1718/8/d", "us/nkspea/104/c/1"): "EN",
    # Entry falls on foreigners anyway; those whom the Council alone lists are left out.
    ("un/1718/8/e", "us/nkspea/206"): "N",
    ("un/1718/8/e", "us/eo-13722/4"): "N",
    ("un/1874/17", "us/nkspea/104/a/12"): "EN",
    # The paragraph calls upon states; the rule says shall.
    ("un/1874/18", "us/nkspea/104/a/2"): "EN",
    ("un/2094/11", "us/nkspea/104/g/1/B"): "EN",
    ("un/2094/12", "us/nkspea/104/a/14"): "EN",
    ("un/2094/14", "us/nkspea/104/b/1/G"): "EN",
    # A list of some luxury goods, beside all of them.
    ("un/2094/23", "us/nkspea/104/a/3"): "EN",
    ("un/2270/6", "us/nkspea/104/a/9"): "EN",
    # Flag, ownership, lease, operation, insurance alike; class is missing.
    ("un/2270/20", "us/eo-13466/2"): "N",
    ("un/2321/9", "us/eo-13466/2"): "N",
    ("un/2270/22", "us/ports-and-waterways/70022"): "EN",
    ("un/2270/30", "us/nkspea/104/a/10"): "EN",
    ("un/2270/30", "us/nkspea/104/a/8"): "EN",
    ("un/2270/31", "us/nkspea/104/a/11"): "EN",
    # Bodies tied to the programmes, beside the whole government and party.
    ("un/2270/32", "us/eo-13722/1/a"): "E",
    # Branches, ventures, stakes and accounts, beside accounts.
    ("un/2270/33", "us/cfr/31/1010.659/b/1"): "N",
    ("un/2270/33", "us/cfr/31/1010.659/b/3"): "N",
    ("un/2270/33", "us/nkspea/201/c/2"): "N",
    ("un/2270/33", "us/nkspea/201A"): "EN",
    # Public and private support for trade, beside that of the government, and of one bank of it.
    ("un/2321/32", "us/tsra/908/a"): "N",
    ("un/2321/32", "us/exim-act/2/b/2"): "N",
    ("un/2371/8", "us/eo-13810/1/a/iii"): "EN",
    ("un/2371/8", "us/nkspea/104/g/1/A/i/I"): "EN",
    ("un/2375/11", "us/eo-13810/2/b"): "EN",
    ("un/2375/16", "us/nkspea/104/b/1/E"): "EN",
    # Joint ventures, old and new, beside all investment, but new.
    ("un/2375/18", "us/eo-13722/3/a/ii"): "EN",
    ("un/2397/5", "us/nkspea/104/b/1/H"): "EN",
    ("un/2397/6", "us/nkspea/104/b/1/K"): "EN",
    ("un/2397/7", "us/ear/746.4"): "E",
    ("un/2397/8", "us/nkspea/302B"): "EN",
    ("un/2397/14", "us/nkspea/104/g/1/D"): "EN",
}
_NAMES = {"exceeds": "E", "narrower": "N", "implements": "I"}


@pytest.fixture(scope="module")
def relations(regime: Regime) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in queries.run(regime, "crosswalk"):
        if row["rule"]:
            found[str(row["provision"]), str(row["rule"])].add(_NAMES[str(row["relation"])])
    return found


@pytest.mark.parametrize(("pair", "said"), PAIRS.items(), ids=map(" beside ".join, PAIRS))
def test_a_pair_stands_as_the_texts_have_it(
    pair: tuple[str, str], said: str, relations: dict[tuple[str, str], set[str]]
) -> None:
    assert relations[pair] == set(said)


def test_every_pair_of_mirrors_in_force_is_there_and_each_paragraph_once_at_least(
    regime: Regime, relations: dict[tuple[str, str], set[str]]
) -> None:
    us = {str(row["provision"]) for row in in_force(regime, "actor/united-states")}
    un = {str(row["provision"]) for row in in_force(regime, "actor/unsc")}
    pairs = {
        (paragraph, rule)
        for rule in us
        for paragraph in (short(str(each.value), regime.base) for each in mirrors(regime, rule))
        if paragraph in un
    }
    assert set(relations) == pairs
    assert {str(row["provision"]) for row in queries.run(regime, "crosswalk")} == un


def mirrors(regime: Regime, rule: str) -> list[ox.NamedNode]:
    return [each for each in regime.values(rule, "mirrors") if isinstance(each, ox.NamedNode)]


def in_force(regime: Regime, sender: str) -> queries.Rows:
    return queries.run(regime, "measures-by-type", sender=sender)
