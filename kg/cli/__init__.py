"""The command ``sanctions-kg``: thin over the Python API. Data goes to stdout, talk to stderr.

Exit codes: 0 conforms (or done), 1 does not conform, 2 bad input.
"""

from __future__ import annotations

import gc
import io
import os
import sys

from kg.cli.common import app
from kg.core.errors import KgError

__all__ = ["app", "main"]


def main() -> None:
    """Runs the command; every known error becomes one message and exit code 2."""
    gc.disable()  # A command is short, and what it loads stays; long ones switch it on again.
    _open_streams()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except KgError as error:
        print(f"sanctions-kg: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except OSError as error:
        # Files are opened with care elsewhere: it is the output that takes no more.
        print(f"sanctions-kg: cannot go on: {error.strerror or error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # Or what is left would fail once more.
        raise SystemExit(2) from None


def _open_streams() -> None:
    """Sees to it that there are streams, and that no letter is beyond them."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.TextIOWrapper(io.BytesIO(), "utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
