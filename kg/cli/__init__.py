"""The command ``sanctions-kg``: thin over the Python API. Data goes to stdout, talk to stderr.

Exit codes: 0 conforms (or done), 1 does not conform, 2 bad input, or an output that takes nothing;
130 interrupted. A pipe whose reader has gone is no error: the code is that of the answer.
"""

from __future__ import annotations

import gc
import sys

from kg.cli.common import app
from kg.cli.process import open_streams, orderly
from kg.core.errors import KgError

__all__ = ["app", "main"]


def main() -> None:
    """Runs the command; every known error becomes one message and exit code 2."""
    gc.disable()  # A command is short, and what it loads stays; long ones switch it on again.
    open_streams()
    try:
        with orderly():
            try:
                app()
            except (SystemExit, KgError):
                sys.stdout.flush()
                raise
    except KgError as error:
        print(f"sanctions-kg: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except OSError as error:
        # What is written is named where it is written.
        named = f"{error.filename}: " if error.filename is not None else ""
        print(f"sanctions-kg: {named}cannot go on: {error.strerror or error}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
