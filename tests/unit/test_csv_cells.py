"""No cell of a CSV is a formula, whichever writer it goes through; numbers and other texts stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.core.document import Column, Table
from kg.graph.queries import Rows
from kg.present.data import as_csv
from kg.present.table_csv import table_csv
from kg.publish.table import _csv

WIDE = "\uff1d\uff0b\uff0d\uff20"
STARTS = f"=+-@\t\r\n{WIDE}"
COMPUTED = tuple(f"=+-@{WIDE}")


def by_rows(text: str) -> str:
    return as_csv(Rows(("a",), ({"a": text},)))


def by_table(text: str) -> str:
    return table_csv(Table((Column("a", "a"),), ((text,),)))


def by_export(text: str) -> str:
    return _csv(["a"], [[text]]).decode()


def cell(made: str) -> str:
    _, (found,) = csv.reader(io.StringIO(made, newline=""))
    return found


WRITERS = pytest.mark.parametrize("write", [by_rows, by_table, by_export])


@WRITERS
@given(
    blanks=st.text(" \u00a0\u200a", max_size=2),
    first=st.sampled_from(STARTS),
    rest=st.text("a1(=", min_size=1, max_size=4),
)
def test_no_text_is_a_formula(
    write: Callable[[str], str], blanks: str, first: str, rest: str
) -> None:
    text = f"{blanks}{first}x{rest}"
    found = cell(write(text))
    assert not found.lstrip().startswith(COMPUTED)
    assert not found.startswith(("\t", "\r", "\n"))


@WRITERS
@given(text=st.text("abc 1-=", max_size=6).filter(lambda text: text.strip(" ")[:1] not in "=-"))
def test_any_other_text_stays_as_it_is(write: Callable[[str], str], text: str) -> None:
    assert cell(write(f"a{text}")) == f"a{text}"


@given(
    number=st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=2))
)
def test_numbers_stay_numbers(number: object) -> None:
    assert cell(as_csv(Rows(("a",), ({"a": number},)))) == str(number)  # type: ignore[dict-item]
    assert cell(by_export(f"{number:f}")) == f"{number:f}"
