"""Where the files are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.core.errors import BrokenData, UnknownId
from kg.core.ids import did_you_mean

HEADER = "regime.ttl"
INFERRED = "inferred.nt"
DERIVATIONS = "derivations"

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOTS = (_PACKAGE / "_resources", _PACKAGE.parent)
_REGIMES = _PACKAGE / "regimes"


def folder(name: str) -> Path:
    """Returns the folder of the ontology, the shapes, the queries, the deals or the documentation.

    Args:
        name: ``ontology``, ``shapes``, ``queries``, ``deals`` or ``docs``.

    Raises:
        BrokenData: if the installation lacks it.

    >>> (folder("ontology") / "law.ttl").is_file()
    True
    """
    return _folder(_ROOTS, name)


@cache
def _folder(roots: tuple[Path, ...], name: str) -> Path:
    for root in roots:
        if (root / name).is_dir():
            return root / name
    raise BrokenData(f"the folder {name} is missing", where=str(_PACKAGE), hint="install again")


def turtle_files(home: Path) -> list[Path]:
    """Returns the Turtle files of a folder and of the folders in it, sorted.

    >>> [path.name for path in turtle_files(folder("ontology"))][:2]
    ['actions.ttl', 'activities.ttl']
    """
    return sorted(home.rglob("*.ttl"))


def deal_files() -> list[Path]:
    """Returns the packages that the project ships, sorted by name; templates are left out."""
    return sorted(folder("deals").glob("*.yaml"))


def mapping_files(regime: str | Path | None = None) -> list[Path]:
    """Returns the mappings to other vocabularies: of the ontology, then of a regime, each sorted.

    Args:
        regime: as for ``regime_folder``.

    >>> [path.name for path in mapping_files()][:2]
    ['sanction-types.sssom.tsv', 'terms.sssom.tsv']
    """
    homes = (folder("ontology"), regime_folder(regime))
    return [path for home in homes for path in sorted((home / "mappings").glob("*.sssom.tsv"))]


def regimes() -> list[str]:
    """Returns the names of the regimes that the project ships, sorted."""
    return sorted(path.parent.name for path in _REGIMES.glob(f"*/{HEADER}"))


def default_regime() -> str:
    """Returns the name of the regime used when none is named: the only one, or the first by name.

    Raises:
        BrokenData: if there is none.
    """
    names = regimes()
    if not names:
        raise BrokenData("there is no regime", where=str(_REGIMES), hint=f"add one with {HEADER}")
    return names[0]


def regime_folder(regime: str | Path | None = None) -> Path:
    """Returns the folder of a regime.

    Args:
        regime: a name, the path of a folder that holds a regime, or nothing for the default.

    Raises:
        UnknownId: if there is no such regime.
    """
    if regime is None:
        return _REGIMES / default_regime()
    if str(regime) in regimes():
        return _REGIMES / regime
    if (Path(regime) / HEADER).is_file():
        return Path(regime)
    near = did_you_mean(str(regime), regimes())
    hint = f"did you mean {near[0]}?" if near else f"a regime's folder holds {HEADER}"
    raise UnknownId(f"no regime {regime}", hint=hint)


def shared_file(name: str) -> Path:
    """Returns a table that belongs to no regime, such as the names of states.

    Args:
        name: the name of the file.

    >>> shared_file("states.csv").is_file()
    True
    """
    return _REGIMES / name
