"""Official texts come first, then official pages, scholars and the press; nothing hides them."""

from __future__ import annotations

import pytest

from kg.answers.after import exposure, residual
from kg.answers.after.data import exposure_rows, residual_rows
from kg.answers.authority import authority
from kg.answers.authority.data import authority_json
from kg.core.document import line
from kg.core.resources import folder
from kg.deal import read_deal
from kg.graph.regime import Regime
from kg.graph.sources import Label, citations, in_order, source_labels, texts, told
from kg.present.citations import cited

PARAGRAPH = "S/RES/2397 (2017), paragraph 7, https://undocs.org/S/RES/2397(2017)"


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("un/2397/7", PARAGRAPH),
        (
            "un/1718/8/a/i",
            "S/RES/1718 (2006), paragraph 8(a)(i), https://undocs.org/S/RES/1718(2006)",
        ),
        ("un/2397", "S/RES/2397 (2017), https://undocs.org/S/RES/2397(2017)"),
        (
            "us/nkspea/401/a",
            "22 U.S.C. 9251(a), "
            "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title22-section9251",
        ),
        (
            "us/eo-13722/3/a/i",
            "E.O. 13722 s.3(a)(i), "
            "https://www.federalregister.gov/documents/2016/03/18/2016-06355/",
        ),
        ("us/ear/746.4", "15 CFR 746.4 (official page), https://bis.gov/node/6325"),
        (
            "us/cfr/31/510/214",
            "31 CFR 510.214 (copy), https://self-law.org/code/us/cfr/t31/s%C2%A7%20510.214",
        ),
    ],
)
def test_a_text_is_cited_with_its_place_and_its_address(regime: Regime, id: str, told: str) -> None:
    assert [str(each) for each in texts(regime, id)] == [told]


@pytest.mark.parametrize("id", ["actor/unsc", "event/nuclear-test-6", "kr/may-24/trade"])
def test_what_has_no_symbol_and_no_citation_has_no_text(regime: Regime, id: str) -> None:
    assert texts(regime, id) == ()


def test_every_provision_of_the_council_and_of_congress_begins_with_its_text(
    regime: Regime,
) -> None:
    for instrument in (
        "un/1718",
        "un/2270",
        "un/2397",
        "us/nkspea",
        "us/eo-13722",
        "us/cfr/31/510",
    ):
        for id in regime.provisions(instrument):
            first, *_ = source_labels(regime, [id])
            assert ", https://" in first, id


def test_official_pages_come_before_scholars_and_scholars_before_the_press(
    regime: Regime,
) -> None:
    mixed = ["source/reut-2321", "source/uu", "source/uksi", "source/un-xml"]
    ranked = ["source/un-xml", "source/uksi", "source/uu", "source/reut-2321"]
    assert list(in_order(regime, mixed)) == ranked


def test_the_collection_that_holds_a_text_is_not_named_beside_it(regime: Regime) -> None:
    [one] = source_labels(regime, ["us/nkspea/401/a"])
    assert one.startswith("22 U.S.C. 9251(a), ")


def test_texts_are_never_counted_away(regime: Regime) -> None:
    ids = [f"un/2397/{number}" for number in (3, 4, 5, 6, 7)] + ["un/2371/8", "un/2375/15"]
    said = told([source_labels(regime, [id]) for id in ids], 1)
    assert said.startswith(
        "S/RES/2397 (2017), paragraphs 3, 4, 5, 6 and 7, https://undocs.org/S/RES/2397(2017); "
        "S/RES/2371 (2017), paragraph 8, https://undocs.org/S/RES/2371(2017); "
        "S/RES/2375 (2017), paragraph 15, https://undocs.org/S/RES/2375(2017); also "
    )
    assert "more" in said.partition("also ")[2]


def test_resolutions_come_before_what_carries_them_out(regime: Regime) -> None:
    first, second, *_ = map(line, cited(citations(regime, ["us/nkspea/401/a", "un/2397/7"])))
    assert (first, second.partition(",")[0]) == (PARAGRAPH, "22 U.S.C. 9251(a)")


def test_the_paper_is_named_with_its_address(regime: Regime) -> None:
    found = source_labels(regime, ["source/wertz-2019/4", "source/wertz-2019/38"])
    assert told([found]) == "Wertz 2019, ¶4; Wertz 2019, ¶38, https://ncnk.org/node/1780"


def test_a_label_is_text_that_knows_its_rank(regime: Regime) -> None:
    found = source_labels(regime, ["un/2321/26"])
    assert [label.rank for label in found if isinstance(label, Label)] == sorted(
        label.rank for label in found if isinstance(label, Label)
    )
    assert found[0] == "S/RES/2321 (2016), paragraph 26, https://undocs.org/S/RES/2321(2016)"


def test_authority_names_the_text_first(regime: Regime) -> None:
    answer = authority(regime, "import-suspension")
    for each in answer.provisions:
        assert each.sources[0].startswith("S/RES/")
    assert "S/RES/2397 (2017), paragraph 7" in str(authority_json(answer))


def test_what_is_left_and_how_it_comes_back_name_the_text_first(regime: Regime) -> None:
    hanoi = read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    for rows in (
        residual_rows(regime, residual(regime, hanoi)),
        exposure_rows(regime, exposure(regime, hanoi)),
    ):
        relaxed = [row for row in rows if row["relief"] is not None]
        assert len(relaxed) == 20
        assert all(str(row["sources"]).startswith("S/RES/") for row in relaxed)
