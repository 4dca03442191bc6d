"""Compares what the United Nations facts state in numbers with the resolutions' own texts.

Run as ``python tests/data/compare_un_texts.py FOLDER``. The folder holds one ``<resolution>.json``
each: ``adopted`` (ISO date), ``votes`` (``inFavour``, ``against``, ``abstaining``), ``operative``
(paragraph number to text), ``annexes`` (list of texts). It prints a line per difference.
"""

import calendar
import datetime as dt
import json
import re
import sys
from pathlib import Path

from pyoxigraph import QuerySolutions, RdfFormat, Store

REGIME = Path(__file__).parents[2] / "kg" / "regimes" / "dprk"
PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skg: <https://w3id.org/sanctions-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> """
INSTRUMENTS = """SELECT ?label ?day ?count ?yes ?no ?none { ?i a skg:CouncilResolution ;
    rdfs:label ?label ; skg:adoptedOn ?day ; skg:paragraphCount ?count ; skg:vote ?vote .
    ?vote skg:inFavour ?yes ; skg:against ?no ; skg:abstaining ?none } ORDER BY ?day"""
PROVISIONS = """SELECT ?p ?label ?number ?verb ?from ?summary ?until ?ender {
    ?i a skg:CouncilResolution . ?p skg:partOf ?i ; rdfs:label ?label ; skg:number ?number ;
    skg:verb/rdfs:label ?verb ; skg:inForceFrom ?from ; dcterms:description ?summary ;
    skg:position ?position OPTIONAL { ?p skg:inForceUntil ?until ; skg:endedBy ?ender } }
    ORDER BY ?from ?i ?position"""
CAPS = "SELECT ?n { <%s> skg:cap/(skg:amount|skg:alternativeAmount) ?n }"
OWN_CAP_DAYS = """SELECT ?day { BIND (<%s> AS ?p) ?p skg:inForceFrom ?from
    OPTIONAL { ?p skg:inForceUntil ?until } ?p skg:cap/(skg:inForceFrom|skg:inForceUntil) ?day
    FILTER (?day != ?from && (!BOUND(?until) || ?day != ?until)) }"""
SPOKEN = """SELECT ?text { BIND (<%s> AS ?p) { ?p dcterms:description|skos:note ?text } UNION
    { ?p skg:cap/skos:note ?text } UNION
    { ?p skg:exception ?e . ?e skg:grantedIn ?p ; rdfs:label ?text } }"""
SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
WORDS = {word: number for number, word in enumerate(SMALL.split(), 1)}
WORDS |= {"sixteen": 16, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90}
NUMBER = rf"(?i)\b(\d[\d,]*(?:\.\d+)?(?: million)?|{'|'.join(sorted(WORDS, key=len)[::-1])})"
MONTHS = "|".join(calendar.month_name[1:])
RESERVED = {"77"}  # an empty chapter: a range of codes may run over it, goods cannot stand in it


def value(words: str) -> float:
    """The number that digits or words write."""
    if words.lower() in WORDS:
        return WORDS[words.lower()]
    digits, *million = words.replace(",", "").split()
    return float(digits) * (1_000_000 if million else 1)


def numbers(text: str) -> set[float]:
    """Every number in a text, in digits or in words."""
    return {value(found) for found in re.findall(rf"{NUMBER}(?!\w)", text)}


def days(text: str) -> set[str]:
    """Every day written out in a text, such as 30 April 2024 or January 1, 2018."""
    found = re.findall(rf"(\d+) ({MONTHS}) (\d{{4}})", text)
    found += [(d, m, y) for m, d, y in re.findall(rf"({MONTHS}) (\d+), (\d{{4}})", text)]
    return {str(dt.datetime.strptime(" ".join(day), "%d %B %Y").date()) for day in found}


