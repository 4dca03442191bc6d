"""What all tests share: the regime, and two settings that differ in continuous integration."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from commands import loaded_once, shipped
from hypothesis import settings

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

# Answers tell the age of the data: here it is read on its own day (21 July 2026, noon).
os.environ["SOURCE_DATE_EPOCH"] = "1784635200"

# Graphs are many small objects that stay: the search for rubbish among them took a quarter of the
# time.
gc.set_threshold(100_000, 50, 100)

# Lines are wrapped nowhere, whatever terminal the tests are started from.
os.environ["COLUMNS"] = ""

# The same examples in every run, however slow the machine, and none kept between runs.
settings.register_profile("ci", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if IN_CI else "local")


class Doctests:
    """The examples in ``kg`` share the regime too; a conftest alone is not asked about them."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        if not isinstance(item, pytest.DoctestItem):
            return (yield)
        with loaded_once():
            return (yield)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Doctests())


@pytest.fixture(scope="session")
def regime() -> Regime:
    """The regime that the project ships, loaded once."""
    return shipped()


@pytest.fixture
def checked_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks by the compiled engine what pySHACL would; test_engines.py holds the two equal."""
    from kg.graph.regime import Regime

    usual = Regime.validate

    def fast(self: Regime, deal: Deal, rulebook: str | None = None, *_: Any, **__: Any) -> Any:
        return usual(self, deal, rulebook)

    monkeypatch.setattr(Regime, "validate", fast)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _failed_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _failed_if_skipped(report)


def _failed_if_skipped(report: Report) -> Report:
    # A test that CI cannot run is a missing install step. An expected failure counts as skipped
    # too, and may stay.
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        assert isinstance(report.longrepr, tuple)
        where, line, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{where}:{line}: a skipped test fails in CI ({reason})"
    return report
