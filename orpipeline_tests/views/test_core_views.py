"""The views of the core, worked out by hand on five weeks of six models."""

import pytest

from orpipeline_tests.built import build, listed, week
from orpipeline_tests.house import House, catalogue, ranking

W1, W2, W3, W4, W5 = "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"
READ = "2026-02-04T02:00:00"
FOUR = {"lab/o1": 60, "lab/p": 50, "lab/o2": 40, "lab/o3": 30, "lab/o4": 20, "lab/o5": 10, "other": 5}
THREE = {**FOUR, "lab/q": 25, "lab/o4": 1}
FREE = {"lab/o1:free": 60, **{slug: tokens for slug, tokens in FOUR.items() if slug != "lab/o1"}}


@pytest.fixture
def house(warehouse: House) -> House:
    """Four open models in the top five in W1, W2, W4 and the running W5; three in W3."""
    entries = [listed(f"lab/o{n}", f"hub/o{n}") for n in range(1, 6)] + [listed("lab/p")]
    warehouse.put(catalogue(entries, "2026-01-01T02:00:00"))
    weeks = week(W1, FOUR) | week(W2, FREE) | week(W3, THREE) | week(W4, FOUR) | week(W5, FOUR, days=2)
    warehouse.land(weeks, READ)
    return build(warehouse)


def test_the_weeks_with_four_open_models_are_closed_ones_and_the_first_is_marked(house: House) -> None:
    columns = "week_start, status, open_count, open_models, other_models, margin_at_cut, is_first"
    rows = house.rows(f"select {columns} from weeks_with_four_open_in_top_five order by week_start")
    models = ("lab/o1, lab/o2, lab/o3, lab/o4", "lab/p", 1.0)
    assert rows == [
        (W1, "final", 4, *models, True),
        (W2, "final", 4, *models, False),
        (W4, "final", 4, *models, False),
    ]


def test_a_week_names_the_models_whose_weights_came_out_within_it_but_none_that_nobody_had_judged(
    warehouse: House,
) -> None:
    first, second = "2026-06-08", "2026-06-15"
    m3 = "minimax/minimax-m3-20260531"  # in the registry: proprietary until Friday 2026-06-12
    warehouse.put(catalogue([listed("lab/o1", "hub/o1"), listed("lab/o2", "hub/o2")], "2026-06-01T02:00:00"))
    warehouse.put(catalogue([listed("lab/o3", "hub/o3")], "2026-06-11T02:00:00"))  # unclassified until Thursday
    tokens = {"lab/o1": 60, "lab/p": 50, f"{m3}:free": 40, "lab/o2": 30, "lab/o3": 20, "other": 5}
    warehouse.land(week(first, tokens) | week(second, tokens), "2026-06-23T02:00:00")
    build(warehouse)
    columns = "week_start, open_models, opened_in_week"
    models = f"lab/o1, {m3}, lab/o2, lab/o3"
    assert warehouse.rows(f"select {columns} from weeks_with_four_open_in_top_five order by week_start") == [
        (first, models, m3),
        (second, models, None),
    ]


def test_the_macro_gives_the_same_weeks_for_any_n_and_k(house: House) -> None:
    def weeks(n: int, k: int) -> list[object]:
        return [row[0] for row in house.rows(f"select week_start from open_top_n({n}, {k})")]

    assert weeks(5, 4) == [W1, W2, W4]
    assert weeks(5, 3) == [W1, W2, W3, W4]
    assert weeks(5, 5) == []
    assert weeks(1, 1) == [W1, W2, W3, W4]
    assert house.rows("select * exclude (week_end, status) from open_top_n(5, 4) limit 1") == [
        (W1, 4, "lab/o1, lab/o2, lab/o3, lab/o4", "lab/p", 1.0)
    ]


