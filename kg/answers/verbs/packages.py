"""Questions on packages: what they break, what mends them, what they leave and what they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from kg.answers.verbs.answer import Answer
from kg.check.engines import Engine

if TYPE_CHECKING:
    from rich.console import Console

    from kg.deal import Deal
    from kg.graph.regime import Regime


def validate(
    regime: Regime, package: Deal, rulebook: str | None = None, engine: Engine = Engine.compiled
) -> Answer:
    """Check a package against a rulebook.

    Args:
        package: the package.
        rulebook: the rulebook, by name.
        engine: compiled, or reference: pySHACL, the judge.
    """
    from kg.answers.render import report_json, report_text

    def graph() -> str:
        from kg.publish.judged import as_quads

        return as_quads(regime, package, rulebook)

    report = regime.validate(package, rulebook, engine)
    return Answer(
        regime,
        report,
        (package.as_of,),
        text=lambda console: report_text(console, regime, package, report),
        data=lambda: report_json(regime, package, report),
        turtle=lambda: report.turtle,
        graph=graph,
        good=report.conforms,
    )


def repair(
    regime: Regime,
    package: Deal,
    rulebook: str | None = None,
    best: int = 3,
    keep: Sequence[str] = (),
    strict: bool = False,
    engine: Engine = Engine.compiled,
    *,
    costs: Mapping[str, int] | None = None,
) -> Answer:
    """Find the smallest changes that cure a package.

    Args:
        package: the package.
        rulebook: the rulebook, by name.
        best: how many proposals to show.
        keep: phases and commitments that stay as they are, such as phase-2/relief-1.
        strict: cure weaknesses too.
        engine: what checks each proposal again: compiled, or reference: pySHACL.
        costs: what each change costs; see docs/repair.md.
    """
    from kg.answers.repair_text import repair_json, repair_text
    from kg.repair import repair as ask

    found = ask(
        *(regime, package, rulebook),
        best=best,
        keep=keep,
        costs=costs,
        strict=strict,
        engine=engine,
    )
    return Answer(
        regime,
        found,
        (package.as_of,),
        text=lambda console: repair_text(console, regime, package, found, engine),
        data=lambda: repair_json(regime, package, found),
        good=bool(found.proposals),
    )


def justify(
    regime: Regime,
    actions: Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
) -> Answer:
    """Say which relief concessions can justify, by stage, and what one more would add.

    Args:
        actions: actions of the target, such as yongbyon-freeze.
        verified_by: who verifies them, such as iaea; none if nobody does.
        rulebook: the rulebook, by name.
    """
    from kg.answers.grounds import as_of_data
    from kg.answers.justify import NOBODY, reached
    from kg.answers.justify import justify as ask
    from kg.answers.render import options_text

    found = ask(regime, list(actions), verified_by, rulebook)
    how_far = reached(regime, list(actions), verified_by, rulebook)
    who = ", verified by nobody" if verified_by == NOBODY else ""
    if verified_by and not who:
        who = f", verified by {regime.label(f'actor/{verified_by}')}"
    title = f"What {' and '.join(actions)}{who} can justify"
    return Answer(
        regime,
        found,
        (),
        text=lambda console: options_text(console, regime, found, how_far, title),
        data=lambda: {
            **as_of_data(regime.data_date),
            **asdict(how_far),
            "options": [asdict(option) for option in found],
        },
    )


def most(
    regime: Regime,
    package: Deal,
    rulebook: str | None = None,
    phases: int | None = None,
    strict: bool = False,
) -> Answer:
    """Find the most relief that goes together with the concessions of a package.

    Args:
        package: the package, whose concessions stay in their phases.
        rulebook: the rulebook, by name.
        phases: the most phases; 3, or as many as the package has, if left out.
        strict: leave no weakness either.
    """
    return most_for(regime, package, None, rulebook, phases, strict)


def most_for(
    regime: Regime,
    given: Deal | Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
    phases: int | None = None,
    strict: bool = False,
) -> Answer:
    """The same for a package or for actions that someone verifies; see ``possible.most``."""
    from kg.answers.possible import most as ask
    from kg.answers.possible.text import most_json, most_text

    found = ask(regime, given, verified_by, rulebook, phases=phases, strict=strict)
    return Answer(
        regime,
        found,
        (found.base.as_of,),
        text=lambda console: most_text(console, regime, found),
        data=lambda: most_json(regime, found),
    )


def frontier(
    regime: Regime,
    package: Deal | None = None,
    rulebook: str | None = None,
    phases: int = 3,
    seconds: float = 30.0,
    strict: bool = False,
    *,
    tell: Callable[[int, float], Any] | None = None,
) -> Answer:
    """Show the packages that give the most relief for the fewest steps at the least risk.

    Args:
        package: a package whose commitments stay; none if left out.
        rulebook: the rulebook, by name.
        phases: the most phases of a package.
        seconds: stop after this long with what is found.
        strict: leave no weakness either.
        tell: is told how many were found and how much is done, from 0 to 1.
    """
    from kg.answers.possible import frontier as ask
    from kg.answers.possible.text import front_json, front_rows, front_text

    found = ask(
        *(regime, package, rulebook),
        phases=phases,
        seconds=seconds,
        strict=strict,
        tell=tell or (lambda points, done: None),
    )
    return Answer(
        regime,
        found,
        (found.base.as_of,),
        text=lambda console: front_text(console, regime, found),
        data=lambda: front_json(regime, found),
        rows=lambda: front_rows(regime, found),
        good=bool(found.points),
    )


def residual(
    regime: Regime,
    package: Deal,
    after: int | None = None,
    all_: bool = False,
    sender: str | None = None,
) -> Answer:
    """Say what is left in force after a phase, and what is relaxed how far.

    Args:
        package: the package.
        after: the phase after which to look, from 1; the last if left out.
        all_: list what restricts nothing too, not only measures.
        sender: only the law of this state or body, such as unsc or united-states.
    """
    from kg.answers.after import residual as ask
    from kg.answers.after.text import residual_json, residual_rows, residual_text

    found = ask(regime, package, after, sender)
    answer = Answer(
        regime,
        found,
        (package.as_of,),
        text=lambda console: residual_text(console, found, all_),
        data=lambda: residual_json(found, all_),
        rows=lambda: residual_rows(found, all_),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def exposure(
    regime: Regime, package: Deal, after: int | None = None, sender: str | None = None
) -> Answer:
    """Say how what is relaxed by a phase comes back, who decides and who can block it.

    Args:
        package: the package.
        after: the phase after which to look, from 1; the last if left out.
        sender: only the law of this state or body, such as unsc or united-states.
    """
    from kg.answers.after import exposure as ask
    from kg.answers.after.text import exposure_json, exposure_rows, exposure_text

    found = ask(regime, package, after, sender)
    answer = Answer(
        regime,
        found,
        (package.as_of,),
        text=lambda console: exposure_text(console, regime, found),
        data=lambda: exposure_json(regime, found),
        rows=lambda: exposure_rows(found),
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
    from kg.answers.balance.text import balance_json, balance_rows, balance_text

    found = ask(regime, package, rulebook)
    answer = Answer(
        regime,
        found,
        (package.as_of,),
        text=lambda console: balance_text(console, regime, found),
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
    from kg.answers.compare import compare as ask
    from kg.answers.compare import side
    from kg.answers.compare.text import compare_json, compare_rows, compare_text

    one, other = (side(regime, deal, rulebook) for deal in (a, b))
    found = ask(one, other)
    return Answer(
        regime,
        found,
        (a.as_of, b.as_of),
        text=lambda console: compare_text(console, regime, found),
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
    from kg.answers.why.text import why_json, why_text

    found = ask(regime, package, rule, rulebook)
    return Answer(
        regime,
        found,
        (package.as_of,),
        text=lambda console: why_text(console, regime, package, found),
        data=lambda: why_json(regime, package, found),
    )


def stakeholders(regime: Regime, package: Deal) -> Answer:
    """Say who decides each relief, who can block it, whom else it needs, and where they stood.

    Args:
        package: the package.
    """
    from kg.answers.stakeholders import stakeholders as ask
    from kg.answers.stakeholders.text import stakeholders_json, stakeholders_rows, stakeholders_text

    found = ask(regime, package)
    answer = Answer(
        regime,
        found,
        (found.as_of,),
        text=lambda console: stakeholders_text(console, found),
        data=lambda: stakeholders_json(found),
        rows=lambda: stakeholders_rows(found),
        package_sources=package.sources,
    )
    return _outside_choices(answer, package)


def value(regime: Regime, package: Deal, after: int | None = None) -> Answer:
    """Say what the relief of a package is worth a year, as ranges with sources and caveats.

    Args:
        package: the package.
        after: stop after this phase.
    """
    from kg.answers.value import value as ask
    from kg.answers.value.text import value_json, value_rows, value_text

    found = ask(regime, package, after)
    answer = Answer(
        regime,
        found,
        (found.as_of,),
        text=lambda console: value_text(console, found),
        data=lambda: value_json(found),
        rows=lambda: value_rows(regime, found),
    )
    return _outside_choices(answer, package)


def _outside_choices(answer: Answer, package: Deal) -> Answer:
    """Says of an answer on what stands outside choices which alternatives it leaves out."""
    if not package.choices:
        return answer
    labels = [choice.label for choice in package.choices]
    warning = "The package names alternatives, of which nothing is said here"
    line = f"{warning}: {'; '.join(labels)}."

    def text(console: Console) -> None:
        answer.text(console)
        console.print(line, markup=False)

    return replace(
        answer,
        text=text,
        data=lambda: {**answer.data(), "alternativesLeftOut": labels},
        warning=" ".join(filter(None, (answer.warning, f"{warning}."))),
    )
