"""Commands that read the published file: status and query. Dagster is never imported here."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import duckdb
import typer

from orpipeline.cli.forms import AsJson, Format, print_json, print_rows
from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings
from orpipeline.warehouse.readers import citations, open_published

STALE = 3


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(status)
    # SQL may begin with a comment, "-- ...", which is no option.
    app.command(context_settings={"ignore_unknown_options": True})(query)


def status(as_json: AsJson = False) -> None:
    """Can the warehouse be trusted today? Newest day, gaps, unclassified tokens, last run; exit status 3 if stale."""
    from orpipeline.warehouse.health import health

    settings = Settings.from_env()
    if not settings.published.exists():
        raise _Incomplete(
            f"There is no warehouse in {settings.home.absolute()} yet. Run `orpipeline run` first, or set ORPIPELINE_HOME to "
            "where yours is."
        )
    with open_published(settings.published) as con:
        found = health(con, settings, datetime.now(UTC))
        cited = citations(con)
    facts = asdict(found)
    if as_json:
        print_json({**facts, "citations": cited})
    else:
        _print_status(facts, cited)
    if found.findings:
        raise typer.Exit(STALE)


def query(
    sql: Annotated[str, typer.Argument(help='SQL, e.g. "from weeks_with_four_open_in_top_five".')],
    output: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = Format.TABLE,
    as_json: AsJson = False,
) -> None:
    """Run SQL on the published file: read-only, no other file, no network."""
    with open_published(Settings.from_env().published) as con:
        try:
            _refuse_several(con, sql)
            relation = con.sql(sql)
            if relation is None:
                raise ConfigurationError("The statement gives no rows; query takes a select (or from, describe, show).")
            _until_stopped(con, lambda: print_rows(relation, Format.JSON if as_json else output))
        except duckdb.Error as error:
            raise ConfigurationError(f"The query failed: {str(error).strip()}") from error


def _refuse_several(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    queries = sum(statement.type == duckdb.StatementType.SELECT for statement in con.extract_statements(sql))
    if queries > 1:
        raise ConfigurationError(
            f"These are {queries} queries, and only one's rows can be printed: run `orpipeline query` once for each."
        )


def _until_stopped(con: duckdb.DuckDBPyConnection, work: Callable[[], None]) -> None:
    """Run in a thread of its own, because DuckDB does not heed Ctrl-C while rows go to polars or are drawn as a table."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work)
        try:
            while not running.done():
                wait([running], timeout=0.05)  # without an end the signal itself would wait
        except KeyboardInterrupt:
            con.interrupt()
            raise
        running.result()


class _Incomplete(ConfigurationError):
    exit_status = STALE


def _print_status(facts: dict[str, Any], cited: list[str]) -> None:
    share = facts["open_share_point"]
    lines = {
        "newest day": f"{facts['newest_day']} (first {facts['first_day']})",
        "days": f"{facts['days_present']} with rows, {facts['days_empty']} the source has nothing for, "
        f"{facts['days_missing']} missing since the first",
        "closed weeks": f"{facts['closed_weeks']}, newest open share {share:.1%} of open + proprietary"
        if share is not None
        else facts["closed_weeks"],
        "unclassified": f"{facts['unclassified_share']:.2%} of the newest closed week, "
        f"{facts['unclassified_models']} models to decide",
        "restated": f"{facts['restated_facts']} facts, newest {facts['newest_restatement'] or 'none'}",
        "catalogue": f"newest of {facts['newest_catalogue']}" if facts["newest_catalogue"] else "none read",
        "refused answers": facts["rejected_answers"],
        "last run": facts["last_run"],
        "published": f"{facts['published_at']:%Y-%m-%d %H:%M} UTC",
    }
    for name, value in lines.items():
        typer.echo(f"{name:>16}  {value}")
    for citation in cited:
        typer.echo(f"{'':>16}  {citation}")
    for finding in facts["findings"]:
        typer.echo(f"{'attention':>16}  {finding}")
    typer.echo(f"{'verdict':>16}  " + ("look at the points above" if facts["findings"] else "fresh and complete"))
