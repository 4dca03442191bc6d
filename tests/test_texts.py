"""Facts beside the texts of the acts: each kind of difference, both ways, each kind of bad file.

The act, its numbers and its words are invented.
"""

from __future__ import annotations

import copy
import json
import os
import re
import socket
from pathlib import Path
from typing import Any, NoReturn

import commands
import pytest
from bare import bare

from kg.check.texts import compare, source
from kg.core.errors import BadInput
from kg.graph.regime import Regime

ACT: dict[str, Any] = {
    "resolution": "9001",
    "adopted": "2031-03-10",
    "votes": {"inFavour": 14, "against": None, "abstaining": "001"},
    "operative": {
        "1": "Decides that all States shall, until 30 April 2032, (a) sell no more than 4 million "
        "barrels or 525,000 tons of lamp oil per year, and (b) report within 90 days;",
        "2": "Called upon States to bar tin and iron (HS codes 72 through 74 and 80) but for cargo "
        "under way, up to 30 days from the date of adoption;",
        "3": "Decides that paragraph 7 of resolution 8999 (2030) shall be replaced by the "
        "following: “Decides to name the persons of annex I, and dolls of more than "
        "500 US dollars”;",
        "4": "Condemns the launch of 1 March 2031;",
    },
    "annexes": [
        "Annex I Lists (Individuals) 1. ABLE BAKER a. Description: none 2. CHARLIE DOG a. none "
        "Annex II Lists (Entities) 1. Firm One a. none"
    ],
}
LATER: dict[str, Any] = {
    "resolution": "9002",
    "adopted": "2031-09-01",
    "votes": {"inFavour": 15},
    "operative": {"1": "Decides that paragraph 2 of resolution 9001 (2031) shall end;"},
}
COMMON = 'skg:inForceFrom "2031-03-10"^^xsd:date ; skg:partOf <un/9001>'
FACTS = f"""
<un/9001> a skg:CouncilResolution ; rdfs:label "resolution 9001"@en ; skg:paragraphCount 4 ;
    skg:symbol "S/RES/9001 (2031)" ; skg:adoptedOn "2031-03-10"^^xsd:date ;
    skg:vote <un/9001/vote> ;
    dcterms:description "After the launch of 1 March 2031."@en ; skg:trigger <un/9001/trigger> .
<un/9001/vote> a skg:Vote ; skg:inFavour 14 ; skg:against 0 ; skg:abstaining 1 .
<un/9001/trigger> a skg:Trigger ; skg:happenedOn "2031-03-01"^^xsd:date .
<verb/decides> rdfs:label "decides"@en .
<verb/calls-upon> rdfs:label "calls upon"@en .
<un/9001/1/a> a skg:Provision ; {COMMON} ; skg:number "1(a)" ; skg:verb <verb/decides> ;
    skg:position 1 ;
    dcterms:description "Caps lamp oil until 30 April 2032."@en ;
    skg:inForceUntil "2032-05-01"^^xsd:date ; skg:cap <un/9001/1/a/cap-1> .
<un/9001/1/a/cap-1> a skg:Cap ; skg:amount 4000000 ; skg:alternativeAmount 525000 ;
    skg:period "a year" .
<un/9001/1/b> a skg:Provision ; {COMMON} ; skg:number "1(b)" ; skg:verb <verb/decides> ;
    skg:position 2 ;
    dcterms:description "Reports are due after 90 days."@en ;
    skg:deadline <un/9001/1/b/deadline-1> .
<un/9001/1/b/deadline-1> a skg:Deadline ; skg:dueOn "2031-06-08"^^xsd:date ;
    skg:every "P90D" .
<un/9001/2> a skg:Provision ; {COMMON} ; skg:number "2" ; skg:verb <verb/calls-upon> ;
    skg:position 3 ;
    dcterms:description "Bars some metals."@en ; skg:goods <goods/iron> , <goods/tin> ;
    skg:exception <un/9001/2/exception-1> ; skg:inForceUntil "2031-09-01"^^xsd:date ;
    skg:endedBy <un/9002/1> .
<un/9001/2/exception-1> a skg:Exception ; rdfs:label "cargo under way, 30 days"@en ;
    skg:grantedIn <un/9001/2> ;
    skg:inForceUntil "2031-04-10"^^xsd:date .
<goods/iron> rdfs:label "iron"@en ; skg:hsCode "72" , "73" , "74" .
<goods/tin> rdfs:label "tin"@en ; skg:hsCode "80" .
<un/9001/3> a skg:Provision ; {COMMON} ; skg:number "3" ; skg:verb <verb/decides> ;
    skg:position 4 ;
    dcterms:description "Names two individuals and one entity."@en ; skg:goods <goods/dolls> .
<goods/dolls> rdfs:label "dolls above 500 US dollars"@en .
<un/9002> a skg:CouncilResolution ; rdfs:label "resolution 9002"@en ;
    skg:symbol "S/RES/9002 (2031)" .
<un/9003> a skg:CouncilResolution ; rdfs:label "resolution 9003"@en ;
    skg:symbol "S/RES/9003 (2031)" .
"""


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    """A regime that reports the act as it stands."""
    return bare(tmp_path_factory.mktemp("regime"), FACTS)


