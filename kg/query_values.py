"""Values of queries: what a user writes as RDF terms, and RDF terms as plain values."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import BadInput, UnknownId
from kg.ids import TERMS, did_you_mean, expand, short

if TYPE_CHECKING:
    from kg.regime import Regime

Value = str | int | float | bool | date | None

XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def bind(regime: Regime, name: str, type_: str, value: str | int | date) -> ox.NamedNode | ox.Literal:
    """The RDF term for a value given under a parameter.

    Raises:
        BadInput: The value is not of the type.
        UnknownId: The value is an id, and nothing in the regime has it.
    """
    if type_ == "id":
        return _node(regime, name, str(value))
    if type_ == "date":
        return ox.Literal(_day(regime, name, value).isoformat(), datatype=ox.NamedNode(XSD + "date"))
    if type_ == "integer":
        try:
            return ox.Literal(int(str(value)))
        except ValueError:
            raise BadInput(f"{value} is not a whole number", where=name) from None
    return ox.Literal(str(value))


def plain(regime: Regime, term: object) -> Value:
    """A term as a short id, a number, a day, a truth value or text; None when there is none."""
    if isinstance(term, ox.NamedNode):
        return short(term.value, regime.base)
    if not isinstance(term, ox.Literal):
        return None
    kind = term.datatype.value.removeprefix(XSD)
    if kind == "integer":
        return int(term.value)
    if kind == "decimal":
        number = Decimal(term.value)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == "boolean":
        return term.value in ("true", "1")
    if kind == "date":
        return date.fromisoformat(term.value)
    return term.value


def things(regime: Regime) -> list[str]:
    """The short id of everything that the regime and the ontology say the kind of."""
    found = {quad.subject.value for quad in regime.store.quads_for_pattern(None, _TYPE, None, None)
             if isinstance(quad.subject, ox.NamedNode)}
    return sorted(short(iri, regime.base) for iri in found if iri.startswith((regime.base, TERMS)))


def known(regime: Regime, id_: str) -> ox.NamedNode:
    """The node of a short id.

    Raises:
        BadInput: The text cannot be an id.
        UnknownId: Nothing has this id.

    >>> import kg
    >>> known(kg.load(), "un/2397/7").value
    'https://w3id.org/sanctions-kg/dprk/un/2397/7'
    """
    node = ox.NamedNode(expand(id_, regime.base))
    if next(iter(regime.store.quads_for_pattern(node, _TYPE, None, None)), None) is None:
        guess = did_you_mean(id_, things(regime))
        raise UnknownId(f"nothing has the id {id_}", hint=f"did you mean {guess[0]}?" if guess else None)
    return node


def _node(regime: Regime, name: str, value: str) -> ox.NamedNode:
    try:
        return known(regime, value)
    except BadInput as error:
        raise type(error)(error.message, where=name, hint=error.hint) from None


def _day(regime: Regime, name: str, value: str | int | date) -> date:
    if value == "data-date":
        return regime.data_date
    # date.fromisoformat also takes 20190228 and 2019-W09-4, which no reader expects here.
    try:
        if _DAY.fullmatch(str(value)):
            return date.fromisoformat(str(value))
    except ValueError:
        pass
    raise BadInput(f"{value} is not a day", where=name, hint="write YYYY-MM-DD")
