"""The packages that the project ships, by name."""

from __future__ import annotations

from pathlib import Path

from kg.core import resources
from kg.core.errors import UnknownId
from kg.core.ids import ROOT, did_you_mean, written

_LONGEST = 100


def packages() -> dict[str, Path]:
    """Returns the packages that the project ships, by name; templates are left out."""
    return {path.stem: path for path in resources.deal_files()}


def find(text: str) -> Path | None:
    """Returns the file of a shipped package; None if there is none of this name.

    Args:
        text: its name, or its id or IRI in any of the forms of ``kg.core.ids.written``.

    >>> [find(each).name for each in ("tutorial", "deal/tutorial", "<dprk/deal/tutorial>")]
    ['tutorial.yaml', 'tutorial.yaml', 'tutorial.yaml']
    >>> find("no-such-package")
    """
    id = written(text, f"{ROOT}{resources.default_regime()}/")
    return packages().get(id.removeprefix("deal/"))


def unknown(text: str) -> UnknownId:
    """Returns the error for a name that no shipped package has; it names the nearest, or all."""
    near = _near(text)
    hint = f"did you mean {near}?" if near else f"shipped are {', '.join(packages())}"
    return UnknownId(f"no shipped package {text[:_LONGEST]}", hint=hint)


def near(text: str, error: UnknownId) -> UnknownId:
    """Returns an error for what may have been meant as a package: it names one that is near.

    Args:
        text: what was written.
        error: the error for anything else.
    """
    meant = _near(text)
    return UnknownId(error.message, hint=f"did you mean deal/{meant}?") if meant else error


def _near(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    return next(iter(did_you_mean(text.removeprefix("deal/"), packages())), None)