def put(folder: Path, *acts: dict[str, Any]) -> Path:
    for act in acts:
        (folder / f"{act['resolution']}.json").write_text(json.dumps(act), "utf-8")
    return folder


def found(regime: Regime, folder: Path) -> list[str]:
    return [re.sub(r" \(S/RES.*\)$", "", str(each)) for each in compare(regime, folder).problems]


def test_facts_that_a_text_bears_out_give_two_counts_and_nothing_else(
    invented: Regime, tmp_path: Path
) -> None:
    comparison = compare(invented, put(tmp_path, ACT, LATER))
    assert comparison.problems == ()
    assert comparison.summary() == [
        "40 numbers of the graph compared with the texts of 2 acts, 0 differ",
        "10 numbers of the texts looked for in the graph, 0 missing",
        "without a text: un/9003",
    ]


def test_a_difference_names_the_record_both_values_and_the_place(
    invented: Regime, tmp_path: Path
) -> None:
    comparison = compare(invented, put(tmp_path, {**ACT, "adopted": "2031-03-09"}, LATER))
    assert str(comparison.problems[0]) == (
        "error: un/9001: adoption day: the graph says 2031-03-10, the text 2031-03-09 "
        "(S/RES/9001 (2031), in 9001.json)"
    )


# Another text of a paragraph, or another head: what is then found.
DIFFERENCES: dict[str, tuple[str, str, str, list[str]]] = {
    "no such paragraph, another count": (
        "2",
        "",
        "",
        [
            "error: un/9001: number of paragraphs: the graph says 4, the text 3",
            "error: un/9001/2: paragraph: the graph says 2, the text 1, 3, 4",
            "error: un/9001/2: verb: the graph says calls upon, the text has none",
            "error: un/9001/2/exception-1: last day: the graph says 2031-04-10, the text "
            "2031-03-10, 2031-09-01, 2032-05-01",
            "error: un/9001/2/exception-1: number in “cargo under way, 30 days”: the graph "
            "says 30, the text has none",
        ],
    ),
    "a cap": (
        "1",
        "4 million",
        "5 million",
        [
            "error: un/9001/1/a/cap-1: cap: the graph says 4,000,000, the text 5,000,000, "
            "525,000, 90",
            "warning: un/9001/1: the text says 5 million barrels, the graph has no such number",
        ],
    ),
    "the other amount of a cap": (
        "1",
        "525,000",
        "525,001",
        [
            "error: un/9001/1/a/cap-1: cap: the graph says 525,000, the text 4,000,000, "
            "525,001, 90",
            "warning: un/9001/1: the text says 525,001 tons, the graph has no such number",
        ],
    ),
    "the period of a cap": (
        "1",
        "per year",
        "per month",
        [
            "error: un/9001/1/a/cap-1: period: the graph says a year, the text 1 month, 90 days",
        ],
    ),
    "the day on which a provision ends": (
        "1",
        "30 April",
        "29 April",
        [
            "error: un/9001/1/a: last day: the graph says 2032-05-01, the text 2031-03-10, "
            "2031-06-09, 2031-09-07, 2032-04-30, 2032-07-29, 2032-10-27",
            "error: un/9001/1/a: day in the summary: the graph says 2032-04-30, the text "
            "2032-04-29",
            "warning: un/9001/1: the text says 29 April 2032, the graph has no such number",
        ],
    ),
    "a deadline and how often it comes back": (
        "1",
        "90 days",
        "80 days",
        [
            "error: un/9001/1/b: number in “Reports are due after 90 days.”: the graph says "
            "90, the text 4,000,000, 525,000, 80",
            "error: un/9001/1/b/deadline-1: day due: the graph says 2031-06-08, the text "
            "2031-05-29, 2031-08-17, 2032-04-30, 2032-07-19, 2032-10-07",
            "error: un/9001/1/b/deadline-1: period: the graph says P90D, the text 12 months, "
            "80 days",
            "warning: un/9001/1: the text says 80 days, the graph has no such number",
        ],
    ),
    "a sub-item": (
        "1",
        "(b)",
        "(c)",
        [
            "error: un/9001/1/b: sub-item: the graph says (b), the text (a), (c)",
        ],
    ),
    "codes and ranges of codes": (
        "2",
        "74 and 80",
        "73 and 79",
        [
            "error: un/9001/2: HS code: the graph says 74, the text 72, 73, 79",
            "error: un/9001/2: HS code: the graph says 80, the text 72, 73, 79",
            "warning: un/9001/2: the text says HS code 79, the graph has no such number",
        ],
    ),
    "the end of an exception": (
        "2",
        "30 days",
        "31 days",
        [
            "error: un/9001/2/exception-1: last day: the graph says 2031-04-10, the text "
            "2031-03-10, 2031-04-11, 2031-05-12, 2031-09-01, 2032-05-01",
            "error: un/9001/2/exception-1: number in “cargo under way, 30 days”: the graph "
            "says 30, the text 31",
            "warning: un/9001/2: the text says 31 days, the graph has no such number",
        ],
    ),
    "the verb": (
        "2",
        "Called upon",
        "Decides that",
        [
            "error: un/9001/2: verb: the graph says calls upon, the text has none",
        ],
    ),
    "an amount in dollars": (
        "3",
        "500",
        "600",
        [
            "error: un/9001/3: US dollars: the graph says 500, the text 1, 2, 600",
            "warning: un/9001/3: the text says 600 US dollars, the graph has no such number",
        ],
    ),
    "names in an annex": (
        "annexes",
        "2. CHARLIE DOG",
        "CHARLIE DOG",
        [
            "error: un/9001/3: names under (Individuals): the graph says 2, the text 1",
        ],
    ),
    "the day of adoption and its year": (
        "adopted",
        "2031-03-10",
        "2030-03-10",
        [
            "error: un/9001: adoption day: the graph says 2031-03-10, the text 2030-03-10",
            "error: un/9001: year in the symbol: the graph says 2031, the text 2030",
            "error: un/9001/1/a: first day: the graph says 2031-03-10, the text 2030-03-10",
            "error: un/9001/1/b: first day: the graph says 2031-03-10, the text 2030-03-10",
            "error: un/9001/1/b/deadline-1: day due: the graph says 2031-06-08, the text "
            "2030-06-08, 2030-09-06, 2032-04-30, 2032-07-29, 2032-10-27",
            "error: un/9001/2: first day: the graph says 2031-03-10, the text 2030-03-10",
            "error: un/9001/2/exception-1: last day: the graph says 2031-04-10, the text "
            "2030-03-10, 2030-04-10, 2030-05-10, 2031-09-01, 2032-05-01",
            "error: un/9001/3: first day: the graph says 2031-03-10, the text 2030-03-10",
        ],
    ),
    "votes": (
        "votes",
        "14",
        "13",
        [
            "error: un/9001: votes inFavour: the graph says 14, the text 13",
        ],
    ),
    "the day of an event": (
        "4",
        "1 March",
        "2 March",
        [
            "error: un/9001: day in the summary: the graph says 2031-03-01, the text "
            "2031-03-02, 2032-04-30",
        ],
    ),
    "a day that the graph lacks": (
        "1",
        "report",
        "report by 5 May 2031",
        [
            "warning: un/9001/1: the text says 5 May 2031, the graph has no such number",
        ],
    ),
    "a period in a paragraph without a record": (
        "4",
        "launch",
        "launch for three months",
        [
            "warning: un/9001: the text says three months, the graph has no such number, and "
            "no record of the paragraph",
        ],
    ),
}


