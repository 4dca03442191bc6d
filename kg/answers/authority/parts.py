"""The parts of the answer to who can relax a measure, each from its own questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.authority.model import (
    CONDUCT,
    NO_CONDUCT,
    ONE_WAY,
    Barrier,
    Body,
    CasePower,
    Delegate,
    Named,
    Need,
    PowerView,
    ProvisionView,
    Return,
    Road,
    Told,
    Twin,
    labels,
    linked,
    name,
    text,
)
from kg.answers.grounds import unverified
from kg.core.ids import TERMS
from kg.graph import cells, queries
from kg.graph.cells import Row
from kg.graph.sources import source_labels

if TYPE_CHECKING:
    from kg.graph.regime import Regime

DCTERMS, _SKOS = "http://purl.org/dc/terms/", "http://www.w3.org/2004/02/skos/core#"


class Asked:
    """A regime asked about one day."""

    def __init__(self, regime: Regime, day: date) -> None:
        self._regime, self._day = regime, day

    def in_force(self, id: str) -> bool:
        """Says whether a provision has effect on the day; a division, whether a part has."""
        return self._regime.has_effect(self._regime.node(id), self._day)

    def first_day(self, id: str) -> date | None:
        """Returns the first day on record of what may be older, if it comes after the day."""
        begins = text(self._regime, id, "inForceFrom")
        if not begins or text(self._regime, id, "mayBeOlder") != "true":
            return None
        first = date.fromisoformat(begins)
        return first if first > self._day else None

    def may_stand(self, id: str) -> bool:
        """Says whether a provision is in force on the day, or may have been already."""
        return self.in_force(id) or self.first_day(id) is not None

    # --- powers --------------------------------------------------------------------------------

    def powers(
        self, id: str, kind: str, standing: Sequence[str], barred: Mapping[str, Sequence[Named]]
    ) -> tuple[tuple[PowerView, ...], list[str]]:
        """Returns the powers over what is asked about, and the ids of those not in force."""
        over: dict[str, list[str]] = {}
        if kind == "power" and self._regime.is_a(id, "Authority"):
            over[id] = list(standing)
        elif kind != "power":
            for provision in standing:
                for power in linked(self._regime, provision, "relaxableUnder"):
                    over.setdefault(power.id, []).append(provision)
            for provision, movers in barred.items():
                for power in movers:
                    known = self._regime.is_a(power.id, "Authority")
                    if known and provision not in over.setdefault(power.id, []):
                        over[power.id].append(provision)
        views = [self._power(power, reaches) for power, reaches in sorted(over.items())]
        gone = [view.id for view in views if view.stands == "not in force"]
        return tuple(view for view in views if view.id not in gone), gone

    def given(self, id: str) -> tuple[Named, ...]:
        """Returns the powers that a provision or a division gives."""
        rows = self._ask("powers-given-by", provision=id)
        return tuple(self._name(power) for power in cells.unique(rows, "power"))

    def needs(self, power: str) -> Need | None:
        """Returns the conditions of a power as a tree; None if it has none."""
        rows = self._ask("conditions-of-power", power=power)
        met = self._ask("actions-that-meet-conditions", power=power)
        by_id = {str(row["requirement"]): row for row in rows}
        inside: dict[str, list[str]] = {}
        for row in rows:
            if row["inside"] is not None:
                inside.setdefault(str(row["inside"]), []).append(str(row["requirement"]))
        top = [each for each, row in by_id.items() if row["inside"] is None]
        return self._need(top[0], by_id, inside, met) if top else None

    def _need(
        self, id: str, rows: Mapping[str, Row], inside: Mapping[str, list[str]], met: list[Row]
    ) -> Need:
        row = rows[id]
        parts = [self._need(each, rows, inside, met) for each in dict.fromkeys(inside.get(id, ()))]
        actions = [each for each in met if each["condition"] == id]
        return Need(
            id=id,
            says=str(row["says"]),
            kind=str(row["kind"]),
            threshold=cells.text(row["threshold"]),
            only_when=cells.text(row["only_when"]),
            of_target=self._regime.is_a(id, "ConductCondition"),
            on_rights=row["on_rights"] is True,
            actions=tuple(self._name(each) for each in cells.unique(actions, "action")),
            parts=tuple(parts),
        )

    def _power(self, id: str, reaches: Sequence[str]) -> PowerView:
        regime = self._regime
        needs = self.needs(id)
        out = self._ask("out-of-reach-of-power", power=id)
        told = self._told(id)
        return PowerView(
            id=id,
            label=regime.label(id),
            mechanism=", ".join(each.label for each in linked(regime, id, "mechanism")),
            citation=text(regime, id, "citation") or "",
            stands=self._stands(id),
            first_day=self._first_day_of_power(id),
            held_by=tuple(each.label for each in linked(regime, id, "heldBy")),
            delegates=self._delegates(id),
            basis=linked(regime, id, "basis"),
            reach=text(regime, id, "reach"),
            needs=needs,
            conduct=_conduct(needs),
            needs_vote=text(regime, id, "needsVote") == "true",
            usable=text(regime, id, "usable") != "false",
            certification=text(regime, id, "certification"),
            notice=text(regime, id, "notice"),
            notice_days=cells.whole(text(regime, id, "noticeDays")),
            notice_to=told,
            longest_term=text(regime, id, "longestTerm"),
            longest_days=cells.whole(text(regime, id, "longestDays")),
            shortest_days=cells.whole(text(regime, id, "shortestDays")),
            renewal=text(regime, id, "renewal"),
            renews=linked(regime, id, "renews"),
            out_of_reach=tuple(self._name(str(r["out_of_reach"])) for r in out if r["in_force"]),
            out_of_reach_later=tuple(
                self._name(str(row["out_of_reach"])) for row in out if not row["in_force"]
            ),
            reaches=tuple(self._name(each) for each in reaches),
            notes=self._notes(id),
            unverified=unverified(regime, id),
            sources=source_labels(regime, [id]),
        )

    def _stands(self, id: str) -> str:
        bases = linked(self._regime, id, "basis")
        if not bases:
            return "not dated"
        if any(self.in_force(each.id) for each in bases):
            return "in force"
        return "may be older" if self._first_day_of_power(id) else "not in force"

    def _first_day_of_power(self, id: str) -> date | None:
        """The first day on record of its basis, if none is in force on the day but may be older."""
        bases = linked(self._regime, id, "basis")
        days = [day for each in bases if (day := self.first_day(each.id))]
        return min(days) if days and not any(self.in_force(each.id) for each in bases) else None

    def _delegates(self, id: str) -> tuple[Delegate, ...]:
        rows = cells.grouped(self._ask("delegations", power=id), "delegate", "delegation")
        regime = self._regime
        return tuple(
            Delegate(
                str(first["delegate"]),
                regime.label(str(first["delegation"])),
                str(first["citation"]),
                cells.day(first["since"]),
            )
            for first, *_ in rows
        )

    def _told(self, id: str) -> tuple[Told, ...]:
        found = []
        for actor in linked(self._regime, id, "noticeTo"):
            members = labels(self._regime, actor.id, f"{TERMS}members")
            found.append(Told(actor.label, members))
        return tuple(found)

    def _notes(self, id: str) -> tuple[str, ...]:
        notes = labels(self._regime, id, f"{_SKOS}note")
        return (*notes, *labels(self._regime, id, f"{_SKOS}editorialNote"))

    # --- provisions ----------------------------------------------------------------------------

    def provision(self, id: str) -> ProvisionView:
        """Returns what is said of a provision."""
        regime = self._regime
        sender = self._sender(id)
        exceptions = self._ask("exceptions-of-provision", provision=id)
        return ProvisionView(
            provision=self._name(id),
            says=regime.description(id),
            citation=text(regime, id, "citation"),
            sent_by=regime.label(sender) if sender else "",
            sender=sender or "",
            since=date.fromisoformat(text(regime, id, "inForceFrom") or date.max.isoformat()),
            may_be_older=text(regime, id, "mayBeOlder") == "true",
            exceptions=tuple(
                f"{row['case']} ({row['procedure']}; {row['granted_in_label']})"
                for row in exceptions
                if self.may_stand(str(row["granted_in"]))
            ),
            sources=source_labels(regime, [id]),
        )

    def bodies(self, provisions: Sequence[str]) -> tuple[Body, ...]:
        """Returns the senders that decide by a vote, with who can block each."""
        senders = dict.fromkeys(self._sender(each) for each in provisions)
        found = [self._body(each) for each in senders if each]
        return tuple(each for each in found if each)

    def deciders(self, powers: Sequence[CasePower]) -> tuple[Body, ...]:
        """Returns the holders of powers that decide together, with who can block each."""
        holders = dict.fromkeys(holder.id for power in powers for holder in power.held_by)
        found = [self._body(each) for each in holders]
        return tuple(each for each in found if each)

    def _body(self, id: str) -> Body | None:
        rows = self._ask("who-can-block", body=id)
        if not rows:
            return None
        clauses = [str(row["provision"]) for row in self._ask("review-clauses") if row["suspend"]]
        return Body(
            id=id,
            label=self._regime.label(id),
            rule=str(rows[0]["rule"]),
            votes=cells.whole(rows[0]["votes"]),
            blockers=cells.unique(rows, "label"),
            review=tuple(
                self._name(each)
                for each in clauses
                if self.in_force(each) and self._sender(each) == id
            ),
            notes=self._notes(id),
            unverified=unverified(self._regime, id),
        )

    def case_powers(self, id: str, kind: str, provisions: Sequence[str]) -> tuple[CasePower, ...]:
        """Returns what bodies may permit by themselves under provisions, or one such power."""
        if kind == "power":
            if self._regime.is_a(id, "Authority"):
                return ()
            bases = [each.id for each in linked(self._regime, id, "basis")]
            rows = [row for row in self._over(bases) if row["power"] == id]
        else:
            rows = self._over(provisions)
        return tuple(self._case_power(group) for group in cells.grouped(rows, "power"))

    def _over(self, provisions: Sequence[str]) -> list[Row]:
        found = []
        for provision in provisions:
            # What may be older is asked on its first day on record, when its powers begin too.
            first = self.first_day(provision)
            rows = self._ask("case-powers-over-provision", provision=provision, day=first)
            found += [row for row in rows if self.may_stand(str(row["basis"]))]
        return found

    def _case_power(self, rows: list[Row]) -> CasePower:
        first, id = rows[0], str(rows[0]["power"])
        return CasePower(
            id=id,
            label=str(first["label"]),
            what=str(first["what"]),
            held_by=linked(self._regime, id, "heldBy"),
            form=str(first["form"]),
            condition=cells.text(first["condition"]),
            basis=tuple(self._name(each) for each in cells.unique(rows, "basis")),
            over=tuple(self._name(each) for each in cells.unique(rows, "provision")),
            unverified=unverified(self._regime, id),
        )

    def returns(self, provisions: Sequence[str]) -> tuple[Return, ...]:
        """Returns how measures come back, each way once with those that come back so."""
        rows = [
            row
            for provision in provisions
            for row in self._ask("returns-of-provision", provision=provision)
        ]
        return tuple(
            Return(
                after=str(group[0]["after"]),
                route=str(group[0]["route"]),
                decider=cells.text(group[0]["decider"]),
                speed=cells.text(group[0]["speed"]),
                days=cells.whole(group[0]["days"]),
                blockers=cells.unique(group, "blocker"),
                of=tuple(self._name(each) for each in cells.unique(group, "provision")),
            )
            for group in cells.grouped(rows, "after", "route", "decider", "speed")
        )

    def twins(self, provisions: Sequence[str]) -> tuple[Twin, ...]:
        """Returns what else bars the same on the day, each once with what it is a twin of."""
        rows = [
            row
            for provision in provisions
            for row in self._ask("twins-of-provision", provision=provision)
            if self.may_stand(str(row["twin"])) and row["twin"] not in provisions
        ]
        return tuple(
            Twin(
                provision=self._name(str(group[0]["twin"])),
                relation=str(group[0]["relation"]),
                sent_by=str(group[0]["sent_by"]),
                tie=cells.text(group[0]["tie"]),
                of=tuple(self._name(each) for each in cells.unique(group, "provision")),
            )
            for group in cells.grouped(rows, "twin", "relation", "tie")
        )

    # --- relief --------------------------------------------------------------------------------

    def roads(self, relief: str) -> tuple[Road, ...]:
        """Returns the roads that lead to a relief measure."""
        rows = [row for row in self._ask("roads-of-relief") if row["relief"] == relief]
        return tuple(self._road(relief, row) for row in rows)

    def _road(self, relief: str, row: Row) -> Road:
        road = str(row["road"])
        papers = self._ask("papers-for-relief", relief=relief)
        return Road(
            id=road,
            label=str(row["label"]),
            verdict=str(row["verdict"]),
            executive_alone=bool(row["executive_alone"]),
            vote_needed=bool(row["vote_needed"]),
            notice=cells.text(row["notice"]),
            speed=str(row["speed"]),
            papers=tuple(str(each["paper"]) for each in papers if each["road"] == road),
            author=", ".join(labels(self._regime, road, f"{DCTERMS}creator")),
            made_on=", ".join(labels(self._regime, road, f"{DCTERMS}date")),
            sources=source_labels(self._regime, [road]),
        )

    def barriers(self, relief: str) -> tuple[Barrier, ...]:
        """Returns what stands in the way of a relief measure."""
        rows = self._ask("barriers-to-relief", relief=relief)
        return tuple(
            Barrier(
                provision=self._barred(group),
                sent_by=str(group[0]["sent_by"] or ""),
                needed=str(group[0]["needed"]),
                note=cells.text(group[0]["note"]),
                powers=tuple(self._name(each) for each in cells.unique(group, "power")),
                in_force=bool(group[0]["in_force"])
                or self.first_day(str(group[0]["stands_in"])) is not None,
            )
            for group in cells.grouped(rows, "barrier")
        )

    def no_barriers(self, relief: str) -> tuple[Barrier, ...]:
        """Returns what only looks like a barrier to a relief measure, with the reason."""
        rows = self._ask("no-barriers-to-relief", relief=relief)
        return tuple(
            Barrier(
                provision=Named(str(row["provision"]), str(row["label"])),
                sent_by=str(row["sent_by"] or ""),
                needed=str(row["reason"]),
                note=None,
                powers=(),
                in_force=True,
            )
            for row in rows
        )

    def _barred(self, rows: list[Row]) -> Named:
        first, id = rows[0], str(rows[0]["stands_in"])
        doubt = unverified(self._regime, id) or ("unverified" if first["unverified"] else None)
        return Named(id, str(first["label"]), doubt, self.first_day(id))

    # --- asking --------------------------------------------------------------------------------

    def _ask(self, query: str, day: date | None = None, **parameters: str) -> list[Row]:
        given: dict[str, str | int | date] = dict(parameters)
        if any(parameter.name == "day" for parameter in queries.find(query).parameters):
            given["day"] = day or self._day
        return [{**parameters, **row} for row in queries.run(self._regime, query, **given)]

    def _name(self, id: str) -> Named:
        return replace(name(self._regime, id), first_day=self.first_day(id))

    def _sender(self, id: str) -> str | None:
        acts = linked(self._regime, id, "partOf")
        senders = [each.id for act in acts for each in linked(self._regime, act.id, "sender")]
        return next(iter(senders), None)


def _conduct(needs: Need | None) -> str:
    if needs is None or not any(leaf.of_target for leaf in needs.leaves()):
        return NO_CONDUCT
    return ONE_WAY if needs.met_without_conduct() else CONDUCT
