"""The rules every ranking row must keep, whatever form it came in; on whole columns, for a year is some 18,700 rows.

Rules: the Data API's documentation and section 8 of the design ("what gets refused").
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median

import polars as pl

from orpipeline.answer import OTHER, Window

UNIT_ERROR = 100
NEIGHBOURS = 3
# The three columns of a ranking as the source writes them.
TEXT = pl.Schema({"date": pl.String(), "model_permaslug": pl.String(), "total_tokens": pl.String()})
# A week or a month carries the date of its first day, which may lie before the window; a step is at most so many days.
STEP_DAYS = {"day": 1, "week": 7, "month": 31}
# Python's calendar, in which days are shown, begins with year 1.
_IS_DATE = pl.col("date").str.contains("^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & (pl.col("date") >= "0001")
_IS_NUMBER = pl.col("total_tokens").str.contains("^[0-9]{1,19}$")
_TOKENS = "total_tokens"
_SLUG = pl.col("model_permaslug")
# What is said of a row, and of which rows it is true.
_Rule = tuple[str, pl.Expr]
_CELL_RULES: tuple[_Rule, ...] = (
    ("the date is not a day written YYYY-MM-DD", pl.col("day").is_null()),
    (_TOKENS, pl.col("token_count").is_null()),
)
_NAME_RULES: tuple[_Rule, ...] = (
    ("model_permaslug is empty", _SLUG.str.strip_chars() == ""),
    (
        "model_permaslug is over 300 characters long or holds one that cannot be shown",
        _SLUG.str.contains(r"[\p{Cc}\p{Cf}]") | (_SLUG.str.len_chars() > 300),
    ),
    ("'other' has no variants", _SLUG.str.starts_with(f"{OTHER}:")),
)
_ONCE_A_DAY: _Rule = (
    "this day already has a row of that name",
    ~pl.struct("day", _SLUG).is_first_distinct(),
)
_OTHER_LAST: _Rule = (
    "'other' must be the last row of its day",
    (_SLUG == OTHER) & ~pl.col("day").is_last_distinct(),
)


class RuleBroken(Exception):
    """What is wrong with an answer, naming the offending row; `judge` makes it an `AnswerRefused`."""


def check_rows(text: pl.DataFrame, period: str, window: Window | None) -> tuple[pl.DataFrame, Window]:
    """The rows of `TEXT` as day, permaslug and token_count (exact integers), in their order, and the window: the first to
    the last day when none is given. `RuleBroken` for the first row that breaks the first broken rule.
    """
    if text.is_empty():
        raise RuleBroken(
            "it holds no row at all, so nothing tells it from a failure; a window must hold a day with rows"
        )
    if window and window.start > window.end:
        raise RuleBroken(f"its window ends on {window.end}, before it starts on {window.start}")
    rows = text.with_columns(
        day=pl.when(_IS_DATE).then(pl.col("date").str.to_date("%Y-%m-%d", strict=False)),
        token_count=pl.when(_IS_NUMBER).then(pl.col("total_tokens").cast(pl.Int64, strict=False)),
    )
    # In the order of telling: the first broken one is told.
    rules = [*_CELL_RULES, *_name_rules(rows), _OTHER_LAST, *_calendar_rules(period, window)]
    broken = rows.select(pl.arg_where(is_broken).first().alias(what) for what, is_broken in rules).row(0, named=True)
    for what, row in broken.items():
        if row is not None:
            raise RuleBroken(_named(text.row(row), row, what))
    _check_totals(rows, period)
    return rows.select("day", pl.col("model_permaslug").alias("permaslug"), "token_count"), window or span(rows)


def span(rows: pl.DataFrame) -> Window:
    """From the first day of the rows to the last."""
    return Window(*rows.select(start=pl.col("day").min(), end=pl.col("day").max()).row(0))


def day_totals(rows: pl.DataFrame) -> dict[date, int]:
    """Tokens of each day, in the order of days; exact also where they are more than a 64-bit integer holds."""
    totals = rows.group_by("day").agg(pl.col("token_count").cast(pl.Int128).sum())
    return dict(totals.sort("day").iter_rows())


def shown(value: object) -> str:
    """A value for a message: as it came where it can be shown, but never longer than 60 characters."""
    text = value if isinstance(value, str) and value.isprintable() else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _name_rules(rows: pl.DataFrame) -> Iterator[_Rule]:
    """Those on names, only if any name breaks one: each stands in up to 365 rows of a year, and is looked at once here."""
    names = rows.select(_SLUG.unique())
    if names.select(pl.any_horizontal(is_broken for _, is_broken in _NAME_RULES).any()).item():
        yield from _NAME_RULES
    if rows.group_by("day").agg(is_twice=_SLUG.n_unique() < pl.len())["is_twice"].any():
        yield _ONCE_A_DAY


def _calendar_rules(period: str, window: Window | None) -> Iterator[_Rule]:
    day = pl.col("day")
    if window:
        earliest = window.start - timedelta(days=STEP_DAYS[period] - 1)
        yield f"the date lies outside {window.start}..{window.end}", ~day.is_between(earliest, window.end)
    if period == "week":
        yield "a week's date must be a Monday", day.dt.weekday() != 1
    if period == "month":
        yield "a month's date must be its first day", day.dt.day() != 1


def _named(text: tuple[str, str, str], row: int, what: str) -> str:
    """A row (counted from 1) and what is wrong with it, for a person."""
    day, slug, tokens = text
    return f"row {row + 1} ({shown(day)}, {shown(slug)}): {what}{_wrong_tokens(tokens) if what == _TOKENS else ''}"


def _wrong_tokens(text: str) -> str:
    said = f" is '{shown(text)}', "
    if re.fullmatch(r"-[0-9.]+", text):
        return said + "which is negative"
    if re.fullmatch(r"[0-9]*\.[0-9]*", text):
        return said + "but exact token counts have no fraction"
    if not re.fullmatch(r"[0-9]+", text):
        return said + "which is not a whole number in decimal digits"
    # More than 19 digits is over the bound, leading zeros included: the source writes none.
    return said + "which is over 2^63-1"


def _check_totals(rows: pl.DataFrame, period: str) -> None:
    totals = day_totals(rows)
    ordered = list(totals)
    reach = timedelta(days=NEIGHBOURS * STEP_DAYS[period])
    for i, day in enumerate(ordered):
        around = ordered[max(i - NEIGHBOURS, 0) : i] + ordered[i + 1 : i + 1 + NEIGHBOURS]
        usual = median([totals[other] for other in around if abs(other - day) <= reach] or [0])
        if usual and totals[day] >= UNIT_ERROR * usual:
            raise RuleBroken(
                f"{day} totals {totals[day]} tokens, {UNIT_ERROR} times or more what the {period}s around it do "
                f"(median {usual:.0f}), which looks like an error of units"
            )
