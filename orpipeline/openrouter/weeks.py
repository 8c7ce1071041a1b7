"""The source's own weekly buckets: which weeks can be had whole, and which to ask for, in the fewest requests.

A week is an ISO week and goes by its Monday. A bucket is cut at the window that is asked for, without a word, so windows
begin on a Monday and end on a Sunday that is over (sources: Data API, "period" and observed answers).
"""

from collections.abc import Iterable
from datetime import date

from orpipeline.answer import Window
from orpipeline.openrouter.windows import DAY, MAX_DAYS

WEEK = 7 * DAY
NEWEST_WEEKS = 2  # read again every time, as the 14 newest days are, because the source restates


def whole_weeks(window: Window) -> Window:
    """The window from its first Monday to its last Sunday; it ends before it starts when it holds no whole week."""
    monday = window.start + (-window.start.weekday() % 7) * DAY
    return Window(monday, window.end - (window.end.weekday() + 1) % 7 * DAY)


def mondays(window: Window) -> list[date]:
    """The weeks that lie wholly inside the window."""
    whole = whole_weeks(window)
    return [whole.start + n * WEEK for n in range(((whole.end - whole.start).days + 1) // 7)]


def weeks_to_ask(reach: Window, held: Iterable[date]) -> list[Window]:
    """The weeks of `reach` not yet held and the two newest, in the fewest windows of whole weeks and at most 366 days.

    Weeks between may be read again, which costs nothing and is never wrong.
    """
    known = set(held)
    weeks = mondays(reach)
    windows: list[Window] = []
    for monday in weeks:
        if monday in known and monday not in weeks[-NEWEST_WEEKS:]:
            continue
        sunday = monday + WEEK - DAY
        if windows and (sunday - windows[-1].start).days < MAX_DAYS:
            windows[-1] = Window(windows[-1].start, sunday)
        else:
            windows.append(Window(monday, sunday))
    return windows
