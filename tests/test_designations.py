"""Published lists become graphs: what is kept, what is skipped and why, and what is refused."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import sqlite3
import sys
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
from commands import invoke
from hypothesis import given
from hypothesis import strategies as st

from kg.core.errors import BadInput, KgError
from kg.core.ids import TERMS
from kg.graph import queries
from kg.graph.regime import Regime
from kg.lists import ListFormat, beside, bring, hint
from kg.lists.bring import NO_PROGRAMME, OTHERS_TOO, TWICE
from kg.lists.formats import READERS, recognised
from kg.lists.records import Record, Unread
from kg.lists.source import Source
from kg.lists.spill import Spill

FOLDER = Path(__file__).parent / "data" / "designations"
BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "lists.py"
FILES = {
    "un.xml": ListFormat.un,
    "sdn.xml": ListFormat.ofac_xml,
    "sdn.csv": ListFormat.ofac_csv,
    "entities.ftm.json": ListFormat.ftm,
}
UN = "<CONSOLIDATED_LIST><INDIVIDUALS>{}</INDIVIDUALS></CONSOLIDATED_LIST>"
SDN = "<sdnList>{}</sdnList>"
PERSON = (
    "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>"
    "<REFERENCE_NUMBER>KPi.901</REFERENCE_NUMBER></INDIVIDUAL>"
)


def read(path: Path, format: ListFormat) -> list[Record | Unread]:
    with Spill() as spill:
        return list(READERS[format](Source(path), spill))


def written(tmp_path: Path, text: str | bytes, name: str = "list") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(regime: Regime, path: Path) -> str:
    output = path.parent / "out.nq"
    with pytest.raises(BadInput) as error:
        bring(regime, path, output)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    return str(error.value).removeprefix(str(path))


@pytest.mark.parametrize(("name", "format"), FILES.items())
def test_a_format_is_known_by_its_content(tmp_path: Path, name: str, format: ListFormat) -> None:
    assert recognised(Source(FOLDER / name)) is format
    packed = written(tmp_path, gzip.compress((FOLDER / name).read_bytes()))
    assert recognised(Source(packed)) is format
    assert read(packed, format) == read(FOLDER / name, format)


def test_both_forms_of_a_list_give_the_same_graph(regime: Regime, tmp_path: Path) -> None:
    for name in ("sdn.xml", "sdn.csv"):
        bring(regime, FOLDER / name, tmp_path / f"{name}.nq")
    assert (tmp_path / "sdn.xml.nq").read_bytes() == (tmp_path / "sdn.csv.nq").read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_trig_holds_what_nquads_hold_in_one_graph_and_the_same_bytes_each_time(
    regime: Regime, tmp_path: Path, name: str
) -> None:
    for output in ("a.nq", "b.nq", "c.trig"):
        bring(regime, FOLDER / name, tmp_path / output)
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()
    quads, trig = (set(ox.parse(path=tmp_path / each)) for each in ("a.nq", "c.trig"))
    assert quads == trig
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(f"{regime.base}graph/designations")}


def test_the_report_counts_what_became_of_each_record(regime: Regime, tmp_path: Path) -> None:
    told: list[str] = []
    report = bring(regime, FOLDER / "sdn.csv", tmp_path / "o.nq", tell=told.append)
    assert (report.read, report.kept, report.unread) == (6, 4, 1)
    assert told == [f"{FOLDER / 'sdn.csv'}:7: 3 columns, not 12"]
    assert report.programmes == {
        "programme/ofac-dprk3": 1,
        "programme/ofac-dprk4": 2,
        "programme/ofac-npwmd": 2,
    }
    assert report.unknown == {"ELSEWHERE-EO1": 1}
    assert report.skipped == {OTHERS_TOO: 1, NO_PROGRAMME: 1}
    assert report.first == {OTHERS_TOO: 5, NO_PROGRAMME: 6}


def test_all_keeps_what_stands_under_no_programme(regime: Regime, tmp_path: Path) -> None:
    report = bring(regime, FOLDER / "sdn.csv", tmp_path / "o.nq", every=True)
    assert (report.kept, dict(report.skipped)) == (6, {})
    assert report.unknown == {"ELSEWHERE-EO1": 2}


def test_no_more_is_kept_of_a_person_than_the_questions_need(
    regime: Regime, tmp_path: Path
) -> None:
    for name in FILES:
        bring(regime, FOLDER / name, tmp_path / "o.nq", every=True)
        text = (tmp_path / "o.nq").read_text("utf-8")
        assert "1900" not in text
        assert "Outlaw" not in text
        assert "Nowhere" not in text
        kept = set(re.findall(rf"<{TERMS}(\w+)> [<\"]", text)) - {"Designation"}
        assert kept <= {
            "designatedUnder",
            "listedAs",
            "listedOn",
            "ofList",
            "programmeText",
            "reference",
        }


def test_an_id_that_comes_twice_is_read_once(regime: Regime, tmp_path: Path) -> None:
    path = written(tmp_path, UN.format(PERSON + "\n" + PERSON))
    report = bring(regime, path, tmp_path / "o.nq")
    assert (report.kept, report.skipped, report.first) == (1, {TWICE: 1}, {TWICE: 2})


def test_an_id_is_made_safe_for_an_iri(regime: Regime, tmp_path: Path) -> None:
    strange = PERSON.replace("KPi.901", "KPi.9/../&lt;x&gt; #ä")
    bring(regime, written(tmp_path, UN.format(strange)), tmp_path / "o.nq")
    subjects = {quad.subject.value for quad in ox.parse(path=tmp_path / "o.nq")}
    assert subjects == {f"{regime.base}designation/un/KPi.9%2F..%2F%3Cx%3E%20%23%C3%A4"}


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
DOCTYPE = "declares a document type, in which entities may hide; lists have none; fetch it from"
REFUSED = {
    "bomb": (BOMB + UN.format("&c;"), f":1: the file {DOCTYPE} its publisher"),
    "outside": (OUTSIDE + UN.format("&b;"), f":1: the file {DOCTYPE} its publisher"),
    "cut": (
        UN.format(PERSON)[:150],
        ":1: the XML breaks off or is not well formed: unclosed token; fetch it again",
    ),
    "deep": (
        UN.format("<a>" * 50),
        ":1: nested more than 40 levels deep; fetch it again",
    ),
    "tag": (
        UN.format(f'<a b="{"x" * 3_000_000}"/>'),
        ":1: a tag or comment is longer than any list has; fetch it again",
    ),
    "names": (
        UN.format("".join(f"<a{number}/>" for number in range(3000))),
        ":1: more kinds of tags than any list has; fetch it again",
    ),
    "encoding": (
        '<?xml version="1.0" encoding="nonsense"?>' + UN.format(PERSON),
        ":1: the encoding is not known; save it as UTF-8",
    ),
    "nothing": ("", ": the file is empty; give the UN consolidated list (XML)"),
    "page": ("<html></html>", ": the format is not recognised; give the UN consolidated list"),
    "object": ('{"a": 1}\n', ": the format is not recognised; give the UN consolidated list"),
    "words": ("who, what, when\n", ": the format is not recognised; give the UN consolidated"),
    "broken": ('{"id": \n{"id": \n', ": not one record can be read; is it ftm? see --format"),
    "gzip": (gzip.compress(UN.format(PERSON).encode())[:-20], ": the compressed file is damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_gives_one_error_and_no_output(
    regime: Regime, tmp_path: Path, name: str
) -> None:
    text, said = REFUSED[name]
    assert refused(regime, written(tmp_path, text)).startswith(said)


def test_a_file_that_is_not_there_is_said_so(regime: Regime, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read: No such file"):
        bring(regime, tmp_path / "none.xml", tmp_path / "o.nq")


def test_a_full_disk_is_said_so() -> None:
    with pytest.raises(BadInput, match="cannot remember what was read: full; make room"), Spill():
        raise sqlite3.OperationalError("full")


def test_an_output_of_another_kind_is_refused(regime: Regime, tmp_path: Path) -> None:
    for name, said in (("o.nqs", "did you mean o.nq?"), ("o.docx", "end it in .nq or .trig")):
        with pytest.raises(BadInput, match=re.escape(said)):
            bring(regime, FOLDER / "un.xml", tmp_path / name)
    path = written(tmp_path, UN.format(PERSON), "list.nq")
    with pytest.raises(BadInput, match="the list itself"):
        bring(regime, path, path)


LONG = "x" * 70_000
UNREAD = [
    (ListFormat.un, UN.format(f"<INDIVIDUAL><A>{LONG * 16}</A></INDIVIDUAL>"), "a record of more"),
    (ListFormat.un, UN.format("<INDIVIDUAL><DATAID>7</DATAID></INDIVIDUAL>"), "7 has no name"),
    (ListFormat.un, UN.format("<INDIVIDUAL/>"), "no id"),
    (
        ListFormat.ofac_xml,
        SDN.format("<sdnEntry><uid>7</uid><lastName>A</lastName><sdnType>Cat</sdnType></sdnEntry>"),
        "7 is of a kind that no designation has",
    ),
    (ListFormat.ofac_csv, f'1,"{LONG}"\n', "longer than 65,536 bytes"),
    (ListFormat.ofac_csv, '1,"A"B\n', "no line of CSV: "),
    (ListFormat.ofac_csv, "one,A" + "," * 10 + "\n", "the first column is no number: 'one'"),
    (ListFormat.ftm, "[1]\n", "no JSON object"),
    (ListFormat.ftm, "[" * 100_000 + "\n", "no JSON"),
    (ListFormat.ftm, '{"id": 1, "schema": "Person"}\n', "no id"),
    (ListFormat.ftm, '{"id": "a", "schema": "Person", "properties": []}\n', "the properties are"),
    (
        ListFormat.ftm,
        json.dumps(
            {
                "id": "s",
                "schema": "Sanction",
                "properties": {"entity": [f"e{n}" for n in range(200)]},
                "datasets": [f"d{n}" for n in range(200)],
            }
        )
        + "\n",
        "lists 200 entities in 200 lists at once",
    ),
    (ListFormat.ftm, f'"{"x" * 4_200_000}"\n', "longer than 4,194,304 bytes"),
]


@pytest.mark.parametrize(("format", "text", "said"), UNREAD)
def test_a_part_that_cannot_be_read_is_named_by_its_line(
    tmp_path: Path, format: ListFormat, text: str, said: str
) -> None:
    [found] = read(written(tmp_path, text), format)
    assert isinstance(found, Unread)
    assert found.line == 1
    assert found.reason.startswith(said)


def test_a_file_with_graphs_of_the_law_is_not_loaded(regime: Regime, tmp_path: Path) -> None:
    law = regime.graph("law")
    path = written(tmp_path, f"<urn:a> <urn:b> <urn:c> {law} .\n", "x.nq")
    with pytest.raises(BadInput, match="adds to the graph law, which is the regime's own"):
        beside(regime, [path])


def test_what_is_loaded_beside_a_regime_leaves_it_as_it_was(regime: Regime, tmp_path: Path) -> None:
    before = len(regime.store)
    path = written(tmp_path, gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n"), "x.nt.gz")
    assert len(beside(regime, [path]).store) == before + 1
    assert len(regime.store) == before
    assert hint(regime)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.nqs", "", "not a kind of file that is loaded; did you mean .nq?"),
        ("x.py", "", "not a kind of file that is loaded"),
        ("x.nq", "<urn:a> <urn:b>\n<urn:c>", "cannot be read: "),
        ("x.nq.gz", "<urn:a>", "the compressed file is damaged"),
        ("none/x.nq", None, "cannot read: No such file"),
    ],
)
def test_a_file_that_cannot_be_loaded_gives_one_error(
    regime: Regime, tmp_path: Path, name: str, text: str | None, said: str
) -> None:
    path = tmp_path / name if text is None else written(tmp_path, text, name)
    with pytest.raises(BadInput) as error:
        beside(regime, [path])
    assert said in str(error.value)


def test_the_command_reads_a_list_and_the_question_is_asked_of_it(tmp_path: Path) -> None:
    output = str(tmp_path / "d.nq")
    done = invoke("import-designations", FOLDER / "sdn.xml", "-o", output)
    assert done.exit_code == 0
    said = " ".join(done.stderr.split())
    assert said.startswith(
        f"Designations in sdn.xml Read 6 records as the XML of OFAC, kept 4, wrote {output}. "
    )
    assert "kept as text ELSEWHERE-EO1 records: 1 " in said
    assert f"- skipped 1: {NO_PROGRAMME} (the first: {FOLDER / 'sdn.xml'}:49)" in said
    question = ["query", "designations-for-relief", "relief=relief/us-labour-licences"]
    asked = invoke(*question, "--with", output, "--format", "json")
    [row] = json.loads(asked.stdout)
    assert row["designation"] == "designation/ofac/900002"
    assert "import-designations" not in asked.stderr
    bare = invoke(*question)
    assert bare.exit_code == 0
    assert "no designations are loaded: read a list with sanctions-kg import-design" in bare.stderr


def test_a_designation_can_be_shown_once_it_is_loaded(regime: Regime, tmp_path: Path) -> None:
    bring(regime, FOLDER / "un.xml", tmp_path / "o.nq")
    loaded = beside(regime, [tmp_path / "o.nq"])
    assert loaded.label("designation/un/KPi.902") == "KONG JWI & SONS"
    rows = queries.run(loaded, "designations-under-programme", programme="programme/un-2270")
    assert [row["name"] for row in rows] == ["RABBIT AND TORTOISE TRADING CORPORATION"]


# --- whatever a file holds, it gives records, lines that are named, or one error ------------------

PIECES = st.sampled_from(
    [
        b"<CONSOLIDATED_LIST>", b"<INDIVIDUALS>", b"<INDIVIDUAL>", b"</INDIVIDUAL>", b"<sdnList>",
        b"<sdnEntry>", b"<uid>1</uid>", b"</sdnEntry>", b"<![CDATA[", b"]]>", b"<!--", b"-->",
        b"&lt;", b"&#0;", b"<!DOCTYPE a>", b"<?xml version='1.0' encoding='utf-16'?>", b"\n",
        b"\x1a", b"\x00", b"\xff\xfe", b'1,"A","-0- ","DPRK4] [X"', b'"', b",", b"}", b"[", b"]",
        b'{"id":"a","schema":"Sanction"', b'"properties":{"entity":["a",null,7],"program":[{}]}',
        b'"datasets":[1,"us_ofac_sdn"]', b'{"id":"\\ud800","schema":"Person","caption":"\\udfff",',
        b'"properties":{"program":["\\ud800"]}}', b'{"id":"a","schema":"Person","caption":7,',
        b'"properties":{"name":"x","programId":["DPRK4"]}}',
    ]
)  # fmt: skip
GARBAGE = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=20).map(b"".join))


@given(data=GARBAGE, format=st.sampled_from([None, *ListFormat]), packed=st.booleans())
def test_no_file_gives_anything_but_a_graph_or_an_error(
    regime: Regime,
    tmp_path_factory: pytest.TempPathFactory,
    data: bytes,
    format: ListFormat | None,
    packed: bool,
) -> None:
    folder = tmp_path_factory.mktemp("garbage")
    path = written(folder, gzip.compress(data) if packed else data)
    output = folder / "o.nq"
    kept, said = None, ""
    try:
        kept = bring(regime, path, output, format, every=True).kept
    except KgError as error:
        said = str(error)
    assert output.exists() is (kept is not None)
    if kept is None:
        assert said.startswith(str(path))
    else:
        assert len({quad.subject for quad in ox.parse(path=output)}) == kept
    assert {each.name for each in folder.iterdir()} <= {"list", "o.nq"}


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(names=st.lists(st.tuples(NAMES, NAMES), max_size=5))
def test_what_a_list_says_comes_back_from_the_graph(
    regime: Regime, tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("names")
    lines = [
        {"id": id, "schema": "Person", "caption": name, "properties": {"program": ["X"]}}
        for id, name in names
    ]
    path = written(folder, "".join(json.dumps(line) + "\n" for line in lines))
    with Spill() as spill:
        found = list(READERS[ListFormat.ftm](Source(path), spill))
    records = {each.id: each for each in reversed(found) if isinstance(each, Record)}
    if not records:
        return
    bring(regime, path, folder / "o.nq", ListFormat.ftm, every=True)
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    labels = [q.object.value for q in ox.parse(path=folder / "o.nq") if q.predicate == label]
    assert sorted(labels) == sorted(each.name for each in records.values())


# --- memory ---------------------------------------------------------------------------------------


def made(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark, which makes large files and measures in a process of its own."""
    spec = importlib.util.spec_from_file_location("designations_benchmark", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak from /proc")
@pytest.mark.parametrize("format", list(ListFormat))
def test_the_memory_does_not_grow_with_the_file(
    monkeypatch: pytest.MonkeyPatch, format: ListFormat
) -> None:
    benchmark = made(monkeypatch)
    small = benchmark.measure(format, 2_000_000, every=True)
    large = benchmark.measure(format, 20_000_000, every=True)
    assert large.kept == large.read > 9 * small.read
    assert large.peak < small.peak + 24, "MB; a file of 20 MB may not take more than one of 2 MB"
    assert large.peak < 200
