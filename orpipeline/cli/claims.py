"""`orpipeline claims`: the verdicts of the claim ledger, for a journalist to read."""

import textwrap
from typing import Annotated, Any

import typer

from orpipeline.cli.forms import AsJson, print_json
from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings
from orpipeline.warehouse.readers import citations, open_published

_WIDTH = 100


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(claims)


def claims(
    claim_id: Annotated[str | None, typer.Option("--id", help="One claim, with every setting and its figures.")] = None,
    as_json: AsJson = False,
) -> None:
    """What is true of what was claimed: verdict, settings true / false / unknown, margin, what flips it."""
    with open_published(Settings.from_env().published) as con:
        rows = _rows(con.sql("select * from claims order by claim_id"))
        if claim_id:
            rows = [row for row in rows if row["claim_id"] == claim_id]
            if not rows:
                raise ConfigurationError(f"There is no claim '{claim_id}'. `orpipeline claims` lists them all.")
            settings = con.execute("select * from claim_settings where claim_id = ? order by setting", [claim_id])
            names = [column[0] for column in settings.description]
            rows[0]["settings"] = [dict(zip(names, row, strict=True)) for row in settings.fetchall()]
        cited = citations(con)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print_one(row) if claim_id else print_line(row)
    for citation in cited:
        typer.echo(citation)


def _rows(relation: Any) -> list[dict[str, Any]]:
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def print_line(row: dict[str, Any]) -> None:
    """Print a row of the view `claims` as a person reads it first: verdict, counts of settings, margin, what flips it."""
    counts = f"{row['settings_true']} true / {row['settings_false']} false / {row['settings_unknown']} unknown"
    typer.echo(f"{row['claim_id']:<4} {row['verdict']:<13} {counts}{_margin(row)}")
    _wrapped(row["statement"], "     ")
    if row["flipped_by"]:
        _wrapped(f"flips with: {row['flipped_by']}", "     ")
    typer.echo("")


def _print_one(row: dict[str, Any]) -> None:
    print_line(row)
    for name in ("margin_means", "source", "url", "published_on", "predicate", "evidence", "as_of"):
        if row[name] is not None:
            _wrapped(f"{name}: {row[name]}", "     ")
    typer.echo("")
    for setting in row["settings"]:
        shown = ", ".join(f"{k} {v}" for k, v in setting.items() if v is not None and k not in {"claim_id", "outcome"})
        _wrapped(f"{setting['outcome']:<8} {shown}", "     ")


def _margin(row: dict[str, Any]) -> str:
    """A share or a lead as a percentage; a price, or a ratio of prices, as it is and with its unit."""
    if row["margin"] is None:
        return ""
    means = row["margin_means"]
    return f", margin {row['margin']:.4g} ({means})" if "price" in means else f", margin {row['margin']:.2%}"


def _wrapped(text: str, indent: str) -> None:
    typer.echo(textwrap.fill(str(text), _WIDTH, initial_indent=indent, subsequent_indent=indent + "  "))
