from __future__ import annotations

import pickle

import pytest

from kg.core.errors import BadInput, BrokenData, KgError, UnknownId


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KgError("no such thing"), "no such thing"),
        (KgError("no such thing", where="deal.yaml:9"), "deal.yaml:9: no such thing"),
        (KgError("no such thing", hint="look again"), "no such thing; look again"),
        (KgError("no", where="here", hint="look again"), "here: no; look again"),
    ],
)
def test_an_error_says_where_what_and_what_to_do(error: KgError, text: str) -> None:
    assert str(error) == text


def test_an_unknown_id_is_bad_input_and_broken_data_is_not() -> None:
    assert issubclass(UnknownId, BadInput)
    assert not issubclass(BrokenData, BadInput)


def test_an_error_keeps_what_it_says_when_it_crosses_a_process() -> None:
    again = pickle.loads(pickle.dumps(BadInput("no", where="here", hint="look again")))
    assert str(again) == "here: no; look again"
