"""The answer to the question that started this project, as a table for the terminal."""

from pathlib import Path
from typing import Any

import typer

from orpipeline.report.words import MARKS
from orpipeline.warehouse.readers import citations, open_published

_SHOWN_WEEKS = 40
_WEEKS = """
select
    counts.week_start,
    strftime(counts.week_start, '%G-W%V') as week,
    counts.open_count,
    counts.margin_at_cut,
    list(top.openness order by top.rank, top.model) as marks,
    string_agg(top.model_name, ', ' order by top.rank, top.model) as names
from open_in_top_n as counts
inner join weekly_top5 as top using (week_start)
where
    counts.week_convention = 'iso' and counts.variant_policy = 'merged' and counts.n = 5
    and counts.status in ('final', 'final_with_gaps')
group by counts.week_start, counts.open_count, counts.margin_at_cut
order by counts.week_start
"""


def print_answer(published: Path) -> None:
    """Print each closed week's top five, how many weeks had four or more open models, the citation and the file."""
    with open_published(published) as con:
        weeks = con.sql(_WEEKS).fetchall()
        cited = citations(con)
    if weeks:
        print_weeks(weeks)
    else:
        typer.echo("No closed week is held yet; a week counts once all its seven days were read.")
    for citation in cited:
        typer.echo(citation)
    typer.echo(f'Published: {published} (try: orpipeline query "from weeks_with_four_open_in_top_five")')
    typer.echo(f"Report: {published.with_name('report.html')} (how sure each week is; open it in a browser)")


def print_weeks(weeks: list[tuple[Any, ...]]) -> None:
    """Print the weeks as rows of `_WEEKS`, oldest first, and which of them had four or more open models."""
    met = {mark for _, _, _, _, marks, _ in weeks[-_SHOWN_WEEKS:] for mark in marks}
    legend = "  ".join(f"{mark} {openness.replace('_', ' ')}" for openness, mark in MARKS.items() if openness in met)
    typer.echo(f"Top five by week, Monday to Sunday UTC, variants merged: {legend}\n")
    typer.echo("week      starts      open  top5   margin*  models")
    for start, week, count, margin, marks, names in weeks[-_SHOWN_WEEKS:]:
        strip = "".join(MARKS[mark] for mark in marks)
        at_cut = "" if margin is None else f"{margin:8.2%}"
        flag = "  <- 4 or more" if count >= 4 else ""
        typer.echo(f"{week}  {start}  {count}     {strip}  {at_cut}  {names}{flag}")
    if hidden := len(weeks[:-_SHOWN_WEEKS]):
        typer.echo(f'({hidden} earlier weeks are not shown: orpipeline query "from weekly_top5")')
    hits = [week for _, week, count, *_ in weeks if count >= 4]
    typer.echo("\n* how far rank 5 is ahead of rank 6: the smaller, the easier another convention flips the count")
    typer.echo(f"{len(hits)} of {len(weeks)} closed weeks had four or more open models in the top five{_named(hits)}.")


def _named(weeks: list[str]) -> str:
    return ": " + ", ".join(weeks) if weeks else ""
