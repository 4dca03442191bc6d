"""Answers as text and as JSON.

Text prints labels, never IRIs, and says as of when and what was not checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.grounds import sources_line, unverified, unverified_among, unverified_under
from kg.answers.justify import AHEAD, FITS, FURTHER_AWAY, ONE_AWAY
from kg.check.findings import GRAVITY, NOTHING_TO_JUDGE
from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.wording import listed
from kg.graph.words import cited
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.justify import Kept, Option, Price, Reached
    from kg.check.findings import Finding, Report
    from kg.check.foreign import ForeignResult
    from kg.deal import Deal
    from kg.graph.regime import Regime
    from kg.repair.cures import Cure

    Foreign = tuple[tuple[str, tuple[ForeignResult, ...]], ...]

_VERDICTS = {
    "breaks": "[bold red]breaks[/]",
    "underspecified": "[bold yellow]underspecified[/]",
    "conforms-with-weaknesses": "[bold cyan]conforms with weaknesses[/]",
    "conforms": "[bold green]conforms[/]",
    "nothing-to-judge": "[bold]nothing to judge[/]",
}
_KINDS = {
    "breach": "[red]breach[/]  ",
    "weakness": "[cyan]weakness[/]",
    "gap": "[yellow]gap[/]     ",
}
# Before the message of what only some completion of a package breaks.
_LEFT_OPEN = {"weakness": "Not said. ", "gap": "Left open. "}
_MOST_PROVISIONS = 24
_MOST_NAMES = 4
_UNVERIFIED = (
    "What is marked unverified was recalled or only partly read, and not compared with its text."
)


def report_text(
    console: Console, regime: Regime, deal: Deal, report: Report, with_cures: bool = True
) -> None:
    """Prints a report: verdict, findings by cure and phase, what passed and what was not checked.

    Args:
        console: where to print.
        regime: the regime that the report is about.
        deal: the package.
        report: the report.
        with_cures: whether findings with the same cure are grouped; that takes further checks.
    """
    from kg.repair.cures import cures

    book = regime.label(report.rulebook)
    console.print(f"[bold]{escape(report.title)}[/]")
    console.print(f"{_VERDICTS[report.verdict]} under {book}; {_counts(report)}")
    if reason := why_nothing(deal, report):
        console.print(f"{reason[0].upper()}{reason[1:]}.")
    for note in (*report.notes, *deal.notes):
        console.print(indented(f"Note: {escape(note)}", 0, markup=True))
    grouped = cures(regime, deal, report) if with_cures else ()
    if grouped:
        most = f"{escape(grouped[0].sentence)}; {len(grouped[0].findings)} findings go"
        console.print(indented(f"One change cures most. {most}.", 0, markup=True))
    shown: set[str] = set()
    for cure in sorted(grouped, key=lambda each: _gravest(report, each)):
        _cure(console, regime, report, cure, shown)
    said = {place for cure in grouped for place in cure.findings}
    rest = [f for place, f in enumerate(report.findings) if place not in said]
    for number in range(len(deal.phases) + 1):
        found = [f for f in rest if (f.phase or 0) == number]
        if number:
            console.print(f"\n[bold]Phase {number}[/]  {escape(deal.phases[number - 1].title)}")
            if not found:
                more = any(f.phase == number for f in report.findings)
                console.print("  nothing else found" if more else "  nothing found")
        elif found:
            console.print("\n[bold]The package as a whole[/]")
        _by_commitment(console, regime, found, shown)
    _names(console, "\nPassed", report.passed)
    _names(console, "Did not apply", report.not_applicable)
    _names(console, "Not checked, no data yet", report.not_checked)
    touched = (id for finding in report.findings for id in finding.provisions)
    doubt = f"{_UNVERIFIED} " if unverified_among(regime, touched) else ""
    console.print(
        f"{doubt}{as_of_line(report.data_date, report.as_of)} "
        f"The rulebook's view is its author's. {NOT_ADVICE}"
    )


def foreign_text(console: Console, found: Foreign) -> None:
    """Prints what shapes of the user's own find, file by file; nothing if there are none."""
    for name, results in found:
        console.print(f"\n[bold]Your shapes in {escape(name)}[/]")
        if not results:
            console.print("  nothing found")
        for each in results:
            said = "; ".join(each.messages) or each.component
            line = f"{each.severity.lower()}  {each.label}: {said}"
            console.print(indented(escape(line), 2, markup=True))


def foreign_json(found: Foreign) -> dict[str, Any]:
    """Returns the same as JSON data, under ``shapes``; nothing if there are none."""
    if not found:
        return {}
    return {"shapes": [{"file": name, "results": [asdict(r) for r in own]} for name, own in found]}


