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
from kg.core.errors import BadInput
from kg.core.ids import TERMS
from kg.deal import Deal, parse_deal
from kg.deal.edit.edits import apply
from kg.deal.edit.files import changed_file
from kg.deal.edit.json_text import edited_json
from kg.deal.edit.splices import alike
from kg.deal.edit.yaml_spans import read_spans
from kg.deal.edit.yaml_text import edited
from kg.deal.model import Concession, Relief, Safeguard, Undertaking
from kg.deal.overlay import package_triples
from kg.graph.regime import Regime
from kg.repair import Edit, repair

ROOT = Path(__file__).parent.parent
DEALS = sorted((ROOT / "deals").glob("*.yaml"))
HEAD = "id: deal/t\ntitle: T\nas-of: 2019-04-09\n"


def made(regime: Regime, text: str, *edits: Edit) -> str:
    """The text with changes made, which reads back as the package with changes made."""
    deal = parse_deal(text, "t.yaml", regime)
    found = edited(text, deal, edits)
    assert package_triples(parse_deal(found, "t.yaml", regime)) == package_triples(
        apply(deal, edits)
    )
    return found


def at(regime: Regime, path: str) -> str:
    return f"{regime.base}deal/t/{path}"


def safeguard(regime: Regime, name: str) -> Safeguard:
    return Safeguard(
        f"{regime.base}trial/x",
        regime.label(f"safeguard/{name}"),
        None,
        (),
        f"{regime.base}safeguard/{name}",
    )


def concession(regime: Regime, name: str, *who: str) -> Concession:
    verifiers = tuple(f"{regime.base}actor/{each}" for each in who)
    action = f"{regime.base}action/{name}"
    return Concession(
        f"{regime.base}trial/x", regime.label(f"action/{name}"), None, (), action, verifiers
    )


def relief(regime: Regime, name: str) -> Relief:
    return Relief(
        iri=f"{regime.base}trial/x",
        label=regime.label(f"relief/{name}"),
        line=None,
        notes=(),
        measure=f"{regime.base}relief/{name}",
        provisions=(),
        by=(f"{regime.base}actor/unsc",),
        through=TERMS + "suspension",
        term_days=90,
        renewable=True,
        snapback=None,
        authority=(),
        ends_if="to be agreed: x",
        leaves_out=(),
        covers_only=(),
    )


def undertaking(regime: Regime, name: str) -> Undertaking:
    return Undertaking(
        f"{regime.base}trial/x",
        regime.label(f"undertaking/{name}"),
        None,
        (),
        f"{regime.base}undertaking/{name}",
    )


# --- where comments go --------------------------------------------------------------------------


def provisions_out(regime: Regime, on: str, *names: str, kept: str) -> Edit:
    """Takes provisions out of a relief, of which one is kept."""
    gone = tuple(f"{regime.base}{name}" for name in names)
    return Edit("take-out", 1, at(regime, on), provisions=gone, label=regime.label(kept))


def verified(regime: Regime, on: str, *who: str) -> Edit:
    actors = tuple(f"{regime.base}actor/{each}" for each in who)
    return Edit("change", 1, at(regime, on), changes=(("verified_by", actors),))


LISTED = """\
phases:
  - relief:
      - provisions: [ un/2397/7, # machinery
            un/2375/18, # ventures
            un/2371/8 ]   # coal
        by: unsc # who
"""


def test_a_comment_goes_with_the_element_at_which_it_stands(regime: Regime) -> None:
    out = provisions_out(regime, "phase-1/relief-1", "un/2397/7", "un/2371/8", kept="un/2375/18")
    assert made(regime, HEAD + LISTED, out) == HEAD + (
        "phases:\n"
        "  - relief:\n"
        "      - provisions: [\n"
        "            un/2375/18, # ventures\n"
        "            ]\n"
        "        by: unsc # who\n"
    )