def changed(key: str, old: str, new: str) -> dict[str, Any]:
    """Returns the act with other words in a paragraph or in its head, or without a paragraph."""
    act = copy.deepcopy(ACT)
    if not old:
        del act["operative"][key]
        return act
    holder = act if key in act else act["operative"]
    holder[key] = json.loads(json.dumps(holder[key], ensure_ascii=False).replace(old, new))
    return act


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_kind_of_difference_is_told_once(invented: Regime, tmp_path: Path, name: str) -> None:
    key, old, new, expected = DIFFERENCES[name]
    assert found(invented, put(tmp_path, changed(key, old, new), LATER)) == expected


def test_a_later_act_ends_a_provision_on_its_own_day(invented: Regime, tmp_path: Path) -> None:
    later = {**LATER, "adopted": "2031-09-02"}
    assert found(invented, put(tmp_path, ACT, later)) == [
        "error: un/9001/2: last day: the graph says 2031-09-01, the text 2031-03-10, 2031-04-10, "
        "2031-05-10, 2031-09-02, 2032-05-01",
    ]


def test_words_of_a_later_act_are_compared_only_where_its_text_is_held(tmp_path: Path) -> None:
    version = """
    <un/9001/1/a> skg:version <un/9001/1/a/version-0> , <un/9001/1/a/version-1> .
    <un/9001/1/a/version-0> a skg:Version ; skg:madeBy <un/9001> ;
        skg:inForceFrom "2031-03-10"^^xsd:date ; skg:inForceUntil "2031-09-01"^^xsd:date .
    <un/9001/1/a/version-1> a skg:Version ; skg:madeBy <un/9002/1> ;
        skg:inForceFrom "2031-09-01"^^xsd:date ; dcterms:description "A cap for 6 months."@en .
    """
    home = tmp_path / "regime"
    home.mkdir()
    regime = bare(home, FACTS + version)
    texts = tmp_path / "texts"
    texts.mkdir()
    assert found(regime, put(texts, ACT)) == []
    assert found(regime, put(texts, LATER)) == [
        "error: un/9001/1/a/version-1: number in “A cap for 6 months.”: the graph says 6, the text "
        "4,000,000, 525,000, 90",
    ]


