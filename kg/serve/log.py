"""The log: a line of JSON for each request, and for what goes wrong; no query and no package."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

LOG = logging.getLogger("kg.serve")


class Lines(logging.Formatter):
    """Writes what other libraries have to say as JSON, without what they say it about.

    >>> error = logging.makeLogRecord({"levelname": "ERROR", "msg": "lost\\nid: deal/a"})
    >>> json.loads(Lines().format(error))["message"]
    'lost'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Returns a line."""
        if record.name == LOG.name:
            return record.getMessage()
        # The first words alone: what follows, and the arguments, may hold a part of a package.
        said = {"level": record.levelname.lower(), "message": str(record.msg).partition("\n")[0]}
        error = record.exc_info[1] if record.exc_info else None
        return _line(said | ({"error": place(error)} if error else {}))


def start() -> None:
    """Sends every line to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(logging.INFO)


def place(error: BaseException) -> str:
    """Returns the kind of an error and where it arose: its message may hold a part of a package."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{at}"


def request(
    client: str, method: str, path: str, status: int, size: int, begun: float, error: str = ""
) -> None:
    """Writes the line of a request.

    Args:
        client: the address of who asks.
        method: the method.
        path: the path, without the query.
        status: the status of the answer; 0 where none was sent.
        size: the bytes of its body.
        begun: when the request began, by ``time.monotonic``.
        error: a fault of the server.
    """
    said = {
        "client": client,
        "method": method[:20],
        "path": path[:200],
        "status": status,
        "bytes": size,
        "ms": round(1000 * (time.monotonic() - begun), 1),
    }
    LOG.info("%s", _line(said | ({"error": error} if error else {})))


def said(message: str, **more: object) -> None:
    """Writes what happened to the server that is no fault of its own.

    Args:
        message: what happened.
        **more: what else is known of it.
    """
    LOG.warning("%s", _line({"level": "warning", "message": message, **more}))


def fault(where: str) -> None:
    """Writes a fault of the server, by the place where it arose."""
    LOG.error("%s", _line({"level": "error", "message": "fault in a worker", "error": where}))


def _line(said: Mapping[str, object]) -> str:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return json.dumps({"time": now, **said}, ensure_ascii=True)