def test_the_macros_margin_is_that_of_the_last_row_inside_which_has_none_where_no_row_follows(house: House) -> None:
    margins = house.rows("select week_start, margin_at_cut from open_top_n(1000, 0) order by 1")
    assert margins
    assert {margin for _, margin in margins} == {None}
    by_macro = house.rows("select week_start, margin_at_cut from open_top_n(4, 0) order by 1")
    ranked = "week_convention = 'iso' and variant_policy = 'merged' and rank = 4 and status like 'final%'"
    assert by_macro == house.rows(f"select week_start, margin_to_next from weekly_rank where {ranked} order by 1")


def test_runs_of_such_weeks_are_cut_by_a_week_without_and_the_newest_is_current(house: House) -> None:
    rows = house.rows("select first_week, last_week, week_count, is_current from open_top_five_runs order by 1")
    assert rows == [(W1, W2, 2, False), (W4, W4, 1, True)]


def test_the_top_five_are_those_of_closed_iso_weeks_with_variants_merged(house: House) -> None:
    rows = house.rows("select distinct week_convention, variant_policy, status, week_start from weekly_top5 order by 4")
    assert rows == [("iso", "merged", "final", week_start) for week_start in (W1, W2, W3, W4)]
    models = house.rows(
        f"select rank, model, model_name, token_count from weekly_top5 where week_start = '{W2}' order by 1"
    )
    assert models[0] == (1, "lab/o1", "LAB/O1", 420)
    assert [model for _, model, _, _ in models] == ["lab/o1", "lab/p", "lab/o2", "lab/o3", "lab/o4"]


def test_models_show_each_period_of_a_verdict_with_the_days_and_tokens_of_it(warehouse: House) -> None:
    warehouse.land(week(W1, {"lab/o1": 60, "lab/o1:free": 1, "other": 5}), READ)
    warehouse.put(catalogue([listed("lab/o1", "hub/o1")], "2026-01-08T02:00:00"))
    build(warehouse)
    columns = "openness, openness_basis, valid_from, valid_to, first_day, last_day, token_count"
    assert warehouse.rows(f"select {columns} from models where model = 'lab/o1' order by valid_from nulls first") == [
        ("unclassified", "none", None, "2026-01-07", W1, "2026-01-07", 183),
        ("open_weights", "catalogue_hint", "2026-01-08", None, "2026-01-08", "2026-01-11", 244),
    ]
    never = warehouse.rows("select first_day, last_day, token_count from models where model = 'openai/gpt-4o'")
    assert never == [(None, None, 0)]


def test_unclassified_models_are_all_that_the_registry_lacks_with_their_best_day_and_hint(house: House) -> None:
    columns = "model, model_name, first_day, last_day, token_count, best_day, catalogue_hint"
    rows = house.rows(f"select {columns} from unclassified_models order by model")
    assert [row[0] for row in rows] == ["lab/o1", "lab/o2", "lab/o3", "lab/o4", "lab/o5", "lab/p", "lab/q"]
    assert rows[-2:] == [
        ("lab/p", "LAB/P", W1, "2026-02-03", 1500, W1, None),
        ("lab/q", "lab/q", W3, "2026-01-25", 175, W3, None),
    ]
    assert rows[0][-1] == "hub/o1"


def test_restatements_show_what_changed_appeared_and_vanished_with_both_moments(house: House) -> None:
    changed = {"lab/o1": 61, "lab/p": 50, "lab/o2": 40, "lab/o3": 30, "lab/o4": 20, "lab/new": 1, "other": 5}
    house.land({W1: changed}, "2026-02-05T02:00:00")
    build(house)
    columns = "day, permaslug, token_count_before, token_count_after, as_of_before, as_of_after"
    before, after = "2026-02-04 02:00:00.000000", "2026-02-05 02:00:00.000000"
    assert house.rows(f"select {columns} from restatements order by permaslug") == [
        (W1, "lab/new", None, 1, before, after),
        (W1, "lab/o1", 60, 61, before, after),
        (W1, "lab/o5", 10, None, before, after),
    ]


