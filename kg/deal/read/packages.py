"""Reading a package file: the format by its ending, its content or a wish; then one path."""

from __future__ import annotations

import json
import re
from os import PathLike, fspath
from pathlib import Path

from kg.core.wording import enumerated
from kg.deal.model import Deal
from kg.deal.read.build import build
from kg.deal.read.nodes import BadPackage, Problems
from kg.deal.read.source import decode, read_bytes
from kg.deal.vocabulary import Facts, vocabulary

FORMATS = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "yaml",
    ".jsonld": "jsonld",
    ".ttl": "ttl",
}
_TURTLE = re.compile(r"(?:\s|#.*\n)*(?:@prefix|@base|prefix\s|base\s|<)", re.IGNORECASE)


def read_deal(path: str | PathLike[str], regime: Facts) -> Deal:
    """What a package file says, checked against the ids of a regime.

    Args:
        path: a YAML, JSON, JSON-LD or Turtle file; its ending says which. It is only read.
        regime: the regime whose things the file names.

    Raises:
        BadPackage: when the file cannot be read as a package; a ``BadInput`` whose text has one
            line per problem, each beginning with file and line.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> deal = read_deal(folder("deals") / "tutorial.yaml", kg.load())
    >>> deal.id, len(deal.phases), str(deal.as_of)
    ('deal/tutorial', 2, '2019-04-09')
    """
    name = fspath(path)
    _format(name)
    return parse_deal(read_bytes(Path(name)), name, regime)


def parse_deal(data: bytes | str, name: str, regime: Facts, form: str | None = None) -> Deal:
    """The same as ``read_deal``, for the content of a file.

    Args:
        data: the content.
        name: a file name for messages; its ending says which format it is.
        regime: the regime whose things the content names.
        form: the format, one of the values of ``FORMATS``, where the ending does not say it.

    Raises:
        BadPackage: when the content cannot be read as a package.

    >>> import kg
    >>> parse_deal("id: deal/draft\\ntitle: A draft", "draft.yaml", kg.load())
    Traceback (most recent call last):
    ...
    kg.deal.read.nodes.BadPackage: draft.yaml:1: a package needs phases
    """
    problems = Problems(name)
    form = form or _format(name)
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    text = decode(data, problems)
    problems.text = text
    if form == "yaml":
        from kg.deal.read.yaml_nodes import read_yaml

        node = read_yaml(text, problems)
    else:
        from kg.deal.read.rdf_nodes import read_rdf

        node = read_rdf(text, form, regime.base, problems)
    return build(node, vocabulary(regime), problems)


def parse_line(data: bytes, name: str, line: int, regime: Facts) -> Deal:
    """The same as ``parse_deal``, for one line of a file that holds a package in JSON a line.

    Args:
        data: the line.
        name: the file, for messages.
        line: its number, for messages.
        regime: the regime whose things it names.

    Raises:
        BadPackage: when the line cannot be read as a package.

    >>> import kg
    >>> text = b'{"id": "draft", "title": "A draft", "phases": [{"title": "One"}]}'
    >>> parse_line(text, "drafts.jsonl", 7, kg.load()).id
    'deal/draft'
    """
    from kg.deal.read.json_nodes import read_json

    problems = Problems(name)
    node = read_json(decode(data, problems, line), line, problems)
    return build(node, vocabulary(regime), problems)


def form_of(data: bytes) -> str:
    """The format that the content of a package looks like, where no name says it.

    >>> [form_of(data) for data in (b"id: deal/x", b'{"id": "x"}', b'{"@context": {}}')]
    ['yaml', 'yaml', 'jsonld']
    >>> form_of(b"# Draft\\n@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .")
    'ttl'
    """
    text = data.decode("utf-8-sig", "replace")
    if text.lstrip().startswith(("{", "[")):
        return "jsonld" if '"@context"' in text or '"@graph"' in text else "yaml"
    return "ttl" if _TURTLE.match(text) else "yaml"


def is_foreign(path: Path) -> bool:
    """Whether a file of JSON holds something else than a package, such as a schema or a list.

    What cannot be read is not foreign: it has to be told of.
    """
    if path.suffix.lower() not in (".json", ".jsonld"):
        return False
    try:
        data = read_bytes(path)
        held = json.loads(data)
    except (BadPackage, ValueError, RecursionError):
        return False
    if not isinstance(held, dict):
        return True
    linked = not held.keys().isdisjoint(("@context", "@graph", "@type"))
    if linked and any(mark in data for mark in (b'"phases"', b"DealPackage")):
        return False
    return "phases" not in held and not {"id", "title"} <= held.keys()


def _format(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        known = enumerated(list(FORMATS), "or")
        Problems(name).refuse(None, f"the name must end in {known}, so that the format is known")
    return FORMATS[suffix]