# --- Akoma Ntoso ---------------------------------------------------------------------------------

XML = """<a:akomaNtoso xmlns:a="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
  xmlns:u="http://un.org/akn4un"><a:statement name="resolution">
<a:meta><a:identification><a:FRBRWork><a:FRBRdate date="2031-03-10" name="adoption"/>
</a:FRBRWork><a:FRBRExpression><a:FRBRdate date="2033-01-01"/><a:FRBRlanguage language="eng"/>
</a:FRBRExpression></a:identification><a:analysis><a:parliamentary><a:voting>
<a:quorum value=""/><a:count value="014" refersTo="#inFavour"><u:voters/></a:count>
<a:count value="001" refersTo="abstaining"/></a:voting></a:parliamentary>
</a:analysis></a:meta>
<a:coverPage><a:docNumber refersTo="#symbol">S/RES/9001 (2031)</a:docNumber></a:coverPage>
<a:preamble><a:p>Recalling 7 things,</a:p></a:preamble>
<a:mainBody>
<a:paragraph><a:subheading>General</a:subheading></a:paragraph>
<a:paragraph><a:num>1.</a:num><a:list><a:intro><a:p>
  <a:span>Decides</a:span> that:</a:p></a:intro>
  <a:point><a:num>(a)</a:num><a:content><a:p>first<a:authorialNote><a:p>foot</a:p>
  </a:authorialNote>;</a:p></a:content></a:point></a:list></a:paragraph>
<a:paragraph><a:heading>Sectors</a:heading></a:paragraph>
<a:paragraph><a:num>2.</a:num><a:content><a:p>Decides that paragraph 7 of resolution
  <a:a href="https://example.org/">8999 (2030)</a:a> shall be replaced by the following:</a:p>
  </a:content></a:paragraph>
<a:paragraph><a:content><a:p>“Decides <a:span>30 days</a:span>;</a:p></a:content></a:paragraph>
<a:paragraph><a:num>(b)</a:num><a:content><a:p>and more”;</a:p></a:content></a:paragraph>
<a:paragraph><a:num>3.</a:num><a:content><a:p>Ends with
  <a:quotedStructure><a:paragraph><a:num>4.</a:num><a:content><a:p>quoted;</a:p></a:content>
  </a:paragraph></a:quotedStructure></a:p></a:content></a:paragraph>
<a:paragraph><a:num>4.</a:num><a:content><a:p>Last.</a:p></a:content></a:paragraph>
</a:mainBody>
<a:attachments><a:attachment><a:doc><a:docNumber>S/RES/1 (1946)</a:docNumber><a:mainBody>
<a:paragraph><a:heading>Annex I</a:heading></a:paragraph>
<a:paragraph><a:num>1.</a:num><a:content><a:p>ABLE BAKER</a:p></a:content></a:paragraph>
</a:mainBody></a:doc></a:attachment></a:attachments>
</a:statement></a:akomaNtoso>"""


