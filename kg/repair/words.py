"""The steps of a repair in words that a negotiator could say aloud."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.deal.edit.edits import changed
from kg.deal.model import Commitment, Concession, Deal, Relief, Undertaking
from kg.deal.terms import NONE, UNSTATED
from kg.graph.words import Words
from kg.graph.words import term as node
from kg.repair.english import WITHOUT_ARTICLE, closed, listed, unverified, with_article
from kg.repair.usual import Usual
from kg.repair.weights import examples, verifiers

if TYPE_CHECKING:
    from kg.deal.edit.edits import Edit
    from kg.graph.regime import Regime


class Sayer:
    """Says what an edit does to one package.

    The edits made beside it say in which phase a commitment ends up, and what is left of a list.
    """

    def __init__(self, regime: Regime, deal: Deal, edits: Iterable[Edit] = ()) -> None:
        made = tuple(edits)
        self._moved = {edit.on: edit.phase for edit in made if edit.kind == "move"}
        self._added = {e.added.iri: (e.added, e.phase) for e in made if e.added is not None}
        # What changes how a commitment is called.
        self._renamed = [e for e in made if e.kind == "take-out" or "label" in dict(e.changes)]
        self._usual = Usual(regime, deal)
        self.regime = regime
        self._deal = deal
        self._words = Words(regime)
        self._by_iri = {each.iri: each for each in deal.commitments}

    def say(self, edit: Edit) -> str:
        """Returns one sentence without a full stop."""
        what = self._by_iri.get(edit.on)
        match edit.kind:
            case "add" if edit.added is not None:
                return self._add(edit.added, edit.phase)
            case "move" if what is not None:
                here = self._deal.phase_of(edit.on)
                there = self._phase(edit.phase)
                if here is not None and edit.phase > here:
                    return f"Put off {closed(self._bare(what))} from phase {here} to {there}"
                return f"Bring {closed(self._bare(what))} forward from phase {here} to {there}"
            case "drop" if what is not None:
                return (
                    f"Leave {closed(self._bare(what))} out of phase {self._deal.phase_of(edit.on)}"
                )
            case "take-out" if what is not None:
                out = listed([self._provision(iri) for iri in edit.provisions])
                return f"Keep {out} in force, out of {self._whole(what)}"
            case "restore":
                names = listed([self._the(iri) for iri in edit.provisions])
                return f"From phase {edit.phase} on, no longer go without {names}"
            case "change" if what is not None:
                return self._change(what, dict(edit.changes))
            case "change" if edit.on == self._deal.iri:
                return "Say that the phases come in the order in which they stand"
        raise ValueError(edit.kind)

    def what(self, each: Commitment) -> str:
        """Returns what a commitment is called once all is changed, with its phase."""
        return self._whole(changed(each, self._renamed))

    def _whole(self, each: Commitment) -> str:
        phase = self._phase_of(each.iri)
        twin = isinstance(each, Relief) and self._twin(each)
        giver = f" by {self._whose(each.by)}" if isinstance(each, Relief) and twin else ""
        return f"{closed(self._bare(each) + giver)} in phase {phase}"

    def _twin(self, each: Relief) -> bool:
        """Whether another relief has the same name, and the giver tells them apart."""
        others = (other for other in self._by_iri.values() if other.label == each.label)
        return each.by not in ((), (NONE,)) and any(
            isinstance(other, Relief) and other.by != each.by for other in others
        )

    def name(self, iri: str) -> str:
        """Returns what the package or a commitment is called, with the phase where it ends up.

        A commitment that a repair adds has the phase to which it is added.
        """
        # What one of several bodies does by an act of its own is called as the whole.
        each = self._by_iri.get(iri) or self._by_iri.get(iri.rpartition("/")[0])
        if iri == self._deal.iri:
            return "the package"
        if each is not None:
            return self.what(each)
        added, phase = self._added[iri]
        return f"{self._bare(added)} in phase {phase}"

    def _bare(self, each: Commitment) -> str:
        if isinstance(each, Relief | Concession) and each.open:
            return self._unsaid(each)
        if isinstance(each, Relief) and len(each.provisions) == 1:
            return f"the relief of {each.label}"
        return with_article(each.label)

    def _unsaid(self, each: Relief | Concession) -> str:
        """What something is called that the package does not specify."""
        name = listed([self.regime.label(kind) for kind in each.kinds])
        if isinstance(each, Relief):
            name = name or "relief of sanctions"
            if each.by not in ((), (NONE,)):
                name += f" by {self._whose(each.by)}"
        return f"{with_article(name or 'a step')} that the package does not specify"

    def _add(self, added: Commitment, phase: int) -> str:
        what, place = self._bare(added), f"in {self._phase(phase)}"
        match added:
            case Concession() if added.verified_by:
                what = unverified(what)
                who = listed([self._who(iri) for iri in added.verified_by])
                by = "by" if self._sure(added) else "by someone such as"
                return f"Ask {place} for {what}, verified {by} {who}"
            case Concession():
                return f"Ask {place} for {what}"
            case Relief() if added.by:
                return f"Give {place} {what}: {self._act(added)} by {self._whose(added.by)}"
            case Undertaking():
                return f"Promise {place} {what}"
        return f"Agree {place} on {what}"

    def _change(self, each: Commitment, new: dict[str, object]) -> str:
        what = self.what(each)
        if isinstance(each, Relief) and "measure" in new and not each.open:
            act = changed(each, self._renamed)
            assert isinstance(act, Relief)
            twice = self.regime.label(act.through) in act.label
            given = "" if twice else f"{self._act(act)} "
            by = f"{given}by {self._whose(act.by)}"
            new_name = f"{self._the(str(new['measure']))} {self._place(each)}"
            return f"Give {new_name}, {by}, instead of {self._bare(each)}"
        if isinstance(each, Relief) and not {"through", "acts", "term_days"}.isdisjoint(new):
            return self._form(each, new, what)
        match new:
            case {"verified_by": ()} if isinstance(each, Concession):
                return f"Do not let {self._whose(each.verified_by)} verify {unverified(what)}"
            case {"verified_by": list() | tuple() as who}:
                names = listed([self._who(iri) for iri in who])
                meant = changed(each, self._renamed)
                if isinstance(meant, Concession) and not self._sure(
                    replace(meant, verified_by=tuple(who))
                ):
                    return f"Name who verifies {unverified(what)}, such as {names}"
                return f"Have {names} verify {unverified(what)}"
            case {"by": list() | tuple() as bodies} if isinstance(each, Relief):
                old = self._whose(each.by) if each.by not in ((), (NONE,)) else None
                instead = f" instead of {old}" if old else ""
                return f"Let {self._whose(bodies)}{instead} decide {what}"
            case {"authority": list() | tuple() as powers}:
                names = listed([self.regime.label(iri) for iri in powers])
                which = "power" if len(powers) == 1 else "powers"
                return f"Name the {which} for {what}: {names}"
            case {"ends_if": str()}:
                return f"Agree what would end {what}"
            case {"limit": str()}:
                return f"Agree a limit to {what}"
            case {"leaves_out": list() | tuple() as goods}:
                names = listed([self.regime.label(iri) for iri in goods])
                return f"Say that {names} stay barred under {what}"
            case {"action": str() as iri}:
                return f"Say which step is meant {self._place(each)}: {unverified(self._the(iri))}"
            case {"measure": str() as iri}:
                start = f"Say what is meant {self._place(each)} by {self._bare(each)}"
                return f"{start}: {self._the(iri)}"
            case {"extent": None} if isinstance(each, Concession) and each.extent == "open":
                return f"Say that all of {what} is meant"
            case {"extent": None}:
                return f"Ask for the whole of {what}"
            case {"snapback": str() as route}:
                return f"Say how {what} is taken back: by {self._the(route)}"
            case {"for_whom": str()}:
                return f"Say that {what} is for everyone"
        raise ValueError(new)

    def _place(self, each: Commitment) -> str:
        return f"in phase {self._phase_of(each.iri)}"

    def _acts(self, new: dict[str, object], what: str, term: str) -> str:
        acts = new["acts"]
        assert isinstance(acts, tuple)
        said = [f"{self._the(act)} by {self._who(body)}" for body, act in acts]
        return f"Have {what} given by {listed(said)}{term}".removesuffix(",")

    def _form(self, each: Relief, new: dict[str, object], what: str) -> str:
        term = f" for {new['term_days']} days, renewable," if "term_days" in new else ""
        if "acts" in new:
            return self._acts(new, what, term)
        if isinstance(bodies := new.get("by"), tuple):
            return f"Have {what} given by {self._the(str(new['through']))} by {self._whose(bodies)}"
        if "through" not in new:
            return f"Limit {what} to {new['term_days']} days, renewable"
        act = with_article(self.regime.label(str(new["through"])))
        named = changed(each, self._renamed).label.startswith(
            self.regime.label(str(new["through"]))
        )
        if each.through == UNSTATED and named:
            return f"Say that {what} is {act}{term}".removesuffix(",")
        if each.through == UNSTATED and self._fits(each, str(new["through"])):
            return f"Have {what} given by {act}{term}".removesuffix(",")
        if each.through == UNSTATED:
            return f"Name the act by which to give {what}; until then it says {act}"
        old = with_article(self.regime.label(each.through))
        if "term_days" in new:
            ends = self.regime.is_a(each.through, "EndingMechanism")
            left = changed(each, self._renamed)
            assert isinstance(left, Relief)
            them = "it" if len(left.provisions) == 1 else "them"
            instead = f"instead of ending {them} for good" if ends else f"instead of giving {old}"
            return f"Suspend {self._measures(left)}{term} {instead}"
        return f"Give {what} by {act} instead of {old}"

    def _fits(self, each: Relief, act: str) -> bool:
        """Says whether an act is on record for a relief measure, or for one like a bare list."""
        left = changed(each, self._renamed)
        assert isinstance(left, Relief)
        return left.measure is None or act in self._usual.acts(left)

    def _measures(self, each: Relief) -> str:
        phase = self._place(each)
        if each.measure is not None:
            return f"the measures behind {self._bare(each)} {phase}"
        if len(each.provisions) == 1:
            return f"{self._provision(each.provisions[0])} {phase}"
        return f"the {len(each.provisions)} provisions {phase}"

    def _act(self, each: Relief) -> str:
        act = with_article(self.regime.label(each.through))
        return f"{act} for {each.term_days} days, renewable," if each.term_days else act

    def _phase_of(self, iri: str) -> int | None:
        return self._moved.get(iri, self._deal.phase_of(iri))

    def _phase(self, number: int) -> str:
        known = number <= len(self._deal.phases)
        return f"phase {number}" if known else f"a new phase {number}"

    def _sure(self, each: Concession) -> bool:
        """Whether one who is named verifies this, or something like it, in some package."""
        if each.open or not self.regime.is_a(each.action, "VerifiableAction"):
            return True
        deals = (self._deal, *examples(self.regime))
        who, sure = verifiers(self.regime, deals, each.action)
        return sure or who != each.verified_by

    def _who(self, iri: str | None) -> str:
        """Returns what an actor is called."""
        label = self.regime.label(str(iri))
        named = label[0].isupper() or label[0].isdigit()
        proper = named and (" " in label or label.endswith("s"))
        return f"the {label}" if proper and label not in WITHOUT_ARTICLE else label

    def _whose(self, bodies: Iterable[str]) -> str:
        return listed([self._who(body) for body in bodies])

    def _the(self, iri: str) -> str:
        return with_article(self.regime.label(iri))

    def _provision(self, iri: str) -> str:
        label = self.regime.label(iri)
        flows = self._words.objects(ox.NamedNode(iri), node("restricts"))
        named = sorted(self._words.name(flow) for flow in flows)
        return f"{label} ({listed(named)})" if named else label