def test_what_was_known_at_a_moment_is_what_had_been_answered_by_then(warehouse: House) -> None:
    warehouse.land({W1: {"lab/a": 10, "lab/b": 10, "other": 5}}, "2026-01-06T02:00:00")
    warehouse.land({W1: {"lab/a": 20, "other": 5}}, "2026-01-07T02:00:00")
    build(warehouse)

    def known(moment: str) -> list[tuple[object, ...]]:
        columns = "permaslug, token_count, rank, share_of_all"
        return warehouse.rows(f"select {columns} from daily_usage_as_of('{moment}') order by permaslug")

    assert known("2026-01-06 01:59:59") == []
    assert known("2026-01-06 02:00") == [("lab/a", 10, 1, 0.4), ("lab/b", 10, 1, 0.4), ("other", 5, None, 0.2)]
    assert known("2026-01-07 01:59:59") == known("2026-01-06 02:00")
    assert known("2026-01-07 02:00") == [("lab/a", 20, 1, 0.8), ("other", 5, None, 0.2)]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_a_moment_with_a_zone_is_the_same_moment_wherever_the_reader_is(warehouse: House, zone: str) -> None:
    warehouse.land({W1: {"lab/a": 100}}, "2026-01-06T03:00:00")
    warehouse.land({W1: {"lab/a": 200}}, "2026-01-06T05:00:00")
    build(warehouse)
    warehouse.con.execute(f"set timezone = '{zone}'")
    for moment in ("timestamptz '2026-01-06 04:00:00+00'", "'2026-01-06 04:00'", "timestamp '2026-01-06 04:00:00'"):
        assert warehouse.rows(f"select token_count from daily_usage_as_of({moment})") == [(100,)], moment


def test_a_share_of_a_day_of_nothing_is_null_as_known_then_too(warehouse: House) -> None:
    warehouse.land({W1: {"lab/a": 0, "other": 0}}, "2026-01-06T02:00:00")
    build(warehouse)
    assert warehouse.rows("select share_of_all from daily_usage_as_of('2026-01-07')") == [(None,), (None,)]


def test_the_citation_names_each_source_with_its_newest_answer(house: House) -> None:
    house.land({W1: FOUR}, "2026-02-01T01:46:00", source="recorded")
    build(house)
    columns = "source, text, licence, first_day, last_day, answer_count"
    tail = "Licensed under CC BY 4.0."
    assert house.rows(f"select {columns} from citation order by source") == [
        (
            "api",
            f"Source: OpenRouter (openrouter.ai/rankings), as of 2026-02-04T02:00:00Z. {tail}",
            "CC BY 4.0",
            W1,
            "2026-02-03",
            1,
        ),
        (
            "recorded",
            f"Source: OpenRouter (openrouter.ai/rankings), as of 2026-02-01T01:46:00Z. {tail}",
            "CC BY 4.0",
            W1,
            W1,
            1,
        ),
    ]


def test_a_day_without_rows_has_no_tokens_told_rather_than_none_used(warehouse: House) -> None:
    held = {"2026-01-05": {"lab/a": 7, "other": 3}, "2026-01-07": {"lab/a": 8}}
    warehouse.land(held, "2026-01-11T02:00:00", window=("2026-01-05", "2026-01-10"))
    build(warehouse)
    columns = "day, status, listed_models, token_count, other_token_count"
    rows = warehouse.rows(f"select {columns} from days where day between '2026-01-04' and '2026-01-08' order by day")
    assert rows == [
        ("2026-01-04", "missing", None, None, None),
        ("2026-01-05", "present", 1, 10, 3),
        ("2026-01-06", "empty", 0, None, None),
        ("2026-01-07", "present", 1, 8, None),
        ("2026-01-08", "missing", None, None, None),  # no day with rows follows: the source may have stopped
    ]


def test_the_citation_of_a_source_spans_all_its_answers(warehouse: House) -> None:
    warehouse.land({W2: FOUR}, "2026-01-20T02:00:00")
    warehouse.land({"2026-01-13": FOUR}, "2026-01-20T02:00:00")
    warehouse.land({W1: FOUR}, "2026-01-19T02:00:00")
    build(warehouse)
    assert warehouse.rows("select text, as_of, first_day, last_day, answer_count from citation") == [
        (
            "Source: OpenRouter (openrouter.ai/rankings), as of 2026-01-20T02:00:00Z. Licensed under CC BY 4.0.",
            "2026-01-20 02:00:00.000000",
            W1,
            "2026-01-13",
            3,
        )
    ]


