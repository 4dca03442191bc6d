"""What a shell completes: commands and options by Typer, ids, packages and questions from here.

The ids are read off the files, in which every record begins a line with its own, for a shell waits
for each key: loading the regime takes several times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Completer = Callable[[str], list[str]]

_RECORD = re.compile(r"^<([^>:]+)>\s", re.MULTILINE)
# Which ids an argument of a verb takes, by the first word; all of them where it is empty.
_KINDS = {
    "relief": "relief/",
    "actions": "action/",
    "verified_by": "actor/",
    "sender": "actor/",
    "goods": "goods/",
    "rulebook": "rulebook/",
    "rule": "rule/",
    "instrument": "",
    "id": "",
}


def completer(argument: str) -> Completer | None:
    """Returns what completes an argument of a verb; None for one that is no id.

    >>> completer("relief")("kae")
    ['kaesong']
    >>> completer("id")("un/2397/23")
    ['un/2397/23']
    """
    if argument not in _KINDS:
        return None

    # Typer looks at the names of the parameters and their types: no lambda, no partial.
    def complete(incomplete: str) -> list[str]:
        return _of_kind(_KINDS[argument], incomplete)

    return complete


def packages(incomplete: str) -> list[str]:
    """Returns the shipped packages whose names begin so; files are the shell's own to complete.

    >>> packages("tut")
    ['tutorial']
    """
    from kg.core.resources import deal_files

    return [path.stem for path in deal_files() if path.stem.startswith(incomplete)]


def questions(incomplete: str) -> list[str]:
    """Returns the questions whose names begin so.

    >>> questions("history-of-g")
    ['history-of-goods']
    """
    from kg.core.resources import folder

    names = sorted(path.stem for path in folder("queries").glob("*/*.rq"))
    return [name for name in names if name.startswith(incomplete)]


def either(*completers: Completer) -> Completer:
    """Returns what completes an argument that takes things of several kinds."""

    def complete(incomplete: str) -> list[str]:
        return [found for each in completers for found in each(incomplete)]

    return complete


def ids() -> set[str]:
    """Returns the ids of all records of the regime and of its rulebooks."""
    from kg.core.resources import folder, regime_folder, turtle_files

    files = [*turtle_files(regime_folder()), *turtle_files(folder("shapes") / "rulebooks")]
    return {id for path in files for id in _RECORD.findall(path.read_text("utf-8"))}


def _of_kind(kind: str, begun: str) -> list[str]:
    own = sorted(id for id in ids() if id.startswith(kind))
    if kind == "rule/":
        own = [id.rsplit("/", 1)[-1] for id in own if id.count("/") == 2]
    elif kind and not begun.startswith(kind):
        own = [id.removeprefix(kind) for id in own]
    return sorted({id for id in own if id.startswith(begun)})
