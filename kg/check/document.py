"""What the checks of ontology, facts, shapes and queries find, as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.core.document import Document, Listing, Section, Span, Text, Tone, listing, ref, section
from kg.core.wording import counted

if TYPE_CHECKING:
    from kg.check.integrity import Problem
    from kg.check.texts import Comparison

_TONES = {"error": Tone.bad, "warning": Tone.doubt}


@dataclass(frozen=True, kw_only=True)
class CheckDocument(Document):
    """What is not sound in ontology, facts, shapes and queries.

    Attributes:
        problems: the problems, errors first, each in a line.
        compared: what was compared with texts, where there are any.
    """

    problems: Listing | None = None
    compared: Section | None = None


def check_document(
    data_date: date, problems: Sequence[Problem], compared: Comparison | None = None
) -> CheckDocument:
    """Makes the document of a check.

    Args:
        data_date: the day up to which the facts were read.
        problems: what was found, that of the texts with it.
        compared: what came out of the comparison with texts.
    """
    errors = sum(each.severity == "error" for each in problems)
    beside = compared.summary() if compared else []
    return CheckDocument(
        title="Ontology, facts, shapes and queries",
        lead=f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}.",
        data_date=data_date,
        problems=listing(map(_told, problems), "problem") if problems else None,
        compared=section("Compared with the texts of the acts", listing(beside, "line"))
        if beside
        else None,
    )


def _told(problem: Problem) -> Text:
    return (
        Span(f"{problem.severity}: ", _TONES.get(problem.severity)),
        ref(problem.record, problem.record),
        f": {problem.message} ({problem.found_by})",
    )
