"""The command that says who decides a package, who can block it and where they stand."""

from __future__ import annotations

from kg.cli.common import (
    AsOf,
    AsTable,
    Package,
    TableFormat,
    app,
    read,
    the_regime,
    write_answer,
)


@app.command(epilog="Example: sanctions-kg stakeholders wertz-2019-framework")
def stakeholders(
    file: Package,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say who decides each relief, who can block it, whom else it needs, and where they stood."""
    from kg.stakeholders import stakeholders as ask
    from kg.stakeholders.text import stakeholders_json, stakeholders_rows, stakeholders_text

    regime = the_regime()
    deal = read(regime, file, as_of)
    answer = ask(regime, deal)
    write_answer(
        format,
        regime,
        answer.as_of,
        text=lambda console: stakeholders_text(console, answer),
        data=lambda: stakeholders_json(answer),
        rows=lambda: stakeholders_rows(answer),
        package_sources=deal.sources,
    )
