"""JSON-LD made safe to parse: the shipped context put in, every other remote context refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from kg.core.ids import LONGEST, did_you_mean
from kg.core.wording import quoted
from kg.deal.read.nodes import Problems
from kg.deal.terms import CONTEXT

MOST_LEVELS = 40
# A parser follows terms that lead to terms on its stack, and writes out each context anew.
MOST_CONTEXTS, MOST_TERMS, MOST_STEPS = 40, 150, 2


def resolved(text: str, problems: Problems) -> str:
    """A JSON-LD document that needs nothing from outside.

    Raises:
        BadPackage: when the text is not JSON, has more contexts or terms than a package needs,
            names a context that would have to be fetched, or uses a key that no context gives a
            meaning; a JSON-LD reader would drop such a key without a word.
    """
    document = _parsed(text, problems)
    if not isinstance(document, dict | list):
        problems.refuse(1, "the file holds a single value; JSON-LD is an object")
    _few_terms(document, text, problems)
    document = _with_contexts(document, text, problems)
    problems.check()
    _known_keys(document, text, problems)
    problems.check()
    return json.dumps(document)


@cache
def shipped_context() -> dict[str, Any]:
    """The context that the package ships."""
    text = files("kg.deal").joinpath("context.jsonld").read_text("utf-8")
    context = json.loads(text)["@context"]
    assert isinstance(context, dict)
    return context


def _parsed(text: str, problems: Problems) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                problems.refuse(line_of(text, key), f"key {quoted(key)} twice in one object")
            found[key] = value
        return found

    def no_constant(name: str) -> None:
        problems.refuse(line_of(text, name), f"{name} is not JSON")

    try:
        document = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        problems.refuse(error.lineno, f"not valid JSON: {error.msg}")
    except RecursionError:
        problems.refuse(1, f"nested more than {MOST_LEVELS} levels deep")
    except ValueError as error:
        problems.refuse(1, f"not valid JSON: {quoted(str(error))}")
    if _depth(document) > MOST_LEVELS:
        problems.refuse(1, f"nested more than {MOST_LEVELS} levels deep")
    return document


def _depth(document: Any) -> int:
    level, deepest = [document], 0
    while level and deepest <= MOST_LEVELS:
        deepest += 1
        level = [child for value in level for child in _children(value)]
    return deepest


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _few_terms(document: Any, text: str, problems: Problems) -> None:
    contexts = list(_contexts(document))
    terms = sum(len(each) for each in contexts if isinstance(each, dict))
    if len(contexts) > MOST_CONTEXTS or terms > MOST_TERMS:
        said = f"{len(contexts):,} contexts with {terms:,} terms; a package has one context"
        said += f", and at most {MOST_CONTEXTS} with {MOST_TERMS} terms of its own are read"
        problems.refuse(line_of(text, "@context"), said)
    leads: dict[str, set[str]] = {}
    for term, word in _meanings(contexts):
        if len(word) > LONGEST:
            said = f"{quoted(term)} has {len(word):,} characters in a context; write {LONGEST}"
            problems.refuse(line_of(text, term), f"{said} at most")
        leads.setdefault(term, set()).update((word, word.split(":")[0]))
    for term in leads:
        reached = {term}
        for _ in range(MOST_STEPS + 1):
            reached = {far for near in reached for far in leads.get(near, ())}
        if reached:
            said = f"{quoted(term)} leads through more than {MOST_STEPS} other terms to its meaning"
            problems.refuse(line_of(text, term), f"{said}; write the IRI in full")


def _meanings(contexts: list[Any]) -> Iterator[tuple[str, str]]:
    """The terms of contexts, each with the texts in its definition."""
    for context in contexts:
        for term, meant in context.items() if isinstance(context, dict) else ():
            for each in meant.values() if isinstance(meant, dict) else (meant,):
                if isinstance(each, str):
                    yield term, each


def _with_contexts(value: Any, text: str, problems: Problems) -> Any:
    if isinstance(value, list):
        return [_with_contexts(item, text, problems) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, item in value.items():
        if key == "@context":
            several = item if isinstance(item, list) else [item]
            contexts = [_context(each, text, problems) for each in several]
            found[key] = contexts if isinstance(item, list) else contexts[0]
        elif key == "@import":
            problems.add(line_of(text, "@import"), "@import fetches a context; write it inline")
        else:
            found[key] = _with_contexts(item, text, problems)
    return found


def _context(context: Any, text: str, problems: Problems) -> Any:
    if not isinstance(context, str):
        return _with_contexts(context, text, problems)
    if context != CONTEXT:
        problems.add(
            line_of(text, context),
            f"the context {quoted(context, 90)} would have to be fetched, and nothing is fetched; "
            f"write it inline or use {CONTEXT}",
        )
    return shipped_context()


def _known_keys(document: Any, text: str, problems: Problems) -> None:
    contexts = (each for each in _contexts(document) if isinstance(each, dict))
    terms = {term for context in contexts for term in context}
    if "@vocab" in terms:
        return
    for key in dict.fromkeys(_keys(document)):
        if not key.startswith("@") and ":" not in key and key not in terms:
            near = did_you_mean(key, [term for term in terms if not term.startswith("@")])
            hint = f"; did you mean {near[0]}?" if near else ""
            problems.add(line_of(text, key), f"no context gives {quoted(key)} a meaning{hint}")


def _contexts(value: Any) -> Iterator[Any]:
    """What stands as a context anywhere: its terms, or its address."""
    for child in _children(value):
        yield from _contexts(child)
    if isinstance(value, dict):
        context = value.get("@context")
        several = context if isinstance(context, list) else [context]
        yield from (each for each in several if each is not None)


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _keys(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key != "@context":
                yield from _keys(item)


def line_of(text: str, word: str) -> int:
    """The first line that holds a word, or 1."""
    place = text.find(word)
    return text.count("\n", 0, place) + 1 if place >= 0 else 1
