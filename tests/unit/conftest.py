"""The toy regime of the unit tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph.load import load
from kg.graph.regime import Regime

MINI = Path(__file__).parents[1] / "data" / "mini"


@pytest.fixture(scope="session")
def mini() -> Regime:
    """A regime of two instruments, small enough to sort by hand."""
    return load(MINI)
