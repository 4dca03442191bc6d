"""Values of queries: what a user writes as RDF terms, and RDF terms as plain values."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.dates import day
from kg.core.errors import BadInput
from kg.core.ids import bounded, short

if TYPE_CHECKING:
    from kg.graph.query_files import Parameter
    from kg.graph.regime import Regime

Value = str | int | float | bool | date | None

XSD = "http://www.w3.org/2001/XMLSchema#"
_CODE = re.compile(r"\d\d(?:[. ]?\d\d){0,2}", re.ASCII)
_NO_CHAPTERS = frozenset(("00", "77"))


def bind(
    regime: Regime, parameter: Parameter, value: str | int | date
) -> ox.NamedNode | ox.Literal:
    """Returns the RDF term for a value given under a parameter.

    Args:
        regime: the regime whose ids are meant.
        parameter: the parameter, of the type ``id``, ``date``, ``text``, ``integer`` or ``code``.
        value: what was given.

    Raises:
        BadInput: if the value is not of the type, or longer than any id.
        UnknownId: if the value is an id that nothing has.
    """
    name, type_ = parameter.name, parameter.type
    bounded(str(value), name)
    if type_ == "id":
        return _node(regime, parameter, str(value))
    if type_ == "date":
        on = regime.data_date if value == "data-date" else day(str(value), name)
        return ox.Literal(on.isoformat(), datatype=ox.NamedNode(XSD + "date"))
    if type_ == "integer":
        try:
            return ox.Literal(int(str(value)))
        except ValueError:
            raise BadInput(f"{value} is not a whole number", where=name) from None
    return ox.Literal(hs_code(str(value), name) if type_ == "code" else str(value))


def hs_code(text: str, where: str) -> str:
    """Returns a code of the Harmonized System without dots and blanks.

    Chapters 98 and 99 are free for national use; chapter 77 is reserved, and no heading ends in 00.

    Args:
        text: a chapter, a heading or a subheading, such as ``27``, ``27.01`` or ``2701.12``.
        where: the parameter or option, named in errors.

    Raises:
        BadInput: if it is none of them.

    >>> hs_code("27.01", "code")
    '2701'
    """
    code = re.sub(r"[. ]", "", text)
    hint = ""
    if not _CODE.fullmatch(text):
        hint = "write 2, 4 or 6 digits"
    elif code[:2] in _NO_CHAPTERS:
        hint = "its chapters are 01 to 97 without 77, and 98 and 99 for national use"
    elif code[2:4] == "00":
        hint = f"the headings of chapter {code[:2]} begin with {code[:2]}01"
    if hint:
        raise BadInput(f"{text} is no code of the Harmonized System", where=where, hint=hint)
    return code


def plain(regime: Regime, term: object) -> Value:
    """Returns a term as a short id, a number, a day, a truth value or text; None for no term.

    >>> import kg
    >>> plain(kg.load(), ox.Literal("7500000.0", datatype=ox.NamedNode(XSD + "decimal")))
    7500000
    """
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


def _node(regime: Regime, parameter: Parameter, value: str) -> ox.NamedNode:
    from kg.graph.levels import meant

    try:
        return regime.node(meant(regime, parameter, value))
    except BadInput as error:
        raise type(error)(error.message, where=parameter.name, hint=error.hint) from None
