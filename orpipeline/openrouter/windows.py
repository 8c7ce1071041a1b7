"""Which days to ask for, in the fewest requests. Limits from the Data API's documentation."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from orpipeline.answer import Window
from orpipeline.errors import ConfigurationError

MAX_DAYS = 366  # counted inclusively; a longer window is a 400
EXPORT_DAYS = 30  # the keyless export is a rolling window that ends the day before its snapshot_date
DAY = timedelta(days=1)


def split(window: Window) -> list[Window]:
    """Cut a window into consecutive ones of at most 366 days; `ConfigurationError` if it ends before it starts."""
    if window.start > window.end:
        raise ConfigurationError(f"The range starts on {window.start}, after its end {window.end}: swap the two dates.")
    cuts = []
    start = window.start
    while (window.end - start).days >= MAX_DAYS:
        cuts.append(Window(start, start + (MAX_DAYS - 1) * DAY))
        start += MAX_DAYS * DAY
    return [*cuts, Window(start, window.end)]


def cover(days: Iterable[date]) -> list[Window]:
    """The fewest windows of at most 366 days that hold all given days, in order.

    A window starts and ends on a needed day; days between may be read again, which costs nothing and is never wrong.
    Starting each window on the first day not yet held and taking all it can is the fewest possible.
    """
    windows: list[Window] = []
    for day in sorted(set(days)):
        if windows and (day - windows[-1].start).days < MAX_DAYS:
            windows[-1] = Window(windows[-1].start, day)
        else:
            windows.append(Window(day, day))
    return windows


def last_completed_day(now: datetime) -> date:
    """Yesterday in UTC: the source never serves the running day. `now` must be aware."""
    return now.astimezone(UTC).date() - DAY
