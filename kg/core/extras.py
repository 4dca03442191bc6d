"""What is said where an optional part of the project is not installed."""

from __future__ import annotations

import re
from importlib import metadata

from kg.core.errors import BadInput

_PROJECT = "sanctions-kg"


def missing(extra: str, error: ModuleNotFoundError) -> BadInput:
    """Says which extra is missing, and what installs it from wherever the project came.

    The packages are read from the project's own metadata: their names differ from those of their
    modules, and the name of the project need not be known to an index.

    Args:
        extra: the extra of the project that brings the module.
        error: what importing it ended with.

    Raises:
        ModuleNotFoundError: the same, if it is a module of the project itself that is missing.

    >>> print(missing("plot", ModuleNotFoundError(name="vl_convert")))
    the extra plot is not installed (no module vl_convert); pip install 'vl-convert-python<2,>=1.9'
    """
    if (error.name or "").partition(".")[0] == "kg":
        raise error
    what = f"the extra {extra} is not installed (no module {error.name})"
    return BadInput(what, hint=f"pip install {' '.join(map(repr, needed(extra)))}")


def needed(extra: str) -> list[str]:
    """Returns the requirements of an extra; without metadata, the extra of a checkout.

    >>> needed("no-such-extra")
    ['.[no-such-extra]']
    """
    try:
        lines = metadata.requires(_PROJECT) or []
    except metadata.PackageNotFoundError:
        lines = []
    mark = re.compile(rf"""\s*;\s*extra == ['"]{re.escape(extra)}['"]$""")
    return [mark.sub("", line) for line in lines if mark.search(line)] or [f".[{extra}]"]
