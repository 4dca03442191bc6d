"""The kinds of documents that answers are, with their parts, as a page for those who read them.

``python -m kg.answers.kinds`` writes the list into ``docs/documents.md`` again.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import kg.answers
from kg.core.document import Document

#: What stands before and after the list in the page.
BEGIN, END = "<!-- kinds: begin -->", "<!-- kinds: end -->"
_PART = re.compile(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", re.MULTILINE)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def kinds() -> tuple[type[Document], ...]:
    """Returns every kind of document, by name.

    >>> [each.__name__ for each in kinds() if each.__name__.startswith("Price")]
    ['PriceDocument']
    """
    for module in pkgutil.walk_packages(kg.answers.__path__, "kg.answers."):
        import_module(module.name)
    found = (each for each in _below(Document) if each.__module__.startswith("kg.answers."))
    return tuple(sorted(found, key=lambda each: each.__name__))


def parts(kind: type[Document]) -> dict[str, str]:
    """Returns the parts of a kind of document beyond those that all have, each with its meaning.

    >>> parts(kinds()[-1]) != {}
    True
    """
    common = {each.name for each in fields(Document)}
    means = dict(_PART.findall(inspect.getdoc(kind) or ""))
    own = (each.name for each in fields(kind) if each.name not in common)
    return {name: " ".join(means.get(name, "").split()).removesuffix(".") for name in own}


def listed() -> str:
    """Returns the list of kinds as Markdown."""
    return "\n\n".join(map(_told, kinds())) + "\n"


def rebuilt(page: str) -> str:
    """Returns a page with the list in it made anew."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{listed()}\n{END}{rest.split(END)[1]}"


def _below(kind: type[Document]) -> Iterator[type[Document]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _told(kind: type[Document]) -> str:
    name = _CAPITAL.sub("-", kind.__name__.removesuffix("Document")).lower()
    says = (inspect.getdoc(kind) or "").partition("\n\n")[0]
    rows = [f"| `{part}` | {meaning} |" for part, meaning in parts(kind).items()]
    table = ["| part | holds |", "| --- | --- |", *rows]
    return "\n".join([f"### {name}", "", " ".join(says.split()), "", *table])


def _main() -> None:
    page = Path(__file__).parents[2] / "docs" / "documents.md"
    page.write_text(rebuilt(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    _main()
