"""Packages of up to 1 MB that are made to cost their reader time or memory, or to end it."""

from __future__ import annotations

import json
from collections.abc import Callable

SIZE = 990_000
BASE = "https://w3id.org/sanctions-kg/dprk/"
_HEAD = "id: deal/x\ntitle: X\nas-of: 2019-04-09\nphases:\n"
_FIRST = "  - title: One\n"
_TTL = (
    "@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    f"@base <{BASE}> .\n"
)
_CONTEXT = "https://w3id.org/sanctions-kg/context/deal.jsonld"


def _filled(begin: str, piece: Callable[[int], str], end: str, size: int = SIZE) -> str:
    """A text of pieces that is just shorter than the size."""
    found, room, number = [begin], size - len((begin + end).encode()), 0
    while (room := room - len((each := piece(number)).encode())) > 0:
        found.append(each)
        number += 1
    return "".join([*found, end])


def _relief(ids: str) -> str:
    return f"{_HEAD}{_FIRST}    relief:\n      - provisions: [{ids}]\n"


def _ids(piece: Callable[[int], str]) -> str:
    return _filled(f"{_HEAD}{_FIRST}    relief:\n      - provisions: [", piece, "]\n")


def _phases(piece: Callable[[int], str]) -> str:
    return _filled(_HEAD, piece, "")


def _listed(key: str, piece: Callable[[int], str]) -> str:
    return _filled(f"{_HEAD}{_FIRST}    {key}:\n", piece, "")


def _whole(name: str, value: str) -> str:
    keys = {"id": "deal/x", "title": "X", "as-of": "2019-04-09", name: value}
    lines = "".join(f"{key}: {each}\n" for key, each in keys.items())
    return f"{lines}phases:\n{_FIRST}    concessions: [{{action: yongbyon-freeze}}]\n"


def _linked(value: Callable[[int], object], last: object, count: int) -> str:
    context = {f"t{number}": value(number) for number in range(count)} | {f"t{count}": last}
    return json.dumps(
        {"@context": context, "@id": f"{BASE}deal/x", "@type": "skg:DealPackage", "t0": "x"}
    )


def _turtle(body: str) -> str:
    return f"{_TTL}{body}"


def _deep(opens: str, closes: str, middle: str = '"x"') -> str:
    count = (SIZE - 500) // len(opens + closes)
    return _turtle(f"<deal/x> rdfs:label {opens * count}{middle}{closes * count} .\n")


_RELIEF = "      - {measure: import-suspension, by: unsc, how: suspension}\n"
_CONCESSION = "      - {action: yongbyon-freeze, verified-by: iaea}\n"

