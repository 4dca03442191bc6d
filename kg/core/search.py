"""Finds things by words: by their names, by what is said of them, by citations, in spite of typos.

SQLite keeps the words (FTS5, with stems), rapidfuzz finds what a mistyped word may be. What is
found is ranked by how much of what was asked is in a name, and how much of the name was asked.
"""

from __future__ import annotations

import math
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

# Words that tell nothing about what is meant.
_IDLE_WORDS = (
    "a about an and any are as at be by can could did do does for from had has have how i if "
    "in is it its may me must my of on or our shall should so that the their there these they "
    "this to under was we were what when where which who whom whose why will with would you "
    "your "
)
_IDLE = frozenset(_IDLE_WORDS.split())
# Citations in one form, however they are written: in what is looked for and in what is known.
_FORMS = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\b(\d+) ?u\.? ?s\.? ?(c|code)\b\.?|\b(\d+) united states code\b", r" usc \1\3 "),
        (r"\b(\d+) ?c\.? ?f\.? ?r\b\.?", r" cfr \1 "),
        (r"\bu\.? ?s\.? ?c\b\.?|\b(us|united states) code\b", " usc "),
        (r"\bcode of federal regulations\b", " cfr "),
        (r"\bexecutive orders?\b|\be\.? ?o\.?(?= ?\d)", " eo "),
        (r"\b(pub\. ?l\.?|public law|p\.? ?l\.)(?= ?(no\.? ?)?\d)( ?no\.?)?", " publ "),
        (r"\bs/res/|\b(unscrs?|unsc (res\.?|resolution)|(un )?security council resolutions?"
         r"|s res|scr|res\.?|resolutions?)(?= ?\d)", " resolution "),
        (r"\(\s*(19|20)\d\d\s*\)", " "),
        (r"\b(ops?|paras?|pp?|paragraphs?|operative paragraphs?|subsections?|sections?|secs?|ss?"
         r"|arts?|articles?)\.? ?(?=\d)|[¶§]+", " "),
        (r"\bu\.? ?s\.? ?a?\b\.?(?! ?\d)|\busa\b", " us "),
        (r"\bu\.n\.?(?=\W|$)", " un "),
        (r"\bd\.p\.r\.k\.?(?=\W|$)", " dprk "),
        # Of a code of the Harmonized System the heading counts.
        (r"\bhs ?(codes? ?)?(\d\d)\.?(\d\d)([. ]?\d\d)*\b", r" hs \2\3 "),
        (r"['’](s\b)?", ""),
    )
)  # fmt: skip
# Without any of these a text has none of those forms.
_CITES = re.compile(r"[¶§'’]|\d\W*[a-z]|[a-z]\W*\d|\b(u\.?s|u\.n|d\.p|usa|code)\b")
_WORD = re.compile(r"[^\W_]+")
#: By what numbers words are read and what is found is ranked; the site's own search has the same.
NUMBERS = {
    # Of a longer text no more is read.
    "words": 24,
    "letters": 400,
    # A shorter word is taken for no slip of another.
    "short": 4,
    # Of so many known words one may be a slip.
    "slips": 5,
    # How much less a word tells than the very word in a name: in what is said of a thing, as the
    # beginning of another, for each letter that differs, as a nickname of another.
    "text": 0.6,
    "begins": 0.85,
    "slip": 0.15,
    "nickname": 0.8,
    # A nickname stands for a name of so many words at most.
    "named": 4,
    # What the length of a name may take from it, and the share of its best name in a thing's score.
    "length": 0.25,
    "best": 0.6,
    # What is left out fits less well than this share of what fits best.
    "telling": 0.4,
}


@dataclass(frozen=True)
class Entry:
    """Something that can be found.

    Attributes:
        id: what identifies it.
        kind: what it is, in a word.
        label: what it is called.
        names: under which names people know it, the label and the id among them.
        text: what is said of it.
        weight: how likely it is to be meant beside others, 1 as a rule.
        common: whether it speaks of much else too; a word of it may yet be a slip of another.
    """

    id: str
    kind: str
    label: str
    names: tuple[str, ...]
    text: str = ""
    weight: float = 1.0
    common: bool = False


