"""What a rulebook finds in a package, as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.grounds import by_kind, unverified, unverified_among
from kg.answers.validate.data import why_nothing
from kg.check import rules
from kg.check.findings import GRAVITY
from kg.core.dates import written
from kg.core.document import (
    Document,
    Finding,
    Note,
    Section,
    Span,
    Text,
    Tone,
    listing,
    quiet,
    ref,
    section,
)
from kg.core.ids import expand, local, short
from kg.core.wording import counted, joint
from kg.graph.sources import citations, own_texts

if TYPE_CHECKING:
    from kg.answers.validate.data import Foreign
    from kg.check import findings
    from kg.check.findings import Report
    from kg.check.foreign import ForeignResult
    from kg.deal import Deal
    from kg.graph.regime import Regime
    from kg.repair.cures import Cure

VIEW = "The rulebook's view is its author's."
_UNVERIFIED = (
    "What is marked unverified was recalled or only partly read, and not compared with its text."
)
_TONES = {
    "breaks": Tone.bad,
    "underspecified": Tone.doubt,
    "conforms-with-weaknesses": Tone.mild,
    "conforms": Tone.good,
}
_SEVERITIES = {"Violation": Tone.bad, "Warning": Tone.doubt}


@dataclass(frozen=True, kw_only=True)
class ValidateDocument(Document):
    """What a rulebook finds in a package.

    Attributes:
        cures: the single changes that cure more than one finding.
        findings: what is found, by commitment, the gravest first.
        clean: the phases in which nothing is found.
        shapes: what shapes of the user's own find, file by file.
        touched: the law touched by the reliefs in which something is found.
        passed: the rules that are kept.
        not_applicable: the rules that ask nothing of this package.
        not_checked: the rules that wait for data.
    """

    cures: Section | None = None
    findings: tuple[Section, ...] = ()
    clean: Text | None = None
    shapes: tuple[Section, ...] = ()
    touched: Section | None = None
    passed: Section | None = None
    not_applicable: Section | None = None
    not_checked: Section | None = None


def validate_document(
    regime: Regime, deal: Deal, report: Report, with_cures: bool = True, own: Foreign = ()
) -> ValidateDocument:
    """Makes the document of what is found in a package.

    Args:
        regime: the regime that the report is about.
        deal: the package.
        report: what ``validate`` found.
        with_cures: whether to say which single changes cure most; that takes further checks.
        own: what shapes of the user's own find, by the name of their file.
    """
    from kg.repair.cures import cures

    grouped = cures(regime, deal, report) if with_cures else ()
    touched = tuple(dict.fromkeys(id for each in report.findings for id in each.provisions))
    doubtful = unverified_among(regime, touched)
    passages = dict.fromkeys(id for each in report.findings for id in each.passages)
    book = report.rulebook
    grouped = tuple(sorted(grouped, key=lambda cure: _weight(report, cure), reverse=True))
    return ValidateDocument(
        title=(report.title, ": ", Span(verdict(report), _TONES.get(report.verdict))),
        lead=_lead(regime, deal, report, grouped),
        data_date=report.data_date,
        as_of=(report.as_of,),
        notes=(*map(Note, (*report.notes, *deal.notes)), *_own_note(own)),
        cures=_cures(regime, report, grouped),
        findings=tuple(_findings(regime, report, each) for each in _groups(report)),
        clean=_clean(deal, report),
        shapes=tuple(_shapes(name, results) for name, results in own),
        touched=_touched(regime, report),
        passed=_rules(regime, book, "Rules kept", report.passed),
        not_applicable=_rules(regime, book, "Rules that did not apply", report.not_applicable),
        not_checked=_rules(regime, book, "Rules not checked, no data yet", report.not_checked),
        remarks=(*([_UNVERIFIED] if doubtful else []), VIEW),
        citations=(*own_texts(regime, touched), *citations(regime, [*deal.sources, *passages])),
    )


def verdict(report: Report) -> str:
    """Returns a verdict in words.

    Args:
        report: the report that it is about.
    """
    return report.verdict.replace("-", " ")


def rule(regime: Regime, rulebook: str, name: str) -> Span:
    """Returns a rule by its label, with its id; by its name alone if it is in no rulebook.

    Args:
        regime: the regime that holds the rulebook.
        rulebook: the id of the rulebook.
        name: the last part of the id of the rule.

    >>> import kg
    >>> rule(kg.load(), "rulebook/wertz-2019", "confidence-first")
    Span(text='confidence first', tone=None, id='rule/wertz-2019/confidence-first')
    """
    for book in (expand(rulebook, regime.base), rules.WELL_FORMED):
        for each in rules.rules(regime, book):
            if local(each.iri) == name:
                return ref(each.name, short(each.iri, regime.base))
    return Span(name)


def together(labels: Iterable[str]) -> str:
    """Joins the names of passages; the work that several stand in is named once.

    >>> together(["Wertz 2019, ¶32", "Wertz 2019, Table 1, stage 3"])
    'Wertz 2019, ¶32; Table 1, stage 3'
    """
    told, before = list[str](), ""
    for each in labels:
        work, _, place = each.partition(", ")
        told.append(place if place and work == before else each)
        before = work
    return "; ".join(told)


def _lead(regime: Regime, deal: Deal, report: Report, grouped: tuple[Cure, ...]) -> str:
    book, found = regime.label(report.rulebook), by_kind(f.kind for f in report.findings)
    if reason := why_nothing(deal, report):
        reason = reason.replace(str(report.as_of), written(report.as_of))
        said = f"There is nothing to judge under {book}: {reason}."
        more = f" All the same, it finds {found}." if found else ""
    else:
        said = {
            "breaks": f"The package breaks {book}: {found}.",
            "underspecified": f"The package leaves open whether it keeps {book}: {found}.",
            "conforms-with-weaknesses": f"The package conforms to {book}, with {found}.",
        }.get(report.verdict, f"The package conforms to {book}: {_all_kept(report)}.")
        more = ""
    if grouped and not more:
        best, every = grouped[0], len(report.findings)
        gone = by_kind(report.findings[place].kind for place in best.findings).split(", ")
        of = "all of them" if len(best.findings) == every else joint(gone)
        more = f" One change would cure {of}: {_lowered(best.sentence)}."
    return said + more


def _weight(report: Report, cure: Cure) -> tuple[int, ...]:
    """How many findings of each kind a change cures, the gravest kind first."""
    kinds = [report.findings[place].kind for place in cure.findings]
    return tuple(map(kinds.count, sorted(GRAVITY, key=GRAVITY.__getitem__)))


def _all_kept(report: Report) -> str:
    kept = counted(len(report.passed), "rule")
    return f"all {kept} that apply to it are kept" if len(report.passed) > 1 else f"{kept} applies"


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _own_note(own: Foreign) -> Iterator[Note]:
    """Says before the rest that shapes of the user's own find something."""
    found = Counter(each.severity.lower() for _, results in own for each in results)
    if found:
        counts = ", ".join(counted(count, severity) for severity, count in found.items())
        yield Note(f"Beside the rulebook, your own shapes find {counts}.")


