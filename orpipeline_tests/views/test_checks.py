"""Each data check is silent on a sound warehouse and names the rows of a broken one."""

from dataclasses import replace

import pytest

from orpipeline.warehouse.objects import run_check
from orpipeline.warehouse.sqlfiles import Check, checks
from orpipeline_tests.built import build, listed, week
from orpipeline_tests.house import House, catalogue, ranking

MONDAY = "2026-01-05"
MOST = 2**63 - 1
BREAKS = {
    "countable": f"update core.versions set token_count = {MOST} where permaslug = 'lab/a' and day = '2026-01-06'",
    "day_totals": "update core.daily_usage set token_count = token_count + 1 where permaslug = 'lab/a' and day = '2026-01-06'",
    "duplicate_facts": "insert into raw.rankings from raw.rankings where permaslug = 'other' limit 1",
    "empty_warehouse": "delete from core.daily_usage",
    "one_current_version": "update core.versions set superseded_as_of = as_of where permaslug = 'lab/a' and day = '2026-01-06'",
    "schema_drift": "create table main.scratch (n integer)",
    "share_bounds": "update mart.weekly_openness set stealth_token_count = 1 where week_convention = 'iso'",
    "week_totals": "delete from mart.weekly_rank where model = 'lab/a'",
    "missing_other": "update core.days set other_token_count = null where day = '2026-01-06'",
    "unclassified_share": "update mart.weekly_openness set unclassified_token_count = 0.011 * token_count",
}
# What keeps a run from publishing, and what it is shown beside in the web UI.
BLOCKING = {
    "countable": "core.versions",
    "day_totals": "core.daily_usage",
    "duplicate_facts": "raw.rankings",
    "empty_warehouse": "core.daily_usage",
    "one_current_version": "core.versions",
    "schema_drift": "citation",
    "share_bounds": "mart.weekly_openness",
    "unit_jump": "core.days",
    "week_totals": "mart.weekly_rank",
}


def check_named(name: str) -> Check:
    return next(check for check in checks() if check.name == name)


@pytest.fixture
def sound(warehouse: House) -> House:
    warehouse.put(catalogue([listed("lab/a", "hub/a"), listed("lab/b", "hub/b")], "2026-01-01T02:00:00"))
    warehouse.land(week(MONDAY, {"lab/a": 10, "lab/b:free": 7, "other": 5}), "2026-01-12T02:00:00")
    return build(warehouse)


def test_every_check_is_silent_on_a_sound_warehouse(sound: House) -> None:
    outcomes = {check.name: run_check(sound.con, check).row_count for check in checks()}
    assert outcomes == dict.fromkeys(outcomes, 0)


def test_the_checks_of_sums_and_keys_block_and_all_others_warn() -> None:
    assert {check.name: check.table for check in checks() if check.is_blocking} == BLOCKING


def test_every_check_of_the_core_names_the_rows_of_a_warehouse_broken_on_purpose(sound: House) -> None:
    for name, sql in BREAKS.items():
        sound.con.execute("begin")
        sound.con.execute(sql)
        outcome = run_check(sound.con, check_named(name))
        sound.con.execute("rollback")
        assert outcome.row_count > 0, name
        assert outcome.sentence.startswith(outcome.check.sentence)
        assert f"(sql/checks/{name}.sql)" in outcome.sentence


def test_a_row_is_named_in_words_without_what_it_does_not_have(sound: House) -> None:
    check = replace(check_named("schema_drift"), sql="select date '2026-10-26' as week_start, 3 as off, null as why;")
    assert run_check(sound.con, check).rows == "week_start 2026-10-26, off 3"


def test_a_view_without_a_comment_is_drift_too(sound: House) -> None:
    sound.con.execute("create or replace view days as select * from core.days")
    outcome = run_check(sound.con, check_named("schema_drift"))
    assert "table_name days" in outcome.sentence


def test_a_model_with_two_verdicts_of_one_day_breaks_the_totals(sound: House) -> None:
    sound.con.execute("insert into core.daily_usage from core.daily_usage where permaslug = 'lab/a' limit 1")
    assert run_check(sound.con, check_named("day_totals")).row_count == 1


