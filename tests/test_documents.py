"""The documents hold: links lead somewhere, examples can be read, and no key or word is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.deal import parse_deal
from kg.deal.terms import HOW, KEYS, SNAPBACK
from kg.graph.regime import Regime

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
FORMAT = (ROOT / "docs" / "format.md").read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file_or_heading(path: Path) -> None:
    text = path.read_text("utf-8")
    headings = {anchor(line) for line in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, heading = link.partition("#")
        if not file:
            assert heading in headings, link
        elif "://" not in file:
            assert (path.parent / file).exists(), link


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_package_in_a_document_can_be_read(path: Path, regime: Regime) -> None:
    for block in re.findall(r"^```yaml\n(.*?)^```", path.read_text("utf-8"), re.M | re.S):
        if block.startswith("id:"):
            parse_deal(block, f"{path.name}.yaml", regime)


@pytest.mark.parametrize("kind", ["package", "source", "phase", "concession", "relief"])
def test_the_format_page_explains_exactly_the_keys_of_a_file(kind: str) -> None:
    section = FORMAT.split(f"### {'The' if kind == 'package' else 'A'} {kind}\n")[1].split("\n#")[0]
    assert first_column(section) == list(KEYS[kind])


def test_the_format_page_explains_exactly_the_keys_of_an_undertaking() -> None:
    section = FORMAT.split("### A safeguard, an undertaking\n")[1].split("\n## ")[0]
    assert first_column(section) == list(KEYS["undertaking"])


def test_the_format_page_says_of_every_key_whether_its_absence_is_open() -> None:
    section = FORMAT.split("## What is open\n")[1].split("\n## ")[0]
    cells = "\n".join(line.split("|")[1] for line in section.splitlines() if line[:1] == "|")
    said = {word.split(":")[0] for word in re.findall(r"`([^`]+)`", cells)}
    # What has to be there is not open, and what counts as missing is an item or what it forgoes.
    needed = {"id", "title", "phases", "provisions", "safeguard", "undertaking", "without"}
    wanted = {key for kind in ("package", "concession", "relief") for key in KEYS[kind]}
    assert wanted - needed <= said <= wanted | {"one-of"}


def test_the_keys_in_the_comments_of_the_template_can_be_used(regime: Regime) -> None:
    text = (ROOT / "deals" / "templates" / "new.yaml").read_text("utf-8")
    body = re.sub(r"(?m)^    undertakings: \[us-cert.*\n", "", text[text.index("\nid: ") :])
    used = parse_deal(re.sub(r"(?m)^( *)# ", r"\1", body), "used.yaml", regime)
    assert len(used.branches) == 2
    assert (used.ordered, used.documents[0].title) == (False, "A statement")
    keys = set(re.findall(r"(?<![\w/])([a-z-]+):(?= )", body))
    assert keys >= {*KEYS["package"], *KEYS["source"], *KEYS["concession"], *KEYS["relief"]} - {
        *("notes", "only", "id", "phases")
    }


@pytest.mark.parametrize(("heading", "words"), [("how", HOW), ("snapback", SNAPBACK)])
def test_the_format_page_explains_exactly_the_words(heading: str, words: dict[str, str]) -> None:
    section = FORMAT.split(f"## The words for {heading}\n")[1].split("\n## ")[0]
    assert sorted(first_column(section)) == sorted(words)


def first_column(section: str) -> list[str]:
    """Reads the words that stand in the first column of the tables of a section."""
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def anchor(heading: str) -> str:
    """Makes the name under which a heading can be linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