def test_elements_on_one_line_go_with_their_commas(regime: Regime) -> None:
    text = (
        HEAD + "phases:\n- relief:\n  - provisions: [un/2397/7, 'un/2371/8',  un/2375/18] # all\n"
    )
    cases = {
        ("un/2397/7", "un/2371/8"): ("[un/2375/18]", "un/2375/18"),
        ("un/2371/8", "un/2375/18"): ("[un/2397/7]", "un/2397/7"),
        ("un/2397/7", "un/2375/18"): ("['un/2371/8']", "un/2371/8"),
    }
    for gone, (rest, kept) in cases.items():
        found = made(regime, text, provisions_out(regime, "phase-1/relief-1", *gone, kept=kept))
        assert found == text.replace("[un/2397/7, 'un/2371/8',  un/2375/18]", rest)


def test_the_comment_of_a_line_stays_as_long_as_something_stands_on_it(regime: Regime) -> None:
    text = HEAD + (
        "phases:\n- safeguards: [consultation, quantity-limit, # two\n    export-escrow] # one\n"
    )
    first, second = (Edit("drop", 1, at(regime, f"phase-1/safeguard-{n}"), 1) for n in (1, 2))
    assert made(regime, text, first) == text.replace("consultation, ", "")
    assert made(regime, text, second) == text.replace(" quantity-limit,", "")
    assert made(regime, text, first, second) == HEAD + (
        "phases:\n- safeguards: [\n    export-escrow] # one\n"
    )


def test_an_element_takes_its_comment_out_of_the_brackets(regime: Regime) -> None:
    text = HEAD + (
        "phases:\n- safeguards: [\n    consultation, # why\n    quantity-limit, # how\n  ]\n"
        "- title: Two\n  safeguards: [export-escrow]\n- title: Three\n"
    )
    moves = [Edit("move", 1, at(regime, f"phase-1/safeguard-{n}"), n + 1) for n in (1, 2)]
    assert made(regime, text, moves[0]) == HEAD + (
        "phases:\n- safeguards: [\n    quantity-limit, # how\n  ]\n"
        "- title: Two\n  # why\n  safeguards: [export-escrow, consultation]\n- title: Three\n"
    )
    assert made(regime, text, moves[1]) == HEAD + (
        "phases:\n- safeguards: [\n    consultation, # why\n  ]\n"
        "- title: Two\n  safeguards: [export-escrow]\n"
        "- title: Three\n  safeguards:\n  - quantity-limit # how\n"
    )


def test_a_comment_above_an_item_goes_with_it(regime: Regime) -> None:
    text = HEAD + (
        "phases:\n"
        "- relief:\n"
        "  - provisions:\n"
        "    # coal first\n"
        "    - un/2371/8 # coal\n"
        "    # then machinery\n"
        "    - un/2397/7 # machinery\n"
        "    # no more\n"
    )
    out = provisions_out(regime, "phase-1/relief-1", "un/2371/8", kept="un/2397/7")
    assert made(regime, text, out) == text.replace("    # coal first\n    - un/2371/8 # coal\n", "")


PHASES = """\
phases:
  - title: One
    relief:
      # R1
      # and more of R1
      - measure: export-suspension   # R1 here
        by: unsc

      # R2
      - measure: import-suspension
        ends-if: |
          a # text

          of two parts

      # R3
      - measure: kaesong
    # guards
    safeguards: [quantity-limit] # G
# between
  - title: Two
    relief:
        -   measure: food-pilot # F
    notes: n
# the end
"""


def test_an_item_that_moves_takes_its_comments_along(regime: Regime) -> None:
    text = HEAD + PHASES
    first = "      # R1\n      # and more of R1\n      - measure: export-suspension   # R1 here\n"
    own = first + "        by: unsc\n"
    moved = "".join(f"  {line}\n" for line in own.splitlines())
    move = Edit("move", 1, at(regime, "phase-1/relief-1"), 2)
    assert made(regime, text, move) == text.replace(own + "\n", "").replace(
        "food-pilot # F\n", f"food-pilot # F\n{moved}"
    )


def test_an_item_that_goes_takes_its_comments_along(regime: Regime) -> None:
    text = HEAD + PHASES
    gone = "      # R3\n      - measure: kaesong\n"
    assert made(regime, text, Edit("drop", 1, at(regime, "phase-1/relief-3"), 1)) == text.replace(
        gone, ""
    )
    drop = Edit("drop", 1, at(regime, "phase-1/safeguard-1"), 1)
    list_gone = "    # guards\n    safeguards: [quantity-limit] # G\n"
    assert made(regime, text, drop) == text.replace(list_gone, "")


