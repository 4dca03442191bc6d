"""What the command owes to what runs it: streams that hold, and an orderly end.

Whatever a stream is (a full disk, a closed one, a pipe whose reader has gone, a terminal in another
code page), the command ends with its exit code and at most one line. What talks is never in the way
of what answers: a stderr that takes nothing is passed over.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from kg.core.files import Sink

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Ended(BaseException):
    """The process was told to end, by the signal ``number``."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Talk(Sink):
    """A stream that nobody has to hear."""

    def failed(self, error: OSError) -> None:
        self.done = True


def open_streams() -> None:
    """Sees to it that there are streams which say why they fail, and no letter is beyond them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # Else the next file that is opened would be taken for the stream. It takes no bytes.
            os.open(os.devnull, os.O_RDONLY)
    for name, number, kind in (("stdout", 1, Sink), ("stderr", 2, _Talk)):
        stream: TextIO | None = getattr(sys, name)
        if stream is None or stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, _opened(kind(io.FileIO(number, "wb", closefd=False), name), stream))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _opened(sink: Sink, before: TextIO | None) -> TextIO:
    return io.TextIOWrapper(
        sink,
        encoding=before.encoding if before else "utf-8",
        errors="backslashreplace",
        line_buffering=sink.called == "stderr" or sink.isatty(),
    )


def unheard(stream: TextIO) -> bool:
    """Whether the reader of a stream has gone, so that there is nothing to go on for."""
    sink = getattr(stream, "buffer", None)
    return isinstance(sink, Sink) and sink.done


@contextmanager
def orderly() -> Iterator[None]:
    """Lets SIGTERM and SIGHUP end the process as an error does: what was begun is cleared away.

    The process still ends by that signal, as whoever sent it expects.
    """
    taken = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _end)
    try:
        yield
    except Ended as end:
        signal.signal(end.number, signal.SIG_DFL)
        signal.raise_signal(end.number)
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def at_once() -> None:
    """Lets these signals end the process at once again: nothing of it has to be cleared away."""
    for number in _ENDING:
        if signal.getsignal(number) is _end:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    for each in _ENDING:  # Clearing away is not to be broken off by a second one.
        signal.signal(each, signal.SIG_IGN)
    raise Ended(number)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=at_once)  # What a worker has begun is its parent's.
