"""An export as one file or as the files of a folder.

>>> import kg
>>> from kg.publish.selection import Syntax, What, files
>>> [file.path for file in files(kg.load(), What.law, Syntax.csv)]
['codebook-powers.csv', 'codebook.csv', 'measures.csv', 'powers.csv']
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.deal.derive.derivations import VERDICT, as_update, verdict_query
from kg.publish.describe import File
from kg.publish.formats import write, zipped
from kg.publish.jsonld import frame, whole_context
from kg.publish.names import DAYLESS, SUFFIX, TABLES, WITH_GRAPHS, Syntax, Table, What
from kg.publish.sets import parts
from kg.publish.table import codebook_csv, table_csv

if TYPE_CHECKING:
    from kg.graph.regime import Regime

__all__ = ["File", "Syntax", "What", "compressed", "files", "single"]

# What engines without SHACL rules run first, and what reads a verdict out of a report.
_WITH_UPDATE = (What.engine, What.derivations)


def single(regime: Regime, what: What, syntax: Syntax, as_of: date | None = None) -> bytes:
    """Returns an export as one file.

    Args:
        regime: the regime.
        what: the graphs.
        syntax: the format; one without named graphs takes one graph.
        as_of: the day at which the law is read, for ``facts`` and ``law``.

    Raises:
        BadInput: if the format cannot hold what was asked for.
    """
    if syntax is Syntax.csv:
        return table_csv(regime, _tables(what)[0], as_of)
    return write(regime, parts(regime, what, as_of), syntax)


def files(
    regime: Regime, what: What, syntax: Syntax, as_of: date | None = None
) -> tuple[File, ...]:
    """Returns an export as the files of a folder, sorted by path.

    A format with named graphs makes one file, another one makes a file for each graph.

    Args:
        regime: the regime.
        what: the graphs.
        syntax: the format.
        as_of: the day at which the law is read, for ``facts`` and ``law``.

    Raises:
        BadInput: if the format cannot hold what was asked for.
    """
    suffix = SUFFIX[syntax]
    if syntax is Syntax.csv:
        tables = _tables(what)
        dated = [each for each in tables if as_of is None or each not in DAYLESS]
        made = (
            file
            for table in dated or tables
            for file in (
                File(f"{table}.csv", table_csv(regime, table, as_of)),
                File(codebook_of(table), codebook_csv(regime, table, as_of)),
            )
        )
        return tuple(sorted(made, key=lambda file: file.path))
    graphs = parts(regime, what, as_of)
    if syntax not in WITH_GRAPHS:
        found = [File(f"{part.name}{suffix}", write(regime, [part], syntax)) for part in graphs]
    else:
        found = [File(f"{what}{suffix}", write(regime, graphs, syntax))]
    if what in _WITH_UPDATE:
        found.append(File("derivations.ru", as_update().encode()))
        found.append(File(VERDICT, verdict_query().encode()))
    if syntax is Syntax.jsonld:
        found.append(File("context.jsonld", whole_context(regime)))
        found.append(File("frame-provision.jsonld", frame(regime, "Provision")))
    return tuple(sorted(found, key=lambda file: file.path))


def compressed(found: tuple[File, ...]) -> tuple[File, ...]:
    """Returns files with each one compressed."""
    return tuple(File(f"{file.path}.gz", zipped(file.data)) for file in found)


def codebook_of(table: Table) -> str:
    """Returns the name of the file that explains a table."""
    return "codebook.csv" if table is Table.measures else f"codebook-{table}.csv"


def _tables(what: What) -> tuple[Table, ...]:
    if what not in TABLES:
        hint = f"tables there are of {', '.join(TABLES)}"
        raise BadInput(f"{what} is no table", where="--format", hint=hint)
    return TABLES[what]
