"""Word, PDF and CSV: read back, the same bytes each time, and hostile words stay words."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import DAY, SampleDocument, said, sample

from kg.core.document import Cell, Column, Document, Table, listing
from kg.core.errors import BadInput
from kg.graph.queries import Rows
from kg.present import FORMS, forms, write
from kg.present.data import as_csv
from kg.present.plain import plain
from kg.present.table_csv import table_csv

DOCUMENTS = [form.name for form in FORMS if form.writer]
HOSTILE = [
    '#import "x.typ": y #eval("1") $x$ *b* _i_ `r` <l> @r // c \\',
    "<w:p/>&<![CDATA[x]]>",
    "=HYPERLINK(0)",
    "\x00\x07\x1b[31m\u202ered\ud800\ufffe",
    "x" * 5000,
    "a | b\tc\nd",
    "제재 制裁 עברית",
]


@dataclass(frozen=True, kw_only=True)
class Long(Document):
    """A document with a table."""

    rows: Table


def word_text(data: bytes) -> str:
    found = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in found.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(each.text for each in found.paragraphs), *cells])


def pdf_text(data: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.fixture(autouse=True)
def at_the_data_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1784592000")


def test_word_uses_the_styles_of_word() -> None:
    found = docx.Document(io.BytesIO(write(sample(), "docx")))
    styles = {each.text: each.style.name for each in found.paragraphs if each.style}
    assert styles["What coal costs"] == "Title"
    assert styles["Two steps. One rule asks."] == "Subtitle"
    assert styles["Least"] == "Heading 1"
    assert styles["Inner  inner/id"] == "Heading 2"
    assert styles["with a freeze  action/a"] == "List Bullet"
    assert styles["in"] == "List Number 2"
    assert styles["The rows"] == "Caption"
    assert styles["Warning: It rests on what is unverified."] == "Intense Quote"
    [table] = found.tables
    assert table.style is not None
    assert table.style.name == "Table Grid"
    assert [cell.text for cell in table.rows[0].cells] == ["name", "sum", "day", "id"]
    assert [cell.text for cell in table.rows[1].cells] == ["one", "12,500", "2019-01-02", "a/1"]
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_lists_in_word_begin_with_one() -> None:
    found = docx.Document(io.BytesIO(write(sample(), "docx")))
    numbers = {
        each.text: each._p.pPr.numPr.numId.val
        for each in found.paragraphs
        if each._p.pPr is not None and each._p.pPr.numPr is not None
    }
    assert numbers["in"] == numbers["side"]
    assert numbers["a"] == numbers["b"]
    assert len(set(numbers.values())) == 3


def test_word_says_nothing_of_the_machine() -> None:
    about = docx.Document(io.BytesIO(write(sample(), "docx"))).core_properties
    assert (about.title, about.author, about.last_modified_by) == ("What coal costs", "", "")
    assert about.created is not None
    assert about.created.date() == DAY


def test_only_addresses_on_the_web_are_linked() -> None:
    found = docx.Document(io.BytesIO(write(sample(), "docx")))
    links = [each.target_ref for each in found.part.rels.values() if each.is_external]
    assert links == ["https://undocs.org/S/RES/2397(2017)"]
    page = pypdf.PdfReader(io.BytesIO(write(sample(), "pdf"))).pages[0]
    assert [each.get_object()["/A"]["/URI"] for each in page["/Annots"]] == links


def test_a_pdf_can_be_read_and_says_what_it_is() -> None:
    data = write(sample(), "pdf")
    text = pdf_text(data)
    for each in ("What coal costs", "a freeze", "12,500", "A price", "Left open. Say it.", "1 / 1"):
        assert each in text
    assert "Law as of 2026-07-21, data read up to 2026-07-21." in text
    about = pypdf.PdfReader(io.BytesIO(data)).metadata
    assert about is not None
    assert about.title == "What coal costs"
    assert about.creation_date is None


@pytest.mark.parametrize("form", DOCUMENTS)
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    assert write(sample(), form) == write(sample(), form)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("form", DOCUMENTS)
def test_hostile_words_can_be_written_in_every_form(form: str, hostile: str) -> None:
    assert write(said(hostile), form)


@pytest.mark.parametrize("hostile", HOSTILE[:2])
def test_hostile_words_are_shown_as_they_are(hostile: str) -> None:
    assert plain(hostile) in word_text(write(said(hostile), "docx"))
    flat = "".join(pdf_text(write(said(hostile), "pdf")).split()).replace("\u200b", "")
    assert "".join(plain(hostile).split()) in flat


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_words_can_be_written_in_every_form(words: str) -> None:
    for form in DOCUMENTS:
        assert write(said(words), form)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.decimals()),
            st.one_of(st.none(), st.text(max_size=9), st.dates()),
        )
    )
)
def test_any_cells_can_be_written(rows: list[tuple[Cell, Cell]]) -> None:
    columns = (Column("a", "a", "number"), Column("b", "b"))
    document = Long(title="t", lead="", data_date=DAY, rows=Table(columns, tuple(rows)))
    for form in DOCUMENTS:
        assert write(document, form)


def test_a_long_table_can_be_written() -> None:
    columns = (Column("n", "n", "number"), Column("name", "name"))
    rows = tuple((number, f"row {number}") for number in range(50_000))
    document = Long(title="t", lead="l", data_date=DAY, rows=Table(columns, rows))
    assert write(document, "csv").count(b"\r\n") == 50_001
    assert write(document, "md").count(b"\n| ") == 50_002
    assert write(document, "html").count(b"<tr>") == 50_001
    assert write(document, "text", everything=False).count(b"\n") <= 120
    assert len(write(document, "docx")) > 100_000


def test_a_table_that_is_too_wide_for_a_sheet_is_told_row_by_row() -> None:
    columns = tuple(Column(name, name) for name in "abcdefgh")
    rows = (tuple(f"{name} {'many words ' * 5}" for name in "abcdefgh"), ("x", *"1234567"))
    document = Long(title="t", lead="l", data_date=DAY, rows=Table(columns, rows))
    found = docx.Document(io.BytesIO(write(document, "docx")))
    assert not found.tables
    assert "b: 1" in [each.text for each in found.paragraphs]
    assert "many words" in pdf_text(write(document, "pdf"))


def test_tables_as_csv_keep_numbers_and_disarm_formulas() -> None:
    columns = (Column("id", "id"), Column("sum", "sum (USD)", "number"), Column("on", "on", "day"))
    table = Table(columns, (("=1+1", 12500.5, date(2019, 1, 2)), ("b", None, None)))
    rows = list(csv.reader(io.StringIO(table_csv(table))))
    assert rows == [["id", "sum", "on"], ["'=1+1", "12500.5", "2019-01-02"], ["b", "", ""]]


def test_rows_as_csv_disarm_formulas_too() -> None:
    found = as_csv(Rows(("title", "n"), ({"title": "=1+1", "n": -2}, {"title": None, "n": None})))
    assert found == "title,n\r\n'=1+1,-2\r\n,\r\n"


def test_a_document_without_a_table_is_no_csv() -> None:
    with pytest.raises(BadInput, match="no table"):
        write(Document(title="t", lead="l", data_date=DAY), "csv")


def test_what_is_missing_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="typst")

    monkeypatch.setattr(forms, "import_module", missing)
    with pytest.raises(
        BadInput, match=r"extra documents[\s\S]*'(python-docx<2,>=1\.2' 'typst<|\.\[documents\])"
    ):
        write(sample(), "pdf")


def test_a_form_of_data_is_none_of_a_document() -> None:
    with pytest.raises(BadInput, match="no form json"):
        write(sample(), "json")


def test_a_list_of_nothing_leaves_no_trace() -> None:
    document = SampleDocument(title="t", lead="l", data_date=DAY, steps=listing([]))
    assert b"<ol" not in write(document, "html")