def test_a_key_is_added_behind_a_text_in_lines_and_before_what_follows(regime: Regime) -> None:
    text = HEAD + PHASES
    on = at(regime, "phase-1/relief-2")
    edit = Edit("change", 1, on, changes=(("term_days", 90), ("renewable", True)))
    two = "          of two parts\n"
    assert made(regime, text, edit) == text.replace(
        two, f"{two}        term: 90 days\n        renewable: true\n"
    )


def test_comments_inside_a_list_that_is_rewritten_stand_above_its_key(regime: Regime) -> None:
    text = HEAD + (
        "phases:\n"
        "- concessions:\n"
        "  - action: fissile-halt\n"
        "    verified-by: # who\n"
        "      # itself\n"
        "      - dprk   # hardly\n"
        "  - action: road-map\n"
        "    verified-by: [\n"
        "      dprk, # odd\n"
        "    ] # closed\n"
    )
    edits = [verified(regime, f"phase-1/concession-{n}", "iaea") for n in (1, 2)]
    assert made(regime, text, *edits) == HEAD + (
        "phases:\n"
        "- concessions:\n"
        "  - action: fissile-halt\n"
        "    # itself\n"
        "    # hardly\n"
        "    verified-by: iaea # who\n"
        "  - action: road-map\n"
        "    # odd\n"
        "    verified-by: iaea # closed\n"
    )


def test_what_is_added_stands_behind_the_last_content_line(regime: Regime) -> None:
    text = HEAD + PHASES
    add = Edit("add", 1, phase=2, added=relief(regime, "import-suspension"))
    guard = Edit("add", 1, phase=2, added=safeguard(regime, "consultation"))
    new = Edit("add", 1, phase=3, added=concession(regime, "road-map"))
    assert made(regime, text, add, guard, new) == text.replace(
        "food-pilot # F\n",
        "food-pilot # F\n"
        "        -   measure: import-suspension\n"
        "            by: unsc\n"
        "            how: suspension\n"
        "            term: 90 days\n"
        "            renewable: true\n"
        '            ends-if: "to be agreed: x"\n',
    ).replace(
        "    notes: n\n",
        "    notes: n\n"
        "    safeguards:\n"
        "      - consultation\n"
        "  - title: Phase 3\n"
        "    concessions:\n"
        "      - action: road-map\n",
    )


@pytest.mark.parametrize("column", [0, 2, 4])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n...\n", "\n"])
def test_the_style_of_a_file_stays(
    column: int, eol: str, mark: str, end: str, regime: Regime
) -> None:
    dent = " " * column
    text = (
        mark
        + HEAD
        + (
            "phases:\n"
            f"{dent}-   title:   Wide\n"
            f"{dent}    concessions:\n"
            f"{dent}    {dent}-   action:   fissile-halt   # aligned\n"
            f"{dent}    relief:\n"
            f"{dent}    {dent}-   provisions: [un/2397/7,\n"
            f"{dent}           un/2371/8]\n"
            f"{dent}        {dent}by:  'unsc'"
        )
    )
    text = (text + end).replace("\n", eol)
    found = made(regime, text, verified(regime, "phase-1/concession-1", "iaea"))
    key = f"{dent}    {dent}    verified-by: iaea{eol}"
    assert found == text.replace(f"   # aligned{eol}", f"   # aligned{eol}{key}")


def test_a_package_in_brackets_stays_in_brackets(regime: Regime) -> None:
    text = HEAD + (
        "phases: [{title: One, concessions: [{action: fissile-halt}, {action: road-map}]}] # all\n"
    )
    edits = (
        verified(regime, "phase-1/concession-1", "iaea", "us-experts"),
        Edit("move", 1, at(regime, "phase-1/concession-1"), 2),
        Edit("add", 1, phase=1, added=safeguard(regime, "consultation")),
    )
    assert made(regime, text, *edits) == HEAD + (
        "phases: [{title: One, concessions: [{action: road-map}], safeguards: [consultation]}, "
        "{title: Phase 2, concessions: [{action: fissile-halt, verified-by: [iaea, us-experts]}]}]"
        " # all\n"
    )


