"""The relations of tests/test_metamorphic.py, on ever new packages."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from typing import Any

import commands
import test_metamorphic
from part import Run

AT_ONCE = 40
"""Packages that all relations are tried on before the next."""


def run(run: Run) -> None:
    """Runs the part; one input is a set of packages."""
    regime = commands.shipped()
    relations = [
        (name, function)
        for name, function in vars(test_metamorphic).items()
        if name.startswith("test_") and list(inspect.signature(function).parameters) == ["regime"]
    ]
    for number, _ in run.numbers():
        test_metamorphic.begin_at(run.seed * 1_000_000 + number * AT_ONCE, AT_ONCE)
        for name, function in relations:
            if told := _broken(function, regime):
                run.fault(name, number, told.splitlines()[-1], told)
    run.note = f"{len(relations)} relations on {run.inputs * AT_ONCE:,} packages"
    run.inputs *= AT_ONCE * len(relations)


def _broken(function: Callable[..., Any], regime: Any) -> str:
    try:
        function(regime)
    except AssertionError:
        return traceback.format_exc()
    return ""
