"""A package as someone gives it to a server or an assistant: a text, an object, or a known name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.core.dates import day
from kg.core.errors import BadInput
from kg.deal import parse_deal, read_deal, shipped

if TYPE_CHECKING:
    from kg.answers.verbs import Verb
    from kg.deal import Deal
    from kg.graph.regime import Regime


_FLATTER = "write it as in docs/format.md"


@dataclass(frozen=True)
class Text:
    """The text of a package, and the ending of a file that says in which format it is."""

    data: bytes
    suffix: str = ".yaml"


#: The most bytes of a package.
LARGEST = 1_000_000
Given = Text | str | Mapping[str, Any]


def arguments(
    regime: Regime, verb: Verb, given: Mapping[str, Any], as_of: str | None, where: str
) -> dict[str, Any]:
    """Returns the arguments of a verb with its packages read.

    Args:
        regime: the regime whose ids the packages use.
        verb: the verb.
        given: a value for each of its parameters, a package as for ``package``.
        as_of: the day at which the law is read for packages, where it is not their own.
        where: what the caller calls that day, for errors.

    Raises:
        BadInput: as for ``package``, or if the day is none.
    """
    read = dict(given)
    for each in verb.packages:
        if read.get(each.parameter) is not None:
            deal = package(regime, read[each.parameter])
            read[each.parameter] = deal if as_of is None else deal.at(day(as_of, where))
    return read


def package(regime: Regime, given: Given) -> Deal:
    """Reads a package; no file but a shipped one is opened.

    Args:
        regime: the regime whose ids it uses.
        given: a text with its format, an object as in JSON, the name of a shipped package, or a
            text in YAML or JSON.

    Raises:
        BadInput: if it is too large or nested too deeply.
        BadPackage: if it cannot be read as a package.
        UnknownId: for a single word that names no shipped package.

    >>> import kg
    >>> package(kg.load(), "tutorial").id
    'deal/tutorial'
    """
    if isinstance(given, str):
        if known := shipped.find(given):
            return read_deal(known, regime)
        if given and not any(each in given for each in "\n:{"):
            raise shipped.unknown(given)
        given = Text(given.encode("utf-8", "surrogatepass"))
    if not isinstance(given, Text):
        try:
            text = json.dumps(given, ensure_ascii=False, allow_nan=False)
        except RecursionError:
            raise BadInput("it is nested too deeply", where="package", hint=_FLATTER) from None
        except ValueError:
            said = "a number in it is none, or infinite"
            raise BadInput(said, where="package", hint=_FLATTER) from None
        given = Text(text.encode("utf-8", "surrogatepass"), ".json")
    if len(given.data) > LARGEST:
        said = f"it has {len(given.data):,} bytes"
        raise BadInput(said, where="package", hint=f"{LARGEST:,} at most")
    return parse_deal(given.data, f"package{given.suffix}", regime)