def report_json(
    regime: Regime, deal: Deal, report: Report, with_cures: bool = True
) -> dict[str, Any]:
    """Returns a report as JSON data with short ids.

    Args:
        regime: the regime that the report is about; it knows which provisions are unverified.
        deal: the package.
        report: the report.
        with_cures: whether to say which single changes cure most; that takes further checks.
    """
    from kg.repair.cures import cure_data, cures

    grouped = cures(regime, deal, report) if with_cures else ()
    return {
        "deal": report.deal,
        "rulebook": report.rulebook,
        **as_of_data(report.data_date, report.as_of),
        "verdict": report.verdict,
        "reason": why_nothing(deal, report),
        "notes": list(report.notes),
        "remarks": list(deal.notes),
        **({"cures": [cure_data(regime, deal, cure) for cure in grouped]} if with_cures else {}),
        "findings": [
            {
                "rule": f.rule,
                "kind": f.kind,
                "open": f.open,
                "phase": f.phase,
                "commitment": f.commitment,
                "provisions": list(f.provisions),
                "unverified": list(unverified_among(regime, f.provisions)),
                "message": f.message,
                "details": list(f.details),
                "passages": list(f.passages),
            }
            for f in report.findings
        ],
        "passed": list(report.passed),
        "notApplicable": list(report.not_applicable),
        "notChecked": list(report.not_checked),
    }


def why_nothing(deal: Deal, report: Report) -> str | None:
    """Says why there is nothing to judge; None where there is.

    Args:
        deal: the package.
        report: what was found on it.
    """
    if report.verdict != NOTHING_TO_JUDGE:
        return None
    if any(branch.reliefs for branch in deal.branches):
        return f"no relief touches law in force on {report.as_of}"
    return "the package holds no relief of sanctions"


def options_text(
    console: Console, regime: Regime, options: tuple[Option, ...], how_far: Reached, heading: str
) -> None:
    """Prints how far concessions have come, and what they justify, by stage and by distance."""
    console.print(f"[bold]{escape(heading)}[/]")
    here = how_far.stage.label if how_far.stage else "none"
    console.print(indented(f"Stage reached: {here}", 0))
    if how_far.next:
        console.print(
            indented(f"missing of {how_far.next.label}: {_steps(regime, how_far.owed)}", 2)
        )
    for state, title in (
        (FITS, "[bold green]Fits the stage reached[/]: no must of the rulebook is broken"),
        (AHEAD, "[bold cyan]Allowed, but ahead of it[/]: no must is broken, and steps are missing"),
        (ONE_AWAY, "[bold yellow]One concession away[/]: one more keeps every must"),
        (FURTHER_AWAY, "[bold red]Further away[/]"),
    ):
        chosen = [option for option in options if option.state == state]
        if chosen:
            console.print(f"\n{title}")
        for option in chosen:
            _option(console, regime, option)
    cited = _sources(regime, chain(*((o.satisfied, o.broken, o.better_with) for o in options)))
    console.print(
        f"\n{cited}Each relief is tried in the form its author has in mind, in the phase of the "
        "concessions. A stage is reached when each step that the rulebook asks at it, and at those "
        "before it, is delivered. Relief that touches no law in force is left out. "
        f"{as_of_line(regime.data_date, regime.data_date)} {NOT_ADVICE}"
    )


def price_text(console: Console, regime: Regime, answer: Price) -> None:
    """Prints the least sets of steps for a relief."""
    console.print(f"[bold]{escape(answer.label)}[/]")
    if answer.full == ((),):
        console.print("Nothing is asked for it.")
    answers = {}
    if answer.full != ((),):
        answers["Least, so that no rule is broken and nothing is left open"] = answer.least
    if answer.full != answer.least:
        answers["To miss no recommendation either"] = answer.full
    for title, sets in answers.items():
        console.print(f"\n{title}:")
        if not sets:
            console.print("  no set of steps on record does it")
        for chosen in sets:
            console.print(indented(f"- {_steps(regime, chosen)}", 2))
    _kept(console, "Asked by", answer.asked)
    _kept(console, "Out of reach of any step on record", answer.out_of_reach)
    _doubts(console, regime, answer.unverified, 0)
    cited = _sources(regime, [answer.asked], answer.relief)
    console.print(f"{cited}{as_of_line(regime.data_date, regime.data_date)} {NOT_ADVICE}")


def _gravest(report: Report, cure: Cure) -> int:
    return min(GRAVITY[report.findings[place].kind] for place in cure.findings)


def _cure(console: Console, regime: Regime, report: Report, cure: Cure, shown: set[str]) -> None:
    """Prints a single change with the findings that go with it."""
    gone = [report.findings[place] for place in cure.findings]
    head = f"[bold]{escape(cure.sentence)}[/]: {len(gone)} findings go"
    console.print()
    console.print(indented(head, 0, markup=True))
    _by_commitment(console, regime, gone, shown, phases=True)


