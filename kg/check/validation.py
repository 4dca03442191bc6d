"""Checks a deal package against a rulebook: with the compiled checker, or with pySHACL, the judge.

Either sees the package (phases, commitments, what they touch, sorted by the ontology) beside the
part of the regime that the shapes can reach: the triples whose predicates occur in the queries of
the rule kinds. Both look at both readings of its open points, and tests hold them to the same
findings.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.check.book import find_rulebook, rulebook_of
from kg.check.engines import Engine
from kg.check.findings import Finding, Report, place, verdict
from kg.check.lines import PER_FINDING, few
from kg.check.notes import notes
from kg.check.readings import Judgement, Violation, judge
from kg.core.errors import BadInput
from kg.core.ids import local, short
from kg.core.wording import enumerated, natural

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

EVERY_ALTERNATIVE = "every-alternative-breaks"


def validate(
    regime: Regime,
    deal: Deal,
    rulebook: str | None = None,
    engine: str = Engine.compiled,
    without: Collection[str] = (),
) -> Report:
    """Checks a package against a rulebook and against what every package must keep.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        rulebook: the rulebook's id (``rulebook/wertz-2019``) or its last part; the regime's own by
            default.
        engine: ``compiled``, or ``reference`` for pySHACL.
        without: rules of the rulebook to leave out, by name.

    Raises:
        BadInput: if there is no such rulebook, engine or rule, or too much would have to be told.
        BrokenData: if a shape cannot be compiled, or the canary does not make it fire.
    """
    regime = regime.on(deal.as_of)
    if engine not in list(Engine):
        known = ", ".join(Engine)
        raise BadInput(f"no engine {engine}", hint=f"there is {known}")
    book = rulebook_of(regime, find_rulebook(regime, rulebook))
    if without:
        book = book.without(without)
    branches = deal.branches
    judgements: list[Judgement] = []
    for branch in branches:
        judgements.append(judge(regime, branch, book, engine))
        few(deal, PER_FINDING * sum(len(each.results) for each in judgements))
    if len(branches) == 1:
        found = [finding(regime, deal, each) for each in judgements[0].violated]
    else:
        found = branched(regime, deal, branches, judgements)
    findings = tuple(sorted(found, key=place))
    broken = {finding.rule for finding in findings}
    effective = any(each.effective for each in judgements)
    applied = {local(s.rule.iri) for each in judgements for s in each.applied}
    found_verdict = verdict((finding.kind for finding in findings), effective)

    def turtle() -> str:
        from kg.check.shacl_report import written

        return written(regime, judgements[0].results, findings, found_verdict)

    return Report(
        deal=deal.id,
        title=deal.title,
        rulebook=book.id,
        as_of=deal.as_of,
        data_date=regime.data_date,
        verdict=found_verdict,
        findings=findings,
        passed=tuple(sorted(applied - broken)),
        not_applicable=tuple(sorted(book.checkable - applied)),
        not_checked=book.waiting,
        notes=(*_left_out(without), *notes(regime, deal)),
        write=turtle,
    )


def _left_out(rules: Collection[str]) -> tuple[str, ...]:
    if not rules:
        return ()
    named = enumerated(sorted({each.rpartition("/")[2] for each in rules}))
    return (f"Left out of the rulebook, as asked: {named}. Its author would not.",)


def finding(regime: Regime, deal: Deal, found: Violation) -> Finding:
    """Returns what was found on a package, with ids and labels in place of IRIs."""
    shape = found.shape
    return Finding(
        rule=local(shape.rule.iri),
        kind=found.kind,
        phase=deal.phase_of(found.focus),
        commitment=short(found.focus, regime.base),
        label=deal.label_of(found.focus),
        message=shape.message,
        details=found.details,
        why=shape.rule.why,
        provisions=_ids(found.touched, regime.base),
        passages=_ids(frozenset(shape.rule.passages), regime.base),
        shape=short(shape.iri, regime.base),
        open=found.open,
    )


def branched(
    regime: Regime, deal: Deal, branches: Sequence[Deal], judgements: Sequence[Judgement]
) -> list[Finding]:
    """Returns the findings on a package that names alternatives.

    What is found in every combination is found; a breach of some of them only is a gap, since
    another choice keeps the rule. If no combination is free of breaches, and no breach is common to
    all, one finding says so and names a breach of each.
    """
    in_branch: dict[tuple[str, str], list[tuple[int, Violation]]] = {}
    for number, judgement in enumerate(judgements):
        for each in judgement.violated:
            in_branch.setdefault((each.shape.iri, each.focus), []).append((number, each))
    found = []
    for places in in_branch.values():
        number, first = places[0]
        always = len(places) == len(branches)
        grave = "breach" if all(each.kind == "breach" for _, each in places) else "gap"
        kind = first.kind if first.kind == "weakness" else grave if always else "gap"
        made = finding(regime, branches[number], replace(first, kind=kind))
        found.append(made if always else replace(made, open=True))
    breaches = [[v for v in judgement.violated if v.kind == "breach"] for judgement in judgements]
    if all(breaches) and not any(each.kind == "breach" for each in found):
        named = (
            f"{_alternative(branch)}: {', '.join(sorted(_rules(broken)))}"
            for branch, broken in zip(branches, breaches, strict=True)
        )
        found.append(
            Finding(
                rule=EVERY_ALTERNATIVE,
                kind="breach",
                phase=None,
                commitment=short(deal.iri, regime.base),
                label=deal.title,
                message="Whichever alternatives are chosen, a rule is broken. Mend one of them.",
                details=tuple(named),
                why="A package breaks the rulebook when no choice among its alternatives keeps it.",
                provisions=(),
                passages=(),
                shape=EVERY_ALTERNATIVE,
            )
        )
    return found


def _rules(found: Sequence[Violation]) -> set[str]:
    return {local(each.shape.rule.iri) for each in found}


def _alternative(branch: Deal) -> str:
    """The commitments that were chosen, by their labels."""
    chosen = [each.label for each in branch.commitments if "/one-of-" in each.iri]
    return " and ".join(chosen) or branch.title


@lru_cache(maxsize=1024)
def _ids(iris: frozenset[str], base: str) -> tuple[str, ...]:
    return tuple(sorted((short(iri, base) for iri in iris), key=natural))
