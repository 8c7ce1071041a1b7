"""The rules every ranking row must keep, whatever form it came in.

They work on whole columns, and only look for the offending row once a column fails: a year is some 18,700 rows.
Rules: the Data API's documentation and section 8 of the design ("what gets refused").
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import median

from orpipeline.answer import Window

OTHER = "other"
MAX_TOKENS = 2**63 - 1
UNIT_ERROR = 100
NEIGHBOURS = 3
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A week or a month carries the date of its first day, which may lie before the window; a step is at most so many days.
STEP_DAYS = {"day": 1, "week": 7, "month": 31}


class RuleBroken(Exception):
    """What is wrong with an answer, naming the offending row; `judge` makes it an `AnswerRefused`."""


@dataclass(frozen=True)
class Columns:
    """The three columns of a ranking as text, in the source's order."""

    days: list[str]
    slugs: list[str]
    tokens: list[str]

    def where(self, row: int) -> str:
        """Name a row (counted from 1) for a person."""
        return f"row {row + 1} ({shown(self.days[row])}, {shown(self.slugs[row])})"


def check_rows(columns: Columns, period: str, window: Window | None) -> tuple[list[date], list[int], Window]:
    """Days, exact token counts and the window (first to last day when none is given), or `RuleBroken`."""
    if not columns.days:
        raise RuleBroken("it holds no row at all, which the source never says of a real window")
    days = _days(columns)
    counts = _token_counts(columns)
    runs = list(_runs(columns.days))
    _check_slugs(columns, runs)
    window = window or Window(min(days), max(days))
    _check_window(columns, days, period, window)
    _check_totals(days, counts, runs, period)
    return days, counts, window


def shown(value: object) -> str:
    """A value for a message: as it came, but never longer than 60 characters."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _days(columns: Columns) -> list[date]:
    parsed = {text: _day(text) for text in set(columns.days)}
    if None in parsed.values():
        row = next(i for i, text in enumerate(columns.days) if parsed[text] is None)
        raise RuleBroken(f"{columns.where(row)}: the date is not a day written YYYY-MM-DD")
    return [day for text in columns.days if (day := parsed[text]) is not None]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


def _token_counts(columns: Columns) -> list[int]:
    joined = "".join(columns.tokens)
    exact = joined.isascii() and joined.isdigit() and all(columns.tokens) and max(map(len, columns.tokens)) <= 19
    counts = list(map(int, columns.tokens)) if exact else []
    if counts and max(counts) <= MAX_TOKENS:
        return counts
    row, wrong = next((i, w) for i, text in enumerate(columns.tokens) if (w := _wrong_tokens(text)))
    raise RuleBroken(f"{columns.where(row)}: total_tokens is '{shown(columns.tokens[row])}', {wrong}")


def _wrong_tokens(text: str) -> str:
    if re.fullmatch(r"-[0-9.]+", text):
        return "which is negative"
    if re.fullmatch(r"[0-9]*\.[0-9]*", text):
        return "but exact token counts have no fraction"
    if not re.fullmatch(r"[0-9]+", text):
        return "which is not a whole number in decimal digits"
    # More than 19 digits is over the bound, leading zeros included: the source writes none.
    return "which is over 2^63-1" if len(text) > 19 or int(text) > MAX_TOKENS else ""


def _runs(days: list[str]) -> Iterator[slice]:
    """Where each run of rows of one day stands: the source sends a day's rows together, but need not."""
    start = 0
    for _, run in groupby(days):
        stop = start + sum(1 for _ in run)
        yield slice(start, stop)
        start = stop


def _check_slugs(columns: Columns, runs: list[slice]) -> None:
    blank = {slug for slug in set(columns.slugs) if not slug.strip()}
    if blank:
        row = next(i for i, slug in enumerate(columns.slugs) if slug in blank)
        raise RuleBroken(f"{columns.where(row)}: model_permaslug is empty")
    of_day: dict[str, list[str]] = defaultdict(list)
    for run in runs:
        of_day[columns.days[run.start]] += columns.slugs[run]
    if any(len(set(slugs)) < len(slugs) for slugs in of_day.values()):
        raise RuleBroken(f"{columns.where(_second(columns))}: this day already has a row of that name")
    if any(OTHER in slugs[:-1] for slugs in of_day.values()):
        last = dict(zip(columns.days, range(len(columns.days)), strict=True))
        row = next(i for i, slug in enumerate(columns.slugs) if slug == OTHER and last[columns.days[i]] != i)
        raise RuleBroken(f"{columns.where(row)}: 'other' must be the last row of its day")


def _second(columns: Columns) -> int:
    seen: set[tuple[str, str]] = set()
    for row, key in enumerate(zip(columns.days, columns.slugs, strict=True)):
        if key in seen:
            return row
        seen.add(key)
    return 0


def _check_window(columns: Columns, days: list[date], period: str, window: Window) -> None:
    if window.start > window.end:
        raise RuleBroken(f"its window ends on {window.end}, before it starts on {window.start}")
    earliest = window.start - timedelta(days=STEP_DAYS[period] - 1)
    for day in sorted(set(days)):
        wrong = "" if earliest <= day <= window.end else f"the date lies outside {window.start}..{window.end}"
        if period == "week" and day.weekday() != 0:
            wrong = "a week's date must be a Monday"
        if period == "month" and day.day != 1:
            wrong = "a month's date must be its first day"
        if wrong:
            raise RuleBroken(f"{columns.where(days.index(day))}: {wrong}")


def _check_totals(days: list[date], counts: list[int], runs: list[slice], period: str) -> None:
    totals: dict[date, int] = defaultdict(int)
    for run in runs:
        totals[days[run.start]] += sum(counts[run])
    ordered = sorted(totals)
    reach = timedelta(days=NEIGHBOURS * STEP_DAYS[period])
    for i, day in enumerate(ordered):
        around = ordered[max(i - NEIGHBOURS, 0) : i] + ordered[i + 1 : i + 1 + NEIGHBOURS]
        usual = median([totals[other] for other in around if abs(other - day) <= reach] or [0])
        if usual and totals[day] >= UNIT_ERROR * usual:
            raise RuleBroken(
                f"{day} totals {totals[day]} tokens, {UNIT_ERROR} times or more what the {period}s around it do "
                f"(median {usual:.0f}), which looks like an error of units"
            )