def test_a_day_or_a_week_of_which_every_row_is_lost_breaks_the_totals(sound: House) -> None:
    sound.con.execute("delete from core.daily_usage where day = '2026-01-06'")
    outcome = run_check(sound.con, check_named("day_totals"))
    assert (outcome.row_count, outcome.rows) == (1, "day 2026-01-06, token_count 22, sum_of_rows 0")
    sound.con.execute("delete from mart.weekly_rank where week_convention = 'iso' and variant_policy = 'as_listed'")
    outcome = run_check(sound.con, check_named("week_totals"))
    assert (outcome.row_count, outcome.rows) == (
        1,
        "week_convention iso, variant_policy as_listed, week_start 2026-01-05, listed_token_count 119, ranked_token_count 0",
    )


def test_days_without_tokens_are_no_error_of_units(warehouse: House) -> None:
    warehouse.land(week(MONDAY, {"lab/a": 0, "other": 0}, days=4), "2026-01-12T02:00:00")
    assert run_check(build(warehouse).con, check_named("unit_jump")).row_count == 0


def test_only_closed_weeks_are_told_for_what_is_unclassified(sound: House) -> None:
    sound.land({"2026-01-12": {"lab/new": 50, "lab/a": 10, "other": 5}}, "2026-01-13T02:00:00")
    unclassified = check_named("unclassified_share")
    assert run_check(build(sound).con, unclassified).row_count == 0
    sound.land(week("2026-01-12", {"lab/new": 50, "lab/a": 10, "other": 5}), "2026-01-19T02:00:00")
    assert run_check(build(sound).con, unclassified).row_count == 1