@dataclass(frozen=True)
class Hit:
    """What was found.

    Attributes:
        entry: the thing.
        score: how well it fits, from 0 to 1.
        name: the name, or the text, in which the words stand.
        whole: whether it has exactly this name.
        share: how much of what was asked is in the name, from 0 to 1.
    """

    entry: Entry
    score: float
    name: str
    whole: bool
    share: float


@dataclass(frozen=True)
class _Row:
    entry: int
    name: str
    words: tuple[str, ...]
    is_text: bool


def words(text: str) -> list[str]:
    """Returns the words of a text that tell something, citations in one form.

    >>> words("S/RES/2397 (2017), para. 7"), words("UNSCR 2397 ¶7")
    (['resolution', '2397', '7'], ['resolution', '2397', '7'])
    >>> words("22 U.S.C. § 9214(a)"), words("What is the oil cap?")
    (['usc', '22', '9214', 'a'], ['oil', 'cap'])
    """
    plain = text[: int(NUMBERS["letters"])].casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(each for each in plain if not unicodedata.combining(each))
    if _CITES.search(plain):
        for pattern, form in _FORMS:
            plain = pattern.sub(form, plain)
    found, number = [], False
    for each in _WORD.findall(plain):
        # The letters of 104(a)(i) belong to a number.
        number = not each.isalpha() or (number and (len(each) == 1 or set(each) <= set("ivx")))
        if number or each not in _IDLE:
            found.append(each)
    return found


def grammar() -> dict[str, Any]:
    """Returns by what words are read and ranked, as data for a search elsewhere.

    Returns:
        The idle words, the pattern of texts that may cite, the forms of citations as pairs of a
        pattern and what stands for it, and the numbers.
    """
    forms = [[pattern.pattern, form] for pattern, form in _FORMS]
    return {"idle": sorted(_IDLE), "cites": _CITES.pattern, "forms": forms, **NUMBERS}


