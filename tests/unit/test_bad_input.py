"""Each file in tests/bad_input gets exactly the message given here: file, line, what to do."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import NoReturn

import pytest
from small import BASE, SMALL, SmallRegime

from kg.core.errors import BadInput
from kg.deal import BadPackage, parse_deal, read_deal
from kg.deal.read.source import MOST_BYTES

FOLDER = Path(__file__).parents[1] / "bad_input"
SHIPPED = "https://w3id.org/sanctions-kg/context/deal.jsonld"

PACKAGE = "id, title, proposed-by, proposed-on, status, as-of, sources, ordered, notes, phases"
PHASE = "title, concessions, relief, safeguards, undertakings, without, notes"
RELIEF = (
    "measure, provisions, kind, by, how, for, limit, term, renewable, snapback, authority, "
    "ends-if, except, only, reading, notes"
)
HOW = (
    "suspension, termination, waiver, licence, general-licence, case-waiver, case-suspension, "
    "exemption, delisting, rescission, rule-change, non-use, legislation, or open"
)
SNAPBACK = (
    "lapse, veto-proof-trigger, executive-decision, fresh-council-decision, fresh-legislation, "
    "promised, none, or open"
)
EMPTY = "1: the file is empty; a package needs id, title and phases"
FETCHED = f"would have to be fetched, and nothing is fetched; write it inline or use {SHIPPED}"
SOURCE = "title, publisher, date, address"
TERM = "write days, weeks, months or years, such as 90 days or 12–18 months, or temporary"
TWO = "needs a list of at least two alternatives"
NESTED = "one-of inside one-of; write each combination as an alternative of its own"
IN_FULL = "write it in full, from https:// or http:// on"
NO_IRI = "a thing without an IRI; give every phase and commitment its own"
NO_KIND = "is a kind of step, not an action that can be committed to"
FIRST_TEN = "only the first 10 problems are shown"

# What follows the file name: ":line: text", one for each problem.
EXPECTED = {
    "alias-bomb.yaml": ["3: anchor &a; write the value out where it is meant"],
    "alias.yaml": ["2: alias *title; write the value out in full"],
    "blank-commitment.ttl": [f"10: {NO_IRI}"],
    "bodies.yaml": [
        "7: verified-by lists unnamed beside others; it stands alone",
        "10: by lists none beside others; it stands alone",
        "13: how names united-states, which by does not; name each body in both",
        "15: by lists unsc twice",
        f"18: how of unsc is suspended; did you mean suspension? words: {HOW}",
        "18: how names actor/iaea twice",
        "21: how is a list; write one-of: […] for alternatives, or an act for each body",
        "23: how names unsc, which by does not; name each body in both",
        "26: how is empty; fill it in or leave the key out",
        "28: no case kaesong; did you mean kaesong-zone?",
    ],
    "choices.yaml": [
        "5: unknown key one-of in a phase; it is an item of a list of a phase, such as "
        f"`- one-of: […]` (keys: {PHASE})",
        f"7: one-of {TWO}",
        f"10: one-of {TWO}",
        f"13: {NESTED}",
        "16: one-of beside by; each alternative has its own keys",
        f"18: {NESTED}",
        "22: one-of beside other keys in how; write the alternatives as items of their own",
        f"22: one-of {TWO}",
        "24: an alternative is empty; say what it holds",
        "25: no safeguard consultations; did you mean consultation?",
    ],
    "colon-in-text.yaml": [
        "2: a colon and a space inside a text, or a key indented too far; quote the text"
    ],
    "comments-only.yaml": [EMPTY],
    "control-character.yaml": ["2: title holds a control character; delete it"],
    "cyclic-phases.ttl": [
        "11: the phases follow each other in a circle: deal/cycle/phase-2 and deal/cycle/phase-3"
    ],
    "day-in-words.yaml": [
        "3: as-of is 28 February 2019; write a day as YYYY-MM-DD, or a month as YYYY-MM"
    ],
    "deep.yaml": ["22: nested more than 20 levels deep; a package needs nine"],
    "duplicate-keys.yaml": ["9: key by is in line 7 already"],
    "duplicate-phases.yaml": [
        "8: phases 1 and 3 have the same title, First Trade; tell them apart"
    ],
    "empty.ttl": [EMPTY],
    "empty.yaml": [EMPTY],
    "file-iri.ttl": [f"6: file:///home/someone/deal is not a web address; ids begin with {BASE}"],
    "forked-phases.ttl": [
        "12: deal/fork/phase-2 and deal/fork/phase-3 both follow deal/fork/phase-1; only one can"
    ],
    "hidden-remote-context.jsonld": [
        f"4: the context http://example.org/scoped {FETCHED}",
        "5: @import fetches a context; write it inline",
    ],
    "imports.ttl": ["8: owl:imports; nothing is fetched, so remove the line"],
    "key-twice.jsonld": ["4: key b twice in one object"],
    "labelled-by-hand.ttl": [
        "10: skg:HumanitarianRelief is not a type that a package gives; what a commitment amounts "
        "to is worked out",
        "12: skg:relaxes is not said of a relief in a package; terms: skg:grants, "
        "skg:openMeasure, skg:lists, skg:ofKind, skg:by, skg:through, skg:forWhom, skg:limit, "
        "skg:termDays, skg:termDaysMost, skg:termAsSaid, skg:termOpen, skg:renewable, "
        "skg:snapback, skg:under, skg:endsIf, skg:leavesOut, skg:coversOnly and skg:reading",
        "13: no relief measure relief/export-suspention; did you mean relief/export-suspension?",
        '14: skg:by must be an IRI, not "unsc"',
        "15: skg:through has 2 values; it may have one",
    ],
    "latin-1.yaml": [
        "2: byte 0xE9 is not UTF-8 (in Latin-1 it would be é); save the file as UTF-8"
    ],
    "list-at-top.yaml": [
        "1: the file holds a list; a package has the keys id, title, proposed-by, proposed-on, "
        "status, as-of, sources, ordered, notes and phases"
    ],
    "listed-twice.yaml": [
        "8: provisions lists un/2397/7 twice",
        "9: except lists goods/coal twice",
    ],
    "many-problems.yaml": [
        *(f"{line}: no action nothing-{line - 5}" for line in range(5, 15)),
        FIRST_TEN,
    ],
    "measure-and-provisions.yaml": [
        "7: measure and provisions in one relief; write two, one with each"
    ],
    "missing-keys.yaml": [
        "1: a package needs id, such as deal/first-exchange",
        "1: a package needs title",
        "4: a concession needs action; write open where it is not said which",
        "7: a relief needs measure or provisions; write measure: open where neither is said",
        "10: a safeguard with keys needs safeguard",
    ],
    "no-iri.jsonld": [f"6: {NO_IRI}"],
    "no-is-not-false.yaml": [
        "6: no actor NO",
        "7: renewable is NO; write true or false",
    ],
    "no-phases.yaml": ["3: phases is empty; fill it in"],
    "no-such-day.yaml": [
        "3: as-of is 2019-02-30, a day that does not exist: February 2019 has 28 days"
    ],
    "no-such-month.yaml": ["3: as-of is 2019-13-01, a day that does not exist"],
    "not-json.jsonld": ["4: not valid JSON: Expecting ',' delimiter"],
    "open-bracket.yaml": ["4: not valid YAML: expected ',' or ']', but got '<stream end>'"],
    "open-quote.yaml": ["4: the quote opened in line 2 is never closed"],
    "open-and-kind.yaml": [
        "7: kind stands beside `action: open` only; what is named needs no kind",
        "9: no action rollback-stop; did you mean rollback-step?",
        "9: no action export-relief",
        "10: no facility yongbyon/observation-1",
        "13: kind stands beside `measure: open` only; what is named needs no kind",
        "14: provisions are listed or left out; write measure: open where none is said",
        "16: no kind of relief exports-relief; did you mean export-relief?",
        "18: measure and provisions in one relief; write two, one with each",
        "19: a relief needs measure or provisions; write measure: open where neither is said",
        "19: kind stands beside `measure: open` only; what is named needs no kind",
    ],
    "parts-apart.ttl": [
        "8: deal/parts/r2 says something else than deal/parts/r; the parts of one relief differ in "
        "skg:by and skg:through alone",
        f"10: skg:alternative {TWO}",
    ],
    "raw-control-character.yaml": ["2: control character U+0007; delete it"],
    "remote-context.jsonld": [f"2: the context https://example.org/contexts/deal.jsonld {FETCHED}"],
    "reserved-letter.yaml": ["2: a text cannot begin with this character; put the text in quotes"],
    "same-position.ttl": [
        "10: skg:position must count the 2 phases from 1, once each, not 1 and 1"
    ],
    "speaks-of-law.ttl": [
        "10: the file speaks of un/2397/7; a package says nothing of what lies outside deal/law/"
    ],
    "syntax.ttl": ["7: not valid Turtle: ; is not a valid subject or graph name"],
    "tabs.yaml": ["4: a tab stands in column 1, where YAML wants spaces; indent with spaces"],
    "tag.yaml": [
        "2: tag tag:yaml.org,2002:python/object/apply:os.system; packages hold plain text only"
    ],
    "text-at-top.yaml": [
        "1: the file holds a single text; a package has the keys id, title, proposed-by, "
        "proposed-on, status, as-of, sources, ordered, notes and phases"
    ],
    "too-many-choices.yaml": [
        "14: the alternatives make 128 combinations, and at most 64 are judged; write a package "
        "for each of some of them"
    ],
    "two-documents.yaml": ["5: a second document starts here; one package a file"],
    "two-packages.ttl": ["7: 2 packages in the file; it must hold one"],
    "unknown-key.jsonld": ["13: no context gives renewble a meaning; did you mean renewable?"],
    "unknown-keys.yaml": [
        f"3: unknown key author in a package (keys: {PACKAGE})",
        "6: unknown key after in a phase; phases are numbered by their order in the file "
        f"(keys: {PHASE})",
        f"7: unknown key how in a phase; it belongs in a relief (keys: {PHASE})",
        f"10: unknown key renewble in a relief; did you mean renewable? (keys: {RELIEF})",
    ],
    "utf-16.yaml": ["1: written as UTF-16; save the file as UTF-8"],
    "words-of-terms.yaml": [
        "3: proposed-on is spring 2019; write a day as YYYY-MM-DD, YYYY-MM or YYYY",
        "4: as-of is 2019-13, a month that does not exist",
        "5: ordered is perhaps; write true or false",
        "8: date is 2019-02-30, a day that does not exist: February 2019 has 28 days",
        f"9: address is example.org/one; {IN_FULL}",
        f"11: address is ftp://example.org/two; {IN_FULL}",
        f"12: unknown key author in a source (keys: {SOURCE})",
        "13: a source with keys needs title",
        "18: term is 18–12 months; the shorter end of a range comes first",
        "19: reading is guess; words: inferred, or open",
    ],
    "wrong-ids.jsonld": [
        "10: no action yongbyon-freeze; did you mean action/yongbyon-freeze?",
        "15: no provision un/2397/77; resolution 2397 has paragraphs 1–29; did you mean un/2397/7?",
        f"16: skg:through is suspention; did you mean suspension? words: {HOW}",
    ],
    "wrong-ids.yaml": [
        "6: no action yongbyon-freez; did you mean yongbyon-freeze?",
        "7: no actor iea; did you mean iaea?",
        "9: no provision un/2397/77; resolution 2397 has paragraphs 1–29; did you mean un/2397/7?",
        "10: un/2397/24 is in print but not in the graph: paragraph 24 of resolution 2397 has no "
        "effect of its own to relax",
        "11: un/2397 is a whole instrument, not a provision; name the paragraphs that are meant, "
        "such as un/2397/6 and un/2397/7",
        "12: un/1718/8 is recorded in parts; name those that are meant: un/1718/8/a/i, "
        "un/1718/8/a/iii and un/1718/8/d",
        "13: no provision un/2397/7/a; un/2397/7 is not divided further, write un/2397/7",
        "13: no provision us/nkspea/401; provisions begin with msmt/ or un/",
        "13: no provision un/2379/7; the graph has no un/2379; did you mean un/2397/7?",
        "14: 'the food pilot' is not an id; ids are words of letters, digits and hyphens, joined "
        "by slashes",
        FIRST_TEN,
    ],
    "wrong-kinds.yaml": [
        "6: export-suspension is a relief measure, not an action; write it as `measure:`",
        "7: facility/yongbyon is a facility, not an action; write it as `sites:`",
        f"8: rollback-step {NO_KIND}; plutonium-freeze and yongbyon-freeze amount to it",
        f"9: denuclearization-complete {NO_KIND}",
        "11: un/2397/7 is a provision, not a relief measure; write it as `provisions:`",
        "12: export-suspension is a relief measure, not a provision; write it as `measure:`",
        "13: un/2397 is a whole instrument, not a relief measure",
        "14: source/wertz-2019 is a source, not an actor",
        "15: new-programmes is an undertaking, not a safeguard; write it under `undertakings`",
        "17: iaea is an actor, not an undertaking; write it as `by:` or `verified-by:`",
    ],
    "wrong-package-id.yaml": [
        "1: id deal/Hanoi 2019 is not a package id; write deal/ and then lower-case letters, "
        "digits and single hyphens"
    ],
    "wrong-types.yaml": [
        "2: title must be one text, not a list",
        f"3: unknown key first in a source (keys: {SOURCE})",
        "3: a source with keys needs title",
        "5: a phase is written with keys, such as `- title: Freeze`",
        "8: a concession is written with keys, such as `- action: yongbyon-freeze`",
        "10: relief must be a list, each item after a dash",
        "11: safeguards is empty; fill it in or leave the key out",
        "12: without must be one text, not a list",
        "13: a key must be one word, not a list or a mapping",
    ],
    "wrong-words.yaml": [
        f"7: how is license; did you mean licence? words: {HOW}",
        f"8: term is 3 moons; {TERM}",
        f"9: snapback is automatic; words: {SNAPBACK}",
        "10: renewable is maybe; write true or false",
        f"12: how is Suspension; did you mean suspension? words: {HOW}",
        f"13: term is 0 days; {TERM}",
    ],
}


@pytest.fixture(scope="module")
def small() -> SmallRegime:
    return SMALL


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def refusal(data: bytes | str, name: str, regime: SmallRegime) -> str:
    with pytest.raises(BadPackage) as caught:
        parse_deal(data, name, regime)
    return str(caught.value)


def test_every_bad_file_has_its_message_here() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(EXPECTED)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_gets_one_clear_message(name: str, small: SmallRegime) -> None:
    path = FOLDER / name
    before = path.read_bytes()
    with pytest.raises(BadInput) as caught:
        read_deal(path, small)
    said = [line.removeprefix(str(path)) for line in str(caught.value).split("\n")]
    assert said == [f": {text}" if text == FIRST_TEN else f":{text}" for text in EXPECTED[name]]
    assert path.read_bytes() == before


def test_a_refusal_keeps_its_problems_apart(small: SmallRegime) -> None:
    with pytest.raises(BadPackage) as caught:
        read_deal(FOLDER / "listed-twice.yaml", small)
    assert caught.value.name == str(FOLDER / "listed-twice.yaml")
    assert [problem.line for problem in caught.value.problems] == [8, 9]
    assert caught.value.problems[0].text == "provisions lists un/2397/7 twice"


@pytest.mark.parametrize("name", ["x.yaml", "x.json", "x.jsonld", "x.ttl"])
def test_ten_megabytes_of_nesting_are_refused_at_once(name: str, small: SmallRegime) -> None:
    start = time.perf_counter()
    said = refusal(b"[" * 10_000_000, name, small)
    assert said == f"{name}:1: larger than 1 MB; a package is a page or two of text"
    assert time.perf_counter() - start < 1


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path, small: SmallRegime) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(20_000_000_000)
    with pytest.raises(BadPackage, match="larger than 1 MB"):
        read_deal(path, small)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.yaml", "[" * 900_000, "1: nested more than 20 levels deep; a package needs nine"),
        ("x.yaml", "- " * 400_000, "1: nested more than 20 levels deep; a package needs nine"),
        ("x.json", '{"a":' * 100_000, "1: nested more than 20 levels deep; a package needs nine"),
        ("x.jsonld", "[" * 900_000, "1: nested more than 40 levels deep"),
        ("x.jsonld", "[" * 500 + "]" * 500, "1: nested more than 40 levels deep"),
        ("x.ttl", "<a> <b> " + "[ <p> " * 100_000, "1: not valid Turtle: Unexpected end"),
    ],
    ids=["brackets", "dashes", "braces", "unclosed", "closed", "blank-nodes"],
)
def test_nesting_is_refused_without_following_it(
    name: str, text: str, expected: str, small: SmallRegime
) -> None:
    assert len(text) < MOST_BYTES
    start = time.perf_counter()
    assert refusal(text, name, small) == f"{name}:{expected}"
    assert time.perf_counter() - start < 5


def test_a_long_list_of_wrong_ids_is_refused_in_bounded_time(small: SmallRegime) -> None:
    ids = ", ".join(f"un/2397/{number}" for number in range(100, 60_000))
    text = f"id: x\ntitle: x\nphases:\n  - relief:\n      - provisions: [{ids}]\n"
    start = time.perf_counter()
    said = refusal(text, "x.yaml", small)
    assert len(said.split("\n")) == 11
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.yaml", "missing.yaml: no such file"),
        ("folder.yaml", "folder.yaml: this is a folder; name one package file"),
        ("nul\0.yaml", "nul\0.yaml: cannot be read (embedded null byte)"),
        (
            "deal.txt",
            "deal.txt: the name must end in .yaml, .yml, .json, .jsonld or .ttl, so that the "
            "format is known",
        ),
    ],
)
def test_what_is_no_readable_file_is_said(
    name: str, expected: str, tmp_path: Path, small: SmallRegime
) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(BadPackage) as caught:
        read_deal(tmp_path / name, small)
    assert str(caught.value) == f"{tmp_path}/{expected}"


def test_a_json_ld_document_under_the_wrong_name_is_told_its_name(small: SmallRegime) -> None:
    text = '{"@context": {}, "id": "x", "title": "x", "phases": [{}]}'
    assert refusal(text, "x.json", small) == (
        "x.json:1: unknown key @context in a package; the name of a JSON-LD file ends in .jsonld "
        f"(keys: {PACKAGE})"
    )


def test_graphs_and_statements_about_statements_are_no_package(small: SmallRegime) -> None:
    graph = '{"@context": {"@vocab": "x:"}, "@id": "a", "@graph": [{"@id": "b", "c": "d"}]}'
    assert "a named graph; a package is one graph without a name" in refusal(
        graph, "x.jsonld", small
    )
    about = "<a> <b> <<( <c> <d> <e> )>> ."
    assert "a statement about a statement; a package has none" in refusal(about, "x.ttl", small)
