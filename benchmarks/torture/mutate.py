"""Changes bytes, and changes trees: what a fuzzer does to text and to data."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

JUNK = (
    *(
        "",
        "\0",
        "\ufeff",
        "\u202e",
        "\u200b",
        "\u00a0",
        "\ud800",
        "é" * 300,
        "x" * 5000,
        "../../etc/passwd",
    ),
    *("none", "open", "?", "null", "~", "NO", "1e999", "-0", "0x1F", "2019-02-30", "9999-12-31"),
    *(
        "un/2397/7",
        "un/" + "1/" * 300,
        "deal/tutorial",
        "http://127.0.0.1:9/x",
        "file:///etc/passwd",
    ),
    *(
        "&a",
        "*a",
        "!!python/object/apply:os.system [id]",
        "{{7*7}}",
        "${x}",
        "$(id)",
        "'; DROP",
        "<b>",
        "]]>",
    ),
)
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1.5,
    float("inf"),
    [],
    {},
    [[]],
    [None],
    *JUNK,
)
PIECES = tuple(
    each.encode("utf-8", "surrogatepass")
    for each in (
        *JUNK,
        "[",
        "{",
        "(",
        "<<",
        "<",
        '"',
        "'",
        "#",
        ":",
        "- ",
        "\t",
        "\r",
        "\n",
        "\\u0000",
        "%",
        "@",
        "|",
        ">",
    )
)


def of_bytes(rng: random.Random, data: bytes) -> bytes:
    """Changes some bytes: flips, cuts, repeats, moves, and puts in what parsers dislike."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((1, 1, 4, 20, 200)))
        way = rng.randrange(7)
        if way == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
        elif way == 1:
            data = data[:at] + data[to:]
        elif way == 2:
            data = data[:to] + data[at:to] * rng.choice((1, 2, 50, 2000)) + data[to:]
        elif way == 3:
            piece = data[at:to]
            rest = data[:at] + data[to:]
            put = rng.randrange(len(rest) + 1)
            data = rest[:put] + piece + rest[put:]
        elif way == 4:
            data = data[:at] + rng.choice(PIECES) * rng.choice((1, 1, 1, 3, 3000)) + data[at:]
        elif way == 5:
            data = data[:at] + rng.randbytes(rng.choice((1, 4, 40))) + data[to:]
        else:
            data = data[:at] if rng.random() < 0.5 else data[at:]
        data = data[:MOST]
    return data


MOST = 1_000_000
"""No input is longer: larger ones are refused by their size."""


def of_tree(rng: random.Random, tree: Any) -> Any:
    """Changes some places of a tree of dictionaries and lists."""
    tree = deepcopy(tree)
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = list(_places(tree))
        if not places:
            return rng.choice(ODD)
        home, key = rng.choice(places)
        _change(rng, home, key, places)
    return tree


def _change(rng: random.Random, home: Any, key: Any, places: list[tuple[Any, Any]]) -> None:
    way = rng.randrange(7)
    if way == 0:
        del home[key]
    elif way == 1:
        home[key] = rng.choice(ODD)
    elif way == 2:
        other, at = rng.choice(places)
        home[key] = deepcopy(other[at])
    elif way == 3 and isinstance(home, list):
        home.extend([deepcopy(home[key])] * rng.choice((1, 2, 30, 500)))
    elif way == 3:
        home[rng.choice((*JUNK, *(str(at) for _, at in places)))] = deepcopy(home[key])
    elif way == 4:
        for _ in range(rng.choice((1, 3, 60, 300))):
            home[key] = [home[key]] if rng.random() < 0.5 else {"open": home[key]}
    elif way == 5 and isinstance(home[key], str):
        home[key] = of_bytes(rng, home[key].encode("utf-8", "surrogatepass")).decode(
            "utf-8", "replace"
        )
    elif isinstance(home, list):
        rng.shuffle(home)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    waiting = [tree]
    while waiting:
        home = waiting.pop()
        keys = (
            list(home)
            if isinstance(home, dict)
            else range(len(home))
            if isinstance(home, list)
            else ()
        )
        for key in keys:
            yield home, key
            waiting.append(home[key])