def test_an_unclassified_model_has_the_tokens_of_each_variant_once_and_its_best_day_by_share(warehouse: House) -> None:
    # On the first day 30 of 40, on the second 50 of 100: fewer tokens, but the larger share.
    first, second = {"lab/x": 10, "lab/x:free": 20, "other": 10}, {"lab/x": 45, "lab/x:free": 5, "other": 50}
    warehouse.land({W1: first, "2026-01-06": second}, READ)
    build(warehouse)
    columns = "model, first_day, last_day, token_count, best_day, best_day_share_of_all"
    assert warehouse.rows(f"select {columns} from unclassified_models") == [
        ("lab/x", W1, "2026-01-06", 80, W1, 30 / 40)
    ]


def test_a_week_that_the_source_gives_anew_is_no_restatement_of_a_day(warehouse: House) -> None:
    for week_tokens, day_tokens, read in ((70, 10, "2026-01-13T02:00:00"), (71, 11, "2026-01-14T02:00:00")):
        warehouse.put(ranking({W1: {"lab/a": week_tokens}}, read, (W1, "2026-01-11"), period="week"))
        warehouse.land({W1: {"lab/a": day_tokens}}, read)
    build(warehouse)
    columns = "day, permaslug, token_count_before, token_count_after"
    assert warehouse.rows(f"select {columns} from restatements") == [(W1, "lab/a", 10, 11)]


def test_a_closed_week_that_lacks_a_day_counts_and_its_models_stand_in_the_order_of_ranks(warehouse: House) -> None:
    warehouse.put(catalogue([listed(f"lab/o{n}", f"hub/o{n}") for n in range(1, 5)], "2026-01-01T02:00:00"))
    # lab/o1 and lab/p share rank five.
    row = {"lab/q": 60, "lab/o4": 50, "lab/o3": 40, "lab/o2": 30, "lab/o1": 20, "lab/p": 20, "other": 5}
    days = week(W1, row)
    del days["2026-01-07"]
    warehouse.land(days, "2026-01-13T02:00:00", window=(W1, "2026-01-11"))
    build(warehouse)
    models = ("lab/o4, lab/o3, lab/o2, lab/o1", "lab/q, lab/p")
    columns = "week_start, status, open_models, other_models"
    assert warehouse.rows(f"select {columns} from weeks_with_four_open_in_top_five") == [
        (W1, "final_with_gaps", *models)
    ]
    assert warehouse.rows(f"select {columns} from open_top_n(5, 4)") == [(W1, "final_with_gaps", *models)]
    assert warehouse.rows("select model from weekly_top5 order by rank, model") == [
        (f"lab/{name}",) for name in ("q", "o4", "o3", "o2", "o1", "p")
    ]
    assert warehouse.rows("select first_week, week_count, is_current from open_top_five_runs") == [(W1, 1, True)]


def test_what_was_known_then_is_ranked_without_other_and_leaves_out_the_sources_weeks(warehouse: House) -> None:
    warehouse.land({W1: {"lab/a": 10, "lab/b": 10, "lab/c": 5, "other": 75}}, "2026-01-13T02:00:00")
    warehouse.put(ranking({W1: {"lab/a": 70, "lab/z": 1}}, "2026-01-13T02:00:00", (W1, "2026-01-11"), period="week"))
    build(warehouse)
    columns = "permaslug, token_count, rank, share_of_all"
    assert warehouse.rows(f"select {columns} from daily_usage_as_of('2026-01-14') order by permaslug") == [
        ("lab/a", 10, 1, 0.1),
        ("lab/b", 10, 1, 0.1),
        ("lab/c", 5, 3, 0.05),
        ("other", 75, None, 0.75),
    ]
