"""What relief is worth: exact ranges worked out by hand, and properties over all shipped packages.

The hand work, in millions of US dollars a year (gross, then net = gross x net share):

    coal                 900-1,200   x 0.8-0.95    720-1,140
    textiles             650-950     x 0.2-0.5     130-475
    coal and textiles  1,550-2,150   x 0.55-0.75   852.5-1,612.5
    seafood              180-300     x 0.8-0.95    144-285
    iron                  75-251     x 0.8-0.95     60-238.45
    lead                  60-113     x 0.8-0.95     48-107.35
    further exports      200-300     x 0.6-0.9     120-270
    statues                5-20      x 0.7-0.9       3.5-18
    all exports        2,100-2,700   x 0.6-0.8   1,260-2,160
    workers abroad       200-1,200   x 0.7-0.9     140-1,080
    Kaesong              100-120     x 0.9-1.0      90-120
    Kumgang               10-50      x 0.7-0.9       7-45
    food pilot            20-200     x 0.0           0-0
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import commands
import pytest
from bare import DESCRIPTION, LABEL, SOURCE, STATUS, lacking

import kg
from kg.answers.value import Valuation, of_measure, value
from kg.answers.value.document import value_document
from kg.answers.value.sums import Range, Worth, Yearly, part, read_book, worth_of
from kg.core.document import Item, Listing, line
from kg.core.errors import BadInput, UnknownId
from kg.core.resources import folder
from kg.graph.regime import Regime

HERE = Path(__file__).parent
OURS = sorted((HERE / "value").glob("*.yaml"))
SHIPPED = sorted(folder("deals").glob("*.yaml"))


def of(regime: Regime, name: str, after: int | None = None) -> Valuation:
    path = HERE / "value" / f"{name}.yaml"
    path = path if path.exists() else folder("deals") / f"{name}.yaml"
    return value(regime, kg.read_deal(path, regime), after)


def span(low: str | int, high: str | int) -> Range:
    return Range(Decimal(low), Decimal(high))


def income(worth: Worth) -> Yearly:
    assert worth.income is not None
    return worth.income


def names(worth: Worth) -> list[str]:
    return [each.id.removeprefix("estimate/") for each in worth.estimates]


def test_coal_alone_is_worth_coal_and_not_the_iron_of_the_same_paragraph(regime: Regime) -> None:
    [phase] = of(regime, "coal-alone").phases
    assert names(phase.by_then) == ["coal"]
    found = income(phase.by_then)
    assert (found.gross, found.net, found.grade) == (span(900, 1200), span(720, 1140), "B")
    assert phase.by_then.access is None
    [relief] = phase.reliefs
    assert relief.not_valued == ()


def test_a_term_of_90_days_is_worth_its_part_of_a_year(regime: Regime) -> None:
    [relief] = of(regime, "coal-alone").phases[0].reliefs
    assert relief.one_term is not None
    # 900 x 90 / 365 = 221.9, 1,200 x 90 / 365 = 295.9; it can be renewed, so the year stays whole.
    found = income(relief.one_term).gross
    assert (round(found.low, 1), round(found.high, 1)) == (Decimal("221.9"), Decimal("295.9"))
    assert income(relief.worth).gross == span(900, 1200)


def test_a_term_that_cannot_be_renewed_is_worth_no_more_than_itself(regime: Regime) -> None:
    [phase] = of(regime, "one-term").phases
    # 73 days are a fifth of a year: 180-300 and 144-285, each by five.
    found = income(phase.by_then)
    assert (found.gross, found.net) == (span(36, 60), span("28.8", 57))


def test_coal_and_then_textiles_are_worth_their_bundle_and_not_more(regime: Regime) -> None:
    first, second = of(regime, "coal-then-textiles").phases
    assert (names(first.by_then), names(second.reliefs[0].worth)) == (["coal"], ["textiles"])
    assert income(second.reliefs[0].worth).net == span(130, 475)
    assert names(second.by_then) == ["coal-and-textiles"]
    found = income(second.by_then)
    assert (found.gross, found.net) == (span(1550, 2150), span("852.5", "1612.5"))
    assert found.held_to == ()


def test_bans_that_are_open_together_are_added_up_to_the_ceiling(regime: Regime) -> None:
    [phase] = of(regime, "all-but-gold").phases
    assert names(phase.by_then) == [
        *("coal-and-textiles", "further-exports", "iron", "lead", "seafood", "statues"),
    ]
    found = income(phase.by_then)
    # Gross 1,550+200+75+60+180+5 = 2,070; 2,150+300+251+113+300+20 = 3,134, held to 2,700.
    # Net 852.5+120+60+48+144+3.5 = 1,228; 1,612.5+270+238.45+107.35+285+18 = 2,531.3, held
    # to 2,160.
    assert (found.gross, found.net) == (span(2070, 2700), span(1228, 2160))
    assert found.held_to == ("all barred exports together",)
    assert found.grade == "D (guess)"
    [relief] = phase.reliefs
    assert [(each.provision, each.goods) for each in relief.not_valued] == [
        ("un/2321/28", "copper"),
        ("un/2321/28", "nickel"),
        ("un/2321/28", "silver"),
        ("un/2321/28", "zinc"),
        ("un/2397/6", "fishing rights"),
    ]


def test_all_export_bans_together_are_worth_their_own_range(regime: Regime) -> None:
    found = of_measure(regime, "export-suspension")
    assert (found.id, found.as_of, found.baseline) == (
        "relief/export-suspension",
        regime.data_date,
        (2015, 2016),
    )
    [phase] = found.phases
    assert names(phase.by_then) == ["all-exports"]
    worth = income(phase.by_then)
    assert (worth.gross, worth.net, worth.grade) == (span(2100, 2700), span(1260, 2160), "B")


def test_a_package_of_imports_only_brings_access_and_no_cash(regime: Regime) -> None:
    [phase] = of(regime, "imports-alone").phases
    assert phase.by_then.income is None
    assert phase.by_then.access is not None
    # 900+200 and 1,200+320; of B and C the worse grade.
    assert phase.by_then.access.gross == span(1100, 1520)
    assert (phase.by_then.access.net, phase.by_then.access.grade) == (None, "C")


def test_an_estimate_holds_only_where_all_that_it_needs_is_open(regime: Regime) -> None:
    first, second = of(regime, "in-part").phases
    assert (first.by_then.income, first.by_then.access) == (None, None)
    whys = {each.why for relief in first.reliefs for each in relief.not_valued}
    assert whys == {
        "counted only within “wages of workers abroad”, which it does not open as a whole",
        "counted only within “further exports barred in December 2017”, "
        "which it does not open as a whole",
        "no estimate counts these goods",
    }
    assert income(second.by_then).gross == span(200, 1200)


def test_bans_that_are_not_in_force_on_the_day_are_worth_nothing(regime: Regime) -> None:
    [phase] = of(regime, "before-the-bans").phases
    assert names(phase.by_then) == ["statues"]
    assert income(phase.by_then).gross == span(5, 20)
    later = of_measure(regime, "export-suspension", regime.data_date)
    assert names(later.phases[0].by_then) == ["all-exports"]


def test_the_framework_of_the_paper_adds_up_phase_by_phase(regime: Regime) -> None:
    phases = of(regime, "wertz-2019-framework").phases
    # Phase 1: the pilot. Phase 2: and Kumgang. Phase 3: the pilot is within all exports.
    # Phase 4: and Kaesong and work abroad. Phase 5 lifts what is open already.
    expected = [
        (span(20, 200), span(0, 0)),
        (span(30, 250), span(7, 45)),
        (span(2110, 2750), span(1267, 2205)),
        (span(2410, 4070), span(1497, 3405)),
        (span(2410, 4070), span(1497, 3405)),
    ]
    assert [(income(p.by_then).gross, income(p.by_then).net) for p in phases] == expected
    assert [p.by_then.access.gross if p.by_then.access else None for p in phases] == [
        None,
        *[span(1100, 1520)] * 4,
    ]


def test_the_offer_of_hanoi_is_worth_all_exports_and_work_abroad(regime: Regime) -> None:
    [phase] = of(regime, "hanoi-2019-dprk-offer").phases
    # 2,100+200 and 2,700+1,200; 1,260+140 and 2,160+1,080.
    found = income(phase.by_then)
    assert (found.gross, found.net) == (span(2300, 3900), span(1400, 3240))


def test_only_phases_up_to_the_one_asked_for_count(regime: Regime) -> None:
    found = of(regime, "wertz-2019-framework", after=2)
    assert [phase.position for phase in found.phases] == [1, 2]
    assert "all barred exports together" not in json.dumps(found.sources + found.caveats)
    with pytest.raises(BadInput, match="has no phase 6; phases are numbered from 1 to 5"):
        of(regime, "wertz-2019-framework", after=6)
    with pytest.raises(BadInput, match="has no phase 0"):
        of(regime, "wertz-2019-framework", after=0)


def test_relief_for_single_cases_is_not_valued_unless_it_has_an_estimate(regime: Regime) -> None:
    banking = of_measure(regime, "humanitarian-banking").phases[0]
    assert banking.by_then.estimates == ()
    [missing] = banking.reliefs[0].not_valued
    assert (missing.provision, missing.why) == (
        None,
        "it opens single cases, whose size nobody states",
    )
    zone = of_measure(regime, "kaesong").phases[0]
    assert (income(zone.by_then).net, zone.reliefs[0].not_valued) == (span(90, 120), ())


def test_the_pilot_brings_no_free_cash(regime: Regime) -> None:
    found = income(of_measure(regime, "food-pilot").phases[0].by_then)
    assert (found.gross, found.net, found.grade) == (span(20, 200), span(0, 0), "D (guess)")


def test_a_sum_paid_once_stays_apart_from_what_comes_each_year(regime: Regime) -> None:
    first = of(regime, "six-party-2007-2008").phases[0]
    assert [(each.id, each.once) for each in first.by_then.once] == [
        ("estimate/banco-delta-asia", Decimal(25))
    ]
    assert (first.by_then.income, first.by_then.access) == (None, None)


def test_a_measure_of_another_sender_adds_nothing_to_what_it_mirrors(regime: Regime) -> None:
    found = of(regime, "wertz-2019-framework")
    # The order on trade is revoked in the last phase; it mirrors paragraphs whose bans are valued.
    reasons = {
        each.provision: each.why for relief in found.phases[4].reliefs for each in relief.not_valued
    }
    assert reasons["us/eo-13810/1/a/iii"] == "its worth is counted with what it mirrors"


def ranges(found: Valuation) -> Iterator[tuple[Range, Range | None]]:
    for phase in found.phases:
        terms = [relief.one_term for relief in phase.reliefs if relief.one_term is not None]
        for worth in (phase.by_then, *(relief.worth for relief in phase.reliefs), *terms):
            for yearly in (worth.income, worth.access):
                if yearly is not None:
                    yield yearly.gross, yearly.net


@pytest.mark.parametrize("path", [*SHIPPED, *OURS], ids=lambda path: path.stem)
def test_no_answer_is_ever_a_single_number(regime: Regime, path: Path) -> None:
    for gross, net in ranges(value(regime, kg.read_deal(path, regime))):
        assert 0 <= gross.low < gross.high
        assert net is None or net == span(0, 0) or 0 <= net.low < net.high
        assert net is None or net.high <= gross.high


@pytest.mark.parametrize("path", [*SHIPPED, *OURS], ids=lambda path: path.stem)
def test_more_phases_are_never_worth_less(regime: Regime, path: Path) -> None:
    worths = [phase.by_then for phase in value(regime, kg.read_deal(path, regime)).phases]
    for name in ("income", "access"):
        sums = [getattr(worth, name) for worth in worths]
        highs = [each.gross.high if each else Decimal(0) for each in sums]
        lows = [each.gross.low if each else Decimal(0) for each in sums]
        assert (highs, lows) == (sorted(highs), sorted(lows))


def test_the_ranges_of_the_relief_measures_hold_for_every_measure(regime: Regime) -> None:
    valued = {
        relief.removeprefix("relief/"): names(of_measure(regime, relief).phases[0].by_then)
        for relief in regime.known("relief")
    }
    everything = [
        "all-exports",
        "machines-vehicles-metals",
        "overseas-workers",
        "refined-petroleum",
    ]
    assert {relief: found for relief, found in valued.items() if found} == {
        "bda-funds": ["banco-delta-asia"],
        "export-suspension": ["all-exports"],
        "food-pilot": ["food-pilot"],
        "import-suspension": ["machines-vehicles-metals", "refined-petroleum"],
        "kaesong": ["kaesong"],
        "kumgang-tourism": ["kumgang-tourism"],
        "overseas-workers": ["overseas-workers"],
        "remaining-un-sanctions": everything,
    }


def test_no_set_of_open_parts_is_worth_more_than_the_ceiling(regime: Regime) -> None:
    book = read_book(regime)
    ceiling = book.estimates["estimate/all-exports"]
    single = [id for id, above in book.above.items() if "estimate/all-exports" in above]
    assert len(single) == 9
    opened = {each: Decimal(1) for id in single for each in book.parts[id]}
    del opened[part("un/2397/6", "goods/wood")]
    assert ceiling.gross is not None
    assert income(worth_of(book, opened)).gross.high == ceiling.gross.high == Decimal(2700)


def test_every_part_of_an_estimate_names_goods_of_its_provision(regime: Regime) -> None:
    """Else an estimate could never hold, or would hold without some of its goods."""
    for id, parts in read_book(regime).parts.items():
        assert parts, id
        goods = {str(node) for node in regime.values(id, "ofGoods")}
        named = {str(regime.node(each)) for _, each in parts if each is not None}
        assert named == goods, id


def test_unknown_names_are_answered_with_near_ones(regime: Regime) -> None:
    with pytest.raises(UnknownId, match="did you mean export-suspension"):
        of_measure(regime, "export-suspensio")


def test_what_an_answer_rests_on_is_named(regime: Regime) -> None:
    found = of_measure(regime, "kaesong")
    assert found.sources == (
        "Copy of a Washington Post report on the shutdown at Kaesong",
        "Wertz 2019, ¶16",
    )
    assert found.doubts == (
        (
            "Kaesong Industrial Complex",
            "unverified: the values were read; the net share is an assumption",
        ),
    )
    assert found.baseline == (2015,)
    assert ("", "Net shares are assumptions.") in found.caveats


# --- the command ---------------------------------------------------------------------------------


def run(*arguments: str) -> commands.Done:
    return commands.run("value", *arguments)


def test_the_text_shows_gross_and_net_side_by_side_with_grade_day_and_sources() -> None:
    done = run(str(HERE / "value" / "coal-alone.yaml"))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[1] == (
        "The only relief up to phase 1 is estimated to bring an income of 900–1,200 million US "
        "dollars a year gross, 720–1,140 net of imported inputs, grade B."
    )
    assert "  Income a year: gross 900–1,200, net 720–1,140; grade B" in lines
    assert "  - Baseline years: 2015, 2016." in lines
    assert "  - Trade figures recalled by the maintainers" in lines
    assert lines[-1] == (
        "Law as of 2019-04-09, data read up to 2026-07-21. An analyst's tool; not legal advice."
    )
    assert "ccess to goods" not in done.stdout


def test_imports_stand_in_a_table_of_their_own_and_the_sum_paid_once_too() -> None:
    imports = run("import-suspension").stdout.splitlines()
    assert imports[1] == (
        "This relief is estimated to bring access to goods worth 1,100–1,520 million US dollars a "
        "year, which is not cash, grade C."
    )
    table = imports.index(
        "Estimates of access to goods, not cash, in millions of US dollars a year"
    )
    assert imports[table + 1 : table + 6] == [
        "In every estimate: baseline: 2016",
        "estimate                                                  gross      grade",
        "machinery, vehicles and metals to buy (unverified)        900–1,200  B",
        "refined petroleum back at the level of 2016 (unverified)  200–320    C",
        "2 estimates",
    ]
    assert "ncome" not in "\n".join(imports)
    once = run("bda-funds").stdout
    assert once.splitlines()[1] == (
        "This relief is estimated to bring about 25 million US dollars once (funds of the Banco "
        "Delta Asia kind), grade A (good)."
    )
    assert "A sum paid once is no yearly worth; the sources give no range for it.\n" in once


def test_the_document_has_sums_by_phase_estimates_caveats_and_grounds(regime: Regime) -> None:
    deal = kg.read_deal(folder("deals") / "wertz-2019-framework.yaml", regime)
    found = value_document(regime, value(regime, deal))
    assert [name for name, _ in found.parts] == [
        *("by_phase", "relief", "not_valued", "income", "access", "reading", "grounds"),
        "problems",
    ]
    assert found.lead == (
        "7 of the 30 reliefs up to phase 5 are estimated to bring an income of 2,410–4,070 million "
        "US dollars a year gross, 1,497–3,405 net of imported inputs, grade D (guess). To this "
        "comes access to goods worth 1,100–1,520 million US dollars a year, which is not cash, "
        "grade C."
    )
    assert found.by_phase is not None
    assert found.by_phase.rows[2] == (3, "2,110–2,750", "1,267–2,205", "C", "1,100–1,520", "C")
    kaesong = value_document(regime, of_measure(regime, "kaesong"))
    assert [name for name, _ in kaesong.parts] == ["income", "reading", "grounds"]
    assert [each.label for each in kaesong.citations] == [
        "Wertz 2019, ¶16",
        "Copy of a Washington Post report on the shutdown at Kaesong",
    ]


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("people-exchanges", "No estimate on record counts what this relief would free."),
        (
            "kaesong",
            "This relief is estimated to bring an income of 100–120 million US dollars a year "
            "gross, 90–120 net of imported inputs, grade A (good).",
        ),
    ],
)
def test_the_lead_on_a_measure_says_the_range_or_that_there_is_none(
    regime: Regime, name: str, lead: str
) -> None:
    assert value_document(regime, of_measure(regime, name)).lead == lead


def test_json_has_the_ranges_days_sources_and_marks_that_tools_rely_on() -> None:
    done = run("hanoi-2019-dprk-offer", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["of"], found["asOf"], found["dataDate"], found["unit"]) == (
        "deal/hanoi-2019-dprk-offer",
        "2019-02-28",
        "2026-07-21",
        "millions of US dollars",
    )
    [phase] = found["phases"]
    assert phase["byThen"]["income"] == {
        "gross": {"low": 2300, "high": 3900},
        "net": {"low": 1400, "high": 3240},
        "grade": "D (guess)",
        "heldTo": [],
    }
    assert phase["byThen"]["access"]["gross"] == {"low": 1100, "high": 1520}
    assert phase["byThen"]["access"]["net"] is None
    [relief] = phase["relief"]
    assert [each["unverified"] for each in relief["estimates"]] == [
        "partly checked against the text",
        "unverified, from memory",
        "partly checked against the text",
        "partly checked against the text",
    ]
    assert {each["provision"] for each in relief["notValued"]} >= {"un/2397/4", "un/2375/18"}
    assert found["sources"]
    assert found["problems"]


def test_csv_has_a_row_for_each_estimate_and_sum() -> None:
    done = run("kumgang-tourism", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [
        (row["line"], row["gross_low"], row["gross_high"], row["net_high"]) for row in rows
    ] == [
        ("income", "10", "50", "45"),
        ("income in all", "10", "50", "45"),
        ("income", "10", "50", "45"),
        ("income in all", "10", "50", "45"),
    ]
    assert done.stderr == "Law as of 2026-07-21, data read up to 2026-07-21.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no-such-relief-or-package",), "no package and no relief measure"),
        (("exprt-suspension",), "did you mean export-suspension?"),
        (("wertz-2019-framewrk",), "did you mean wertz-2019-framework?"),
        (("no-such-file.yaml",), "no-such-file.yaml"),
        (("deals",), "deals"),
        (("kaesong", "--after", "1"), "a relief measure has no phases"),
        (("tutorial", "--after", "3"), "has no phase 3"),
        (("tutorial", "--as-of", "2019-02-30"), "2019-02-30 is not a day"),
        (("kaesong", "--as-of", "yesterday"), "yesterday is not a day"),
    ],
)
def test_bad_input_gives_one_message_and_exit_code_two(
    arguments: tuple[str, ...], says: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sanctions-kg: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


# --- the shapes of figures and estimates ---------------------------------------------------------

COMMON = {LABEL, DESCRIPTION, STATUS, SOURCE}
GROUNDS = """rdfs:label "a"@en ; dcterms:description "A."@en ; skg:checked skg:fromMemory ;
    dcterms:source <source/x> ; dcterms:creator "A. Nalyst" ; dcterms:date "2019-04-09"^^xsd:date"""


def messages(folder: Path, facts: str) -> set[str]:
    return {message for _, message in lacking(folder, facts)}


def test_a_bare_figure_lacks_who_counted_what_on_which_side(tmp_path: Path) -> None:
    assert messages(tmp_path, "<figure/a> a skg:TradeFigure .") == COMMON | {
        "a figure belongs to one series",
        "a figure needs its side of trade",
        "a figure needs an amount, or a note that says why it has none",
        "a figure needs the one who states it",
    }


def test_a_bare_estimate_lacks_range_grade_method_author_and_day(tmp_path: Path) -> None:
    assert messages(tmp_path, "<estimate/a> a skg:ValueEstimate .") == COMMON | {
        "an estimate needs what must be relaxed for it",
        "an estimate brings one kind of benefit",
        "an estimate needs one uncertainty grade",
        "an estimate needs the method by which it was worked out",
        "an estimate is a range or a sum paid once",
        "the range of an estimate has a high end",
        "the range of an estimate has a low net share",
        "the range of an estimate has a high net share",
        "a judgement needs its author",
        "a judgement needs its day",
    }


def test_an_estimate_that_is_a_single_number_is_refused(tmp_path: Path) -> None:
    facts = f"""<estimate/a> a skg:ValueEstimate ; {GROUNDS} ; skg:estimates <relief/a> ;
    skg:benefit skg:yearlyIncome ; skg:uncertainty skg:gradeB ; skg:method <method/a> ;
    skg:lowUsd 5 ; skg:highUsd 5 ; skg:netShareLow 0.9 ; skg:netShareHigh 0.8 ."""
    assert messages(tmp_path, facts) == {
        "the low end of an estimate is below its high end",
        "the low net share is not above the high one",
    }


def test_a_problem_of_the_figures_says_what_it_bears_on(tmp_path: Path) -> None:
    facts = f"<problem/a> a skg:DataProblem ; {GROUNDS} ."
    assert messages(tmp_path, facts) == {"a problem needs the series or figure that it bears on"}


def test_what_was_not_yet_law_is_worth_nothing(regime: Regime) -> None:
    found = value_document(regime, of_measure(regime, "import-suspension", date(2015, 1, 1)))
    assert found.lead == (
        "Nothing that this relief would relax is in force on 1 January 2015, so no estimate counts "
        "it."
    )
    assert found.not_valued is None


def test_what_no_estimate_counts_is_told_by_reason(regime: Regime) -> None:
    found = value_document(regime, of_measure(regime, "us-lifting"))
    assert found.not_valued is not None
    [entries] = found.not_valued.blocks
    assert isinstance(entries, Listing)
    told = [line(each) for each in entries.items if not isinstance(each, Item)]
    assert [each.rpartition("; ")[2] for each in told] == [
        "and 1 more (no estimate)",
        "and 4 more (its worth is counted with what it mirrors)",
        "148 provisions on anything but trade and work abroad",
    ]
