"""One version number: everything that states it agrees with ``kg.__version__``."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.core.about import CITATION, CREATOR, LICENCE

ROOT = Path(__file__).parents[2]
DERIVATIONS = list((ROOT / "shapes/derivations").glob("*.ttl"))
OWL = "http://www.w3.org/2002/07/owl#"


def headers(term: str) -> list[tuple[str, str]]:
    """Reads a term of the ontology headers in ontology/ and shapes/: the file and the value."""
    return [
        (path.relative_to(ROOT).as_posix(), quad.object.value)
        for folder in ("ontology", "shapes")
        for path in sorted((ROOT / folder).rglob("*.ttl"))
        for quad in ox.parse(path=path)
        if quad.predicate.value == OWL + term
    ]


def test_the_ontology_states_the_version() -> None:
    assert ("ontology/sanctions.ttl", kg.__version__) in headers("versionInfo")
    iri = f"https://w3id.org/sanctions-kg/ontology/{kg.__version__}"
    assert ("ontology/sanctions.ttl", iri) in headers("versionIRI")


@pytest.mark.parametrize(("file", "value"), headers("versionIRI") + headers("versionInfo"))
def test_every_header_states_the_same_version(file: str, value: str) -> None:
    assert value.rsplit("/", 1)[-1] == kg.__version__


def test_every_header_names_its_version_its_maker_its_licence_and_how_it_is_cited() -> None:
    found = headers("versionIRI")
    # The ontology has one header for all its files, and so have the derivations.
    assert len(found) == 2 + len(list((ROOT / "shapes").glob("**/*.ttl"))) - len(DERIVATIONS)
    for file, iri in found:
        header = ox.NamedNode(iri.removesuffix(f"/{kg.__version__}"))
        said = {
            quad.predicate.value.rpartition("/")[2]: str(getattr(quad.object, "value", ""))
            for quad in ox.parse(path=ROOT / file)
            if quad.subject == header
        }
        assert said["creator"] == CREATOR, file
        assert said["license"] == LICENCE, file
        assert said["bibliographicCitation"] == CITATION, file
        assert said["title"], file


def test_no_header_names_a_prior_version_while_there_is_none() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## ", changelog, re.MULTILINE)
    assert bool(headers("priorVersion")) == (len(releases) > 1)


def test_the_changelog_begins_with_the_version() -> None:
    entry = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert entry
    assert entry[1] == kg.__version__


def test_every_entry_of_the_changelog_says_what_it_is_about() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    entries = re.findall(r"^- (\S+)", text, re.MULTILINE)
    assert entries
    assert set(entries) <= {"law:", "rules:", "kg:"}


def test_the_citation_states_the_version() -> None:
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.+)$", text, re.MULTILINE) == [kg.__version__]
    assert re.findall(r'^  - name: "(.+)"$', text, re.MULTILINE) == [CREATOR]
    assert "Facts, ontology and rules: CC-BY-4.0" in text
