"""The command ``sanctions-kg``: thin over the Python API. Data goes to stdout, talk to stderr.

Exit codes: 0 conforms (or done), 1 does not conform, 2 bad input.
"""

from __future__ import annotations

import gc
import sys

from kg.cli.common import app
from kg.core.errors import KgError

__all__ = ["app", "main"]


def main() -> None:
    """Runs the command; every known error becomes one message and exit code 2."""
    gc.disable()  # A command is short, and what it loads stays; long ones switch it on again.
    try:
        app()
    except KgError as error:
        print(f"sanctions-kg: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
