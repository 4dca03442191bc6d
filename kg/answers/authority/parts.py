"""The parts of the answer to who can relax a measure, each from its own questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from kg.answers.authority.asking import DCTERMS
from kg.answers.authority.model import (
    Barrier,
    Body,
    CasePower,
    Named,
    ProvisionView,
    Return,
    Road,
    Twin,
    labels,
    linked,
    text,
)
from kg.answers.authority.powers import Powers
from kg.answers.grounds import unverified
from kg.graph import cells
from kg.graph.cells import Row
from kg.graph.sources import source_labels


class Asked(Powers):
    """A regime asked about one day."""

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
            caps=tuple(str(row["cap"]) for row in self._caps if row["provision"] == id),
            exceptions=tuple(
                f"{row['case']} ({row['procedure']}; {row['granted_in_label']})"
                for row in exceptions
                if self.may_stand(str(row["granted_in"]))
            ),
            sources=source_labels(regime, [id]),
        )

    @cached_property
    def _caps(self) -> list[Row]:
        return self._ask("caps")

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
