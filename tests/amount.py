"""How much is tried: a sample in every run, all with ``SANCTIONS_KG_TESTS=all``.

What a sample leaves out takes minutes. The tests of ``test_attack.py``, which would take most of an
hour, have a variable of their own.
"""

from __future__ import annotations

import os

WHOLE = os.environ.get("SANCTIONS_KG_TESTS") == "all"
