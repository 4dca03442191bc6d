"""Questions on the law and on single things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from kg.answers.verbs.answer import Answer
from kg.answers.verbs.argument import Between, Narrows
from kg.core.dates import day

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.regime import Regime


def price(regime: Regime, relief: Annotated[str, Narrows], rulebook: str | None = None) -> Answer:
    """Find the least concessions and safeguards for a relief.

    Args:
        relief: a relief measure, such as kaesong.
        rulebook: the rulebook, by name.
    """
    from kg.answers.justify import price as ask
    from kg.answers.justify.document import price_document
    from kg.core.dates import as_of_data

    found = ask(regime, relief, rulebook)
    return Answer(
        regime,
        found,
        (),
        document=lambda: price_document(regime, found, rulebook),
        data=lambda: {**as_of_data(regime.data_date), **asdict(found)},
    )


def worth(regime: Regime, relief: Annotated[str, Narrows], on: str | None = None) -> Answer:
    """Say what a relief measure is worth a year, as ranges with sources and caveats.

    Args:
        relief: a relief measure, such as kaesong.
        on: the day at which the law is read (YYYY-MM-DD); the data date if left out.
    """
    from kg.answers.value import of_measure
    from kg.answers.value.data import value_json, value_rows
    from kg.answers.value.document import value_document

    found = of_measure(regime, relief, day(on, "--as-of") if on else None)
    return Answer(
        regime,
        found,
        (found.as_of,),
        document=lambda: value_document(regime, found),
        data=lambda: value_json(found),
        rows=lambda: value_rows(regime, found),
    )


def authority(regime: Regime, id: Annotated[str, Narrows], on: str | None = None) -> Answer:
    """Say who can relax a measure: body, act, conditions, notice, term, and the way back.

    Args:
        id: a relief measure, such as kaesong, a provision, a division or a power.
        on: the day (YYYY-MM-DD); the data date if left out.
    """
    from kg.answers.authority import authority as ask
    from kg.answers.authority.data import authority_json, authority_rows
    from kg.answers.authority.document import authority_document

    found = ask(regime, id, None if on is None else day(on, "--on"))
    return Answer(
        regime,
        found,
        (found.as_of,),
        document=lambda: authority_document(regime, found),
        data=lambda: authority_json(found),
        rows=lambda: authority_rows(found),
    )


def regime(
    regime: Regime,
    on: str | None = None,
    type: Annotated[str | None, Narrows] = None,
    goods: Annotated[str | None, Narrows] = None,
    sender: Annotated[str | None, Narrows] = None,
    instrument: Annotated[str | None, Narrows] = None,
    every: bool = False,
) -> Answer:
    """Say what was in force on a day.

    Args:
        on: the day (YYYY-MM-DD); the data date if left out.
        type: a type of measure, such as ExportBan, 'export ban' or financial.
        goods: goods, such as coal, or an HS code, such as 2701.
        sender: only of this state or body, such as unsc, united-states or 'South Korea'.
        instrument: only of this act, such as un/2397.
        every: demands, powers and definitions too, not only measures.
    """
    from kg.answers.law import regime_on as ask
    from kg.answers.law.data import law_json, law_rows
    from kg.answers.law.document import regime_document
    from kg.graph.words import target

    found = ask(
        regime,
        day(on, "--on") if on is not None else None,
        type=type,
        goods=goods,
        sender=sender,
        instrument=instrument,
        every=every,
    )
    unit = "provision" if every else "measure"

    def others() -> int:
        """How many provisions there are where no measure is."""
        if found.provisions or every or type or goods:
            return 0
        of = {"sender": sender, "instrument": instrument}
        return len(ask(regime, found.day, every=True, **of).provisions)

    return Answer(
        regime,
        found,
        (found.day,),
        document=lambda: regime_document(regime, found, unit, target(regime), others()),
        data=lambda: law_json(found),
        rows=lambda: law_rows(found),
    )


def can_i(
    regime: Regime,
    what: Sequence[str],
    from_: Annotated[str | None, Narrows] = None,
    as_: Annotated[str | None, Narrows] = None,
    on: str | None = None,
) -> Answer:
    """Say whether one may send, buy, pay, travel, employ, invest or ship, and by whose leave.

    Args:
        what: send or buy with goods by name or HS code, such as send 8413; or pay, travel, employ,
            invest or ship, also with a kind, such as ship bunkering.
        from_: the state from which it is done, such as us or Germany; every sender if left out.
        as_: who does it: ngo, bank, firm, person or official.
        on: the day (YYYY-MM-DD); the data date if left out.
    """
    from kg.answers.can_i import can_i as ask
    from kg.answers.can_i.data import WARNING, can_i_json, can_i_rows
    from kg.answers.can_i.document import can_i_document

    found = ask(regime, what, from_, as_, day(on, "--on") if on is not None else None)
    return Answer(
        regime,
        found,
        (found.day,),
        document=lambda: can_i_document(regime, found),
        data=lambda: can_i_json(found),
        rows=lambda: can_i_rows(found),
        remark=WARNING,
    )


def changes(
    regime: Regime,
    from_: Annotated[str, Narrows],
    to: Annotated[str | None, Narrows] = None,
    sender: Annotated[str | None, Narrows] = None,
) -> Answer:
    """Say what changed in the law between two days, and by which act.

    Args:
        from_: the starting point (YYYY-MM-DD); what happened on it is left out.
        to: the last day; the data date if left out.
        sender: only of this state or body, such as unsc, united-states or 'South Korea'.
    """
    from kg.answers.law import changes as ask
    from kg.answers.law.data import changes_json, changes_rows
    from kg.answers.law.document import changes_document

    last = day(to, "--to") if to is not None else None
    found = ask(regime, day(from_, "--from"), last, sender=sender)
    return Answer(
        regime,
        found,
        (found.last,),
        document=lambda: changes_document(regime, found),
        data=lambda: changes_json(found),
        rows=lambda: changes_rows(found),
    )


def history(regime: Regime, id: Annotated[str, Narrows]) -> Answer:
    """Tell how the law on a subject, on goods or in a provision came about, with caps and dates.

    Args:
        id: a subject or goods, such as coal, or a provision, such as un/2371/8.
    """
    from kg.answers.law import history as ask
    from kg.answers.law.data import history_json, history_rows
    from kg.answers.law.document import history_document

    found = ask(regime, id)
    return Answer(
        regime,
        found,
        (found.data_date,),
        document=lambda: history_document(regime, found),
        data=lambda: history_json(found),
        rows=lambda: history_rows(found),
    )


def show(regime: Regime, id: Annotated[str, Narrows]) -> Answer:
    """Tell everything known of a thing, with its sources.

    Args:
        id: an id, such as un/2397/7, action/yongbyon-freeze or goods/coal; also a shipped package.
    """
    from kg.answers.show import show as ask
    from kg.answers.show_document import show_document
    from kg.core.dates import as_of_data
    from kg.core.errors import UnknownId
    from kg.deal import shipped

    try:
        found = ask(regime, id)
    except UnknownId as error:
        if package := shipped.find(id):
            return _show_package(regime, package)
        raise shipped.near(id, error) from None
    return Answer(
        regime,
        found,
        (),
        document=lambda: show_document(regime, found),
        data=lambda: {**as_of_data(regime.data_date), **asdict(found)},
    )


def find(
    regime: Regime,
    q: Annotated[Sequence[str], Narrows],
    kind: Annotated[str | None, Narrows] = None,
    most: Annotated[int, Between(1, 200), Narrows] = 12,
) -> Answer:
    """Find things, questions and commands by words, nicknames, citations or HS codes.

    Args:
        q: what is looked for, such as 'oil', 'UNSCR 2397 para 7' or '22 USC 9228'.
        kind: only this kind, such as relief, action, goods, provision or question.
        most: how many at most.
    """
    from kg.answers.find import find as ask
    from kg.answers.find.document import find_document, find_json, find_rows
    from kg.answers.verbs import entries

    words = " ".join(q)
    found = ask(regime, words, kind, most, entries())
    return Answer(
        regime,
        found,
        (),
        document=lambda: find_document(regime, words, found),
        data=lambda: find_json(regime, words, found),
        rows=lambda: find_rows(found),
        good=bool(found),
    )


def list_(regime: Regime, kind: Annotated[str, Narrows]) -> Answer:
    """List what there is of a kind, with labels, stages and a line on each.

    Args:
        kind: actions, relief, safeguards, undertakings, actors, goods, subjects, stages, rulebooks,
            rules, acts, powers, episodes, events, facilities, deals or questions.
    """
    from kg.answers.find.document import list_document, list_rows
    from kg.answers.find.inventory import inventory, named
    from kg.core.dates import as_of_data

    found = inventory(regime, kind)
    return Answer(
        regime,
        found,
        (),
        document=lambda: list_document(regime, named(kind), found),
        data=lambda: {
            **as_of_data(regime.data_date),
            "kind": named(kind),
            "entries": [asdict(each) for each in found],
        },
        rows=lambda: list_rows(found),
    )


def _show_package(regime: Regime, path: Path) -> Answer:
    from kg.answers.show_package import package_document, show_package
    from kg.core.dates import as_of_data
    from kg.deal import read_deal

    deal = read_deal(path, regime)
    found = show_package(regime, deal)
    return Answer(
        regime,
        found,
        (deal.as_of,),
        document=lambda: package_document(regime, deal, found),
        data=lambda: {**as_of_data(regime.data_date, deal.as_of), **asdict(found)},
        package_sources=deal.sources,
    )
