"""Which weekly buckets to ask for, and which of an answer's are whole."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from orpipeline.answer import Window
from orpipeline.openrouter.weeks import mondays, weeks_to_ask, whole_weeks
from orpipeline_tests.openrouter.make import META, Rows, believed

FIRST, NEWEST = date(2025, 1, 1), date(2026, 11, 21)  # a Wednesday and a Saturday
WEEK = timedelta(days=7)
ALL = mondays(Window(FIRST, NEWEST))


def test_the_weeks_of_a_window_are_those_that_lie_wholly_inside_it() -> None:
    assert (ALL[0], ALL[-1], len(ALL)) == (date(2025, 1, 6), date(2026, 11, 9), 97)
    assert mondays(Window(FIRST, date(2026, 11, 22)))[-1] == date(2026, 11, 16)
    assert mondays(Window(date(2026, 11, 10), date(2026, 11, 21))) == []


def test_a_first_run_asks_for_every_completed_week_in_two_windows_of_fifty_two_weeks() -> None:
    first, second = weeks_to_ask(Window(FIRST, NEWEST), [])
    assert first == Window(date(2025, 1, 6), date(2026, 1, 4))
    assert second == Window(date(2026, 1, 5), date(2026, 11, 15))
    assert (first.end - first.start).days + 1 == 52 * 7


def test_a_normal_night_asks_once_for_the_two_newest_completed_weeks() -> None:
    assert weeks_to_ask(Window(FIRST, NEWEST), ALL) == [Window(date(2026, 11, 2), date(2026, 11, 15))]


def test_a_week_that_is_not_held_is_asked_for_with_the_newest_when_one_window_holds_both() -> None:
    newest = Window(date(2026, 11, 2), date(2026, 11, 15))
    assert weeks_to_ask(Window(FIRST, NEWEST), [week for week in ALL if week != date(2025, 11, 17)]) == [
        Window(date(2025, 11, 17), newest.end)
    ]
    assert weeks_to_ask(Window(FIRST, NEWEST), [week for week in ALL if week != date(2025, 11, 3)]) == [
        Window(date(2025, 11, 3), date(2025, 11, 9)),
        newest,
    ]


@given(st.dates(FIRST, date(2029, 1, 1)), st.sets(st.integers(0, 210)))
def test_the_windows_hold_every_week_wanted_whole_and_cannot_be_fewer(end: date, missing: set[int]) -> None:
    reach = Window(FIRST, end)
    weeks = mondays(reach)
    held = [week for n, week in enumerate(weeks) if n not in missing]
    windows = weeks_to_ask(reach, held)
    wanted = set(weeks) - set(held) | set(weeks[-2:])
    assert wanted <= {week for window in windows for week in mondays(window)}
    assert all(whole_weeks(window) == window and (window.end - window.start).days < 366 for window in windows)
    # The windows begin on wanted weeks of which no single request could hold two.
    starts = [window.start for window in windows]
    assert set(starts) <= wanted
    assert all((later + WEEK - earlier).days > 366 for earlier, later in pairwise(starts))


BUCKETS: Rows = [
    ("2026-02-02", "lab/a", "5"),
    ("2026-02-09", "lab/a", "60"),
    ("2026-02-09", "other", "6"),
    ("2026-02-16", "lab/a", "7"),
]


def test_buckets_cut_by_the_window_are_left_out_and_the_answer_claims_only_the_weeks_it_saw_whole() -> None:
    judged = believed(BUCKETS, {**META, "start_date": "2026-02-03", "end_date": "2026-02-21"}, period="week")
    assert judged.window == Window(date(2026, 2, 9), date(2026, 2, 15))
    assert judged.rows.rows() == [
        (date(2026, 2, 9), "lab/a", 60),
        (date(2026, 2, 9), "other", 6),
    ]


def test_whole_buckets_all_stay() -> None:
    judged = believed(BUCKETS, {**META, "start_date": "2026-02-02", "end_date": "2026-02-22"}, period="week")
    assert judged.window == Window(date(2026, 2, 2), date(2026, 2, 22))
    assert judged.rows["token_count"].to_list() == [5, 60, 6, 7]


def test_weeks_of_a_filtered_series_are_cut_the_same_way() -> None:
    judged = believed(BUCKETS, {**META, "start_date": "2026-02-03", "end_date": "2026-02-22"}, category="legal")
    assert (judged.series, judged.rows["token_count"].to_list()) == ("week&category=legal", [60, 6, 7])


def test_an_answer_that_holds_no_whole_week_says_nothing_of_any() -> None:
    judged = believed(BUCKETS[:1], {**META, "start_date": "2026-02-02", "end_date": "2026-02-07"}, period="week")
    assert judged.rows.is_empty()
    assert judged.window.start > judged.window.end


def test_without_meta_the_last_bucket_is_left_out_because_nothing_says_that_it_is_whole() -> None:
    judged = believed(BUCKETS, None, period="week")
    assert (judged.window.end, judged.rows["token_count"].to_list()) == (date(2026, 2, 15), [5, 60, 6])