def test_akoma_ntoso_is_read_with_its_lists_quoted_blocks_and_annexes(tmp_path: Path) -> None:
    (tmp_path / "any name.XML").write_text(XML, "utf-8")
    act = source.read(tmp_path).acts["9001"]
    assert (str(act.adopted), act.votes) == (
        "2031-03-10",
        {"inFavour": 14, "against": 0, "abstaining": 1},
    )
    assert act.operative == {
        "1": "Decides that: (a) first ;",
        "2": "Decides that paragraph 7 of resolution 8999 (2030) shall be replaced by the "
        "following: “Decides 30 days; (b) and more”;",
        "3": "Ends with 4. quoted;",
        "4": "Last.",
    }
    assert act.annexes == ("Annex I 1. ABLE BAKER",)
    assert act.where("2") == "S/RES/9001 (2031), paragraph 2, in any name.XML"


# --- bad files -----------------------------------------------------------------------------------

WRITE = '; write {"resolution": "2397", '
AGAIN = "; fetch it again, in English, from its publisher"
BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
BAD: dict[str, tuple[str, bytes, str]] = {
    "no JSON": ("a.json", b'{"a":\n', "a.json:2: is no JSON: Expecting value; mend it there"),
    "not UTF-8": ("a.json", b'{"a": "\xe9"}', "a.json: is not UTF-8; save it as UTF-8"),
    "nested": ("a.json", b"[" * 200_000, "a.json: is nested or numbered beyond reason" + WRITE),
    "digits": ("a.json", b"9" * 5000, "a.json: is nested or numbered beyond reason" + WRITE),
    "a list": ("a.json", b"[]", "a.json: is no text of an act" + WRITE),
    "no number": ("a.json", b"{}", "a.json: resolution is not the number of a resolution" + WRITE),
    "odd paragraphs": (
        "a.json",
        b'{"resolution": "1", "operative": {"1": 2}}',
        "a.json: operative is not the text of each paragraph by its number" + WRITE,
    ),
    "odd annexes": (
        "a.json",
        b'{"resolution": "1", "operative": {}, "annexes": [3]}',
        "a.json: annexes is not a list of texts" + WRITE,
    ),
    "no day": (
        "a.json",
        b'{"resolution": "1", "operative": {}, "adopted": "2031-02-30"}',
        "a.json: adopted: 2031-02-30 is not a day; write YYYY-MM-DD",
    ),
    "odd votes": (
        "a.json",
        b'{"resolution": "1", "operative": {}, "adopted": "2031-02-03", "votes": [1]}',
        "a.json: votes is not a count by inFavour, against, abstaining" + WRITE,
    ),
    "odd count": (
        "a.json",
        b'{"resolution": "1", "operative": {}, "adopted": "2031-02-03", "votes": {"against": "x"}}',
        "a.json: votes is not a count by inFavour, against, abstaining" + WRITE,
    ),
    "broken XML": ("a.xml", b"<akomaNtoso>\n<a>", "a.xml:2: is no whole XML: no element found"),
    "no XML": ("a.xml", b"", "a.xml:1: is no whole XML: no element found" + AGAIN),
    "other XML": ("a.xml", b"<html/>", "a.xml:1: begins with html, not akomaNtoso" + AGAIN),
    "entities": (
        "a.xml",
        BOMB.encode() + b"<akomaNtoso>&b;&c;</akomaNtoso>",
        "a.xml:1: declares a document type, in which entities may hide" + AGAIN,
    ),
    "deep XML": (
        "a.xml",
        b"<akomaNtoso>" + b"<a>" * 200,
        "a.xml:1: nested more than 100 levels deep" + AGAIN,
    ),
    "encoding": (
        "a.xml",
        b'<?xml version="1.0" encoding="x-none"?><akomaNtoso/>',
        "a.xml:1: ",
    ),
    "no day of adoption": (
        "a.xml",
        XML.replace('date="2031-03-10"', "").encode(),
        "a.xml: day of adoption: no day is not a day; write YYYY-MM-DD",
    ),
    "huge": ("a.json", b" " * (source.MOST_BYTES + 1), "a.json: larger than 4 MB, which no act is"),
    "empty": ("a.txt", b"", ": no text of an act is here; give the folder that holds the texts"),
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a text must never reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_with_its_name_the_reason_and_what_to_do(
    tmp_path: Path, name: str
) -> None:
    file, data, message = BAD[name]
    (tmp_path / file).write_bytes(data)
    with pytest.raises(BadInput) as caught:
        source.read(tmp_path)
    told = str(caught.value).removeprefix(f"{tmp_path}{os.sep}").removeprefix(str(tmp_path))
    assert told.startswith(message)
    assert caught.value.hint


def test_a_folder_that_is_none_or_holds_the_same_act_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "9001.json"
    file.write_text(json.dumps(ACT), "utf-8")
    with pytest.raises(BadInput, match=r"none: no such folder; give the folder"):
        source.read(tmp_path / "none")
    with pytest.raises(BadInput, match=r"9001.json: is no folder; give the folder"):
        source.read(file)
    (tmp_path / "again.json").write_text(json.dumps(ACT), "utf-8")
    with pytest.raises(BadInput, match=r"resolution 9001 stands in 9001.json too; keep one"):
        source.read(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_FILES", 1)
    put(tmp_path, ACT, LATER)
    with pytest.raises(BadInput, match="more than 1 files; give the folder"):
        source.read(tmp_path)


def test_files_that_are_no_plain_texts_of_acts_are_left_aside_with_the_reason(
    invented: Regime, tmp_path: Path
) -> None:
    put(tmp_path, ACT, LATER, {**LATER, "resolution": "7"})
    (tmp_path / "README.md").write_text("?")
    (tmp_path / "a\x1b[31m").write_text("?")
    (tmp_path / "more.json").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "9001.json")
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "french.xml").write_text(XML.replace('language="eng"', 'language="fra"'))
    (tmp_path / "statement.xml").write_text(XML.replace("S/RES/9001 (2031)", "S/PRST/2031/4"))
    told = [each.removeprefix(f"{tmp_path}/") for each in compare(invented, tmp_path).left_aside]
    assert told == [
        "README.md: left aside: its name ends in neither .json nor .xml",
        "a?[31m: left aside: its name ends in neither .json nor .xml",
        "french.xml: left aside: its language is fra, not English",
        "link.json: left aside: a symbolic link; put the file itself here",
        "more.json: left aside: a folder; its files are not read",
        "pipe.json: left aside: not a plain file",
        "statement.xml: left aside: its symbol, S/PRST/2031/4, is no resolution's",
        "7.json: left aside: no act of the graph has this number",
    ]