def _cures(regime: Regime, report: Report, grouped: tuple[Cure, ...]) -> Section | None:
    """Each change with the rules whose findings go with it."""
    entries = []
    for cure in grouped:
        gone = [report.findings[place] for place in cure.findings]
        names = dict.fromkeys(rule(regime, report.rulebook, each.rule).text for each in gone)
        kinds = by_kind(each.kind for each in gone)
        entries.append((cure.sentence, f": cures {kinds}", quiet(f" ({'; '.join(names)})")))
    title = "Single changes that cure more than one finding"
    return section(title, listing(entries, "change")) if entries else None


def _groups(report: Report) -> list[list[findings.Finding]]:
    """What is found at each commitment; the commitments with the gravest findings first."""
    found: dict[str, list[findings.Finding]] = {}
    for each in sorted(report.findings, key=lambda f: GRAVITY[f.kind]):
        found.setdefault(each.commitment, []).append(each)
    # Findings are sorted by phase, so that this stays the order among equally grave ones.
    return list(found.values())


def _findings(regime: Regime, report: Report, found: list[findings.Finding]) -> Section:
    first, said = found[0], set[str]()
    blocks = []
    for each in found:
        blocks.append(finding(regime, report.rulebook, each, each.rule not in said))
        said.add(each.rule)
    if first.phase is None:
        return Section("The package as a whole", tuple(blocks), unit="commitment")
    title = f"Phase {first.phase}: {first.label}"
    return Section(title, tuple(blocks), _place(first), "commitment")


def finding(
    regime: Regime, rulebook: str, found: findings.Finding, with_why: bool = True
) -> Finding:
    """Returns what a check found as it stands in a document.

    Args:
        regime: the regime that holds the rulebook.
        rulebook: the id of the rulebook.
        found: the finding.
        with_why: whether to say why the rule is there.
    """
    passages = together(map(regime.label, found.passages))
    why = f"{found.why} ({passages})" if passages else found.why
    return Finding(
        found.kind,
        rule(regime, rulebook, found.rule),
        found.message,
        found.details,
        why if with_why else "",
        found.open,
    )


def _clean(deal: Deal, report: Report) -> str | None:
    with_some = {each.phase for each in report.findings}
    numbers = [str(p.position) for p in deal.phases if p.position not in with_some]
    if not numbers or len(numbers) == len(deal.phases):
        return None
    *most, last = numbers
    where = f"phases {', '.join(most)} and {last}" if most else f"phase {last}"
    return f"In {where} nothing is found."


def _shapes(name: str, results: Iterable[ForeignResult]) -> Section:
    entries: list[Text] = []
    for each in results:
        said = "; ".join(each.messages) or each.component
        severity = Span(each.severity.lower(), _SEVERITIES.get(each.severity))
        entries.append((severity, f"  {each.label}: {said}"))
    return section(f"Your shapes in {name}", listing(entries or ["nothing found"], "result"))


def _touched(regime: Regime, report: Report) -> Section | None:
    """The law touched by each relief in which something is found, with the reliefs behind it."""
    reliefs: dict[str, dict[str, None]] = {}
    for found in report.findings:
        for id in found.provisions:
            reliefs.setdefault(id, {})[_place(found)] = None
    entries = []
    for id, places in reliefs.items():
        mark = "" if unverified(regime, id) is None else " (unverified)"
        said = f"{mark}: {regime.description(id)}"
        entries.append((ref(regime.label(id), id), said, quiet(f"  {', '.join(places)}")))
    title = "Law touched by the reliefs in which something is found"
    return section(title, listing(entries, "provision")) if entries else None


def _place(found: findings.Finding) -> str:
    return "/".join(found.commitment.rsplit("/", 2)[1:])


def _rules(regime: Regime, book: str, title: str, names: Iterable[str]) -> Section | None:
    entries = [(rule(regime, book, name), quiet(f"  {name}")) for name in names]
    return section(title, listing(entries, "rule")) if entries else None