def test_an_emptied_list_goes_with_its_key_even_from_the_line_of_the_dash(regime: Regime) -> None:
    text = (
        HEAD
        + "phases:\n- safeguards: [consultation]\n  title: One\n"
        + "- without: # none\n  - consultation\n"
    )
    edits = (
        Edit("drop", 1, at(regime, "phase-1/safeguard-1"), 1),
        Edit(
            "restore",
            1,
            at(regime, "phase-2"),
            2,
            provisions=(f"{regime.base}safeguard/consultation",),
        ),
    )
    assert made(regime, text, *edits) == HEAD + "phases:\n- title: One\n- {}\n"


def test_what_would_change_a_text_is_refused_with_its_line(regime: Regime) -> None:
    text = HEAD + (
        "phases:\n- title: One\n  safeguards:\n  - consultation\n  - safeguard: quantity-limit\n"
        "    notes: |+\n      a\n\n  notes: b\n\n"
        "- title: Two\n  safeguards:\n  - consultation\n\n- title: Three\n"
    )
    move = Edit("move", 1, at(regime, "phase-1/safeguard-2"), 2)
    with pytest.raises(
        BadInput, match=r"line 9: a text after \|\+ .*; write to a name that ends in"
    ):
        made(regime, text, move)
    text = HEAD + "phases:\n- title: One\n  notes: |\n    a"
    add = Edit("add", 1, phase=1, added=safeguard(regime, "consultation"))
    with pytest.raises(BadInput, match=r"line 7: the last line has no line end.*; end the file"):
        made(regime, text, add)


def test_a_commitment_with_a_comment_does_not_move_into_brackets_inside_brackets(
    regime: Regime,
) -> None:
    text = HEAD + (
        "phases:\n- title: One\n  safeguards:\n  - consultation # why\n"
        "- {title: Two, safeguards: [quantity-limit]}\n"
    )
    with pytest.raises(BadInput, match="line 8: a commitment with a comment moves into brackets"):
        made(regime, text, Edit("move", 1, at(regime, "phase-1/safeguard-1"), 2))


# --- formats ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("indent", "eol"), [(None, "\n"), (3, "\n"), ("\t", "\r\n")])
def test_json_stays_json_with_its_indentation(
    indent: int | str | None, eol: str, regime: Regime, tmp_path: Path
) -> None:
    tree: dict[str, Any] = {"id": "deal/t", "title": "Tést", "phases": [{"title": "One"}]}
    tree["phases"][0]["concessions"] = [{"action": "fissile-halt"}, {"action": "road-map"}]
    tree["phases"][0]["without"] = ["consultation"]
    path = tmp_path / "t.json"
    path.write_text(json.dumps(tree, indent=indent).replace("\n", eol), "utf-8", newline="")
    deal = kg.read_deal(path, regime)
    edits = (
        verified(regime, "phase-1/concession-1", "iaea", "us-experts"),
        Edit("drop", 1, at(regime, "phase-1/concession-2"), 1),
        Edit("restore", 1, at(regime, "phase-1"), 1, provisions=deal.phases[0].without),
        Edit("add", 1, phase=2, added=relief(regime, "import-suspension")),
    )
    found = changed_file(path, deal, edits, Path("out.json"))
    assert package_triples(parse_deal(found, "t.json", regime)) == package_triples(
        apply(deal, edits)
    )
    wanted = json.loads(found)
    assert [list(phase) for phase in wanted["phases"]] == [
        ["title", "concessions"],
        ["title", "relief"],
    ]
    assert wanted["phases"][1]["relief"][0]["renewable"] is True
    assert found == json.dumps(wanted, indent=indent or 2, ensure_ascii=False).replace("\n", eol)


