"""Compares the United States facts with the list of facts that they were encoded from.

Run as ``python tests/data/compare_us_facts.py FILE``. The file is YAML with ``provisions``,
``relief_authorities``, ``criteria``, ``committees``, ``delegations``, ``groups``,
``amendment_map``, ``reversibility_profiles``, ``relief_matrix`` and ``un_index``. It prints a line
per difference, first those that are meant, with the reason, then the rest; the exit code is 1 if
there is a rest. Notes are compared as to whether they are there: their words were edited.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Store
from ruamel.yaml import YAML

REGIME = Path(__file__).parents[2] / "kg" / "regimes" / "dprk"
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
MEANT = {(id, entry["field"]): entry["why"] for entry in WORDS["meant"] for id in entry["records"]}
BASE = "https://w3id.org/sanctions-kg/dprk/"
SPACES = {
    "a": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skg": "https://w3id.org/sanctions-kg/ontology#",
}
Facts = dict[str, Any]


def expand(name: str) -> NamedNode:
    """The node of a prefixed name such as skg:effect, or of rdf:type for ``a``."""
    space, _, local = name.partition(":")
    return NamedNode(SPACES[space] + local)


def united_nations(reference: str) -> str:
    """The id of a paragraph: 1718-OP8a-iii is un/1718/8/a/iii.

    >>> united_nations("1718-OP8a-iii")
    'un/1718/8/a/iii'
    """
    match = re.fullmatch(r"(\d+)-OP(\d+)(.*)", reference)
    assert match, reference
    return "/".join(["un", match[1], match[2], *filter(None, match[3].split("-"))])


def flows(kinds: list[str]) -> set[str]:
    """What kinds of sanction restrict, unless the record says otherwise."""
    found = {flow for kind in kinds for flow in WORDS["flows"].get(kind, "").split()}
    if "arms/WMD" in kinds:
        found |= {"armsToTarget"} if {"export-control", "aid"} & {*kinds} else ARMS
    if "export-control" in kinds and "arms/WMD" not in kinds:
        found.add("goodsToTarget")
    return found or {"assets"}


ARMS = {"armsToTarget", "armsFromTarget"}
RESTRICTIVE = {*WORDS["flows"], "arms/WMD", "export-control", "secondary", "designation"}


class Comparison:
    """Reads the list and the graph, compares them and keeps count."""

    def __init__(self, path: Path) -> None:
        self.list: Facts = YAML(typ="safe").load(path.read_text("utf-8"))
        self.store = Store()
        for file in [*REGIME.glob("us/*.ttl"), REGIME / "assessments" / "us-relief-roads.ttl"]:
            self.store.load(path=str(file), format=RdfFormat.TURTLE)
        self.by_id: dict[str, Facts] = {p["id"]: p for p in self.list["provisions"]}
        self.criteria = {c["id"]: c for c in self.list["criteria"]}
        self.groups: dict[str, list[str]] = {g["id"]: g["members"] for g in self.list["groups"]}
        self.amending = {entry["amending"] for entry in self.list["amendment_map"]}
        self.compared, self.meant, self.differences = 0, list[str](), list[str]()

    def values(self, id: str, name: str) -> set[str]:
        """The values of a property, as short ids, local names or text."""
        found = self.store.quads_for_pattern(NamedNode(BASE + id), expand(name), None, None)
        return {q.object.value.removeprefix(BASE).removeprefix(SPACES["skg"]) for q in found}

    def about(self, name: str, id: str) -> set[str]:
        """The subjects that have a thing as value of a property."""
        found = self.store.quads_for_pattern(None, expand(name), NamedNode(BASE + id), None)
        return {q.subject.value.removeprefix(BASE) for q in found}

    def check(self, id: str, what: str, ours: Iterable[str], listed: Iterable[str]) -> None:
        """Compares two sets of one field."""
        self.compared += 1
        ours, listed = {*ours}, {*listed}
        if ours == listed:
            return
        line = f"{id}: {what} is {sorted(ours - listed)}, the list has {sorted(listed - ours)}"
        reason = MEANT.get((id, what))
        if reason:
            self.meant.append(f"{line} — {reason}")
        else:
            self.differences.append(line)

    def text(self, id: str, name: str, listed: object) -> None:
        """Compares one text; None means that there is none."""
        self.check(id, name, self.values(id, name), [] if listed is None else [str(listed)])

    def above(self, id: str) -> set[str]:
        """The larger parts of the instrument that a provision stands in."""
        larger = self.values(id, "skg:subdivisionOf")
        return larger.union(*map(self.above, larger))

    # --- ids ---------------------------------------------------------------------------------

    @cache  # noqa: B019
    def place(self, reference: str) -> str:
        """The id of a provision or a group of them."""
        if reference in WORDS["places"]:
            return f"us/{WORDS['places'][reference]}"
        if reference not in self.by_id:  # a section as a whole
            return f"us/{reference.lower().replace('-', '/')}"
        entry = self.by_id[reference]
        slug = WORDS["instruments"][entry["instrument"]]
        section = re.sub(r"^(1010\.659|510\.)", "", entry["section"])
        return "/".join(["us", slug, *filter(None, re.split(r"[()]+", section))])

    def criterion(self, reference: str) -> str:
        """The id of a criterion: NKSPEA-402-2-E-i is us/nkspea/402/2/E/i."""
        if reference == "WARMBIER-7131-c1":
            return "us/warmbier/7131/c"
        reference = reference.replace("7143b1", "7143-b-1")
        act, *rest = reference.split("-")
        return "/".join(["us", act.lower(), *rest])

    @staticmethod
    def power(reference: str) -> str:
        """The id of a power."""
        return f"us/power/{reference.removeprefix('RA-').lower()}"

    # --- provisions ----------------------------------------------------------------------------

    def provisions(self) -> None:
        """Every field of every provision."""
        typed = self.store.quads_for_pattern(None, expand("a"), expand("skg:Provision"), None)
        ours = {quad.subject.value.removeprefix(BASE) for quad in typed}
        self.check("provisions", "ids", ours, map(self.place, self.by_id))
        for entry in self.list["provisions"]:
            self.provision(self.place(entry["id"]), entry)

    def provision(self, id: str, entry: Facts) -> None:
        instrument = next(iter(self.values(id, "skg:partOf")))
        self.check(
            id, "class", self.values(instrument, "a"), [WORDS["classes"][entry["source_type"]]]
        )
        self.check(
            id, "instrument", [instrument], [f"us/{WORDS['instruments'][entry['instrument']]}"]
        )
        self.text(id, "skg:number", entry["section"])
        cite = re.sub(r" \((page from )?memory\)", "", entry["cite"])
        stated = next(iter(self.values(id, "skg:citation")))
        self.check(id, "cite", [] if cite in stated else [stated], [])
        self.text(id, "dcterms:description", entry["summary"])
        self.check(id, "effect", self.values(id, "skg:effect"), self.effects(entry))
        self.text(id, "skg:verb", f"verb/{WORDS['verbs'][entry['nature']]}")
        self.restrictions(id, entry)
        self.time(id, entry)
        mirrors = map(united_nations, entry["mirrors"])
        self.check(id, "mirrors", self.values(id, "skg:mirrors"), mirrors)
        twins = map(self.place, entry.get("overlaps") or [])
        self.check(id, "overlaps", self.values(id, "skg:overlaps"), twins)
        self.text(id, "skg:tie", WORDS["ties"].get(entry.get("un_tie", "")))
        powers = [self.power(r["ref"]) for r in entry["relief_authority"]]
        self.check(id, "powers", self.values(id, "skg:relaxableUnder"), powers)
        profile = entry["reversibility"]["profile"]
        reversal = None if profile == "na" else f"reversal/{WORDS['reversals'][profile]}"
        self.text(id, "skg:reversal", reversal)
        amending = map(self.place, entry.get("amended_by") or [])
        self.check(id, "amended by", self.about("skg:amends", id), amending)
        if parent := entry.get("parent"):
            above = self.above(id) | self.values(id, "skg:restsOn")
            self.check(id, "parent", {self.place(parent)} & above, [self.place(parent)])
        topics = {f"subject/{topic}" for topic in entry.get("topics") or []}
        self.check(id, "topics", topics & self.values(id, "dcterms:subject"), topics)
        self.provenance(id, entry)

    def effects(self, entry: Facts) -> set[str]:
        """What a provision does, by its kinds."""
        kinds = {*entry["kind"]}
        none = entry["reach"] == "n/a"
        if entry["id"] in self.amending:
            return {"amendment"}
        if "reporting" in kinds:
            return {"reporting"}
        if kinds & {"waiver", "suspension", "termination"}:
            return {"empowerment"}
        if kinds & RESTRICTIVE and not none and entry["nature"] != "n/a":
            return {"imposition"}
        return {"exempting"} if "exemption" in kinds else {"guidance"}

    def restrictions(self, id: str, entry: Facts) -> None:
        """Flows, seen from the target, and whom a measure presses."""
        if "imposition" not in self.values(id, "skg:effect"):
            bare = self.values(id, "skg:restricts") | self.values(id, "skg:aimedAt")
            self.check(id, "flows of no measure", bare, [])
            return
        self.check(id, "flows", self.values(id, "skg:restricts"), flows(entry["kind"]))
        aims = {"ownPersons"} if entry["reach"] in ("primary", "both") else set()
        if entry["reach"] in ("secondary", "both") or "secondary" in entry["kind"]:
            aims.add("foreignPersons")
        self.check(id, "aimed at", self.values(id, "skg:aimedAt"), aims)

    def time(self, id: str, entry: Facts) -> None:
        """First day, end, cause of the end and standing."""
        self.text(id, "skg:inForceFrom", entry["in_force"]["from"])
        until = entry["in_force"].get("to")
        if until and len(str(until)) == 7:  # a month: it stands to its last day
            year, month = map(int, str(until).split("-"))
            until = f"{year + month // 12}-{month % 12 + 1:02}-01"
        self.text(id, "skg:inForceUntil", until)
        self.check(
            id, "cause of the end", [str(bool(self.values(id, "skg:endedBy")))], [str(bool(until))]
        )

    def provenance(self, id: str, entry: Facts) -> None:
        """How far a record was checked, where, and that its note was not lost."""
        allowed = {"memory": {"fromMemory"}, "text": {"checkedAgainstText", "partlyChecked"}}
        status = self.values(id, "skg:checked")
        self.check(id, "checked", status - allowed[entry["checked"]], [])
        doubts = self.values(id, "skos:editorialNote")
        doubtful = str(status != {"checkedAgainstText"})
        self.check(id, "marked as unverified", [str(bool(doubts))], [doubtful])
        if "source_url" in entry:
            self.text(id, "skg:url", entry["source_url"])
        if entry.get("note"):
            self.check(id, "note", [] if doubts | self.values(id, "skos:note") else ["lost"], [])

    # --- powers --------------------------------------------------------------------------------

    def powers(self) -> None:
        """Every field of every power, its requirement as a tree."""
        for entry in self.list["relief_authorities"]:
            id = self.power(entry["id"])
            self.text(id, "skg:mechanism", WORDS["mechanisms"][entry["mechanism"]])
            self.text(id, "skg:form", entry["mechanism"].replace("-", " "))
            holders = [f"actor/{WORDS['actors'][who]}" for who in entry["who"] if who != "by law"]
            self.check(id, "held by", self.values(id, "skg:heldBy"), holders)
            label = next(iter(self.values(id, "rdfs:label")))
            self.check(id, "name", [label.lower()], [entry["name"].lower()])
            stated = next(iter(self.values(id, "skg:citation")))
            cited = {entry["legal_basis"], entry["usc"]} - {"n/a", "annual"}
            self.check(id, "cite", [c for c in cited if c in stated], cited)
            self.text(id, "skg:reach", entry["target"])
            out = map(self.place, entry.get("does_not_cover") or [])
            self.check(id, "does not reach", self.values(id, "skg:doesNotReach"), out)
            reached = self.about("skg:relaxableUnder", id)
            covers = {self.place(p) for ref in entry["covers"] for p in self.members(ref)}
            self.check(id, "covers", covers & reached, covers)
            self.duties(id, entry)
            self.text(id, "skg:needsVote", str(entry["congress_vote_needed"]).lower())
            self.text(id, "skg:usable", str(entry["status"] == "in-force").lower())
            self.provenance(id, entry)
            self.conditions(id, entry)

    def duties(self, id: str, entry: Facts) -> None:
        """Certificates, notices, committees, terms and renewal."""
        empty = (None, "none", "none needed", "case by case", "none stated")
        for name, field in (("skg:certification", "certification"), ("skg:notice", "notice")):
            listed = entry.get(field)
            self.text(id, name, None if listed in empty else listed)
        told = [f"actor/{WORDS['committees'][name]}" for name in entry.get("committees") or []]
        self.check(id, "committees", self.values(id, "skg:noticeTo"), told)
        longest = entry.get("max_period")
        self.text(id, "skg:longestTerm", None if longest in empty else longest)
        days = re.fullmatch(r"(\d+) (day|month|year)s?", longest or "")
        per = {"day": 1, "month": 30.5, "year": 366}
        self.text(id, "skg:longestDays", int(int(days[1]) * per[days[2]]) if days else None)
        shortest = entry.get("min_period")
        self.text(id, "skg:shortestDays", shortest.split()[0] if shortest else None)
        renewable = entry.get("renewal_terms") or ("renewable" if entry.get("renewable") else None)
        self.text(id, "skg:renewal", renewable)
        if uses := entry.get("delegated_to"):
            self.check(id, "use", {f"use: {uses}"} & self.values(id, "skos:note"), [f"use: {uses}"])

    def members(self, reference: str) -> Iterator[str]:
        """The provisions that a reference stands for, children included."""
        if reference in self.groups:
            for member in self.groups[reference]:
                yield from self.members(member)
            return
        yield reference
        for other in self.list["provisions"]:
            if other.get("parent") == reference:
                yield from self.members(other["id"])

    def conditions(self, id: str, entry: Facts) -> None:
        """The texts of the conditions and how they nest."""
        own = iter(f"{id}/{number}" for number in range(1, 99))
        names = {}
        for condition in entry["conditions"]:
            if ref := condition.get("ref"):
                names[ref] = self.criterion(ref)
            else:
                names[condition["id"]] = next(own)
                self.text(names[condition["id"]], "rdfs:label", condition["text"])
        listed = self.listed_tree(entry["condition_expr"], names)
        if listed.startswith("any"):
            listed = f"all({listed})"
        (root,) = self.values(id, "skg:requirement")
        self.check(id, "requirement", [self.tree(root, {*names.values()})], [listed])

    def listed_tree(self, expression: Any, names: dict[str, str]) -> str:
        if isinstance(expression, str):
            return names[expression]
        if "when" in expression:
            then = names[expression["then"]]
            self.text(then, "skg:onlyWhen", expression["when"])
            return then
        ((word, parts),) = expression.items()
        return f"{word}({', '.join(sorted(self.listed_tree(part, names) for part in parts))})"

    def tree(self, id: str, leaves: set[str]) -> str:
        (kind,) = self.values(id, "a")
        if id in leaves or kind not in ("AllOf", "AnyOf"):
            return id
        parts = sorted(self.tree(part, leaves) for part in self.values(id, "skg:operand"))
        return f"{kind[:3].lower()}({', '.join(parts)})"

    def criteria_of_the_acts(self) -> None:
        """Each criterion with its parts."""
        for entry in self.list["criteria"]:
            id = self.criterion(entry["id"])
            (label,) = self.values(id, "rdfs:label")
            self.check(id, "text", [label.lower()], [entry["text"].lower()])
            self.text(id, "skg:threshold", entry["threshold"])
            self.text(id, "skg:onRights", str(entry["human_rights"]).lower())
            topic = entry["topic"].replace(" from s.401", "").replace(" ", "-")
            self.text(id, "dcterms:subject", f"subject/{topic}")
            self.provenance(id, entry)
            for part in entry.get("parts") or []:
                self.text(self.criterion(part["id"]), "rdfs:label", part["text"])
            parts = [self.criterion(part["id"]) for part in entry.get("parts") or []]
            self.check(id, "parts", self.values(id, "skg:operand"), parts)

    # --- the rest --------------------------------------------------------------------------------

    def bodies(self) -> None:
        """Committees, and who uses the President's powers."""
        for entry in self.list["committees"]:
            id = f"actor/{WORDS['committees'][entry['id']]}"
            self.check(id, "members", self.values(id, "skg:members"), entry["members"])
            self.text(id, "skg:citation", entry["basis"])
        count = Counter[str]()
        for entry in self.list["delegations"]:
            day = {"18 May 2016": "2016-05-18", "21 Feb 2020": "2020-02-21"}[entry["memo"]]
            count[day] += 1
            id = f"us/delegation/{day}/{count[day]}"
            self.text(id, "skg:citation", entry["cite"])
            self.text(id, "dcterms:date", day)
            notes = self.values(id, "skos:note")
            functions = f"functions: {', '.join(entry['functions'])}"
            stated = [functions, *([entry["note"]] if "note" in entry else [])]
            self.check(id, "functions", [n for n in stated if n in notes], stated)
            delegated = len(self.values(id, "skg:delegates"))
            self.check(id, "count", [str(delegated)], [str(len(entry["functions"]))])

    def links(self) -> None:
        """Groups, the amendment map, other laws, and the index from the paragraphs' side."""
        for group, members in self.groups.items():
            whole = self.place(group) if group.startswith("NKSPEA") else None
            whole = "us/aeca/102/b" if group == "GRP-AECA-102b" else whole
            for member in members if whole else ():
                larger = self.above(self.place(member))
                self.check(group, member, {whole} & larger, [whole])
        resting = {*map(self.place, self.groups["GRP-NE-13466-ORDERS"])}
        emergency = "us/national-emergency/13466"
        self.check(emergency, "orders", self.about("skg:restsOn", emergency), resting)
        listing = "us/sst-listing/2017"
        triggered = {*map(self.place, self.groups["GRP-SST"])}
        self.check(listing, "bars", self.about("skg:restsOn", listing), triggered)
        tied = {
            q.subject.value.removeprefix(BASE)
            for q in self.store.quads_for_pattern(None, expand("skg:tie"), None, None)
        }
        self.check("ties", "provisions", tied, map(self.place, self.groups["GRP-UN-TIED"]))
        amended = {(e["amending"], ref) for e in self.list["amendment_map"] for ref in e["amends"]}
        amended |= {(by, id) for id, p in self.by_id.items() for by in p.get("amended_by") or []}
        for amending in self.amending:
            changed = {self.place(ref) for by, ref in amended if by == amending}
            id = self.place(amending)
            self.check(id, "amends", self.values(id, "skg:amends"), changed)
        for entry in self.list["other_amending_laws"]:
            for ref in entry["amends"]:
                (law,) = re.findall(r"\d+-\d+", entry["law"])
                id = self.place(ref)
                said = self.values(id, "skos:note") | self.values(id, "skg:endedBy")
                self.check(id, law, [] if any(law in text for text in said) else ["no word"], [])
        for paragraph, mirroring in self.list["un_index"].items():
            id = united_nations(str(paragraph))
            self.check(id, "mirrored by", self.about("skg:mirrors", id), map(self.place, mirroring))

    def reversals(self) -> None:
        """How measures come back, by kind."""
        sides = {"if_waived_or_suspended": "pause", "if_terminated_or_revoked": "end"}
        for profile, entry in self.list["reversibility_profiles"].items():
            for side, word in sides.items() if profile != "na" else ():
                id = f"reversal/{WORDS['reversals'][profile]}/after-{word}"
                self.text(id, "skg:route", WORDS["routes"][entry[side]["class"]])
                self.text(id, "skg:decider", entry[side]["by"])
                self.text(id, "skg:speed", entry[side]["how"])

    def roads(self) -> None:
        """The relief matrix: barriers, what is none, papers, verdict."""
        for entry in self.list["relief_matrix"]:
            id = f"road/us/{WORDS['relief'][entry['id']]}"
            self.text(id, "skg:roadOf", f"relief/{WORDS['relief'][entry['id']]}")
            (label,) = self.values(id, "rdfs:label")
            name = f"{entry['measure']}: the road in United States law"
            self.check(id, "measure", [label.lower()], [name.lower()])
            self.text(id, "dcterms:description", entry["verdict"])
            self.text(id, "skg:notice", entry["notice_to_congress"])
            self.text(id, "skg:speed", entry["reversibility"])
            self.text(id, "skg:executiveAlone", str(entry["executive_alone"]).lower())
            self.text(id, "skg:voteNeeded", str(entry["congress_vote_needed"]).lower())
            self.text(id, "skos:note", entry.get("note"))
            for number, paper in enumerate(entry["minimum_path"], 1):
                self.text(f"{id}/paper-{number}", "rdfs:label", paper)
                self.text(f"{id}/paper-{number}", "skg:position", number)
            for number, barrier in enumerate(entry["barriers"], 1):
                here = f"{id}/barrier-{number}"
                self.text(here, "skg:stands", self.place(barrier["ref"]))
                movers = map(self.power, barrier["relax_with"])
                self.check(here, "moved by", self.values(here, "skg:movedBy"), movers)
                self.text(here, "skg:needed", barrier["needed"])
                self.text(here, "skos:note", barrier.get("note"))
            for number, other in enumerate(entry["not_barriers"], 1):
                here = f"{id}/no-barrier-{number}"
                self.text(here, "rdfs:seeAlso", self.place(other["ref"]))
                self.text(here, "skos:note", other["why"])
            counted = sum(
                f"{id}/" in one
                for one in self.about("skg:barrierTo", f"relief/{WORDS['relief'][entry['id']]}")
            )
            self.check(id, "barriers", [str(counted)], [str(len(entry["barriers"]))])


def main(path: str) -> int:
    """Compares everything and reports; the exit code is 1 when something differs unmeant."""
    comparison = Comparison(Path(path))
    for compare in (comparison.provisions, comparison.powers, comparison.criteria_of_the_acts):
        compare()
    for compare in (comparison.bodies, comparison.links, comparison.reversals, comparison.roads):
        compare()
    print(f"{len(comparison.meant)} differences are meant:", *comparison.meant, sep="\n  ")
    print(f"{len(comparison.differences)} are not:", *comparison.differences, sep="\n  ")
    print(f"compared {comparison.compared} fields")
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