def test_numbers_beyond_reason_in_a_text_are_no_trouble(invented: Regime, tmp_path: Path) -> None:
    words = (
        f"HS codes 10 through 999999, until 31 December 9999, within 900 years, {'9' * 400} days, "
        f"{'1, ' * 20_000} paragraph 1{', and' * 20_000} 2{' (a)' * 20_000}"
    )
    assert found(invented, put(tmp_path, {**ACT, "operative": {"1": words}}, LATER))


# --- the command ---------------------------------------------------------------------------------


def check(folder: Path) -> commands.Done:
    return commands.run("check", "--texts", folder)


def test_the_command_prints_what_differs_and_both_counts_and_ends_with_one(tmp_path: Path) -> None:
    done = check(put(tmp_path, {**ACT, "resolution": "2397", "adopted": "2017-12-21"}, LATER))
    text = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert (
        " - error: un/2397: adoption day: the graph says 2017-12-22, the text 2017-12-21 "
        "(S/RES/2397 (2017), in 2397.json) "
    ) in text
    assert re.match(r"Ontology, facts, shapes and queries \d+ errors?, \d+ warnings?\. ", text)
    compared = text.partition(" Compared with the texts of the acts ")[2]
    assert re.match(
        r"- [\d,]+ numbers of the graph compared with the texts of 1 act, \d+ differ "
        r"- \d+ numbers of the texts looked for in the graph, \d+ missing "
        r"- without a text: un/825, un/1540, un/1695, ",
        compared,
    )
    assert done.stderr == f"{tmp_path}/9002.json: left aside: no act of the graph has this number\n"


def test_the_command_ends_with_two_and_one_line_if_the_folder_is_bad(tmp_path: Path) -> None:
    done = check(tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"sanctions-kg: {tmp_path}/none: no such folder; give the folder that holds the texts of "
        "the acts, one file each\n"
    )
