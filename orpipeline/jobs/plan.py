"""Which days a run should read: those never read, and the trailing fortnight again, because the source restates."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from orpipeline.answer import Window
from orpipeline.openrouter.intake import Intake
from orpipeline.openrouter.windows import cover, split
from orpipeline.warehouse.connection import connect_read_only

REREAD_DAYS = 14
WEEKLY_FULL_READ = 0  # Monday


def update_windows(intake: Intake) -> list[Window]:
    """The fewest windows that hold every day never read and the 14 newest, within the source's reach."""
    reach = intake.reach()
    newest = {reach.end - timedelta(days=back) for back in range(REREAD_DAYS)}
    held = held_days(intake.settings.published, intake.store.shas())
    needed = {day for day in _days(reach) if day not in held or day in newest}
    return cover(needed)


def scheduled_windows(intake: Intake, now: datetime) -> list[Window]:
    """As `update_windows`; on Mondays the whole history, because days long closed were restated before."""
    return split(intake.reach()) if now.weekday() == WEEKLY_FULL_READ else update_windows(intake)


def held_days(published: Path, accepted: Iterable[str]) -> set[date]:
    """Days that the published file has read, with rows or found empty, in answers that landing still accepts.

    An answer set aside or deleted since takes its days with it: they are asked for again before they go missing. Without
    a readable file there are none.
    """
    if not published.exists():
        return set()
    try:
        with connect_read_only(published) as con:
            answers = con.sql(
                "select answer_sha, window_start, window_end from raw.answers where series = 'day'"
            ).fetchall()
            # Asked for, but before the source had it.
            missing = {day for (day,) in con.sql("select day from core.days where status = 'missing'").fetchall()}
    except (duckdb.Error, RuntimeError):
        # A damaged file is no reason not to run: everything is asked for again, and the run replaces it.
        return set()
    known = set(accepted)
    read = {day for sha, start, end in answers if sha in known for day in _days(Window(start, end))}
    return read - missing


def _days(window: Window) -> Iterable[date]:
    return (window.start + timedelta(days=n) for n in range((window.end - window.start).days + 1))
