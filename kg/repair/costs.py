"""What each kind of change costs: a file that ships with the package, or the user's own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from kg.core.errors import BadInput
from kg.core.ids import did_you_mean

_MOST = 10_000


def read_costs(path: str | Path | None = None) -> dict[str, int]:
    """Reads the costs of changes.

    Args:
        path: a TOML file of whole numbers; keys that it leaves out keep the cost that ships with
            the package. Nothing reads the shipped file.

    Raises:
        BadInput: for a file that cannot be read, an unknown key, or a cost that is no whole number
            from 1 to 10,000.

    >>> read_costs()["verifier"]
    1
    """
    shipped = _shipped()
    if path is None:
        return dict(shipped)
    where = str(path)
    try:
        own = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=where) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"not valid TOML: {error}", where=where) from None
    for key, cost in own.items():
        if key not in shipped:
            near = did_you_mean(key, shipped)
            hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(shipped)}"
            raise BadInput(f"no change has the name {key}", where=where, hint=hint)
        # A change that costs nothing would be made for no reason.
        if not isinstance(cost, int) or isinstance(cost, bool) or not 1 <= cost <= _MOST:
            hint = f"write a whole number from 1 to {_MOST:,}"
            raise BadInput(f"{key} = {cost}", where=where, hint=hint)
    return shipped | own


@cache
def _shipped() -> dict[str, int]:
    text = files("kg.repair").joinpath("costs.toml").read_text("utf-8")
    return {key: int(cost) for key, cost in tomllib.loads(text).items()}
