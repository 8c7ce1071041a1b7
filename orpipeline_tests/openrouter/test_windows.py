from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orpipeline.answer import FIRST_DAY, Window
from orpipeline.errors import ConfigurationError
from orpipeline.openrouter.windows import MAX_DAYS, cover, last_completed_day, split

days = st.integers(0, 1500).map(lambda n: FIRST_DAY + timedelta(days=n))


def length(window: Window) -> int:
    return (window.end - window.start).days + 1


def test_the_whole_history_of_690_days_needs_two_requests() -> None:
    cut = split(Window(FIRST_DAY, date(2026, 11, 21)))
    assert cut == [Window(FIRST_DAY, date(2026, 1, 1)), Window(date(2026, 1, 2), date(2026, 11, 21))]
    assert [length(window) for window in cut] == [366, 324]


def test_one_day_is_one_window_and_367_days_are_two() -> None:
    assert split(Window(FIRST_DAY, FIRST_DAY)) == [Window(FIRST_DAY, FIRST_DAY)]
    assert [length(w) for w in split(Window(FIRST_DAY, FIRST_DAY + timedelta(days=366)))] == [366, 1]


def test_a_range_to_the_end_of_the_calendar_can_be_cut() -> None:
    assert split(Window(date(9998, 12, 31), date.max)) == [Window(date(9998, 12, 31), date.max)]
    assert split(Window(date(9998, 12, 30), date.max))[-1] == Window(date.max, date.max)


def test_a_range_that_ends_before_it_starts_is_explained() -> None:
    with pytest.raises(ConfigurationError, match="2026-02-02, after its end 2026-02-01"):
        split(Window(date(2026, 2, 2), date(2026, 2, 1)))


@given(days, st.integers(0, 1500))
def test_cut_windows_follow_each_other_without_gap_or_overlap(start: date, more: int) -> None:
    window = Window(start, start + timedelta(days=more))
    cut = split(window)
    assert (cut[0].start, cut[-1].end) == window
    assert all(b.start - a.end == timedelta(days=1) for a, b in pairwise(cut))
    assert all(length(w) <= MAX_DAYS for w in cut)
    assert len(cut) == -(-length(window) // MAX_DAYS)


@given(st.lists(days, max_size=30))
def test_needed_days_are_covered_by_windows_that_start_and_end_on_needed_days(needed: list[date]) -> None:
    windows = cover(needed)
    assert all(any(w.start <= day <= w.end for w in windows) for day in needed)
    assert all(length(w) <= MAX_DAYS and w.start in needed and w.end in needed for w in windows)
    assert all(a.end < b.start for a, b in pairwise(windows))


@given(st.sets(st.integers(0, 1500), max_size=7))
def test_no_smaller_number_of_windows_covers_the_days(offsets: set[int]) -> None:
    # Fewest by brute force: dynamic programming over the sorted days.
    ordered = sorted(offsets)
    best = [0] * (len(ordered) + 1)
    for i in range(1, len(ordered) + 1):
        best[i] = min(best[j] + 1 for j in range(i) if ordered[i - 1] - ordered[j] < MAX_DAYS)
    assert len(cover(FIRST_DAY + timedelta(days=n) for n in offsets)) == best[-1]


def test_gaps_within_a_year_are_read_over_in_one_request() -> None:
    assert cover([date(2025, 7, 15), date(2025, 6, 15)]) == [Window(date(2025, 6, 15), date(2025, 7, 15))]
    assert cover([]) == []


def test_needed_days_365_days_apart_share_a_window_and_366_days_apart_do_not() -> None:
    near, far = FIRST_DAY + timedelta(days=365), FIRST_DAY + timedelta(days=366)
    assert cover([FIRST_DAY, near]) == [Window(FIRST_DAY, near)]
    assert cover([FIRST_DAY, far]) == [Window(FIRST_DAY, FIRST_DAY), Window(far, far)]


def test_the_last_completed_day_is_yesterday_in_utc_wherever_the_clock_is() -> None:
    assert last_completed_day(datetime(2026, 3, 1, 0, 0, 1, tzinfo=UTC)) == date(2026, 2, 28)
    tokyo = timezone(timedelta(hours=9))
    assert last_completed_day(datetime(2026, 3, 1, 8, 59, tzinfo=tokyo)) == date(2026, 2, 27)