#: What makes each, by a name that ends as its file does.
MADE: dict[str, Callable[[], str]] = {
    "slashes.yaml": lambda: _relief("un" + "/1" * (SIZE // 2 - 100)),
    "long-id.yaml": lambda: _relief("u" * (SIZE - 200)),
    "long-package-id.yaml": lambda: _filled(
        _HEAD.replace("deal/x", "deal/" + "a" * 500_000) + f"{_FIRST}    relief:\n",
        lambda n: _RELIEF,
        "",
    ),
    "long-title.yaml": lambda: _whole("title", "x" * (SIZE - 300)).replace("title: X\n", "", 1),
    "long-titles.yaml": lambda: _phases(
        lambda n: f"  - {{title: {'x' * 30_000}{n}, relief: [{{measure: import-suspension}}]}}\n"
    ),
    "long-date.yaml": lambda: _whole("proposed-on", "2" * (SIZE - 300)),
    "long-term.yaml": lambda: (
        f"{_HEAD}{_FIRST}    relief:\n"
        f"      - {{measure: import-suspension, term: {'9' * (SIZE - 300)} days}}\n"
    ),
    "spaces.yaml": lambda: _whole("status", "x" + " " * (SIZE - 300) + "y"),
    "unknown-ids.yaml": lambda: _ids(lambda n: f"un/2397/{n + 100},\n"),
    "one-unknown-id.yaml": lambda: _ids(lambda n: "un/2397/x,"),
    "one-unknown-action.yaml": lambda: _filled(
        f"{_HEAD}{_FIRST}    concessions: [", lambda n: "{action: yongbyon-freze},", "]\n"
    ),
    "known-ids-again.yaml": lambda: _ids(lambda n: "un/2397/7, un/2371/8,"),
    "long-unknown-ids.yaml": lambda: _ids(lambda n: f"un/2397/{'7' * 180}{n},\n"),
    "phases.yaml": lambda: _phases(lambda n: f"  - {{title: {n}}}\n"),
    "most-phases.yaml": lambda: (
        _HEAD
        + "".join(
            f"  - {{title: {n}, relief: [{{measure: import-suspension, by: unsc}}]}}\n"
            for n in range(1_000)
        )
    ),
    "most-relief.yaml": lambda: (
        f"{_HEAD}{_FIRST}    relief:\n"
        + "      - {measure: remaining-un-sanctions, by: unsc, how: suspension}\n" * 2_000
    ),
    "phases-with-relief.yaml": lambda: _phases(
        lambda n: f"  - {{title: {n}, relief: [{{measure: import-suspension, by: unsc}}]}}\n"
    ),
    "reliefs.yaml": lambda: _listed("relief", lambda n: _RELIEF),
    "reliefs-in-blocks.yaml": lambda: _listed(
        "relief",
        lambda n: "      - measure: import-suspension\n        by: unsc\n        how: suspension\n",
    ),
    "concessions.yaml": lambda: _listed("concessions", lambda n: _CONCESSION),
    "safeguards.yaml": lambda: _listed("safeguards", lambda n: "      - consultation\n"),
    "keys.yaml": lambda: _filled(_HEAD, lambda n: f"k{n}: x\n", ""),
    "one-key.yaml": lambda: _filled("{", lambda n: "k: x,", "}"),
    "notes.yaml": lambda: _filled(_HEAD.replace("phases:\n", "notes: ["), lambda n: "x,", "]\n"),
    "nulls.yaml": lambda: _filled("[", lambda n: ",", "]"),
    "scalars.yaml": lambda: _filled("[", lambda n: "a,", "]"),
    "empty-maps.yaml": lambda: _filled("[", lambda n: "{},", "]"),
    "pairs.yaml": lambda: _filled("[", lambda n: "a: b,", "]"),
    "anchors.yaml": lambda: _filled("a:\n", lambda n: f"  - &a{n} x\n", ""),
    "aliases.yaml": lambda: _filled("a: &a x\nb:\n", lambda n: "  - *a\n", ""),
    "documents.yaml": lambda: _filled("", lambda n: "---\n", ""),
    "comments.yaml": lambda: _filled("", lambda n: "#\n", ""),
    "blank-lines.yaml": lambda: "\n" * (SIZE - 100) + _whole("status", "x"),
    "brackets.yaml": lambda: "[" * SIZE,
    "dashes.yaml": lambda: "- " * (SIZE // 2),
    "quotes.yaml": lambda: 'title: "' + "\\x41" * (SIZE // 4 - 10) + '"\n',
    "folded.yaml": lambda: "title: >\n" + " x\n\n" * (SIZE // 4 - 10),
    "indents.yaml": lambda: "".join(" " * n + "a:\n" for n in range(1380)),
    "questions.yaml": lambda: "? " * (SIZE // 2),
    "exponents.yaml": lambda: _whole("ordered", "1e" + "9" * (SIZE - 300)),
    "choices.yaml": lambda: _listed(
        "relief", lambda n: "      - one-of: [{measure: kaesong}, {measure: kumgang-tourism}]\n"
    ),
    "ways.yaml": lambda: _filled(
        f"{_HEAD}{_FIRST}    relief:\n      - one-of: [", lambda n: "{measure: kaesong},", "]\n"
    ),
    "strange-spaces.yaml": lambda: "\u00a0" * (SIZE // 2),
    "numbers.json": lambda: (
        json.dumps({"id": "x", "title": "x", "phases": 1})[:-2] + "9" * (SIZE - 100) + "}"
    ),
    "braces.json": lambda: '{"a":' * (SIZE // 5),
    "members.json": lambda: "{" + ",".join(f'"k{n}":1' for n in range(SIZE // 11)) + "}",
    "list.json": lambda: "[" + "1," * (SIZE // 2 - 10) + "1]",
    "chain.jsonld": lambda: _linked(lambda n: f"t{n + 1}", "http://a/x", 10_668),
    "chain-of-types.jsonld": lambda: _linked(
        lambda n: {"@id": f"http://a/{n}", "@type": f"t{n + 1}"}, "http://a/x", 10_000
    ),
    "chain-of-prefixes.jsonld": lambda: _linked(lambda n: f"t{n + 1}:x", "http://a/x", 10_000),
    "chain-of-keys.jsonld": lambda: json.dumps(
        {
            "@context": {":".join(["t"] * 1 + [str(n)]): "http://a/x" for n in range(20_000)},
            "@id": "x",
        }
    ),
    "scoped.jsonld": lambda: json.dumps(
        {
            "@context": [
                {f"t{n}": {"@id": "http://a/x", "@context": {"a": "b"}}} for n in range(9_000)
            ],
            "@id": "x",
        }
    ),
    "short-chain.jsonld": lambda: json.dumps(
        {
            "@context": {f"t{n}": f"t{n + 1}:{'x' * 150}" for n in range(100)}
            | {"t100": "http://a/"},
            "@id": "http://a/x",
            "@type": ["t0:x"] * 90_000,
        }
    ),
    "longest-terms.jsonld": lambda: json.dumps(
        {
            "@context": {
                "t0": f"t1:{'x' * 190}",
                "t1": f"t2:{'x' * 190}",
                "t2": f"http://a/{'x' * 190}",
            },
            "@id": "http://a/x",
            "@type": ["t0:x"] * 120_000,
        }
    ),
    "terms.jsonld": lambda: _linked(lambda n: f"http://a/{n}", "http://a/x", 30_000),
    "contexts.jsonld": lambda: json.dumps({"@context": [_CONTEXT] * 18_000, "id": "deal/x"}),
    "contexts-inside.jsonld": lambda: json.dumps(
        {"@context": _CONTEXT, "id": "deal/x", "phases": [{"@context": _CONTEXT}] * 14_000}
    ),
    "long-prefix.jsonld": lambda: json.dumps(
        {
            "@context": {"p": "http://a/" + "x" * 500_000 + "/"},
            "@id": "http://a/x",
            "http://a/b": [{"@id": "p:x"}] * 20_000,
        }
    ),
    "long-base.jsonld": lambda: json.dumps(
        {
            "@context": {"@base": "http://a/" + "x" * 500_000 + "/"},
            "@id": "http://a/x",
            "http://a/b": [{"@id": str(n)} for n in range(20_000)],
        }
    ),
    "long-vocab.jsonld": lambda: json.dumps(
        {
            "@context": {"@vocab": "http://a/" + "x" * 500_000 + "/"},
            "@id": "http://a/x",
            **{f"k{n}": "x" for n in range(20_000)},
        }
    ),
    "one-key-twice.jsonld": lambda: (
        "{" + ",".join(f'"k{n}":1' for n in range(80_000)) + ',"k79999":1}'
    ),
    "key-without-meaning.jsonld": lambda: json.dumps(
        {"@context": _CONTEXT, "id": "deal/x", "phases": [{"titel": 1}] * 60_000}
    ),
    "brackets.jsonld": lambda: "[" * SIZE,
    "types.jsonld": lambda: json.dumps({"@id": "http://a/x", "@type": ["http://a/b"] * 60_000}),
    "quoted-triples.ttl": lambda: _deep("<<( <a> <b> ", " )>>"),
    "old-quoted-triples.ttl": lambda: _deep("<< <a> <b> ", " >>"),
    "annotations.ttl": lambda: _deep("{| <a> <b> ", " |}"),
    "blank-nodes.ttl": lambda: _deep("[ <a> ", " ]"),
    "lists.ttl": lambda: _deep("( ", " )"),
    "long-prefix.ttl": lambda: _turtle(
        f"@prefix p: <http://a/{'x' * 500_000}> .\n<deal/x> rdfs:seeAlso "
        + ", ".join(f"p:{n}" for n in range(50_000))
        + " .\n"
    ),
    "long-base.ttl": lambda: _turtle(
        f"@base <http://a/{'x' * 500_000}/> .\n<deal/x> rdfs:seeAlso "
        + ", ".join(f"<{n}>" for n in range(50_000))
        + " .\n"
    ),
    "long-base-and-prefixes.ttl": lambda: _filled(
        f"@base <http://a/{'x' * 500_000}/> .\n", lambda n: f"@prefix p{n}: <a>.\n", ""
    ),
    "long-bases-and-prefixes.ttl": lambda: _filled(
        f"@base <{'x' * 390}/> .\n" * 5, lambda n: f"@prefix p{n}: <a>.\n", ""
    ),
    "bases-in-comments.ttl": lambda: _filled(_TTL, lambda n: "BASE#\n<a/>\n", ""),
    "bases.ttl": lambda: _filled(_TTL, lambda n: "@base <a/>.\n", ""),
    "prefixes.ttl": lambda: _filled(_TTL, lambda n: f"@prefix p{n}: <a/>.\n", ""),
    "phases.ttl": lambda: _filled(
        _TTL + '<deal/x> a skg:DealPackage ; rdfs:label "X" .\n',
        lambda n: (
            f'<deal/x> skg:hasPhase <deal/x/p{n}> . <deal/x/p{n}> a skg:Phase ; rdfs:label "{n}" ;'
            f" skg:position {n + 1} .\n"
        ),
        "",
    ),
    "reliefs.ttl": lambda: _filled(
        _TTL + '<deal/x> a skg:DealPackage ; rdfs:label "X" ; skg:hasPhase <deal/x/p> .\n'
        '<deal/x/p> a skg:Phase ; rdfs:label "P" ; skg:position 1 .\n',
        lambda n: (
            f"<deal/x/r{n}> a skg:Relief ; skg:inPhase <deal/x/p> ; "
            "skg:grants <relief/import-suspension> .\n"
        ),
        "",
    ),
    "circle.ttl": lambda: _filled(
        _TTL + '<deal/x> a skg:DealPackage ; rdfs:label "X" .\n',
        lambda n: (
            f"<deal/x> skg:hasPhase <deal/x/p{n}> . <deal/x/p{n}> skg:follows <deal/x/p{n + 1}> .\n"
        ),
        "",
    ),
    "words.ttl": lambda: _turtle("<deal/x> rdfs:label " + '"' + "a " * 480_000 + '" .\n'),
    "values.ttl": lambda: _turtle(
        "<deal/x> rdfs:label " + ", ".join(f'"{n}"' for n in range(90_000)) + " .\n"
    ),
    "parts.ttl": lambda: _filled(
        _TTL + '<deal/x> a skg:DealPackage ; rdfs:label "X" ; skg:hasPhase <deal/x/p> .\n'
        '<deal/x/p> a skg:Phase ; rdfs:label "P" ; skg:position 1 .\n'
        "<deal/x/r> a skg:Relief ; skg:inPhase <deal/x/p> ; skg:grants <relief/kaesong> .\n",
        lambda n: (
            f"<deal/x/r{n}> a skg:Relief ; skg:inPhase <deal/x/p> ; skg:partOf <deal/x/r> ; "
            "skg:grants <relief/kaesong> .\n"
        ),
        "",
    ),
}
