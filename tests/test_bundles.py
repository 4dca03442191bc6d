"""That what only a legislature can move, and what others can, follows from the powers."""

from __future__ import annotations

from kg.graph import queries
from kg.graph.regime import Regime

CHECK = "checks/bundles-against-powers"


def relaxed(regime: Regime, relief: str) -> set[str]:
    rows = queries.run(regime, "provisions-relaxed-by", relief=f"relief/{relief}")
    return {str(row["provision"]) for row in rows}


def test_the_bundles_of_the_united_states_follow_from_the_powers(regime: Regime) -> None:
    assert list(queries.run(regime, CHECK)) == []
    executive, congress = relaxed(regime, "us-lifting"), relaxed(regime, "us-acts-changed")
    assert not executive & congress
    assert congress == {
        *("us/aeca/102/b", "us/defense-acquisition/4872", "us/faa/307", "us/nppa/823"),
        *(f"us/aeca/102/b/2/{letter}" for letter in "ABCDEFG"),
        *("us/hts/general-note-3/b", "us/sfops/7007", "us/trade-act-1974/404-407"),
        "us/trade-agreements-act-1951/5",
    }
    assert executive >= {
        *("us/nkspea/210", "us/ifi-act/1621", "us/fsia/1605A", "us/ear/746.4", "us/ear/742.19"),
        *("us/itar/126.1/d/1", "us/nkspea/203/a", "us/nkspea/203/b", "us/faa/620/f"),
        *("us/tsra/908/a", "us/exim-act/2/b/2", "us/exim-act/2/b/4", "us/tvpa/110/d"),
        *("us/irfa/405", "us/aea/129/a", "us/trade-act-1974/502/b/2/A"),
        *("us/cfr/14/91.1615/whole", "us/section-311-findings/huione-2025"),
    }
