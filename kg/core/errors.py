"""Errors that a user can act on: what is wrong, where, and what to do about it."""

from __future__ import annotations

import re

_SHOWN = 80
# Longer than any path or IRI that is of use; it stands in a sentence for a reader.
_ENDLESS = re.compile(r"\S{600,}")


class KgError(Exception):
    """The parent of every error that this package raises on purpose.

    Attributes:
        message: what is wrong.
        where: the file and line, the parameter or the id concerned.
        hint: what to do about it.

    >>> print(KgError("not a day", where="deal.yaml:3", hint="write YYYY-MM-DD"))
    deal.yaml:3: not a day; write YYYY-MM-DD
    >>> len(str(KgError("no package " + "x" * 100_000)))
    92
    """

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        text = f"{text}; {self.hint}" if self.hint else text
        return _ENDLESS.sub(lambda word: f"{word[0][:_SHOWN]}…", text)


class BadInput(KgError):
    """What the user gave cannot be used; the command line ends with exit code 2."""


class UnknownId(BadInput):
    """Nothing has the id that was given."""


class BrokenData(KgError):
    """A file that the project ships, or a regime's folder, is not as it must be."""


class StoreError(KgError):
    """A store elsewhere did not do what was asked of it; ``where`` is its address.

    Attributes:
        passing: whether the same may succeed a moment later.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        passing: bool = False,
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.passing = passing


class NoAnswer(StoreError):
    """The store cannot be reached, or takes too long."""


class Refused(StoreError):
    """The store wants other credentials, or cannot carry out what was asked."""


class BadAnswer(StoreError):
    """What the store sent is no whole answer, although it said that all is well."""


class NotPushed(StoreError):
    """The store does not hold the graphs of the regime."""