def test_answers_whose_sums_are_beyond_64_bits_are_compared_all_the_same(warehouse: House) -> None:
    for tokens, as_of in ((MOST, "2026-01-12T02:00:00"), (MOST // 2, "2026-01-13T02:00:00")):
        warehouse.land({MONDAY: {"lab/a": tokens, "lab/b": tokens}}, as_of)
    warehouse.load()
    outcome = run_check(warehouse.con, check_named("total_jump"))
    assert f"token_count {2 * (MOST // 2)}, token_count_before {2 * MOST}" in outcome.rows


def test_tokens_beyond_any_sum_are_named_with_the_answer_that_says_so(warehouse: House) -> None:
    countable = check_named("countable")
    warehouse.land({MONDAY: {"lab/a": MOST}}, "2026-01-12T02:00:00")
    warehouse.load()
    assert run_check(warehouse.con, countable).row_count == 0
    warehouse.land({MONDAY: {"lab/a": MOST, "lab/b": 1}}, "2026-01-13T02:00:00")
    warehouse.load()
    outcome = run_check(warehouse.con, countable)
    shas = {sha for (sha,) in warehouse.con.sql("select answer_sha from raw.answers where series = 'day'").fetchall()}
    assert countable.is_blocking
    assert outcome.row_count == 2, "both answers have the largest row"
    assert all(f"answer_sha {sha}" in outcome.rows for sha in shas)


def test_a_total_that_moves_by_more_than_a_fifth_is_named_for_a_week(sound: House) -> None:
    jump = check_named("total_jump")
    sound.land({MONDAY: {"lab/a": 14, "lab/b:free": 7, "other": 5}}, "2026-01-13T02:00:00")
    build(sound)
    assert run_check(sound.con, jump).row_count == 0
    sound.land({MONDAY: {"lab/a": 20, "lab/b:free": 7, "other": 5}}, "2026-01-14T02:00:00")
    build(sound)
    outcome = run_check(sound.con, jump)
    assert outcome.row_count == 1
    assert "token_count 32, token_count_before 26" in outcome.rows
    sound.land({"2026-01-20": {"lab/a": 10, "other": 5}}, "2026-01-22T02:00:00")
    build(sound)
    assert run_check(sound.con, jump).row_count == 0


def test_tokens_that_were_said_before_count_no_more(warehouse: House) -> None:
    warehouse.land({MONDAY: {"lab/a": MOST}}, "2026-01-12T02:00:00")
    warehouse.land({MONDAY: {"lab/a": MOST - 1}}, "2026-01-13T02:00:00")
    warehouse.load()
    assert run_check(warehouse.con, check_named("countable")).row_count == 0


def test_a_check_of_several_rules_names_the_row_that_breaks_only_one_of_them(sound: House) -> None:
    fact, week = "permaslug = 'lab/a' and day = '2026-01-06'", "week_convention = 'iso' and variant_policy = 'merged'"
    broken = [
        ("day_totals", "update core.days set listed_models = 3 where day = '2026-01-06'"),
        ("day_totals", f"update core.daily_usage set openness = null where {fact}"),
        (
            "one_current_version",
            f"insert into core.versions select * replace (2 as version) from core.versions where {fact}",
        ),
        (
            "one_current_version",
            "insert into core.versions select * replace (2 as version, as_of - interval 1 day as superseded_as_of)"
            f" from core.versions where {fact}",
        ),
        ("share_bounds", f"update mart.weekly_openness set open_share_low = -0.1 where {week}"),
        ("share_bounds", f"update mart.weekly_openness set open_share_low = 0.9, open_share_high = 0.8 where {week}"),
        ("share_bounds", f"update mart.weekly_openness set open_share_high = 1.1 where {week}"),
    ]
    for name, sql in broken:
        sound.con.execute("begin")
        sound.con.execute(sql)
        outcome = run_check(sound.con, check_named(name))
        sound.con.execute("rollback")
        assert outcome.row_count == 1, sql


def test_a_total_that_falls_is_named_until_the_newest_answer_is_seven_days_younger(sound: House) -> None:
    jump = check_named("total_jump")
    # From 22 to 17 tokens, by 22.7 %.
    sound.land({MONDAY: {"lab/a": 5, "lab/b:free": 7, "other": 5}}, "2026-01-13T02:00:00")
    sound.land({"2026-01-19": {"lab/a": 10, "other": 5}}, "2026-01-20T01:59:59")
    sound.load()
    assert "token_count 17, token_count_before 22" in run_check(sound.con, jump).rows
    sound.land({"2026-01-18": {"lab/a": 10, "other": 5}}, "2026-01-20T02:00:00")
    sound.load()
    assert run_check(sound.con, jump).row_count == 0


def test_a_week_of_the_source_neither_moves_the_total_of_its_monday_nor_ends_the_week_of_the_warning(
    sound: House,
) -> None:
    jump, whole = check_named("total_jump"), (MONDAY, "2026-01-11")
    sound.put(ranking({MONDAY: {"lab/a": 70}}, "2026-01-13T02:00:00", whole, period="week"))
    sound.load()
    assert run_check(sound.con, jump).row_count == 0
    sound.land({MONDAY: {"lab/a": 5, "lab/b:free": 7, "other": 5}}, "2026-01-14T02:00:00")
    sound.put(ranking({MONDAY: {"lab/a": 71}}, "2026-01-25T02:00:00", whole, period="week"))
    sound.load()
    assert run_check(sound.con, jump).row_count == 1


@pytest.mark.parametrize(("convention", "policy"), [("iso", "exclude_free"), ("sunday", "merged")])
def test_unclassified_tokens_warn_by_iso_week_with_variants_merged(sound: House, convention: str, policy: str) -> None:
    sound.con.execute(
        "update mart.weekly_openness set unclassified_token_count = token_count"
        f" where week_convention = '{convention}' and variant_policy = '{policy}'"
    )
    assert run_check(sound.con, check_named("unclassified_share")).row_count == 0


def test_a_fact_that_one_answer_gives_twice_is_named_whether_its_figures_differ_or_not(sound: House) -> None:
    for slug, more in (("lab/a", 1), ("other", 0)):
        sound.con.execute(
            "insert into raw.rankings by name select * replace (token_count + ? as token_count) from raw.rankings"
            " where day = '2026-01-06' and permaslug = ?",
            [more, slug],
        )
    found = run_check(sound.con, check_named("duplicate_facts"))
    assert (found.row_count, found.rows.count("row_count 2")) == (2, 2)
