"""The powers to relax a measure, with all their terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from kg.answers.authority.asking import Law
from kg.answers.authority.model import (
    CONDUCT,
    NO_CONDUCT,
    ONE_WAY,
    Delegate,
    Named,
    Need,
    PowerView,
    Told,
    labels,
    linked,
    text,
)
from kg.answers.grounds import unverified
from kg.core.ids import TERMS
from kg.graph import cells
from kg.graph.cells import Row
from kg.graph.sources import source_labels

_DELEGATION = ("delegation", "delegate")


class Powers(Law):
    """The powers of a day."""

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

    def terms(self, powers: Sequence[Named]) -> tuple[PowerView, ...]:
        """Returns the terms of powers, whatever they reach."""
        return tuple(self._power(each.id, ()) for each in powers)

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
            notice_count=", ".join(each.label for each in linked(regime, id, "dayCount")) or None,
            renewal_notice_days=cells.whole(text(regime, id, "renewalNoticeDays")),
            report_days=cells.whole(text(regime, id, "reportDays")),
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
        regime = self._regime
        # A delegation hands on what a power rests on, whichever power that is.
        bases = {each.id for each in linked(regime, id, "basis")}
        handed_on = [row for row in self._delegations if row["basis"] in bases]
        handed_on.sort(key=lambda row: (str(row["since"]), *map(str, map(row.get, _DELEGATION))))
        rows = cells.grouped(handed_on, *_DELEGATION)
        return tuple(
            Delegate(
                str(first["delegate"]),
                regime.label(str(first["delegation"])),
                str(first["citation"]),
                cells.day(first["since"]),
            )
            for first, *_ in rows
        )

    @cached_property
    def _delegations(self) -> list[Row]:
        return self._ask("delegations")

    def _told(self, id: str) -> tuple[Told, ...]:
        found = []
        for actor in linked(self._regime, id, "noticeTo"):
            members = labels(self._regime, actor.id, f"{TERMS}members")
            found.append(Told(actor.label, members))
        return tuple(found)


def _conduct(needs: Need | None) -> str:
    if needs is None or not any(leaf.of_target for leaf in needs.leaves()):
        return NO_CONDUCT
    return ONE_WAY if needs.met_without_conduct() else CONDUCT
