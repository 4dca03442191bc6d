"""The command that says who decides a package, who can block it and where they stand."""

from __future__ import annotations

from kg.cli.common import AsOf, AsTable, Package, TableFormat, app, read, the_regime, write_answer


@app.command(epilog="Example: sanctions-kg stakeholders wertz-2019-framework")
def stakeholders(
    file: Package,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say who decides each relief, who can block it, whom else it needs, and where they stood."""
    from kg.answers.verbs.packages import stakeholders as ask

    regime = the_regime()
    write_answer(format, ask(regime, read(regime, file, as_of)))
