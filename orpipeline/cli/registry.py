"""`orpipeline registry ...`: what a person must decide about models."""

from dataclasses import asdict
from typing import Any

import typer

from orpipeline.cli.forms import AsJson, print_json
from orpipeline.cli.reads import STALE
from orpipeline.settings import Settings
from orpipeline.warehouse.readers import open_published

app = typer.Typer(help="The reviewed registry of models.", no_args_is_help=True)
_TITLES = {
    "unclassified": "Ranked, but not in the registry (heaviest first)",
    "contradictions": "Proprietary by the registry, but the catalogue names a repository of weights",
    "still_hidden": "Stealth, first listed more than 30 days ago and not revealed since",
    "old_verdicts": "Checked more than 180 days ago",
    "incomplete_weeks": "Closed weeks with more than 1 % of their tokens unclassified",
}
_SHOWN = 15


@app.callback()
def group() -> None:
    """The reviewed registry of models (docs/registry.md says how to add a row)."""


@app.command()
def check(as_json: AsJson = False) -> None:
    """Check the table, then list what a person must decide; exit status 3 when unclassified tokens pass 1 % of a week."""
    from orpipeline.registry import load_models
    from orpipeline.warehouse.upkeep import upkeep

    load_models()  # a broken rule ends the command here, with line, model and column
    with open_published(Settings.from_env().published) as con:
        found = upkeep(con)
    lists: dict[str, list[dict[str, Any]]] = asdict(found)
    if as_json:
        print_json({**lists, "is_incomplete": found.is_incomplete})
    else:
        _print(lists)
    if found.is_incomplete:
        raise typer.Exit(STALE)


def _print(lists: dict[str, list[dict[str, Any]]]) -> None:
    for name, title in _TITLES.items():
        rows = lists[name]
        typer.echo(f"{title}: {len(rows) or 'none'}")
        for row in rows[:_SHOWN]:
            typer.echo("  " + ", ".join(f"{key} {value}" for key, value in row.items() if value is not None))
        if len(rows) > _SHOWN:
            typer.echo(f"  ... and {len(rows) - _SHOWN} more (--json prints all)")
