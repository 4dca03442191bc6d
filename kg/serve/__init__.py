"""A server of everything that the project answers: pages, data, SPARQL, questions and verbs.

The process that listens holds no graph. It reads a request within limits, hands the work to one of
a few worker processes (``pool``), and sends what comes back (``reply``). A worker has the whole
regime from its start (``warm``); it does one job at a time (``jobs``) and dies of its own alarm
when a job takes too long, which is what makes a time limit real.
"""

from kg.serve.app import application
from kg.serve.limits import Limits

__all__ = ["Limits", "application"]
