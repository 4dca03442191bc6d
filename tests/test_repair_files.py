"""The file of a repaired package: what is not changed stays as it is, byte for byte."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.deal import Deal, parse_deal
from kg.deal.model import Concession, Relief, Safeguard, Undertaking
from kg.errors import BadInput
from kg.ids import TERMS
from kg.regime import Regime
from kg.repair import Edit, repair
from kg.repair.edits import apply
from kg.repair.files import changed_file
from kg.repair.yaml_text import edited

ROOT = Path(__file__).parent.parent
DEALS = sorted((ROOT / "deals").glob("*.yaml"))
HEAD = "id: deal/t\ntitle: T\nas-of: 2019-04-09\n"


def made(regime: Regime, text: str, *edits: Edit) -> str:
    """The text with changes made, which reads back as the package with changes made."""
    deal = parse_deal(text, "t.yaml", regime)
    found = edited(text, deal, edits)
    assert parse_deal(found, "t.yaml", regime).triples == apply(deal, edits).triples
    return found


def at(regime: Regime, path: str) -> str:
    return f"{regime.base}deal/t/{path}"


def safeguard(regime: Regime, name: str) -> Safeguard:
    return Safeguard(f"{regime.base}trial/x", regime.label(f"safeguard/{name}"), None, (), f"{regime.base}safeguard/{name}")


def concession(regime: Regime, name: str, *who: str) -> Concession:
    verifiers = tuple(f"{regime.base}actor/{each}" for each in who)
    action = f"{regime.base}action/{name}"
    return Concession(f"{regime.base}trial/x", regime.label(f"action/{name}"), None, (), action, verifiers)


def relief(regime: Regime, name: str) -> Relief:
    body = f"{regime.base}actor/unsc"
    return Relief(
        *(f"{regime.base}trial/x", regime.label(f"relief/{name}"), None, (), f"{regime.base}relief/{name}", (), body),
        *(TERMS + "suspension", 90, True, None, (), "to be agreed: x", (), ()),
    )


def undertaking(regime: Regime, name: str) -> Undertaking:
    return Undertaking(f"{regime.base}trial/x", regime.label(f"undertaking/{name}"), None, (), f"{regime.base}undertaking/{name}")


# --- any file -----------------------------------------------------------------------------------

ACTIONS = ("yongbyon-freeze", "fissile-halt", "missile-component-conversion", "road-map")
MEASURES = ("import-suspension", "export-suspension", "kaesong", "food-pilot")
PROVISIONS = ("un/2371/8", "un/2375/13", "un/2375/18", "un/2397/8", "un/2397/7")
GUARDS = ("quantity-limit", "consultation", "export-escrow")
PROMISES = ("us-congress-notice", "us-certification", "non-enforcement")


class Author:
    """Writes packages in one style; every comment has a number of its own."""

    def __init__(self, rand: random.Random) -> None:
        self.rand = rand
        self.step = rand.choice((0, 2, 4))
        self.gap = rand.choice((1, 1, 3))
        self.count = 0
        self.lines: list[str] = []

    def chance(self, share: float = 0.3) -> bool:
        return self.rand.random() < share

    def comment(self) -> str:
        self.count += 1
        return f"# c{self.count}"

    def tail(self) -> str:
        return f"{self.rand.choice((' ', '   '))}{self.comment()}" if self.chance() else ""

    def above(self, column: int) -> None:
        if self.chance():
            self.lines.append("")
        for _ in range(self.rand.choice((0, 0, 1, 2))):
            self.lines.append(" " * column + self.comment())
        if self.chance(0.1):
            self.lines.append("")

    def quoted(self, value: str) -> str:
        return self.rand.choice((value, value, f"'{value}'", f'"{value}"'))

    def names(self, key: str, values: list[str], column: int) -> list[str]:
        """The lines of a key that holds a list; the first without its indentation."""
        dent = " " * (column + self.step)
        style = self.rand.choice(("flow", "flow", "lines", "block", "one"))
        if style == "one" and len(values) == 1:
            return [f"{key}: {self.quoted(values[0])}{self.tail()}"]
        if style == "block":
            lines = [f"{key}:{self.tail()}"]
            for value in values:
                lines += [f"{dent}{self.comment()}"] if self.chance() else []
                lines.append(f"{dent}-{' ' * self.gap}{self.quoted(value)}{self.tail()}")
            return lines
        if style == "lines":
            dent = " " * (column + 4)
            lines, last = [f"{key}: [{self.tail()}"], len(values) - 1
            for n, value in enumerate(values):
                comma = "," if n < last or self.chance() else ""
                lines.append(f"{dent}{self.quoted(value)}{comma}{self.tail()}")
            if self.chance():
                lines[0] = f"{key}: [ {lines.pop(1).strip()}"
            if self.chance() and "#" not in lines[-1]:
                lines[-1] += f" ]{self.tail()}"
            else:
                lines.append(" " * (column + 2) + f"]{self.tail()}")
            return lines
        space = self.rand.choice(("", " "))
        inner = self.rand.choice((", ", ",  ")).join(self.quoted(each) for each in values)
        return [f"{key}:{' ' * self.gap}[{space}{inner}{space}]{self.tail()}"]

    def some(self, names: tuple[str, ...], least: int = 0) -> list[str]:
        return self.rand.sample(names, self.rand.randint(least, min(3, len(names))))

    def keys(self, kind: str, name: str, column: int) -> list[list[str]]:
        """The keys of a concession or a relief, each with its lines."""
        if kind == "concessions":
            keys = [[f"action: {self.quoted(name)}{self.tail()}"]]
            if self.chance(0.6):
                keys.append(self.names("verified-by", self.some(("iaea", "us-experts"), 1), column))
        else:
            keys = [[f"measure: {name}{self.tail()}"]]
            if self.chance(0.5):
                keys = [self.names("provisions", self.some(PROVISIONS, 2), column)]
            keys.append([f"by: {self.rand.choice(('unsc', '1718-committee'))}{self.tail()}"])
            if self.chance(0.6):
                keys.append([f"how:{' ' * self.gap}{self.quoted('termination')}{self.tail()}"])
            if self.chance(0.4):
                keys.append([f'term: "180 days"{self.tail()}'])
            if self.chance(0.4):
                keys.append(self.names("except", self.some(("military", "luxury-goods"), 1), column))
        if self.chance(0.25):
            mark = self.rand.choice(("|", ">-", "|+", "| # no"))
            dent = " " * (column + 2)
            keys.append([f"notes: {mark}", f"{dent}some # text", "", f"{dent}more"])
        return keys

    def item(self, kind: str, name: str, column: int) -> None:
        dash = " " * column + "-" + " " * self.gap
        if kind in ("safeguards", "undertakings"):
            self.lines.append(f"{dash}{self.quoted(name)}{self.tail()}")
            return
        for n, key in enumerate(self.keys(kind, name, len(dash))):
            if n and self.chance(0.15):
                self.lines.append(" " * len(dash) + self.comment())
            self.lines.append((dash if n == 0 else " " * len(dash)) + key[0])
            self.lines += key[1:]

    def flow_item(self, kind: str, name: str) -> str:
        if kind == "concessions":
            return self.rand.choice((f"{{action: {name}}}", f"{{action: {name}, verified-by: [iaea]}}"))
        if kind == "relief":
            return f"{{measure: {name}, by: unsc, 'how': \"termination\"}}"
        return name

    def phase(self, number: int) -> None:
        column = self.step
        dash = " " * column + "-" + " " * self.gap
        self.above(column)
        self.lines.append(f"{dash}title: Part {number}{self.tail()}")
        column = len(dash)
        lists = [("concessions", ACTIONS), ("relief", MEASURES), ("safeguards", GUARDS)]
        lists += [("undertakings", PROMISES), ("without", GUARDS)]
        self.rand.shuffle(lists)
        for kind, names in lists:
            found = self.some(names)
            if not found:
                if self.chance(0.1) and kind != "without":
                    self.lines.append(" " * column + f"{kind}: []{self.tail()}")
                continue
            self.above(column)
            if kind == "without":
                first, *rest = self.names(kind, found, column)
                self.lines += [" " * column + first, *rest]
            elif self.chance(0.2):
                inner = ", ".join(self.flow_item(kind, name) for name in found)
                self.lines.append(" " * column + f"{kind}: [{inner}]{self.tail()}")
            else:
                self.lines.append(" " * column + f"{kind}:{self.tail()}")
                for name in found:
                    self.above(column + self.step)
                    self.item(kind, name, column + self.step)
                if self.chance(0.2):
                    self.lines += ["", " " * (column + self.step) + self.comment()]
        if self.chance(0.1):
            self.lines.append(" " * column + "notes: 'It''s # one'")

    def package(self) -> str:
        self.lines = ["# top", "id:   deal/t", f"title: 'A: \"t\"'{self.tail()}"]
        self.lines += ["as-of: 2019-04-09", f"phases:{self.tail()}"]
        for number in range(1, self.rand.randint(1, 3) + 1):
            self.phase(number)
        if self.chance():
            self.lines += self.rand.choice((["# the end"], ["", "# the end", ""], ["..."]))
        text = "\n".join(self.lines) + ("" if self.chance(0.2) else "\n")
        text = text.replace("\n", "\r\n") if self.chance(0.2) else text
        return ("\ufeff" if self.chance(0.1) else "") + text


def some_edits(rand: random.Random, regime: Regime, deal: Deal) -> list[Edit]:
    base, edits = regime.base, []
    last = len(deal.phases) + 1
    for phase in deal.phases:
        for each in phase.commitments:
            fate = rand.random()
            if fate < 0.12:
                edits.append(Edit("drop", 1, each.iri, phase.position))
                continue
            if fate < 0.3:
                other = rand.choice([n for n in range(1, last + 1) if n != phase.position])
                edits.append(Edit("move", 1, each.iri, other))
            if rand.random() < 0.5:
                continue
            changes: dict[str, Any] = {}
            if isinstance(each, Concession):
                changes["verified_by"] = rand.choice(((f"{base}actor/iaea",), (f"{base}actor/un-secretary-general", f"{base}actor/iaea")))
            elif isinstance(each, Relief):
                ways: list[tuple[str, Any]] = [
                    ("through", TERMS + "suspension"),
                    ("term_days", 90),
                    ("renewable", True),
                    ("leaves_out", (f"{base}goods/dual-use",)),
                    ("authority", (f"{base}us/nkspea/208/c",)),
                    ("ends_if", "to be agreed"),
                    ("by", f"{base}actor/united-states"),
                ]
                changes = dict(rand.sample(ways, rand.randint(1, 4)))
                if len(each.provisions) > 1 and rand.random() < 0.6:
                    gone = rand.sample(each.provisions, rand.randint(1, len(each.provisions) - 1))
                    kept = [p for p in each.provisions if p not in gone]
                    label = relief_label(regime, kept)
                    edits.append(Edit("take-out", 1, each.iri, provisions=tuple(gone), label=label))
            if changes:
                edits.append(Edit("change", 1, each.iri, changes=tuple(changes.items())))
        if phase.without and rand.random() < 0.4:
            back = rand.sample(phase.without, rand.randint(1, len(phase.without)))
            edits.append(Edit("restore", 1, phase.iri, phase.position, provisions=tuple(back)))
    makers = (
        lambda: concession(regime, "yongbyon-freeze", "iaea"),
        lambda: relief(regime, "import-suspension"),
        lambda: safeguard(regime, "quantity-limit"),
        lambda: undertaking(regime, "us-certification"),
    )
    for _ in range(rand.randint(0, 3)):
        edits.append(Edit("add", 1, phase=rand.randint(1, last), added=rand.choice(makers)()))
    rand.shuffle(edits)
    return edits


def relief_label(regime: Regime, kept: list[str]) -> str:
    if len(kept) > 1:
        return f"relief of {len(kept)} provisions"
    return regime.label(kept[0].removeprefix(regime.base))


def below(text: str) -> dict[str, str]:
    """What each line of comment stands directly above, if that is an item of a list."""
    found, waiting = {}, []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#"):
            waiting.append(bare)
            continue
        if item := re.match(r"-\s+(\w+: +[^ ]+|\S+)", bare):
            named = re.sub(r"provisions.*", "provisions", " ".join(item[1].split()))
            found |= dict.fromkeys(waiting, named)
        waiting = []
    return found


def untouched(text: str, deal: Deal, edits: list[Edit]) -> list[str]:
    """The lines of what no edit names."""
    lines = text.splitlines(keepends=True)
    touched = {edit.on for edit in edits}
    kept: list[int] = [n for n, line in enumerate(lines) if n < 4]
    for each in deal.commitments:
        first = (each.line or 1) - 1
        dash = re.match(r" *-", lines[first])
        if dash is None or each.iri in touched:
            continue
        kept.append(first)
        for n in range(first + 1, len(lines)):
            bare = lines[n].strip()
            if not bare or lines[n].index(bare[0]) < dash.end() or bare.startswith("#"):
                break
            kept.append(n)
    return [lines[n].rstrip("\r\n") for n in sorted(kept)]


def kept_lines(text: str, found: str, deal: Deal, edits: list[Edit]) -> None:
    """Checks that what no edit names is still there, and comments at their items."""
    rest = iter(re.split("\r?\n", found))
    for line in untouched(text, deal, edits):
        assert line in rest, line
    ends = {"\r\n"} if "\r\n" in text else {"\n"}
    assert set(re.findall("\r?\n", found)) <= ends
    assert found.startswith("\ufeff") == text.startswith("\ufeff")
    if "notes: |" not in text:
        assert text.endswith("\n") == found.endswith("\n")
    before, after = below(text), below(found)
    for comment, item in after.items():
        assert before.get(comment) == item, (comment, before.get(comment), item)
    comments = re.findall(r"# c\d+", found)
    assert len(comments) == len(set(comments))
    if {edit.kind for edit in edits} <= {"change", "add"}:
        assert set(comments) == set(re.findall(r"# c\d+", text))


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_any_file_reads_back_as_changed(regime: Regime, seed: int) -> None:
    rand = random.Random(seed)
    text = Author(rand).package()
    deal = parse_deal(text, "t.yaml", regime)
    edits = some_edits(rand, regime, deal)
    try:
        found = edited(text, deal, edits)
    except BadInput as error:
        assert "moves into brackets" in str(error)
        return
    kept_lines(text, found, deal, edits)
    assert parse_deal(found, "t.yaml", regime).triples == apply(deal, edits).triples
