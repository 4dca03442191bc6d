"""Days on which something falls due, as a calendar programme takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Event:
    """Something on a day.

    Attributes:
        id: its id, unique in the agenda; the same in each agenda of the same thing.
        day: the day.
        title: what it is, in a few words.
        text: what should be known of it.
        kind: of which kind it is, such as ``notice``.
    """

    id: str
    day: date
    title: str
    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Agenda:
    """Some events.

    Attributes:
        title: what they are the events of.
        stated: the day up to which what they rest on was read.
        events: the events.
    """

    title: str
    stated: date
    events: tuple[Event, ...]
