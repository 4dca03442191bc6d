"""Questions on packages: what they break, what mends them, what they leave and what they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

from kg.answers.verbs.answer import Answer
from kg.answers.verbs.argument import Between, Narrows, Once
from kg.check.engines import Engine
from kg.core.dates import day
from kg.core.document import Document, Note

if TYPE_CHECKING:
    from kg.core.document import Document
    from kg.deal import Deal
    from kg.graph.regime import Regime

# A phase, from 1.
After = Annotated[int | None, Between(0, 10_000), Narrows]


def validate(
    regime: Regime,
    package: Deal,
    rulebook: str | None = None,
    engine: Engine = Engine.compiled,
    *,
    with_cures: bool = True,
    foreign: tuple[Any, ...] = (),
    without: Sequence[str] = (),
) -> Answer:
    """Check a package against a rulebook.

    Args:
        package: the package.
        rulebook: the rulebook, by name.
        engine: compiled, or reference: pySHACL, the judge.
        with_cures: whether to say which single changes cure most; that takes further checks.
        foreign: what shapes of the user's own find, by the name of their file.
        without: rules of the rulebook to leave out, by name.
    """
    from kg.answers.validate.data import foreign_json, report_json
    from kg.answers.validate.document import validate_document

    def graph() -> str:
        from kg.check.judged import as_quads

        return as_quads(regime, package, rulebook)

    report = regime.validate(package, rulebook, engine, without)
    return Answer(
        regime,
        report,
        (package.as_of,),
        document=lambda: validate_document(regime, package, report, with_cures, foreign),
        data=lambda: report_json(regime, package, report, with_cures) | foreign_json(foreign),
        turtle=lambda: report.turtle,
        graph=graph,
        good=report.conforms
        and not any(each.severity == "Violation" for _, found in foreign for each in found),
    )


def justify(
    regime: Regime,
    actions: Annotated[Sequence[str], Narrows, Once],
    verified_by: str | None = None,
    rulebook: str | None = None,
) -> Answer:
    """Say which relief concessions can justify, by stage, and what one more would add.

    Args:
        actions: actions of the target, such as yongbyon-freeze.
        verified_by: who verifies them, such as iaea; none if nobody does.
        rulebook: the rulebook, by name.
    """
    from kg.answers.justify import justify as ask
    from kg.answers.justify import reached
    from kg.answers.justify.document import justify_document
    from kg.core.dates import as_of_data

    found = ask(regime, list(actions), verified_by, rulebook)
    how_far = reached(regime, list(actions), verified_by, rulebook)
    return Answer(
        regime,
        found,
        (),
        document=lambda: justify_document(regime, found, how_far, actions, verified_by, rulebook),
        data=lambda: {
            **as_of_data(regime.data_date),
            **asdict(how_far),
            "options": [asdict(option) for option in found],
        },
    )


def residual(
    regime: Regime,
    package: Deal,
    after: After = None,
    every: bool = False,
    sender: Annotated[str | None, Narrows] = None,
) -> Answer:
    """Say what is left in force after a phase, and what is relaxed how far.

    Args:
        package: the package.
        after: the phase after which to look, from 1; the last if left out.
        every: list what restricts nothing too, not only measures.
        sender: only the law of this state or body, such as unsc or united-states.
    """
    from kg.answers.after import residual as ask
    from kg.answers.after.data import residual_json, residual_rows
    from kg.answers.after.document import residual_document

    found = ask(regime, package, after, sender)
    answer = Answer(
        regime,
        found,
        (package.as_of,),
        document=lambda: residual_document(regime, found, every, sender),
        data=lambda: residual_json(regime, found, every),
        rows=lambda: residual_rows(regime, found, every),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def exposure(
    regime: Regime,
    package: Deal,
    after: After = None,
    sender: Annotated[str | None, Narrows] = None,
) -> Answer:
    """Say how what is relaxed by a phase comes back, who decides and who can block it.

    Args:
        package: the package.
        after: the phase after which to look, from 1; the last if left out.
        sender: only the law of this state or body, such as unsc or united-states.
    """
    from kg.answers.after import exposure as ask
    from kg.answers.after.data import exposure_json, exposure_rows
    from kg.answers.after.ways_back import exposure_document

    found = ask(regime, package, after, sender)
    answer = Answer(
        regime,
        found,
        (package.as_of,),
        document=lambda: exposure_document(regime, found, sender),
        data=lambda: exposure_json(regime, found),
        rows=lambda: exposure_rows(regime, found),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def balance(regime: Regime, package: Deal, rulebook: str | None = None) -> Answer:
    """Compare, phase by phase, the stage of the relief with the stage of the concessions.

    Args:
        package: the package.
        rulebook: the rulebook, by name.
    """
    from kg.answers.balance import balance as ask
    from kg.answers.balance.document import balance_document, balance_json, balance_rows

    found = ask(regime, package, rulebook)
    answer = Answer(
        regime,
        found,
        (package.as_of,),
        document=lambda: balance_document(regime, found),
        data=lambda: balance_json(found),
        rows=lambda: balance_rows(found),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def compare(regime: Regime, a: Deal, b: Deal, rulebook: str | None = None) -> Answer:
    """Say how package b differs from package a, and how both are judged.

    Args:
        a: one package.
        b: the other.
        rulebook: the rulebook, by name.
    """
    from kg.answers.compare import bounded, side
    from kg.answers.compare import compare as ask
    from kg.answers.compare.data import compare_json, compare_rows
    from kg.answers.compare.document import compare_document

    bounded(a, b)
    one, other = (side(regime, deal, rulebook) for deal in (a, b))
    found = ask(one, other)
    return Answer(
        regime,
        found,
        (a.as_of, b.as_of),
        document=lambda: compare_document(regime, found),
        data=lambda: compare_json(regime, found),
        rows=lambda: compare_rows(regime, found),
    )


def why(regime: Regime, package: Deal, rule: str, rulebook: str | None = None) -> Answer:
    """Show the words, the text, the passages and the triples behind a finding.

    Args:
        package: the package.
        rule: a rule, by its id or the last part of it.
        rulebook: the rulebook, by name.
    """
    from kg.answers.why import why as ask
    from kg.answers.why.data import why_json
    from kg.answers.why.document import why_document

    found = ask(regime, package, rule, rulebook)
    return Answer(
        regime,
        found,
        (package.as_of,),
        document=lambda: why_document(regime, package, found),
        data=lambda: why_json(regime, package, found),
    )


def stakeholders(regime: Regime, package: Deal) -> Answer:
    """Say who decides each relief, who can block it, whom else it needs, and where they stood.

    Args:
        package: the package.
    """
    from kg.answers.stakeholders import stakeholders as ask
    from kg.answers.stakeholders.data import stakeholders_json, stakeholders_rows
    from kg.answers.stakeholders.document import stakeholders_document

    found = ask(regime, package)
    answer = Answer(
        regime,
        found,
        (found.as_of,),
        document=lambda: stakeholders_document(regime, found),
        data=lambda: stakeholders_json(found),
        rows=lambda: stakeholders_rows(found),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def value(regime: Regime, package: Deal, after: After = None) -> Answer:
    """Say what the relief of a package is worth a year, as ranges with sources and caveats.

    Args:
        package: the package.
        after: stop after this phase.
    """
    from kg.answers.value import value as ask
    from kg.answers.value.data import value_json, value_rows
    from kg.answers.value.document import value_document

    found = ask(regime, package, after)
    answer = Answer(
        regime,
        found,
        (found.as_of,),
        document=lambda: value_document(regime, found),
        data=lambda: value_json(found),
        rows=lambda: value_rows(regime, found),
    )
    return _outside_choices(answer, package)


def calendar(
    regime: Regime,
    package: Deal,
    from_: str | None = None,
    horizon: Annotated[str | None, Narrows] = None,
    phase_days: Annotated[int, Between(0, 10_000)] = 0,
) -> Answer:
    """Say when the relief of a package can take effect at the earliest, and when it is renewed.

    Args:
        package: the package.
        from_: the first day (YYYY-MM-DD); the day at which the package reads the law if left out.
        horizon: the last day up to which renewals are named, or a length such as '2 years' or
            '90 days'; two years if left out.
        phase_days: how many days the concessions of each phase take.
    """
    from kg.answers.calendar import calendar as ask
    from kg.answers.calendar.data import calendar_json, calendar_rows
    from kg.answers.calendar.document import calendar_document
    from kg.answers.calendar.entries import agenda

    first = day(from_, "--from") if from_ is not None else None
    found = ask(regime, package, first, horizon, phase_days)
    answer = Answer(
        regime,
        found,
        (found.as_of,),
        document=lambda: calendar_document(regime, found),
        data=lambda: calendar_json(found),
        rows=lambda: calendar_rows(found),
        agenda=lambda: agenda(found),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def _outside_choices(answer: Answer, package: Deal) -> Answer:
    """Says of an answer on what stands outside choices which alternatives it leaves out."""
    if not package.choices:
        return answer
    labels = [choice.label for choice in package.choices]
    warning = "The package names alternatives, of which nothing is said here"
    note = Note(f"{warning}: {'; '.join(labels)}.")

    def document() -> Document:
        made = answer.document()
        return replace(made, notes=(*made.notes, note))

    return replace(
        answer,
        document=document,
        data=lambda: {**answer.data(), "alternativesLeftOut": labels},
        remark=warning,
    )
