"""What the page shows, read from the published views: one query a frame, each with a fixed order."""

from dataclasses import dataclass, fields

import duckdb
import polars as pl

from orpipeline.errors import ConfigurationError
from orpipeline.warehouse.arrow import to_polars

SHOWN_RESTATEMENTS = 50

_CLOSED = "status in ('final', 'final_with_gaps')"
_PERIOD = "week_start, strftime(week_start, '%G-W%V') as week"
_QUERIES = {
    "weeks": f"""
        select week_start, open_count, margin_at_cut, opened_in_week
        from open_in_top_n
        left join (select week_start, opened_in_week from weeks_with_four_open_in_top_five) using (week_start)
        where week_convention = 'iso' and variant_policy = 'merged' and n = 5 and {_CLOSED}
        order by week_start
    """,
    "top_five": f"""
        select {_PERIOD}, rank, model, model_name, openness
        from weekly_top5
        order by week_start, rank, model
    """,
    "openness": f"""
        select {_PERIOD}, open_share_low, open_share_point, open_share_high, open_to_proprietary_ratio
        from weekly_openness
        where week_convention = 'iso' and variant_policy = 'merged' and {_CLOSED}
        order by week_start
    """,
    "robustness": "select week_start, flipped_by, flipped_open_count from open_top_five_robustness order by week_start",
    "sensitivity": """
        select week_start, week_convention, window_start, variant_policy, stealth_scenario, strictness, time_basis,
            open_count, has_four_or_more
        from open_top_five_sensitivity
        order by all
    """,
    "ranks": f"""
        select {_PERIOD}, rank, model, model_name, openness, entry, peak_rank
        from rank_movement
        where rank <= 10 and {_CLOSED}
        order by week_start, rank, model
    """,
    "number_one": "select * from number_one_runs order by first_week, model",
    "labs": f"""
        select {_PERIOD}, rank, lab as name, share_low, share_point, share_high
        from weekly_lab_share
        where week_convention = 'iso' and {_CLOSED}
        order by week_start, rank, lab
    """,
    "countries": f"""
        select {_PERIOD}, rank, lab_country as name, share_low, share_point, share_high
        from weekly_country_share
        where week_convention = 'iso' and {_CLOSED}
        order by week_start, rank, lab_country
    """,
    "claims": "select * from claims order by claim_id",
    "restated_days": """
        select day, count(*) as fact_count, max(as_of_after) as as_of_after
        from restatements
        group by day
        order by day
    """,
    "restatements": f"""
        select day, permaslug, token_count_before, token_count_after, as_of_after
        from restatements
        order by abs(coalesce(token_count_after, 0) - coalesce(token_count_before, 0)) desc, day, permaslug, as_of_after
        limit {SHOWN_RESTATEMENTS}
    """,
    "days": "select day, status, as_of from days order by day",
    "citations": "select text, as_of, code_version from citation order by source",
}


@dataclass(frozen=True)
class Facts:
    """One frame a section; weeks are closed iso weeks, variants merged, unless a column says otherwise."""

    weeks: pl.DataFrame
    top_five: pl.DataFrame
    openness: pl.DataFrame
    robustness: pl.DataFrame
    sensitivity: pl.DataFrame
    ranks: pl.DataFrame
    number_one: pl.DataFrame
    labs: pl.DataFrame
    countries: pl.DataFrame
    claims: pl.DataFrame
    restated_days: pl.DataFrame
    restatements: pl.DataFrame
    days: pl.DataFrame
    citations: pl.DataFrame


def read_facts(con: duckdb.DuckDBPyConnection) -> Facts:
    """Read everything the page shows; `ConfigurationError` if the file lacks a view, as one of an older version may."""
    try:
        return Facts(**{field.name: to_polars(con.sql(_QUERIES[field.name])) for field in fields(Facts)})
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = str(error).splitlines()[0]
        raise ConfigurationError(
            f"The published file was made by another version and cannot be reported on ({reason}). "
            "`orpipeline rebuild` makes it again from landing."
        ) from error