def after(day: dt.date, count: int, unit: str) -> str:
    """The day that lies so many days or months after another."""
    if unit == "day":
        return str(day + dt.timedelta(days=count))
    years, month = divmod(day.month - 1 + count, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return str(dt.date(day.year + years, month + 1, min(day.day, last)))


def hs_codes(text: str) -> set[str]:
    """The Harmonized System codes that a text names, with its ranges written out."""
    ranges = " ".join(re.findall(r"HS codes? ([^)]*)\)", text))
    found = re.findall(r"(\d+)(?: through (\d+))?", ranges)
    return {f"{code:02}" for low, high in found for code in range(int(low), int(high or low) + 1)}


def listed(annexes: list[str], heading: str) -> int:
    """How many numbered entries stand under an annex heading such as "(Entities)"."""
    parts = re.split(r"Annex [IVX]+ ", " ".join(annexes))
    rest, count = next((part for part in parts if heading in part[:80]), ""), 0
    while found := re.search(rf"\s{count + 1}\. (?=[A-Z])", rest):
        rest, count = rest[found.end() :], count + 1
    return count


class Comparison:
    """Reads the facts and the texts, compares them and keeps count."""

    def __init__(self, folder: Path) -> None:
        self.store = Store()
        for path in [*sorted(REGIME.glob("un/*.ttl")), REGIME / "goods.ttl"]:
            self.store.load(path=str(path), format=RdfFormat.TURTLE)
        self.texts = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
        self.compared, self.without, self.differences = 0, 0, list[str]()
        self.has_text = True  # whether the paragraph at hand is in the folder

    def rows(self, query: str) -> list[list[str]]:
        """Rows of a query as strings; an unbound cell is empty."""
        found = self.store.query(PREFIXES + query)
        assert isinstance(found, QuerySolutions)
        return [[cell.value if cell else "" for cell in row] for row in found]

    def check(self, where: str, what: str, stated: object, text: object) -> None:
        """Counts one number; notes a difference unless the text has it, in a set or as itself."""
        if not self.has_text:
            self.without += 1
            return
        self.compared += 1
        allowed = sorted(text) if isinstance(text, set) else [text]
        if stated not in allowed:
            self.differences.append(f"{where}: {what} is {stated}, the text has {allowed}")

    def instruments(self) -> None:
        """Adoption day, year in the name, paragraph count and votes of each resolution."""
        for label, day, count, *votes in self.rows(INSTRUMENTS):
            text = self.texts.get(label.split()[-2])
            self.has_text = text is not None
            text = text or {"adopted": "", "operative": {}, "votes": {}}
            self.check(label, "adoption day", day, text["adopted"])
            self.check(label, "year in the name", label[-5:-1], text["adopted"][:4])
            self.check(label, "paragraph count", int(count), len(text["operative"]))
            for cast, what in zip(votes, ("inFavour", "against", "abstaining"), strict=True):
                self.check(label, what, int(cast), int(text["votes"].get(what) or 0))

    def provisions(self) -> None:
        """Everything that a provision states in numbers, and its verb."""
        for iri, label, number, verb, start, summary, until, ender in self.rows(PROVISIONS):
            document = self.texts.get(label.split()[1].rstrip(","))
            self.has_text = document is not None
            document = document or {"adopted": start, "operative": {}, "annexes": []}
            paragraph = re.split(r"[(,]", number)[0]
            text = document["operative"].get(paragraph, "")
            self.check(label, "paragraph", paragraph, set(document["operative"]))
            for item in re.findall(r"\(\w+\)", number):
                self.check(label, "sub-item", item, set(re.findall(r"\(\w+\)", text)))
            said = text.lower().replace("called", "calls").replace("calls on ", "calls upon ")
            said = said.replace("expresses its", "expresses")
            self.check(label, "verb", verb, {verb} if re.search(rf"\b{verb}\b", said) else set())
            self.check(label, "first day", start, document["adopted"])
            if until and self.has_text:
                self.check(label, "end", until, days(text) | self.ends(ender.split("/")[6]))
            self.has_text &= not text.endswith("replaced by the following:")  # block is left out
            self.quantities(iri, label, text, dt.date.fromisoformat(document["adopted"]))
            self.spoken(iri, label, summary, text + self.reworded(iri), document["annexes"])

    def reworded(self, iri: str) -> str:
        """The paragraphs of later resolutions that gave a provision other words."""
        found = ""
        for (maker,) in self.rows(f"SELECT ?m {{ <{iri}> skg:version/skg:madeBy ?m }}"):
            resolution, *number = maker.split("/un/")[1].split("/")
            operative = self.texts.get(resolution, {}).get("operative", {})
            found += " " + operative.get(number[0], "") if number else ""
        return found

    def terms(self, resolution: str) -> set[str]:
        """The last days of what a resolution sets up or extends."""
        document = self.texts[resolution]
        text = str(document["operative"])
        found = days(" ".join(re.findall(rf"until (\d+ (?:{MONTHS}) \d+)", text)))
        if "for an initial period of one year" in text:
            found.add(after(dt.date.fromisoformat(document["adopted"]), 12, "month"))
        return found

    def ends(self, resolution: str) -> set[str]:
        """The first days without what a resolution extends, and its own day of adoption."""
        last = {dt.date.fromisoformat(day) for day in self.terms(resolution)}
        return {after(day, 1, "day") for day in last} | {self.texts[resolution]["adopted"]}

    def quantities(self, iri: str, label: str, text: str, adopted: dt.date) -> None:
        """Deadlines counted from adoption, caps with their days, and Harmonized System codes."""
        spans = re.findall(rf"{NUMBER}[- ](day|month)", text)
        due = {after(adopted, int(value(count)), unit.lower()) for count, unit in spans}
        due |= days(text)
        if "additional" in text:  # so many days more, after the first ones
            due |= {after(dt.date.fromisoformat(day), 30, "day") for day in due}
        if "termination of" in text:
            last = {dt.date.fromisoformat(day) for day in self.terms(label.split()[1].rstrip(","))}
            due |= {after(day, before, "day") for day in last for before in (-30, 0)}
        for (day,) in self.rows(f"SELECT ?d {{ <{iri}> skg:deadline/skg:dueOn ?d }}"):
            self.check(label, "deadline", day, due)
        for (amount,) in self.rows(CAPS % iri):
            self.check(label, "cap", float(amount), numbers(text))
        for (day,) in self.rows(OWN_CAP_DAYS % iri):
            self.check(label, "day of a cap", day, days(text))
        named = hs_codes(text) - RESERVED
        ours = {code for (code,) in self.rows(f"SELECT ?c {{ <{iri}> skg:goods/skg:hsCode ?c }}")}
        for code in sorted(named | ours) if named else []:
            self.check(label, "HS code", code, named & ours)

    def spoken(self, iri: str, label: str, summary: str, text: str, annexes: list[str]) -> None:
        """Numbers in words of ours: counts of names, thresholds, periods, percentages, days."""
        for noun, heading in (("individual", "(Individuals)"), ("(?:entit|party)", "(Entities)")):
            for count in re.findall(rf"{NUMBER} {noun}", summary):
                self.check(label, f"number of {heading}", value(count), listed(annexes, heading))
        for (good,) in self.rows(f"SELECT ?l {{ <{iri}> skg:goods/rdfs:label ?l }}"):
            for dollars in re.findall(r"([\d,]+) US dollars", good):
                self.check(label, "US dollars", value(dollars), numbers(" ".join(annexes)))
        for (ours,) in self.rows(SPOKEN % iri):
            found = re.findall(rf"{NUMBER}[- ](?:working )?(?:day|month|years?\b|expert)", ours)
            found += re.findall(rf"(?i)\bdays? {NUMBER[4:]}", ours)
            found += re.findall(r"\d+", " ".join(re.findall(r"[\d, and]+ per cent", ours)))
            for number in found:
                self.check(label, f"number in “{ours[:40]}…”", value(number), numbers(text))
        for day in sorted(days(summary)):
            self.check(label, "day in the summary", day, days(text))


def main(folder: str) -> int:
    """Compares everything and reports; the exit code is 1 when something differs."""
    comparison = Comparison(Path(folder))
    comparison.instruments()
    comparison.provisions()
    differ = comparison.differences
    print(*differ, f"{comparison.without} numbers have no text there", sep="\n")
    print(f"compared {comparison.compared} numbers, {len(differ)} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