class Index:
    """Everything that can be found.

    Args:
        entries: the things.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._rows = list(self._make_rows())
        # The connection is used by one thread at a time, and has no file that a fork would share.
        self._store, self._lock = sqlite3.connect(":memory:", check_same_thread=False), Lock()
        self._store.execute("CREATE VIRTUAL TABLE n USING fts5(w, tokenize='porter ascii')")
        self._store.executemany(
            "INSERT INTO n(rowid, w) VALUES (?, ?)",
            ((number, " ".join(row.words)) for number, row in enumerate(self._rows)),
        )

    def _make_rows(self) -> Iterator[_Row]:
        for number, entry in enumerate(self.entries):
            names = {tuple(words(name)): name for name in reversed((entry.label, *entry.names))}
            for each, name in names.items():
                yield _Row(number, name, each, False)
            if entry.text:
                yield _Row(number, entry.text, tuple(words(entry.text)), True)

    @cached_property
    def _known(self) -> list[str]:
        """The words in use."""
        return sorted({word for row in self._rows for word in row.words})

    @cached_property
    def _aliases(self) -> dict[str, list[int]]:
        """The names of one word, each with the things that have it."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in self._rows:
            if not row.is_text and len(row.words) == 1:
                found[row.words[0]].append(row.entry)
        return found

    def has(self, word: str) -> bool:
        """Whether a word is in use."""
        return bool(self._having(f'"{word}"'))

    def search(
        self, text: str, kinds: Collection[str] = (), most: int = 20, loose: bool = True
    ) -> list[Hit]:
        """Returns what fits best, the best first.

        Args:
            text: what a person writes.
            kinds: what the things must be; any if empty.
            most: how many to return at most.
            loose: whether what is said of a thing counts too, and the beginning of a last word.
        """
        asked = list(dict.fromkeys(words(text)))[: int(NUMBERS["words"])]
        if not asked:
            return []
        found: dict[int, dict[int, float]] = defaultdict(dict)
        weights = []
        for place, word in enumerate(asked):
            rows = self._matched(word, loose and place == len(asked) - 1)
            weights.append(math.log((len(self._rows) + 1) / (len(rows) + 1)) + 0.1)
            for number, fit in rows.items():
                found[number][place] = fit
        hits = self._ranked(found, weights, tuple(words(text)), kinds, loose)
        return sorted(hits, key=lambda hit: (hit.entry.id != text.strip(), *_order(hit)))[:most]

    def _ranked(
        self,
        found: dict[int, dict[int, float]],
        weights: list[float],
        asked: tuple[str, ...],
        kinds: Collection[str],
        loose: bool,
    ) -> Iterator[Hit]:
        """Yields each thing by the name of it that fits best, and by all that is said of it."""
        total, by_entry = sum(weights), defaultdict(list)
        for number, fits in found.items():
            row = self._rows[number]
            if not kinds or self.entries[row.entry].kind in kinds:
                by_entry[row.entry].append((row, fits))
        for entry, matched in by_entry.items():
            name, best, share, whole = "", 0.0, 0.0, False
            anywhere: dict[int, float] = {}
            for row, fits in matched:
                for place, fit in fits.items():
                    anywhere[place] = max(
                        fit * (NUMBERS["text"] if row.is_text else 1), anywhere.get(place, 0)
                    )
                if row.is_text:
                    continue
                own = sum(weights[place] * fit for place, fit in fits.items()) / total
                length = max(len(row.words), 1)
                score = own * (1 - NUMBERS["length"] * (1 - min(1.0, len(fits) / length)))
                if (row.words == asked, score) > (whole, best):
                    name, best, share, whole = row.name, score, own, row.words == asked
            if not (name or loose):
                continue
            every = sum(weights[place] * fit for place, fit in anywhere.items()) / total
            if loose:
                best = NUMBERS["best"] * best + (1 - NUMBERS["best"]) * every
            thing = self.entries[entry]
            yield Hit(thing, best if whole else best * thing.weight, name, whole, share)

    def _matched(self, word: str, begins: bool) -> dict[int, float]:
        """Returns the rows that have a word or what it may stand for, with how well it fits."""
        found = dict.fromkeys(self._having(f'"{word}"'), 1.0)
        if begins and len(word) > 2:
            for number in self._having(f'"{word}" *'):
                found.setdefault(number, NUMBERS["begins"])
        if all(self.entries[self._rows[number].entry].common for number in found):
            for near, far in self._near(word):
                for number in self._having(f'"{near}"'):
                    found.setdefault(number, 1 - NUMBERS["slip"] * far)
        # Who writes a nickname of a thing means what is called by its name elsewhere as well.
        for entry in self._aliases.get(word, ()):
            others = words(self.entries[entry].label)
            if word in others or not 0 < len(others) <= NUMBERS["named"]:
                continue
            for number in self._having(" AND ".join(f'"{each}"' for each in others)):
                found.setdefault(number, NUMBERS["nickname"])
        return found

    def _having(self, match: str) -> list[int]:
        with self._lock:
            rows = self._store.execute("SELECT rowid FROM n WHERE n MATCH ?", (match,))
            return [number for (number,) in rows]

    def _near(self, word: str) -> list[tuple[str, int]]:
        """Returns the known words that an unknown one may be a slip of; none of a short one."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < NUMBERS["short"] or any(each.isdigit() for each in word):
            return []
        far, most = 1 if len(word) < 7 else 2, int(NUMBERS["slips"])
        near = process.extract(word, self._known, scorer=OSA.distance, score_cutoff=far, limit=most)
        return [(each, int(far)) for each, far, _ in near]


def _order(hit: Hit) -> tuple[bool, float, float, int, str]:
    return (
        not hit.whole,
        -round(hit.score, 3),
        -hit.entry.weight,
        len(hit.entry.id),
        hit.entry.id,
    )