def test_a_file_that_is_json_only_in_name_is_refused(regime: Regime, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text("{id: deal/t, title: T, phases: [{title: One}]}", "utf-8")
    deal = kg.read_deal(path, regime)
    add = Edit("add", 1, phase=1, added=safeguard(regime, "consultation"))
    with pytest.raises(BadInput, match=r"t\.json, line 1: not strict JSON .* end in \.yaml"):
        changed_file(path, deal, [add], Path("out.json"))


@pytest.mark.parametrize("name", ["out.yaml", "out.yml", "out.YAML"])
def test_the_endings_of_yaml_are_one_format(name: str, regime: Regime, tmp_path: Path) -> None:
    path = tmp_path / "t.YML"
    path.write_bytes(("\ufeff" + HEAD + PHASES).replace("\n", "\r\n").encode())
    deal = kg.read_deal(path, regime)
    add = Edit("add", 1, phase=2, added=safeguard(regime, "consultation"))
    found = changed_file(path, deal, [add], Path(name))
    new = "    notes: n\r\n    safeguards:\r\n      - consultation\r\n"
    assert found.encode() == path.read_bytes().replace(b"    notes: n\r\n", new.encode())


def test_a_package_that_no_file_holds_gets_phases_on_lines(regime: Regime) -> None:
    text = HEAD + "phases:\n- title: One\n"
    deal = replace(parse_deal(text, "t.yaml", regime), phases=())
    add = Edit("add", 1, phase=1, added=safeguard(regime, "consultation"))
    assert changed_file(None, deal, [add], Path("t.yaml")) == (
        'id: deal/t\ntitle: "T"\nas-of: 2019-04-09\nphases:\n  - title: Phase 1\n'
        "    safeguards:\n      - consultation\n"
    )
    assert json.loads(changed_file(None, deal, [add], Path("t.json")))["phases"] == [
        {"title": "Phase 1", "safeguards": ["consultation"]}
    ]


# --- shipped packages ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_every_shipped_package_is_cured_and_its_file_keeps_every_comment(
    path: Path, regime: Regime
) -> None:
    package, text = kg.read_deal(path, regime), path.read_text("utf-8")
    proposals = repair(regime, package, best=2).proposals
    assert proposals
    for proposal in proposals:
        assert [f for f in proposal.report.findings if f.kind in ("breach", "gap")] == []
        assert proposal.cost == sum(edit.cost for edit in proposal.edits)
        cured = edited(text, package, proposal.edits)
        assert package_triples(parse_deal(cured, path.name, regime)) == package_triples(
            proposal.deal
        )
        comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
        for comment in comments:
            assert cured.count(comment) == text.count(comment), comment


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_a_file_without_changes_stays_as_it_is(path: Path, regime: Regime) -> None:
    text = path.read_text("utf-8")
    assert edited(text, kg.read_deal(path, regime), ()) == text


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
        style = self.rand.choice(("flow", "wrapped", "lines", "block", "one"))
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
        if style == "wrapped":
            lines, made = [], f"{key}: ["
            for n, value in enumerate(values):
                made += self.quoted(value) + (
                    ", " if n < len(values) - 1 else self.rand.choice(("]", " ]"))
                )
                if self.chance(0.4) and n < len(values) - 1:
                    lines.append(f"{made.rstrip()}{self.tail()}")
                    made = " " * (column + 4)
            return [*lines, f"{made}{self.tail()}"]
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
                keys.append(
                    self.names("except", self.some(("military", "luxury-goods"), 1), column)
                )
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
            return self.rand.choice(
                (f"{{action: {name}}}", f"{{action: {name}, verified-by: [iaea]}}")
            )
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
            elif self.chance(0.1) and kind in ("safeguards", "undertakings"):
                first, *rest = self.names(kind, found, column)
                if ": [" in first:
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
                changes["verified_by"] = rand.choice(
                    (
                        (f"{base}actor/iaea",),
                        (f"{base}actor/un-secretary-general", f"{base}actor/iaea"),
                    )
                )
            elif isinstance(each, Relief):
                ways: list[tuple[str, Any]] = [
                    ("through", TERMS + "suspension"),
                    ("term_days", 90),
                    ("renewable", True),
                    ("leaves_out", (f"{base}goods/dual-use",)),
                    ("authority", (f"{base}us/nkspea/208/c",)),
                    ("ends_if", "to be agreed"),
                    ("by", (f"{base}actor/united-states",)),
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
    found: dict[str, str] = {}
    waiting: list[str] = []
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
        beside = any(line.endswith(comment) and item in line for line in text.splitlines())
        assert before.get(comment) == item or beside, (comment, before.get(comment), item)
    comments = re.findall(r"# c\d+", found)
    assert len(comments) == len(set(comments))
    if {edit.kind for edit in edits} <= {"change", "add"}:
        assert set(comments) == set(re.findall(r"# c\d+", text))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_any_file_reads_back_as_changed_and_keeps_the_rest(regime: Regime, seed: int) -> None:
    rand = random.Random(seed)
    text = Author(rand).package()
    deal = parse_deal(text, "t.yaml", regime)
    edits = some_edits(rand, regime, deal)
    wanted = package_triples(apply(deal, edits))
    as_json = edited_json(json.dumps(read_spans(alike(text)).plain), deal, edits)
    assert package_triples(parse_deal(as_json, "t.json", regime)) == wanted
    try:
        found = edited(text, deal, edits)
    except BadInput as error:
        refused = str(error)
    else:
        assert package_triples(parse_deal(found, "t.yaml", regime)) == wanted
        kept_lines(text, found, deal, edits)
        return
    reasons = ("moves into brackets", "blank lines", "the last line has no line end")
    assert any(reason in refused for reason in reasons), refused


# --- what the package says beside ----------------------------------------------------------------

BESIDE = """\
phases:
  - title: First
    concessions:
      - one-of:   # either
          - action: road-map
          - [action: no-tests-commitment, action: road-map]
      - action: yongbyon-freeze
        extent: partial   # how much
        sites: [yongbyon]
        verified-by: unnamed
    relief:
      - measure: export-suspension
        by:            # both
          - unsc
          - us-president
        how:
          unsc: suspension   # the Council
          us-president: case-waiver
        limit: "500,000 t, or less"   # a year
        term: 12–18 months
      - measure: food-pilot
        how: {one-of: [exemption, suspension]}
        for: everyone
      - measure: open   # not said
        kind: [export-relief, import-relief]
        reading: inferred
    undertakings:
      - one-of: [new-programmes, {undertaking: new-programmes, limit: 3}]
      - {undertaking: us-certification, by: [us-president], limit: none}
"""


def changed(regime: Regime, on: str, **values: Any) -> Edit:
    return Edit("change", 1, at(regime, on), changes=tuple(values.items()))


def test_a_new_act_takes_the_place_of_the_acts_of_each_body(regime: Regime) -> None:
    edit = changed(regime, "phase-1/relief-1", through=TERMS + "waiver", term_days=90)
    assert made(regime, HEAD + BESIDE, edit) == (HEAD + BESIDE).replace(
        "        how:\n          unsc: suspension   # the Council\n"
        "          us-president: case-waiver\n",
        "        # the Council\n        how: waiver\n",
    ).replace("term: 12–18 months", "term: 90 days")


def test_a_new_body_keeps_the_act_that_was_its_own(regime: Regime) -> None:
    body = (f"{regime.base}actor/unsc",)
    assert made(regime, HEAD + BESIDE, changed(regime, "phase-1/relief-1", by=body)) == (
        HEAD + BESIDE
    ).replace(
        "        by:            # both\n          - unsc\n          - us-president\n",
        "        by: unsc            # both\n",
    ).replace(
        "        how:\n          unsc: suspension   # the Council\n"
        "          us-president: case-waiver\n",
        "        # the Council\n        how: suspension\n",
    )


def test_the_keys_of_what_is_open_and_partial_can_be_given(regime: Regime) -> None:
    iaea, unsc, us = (f"{regime.base}actor/{each}" for each in ("iaea", "unsc", "us-president"))
    new_kind = changed(regime, "phase-1/relief-2", kinds=(f"{TERMS}ExportRelief",))
    edits = (
        changed(regime, "phase-1/concession-1", extent="40 % of it", verified_by=(iaea,)),
        changed(regime, "phase-1/relief-2", by=(unsc, us), limit="3 t, or so"),
        replace(new_kind, label="export relief, not specified"),
        changed(regime, "phase-1/undertaking-1", limit="one, or two"),
    )
    assert made(regime, HEAD + BESIDE, *edits) == (HEAD + BESIDE).replace(
        "extent: partial", 'extent: "40 % of it"'
    ).replace("verified-by: unnamed", "verified-by: iaea").replace(
        "kind: [export-relief, import-relief]\n        reading: inferred\n",
        "kind: export-relief\n        reading: inferred\n"
        '        by: [unsc, us-president]\n        limit: "3 t, or so"\n',
    ).replace("limit: none", 'limit: "one, or two"')


def test_what_stands_beside_a_choice_is_found_and_the_choice_stays(regime: Regime) -> None:
    drop = Edit("drop", 1, at(regime, "phase-1/relief-2"), 1)
    move = Edit("move", 1, at(regime, "phase-1/concession-1"), 2)
    text = made(regime, HEAD + BESIDE, drop, move)
    assert "measure: open" not in text
    assert text.endswith(
        "  - title: Phase 2\n"
        "    concessions:\n"
        "      - action: yongbyon-freeze\n"
        "        extent: partial   # how much\n"
        "        sites: [yongbyon]\n"
        "        verified-by: unnamed\n"
    )
    before, after = (parse_deal(each, "t.yaml", regime) for each in (HEAD + BESIDE, text))
    assert [choice.alternatives for choice in after.choices] != []
    assert [(c.iri, c.label) for c in after.choices] == [(c.iri, c.label) for c in before.choices]


def test_everything_that_relief_can_say_is_written_when_it_is_added(regime: Regime) -> None:
    base = regime.base
    bodies = tuple(f"{base}actor/{each}" for each in ("unsc", "us-president"))
    full = replace(
        relief(regime, "food-pilot"),
        by=bodies,
        through=TERMS + "unstated",
        acts=((bodies[0], TERMS + "suspension"), (bodies[1], TERMS + "waiver")),
        term_days=360,
        term_most=540,
        term_said="12–18 months",
        snapback=TERMS + "promised",
        limit=TERMS + "none",
        for_whom=TERMS + "everyone",
        reading=TERMS + "inferred",
        covers_only=(f"{base}goods/coal",),
    )
    loose = replace(
        relief(regime, "food-pilot"),
        label="export relief, not specified",
        measure=None,
        open=True,
        kinds=(f"{TERMS}ExportRelief",),
        term_days=None,
        term_open=True,
        ends_if=None,
        renewable=None,
    )
    step = Concession(
        *(f"{base}trial/x", "a step that begins to roll the programme back, not specified", None),
        *((), "", (TERMS + "unnamed",), True, (f"{base}action/rollback-step",), "partial"),
        (f"{base}facility/yongbyon",),
    )
    promise = replace(undertaking(regime, "new-programmes"), by=bodies[1:], limit="3 t")
    edits = [Edit("add", 1, phase=2, added=each) for each in (full, loose, step, promise)]
    assert made(regime, HEAD + "phases:\n  - title: First\n", *edits) == HEAD + (
        "phases:\n"
        "  - title: First\n"
        "  - title: Phase 2\n"
        "    relief:\n"
        "      - measure: food-pilot\n"
        "        by: [unsc, us-president]\n"
        "        how: {unsc: suspension, us-president: waiver}\n"
        "        for: everyone\n"
        "        limit: none\n"
        '        term: "12–18 months"\n'
        "        renewable: true\n"
        "        snapback: promised\n"
        "        only: coal\n"
        '        ends-if: "to be agreed: x"\n'
        "        reading: inferred\n"
        "      - measure: open\n"
        "        kind: export-relief\n"
        "        by: unsc\n"
        "        how: suspension\n"
        "        term: temporary\n"
        "    concessions:\n"
        "      - action: open\n"
        "        kind: rollback-step\n"
        "        extent: partial\n"
        "        sites: yongbyon\n"
        "        verified-by: unnamed\n"
        "    undertakings:\n"
        "      - undertaking: new-programmes\n"
        "        by: us-president\n"
        "        limit: 3 t\n"
    )


def test_json_keeps_what_stands_beside_and_takes_new_keys(regime: Regime) -> None:
    tree = read_spans(HEAD + BESIDE).plain
    text = json.dumps(tree, indent=1, ensure_ascii=False)
    deal = parse_deal(text, "t.json", regime)
    edits = (
        changed(regime, "phase-1/concession-1", verified_by=(f"{regime.base}actor/iaea",)),
        changed(regime, "phase-1/relief-1", through=TERMS + "waiver", term_days=90),
    )
    found = edited_json(text, deal, edits)
    assert package_triples(parse_deal(found, "t.json", regime)) == package_triples(
        apply(deal, edits)
    )
    first = tree["phases"][0]
    first["concessions"][1]["verified-by"] = "iaea"
    first["relief"][0] |= {"how": "waiver", "term": "90 days"}
    assert json.loads(found) == tree