def _by_commitment(
    console: Console,
    regime: Regime,
    found: list[Finding],
    shown: set[str],
    phases: bool = False,
) -> None:
    """Prints findings under their commitments; what one touches, where it is first ``shown``."""
    for commitment in dict.fromkeys(f.commitment for f in found):
        mine = [f for f in found if f.commitment == commitment]
        first = mine[0]
        if first.phase is not None:
            place = commitment.rsplit("/", 2)[1:] if phases else commitment.rsplit("/", 1)[1:]
            console.print(f"  [bold]{escape(first.label)}[/]  [dim]{'/'.join(place)}[/]")
            if commitment not in shown:
                shown.add(commitment)
                _provisions(console, regime, first.provisions)
        for kind, rule in dict.fromkeys((f.kind, f.rule) for f in mine):
            _rule(console, regime, [f for f in mine if (f.kind, f.rule) == (kind, rule)])


def _rule(console: Console, regime: Regime, found: list[Finding]) -> None:
    first = found[0]
    console.print(f"    {_KINDS[first.kind]} [bold]{first.rule}[/]")
    for finding in found:
        said = _LEFT_OPEN.get(finding.kind, "") if finding.open else ""
        lines = [f"{said}{escape(finding.message)}"]
        lines += [f"- {escape(detail)}" for detail in finding.details]
        console.print(indented("\n".join(lines), 6, markup=True))
    passages = "; ".join(regime.label(passage) for passage in first.passages)
    why = f"Why: {first.why}" + (f" ({passages})" if passages else "")
    console.print(indented(f"[dim]{escape(why)}[/]", 6, markup=True))


def _provisions(console: Console, regime: Regime, provisions: tuple[str, ...]) -> None:
    if len(provisions) > _MOST_PROVISIONS:
        count = len(unverified_among(regime, provisions))
        doubt = f", {count} of them unverified" if count else ""
        console.print(
            indented(f"[dim]touches {len(provisions)} provisions{doubt}[/]", 4, markup=True)
        )
        return
    for provision in provisions:
        mark = "" if unverified(regime, provision) is None else " (unverified)"
        text = f"{regime.label(provision)}{mark}: {regime.description(provision)}"
        console.print(indented(f"[dim]{escape(text)}[/]", 6, markup=True))


def _option(console: Console, regime: Regime, option: Option) -> None:
    console.print(f"  [bold]{escape(option.label)}[/]  [dim]{option.relief}[/]")
    place = option.stage.label if option.stage else "its author places it at no stage"
    if option.stage is None or option.state != FITS:
        console.print(indented(f"[dim]{escape(place)}[/]", 4, markup=True))
    if not option.encoded:
        text = "[yellow]it relaxes no provision on record, so no law is asked for it[/]"
        console.print(indented(text, 4, markup=True))
    _doubts(console, regime, option.unverified, 4)
    for needed, word in zip(option.needs, chain(["needs"], repeat("or")), strict=False):
        console.print(indented(f"{word} {escape(_steps(regime, needed))}", 4, markup=True))
    _kept(console, "    broken", option.broken)
    _kept(console, "    satisfied", option.satisfied)
    _kept(console, "    should also keep", option.better_with)


def _doubts(console: Console, regime: Regime, ids: tuple[str, ...], by: int) -> None:
    if ids:
        text = f"unverified, of what it rests on: {listed(map(regime.label, ids), _MOST_NAMES)}"
        console.print(indented(f"[yellow]{escape(text)}[/]", by, markup=True))


def _kept(console: Console, title: str, kept: tuple[Kept, ...]) -> None:
    if kept:
        indent = len(title) - len(title.lstrip())
        names = ", ".join(f"{k.rule}{cited(k.passages)}" for k in kept)
        console.print(indented(f"[dim]{title.strip()}: {escape(names)}[/]", indent, markup=True))


def _steps(regime: Regime, names: Iterable[str]) -> str:
    def worded(name: str) -> str:
        kind, own = name.split("/", 1)
        doubt = "; rests on what is unverified" if _rests_on_doubt(regime, name) else ""
        return f"{'with ' if kind == 'relief' else ''}{regime.label(name)} ({own}{doubt})"

    return "; ".join(worded(name) for name in names)


def _sources(regime: Regime, rules: Iterable[tuple[Kept, ...]], *records: str) -> str:
    passages = {passage for kept in rules for each in kept for passage in each.passages}
    line = sources_line(regime, passages, records)
    return f"{line}\n" if line else ""


def _rests_on_doubt(regime: Regime, name: str) -> bool:
    if name.startswith("relief/"):
        return bool(unverified_under(regime, name))
    return unverified(regime, name) is not None


def _names(console: Console, title: str, names: tuple[str, ...]) -> None:
    if names:
        console.print(f"{title}: {', '.join(names)}")


def _counts(report: Report) -> str:
    kinds = [finding.kind for finding in report.findings]
    words = {"breach": "breaches", "gap": "gaps", "weakness": "weaknesses"}
    parts = [f"{kinds.count(k)} {w if kinds.count(k) != 1 else k}" for k, w in words.items()]
    return ", ".join(parts)
