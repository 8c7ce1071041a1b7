"""Days against their neighbours, weeks and months against the calendar."""

from datetime import timedelta

import pytest

from orpipeline.errors import AnswerRefused
from orpipeline_tests.openrouter.make import FIRST, META, Rows, believed, wide


def test_a_day_a_hundred_times_its_neighbours_is_refused_as_an_error_of_units() -> None:
    totals = [1000, 1100, 900, 100_000, 1000, 1000, 1200]
    rows: Rows = [(str(FIRST + timedelta(days=n)), "lab/a", str(total)) for n, total in enumerate(totals)]
    with pytest.raises(AnswerRefused, match="2026-02-05 totals 100000 tokens, 100 times or more what the days around"):
        believed(rows, wide())
    rows[3] = (rows[3][0], "lab/a", "99999")
    assert believed(rows, wide()).rows.height == 7


def test_two_wrong_days_side_by_side_are_still_seen_against_the_rest() -> None:
    totals = [1000, 1000, 1000, 10**6, 10**6, 1000, 1000, 1000]
    rows: Rows = [(str(FIRST + timedelta(days=n)), "lab/a", str(total)) for n, total in enumerate(totals)]
    with pytest.raises(AnswerRefused, match="2026-02-05 totals 1000000"):
        believed(rows, wide())


def test_days_far_apart_or_without_tokens_are_no_measure_for_each_other() -> None:
    assert believed([("2025-01-01", "lab/a", "49"), ("2026-10-01", "lab/a", "24000")], wide())
    assert believed([("2026-02-02", "lab/a", "0"), ("2026-02-03", "lab/a", "24000")], wide())


def test_weeks_are_mondays_and_may_begin_up_to_six_days_before_the_window() -> None:
    meta = {**META, "start_date": "2026-02-08", "end_date": "2026-02-20"}
    rows: Rows = [("2026-02-02", "lab/a", "5"), ("2026-02-09", "lab/a", "6"), ("2026-02-16", "lab/a", "7")]
    assert believed(rows, meta, period="week").series == "week"
    with pytest.raises(AnswerRefused, match=r"row 2 .*a week's date must be a Monday"):
        believed([rows[0], ("2026-02-10", "lab/a", "6")], meta, period="week")
    with pytest.raises(AnswerRefused, match=r"row 1 .*outside 2026-02-09\.\.2026-02-20"):
        believed(rows, {**meta, "start_date": "2026-02-09"}, period="week")


def test_months_are_first_days() -> None:
    rows: Rows = [("2026-02-01", "lab/a", "5"), ("2026-03-02", "lab/a", "6")]
    with pytest.raises(AnswerRefused, match=r"row 2 .*a month's date must be its first day"):
        believed(rows, wide(start_date="2026-02-15"), period="month")
    assert believed(rows[:1], wide(start_date="2026-02-15"), period="month").series == "month"


def test_a_month_of_31_days_may_begin_30_days_before_the_window() -> None:
    rows: Rows = [("2026-01-01", "lab/a", "5")]
    assert believed(rows, wide(start_date="2026-01-31"), period="month").rows.height == 1
    with pytest.raises(AnswerRefused, match=r"row 1 .*outside 2026-02-01\.\.2026-12-31"):
        believed(rows, wide(start_date="2026-02-01"), period="month")


def test_a_day_is_measured_by_the_three_days_before_it_and_the_three_after() -> None:
    def days(*totals: int) -> Rows:
        return [(str(FIRST + timedelta(days=n)), "lab/a", str(total)) for n, total in enumerate(totals)]

    # Of the six around 2026-02-05 four are small.
    with pytest.raises(AnswerRefused, match=r"2026-02-05 totals 1000000 .*\(median 1000\)"):
        believed(days(*[1000] * 3, *[10**6] * 3, *[1000] * 3), wide())
    # A growth that lasts: of the six around 2026-02-06 three are as large.
    assert believed(days(*[1000] * 4, *[10**6] * 4), wide()).rows.height == 8


def test_days_at_the_beginning_and_with_gaps_are_measured_by_the_few_around_them() -> None:
    small, large = ("lab/a", "1000"), ("lab/a", "100000")
    for days, wrong in [
        ({"2026-02-02": small, "2026-02-03": large}, "2026-02-03"),
        ({"2026-02-02": small, "2026-02-03": small, "2026-02-04": large, "2026-02-05": large}, "2026-02-04"),
        ({"2026-02-02": small, "2026-02-05": large}, "2026-02-05"),
    ]:
        with pytest.raises(AnswerRefused, match=f"{wrong} totals 100000 tokens"):
            believed([(day, *row) for day, row in days.items()], wide())
    assert believed([("2026-02-02", *small), ("2026-02-06", *large)], wide()).rows.height == 2
