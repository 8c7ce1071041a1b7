"""Is an answer plausible beside what the warehouse already holds? A unit error must not become history."""

from datetime import date, timedelta
from statistics import median

import duckdb

from orpipeline.errors import AnswerRefused
from orpipeline.openrouter.judge import Rankings
from orpipeline.openrouter.rows import UNIT_ERROR, day_totals

_REACH = timedelta(days=7)


def refuse_unit_error(con: duckdb.DuckDBPyConnection, judged: Rankings) -> None:
    """Refuse an answer with a day 100 times the median of the days held within a week of it, or a 100th (section 8).

    `judge` compares the days of one answer with each other; this catches an answer that is wrong as a whole. It looks at
    what was held before the load, so it applies to answers that arrive, not to a rebuild. The sentence names the
    answer that it contradicts, too: that may be the wrong one.
    """
    held = _held_totals(con, judged)
    for day, total in day_totals(judged.rows).items():
        near = {other: there for other, there in held.items() if abs(other - day) <= _REACH and there > 0}
        if near and (factor := _unit_error(total, median(near.values()))):
            nearest = min(near, key=lambda other: abs(other - day))
            raise AnswerRefused(
                f"The answer gives {total} tokens for {day}, {factor} what is held for the days around it: a unit error. It is "
                "kept in landing/rejected; ask again later. If what is held is the wrong one, set it aside: `orpipeline reject "
                f"{_newest_answer(con, judged.series, nearest)[:12]} --why TEXT`, then run again."
            )


def _unit_error(total: int, usual: float) -> str:
    """How far a total lies from the usual one, in words, if it looks like an error of units; else nothing."""
    if total >= UNIT_ERROR * usual:
        return f"{UNIT_ERROR} times or more"
    return f"a {UNIT_ERROR}th or less of" if total * UNIT_ERROR <= usual else ""


def _held_totals(con: duckdb.DuckDBPyConnection, judged: Rankings) -> dict[date, int]:
    rows = con.execute(
        """
        select day, sum(token_count) from core.versions
        where series = ? and superseded_as_of is null and token_count is not null and day between ? and ?
        group by day
        """,
        [judged.series, judged.window.start - _REACH, judged.window.end + _REACH],
    )
    return dict(rows.fetchall())


def _newest_answer(con: duckdb.DuckDBPyConnection, series: str, day: date) -> str:
    """The answer that stands for the day: of one moment the last by source and sha, as in versions.sql."""
    rows = con.execute(
        """
        select answer_sha from raw.rankings inner join raw.answers using (answer_sha)
        where answers.series = ? and day = ? order by as_of desc, source desc, answer_sha desc limit 1
        """,
        [series, day],
    )
    return str(rows.fetchall()[0][0])
