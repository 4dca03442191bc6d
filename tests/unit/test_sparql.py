"""Questions stay inside the store. No test needs the network: port 9 of this host is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.core import sparql
from kg.core.errors import BadInput

BASE = "https://example.org/regime/"
AWAY = "<http://127.0.0.1:9/x>"
STORE = ox.Store()
STORE.add(ox.Quad(ox.NamedNode(BASE), ox.NamedNode(BASE), ox.Literal(1)))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'at your SERVICE' }",
        'SELECT * { ?s ?p "goods FROM here" } # INSERT here',
        "SELECT * { ?s ?p '''LOAD\n'it' ''' }",
        "SELECT ?from ?service { ?from ?service ?load }",
        "PREFIX law: <https://example.org/from#> SELECT * { ?s law:service ?o ; law:clear true }",
        "SELECT * { ?s ?p <https://example.org/it's/service> }",
        r"SELECT * { ?s ?p 'it\'s SERVICE' }",
        "SELECT * { ?s ?p ?o FILTER(?p<?o && ?o>?s) }",
    ],
)
def test_a_word_in_a_text_a_comment_a_name_or_an_iri_means_nothing(query: str) -> None:
    sparql.check(query)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (f"SELECT * {{ SERVICE {AWAY} {{ ?s ?p ?o }} }}", "SERVICE"),
        (f"SELECT * {{ service silent{AWAY}{{ ?s ?p ?o }} }}", "SERVICE"),
        (f"SELECT * {{ ?s ?p 'a' SERVICE#'\n{AWAY} {{ }} #'\n }}", "SERVICE"),
        ("PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?s ?p ?o } }", "SERVICE"),
        (f"SELECT * {{ ?s ?p 1SERVICE{AWAY}{{ ?a ?b ?c }} }}", "SERVICE"),
        (f"SELECT * {{ ?s ?p trueSERVICE{AWAY}{{ ?a ?b ?c }} }}", "SERVICE"),
        (r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/x> { } }", "SERVICE"),
        (r"SELECT * { ?s ?p 'a\u0027 SERVICE <http://127.0.0.1:9/x> { } #' }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * FROM NAMED <http://127.0.0.1:9/x> { ?s ?p ?o }", "FROM"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "INSERT"),
        ("LOAD <http://127.0.0.1:9/x>", "LOAD"),
        ("DROP ALL", "DROP"),
    ],
)
def test_what_reaches_outside_or_changes_the_store_is_refused(query: str, word: str) -> None:
    with pytest.raises(BadInput, match=f"^{word} is refused"):
        sparql.check(query)


@pytest.mark.parametrize(
    "query",
    [f"SELECT * {{ SERVICE {AWAY} {{ ?s ?p ?o }} }}", f"SELECT * {{ SERVICE{AWAY}{{ }} }}"],
)
def test_the_store_itself_would_send_such_a_query(query: str) -> None:
    with pytest.raises(OSError, match="9"):
        list(STORE.query(query))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "hidden",
    [
        f"FILTER(?s<'&&?b>' ) SERVICE {AWAY} {{ }} #'",
        f"FILTER(?s<?b#>'''\n) SERVICE {AWAY} {{ }} #'''",
    ],
)
def test_a_text_that_may_hide_a_word_between_angle_brackets_is_refused(hidden: str) -> None:
    with pytest.raises(BadInput, match=r"can be read in two ways|SERVICE is refused"):
        sparql.check(f"SELECT * {{ ?s ?p ?b {hidden} }}")


TOKENS = r"""
SERVICE service SILENT true ex:a :x _:b @en 1 x _ ?a<?b FILTER( VALUES?v{ # < > ' ''' " . { } ) \
"""
PIECES = st.lists(
    st.sampled_from(
        [*TOKENS.split(), f"{AWAY} {{ ?s ?p ?o }} ", " ?s ?p ?o ", "?s ?p ", "\n", " "]
    ),
    max_size=9,
).map("".join)


@given(PIECES, PIECES)
@example("", "")
@example("?s ?p :.", "")
@example("?s ?p true", "")
def test_no_query_that_the_store_would_send_elsewhere_passes(before: str, after: str) -> None:
    query = (
        "PREFIX : <http://127.0.0.1:9/> PREFIX ex: <http://127.0.0.1:9/> "
        f"SELECT * {{ {before}SERVICE{AWAY}{{ ?s ?p ?o }}{after} }}"
    )
    try:
        sparql.check(query)
    except BadInput:
        return
    try:
        list(STORE.query(query))  # type: ignore[arg-type]
    except (SyntaxError, ValueError):
        return
    except (OSError, RuntimeError) as error:
        raise AssertionError(f"sent: {query}") from error


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("law/7", f"<{BASE}law/7>"),
        ("https://example.org/x", "<https://example.org/x>"),
        (ox.Literal("law/7"), '"law/7"'),
        (date(2019, 2, 28), '"2019-02-28"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (7, '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (Decimal("0.5"), '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
    ],
)
def test_a_value_becomes_the_term_it_stands_for(value: sparql.Value, text: str) -> None:
    assert str(sparql.term(value, BASE)) == text


@pytest.mark.parametrize("text", ["two words", "https://example.org/two words", ""])
def test_a_text_that_is_neither_id_nor_iri_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not an"):
        sparql.term(text, BASE)
