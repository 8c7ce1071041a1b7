"""A tour of the published file, for people who know SQL and not this project (marimo; `make notebook` opens it)."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Open or proprietary: who wins on OpenRouter?")

with app.setup:
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl


@app.cell
def _():
    # The demo's warehouse, unless ORPIPELINE_HOME says otherwise. Any DuckDB client opens it like this.
    home = Path(os.environ.get("ORPIPELINE_HOME") or mo.notebook_dir().parent / "demo")
    published = home / "orpipeline.duckdb"
    if not published.exists():
        raise FileNotFoundError(f"{published} is not there yet: run `make demo`, or set ORPIPELINE_HOME.")
    con = duckdb.connect(str(published), read_only=True)

    def ask(sql):
        return con.sql(sql).pl()

    return ask, home


@app.cell
def _(ask):
    citation = ask("select text from citation order by source")
    held = ask("select min(day) as first_day, max(day) as last_day from days where status = 'present'")
    mo.md(
        f"""
        # Open or proprietary: who wins on OpenRouter?

        In mid-February 2026 a headline went round: *four of the top five models on OpenRouter are open source*. Was it
        true? Since when? And how much does the answer depend on how one counts?

        OpenRouter publishes, for every day, how many tokens its 50 most used models processed. This warehouse keeps
        those answers, says of every model whether its weights are public, and ranks models by week. The file holds
        **{held["first_day"].item()} to {held["last_day"].item()}**.

        > {"<br>".join(citation["text"])}

        Every view and column explains itself; `duckdb_columns()` is the dictionary.
        """
    )
    return


@app.cell
def _(ask):
    hits = ask(
        """
        select week_start, open_count, open_models, other_models, opened_in_week, margin_at_cut
        from weeks_with_four_open_in_top_five
        order by week_start
        """
    )
    closed_weeks = ask("select count(distinct week_start) as weeks from weekly_top5")["weeks"][0]
    mo.vstack(
        [
            mo.md(
                f"""
                ## The answer

                **{hits.height} of {closed_weeks} closed weeks** had four or more open models in the top five. A week here
                runs from Monday to Sunday in UTC, counts variants such as `:free` with their model, and is only spoken of
                once all its days are in. `margin_at_cut` is how far the fifth model is ahead of the sixth: where it is
                tiny, luck decided.
                """
            ),
            hits,
        ]
    )
    return (hits,)


@app.cell
def _(ask):
    top5 = ask("select week_start, rank, model_name, lab, openness, token_count from weekly_top5")
    # Colour-blind safe (Okabe-Ito), and the tooltip says it in words.
    colours = alt.Scale(
        domain=["open_weights", "proprietary", "stealth", "router", "unclassified"],
        range=["#0072B2", "#E69F00", "#999999", "#CC79A7", "#F0E442"],
    )
    strip = (
        alt.Chart(top5, title="The top five of each closed week, by openness of the time")
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("yearmonthdate(week_start):O", title="week from Monday", axis=alt.Axis(labelAngle=-60)),
            y=alt.Y("rank:O", title="rank"),
            color=alt.Color("openness:N", scale=colours),
            tooltip=["week_start:T", "rank:O", "model_name:N", "lab:N", "openness:N", "token_count:Q"],
        )
        .properties(width=640, height=140)
    )
    mo.ui.altair_chart(strip, chart_selection=False, legend_selection=False)
    return


@app.cell
def _(ask):
    robust = ask(
        """
        select week_start, open_count, four_or_more_count, setting_count, flipped_by, flipped_open_count
        from open_top_five_robustness
        where four_or_more_count > 0
        order by week_start
        """
    )
    firm = robust.filter(robust["four_or_more_count"] == robust["setting_count"])
    mo.vstack(
        [
            mo.md(
                f"""
                ## How sure is that?

                "Four of the top five this week" leaves much open. Which seven days: Monday to Sunday, Sunday to Saturday,
                or the last seven days on OpenRouter's own leaderboard? Do variants count with their model? What of
                stealth models, whose maker was hidden then? Does a licence with a clause count as open source? The view
                `open_top_five_sensitivity` counts the open models under every combination, and
                `open_top_five_robustness` says how many of them agree, and which smallest change turns the answer.

                Of the weeks below, **{firm.height}** hold under every setting. The others are true *if* one counts a
                certain way.
                """
            ),
            robust,
        ]
    )
    return


@app.cell
def _(ask):
    agreement = ask(
        """
        select
            week_start,
            case strictness
                when 1 then '1 any public weights' when 2 then '2 at least community licences'
                when 3 then '3 at least permissive with a clause' else '4 OSI licences only'
            end as strictness,
            avg(has_four_or_more::int) as agreeing_settings
        from open_top_five_sensitivity
        group by all
        """
    )
    heat = (
        alt.Chart(agreement, title="Share of settings with four or more open models in the top five")
        .mark_rect()
        .encode(
            x=alt.X("yearmonthdate(week_start):O", title="week from Monday", axis=alt.Axis(labelAngle=-60)),
            y=alt.Y("strictness:N", title="which licences count"),
            color=alt.Color("agreeing_settings:Q", scale=alt.Scale(scheme="viridis"), title="share"),
            tooltip=["week_start:T", "strictness:N", alt.Tooltip("agreeing_settings:Q", format=".0%")],
        )
        .properties(width=560, height=120)
    )
    mo.ui.altair_chart(heat, chart_selection=False, legend_selection=False)
    return


@app.cell
def _(ask):
    shares = ask(
        """
        select week_start, open_share_low, open_share_point, open_share_high
        from weekly_openness
        where week_convention = 'iso' and variant_policy = 'merged' and status in ('final', 'final_with_gaps')
        order by week_start
        """
    )
    base = alt.Chart(shares, title="Open share of tokens: point, and all it could be").encode(
        x=alt.X("week_start:T", title="week from Monday")
    )
    band = base.mark_area(opacity=0.3, color="#0072B2").encode(
        y=alt.Y("open_share_low:Q", title="share", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        y2="open_share_high:Q",
    )
    line = base.mark_line(color="#0072B2", point=True).encode(
        y="open_share_point:Q",
        tooltip=[
            "week_start:T",
            *(alt.Tooltip(f"open_share_{bound}:Q", format=".1%") for bound in ("low", "point", "high")),
        ],
    )
    newest = shares.row(-1, named=True)
    mo.vstack(
        [
            mo.md(
                f"""
                ### Bounds, not one number

                Rank is one question, volume another. In the week of {newest["week_start"]} open models had
                **{newest["open_share_point"]:.1%}** of the tokens that are known to be open or proprietary. But some
                traffic is neither: everything below the daily top 50 (`other`), stealth models, routers. If none of it
                is open, the share of all tokens is **{newest["open_share_low"]:.1%}**; if all of it is,
                **{newest["open_share_high"]:.1%}**. Quote the range.
                """
            ),
            mo.ui.altair_chart((band + line).properties(width=640, height=240), chart_selection=False),
        ]
    )
    return


@app.cell
def _(ask):
    mo.vstack(
        [
            mo.md(
                """
                ## Who leads

                Every spell at rank 1, and how close the runner-up came in its tightest week. `model_history(slug)` gives
                all weeks of one model, `rank_movement` its debut, peak and weeks on the chart.
                """
            ),
            ask(
                "select model_name, first_week, last_week, week_count, margin_min from number_one_runs order by first_week"
            ),
        ]
    )
    return


@app.cell
def _(ask):
    labs = ask(
        """
        select week_start, lab, share_point
        from weekly_lab_share
        where week_convention = 'iso' and status in ('final', 'final_with_gaps')
            and lab in (
                select lab from weekly_lab_share
                where week_convention = 'iso' and status in ('final', 'final_with_gaps')
                group by lab order by sum(token_count) desc limit 8
            )
        """
    )
    countries = ask(
        """
        select lab_country as country, share_low, share_point, share_high
        from weekly_country_share
        where week_convention = 'iso' and status in ('final', 'final_with_gaps')
        qualify week_start = max(week_start) over ()
        order by rank
        limit 6
        """
    )
    lines = (
        alt.Chart(labs, title="Share of the tokens whose lab is known, eight largest labs")
        .mark_line(point=True)
        .encode(
            x=alt.X("week_start:T", title="week from Monday"),
            y=alt.Y("share_point:Q", title="share", axis=alt.Axis(format="%")),
            color="lab:N",
            strokeDash="lab:N",
            tooltip=["lab:N", "week_start:T", alt.Tooltip("share_point:Q", format=".1%")],
        )
        .properties(width=600, height=280)
    )
    mo.vstack(
        [
            mo.md(
                """
                ## Labs and countries

                A lab is who made a model, not who serves it, and a country is the lab's home. Shares have bounds here too:
                stealth models and `other` belong to no known lab. The table is the newest closed week.
                """
            ),
            mo.ui.altair_chart(lines, chart_selection=False, legend_selection=False),
            countries,
        ]
    )
    return


@app.cell
def _(ask):
    mo.vstack(
        [
            mo.md(
                """
                ## What was said, and whether it holds

                The ledger holds public claims with their source. A claim fixes what its words fix; everything else varies.
                *Supported* and *refuted* hold under every reading, *fragile* means that it depends, *undecidable* that
                the figures do not reach. `claim_settings` shows every reading with the figures behind it.
                """
            ),
            ask(
                "select claim_id, statement, verdict, margin, flipped_by, source, published_on from claims order by claim_id"
            ),
        ]
    )
    return


@app.cell
def _(ask):
    restated = ask(
        "select * from restatements order by as_of_after desc, abs(token_count_after - token_count_before) desc"
    )
    mo.vstack(
        [
            mo.md(
                f"""
                ## The source changes its mind

                OpenRouter restates figures now and then. Nothing is overwritten: each value is kept with the time it was
                said, and `daily_usage_as_of('2026-09-30 02:00')` answers what was known then. This file holds
                **{restated.height} restated facts**{"." if restated.height else ": each of its days was read once."}
                """
            ),
            restated.head(20),
        ]
    )
    return


@app.cell
def _(ask):
    unseen = ask(
        """
        select
            sum(other_token_count) / sum(token_count) as other_share,
            sum(stealth_token_count) / sum(token_count) as stealth_share
        from weekly_openness
        where week_convention = 'iso' and variant_policy = 'merged' and status in ('final', 'final_with_gaps')
        """
    ).row(0, named=True)
    mo.md(
        f"""
        ## What this cannot say

        * **OpenRouter is not the market.** These are tokens of public requests through one router.
        * **A token is not a token.** Each provider counts its own; one model's tokens are not another's.
        * **Only 50 models a day have a name.** The rest, {unseen["other_share"]:.1%} of all tokens here, is one sum. A model
          missing on a day was below rank 50, not at zero, so its week is a lower bound (`days_listed`, `token_count_high`).
        * **Stealth models** ({unseen["stealth_share"]:.1%} of all tokens here) stay stealth for the time they were hidden.
        * **Open means: the weights can be downloaded.** What the licence allows is a second question (`licence_tier`), and
          the verdicts are people's readings with an address and a date each (`models`).
        * **Nothing here is about quality, price paid, or who the users are.**
        """
    )
    return


@app.cell
def _(home):
    # The same views lie beside the database as Parquet, for tools without DuckDB.
    parquet = home / "export" / "weekly_top5.parquet"
    newest_five = pl.read_parquet(parquet).filter(pl.col("week_start") == pl.col("week_start").max())
    mo.vstack(
        [
            mo.md(
                """
                ## Your turn

                Put your own SQL into a new cell: `ask("from models limit 10")`. The views are described in
                `docs/views.md`, the method in `docs/method.md`. Below, the newest top five, read with polars from
                `export/weekly_top5.parquet`; print the citation with whatever you publish.
                """
            ),
            newest_five.select("rank", "model_name", "lab", "openness", "licence_tier", "token_count", "share_of_all"),
        ]
    )
    return


if __name__ == "__main__":
    app.run()
