"""An agenda as iCalendar (RFC 5545): an event of a whole day for each of its days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.core.agenda import Agenda, Event
from kg.present.plain import plain

# A line has at most so many bytes before its break.
_WIDEST = 75
_ESCAPED = re.compile(r"[\\;,]")


def ics(agenda: Agenda) -> str:
    """Returns an agenda as a calendar that any calendar programme can import.

    Args:
        agenda: the events.

    >>> from datetime import date
    >>> event = Event("one", date(2020, 2, 29), "Tell; now")
    >>> ics(Agenda("A", date(2026, 7, 21), (event,))).split("\\r\\n")[6:10]
    ['UID:one', 'DTSTAMP:20260721T000000Z', 'DTSTART;VALUE=DATE:20200229', 'SUMMARY:Tell\\\\; now']
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sanctions-kg//calendar//EN",
        f"NAME:{_text(agenda.title)}",
        f"X-WR-CALNAME:{_text(agenda.title)}",
        *(line for event in agenda.events for line in _event(event, agenda)),
        "END:VCALENDAR",
    ]
    return "".join(f"{each}\r\n" for each in _folded(lines))


def _event(event: Event, agenda: Agenda) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.id)}"
    # The same answer gives the same bytes, so this is the day of the facts and not of the clock.
    yield f"DTSTAMP:{agenda.stated:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_text(event.text)}"
    if event.kind:
        yield f"CATEGORIES:{_text(event.kind)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    return _ESCAPED.sub(lambda found: f"\\{found[0]}", plain(words))


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """Breaks lines that are too wide; no letter is cut in two, though it may take several bytes."""
    for line in lines:
        width, begin = 0, 0
        for at, letter in enumerate(line):
            size = len(letter.encode())
            if width + size > _WIDEST:
                yield f"{' ' if begin else ''}{line[begin:at]}"
                # The blank that marks a continued line counts.
                width, begin = 1, at
            width += size
        yield f"{' ' if begin else ''}{line[begin:]}"
